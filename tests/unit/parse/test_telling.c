/* What people tell, from their words. */
#include <string.h>

#include "harness.h"
#include "parse/telling.h"

/* "host/smi works; helped chmod surely" */
static const char *told(const char *line)
{
    Arena *arena = test_arena();
    Tellings tellings = tellings_of(arena, text_of(line));
    const char *all = "";
    for (size_t i = 0; i < tellings.count; i++) {
        const Telling *one = &tellings.items[i];
        const char *says = one->kind == TELLING_HELPED
                               ? arena_printf(arena, "helped %s%s", telling_deed_word(one->what),
                                              one->surely ? " surely" : "")
                           : one->kind == TELLING_HARMED
                               ? arena_printf(arena, "harmed %s", telling_harm_word(one->what))
                               : arena_printf(arena, "%s/%s %s", telling_place_word(one->place),
                                              telling_thing_word(one->thing),
                                              one->kind == TELLING_WORKS ? "works" : "fails");
        if (!strstr(all, says))
            all = arena_printf(arena, "%s%s%s", all, *all ? "; " : "", says);
    }
    return all;
}

TEST(the_index_holds_all_phrases)
{
    CHECK(telling_phrases_have_room());
}

TEST(where_it_works_and_where_not)
{
    CHECK_TEXT(told("nvidia-smi works on the host but not in the container"),
               "host/smi works; container/smi fails");
    CHECK_TEXT(told("On the host the GPU is found. Inside docker there is no nvidia-smi!"),
               "host/gpu works; container/smi fails");
    CHECK_TEXT(told("as user I get no devices, as root everything is fine"),
               "user/gpu fails; root/gpu works");
    CHECK_TEXT(told("only root can use the gpu"), "root/gpu works; user/gpu fails");
    CHECK_TEXT(told("the card is not usable unless superuser"), "root/any works; user/any fails");
    CHECK_TEXT(told("Without sudo nvidia-smi fails"), "user/smi fails");
    CHECK_TEXT(told("torch.cuda.is_available() is False in the job (on the login node it is True)"),
               "job/gpu fails; login/gpu works");
    CHECK_TEXT(told("the container is without /dev/nvidia-uvm"),
               "container/uvm fails; container/nodes fails");
    CHECK_TEXT(told("nvidia-smi doesn\xE2\x80\x99t work"), "any/smi fails");
}

TEST(what_denies_a_failure_says_that_it_works)
{
    CHECK_TEXT(told("nvidia-smi does not fail"), "any/smi works");
    CHECK_TEXT(told("nvidia-smi gives no error"), "any/smi works");
    CHECK_TEXT(told("nvidia-smi no longer works"), "any/smi fails");
    CHECK_TEXT(told("nvidia-smi could not be found by anybody here"), "any/smi fails");
    CHECK_TEXT(told("the error of nvidia-smi is fixed"), "any/smi works");
}

TEST(what_mended_it)
{
    CHECK_TEXT(told("chmod 666 /dev/nvidia* fixes it"), "helped chmod surely");
    CHECK_TEXT(told("chmod 666 /dev/nvidia* does not fix it"), "");
    CHECK_TEXT(told("After modprobe nvidia it works"), "any/any works; helped modprobe");
    CHECK_TEXT(told("I load nvidia-uvm and then it works"), "helped uvm-load surely");
    CHECK_TEXT(told("It fails until I run nvidia-modprobe"), "any/any fails; helped uvm-load");
    CHECK_TEXT(told("I had to run nvidia-modprobe"), "helped uvm-load");
    CHECK_TEXT(told("Even after modprobe nvidia it works"), "any/any works");
    CHECK_TEXT(told("Even with a chmod it fails"), "any/any fails");
    CHECK_TEXT(told("without a chmod it works"), "any/any works");
    CHECK_TEXT(told("Without secure boot nvidia-smi works"), "any/smi works; helped secure-boot");
}

/* Many do these anyway. */
TEST(what_is_common_mended_it_where_somebody_says_so)
{
    CHECK_TEXT(told("We run it with --gpus all and nvidia-smi works"), "any/smi works");
    CHECK_TEXT(told("With --gpus all it works now"), "helped give-gpu surely");
    CHECK_TEXT(told("it works only with --gpus all"), "any/any works; helped give-gpu");
    CHECK_TEXT(told("I installed nvidia-container-toolkit, nvidia-smi works, not in docker"),
               "any/smi works; container/smi fails");
}

TEST(what_happened_before_it_broke)
{
    CHECK_TEXT(told("After suspend the GPU is lost"), "any/gpu fails; harmed sleep");
    CHECK_TEXT(told("After suspend the GPU is fine"), "any/gpu works");
    CHECK_TEXT(told("Since a kernel update nvidia-smi fails"),
               "any/smi fails; harmed kernel-update");
    CHECK_TEXT(told("the card is switched off by bbswitch"), "harmed switched-off");
    CHECK_TEXT(told("the card is not in power saving mode"), "");
}

TEST(questions_and_advice_tell_nothing)
{
    CHECK_TEXT(told("Does nvidia-smi work in the container?"), "");
    CHECK_TEXT(told("you should chmod 666 /dev/nvidia* to fix it"), "");
    CHECK_TEXT(told("I hope that nvidia-smi works"), "");
    CHECK_TEXT(told("epoch 3 of 10"), "");
    CHECK_TEXT(told(""), "");
}

TEST(words_of_tellings)
{
    CHECK_TEXT(telling_place_word(TELLING_ANY), "any");
    CHECK_TEXT(telling_thing_word(TELLING_THINGS), "any");
    CHECK_TEXT(telling_thing_word(THING_PERSISTENCED), "persistenced");
    CHECK_TEXT(telling_place_word(PLACE_SERVICE), "service");
    CHECK_TEXT(telling_deed_word(DEED_ANYWAY), "anyway");
    CHECK_TEXT(telling_harm_word(HARM_SWITCHED), "switched-off");
}

TEST(a_deed_that_worked)
{
    CHECK_TEXT(told("adding my user to the video group worked"), "helped group surely");
    CHECK_TEXT(told("chmod 666 worked"), "helped chmod surely");
    CHECK_TEXT(told("without chmod 666 it worked"), "any/any works");
    CHECK_TEXT(told("the gpu, in the video group, worked"),
               told("the gpu, in the video group, works"));
    CHECK_TEXT(told("--gpus all worked"), told("--gpus all works"));
    CHECK_TEXT(told("chmod 666 did not help"), "");
}

TEST(marks_that_end_a_clause_or_a_sentence)
{
    CHECK_TEXT(told("inside the container - nvidia-smi works on the host"), "host/smi works");
    CHECK_TEXT(told("Does nvidia-smi work in the container ?"), "");
    CHECK_TEXT(told("nvidia-smi works on the host while in the container it fails"),
               "host/smi works; container/smi fails");
    CHECK_TEXT(told("nvidia-smi fails while building the image"), "build/smi fails");
    CHECK_TEXT(told("nvidia-smi fails while updating the container"), "container/smi fails");
}

TEST(how_far_a_not_reaches)
{
    CHECK_TEXT(told("I do not know why today of all days nvidia-smi fails"), "any/smi fails");
    CHECK_TEXT(told("nvidia-smi does not in any way known to me work"), "any/smi fails");
    CHECK_TEXT(told("the container is without nvidia-smi"), "container/smi fails");
}

TEST(what_is_said_of_something_else_is_not_carried_over)
{
    CHECK_TEXT(told("nvidia-smi works on the host, but the program doesn't"), "host/smi works");
    CHECK_TEXT(told("nvidia-smi fails, but the program doesn't"), "any/smi fails");
    CHECK_TEXT(told("nvidia-smi works on the host, but in docker it doesn't"),
               "host/smi works; container/smi fails");
}

TEST(how_it_went_may_stand_before_or_behind_the_deed)
{
    CHECK_TEXT(told("chmod 666 /dev/nvidia0; nvidia-smi works"), "any/smi works; helped chmod");
    CHECK_TEXT(told("chmod 666 /dev/nvidia0; nothing else; nvidia-smi works"), "any/smi works");
    CHECK_TEXT(told("nvidia-smi works; chmod 666 /dev/nvidia0"), "any/smi works");
    CHECK_TEXT(told("nvidia-smi is visible, with a chmod"), "any/smi works; helped chmod");
    CHECK_TEXT(told("nvidia-smi works; chmod 666; nvidia-smi fails"),
               "any/smi works; any/smi fails");
    CHECK_TEXT(told("after modprobe nvidia in the container"), "");
}

TEST(phrases_may_begin_with_a_word_of_one_letter)
{
    CHECK_TEXT(told("After a while nvidia-smi fails"), "any/smi fails; harmed while");
}

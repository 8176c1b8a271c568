/* Where one program ends and another begins, and who says it. */
#include "logs/episodes.h"

#include <string.h>

#include "base/writer.h"
#include "harness.h"
#include "sightings.h"

#define FAILED "E a.cc:1] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device\n"
#define CREATED                                                                                    \
    "I a.cc:2] Created device /job:localhost/replica:0/task:0/device:GPU:0 with 1 MB memory:  -> " \
    "device: 0\n"

/* "who 1-3" a line, of each episode. */
static const char *episodes_of(const char *text)
{
    Arena *arena = test_arena();
    Episodes episodes = {.arena = arena, .messages = messages_read(arena)};
    Text rest = text_of(text), line;
    const char *told = "";
    episodes_begin_file(&episodes, "a.log");
    for (size_t number = 1; text_line(&rest, &line); number++) {
        episodes_end_program(&episodes, line);
        episodes_take(&episodes, line, number);
    }
    for (size_t i = 0; i < episodes.items.count; i++) {
        const Episode *episode = &episodes.items.items[i];
        told = arena_printf(arena, "%s%s%s %zu-%zu\n", told, episode->is_rank ? "rank " : "",
                            episode->whose ? episode->whose : "-", episode->first, episode->last);
    }
    return told;
}

TEST(a_framework_that_speaks_behind_the_end_of_a_program_is_another_one)
{
    static const char *const ENDS[] = {"me@box:~$ python train.py\n",
                                       "$ python train.py\n",
                                       "(venv) me@box:~/a$ python train.py\n",
                                       "PS C:\\Users\\me> python train.py\n",
                                       ">>> exit()\n",
                                       ">>> quit()\n",
                                       "Process finished with exit code 0\n"};
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
        const char *log = arena_printf(test_arena(), FAILED "%s" CREATED, ENDS[i]);
        CHECK_TEXT(episodes_of(log), "- 1-1\n- 3-3\n");
    }
}

TEST(what_ends_nothing_divides_nothing)
{
    CHECK_TEXT(episodes_of(FAILED ">>> import tensorflow\n" CREATED), "- 1-3\n");
    CHECK_TEXT(episodes_of(FAILED "the program costs 3 $ python\n" CREATED), "- 1-3\n");
    /* Before the end nothing had come of it yet. */
    CHECK_TEXT(episodes_of("W a.cc:1] TF-TRT Warning: Could not find TensorRT\n"
                           "$ python train.py\n" CREATED),
               "- 1-3\n");
    /* Who speaks behind the prompt is no framework. */
    CHECK_TEXT(
        episodes_of(FAILED "$ dmesg\nNVRM: API mismatch: the client has the version 1.2, but\n"),
        "- 1-3\n");
}

TEST(each_speaker_has_episodes_of_its_own)
{
    CHECK_TEXT(episodes_of("[rank0]: " FAILED "[rank1]: " CREATED "[rank0]: " CREATED),
               "rank 0 1-3\nrank 1 2-2\n");
    CHECK_TEXT(episodes_of("worker-0  | " FAILED "worker-1  | " CREATED "0: " CREATED CREATED),
               "worker-0 1-1\nworker-1 2-2\nrank 0 3-3\n- 4-4\n");
    CHECK_TEXT(
        episodes_of("{\"log\":\"[rank5]: E a.cc:1] failed call to cuInit: CUDA_ERROR_NO_DEVICE"
                    "\\n\",\"stream\":\"stderr\"}\n"),
        "rank 5 1-1\n");
}

/* ---- What is kept of an episode ---- */

#define MISSING(name)                                                                              \
    "W a.cc:3] Could not load dynamic library '" name "'; dlerror: " name ": cannot open shared "  \
    "object file: No such file or directory\n"
#define BANNER "I a.cc:4] This TensorFlow binary is optimized to use available CPU instructions\n"

TEST(the_same_is_counted_and_other_values_are_kept_apart)
{
    CHECK_TEXT(sightings_of(MISSING("libcudnn.so.8") MISSING("libcublas.so.11") FAILED MISSING(
                                "libcudnn.so.8") FAILED CREATED MISSING("libcufft.so.10")
                                MISSING("libcudnn.so.8") MISSING("libcublas.so.11"),
                            "-"),
               "tf-library-not-loaded x3\nloader-cannot-open x3\n"
               "tf-library-not-loaded x2\nloader-cannot-open x2\n"
               "tf-cuinit-failed x2\ncuda-no-device-name x2\n"
               "tf-gpu-created x1\n"
               "tf-library-not-loaded x1\nloader-cannot-open x1\n");
}

TEST(of_ever_other_values_the_first_ones_are_kept)
{
    Writer log = writer_new(test_arena());
    for (int i = 0; i < VALUES_KEPT + 3; i++)
        put_format(&log, MISSING("libcudnn.so.%d"), i, i);
    CHECK_TEXT(strstr(sightings_of(log.bytes, NULL), ":15\n"), ":15\n"
                                                               "- loader-cannot-open x1:15\n"
                                                               "- tf-library-not-loaded x4:16\n"
                                                               "- loader-cannot-open x4:16\n");
}

TEST(each_of_many_speakers_is_kept_as_if_it_spoke_alone)
{
    enum { SPEAKERS = 120, ROUNDS = 3 };
    const char *lines[] = {MISSING("libcudnn.so.8"),
                           FAILED,
                           CREATED,
                           MISSING("libcufft.so.9"),
                           BANNER,
                           MISSING("libcudnn.so.9"),
                           "No GPU/TPU found, falling back to CPU.\n"};
    enum { COUNT = sizeof lines / sizeof *lines };
    Writer together = writer_new(test_arena()), alone = writer_new(test_arena());
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < COUNT; i++) {
            put_format(&alone, "[rank5]: %s", lines[i]);
            for (int speaker = 0; speaker < SPEAKERS; speaker++)
                put_format(&together, "[rank%d]: %s", speaker, lines[i]);
        }
    Arena *arena = test_arena();
    const char *expected = sightings_of(alone.bytes, "5");
    Episodes episodes = {.arena = arena, .messages = messages_read(arena)};
    Text rest = text_of(together.bytes), line;
    episodes_begin_file(&episodes, "a.log");
    for (size_t number = 1; text_line(&rest, &line); number++)
        episodes_take(&episodes, line, number);
    CHECK(strstr(expected, "jax-no-gpu-tpu x1"));
    for (int speaker = 0; speaker < SPEAKERS; speaker++)
        CHECK_TEXT(sightings_shown(&episodes, arena_printf(arena, "%d", speaker)), expected);
}

TEST(what_is_printed_once_a_process_begins_another)
{
    CHECK_TEXT(episodes_of(BANNER CREATED BANNER CREATED), "- 1-2\n- 3-4\n");
    CHECK_TEXT(episodes_of(BANNER BANNER CREATED), "- 1-3\n");
    CHECK_TEXT(episodes_of(FAILED CREATED FAILED CREATED), "- 1-4\n");
}

TEST(what_was_overwritten_and_what_is_coloured_is_read_too)
{
#define BOTH "tf-cuinit-failed x1\ncuda-no-device-name x1\n"
    CHECK_TEXT(sightings_of("10%\r" FAILED, "-"), BOTH);
    CHECK_TEXT(
        sightings_of("10%\rE a.cc:1] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no\r20%\n", "-"),
        BOTH);
    CHECK_TEXT(
        sightings_of("E a.cc:1] failed call \033[31mto cuInit: CUDA_ERROR_NO_DEVICE: no\n", "-"),
        BOTH);
    CHECK_TEXT(sightings_of("[rank3]: \033[31m" FAILED, "3"), BOTH);
}

TEST(two_speakers_far_apart_are_two)
{
    enum { SPEAKERS = 2050 };
    Writer log = writer_new(test_arena());
    for (int round = 0; round < 2; round++)
        for (int speaker = 0; speaker < SPEAKERS; speaker++)
            put_format(&log, "[rank%d]: " FAILED, speaker);
    const char *told = sightings_of(log.bytes, "2048");
    CHECK_TEXT(told, "tf-cuinit-failed x2\ncuda-no-device-name x2\n");
    CHECK_TEXT(sightings_of(log.bytes, "0"), told);
}

TEST(a_message_is_what_is_printed_and_not_who_prints_it)
{
    CHECK_TEXT(sightings_of("[pod/train-0/CUDA_ERROR_NO_DEVICE] Epoch 1\n", NULL), "");
    CHECK(strstr(sightings_of("[pod/train-0/main] CUDA_ERROR_NO_DEVICE\n", NULL),
                 "cuda-no-device-name x1"));
}

TEST(pieces_of_a_line_that_was_overwritten_count_each)
{
#define CALL "E a.cc:1] failed call to cuInit: UNKNOWN ERROR (303)"
    CHECK_TEXT(sightings_of(CALL "\r" CALL "\n", "-"), "tf-cuinit-failed x2\n");
    CHECK_TEXT(
        sightings_of("E a.cc:1] failed call \033[1mto\033[0m cuInit: UNKNOWN ERROR (303)\n", "-"),
        "tf-cuinit-failed x1\n");
}

TEST(what_ran_where_counts_once_bare_and_logged)
{
#define RAN "Executing op MatMul in device /job:localhost/replica:0/task:0/device:GPU:0"
    Arena *arena = test_arena();
    Episodes episodes = {.arena = arena, .messages = messages_read(arena)};
    episodes_begin_file(&episodes, "a.log");
    episodes_take(&episodes, TEXT("2024-01-02 03:04:05.060708: I a.cc:9] " RAN), 1);
    episodes_take(&episodes, TEXT(RAN), 2);
    REQUIRE(episodes.items.count == 1);
    const Placements *placements = &episodes.items.items[0].placements;
    REQUIRE(placements->items.count == 2);
    CHECK(placements->items.items[0]->logged);
    CHECK(!placements->items.items[1]->logged);
}

TEST(what_the_same_message_said_2048_speakers_ago_is_of_another)
{
    Writer log = writer_new(test_arena());
    for (int speaker = 0; speaker <= 2048; speaker++)
        put_format(&log, "[rank%d]: No GPU/TPU found, falling back to CPU.\n", speaker);
    CHECK_TEXT(sightings_of(log.bytes, "2048"), "jax-no-gpu-tpu x1\n");
}

TEST(who_speaks_before_a_tab)
{
    CHECK_TEXT(sightings_of("build\tRun tests\t2024-01-02T03:04:05.0607080Z E a.cc:1] failed call "
                            "to cuInit: UNKNOWN ERROR (303)\n",
                            NULL),
               "build tf-cuinit-failed x1:1\n");
}

/* Where one program ends and another begins, and who says it. */
#include "logs/episodes.h"

#include <string.h>

#include "harness.h"

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

/* What cannot be told from a log comes with a command that tells it. */
#include "judged_log.h"
#include "samples.h"

static bool has_certain_cause(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].certain)
            return true;
    return false;
}

static bool has_command(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->needs.count; i++)
        if (judgement->needs.items[i].detail && *judgement->needs.items[i].detail)
            return true;
    return false;
}

TEST(no_suspicion_without_a_command_that_settles_it)
{
    Samples samples = samples_read();
    size_t suspicions = 0;
    for (size_t i = 0; i < samples.count; i++) {
        Judgement *judgement = judged(text_copy(test_arena(), samples.items[i].line));
        if (!judgement->causes.count || has_certain_cause(judgement))
            continue;
        suspicions++;
        if (!CHECK(has_command(judgement)))
            printf("# %s\n", samples.items[i].place);
    }
    CHECK(suspicions > 50);
}

static bool asks_for_the_variable(const char *text)
{
    Judgement *judgement = judged(text);
    for (size_t i = 0; i < judgement->needs.count; i++)
        if (strstr(judgement->needs.items[i].detail, "grep CUDA_VISIBLE"))
            return true;
    return false;
}

TEST(where_no_device_is_offered_it_is_asked_what_hides_it)
{
#define FAILED "E cuda_driver.cc:1] failed call to cuInit: "
    CHECK(asks_for_the_variable(FAILED "CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected"));
    CHECK(!asks_for_the_variable(FAILED "CUDA_ERROR_UNKNOWN: unknown error"));
    CHECK(!asks_for_the_variable(FAILED
                                 "CUDA_ERROR_NO_DEVICE: x\n"
                                 "I cuda_diagnostics.cc:1] env: CUDA_VISIBLE_DEVICES=\"-1\""));
    CHECK(!asks_for_the_variable(FAILED "CUDA_ERROR_NO_DEVICE: x\n"
                                        "I cuda_diagnostics.cc:1] no NVIDIA GPU device is present: "
                                        "/dev/nvidia0 does not exist\n"
                                        "E cuda_dnn.cc:9] 'visible_device_list' listed an invalid "
                                        "GPU id '3' but visible device count is 0"));
}

/* Causes of a log that follow from others, and what it means where operations ran. */
#include <string.h>

#include "logged_case.h"

/* What the last cause follows from, "" for nothing. */
static const char *reason_of(const char *cause, LogLines lines)
{
    const Judgement *judgement = logged_judgement(lines);
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (strcmp(cause_word(judgement->causes.items[i].id), cause) == 0)
            return judgement->causes.items[i].follows_from ? judgement->causes.items[i].follows_from
                                                           : "";
    return "not there";
}

TEST(what_follows_from_a_cause_that_is_certain)
{
    static const char *const ROWS[][2] = {
        {"driver-not-loaded", "nouveau-in-use"},
        {"driver-not-loaded", "driver-not-installed"},
        {"device-nodes-missing", "nouveau-in-use"},
        {"device-nodes-missing", "driver-not-installed"},
        {"device-nodes-missing", "driver-not-loaded"},
        {"device-nodes-missing", "container-no-gpu"},
        {"libcuda-not-found", "driver-not-installed"},
        {"libcuda-not-found", "container-no-gpu"},
        {"libcuda-not-found", "container-toolkit-broken"},
        {"libcuda-not-found", "no-nvidia-gpu"},
        {"nvml-not-found", "driver-not-installed"},
        {"cuinit-unknown-999", "gpu-lost"},
        {"cuinit-unknown-999", "fabric-manager-down"},
        {"cuinit-unknown-999", "driver-not-loaded"},
        {"cudnn-sublib-missing", "cudnn-missing"},
        {"cudnn-sublib-missing", "cudnn-version-mismatch"},
        {"gpu-memory-exhausted", "gpu-memory-held-by-other-process"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *one = arena_printf(test_arena(), "surely %s", ROWS[i][0]);
        const char *reason = arena_printf(test_arena(), "surely %s", ROWS[i][1]);
        CHECK_TEXT(reason_of(ROWS[i][0], LOG(one, reason)), ROWS[i][1]);
        CHECK_TEXT(reason_of(ROWS[i][0], LOG(one)), "");
    }
}

TEST(what_is_only_likely_has_no_consequences)
{
    CHECK_TEXT(reason_of("libcuda-not-found",
                         LOG("surely libcuda-not-found", "open driver-not-installed")),
               "");
    CHECK_TEXT(reason_of("cuda-libs-missing",
                         LOG("surely cuda-libs-missing", "surely driver-not-installed")),
               "");
}

TEST(the_root_is_what_follows_from_nothing)
{
    CHECK_TEXT(CAUSES("surely libcuda-not-found", "surely container-no-gpu"),
               "container-no-gpu, libcuda-not-found");
}

#define MADE "log gpu-made: Created device"

TEST(where_operations_ran_decides_beside_a_gpu)
{
    CHECK_TEXT(VERDICT(MADE), "gpu");
    CHECK_TEXT(VERDICT(MADE, "saw placed-on-cpu: MatMul"), "cpu");
    CHECK_TEXT(VERDICT(MADE, "saw placed-on-cpu: MatMul", "saw placed-on-gpu: Conv2D"), "gpu");
    CHECK_TEXT(VERDICT(MADE, "saw placed-on-cpu: MatMul", "saw cudnn-loaded: 8906"), "gpu");
    CHECK_TEXT(VERDICT("saw placed-on-cpu: MatMul"), "cpu");
    CHECK_TEXT(NEEDS(MADE, "saw placed-on-cpu: MatMul"),
               "which device each operation asks for\n"
               "note: all that the log shows ran on the CPU: MatMul\n");
}

TEST(who_asked_for_it_where_the_log_shows_that)
{
    CHECK_TEXT(CAUSES(MADE, "saw moved-to-cpu: UniqueV2"), "soft-placement-fallback");
    CHECK_TEXT(CAUSES("saw moved-to-cpu: UniqueV2"), "");
    CHECK_TEXT(CAUSES(MADE, "saw placed-on-cpu: MatMul", "saw asked-for-cpu: MatMul"),
               "explicit-cpu-placement?");
    CHECK_TEXT(CAUSES(MADE, "saw placed-on-cpu: MatMul", "saw placed-on-gpu: Conv2D",
                      "saw asked-for-cpu: MatMul"),
               "");
    CHECK_TEXT(CAUSES(MADE, "saw placed-on-cpu: MatMul", "saw asked-for-cpu: MatMul",
                      "saw moved-to-cpu: UniqueV2"),
               "soft-placement-fallback");
    CHECK_TEXT(CAUSES("saw placed-on-cpu: MatMul", "saw asked-for-cpu: MatMul"), "");
}

/* Which causes of a log are mere consequences of others. */
#include "logged_case.h"

TEST(what_follows_from_a_cause_that_is_certain)
{
    static const struct {
        const char *reason, *cause;
    } ROWS[] = {
        {"nouveau-in-use", "driver-not-loaded"},
        {"driver-not-installed", "driver-not-loaded"},
        {"container-no-gpu", "device-nodes-missing"},
        {"container-toolkit-broken", "libcuda-not-found"},
        {"no-nvidia-gpu", "nvml-not-found"},
        {"driver-not-loaded", "cuinit-unknown-999"},
        {"cudnn-version-mismatch", "cudnn-sublib-missing"},
        {"gpu-memory-held-by-other-process", "gpu-memory-exhausted"},
    };
    Arena *arena = test_arena();
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(
            CAUSES(arena_printf(arena, "surely %s", ROWS[i].cause),
                   arena_printf(arena, "surely %s", ROWS[i].reason)),
            arena_printf(arena, "%s, %s of %s", ROWS[i].reason, ROWS[i].cause, ROWS[i].reason));
}

TEST(of_two_reasons_the_first_is_told)
{
    CHECK_TEXT(
        CAUSES("surely driver-not-loaded", "surely driver-not-installed", "surely nouveau-in-use"),
        "nouveau-in-use, driver-not-installed, driver-not-loaded of nouveau-in-use");
}

TEST(what_follows_from_nothing)
{
    CHECK_TEXT(CAUSES("surely libcuda-not-found", "open no-nvidia-gpu"),
               "no-nvidia-gpu?, libcuda-not-found");
    CHECK_TEXT(CAUSES("surely driver-not-loaded", "surely cuda-libs-missing"),
               "driver-not-loaded, cuda-libs-missing");
    CHECK_TEXT(CAUSES("surely driver-not-loaded", "surely gpu-lost"),
               "driver-not-loaded, gpu-lost");
}

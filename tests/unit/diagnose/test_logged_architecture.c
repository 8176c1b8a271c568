/* What a log tells of the kernels that a build has for a GPU: it is about to compile them. */
#include "logged_case.h"

#define COMPILES(capability) "log gpu-made: Created device", "saw jit-from-ptx: " capability

TEST(a_gpu_newer_than_the_build_has_a_slow_start)
{
    CHECK_TEXT(DETAILS(COMPILES("9.0")),
               "compute-capability-too-new, slow, by log.txt:2: this build has no machine code for "
               "compute capability 9.0: its first start compiles, which takes long\n"
               "  log.txt:2: saw jit-from-ptx: 9.0\n");
    CHECK_TEXT(VERDICT(COMPILES("8.0")), "gpu");
    CHECK_TEXT(CAUSES("log gpu-made: Created device", "saw jit-from-ptx: ?"), "");
}

TEST(what_cannot_be_compiled_for_it_is_an_error_of_its_own)
{
    CHECK_TEXT(CAUSES(COMPILES("9.0"), "open compute-capability-too-new"),
               "compute-capability-too-new?");
    CHECK_TEXT(VERDICT(COMPILES("9.0"), "open compute-capability-too-new"), "fails");
    CHECK_TEXT(CAUSES(COMPILES("9.0"), "surely compute-capability-too-new"),
               "compute-capability-too-new");
    CHECK_TEXT(VERDICT(COMPILES("9.0"), "surely compute-capability-too-new"), "fails");
}

TEST(for_a_gpu_older_than_the_build_nothing_is_compiled)
{
    CHECK_TEXT(DETAILS(COMPILES("7.0")),
               "compute-capability-too-low?, part, by log.txt:2: this build has no kernels for "
               "compute capability 7.0\n"
               "  log.txt:2: saw jit-from-ptx: 7.0\n");
    CHECK_TEXT(VERDICT(COMPILES("7.0")), "gpu");
    CHECK_TEXT(VERDICT(COMPILES("7.0"), "open compute-capability-too-low"), "fails");
    CHECK_TEXT(CAUSES(COMPILES("7.0"), "open compute-capability-too-low"),
               "compute-capability-too-low");
}

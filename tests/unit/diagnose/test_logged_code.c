/* What the code that a report shows means, together with what people write of it. */
#include "logged_case.h"

#define DLL   "saw dll-failed"
#define NAMED "saw gpu-package-named"
#define AMD   "saw gpu-vendor/amd"

TEST(a_build_for_cuda_beside_a_card_of_another_maker)
{
    CHECK_TEXT(DETAILS(DLL, NAMED, AMD),
               "rocm-wrong-package?, cpu, by log.txt:3: the GPU is not one of NVIDIA\n"
               "  log.txt:3: saw gpu-vendor/amd\n");
    CHECK_TEXT(CAUSES(DLL, NAMED, AMD, "log system: windows"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES(DLL, NAMED, "saw gpu-vendor/intel"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES(DLL, NAMED, AMD, "saw gpu-named: RTX 3090"), "");
    CHECK_TEXT(CAUSES(DLL, NAMED, AMD, "saw rocm-named"), "");
    CHECK_TEXT(CAUSES(DLL, NAMED), "");
    CHECK_TEXT(CAUSES(DLL, AMD), "");
    CHECK_TEXT(CAUSES(NAMED, AMD), "");
}

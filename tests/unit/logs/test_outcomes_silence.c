/* What the absence of lines proves, and in which releases. */
#include "judged_log.h"

TEST(silence_tells_of_a_build_without_cuda_where_a_build_with_it_would_speak)
{
    static const char speaks[] =
        "I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized "
        "to use available CPU instructions in performance-critical operations.\n"
        "Num GPUs Available:  0\n";
    static const struct {
        const char *version;
        bool certain;
    } ROWS[] = {{"2.11.0", true}, {"2.12.1", false}, {"2.13.1", false}, {"2.14.0", true},
                {"2.15.0", true}, {"2.20.0", true},  {"2.21.0", false}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Judgement *judgement = judged(
            arena_printf(test_arena(), "TensorFlow %s, Ubuntu 22.04\n%s", ROWS[i].version, speaks));
        CHECK_TEXT(root_of(judgement), "cpu-only-build");
        REQUIRE(judgement->causes.count > 0);
        CHECK(judgement->causes.items[0].certain == ROWS[i].certain);
    }
    CHECK_TEXT(
        root_of(judged(arena_printf(test_arena(),
                                    "E a.cc:1] Unable to register cuDNN factory: Attempting to "
                                    "register factory for plugin cuDNN\n%s",
                                    speaks))),
        "no-nvidia-gpu");
}

#define BANNER "I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.\n"
#define SOUGHT                                                                                     \
    "I xla_cpu_device.cc:49] Not creating XLA devices, tf_xla_enable_xla_devices not set and XLA " \
    "device creation not requested\n"
#define OF_GPU                                                                                     \
    "I xla_gpu_device.cc:53] Not creating XLA devices, tf_xla_enable_xla_devices not set and XLA " \
    "devices creation not required\n"
#define VERSION_2_21 "TensorFlow version: 2.21.0\n"
#define NONE         "Num GPUs Available:  0\n"

static bool needs_nvml(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->needs.count; i++)
        if (strstr(judgement->needs.items[i].says, "libnvidia-ml.so.1"))
            return true;
    return false;
}

/* From 2.21 on a build with CUDA that finds no NVML prints what a build without CUDA prints. */
TEST(where_both_builds_are_silent_it_is_asked_which)
{
    Judgement *judgement = judged(BANNER VERSION_2_21 NONE);
    REQUIRE(judgement->causes.count == 1);
    CHECK_TEXT(root_of(judgement), "cpu-only-build");
    CHECK(!judgement->causes.items[0].certain);
    CHECK(needs_nvml(judgement));
    judgement = judged(BANNER "TensorFlow version: 2.13.1\n" NONE);
    CHECK_TEXT(root_of(judgement), "cpu-only-build");
    CHECK(!needs_nvml(judgement));
}

TEST(told_to_print_more_only_a_build_without_cuda_is_silent)
{
    static const struct {
        const char *text, *root;
        bool certain;
    } ROWS[] = {
        {BANNER VERSION_2_21 SOUGHT NONE, "cpu-only-build", true},
        {BANNER SOUGHT, "cpu-only-build", true},
        {SOUGHT, "", false},
        {BANNER SOUGHT OF_GPU, "", false},
        {BANNER SOUGHT OF_GPU NONE, "no-nvidia-gpu", false},
        {BANNER "I a.cc:7] Successfully opened dynamic library libcuda.so.1\n" SOUGHT, "", false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Judgement *judgement = judged(ROWS[i].text);
        if (!CHECK_TEXT(root_of(judgement), ROWS[i].root) ||
            !CHECK((judgement->causes.count && judgement->causes.items[0].certain) ==
                   ROWS[i].certain))
            printf("# row %zu\n", i);
        if (ROWS[i].certain) {
            CHECK(!needs_nvml(judgement));
            CHECK_NUMBER(judgement->needs.count, 1);
        }
    }
}

#define OPENED_NVML "I dso_loader.cc:133] Successfully opened dynamic library libnvidia-ml.so.1\n"

#define NO_NVML                                                                                    \
    "I dso_loader.cc:144] Could not load dynamic library 'libnvidia-ml.so.1'; dlerror: "           \
    "libnvidia-ml.so.1: cannot open shared object file: No such file or directory\n"

#define OPENED "I dso_loader.cc:133] Successfully opened dynamic library libcuda.so.1\n"

TEST(a_driver_without_nvml)
{
    static const struct {
        const char *text, *root;
        bool certain;
    } ROWS[] = {
        {BANNER SOUGHT OPENED NO_NVML NONE, "nvml-not-found", true},
        {NO_NVML, "nvml-not-found", false},
        {OPENED "E a.cc:1] failed call to cuInit: CUDA_ERROR_STUB_LIBRARY: x\n" NO_NVML,
         "stub-libcuda", true},
        {OPENED NO_NVML "I a.cc:3] Found device 0 with properties: \n", "", false},
        {OPENED OPENED_NVML OF_GPU NONE, "nvml-not-found", false},
        {OPENED OPENED_NVML OF_GPU, "", false},
        {OPENED OPENED_NVML OF_GPU "Num GPUs Available:  1\n", "", false},
        {OPENED OPENED_NVML "W a.cc:3] Cannot dlopen some GPU libraries.\n" NONE,
         "cuda-libs-missing", false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Judgement *judgement = judged(ROWS[i].text);
        if (!CHECK_TEXT(root_of(judgement), ROWS[i].root) ||
            !CHECK((judgement->causes.count && judgement->causes.items[0].certain) ==
                   ROWS[i].certain))
            printf("# row %zu\n", i);
    }
    CHECK_TEXT(judged(NO_NVML)->causes.items[0].subjects.items[0], "libnvidia-ml.so.1");
}

#define DISABLED(type)                                                                             \
    "I device_factory.cc:96] Device factory '" type "' disabled by TF_ENABLED_DEVICE_TYPES "       \
    "environment variable.\n"

TEST(device_types_that_do_no_harm_and_those_that_do)
{
    CHECK_TEXT(root_of(judged(DISABLED("XLA_CPU") DISABLED("XLA_GPU") BANNER)), "");
    Judgement *judgement = judged(DISABLED("GPU") BANNER NONE);
    CHECK_TEXT(root_of(judgement), "visible-devices-hidden");
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    judgement = judged(DISABLED("CPU") BANNER);
    CHECK_TEXT(root_of(judgement), "visible-devices-hidden");
    CHECK_NUMBER(judgement->verdict, VERDICT_FAILS);
}

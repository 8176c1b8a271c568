/* From lines to a judgement: what is concluded, and what is not. */
#include "logs/outcomes.h"

#include <stdio.h>
#include <string.h>

#include "diagnose/judge.h"
#include "harness.h"

static Judgement *judged(const char *text)
{
    Arena *arena = test_arena();
    Episodes episodes = {.arena = arena, .messages = messages_read(arena)};
    Text rest = text_of(text), line;
    episodes_begin_file(&episodes, "a.log");
    for (size_t number = 1; text_line(&rest, &line); number++)
        episodes_take(&episodes, line, number, NULL, 0);
    Surroundings around = {
        .file = "a.log", .text = text_of(text), .reports = report_read(arena, text_of(text), 1)};
    Facts *facts =
        outcomes_of(arena, episodes.items.count ? &episodes.items.items[0] : NULL, &around);
    LoggedTarget about = logged_target(facts);
    Target target = {.kind = "log", .framework = about.framework, .version = about.version};
    return judge(facts, &target);
}

static const char *root_of(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return cause_word(judgement->causes.items[i].id);
    return judgement->findings.count ? cause_word(judgement->findings.items[0].id) : "";
}

#define CREATED                                                                                    \
    "Created device /job:localhost/replica:0/task:0/device:GPU:0 with 1 MB memory:  -> device: 0"

TEST(codes_of_the_driver_name_what_is_behind_them)
{
    static const struct {
        const char *error, *root;
    } ROWS[] = {
        {"CUDA_ERROR_SYSTEM_DRIVER_MISMATCH: x", "driver-lib-mismatch"},
        {"CUDA_ERROR_SYSTEM_NOT_READY: system not yet initialized", "fabric-manager-down"},
        {"CUDA_ERROR_STUB_LIBRARY: CUDA driver is a stub library", "stub-libcuda"},
        {"CUDA_ERROR_UNKNOWN: unknown error", "cuinit-unknown-999"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Judgement *judgement = judged(
            arena_printf(test_arena(), "E a.cc:1] failed call to cuInit: %s\n", ROWS[i].error));
        CHECK_TEXT(root_of(judgement), ROWS[i].root);
        CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    }
}

TEST(a_line_that_tells_a_cause_in_two_ways_is_shown_once)
{
    Judgement *judgement = judged("E a.cc:1] failed call to cuInit: "
                                  "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH: x\n");
    REQUIRE(judgement->causes.count == 1);
    CHECK_NUMBER(judgement->causes.items[0].evidence.count, 1);
}

TEST(numbers_of_errors_are_read_in_every_form)
{
    static const struct {
        const char *error;
        long long number;
    } ROWS[] = {{"CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected", 100},
                {"no CUDA-capable device is detected", 100},
                {"UNKNOWN ERROR (303)", 303},
                {"UNKNOWN ERROR (-1)", -1},
                {"CUDA_ERROR_UNKNOWN", 999}};
    long long number;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        CHECK(cuda_error_number(text_of(ROWS[i].error), &number));
        CHECK_NUMBER(number, ROWS[i].number);
    }
    CHECK(!cuda_error_number(TEXT("something else"), &number));
}

TEST(no_device_alone_is_open_and_says_what_decides)
{
    Judgement *judgement =
        judged("E a.cc:1] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device\n");
    REQUIRE(judgement->causes.count > 0);
    CHECK(!judgement->causes.items[0].certain);
    CHECK(judgement->needs.count > 0);
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
}

TEST(versions_that_differ_settle_it)
{
    Judgement *judgement = judged("E a.cc:1] failed call to cuInit: CUDA_ERROR_NO_DEVICE\n"
                                  "I a.cc:2] libcuda reported version is: 375.66.0\n"
                                  "I a.cc:3] kernel reported version is: 384.130.0\n");
    CHECK_TEXT(root_of(judgement), "driver-lib-mismatch");
    CHECK_NUMBER(judgement->causes.count, 1);
    CHECK(judgement->causes.items[0].certain);
    CHECK_TEXT(judgement->causes.items[0].line.source, "a.log:2");
    CHECK_TEXT(root_of(judged("I a.cc:2] libcuda reported version is: 384.130.0\n"
                              "I a.cc:3] kernel reported version is: 384.130\n")),
               "");
}

TEST(a_gpu_that_was_made_outweighs_what_came_before)
{
    Judgement *judgement = judged("W a.cc:1] Could not load dynamic library 'libcudart.so.11.0'; "
                                  "dlerror: no such file\nI a.cc:2] " CREATED "\n");
    CHECK_TEXT(root_of(judgement), "");
    CHECK_NUMBER(judgement->verdict, VERDICT_GPU);
}

TEST(which_library_it_is_decides)
{
    static const struct {
        const char *library, *root;
    } ROWS[] = {{"libcudart.so.11.0", "cuda-libs-missing"},
                {"cudart64_110.dll", "cuda-libs-missing"},
                {"libcudnn.so.8", "cudnn-missing"},
                {"libcudnn_ops_infer.so.8", "cudnn-sublib-missing"},
                {"libcuda.so.1", "libcuda-not-found"},
                {"libnvinfer.so.7", ""}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(root_of(judged(arena_printf(
                       test_arena(), "Could not load dynamic library '%s'; dlerror: no such file\n",
                       ROWS[i].library))),
                   ROWS[i].root);
}

TEST(a_damaged_file_is_not_a_missing_one)
{
    CHECK_TEXT(root_of(judged("Could not load dynamic library 'libcudnn.so.8'; dlerror: "
                              "libcudnn.so.8: file too short\n")),
               "library-damaged");
    CHECK_TEXT(root_of(judged("Could not load dynamic library 'libcublas.so.12'; dlerror: "
                              "libcublas.so.12: undefined symbol: cublasLtX\n")),
               "cublas-conflict");
}

TEST(harmless_lines_name_nothing)
{
    Judgement *judgement = judged("W a.cc:38] TF-TRT Warning: Could not find TensorRT\n"
                                  "I a.cc:9] NUMA node read from SysFS had negative value (-1)\n");
    CHECK_TEXT(root_of(judgement), "");
    CHECK_NUMBER(judgement->verdict, VERDICT_UNKNOWN);
    CHECK(judgement->needs.count > 0);
}

TEST(an_empty_log_asks_for_more)
{
    Judgement *judgement = judged("");
    CHECK_NUMBER(judgement->causes.count, 0);
    CHECK_NUMBER(judgement->verdict, VERDICT_UNKNOWN);
    CHECK(judgement->needs.count > 0);
}

TEST(numbers_of_a_report_count)
{
    CHECK_TEXT(root_of(judged("OS: Windows 11, Python 3.11.2, TensorFlow 2.12.0\n"
                              "Num GPUs Available:  0\n")),
               "windows-native-unsupported");
    CHECK_TEXT(root_of(judged("OS: Windows 11, Python 3.9.2, TensorFlow 2.10.0\n"
                              "Num GPUs Available:  0\n")),
               "");
    CHECK_TEXT(root_of(judged("CUDA 10.2\nCould not load dynamic library 'libcudart.so.10.1'; "
                              "dlerror: no such file\n")),
               "cuda-version-mismatch");
    CHECK_TEXT(root_of(judged("CUDA 11.8\nCould not load dynamic library 'libcudart.so.11.0'; "
                              "dlerror: no such file\n")),
               "cuda-libs-not-on-path");
}

TEST(a_container_without_the_gpu_settles_what_its_lines_leave_open)
{
    CHECK_TEXT(root_of(judged("$ docker run -it tensorflow/tensorflow:latest-gpu python\n"
                              "E a.cc:1] failed call to cuInit: UNKNOWN ERROR (303)\n")),
               "container-no-gpu");
    Judgement *judgement =
        judged("$ docker run --gpus all -it tensorflow/tensorflow:latest-gpu python\n"
               "E a.cc:1] failed call to cuInit: UNKNOWN ERROR (303)\n");
    REQUIRE(judgement->causes.count > 0);
    CHECK(!judgement->causes.items[0].certain);
}

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

TEST(a_driver_without_nvml)
{
#define OPENED_NVML "I dso_loader.cc:133] Successfully opened dynamic library libnvidia-ml.so.1\n"
#define NO_NVML                                                                                    \
    "I dso_loader.cc:144] Could not load dynamic library 'libnvidia-ml.so.1'; dlerror: "           \
    "libnvidia-ml.so.1: cannot open shared object file: No such file or directory\n"
#define OPENED "I dso_loader.cc:133] Successfully opened dynamic library libcuda.so.1\n"
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

TEST(device_types_that_do_no_harm_and_those_that_do)
{
#define DISABLED(type)                                                                             \
    "I device_factory.cc:96] Device factory '" type "' disabled by TF_ENABLED_DEVICE_TYPES "       \
    "environment variable.\n"
    CHECK_TEXT(root_of(judged(DISABLED("XLA_CPU") DISABLED("XLA_GPU") BANNER)), "");
    Judgement *judgement = judged(DISABLED("GPU") BANNER NONE);
    CHECK_TEXT(root_of(judgement), "visible-devices-hidden");
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    judgement = judged(DISABLED("CPU") BANNER);
    CHECK_TEXT(root_of(judgement), "visible-devices-hidden");
    CHECK_NUMBER(judgement->verdict, VERDICT_FAILS);
}

#define COMPILES(capability)                                                                       \
    "W gpu_device.cc:2348] TensorFlow was not built with CUDA kernel binaries compatible with "    \
    "compute capability " capability ". CUDA kernels will be jit-compiled from PTX, which could "  \
    "take 30 minutes or longer.\n"
#define INVALID_PTX                                                                                \
    "W a.cc:40] 'cuModuleLoadData(&module, data)' failed with 'CUDA_ERROR_INVALID_PTX'\n"

TEST(a_process_that_reads_beyond_a_file_may_have_a_library_that_is_cut_off)
{
    Judgement *judgement = judged(BANNER "Bus error (core dumped)\n");
    CHECK_TEXT(root_of(judgement), "library-damaged");
    REQUIRE(judgement->causes.count == 1);
    CHECK(!judgement->causes.items[0].certain);
    CHECK_NUMBER(judgement->causes.items[0].effect, EFFECT_FAILS);
    CHECK_NUMBER(judgement->verdict, VERDICT_FAILS);
    CHECK(judgement->needs.count > 0);
    judgement = judged("Could not load dynamic library 'libcufft.so.11'; dlerror: libcufft.so.11: "
                       "file too short\n");
    CHECK_NUMBER(judgement->causes.items[0].effect, EFFECT_CPU);
}

TEST(a_part_of_the_framework_that_the_import_needs)
{
#define GONE ": cannot open shared object file: No such file or directory\n"
    Judgement *judgement = judged("ImportError: libtensorflow_framework.so.2" GONE);
    CHECK_TEXT(root_of(judgement), "framework-broken");
    CHECK_NUMBER(judgement->verdict, VERDICT_FAILS);
    CHECK_TEXT(root_of(judged("ImportError: /a/libtensorflow_cc.so.2: file too short\n")),
               "framework-broken");
    CHECK_TEXT(root_of(judged("NotFoundError: libtensorflow_framework.so.2" GONE)), "");
    CHECK_TEXT(root_of(judged("ImportError: libtensorflow_framework.so.1" GONE)), "");
}

TEST(which_module_it_is_decides)
{
    Judgement *judgement = judged("ModuleNotFoundError: No module named 'tensorflow'\n");
    CHECK_TEXT(root_of(judgement), "framework-not-installed");
    CHECK(judgement->needs.count > 0);
    judgement = judged("ModuleNotFoundError: No module named 'pandas'\n");
    CHECK_TEXT(root_of(judgement), "");
    CHECK(judgement->notes.count > 0);
}

TEST(kernels_that_are_compiled_first)
{
    static const struct {
        const char *text, *cause, *finding;
        Verdict verdict;
    } ROWS[] = {
        {COMPILES("9.0"), "", "compute-capability-too-new", VERDICT_UNKNOWN},
        {COMPILES("8.6") "Num GPUs Available:  1\n", "", "compute-capability-too-new", VERDICT_GPU},
        {COMPILES("7.5") "Num GPUs Available:  1\n", "", "compute-capability-too-low", VERDICT_GPU},
        {COMPILES("12.0") INVALID_PTX, "compute-capability-too-new", "", VERDICT_FAILS},
        {COMPILES("5.0") INVALID_PTX, "compute-capability-too-low", "", VERDICT_FAILS},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Judgement *judgement = judged(ROWS[i].text);
        const CauseList *causes = &judgement->causes, *findings = &judgement->findings;
        if (!CHECK_TEXT(causes->count ? cause_word(causes->items[0].id) : "", ROWS[i].cause) ||
            !CHECK_TEXT(findings->count ? cause_word(findings->items[0].id) : "",
                        ROWS[i].finding) ||
            !CHECK_NUMBER(judgement->verdict, ROWS[i].verdict))
            printf("# row %zu\n", i);
    }
    CHECK(!judged(COMPILES("7.5"))->findings.items[0].certain);
    CHECK(judged(COMPILES("9.0"))->findings.items[0].certain);
}

TEST(listings_of_a_report_count)
{
    CHECK_TEXT(root_of(judged("$ CUDA_VISIBLE_DEVICES=-1 python train.py\nE a.cc:1] failed call to "
                              "cuInit: CUDA_ERROR_NO_DEVICE\n")),
               "visible-devices-hidden");
    CHECK_TEXT(root_of(judged("$ export CUDA_VISIBLE_DEVICES=\"-1\"\n$ python train.py\n")),
               "visible-devices-hidden");
    CHECK_TEXT(root_of(judged("01:00.0 VGA compatible controller: NVIDIA Corporation GA102 "
                              "[GeForce RTX 3090] (rev a1)\n\tKernel driver in use: nouveau\n")),
               "nouveau-in-use");
    CHECK_TEXT(root_of(judged("$ pip list\nPackage Version\n---------- -------\n"
                              "tensorflow 2.15.0\ntensorflow-cpu 2.15.0\n")),
               "conflicting-tf-packages");
}

TEST(a_build_for_rocm_has_no_cuda_and_lacks_nothing)
{
    CHECK_TEXT(root_of(judged("PyTorch version: 2.1.0\nCUDA used to build PyTorch: None\n"
                              "ROCM used to build PyTorch: N/A\nIs CUDA available: False\n")),
               "cpu-only-build");
    CHECK_TEXT(root_of(judged("PyTorch version: 2.1.0\nCUDA used to build PyTorch: N/A\n"
                              "ROCM used to build PyTorch: 5.6.31061\nIs CUDA available: False\n")),
               "");
    CHECK_TEXT(root_of(judged(">>> tf.test.is_built_with_cuda()\nFalse\n"
                              ">>> tf.test.is_built_with_rocm()\nTrue\n")),
               "");
    CHECK_TEXT(root_of(judged(">>> tf.test.is_built_with_cuda()\nFalse\n"
                              ">>> tf.test.is_built_with_rocm()\nFalse\n")),
               "cpu-only-build");
    CHECK_TEXT(root_of(judged(">>> torch.version.cuda\n>>> torch.version.hip\n'5.6'\n")), "");
    CHECK_TEXT(root_of(judged(">>> torch.version.cuda\nNone\n>>> torch.version.hip\nNone\n")),
               "cpu-only-build");
}

TEST(the_list_of_kernels_tells_an_operation_from_a_type)
{
    CHECK_TEXT(root_of(judged("Registered kernels:\n  device='CPU'; T in [DT_FLOAT]\n")),
               "op-no-gpu-kernel");
    CHECK_TEXT(root_of(judged("Registered kernels:\n  device='CPU'; T in [DT_INT32]\n"
                              "  device='GPU'; T in [DT_FLOAT]\n")),
               "dtype-no-gpu-kernel");
}

TEST(kernels_have_nothing_to_do_with_a_device_that_is_missing)
{
    static const char *const SAID[] = {
        "Could not satisfy explicit device specification '/device:GPU:0' because no devices "
        "matching that specification are registered in this process; available devices: a",
        "Could not satisfy explicit device specification '/device:GPU:0' because the node a was "
        "assigned but available devices are [a]",
        "a was explicitly assigned to /device:GPU:0 but available devices are [a].",
        "The requested device appears to be a GPU, but CUDA is not enabled",
    };
    for (size_t i = 0; i < sizeof SAID / sizeof *SAID; i++) {
        Judgement *judgement =
            judged(arena_printf(test_arena(),
                                "%s\nRegistered kernels:\n  device='CPU'; T in [DT_FLOAT]\n"
                                "  device='GPU'; T in [DT_FLOAT]\n",
                                SAID[i]));
        CHECK_TEXT(root_of(judgement), "cpu-only-build");
        CHECK_NUMBER(judgement->findings.count, 0);
    }
}

TEST(a_module_of_something_else_is_none_of_the_gpu)
{
    CHECK_TEXT(root_of(judged("ModuleNotFoundError: No module named 'pandas'\n")), "");
    CHECK_TEXT(root_of(judged("ModuleNotFoundError: No module named 'jaxtyping'\n")), "");
    CHECK_TEXT(root_of(judged("ModuleNotFoundError: No module named 'tensorflow'\n")),
               "framework-not-installed");
    CHECK_TEXT(root_of(judged("ModuleNotFoundError: No module named 'torch.cuda'\n")),
               "framework-not-installed");
}

TEST(who_gave_the_gpu_up_ran_on_the_cpu)
{
    CHECK_NUMBER(judged("W a.cc:1] Cannot dlopen some GPU libraries. Please\n")->verdict,
                 VERDICT_CPU);
}

TEST(an_error_of_python_is_none_of_the_gpu)
{
    Judgement *judgement = judged("TypeError: Descriptors cannot not be created directly.\n");
    CHECK_TEXT(root_of(judgement), "");
    CHECK(judgement->notes.count > 0);
}

TEST(what_two_sentences_say_together)
{
    CHECK_TEXT(root_of(judged("the GPU load shows spikes\nwith synthetic data it is high\n")),
               "input-pipeline-bound");
    CHECK_TEXT(root_of(judged("with synthetic data it is high\n")), "");
    CHECK_TEXT(root_of(judged("works with sudo\nas a normal user it fails\n")),
               "device-permission");
    CHECK_TEXT(root_of(judged("works with sudo\n")), "");
}

typedef struct Told {
    const char *text, *root;
} Told;

static void check_roots(const Told *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK_TEXT(root_of(judged(rows[i].text)), rows[i].root);
}

#define CHECK_ROOTS(ROWS) check_roots(ROWS, sizeof ROWS / sizeof *ROWS)
#define NO_DEVICE         "RuntimeError: No CUDA GPUs are available\n"
#define UNKNOWN           "E a.cc:1] failed call to cuInit: CUDA_ERROR_UNKNOWN: unknown error\n"

TEST(errors_of_nvml_are_read_by_their_words)
{
    static const Told ROWS[] = {
        {"Error: nvml: Driver/library version mismatch\n", "driver-lib-mismatch"},
        {"Error: nvml: Insufficient Permissions\n", "device-permission"},
        {"nvidia-container-cli: initialization error: nvml error: driver not loaded\n",
         "driver-not-loaded"},
        {"Error: nvml: GPU is lost\n", "gpu-lost"},
        {"in the container it works at first\nError: nvml: Driver/library version mismatch\n",
         "driver-lib-mismatch"},
    };
    CHECK_ROOTS(ROWS);
}

/* TensorFlow's own number: libcuda.so.1 could not be opened, and no driver was asked. */
TEST(of_303_no_more_is_claimed_than_it_proves)
{
    Judgement *judgement = judged("E a.cc:1] failed call to cuInit: UNKNOWN ERROR (303)\n");
    CHECK_TEXT(root_of(judgement), "libcuda-not-found");
    CHECK(!judgement->causes.items[0].certain);
    CHECK(judgement->needs.count > 0);
}

TEST(what_is_only_likely_ends_in_an_error_where_one_was_printed)
{
    static const char oom[] = "E a.cc:1] CUDA_ERROR_OUT_OF_MEMORY: out of memory\n";
    CHECK_NUMBER(judged(oom)->verdict, VERDICT_UNKNOWN);
    CHECK_NUMBER(
        judged(arena_printf(test_arena(), "%sTraceback (most recent call last):\n", oom))->verdict,
        VERDICT_FAILS);
    CHECK_NUMBER(judged("RuntimeError: CUDA out of memory. Tried to allocate 2.00 MiB\n")->verdict,
                 VERDICT_FAILS);
}

TEST(modules_and_nodes_of_listings_settle_what_lines_leave_open)
{
    static const Told ROWS[] = {
        {"ERROR: Unable to load the 'nvidia-drm' kernel module.\n$ lsmod | grep nouveau\n"
         "nouveau              1716224  4\n",
         "nouveau-in-use"},
        {"ERROR: Unable to load the 'nvidia-drm' kernel module.\n$ lsmod\n"
         "nouveau              1716224  4\nnvidia              35315712  4\n",
         "driver-not-loaded"},
        {"$ lsmod | grep nouveau\nnouveau              1716224  4\n", ""},
        {UNKNOWN "ls: cannot access '/dev/nvidia-uvm': No such file or directory\n",
         "device-nodes-missing"},
        {"$ lsmod | grep nvidia\nnvidia              35315712  4\n"
         "ls: cannot access '/dev/nvidia*': No such file or directory\n",
         "device-nodes-missing"},
        {"ls: cannot access '/dev/nvidia*': No such file or directory\n", ""},
        {"the sample ends in an unknown error; /dev/nvidia-uvm does not exist\n",
         "device-nodes-missing"},
        {UNKNOWN "$ ls -l /dev/nvidia0\n"
                 "crw-rw---- 1 root video 195,   0 Feb 15 19:37 /dev/nvidia0\n"
                 "uid=1000(user) gid=1000(user) groups=1000(user),4(adm)\n",
         "device-permission"},
        {UNKNOWN "$ ls -l /dev/nvidia0\n"
                 "crw-rw---- 1 root video 195,   0 Feb 15 19:37 /dev/nvidia0\n"
                 "uid=1000(user) gid=1000(user) groups=1000(user),44(video)\n",
         "cuinit-unknown-999"},
        {UNKNOWN "crw-rw-rw- 1 root video 195,   0 Feb 15 19:37 /dev/nvidia0\n"
                 "uid=1000(user) gid=1000(user) groups=1000(user),4(adm)\n",
         "cuinit-unknown-999"},
        {"options nvidia NVreg_DeviceFileMode=0660\nafter adding the user to the video group it "
         "works\n",
         "device-permission"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_variable_that_names_no_gpu_hides_all)
{
#define ONE_GPU                                                                                    \
    "| NVIDIA-SMI 535.129.03             Driver Version: 535.129.03   CUDA Version: 12.2     |\n"  \
    "|   0  NVIDIA GeForce RTX 3090        On  | 00000000:07:00.0 Off |                  N/A |\n"  \
    "| 30%   41C    P0              73W / 400W |      4MiB / 24576MiB |      0%      Default |\n"
    static const struct {
        const char *text, *root;
        bool certain;
    } ROWS[] = {
        {"$ CUDA_VISIBLE_DEVICES=1 python a.py\n" NO_DEVICE ONE_GPU, "visible-devices-hidden",
         true},
        {"$ CUDA_VISIBLE_DEVICES=1 python a.py\n" NO_DEVICE, "visible-devices-hidden", false},
        {"$ CUDA_VISIBLE_DEVICES=$0 python a.py\n" NO_DEVICE, "visible-devices-hidden", true},
        {"$ CUDA_VISIBLE_DEVICES=$GPU python a.py\n" NO_DEVICE, "visible-devices-hidden", false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Judgement *judgement = judged(ROWS[i].text);
        CHECK_TEXT(root_of(judgement), ROWS[i].root);
        REQUIRE(judgement->causes.count > 0);
        CHECK(judgement->causes.items[0].certain == ROWS[i].certain);
    }
    CHECK_NUMBER(judged("$ CUDA_VISIBLE_DEVICES=1 python a.py\n")->causes.count, 0);
    CHECK_TEXT(
        root_of(judged("os.environ['CUDA_VISIBLE_DEVICES'] = '-1' after the import: it still "
                       "uses the GPU\n")),
        "visible-devices-set-too-late");
}

TEST(mig_is_told_where_the_whole_gpu_is_asked_for)
{
    static const Told ROWS[] = {
        {"GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)\n"
         "  MIG 1g.10gb     Device  0: (UUID: "
         "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)\n" NO_DEVICE,
         "mig-misconfigured"},
        {"GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)\n"
         "  MIG 1g.10gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)\n",
         ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(who_holds_the_memory_is_told_by_numbers)
{
#define FULL "RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; "
    static const Told ROWS[] = {
        {FULL "7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; 3.06 GiB "
              "reserved in total by PyTorch)\n",
         "gpu-memory-held-by-other-process"},
        {FULL "7.93 GiB total capacity; 7.00 GiB already allocated; 25.38 MiB free; 7.06 GiB "
              "reserved in total by PyTorch)\n",
         "gpu-memory-exhausted"},
        {FULL "7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; 2.90 GiB "
              "cached)\n",
         "gpu-memory-held-by-other-process"},
        {"torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a "
         "total capacity of 23.65 GiB of which 1.10 GiB is free. Process 71 has 12.00 GiB memory "
         "in "
         "use. Including non-PyTorch memory, this process has 10.53 GiB memory in use.\n",
         "gpu-memory-held-by-other-process"},
        {"CUDA out of memory\nA zombie process holds the memory\n",
         "gpu-memory-held-by-other-process"},
        {"CUDA out of memory\n", "gpu-memory-exhausted"},
        {"A new program gets out of memory\nThe memory is not deallocated\n",
         "gpu-memory-held-by-other-process"},
        {"A new program gets out of memory\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(in_wsl_a_missing_libcuda_is_that_of_windows)
{
#define NO_LIBCUDA                                                                                 \
    "W a.cc:1] Could not load dynamic library 'libcuda.so.1'; dlerror: libcuda.so.1: cannot open " \
    "shared object file: No such file or directory\n"
    static const Told ROWS[] = {
        {"Ubuntu 18.04 on WSL2\n" NO_LIBCUDA, "wsl-libcuda-missing"},
        {NO_LIBCUDA "ls: cannot access '/usr/lib/wsl/lib': No such file or directory\n",
         "wsl-libcuda-missing"},
        {"Ubuntu 18.04\n" NO_LIBCUDA, "libcuda-not-found"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_another_framework_can_do_is_no_answer_of_this_one)
{
    static const Told ROWS[] = {
        {"Windows 11, TensorFlow 2.11.0\n>>> tf.test.is_built_with_cuda()\nFalse\n"
         ">>> tf.config.list_physical_devices('GPU')\n[]\n>>> torch.cuda.is_available()\nTrue\n",
         "windows-native-unsupported"},
        {">>> torch.cuda.is_available()\nTrue\n>>> tf.config.list_physical_devices('GPU')\n"
         "[PhysicalDevice(name='/physical_device:GPU:0', device_type='GPU')]\n",
         ""},
    };
    CHECK_ROOTS(ROWS);
}

/* Of each cause that no machine shows, only a log: a line that proves it, or else a report from
 * which it follows. */
TEST(what_only_a_log_can_show_is_proved_by_a_line_or_a_rule)
{
    static const Told BY_RULE[] = {
        {">>> tf.config.list_physical_devices('GPU')\n[]\nWindows 11, TensorFlow 2.12\n",
         "windows-native-unsupported"},
        {"MacBook Air M1, tensorflow 2.4\nGPU is NOT AVAILABLE\n", "macos-no-metal"},
        {"os.environ['CUDA_VISIBLE_DEVICES'] = '1'\nit still uses the first GPU\n",
         "visible-devices-set-too-late"},
        {"torch.cuda.is_available(): True\nmodel(gpu=False)\n>>>> using CPU\n",
         "explicit-cpu-placement"},
        {"int32 tensors: device is CPU:0\nfloat32 tensors: device is GPU:0\n",
         "small-op-pinned-to-host"},
        {"with tf.device('/GPU:0'):\nsoft device placement is on\n"
         "Executing op UniqueV2 in device /job:localhost/replica:0/task:0/device:CPU:0\n"
         "Executing op MatMul in device /job:localhost/replica:0/task:0/device:GPU:0\n",
         "soft-placement-fallback"},
        {"recurrent_dropout=0.1: training time above 17 min\n", "lstm-not-cudnn"},
        {"the GPU load shows spikes\nwith synthetic data it is high\n", "input-pipeline-bound"},
        {"the GPU usage is only 10%\nwith batch_size=1, it is slower than on the CPU\n",
         "model-too-small"},
        {"Registered kernels:\n  device='CPU'; T in [DT_FLOAT]\n", "op-no-gpu-kernel"},
        {"Registered kernels:\n  device='CPU'; T in [DT_INT32]\n  device='GPU'; T in [DT_FLOAT]\n",
         "dtype-no-gpu-kernel"},
        {"CUDA fails after resuming from suspend until nvidia_uvm is reloaded\n",
         "cuinit-unknown-999"},
        {"/opt/conda/bin/python3 is another Python\nModuleNotFoundError: No module named "
         "'tensorflow'\n",
         "wrong-python-env"},
    };
    static const char *const BY_LINE[] = {
        "tensorflow-gpu-package-removed", "python-version-no-wheel",
        "libdevice-or-ptxas-missing",     "rocm-unsupported-gpu",
        "gpu-memory-exhausted",           "memory-growth-after-init",
        "compute-capability-too-low",     "keras-backend-not-tf",
        "container-toolkit-broken",       "gpu-lost",
        "cudnn-version-mismatch",
    };
    CHECK_ROOTS(BY_RULE);
    Messages messages = messages_read(test_arena());
    for (size_t i = 0; i < sizeof BY_LINE / sizeof *BY_LINE; i++) {
        bool proved = false;
        for (size_t j = 0; j < messages.count && !proved; j++) {
            Text rest = text_of(messages.items[j].causes), id;
            bool possible;
            while (message_next_cause(&rest, &id, &possible))
                proved = proved || (!possible && text_is(id, BY_LINE[i]));
        }
        if (!CHECK(proved))
            printf("# %s\n", BY_LINE[i]);
    }
}

TEST(a_card_without_kernels_is_too_old_or_too_new)
{
#define NO_KERNEL                                                                                  \
    "RuntimeError: CUDA error: no kernel image is available for execution on the device\n"
    static const Told ROWS[] = {
        {"Tesla K40m\n" NO_KERNEL, "compute-capability-too-low"},
        {"GeForce RTX 5090\n" NO_KERNEL, "compute-capability-too-new"},
        {"Tesla V100\n" NO_KERNEL, "compute-capability-too-new"},
        {"Tesla V100 with CUDA capability sm_70 is not compatible with the current PyTorch "
         "installation.\nThe current PyTorch install supports CUDA capabilities sm_75 sm_80 "
         "sm_90.\n",
         "compute-capability-too-low"},
        {"X with CUDA capability sm_86 is not compatible with the current PyTorch installation.\n"
         "The current PyTorch install supports CUDA capabilities sm_37 sm_50 sm_75.\n",
         "compute-capability-too-new"},
        {"Quadro K4000, CUDA 10.0\nUserWarning: No GPU found, falling back to CPU.\n",
         "compute-capability-too-low"},
        {"Tesla V100, CUDA 10.0\nUserWarning: No GPU found, falling back to CPU.\n",
         "cpu-only-build"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(packages_that_own_one_directory_conflict_and_companions_do_not)
{
    static const Told ROWS[] = {
        {"$ pip list\nPackage Version\n---------- -------\ntensorflow 2.10.0\n"
         "tensorflow-intel 2.10.0\n",
         ""},
        {"tensorflow-gpu==1.4.0\ntensorflow==1.4.0\n", "conflicting-tf-packages"},
        {"TensorFlow 2.0.1, tensorflow-gpu 2.0.0\n", "conflicting-tf-packages"},
        {"TensorFlow 2.4, tensorflow-gpu 2.4.1\n", ""},
        {"onnxruntime==1.20.1\nonnxruntime-gpu==1.20.1\n"
         "['AzureExecutionProvider', 'CPUExecutionProvider']\n",
         "conflicting-tf-packages"},
        {"onnxruntime-gpu==1.20.1\n['AzureExecutionProvider', 'CPUExecutionProvider']\n",
         "cpu-only-build"},
        {"tensorflow-gpu, and pip install -e . installs the CPU version of tensorflow\n",
         "conflicting-tf-packages"},
        {"$ pip install tensorflow-gpu==2.12.0\n", "tensorflow-gpu-package-removed"},
        {"OS: Windows 11\n$ pip install tensorflow-gpu==2.12.0\n", "windows-native-unsupported"},
        {"$ pip install tensorflow-gpu==2.4.0\n", ""},
        {"# Name  Version  Build  Channel\ntensorflow  2.2.0  mkl_py36h5a57954_0\n",
         "cpu-only-build"},
        {"# Name  Version  Build  Channel\npytorch  1.11.0  py3.8_cpu_0  pytorch\n",
         "cpu-only-build"},
        {"# Name  Version  Build  Channel\npytorch  1.11.0  py3.8_cuda11.3_0  pytorch\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(another_python_is_told_where_one_lists_the_gpu_and_one_does_not)
{
#define LISTS "[PhysicalDevice(name='/physical_device:GPU:0', device_type='GPU')]\n"
    static const Told ROWS[] = {
        {"In the terminal:\n" LISTS "In the Jupyter notebook:\nGPU Available: []\n",
         "wrong-python-env"},
        {LISTS "GPU Available: []\n", ""},
        {"In a Jupyter notebook of the same terminal:\nModuleNotFoundError: No module named "
         "'tensorflow'\n",
         "wrong-python-env"},
        {"ModuleNotFoundError: No module named 'tensorflow'\n", "framework-not-installed"},
        {"GPU Available: []\npython3 is the one of the system\n", "wrong-python-env"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_people_say_of_their_machine_and_their_program)
{
    static const Told ROWS[] = {
        {"I installed the driver inside WSL too\n", "wsl-linux-driver-installed"},
        {"I did not install a driver inside WSL\n", ""},
        {"docker-compose up\nRuntimeError: Found no NVIDIA driver on your system.\n",
         "container-no-gpu"},
        {"AMD GPU RX 6800 XT\nRuntimeError: Found no NVIDIA driver on your system.\n",
         "rocm-wrong-package"},
        {"AMD GPU RX 6800 XT, torch 2.1.1+cu121\nRuntimeError: Torch is not able to use GPU\n",
         "rocm-wrong-package"},
        {"AMD GPU RX 6800 XT\n", ""},
        {"I don't have a GPU.\nCould not load dynamic library 'libcudart.so.11.0'; dlerror: x\n",
         ""},
        {"torch.cuda.is_available(): True\nmodel(gpu=False)\n>>>> using CPU\n",
         "explicit-cpu-placement"},
        {"model(gpu=False)\n>>>> using CPU\n", ""},
        {"recurrent_dropout=0.1: training time above 17 min\n", "lstm-not-cudnn"},
        {"CUDA fails after resuming from suspend until nvidia_uvm is reloaded\n",
         "cuinit-unknown-999"},
        {"MacBook Air M1, tensorflow 2.4\nGPU is NOT AVAILABLE\n", "macos-no-metal"},
        {"export LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs\n"
         "Call to cuInit results in UNKNOWN_CUDA_ERROR\n",
         "stub-libcuda"},
        {"export LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs\n" UNKNOWN, "cuinit-unknown-999"},
        {"Fatal: GLIBC\nImportError: version `GLIBC_2.29' not found\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

/* A log of a week must not grow in memory with what it repeats. */
TEST(of_a_message_with_ever_other_values_some_are_kept_and_all_are_counted)
{
    Arena *arena = test_arena();
    Episodes episodes = {.arena = arena, .messages = messages_read(arena)};
    episodes_begin_file(&episodes, "a.log");
    for (int i = 0; i < 100; i++)
        episodes_take(&episodes,
                      text_of(arena_printf(arena,
                                           "Could not load dynamic library 'lib%d.so'; "
                                           "dlerror: lib%d.so: cannot open",
                                           i, i)),
                      (size_t)i + 1, NULL, 0);
    REQUIRE(episodes.items.count == 1);
    size_t kept = 0, all = 0;
    for (size_t i = 0; i < episodes.items.items[0].sightings.count; i++) {
        const Sighting *sighting = &episodes.items.items[0].sightings.items[i];
        if (strcmp(sighting->match.message->id, "tf-library-not-loaded") != 0)
            continue;
        kept++;
        all += sighting->count;
    }
    CHECK_NUMBER(kept, VALUES_KEPT);
    CHECK_NUMBER(all, 100);
}

/* ---- Where operations ran ---- */

#define ON "/job:localhost/replica:0/task:0/device:"

TEST(an_operation_on_the_gpu_shows_that_it_is_used)
{
    Judgement *judgement = judged("Executing op MatMul in device " ON "GPU:0\n"
                                  "Executing op Conv2D in device " ON "CPU:0\n");
    CHECK_NUMBER(judgement->verdict, VERDICT_GPU);
    CHECK_TEXT(root_of(judgement), "");
    CHECK_NUMBER(judged("Executing op MatMul in device " ON "XLA_GPU:0\n")->verdict,
                 VERDICT_UNKNOWN);
}

TEST(everything_on_the_cpu_is_told_and_no_reason_made_up)
{
    Judgement *judgement = judged("I a.cc:2] " CREATED "\n"
                                  "Executing op MatMul in device " ON "CPU:0\n"
                                  "Executing op RangeDataset in device " ON "CPU:0\n");
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    CHECK_TEXT(root_of(judgement), "");
    REQUIRE(judgement->notes.count == 1);
    CHECK_TEXT(judgement->notes.items[0], "all that the log shows ran on the CPU: MatMul");
    CHECK_NUMBER(judgement->needs.count, 1);
    judgement = judged("Executing op MatMul in device " ON "CPU:0\n");
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    CHECK_NUMBER(judgement->notes.count, 0);
}

TEST(what_belongs_on_the_cpu_is_not_blamed)
{
    CHECK_NUMBER(judged("I a.cc:2] " CREATED "\n"
                        "I a.cc:3] Compiled cluster using XLA!  This line is logged at most once "
                        "for the lifetime of the process.\n"
                        "Executing op MatMul in device " ON "CPU:0\n")
                     ->verdict,
                 VERDICT_CPU);
    CHECK_NUMBER(judged("I a.cc:2] " CREATED "\n"
                        "Executing op RangeDataset in device " ON "CPU:0\n")
                     ->verdict,
                 VERDICT_GPU);
    CHECK_NUMBER(judged("Executing op RangeDataset in device " ON "CPU:0\n")->verdict,
                 VERDICT_UNKNOWN);
    CHECK_NUMBER(judged("I a.cc:2] " CREATED "\nI a.cc:3] Loaded cuDNN version 8906\n"
                        "Executing op MatMul in device " ON "CPU:0\n")
                     ->verdict,
                 VERDICT_GPU);
}

TEST(who_asked_for_a_device_is_named_where_the_log_shows_it)
{
    Judgement *judgement = judged("I a.cc:2] " CREATED "\n"
                                  "PreferredDevice UniqueV2: " ON "GPU:0\n"
                                  "Placer place op [UniqueV2] on device: " ON "CPU:0\n");
    CHECK_TEXT(root_of(judgement), "soft-placement-fallback");
    REQUIRE(judgement->findings.count == 1);
    CHECK(judgement->findings.items[0].certain);
    judgement = judged("I a.cc:2] " CREATED "\n"
                       "PreferredDevice MatMul: " ON "CPU:0\n"
                       "Placer place op [MatMul] on device: " ON "CPU:0\n");
    CHECK_TEXT(root_of(judgement), "explicit-cpu-placement");
    CHECK(!judgement->causes.items[0].certain);
    CHECK_NUMBER(judgement->needs.count, 0);
    CHECK_TEXT(root_of(judged("I a.cc:2] " CREATED "\n"
                              "Executing op Relu in device " ON "GPU:0\n"
                              "PreferredDevice MatMul: " ON "CPU:0\n"
                              "Placer place op [MatMul] on device: " ON "CPU:0\n")),
               "");
    /* Without a GPU a request has nothing to do with it. */
    CHECK_TEXT(root_of(judged("PreferredDevice UniqueV2: " ON "GPU:0\n"
                              "Placer place op [UniqueV2] on device: " ON "CPU:0\n")),
               "");
}

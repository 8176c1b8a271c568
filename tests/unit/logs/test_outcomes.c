/* From lines to a judgement: what is concluded, and what is not. */
#include "judged_log.h"

#define BANNER "I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.\n"
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

#define GONE ": cannot open shared object file: No such file or directory\n"

TEST(a_part_of_the_framework_that_the_import_needs)
{
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

#define NO_DEVICE "RuntimeError: No CUDA GPUs are available\n"
#define UNKNOWN   "E a.cc:1] failed call to cuInit: CUDA_ERROR_UNKNOWN: unknown error\n"

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

#define NO_KERNEL                                                                                  \
    "RuntimeError: CUDA error: no kernel image is available for execution on the device\n"

TEST(a_card_without_kernels_is_too_old_or_too_new)
{
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
                      (size_t)i + 1);
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

#define NO_JAXLIB                                                                                  \
    "WARNING:jax._src.xla_bridge:An NVIDIA GPU may be present on this machine, but a "             \
    "CUDA-enabled "                                                                                \
    "jaxlib is not installed. Falling back to cpu.\n"

/* JAX prints its last line after any error, and whoever gets as far as that has a build with CUDA.
 */
TEST(what_jax_says_last_is_settled_by_what_it_said_before)
{
    Judgement *judgement =
        judged("RuntimeError: jaxlib/cuda/versions_helpers.cc:135: operation cuInit(0) failed: "
               "CUDA_ERROR_NO_DEVICE\n" NO_JAXLIB);
    CHECK_TEXT(root_of(judgement), "visible-devices-hidden");
    CHECK_NUMBER(judgement->causes.count, 1);
    judgement = judged("RuntimeError: Unable to load cuDNN. Is it installed?\n" NO_JAXLIB);
    CHECK_TEXT(root_of(judgement), "cudnn-missing");
    CHECK_TEXT(root_of(judged("ValueError: libnvToolsExt.so.*[0-9] not found in the system path "
                              "['/home/eva']\n")),
               "cuda-libs-missing");
}

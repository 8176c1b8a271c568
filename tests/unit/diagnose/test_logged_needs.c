/* What a log leaves open, and what it asks for. */
#include "logged_case.h"

#define GPU      "whether the machine has an NVIDIA GPU, and whether its driver answers\n"
#define DRIVER   "whether the driver is installed and loaded\n"
#define MODULE   "why the kernel module is not loaded\n"
#define MEMORY   "who holds the memory of the GPU\n"
#define ANYTHING "what the framework prints when it looks for a GPU\n"

TEST(a_cause_that_is_only_likely_asks_for_what_decides)
{
    CHECK_TEXT(NEEDS("open no-nvidia-gpu"), GPU);
    CHECK_TEXT(NEEDS("saw int32-on-host"), "");
    CHECK_TEXT(NEEDS("saw slow", "saw feeds-by-python"),
               "the model, the batch size, and a profile of a few steps\n");
    CHECK_TEXT(NEEDS("surely no-nvidia-gpu"), "");
    CHECK_TEXT(NEEDS("surely input-pipeline-bound"), "");
}

TEST(of_several_that_are_open_each_is_asked_for_up_to_three)
{
    CHECK_TEXT(NEEDS("open no-nvidia-gpu, driver-not-loaded"), GPU MODULE);
    CHECK_TEXT(NEEDS("open no-nvidia-gpu, driver-not-loaded, driver-not-installed, "
                     "libcuda-not-found"),
               GPU MODULE DRIVER);
    CHECK_TEXT(NEEDS("open no-nvidia-gpu, benign-noise, driver-not-loaded"), GPU MODULE);
    CHECK_TEXT(NEEDS("open no-nvidia-gpu, driver-not-loaded", "refuted driver-not-loaded"), GPU);
}

TEST(a_question_is_asked_once)
{
    CHECK_TEXT(NEEDS("open gpu-memory-exhausted, gpu-memory-held-by-other-process"), MEMORY);
}

TEST(a_line_that_is_settled_asks_for_nothing)
{
    CHECK_TEXT(NEEDS("open no-nvidia-gpu, driver-not-loaded", "surely driver-not-loaded"), "");
    CHECK_TEXT(NEEDS("open no-nvidia-gpu, driver-not-loaded", "surely cuda-libs-missing"),
               GPU MODULE);
}

TEST(a_line_whose_code_proves_a_cause_leaves_nothing_open)
{
    CHECK_TEXT(NEEDS("code cuinit-failed: 802 & open no-nvidia-gpu, driver-not-loaded"), "");
    CHECK_TEXT(NEEDS("code cuinit-failed: 802", "open no-nvidia-gpu, driver-not-loaded"),
               GPU MODULE);
    CHECK_TEXT(NEEDS("code cuinit-failed: 999 & open no-nvidia-gpu, driver-not-loaded"),
               "whether nvidia-uvm is loaded, and what the kernel log says\n" GPU MODULE);
}

TEST(where_nothing_is_known_anything_helps)
{
    CHECK_TEXT(NEEDS("env framework: tensorflow"), ANYTHING);
    CHECK_TEXT(NEEDS("saw slow"), "the model, the batch size, and a profile of a few steps\n");
    CHECK_TEXT(NEEDS("saw slow", "log gpu-made: x"), "");
    CHECK_TEXT(NEEDS("surely cuda-libs-missing"), "");
    CHECK_TEXT(NEEDS("surely lstm-not-cudnn"), "");
}

TEST(each_framework_tells_its_build_in_its_own_way)
{
    CHECK_TEXT(NEEDS("open cpu-only-build"), "which build of the framework is installed\n");
    CHECK_TEXT(NEEDS("env framework: tensorflow", "open cpu-only-build"),
               "which build of the framework is installed\n");
    CHECK_TEXT(NEEDS("env framework: torch", "open cpu-only-build"),
               "which build of the framework is installed\n");
    CHECK_TEXT(logged_commands(LOG("open cpu-only-build")),
               "python -c 'import tensorflow as tf; print(tf.test.is_built_with_cuda())'; pip "
               "list; conda list tensorflow\n");
    CHECK_TEXT(logged_commands(LOG("env framework: tensorflow", "open cpu-only-build")),
               "python -c 'import tensorflow as tf; print(tf.test.is_built_with_cuda())'; pip "
               "list; conda list tensorflow\n");
    CHECK_TEXT(logged_commands(LOG("env framework: torch", "open cpu-only-build")),
               "python -c 'import torch; print(torch.version.cuda)'\n");
    CHECK_TEXT(logged_commands(LOG("env framework: jax", "open cpu-only-build")),
               "python -c 'import jax; jax.print_environment_info()'\n");
}

TEST(each_framework_looks_for_a_gpu_in_its_own_way)
{
    CHECK_TEXT(logged_commands(LOG("env framework: jax")),
               "python -c 'import jax; print(jax.devices())'\n");
    CHECK_TEXT(logged_commands(LOG("env framework: torch")),
               "python -c 'import torch; torch.cuda.init()'\n");
    CHECK_TEXT(
        logged_commands(LOG("env framework: tensorflow")),
        "python -c 'import tensorflow as tf; print(tf.config.list_physical_devices(\"GPU\"))'\n");
}

TEST(a_suspicion_is_never_left_without_something_to_do)
{
    CHECK_TEXT(logged_commands(LOG("open wsl-libcuda-missing")), "ls -l /usr/lib/wsl/lib\n");
    CHECK_TEXT(logged_commands(LOG("open compute-capability-too-new")), "whycpu\n");
    CHECK_TEXT(logged_commands(LOG("surely compute-capability-too-new")), "");
    CHECK_TEXT(logged_commands(LOG("open nvml-not-found")),
               "ldconfig -p | grep libnvidia-ml; whycpu\n");
}

/* What a log tells of the build, and what its silence tells. */
#include "logged_case.h"

#define TF          "env framework: tensorflow"
#define VERSION(of) "env framework-version: " of
#define NONE        "log gpus-listed: 0"

TEST(a_build_without_cuda_that_is_none_for_rocm)
{
    CHECK_TEXT(CAUSES("env build-is-cuda: no"), "cpu-only-build");
    CHECK_TEXT(CAUSES("env build-is-cuda: yes"), "");
    CHECK_TEXT(CAUSES("env build-is-cuda: no", "env build-is-rocm: yes"), "");
    CHECK_TEXT(CAUSES("env build-is-cuda: no", "env build-is-rocm: no"), "cpu-only-build");
}

TEST(two_packages_own_one_directory)
{
    CHECK_TEXT(CAUSES("env framework-owners: tensorflow 2.15.0, tensorflow-cpu 2.15.0"),
               "conflicting-tf-packages");
    CHECK_TEXT(CAUSES("env framework-owners: tensorflow 2.15.0"), "");
}

/* ---- The system ---- */

TEST(tensorflow_on_windows)
{
    CHECK_TEXT(DETAILS(TF, VERSION("2.12.0"), "log system: windows"),
               "windows-native-unsupported, cpu, by log.txt:3: TensorFlow has no GPU on native "
               "Windows from 2.11 on\n"
               "  log.txt:2: version 2.12.0\n");
    CHECK_TEXT(CAUSES(TF, VERSION("2.10.0"), "log system: windows"), "");
    CHECK_TEXT(CAUSES(TF, "log system: windows"), "");
    CHECK_TEXT(CAUSES(TF, VERSION("2.12.0"), "log system: wsl"), "");
    CHECK_TEXT(CAUSES("env framework: torch", VERSION("2.12.0"), "log system: windows"), "");
    CHECK_TEXT(CAUSES(VERSION("2.12.0"), "log system: windows"), "");
}

TEST(tensorflow_on_macos)
{
    CHECK_TEXT(CAUSES(TF, NONE, "log system: macos"), "macos-no-metal");
    CHECK_TEXT(CAUSES("env framework: keras", NONE, "log system: macos"), "macos-no-metal");
    CHECK_TEXT(CAUSES("env framework: torch", NONE, "log system: macos"), "");
    CHECK_TEXT(CAUSES(TF, "log gpus-listed: 1", "log system: macos"), "");
    CHECK_TEXT(CAUSES(TF, "log system: macos"), "");
    CHECK_TEXT(CAUSES(TF, NONE, "log system: linux"), "");
}

TEST(paths_and_names_of_wheels_show_the_system_where_nobody_names_it)
{
    CHECK_TEXT(DETAILS(TF, VERSION("2.12.0"), "saw windows-named"),
               "windows-native-unsupported, cpu, by log.txt:3: TensorFlow has no GPU on native "
               "Windows from 2.11 on\n"
               "  log.txt:3: saw windows-named\n"
               "  log.txt:2: version 2.12.0\n");
    CHECK_TEXT(CAUSES(TF, NONE, "saw macos-named"), "macos-no-metal");
    CHECK_TEXT(CAUSES(TF, VERSION("2.12.0"), "saw windows-named", "log system: linux"), "");
}

TEST(a_proof_about_the_build_ends_the_search_there)
{
    CHECK_TEXT(CAUSES(TF, NONE, "log system: macos", "surely cpu-only-build"), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, NONE, "log system: macos", "surely driver-not-loaded"),
               "driver-not-loaded, macos-no-metal");
}

/* ---- Silence ---- */

#define SPEAKS "saw framework-logs"

TEST(a_build_with_cuda_would_have_said_something)
{
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, NONE), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, VERSION("2.11.0"), SPEAKS, NONE), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, VERSION("2.12.0"), SPEAKS, NONE), "cpu-only-build?");
    CHECK_TEXT(CAUSES(TF, VERSION("2.13.1"), SPEAKS, NONE), "cpu-only-build?");
    CHECK_TEXT(CAUSES(TF, VERSION("2.14.0"), SPEAKS, NONE), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, VERSION("2.15.1"), SPEAKS, NONE), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, VERSION("2.16.0"), SPEAKS, NONE), "cpu-only-build?");
    CHECK_TEXT(CAUSES(TF, VERSION("2.17.0"), SPEAKS, NONE), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, VERSION("2.21.0"), SPEAKS, NONE), "cpu-only-build?");
    CHECK_TEXT(CAUSES(TF, SPEAKS, NONE), "cpu-only-build?");
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, NONE, "refuted cpu-only-build"),
               "no-nvidia-gpu?");
}

TEST(silence_tells_nothing_where_nobody_would_speak)
{
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), NONE), "");
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS), "");
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, "log gpus-listed: 1"), "");
    CHECK_TEXT(CAUSES("env framework: torch", VERSION("2.20.0"), SPEAKS, NONE), "");
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, NONE, "env build-is-rocm: yes"), "");
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, NONE, "env build-is-rocm: no"),
               "cpu-only-build");
}

TEST(told_to_print_more_a_build_with_cuda_would_have_spoken_in_every_release)
{
    CHECK_TEXT(CAUSES(TF, VERSION("2.21.0"), SPEAKS, NONE, "saw devices-sought"), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, SPEAKS, "saw devices-sought"), "cpu-only-build");
    CHECK_TEXT(CAUSES(TF, "saw devices-sought"), "");
    CHECK_TEXT(CAUSES("env framework: torch", SPEAKS, "saw devices-sought"), "");
    CHECK_TEXT(CAUSES(TF, SPEAKS, "saw devices-sought", "env build-is-rocm: yes"), "");
    CHECK_TEXT(CAUSES(TF, SPEAKS, "saw devices-sought", "refuted cpu-only-build"), "");
    CHECK_TEXT(CAUSES(TF, SPEAKS, "saw devices-sought", "saw gpu-found"), "");
}

TEST(what_would_tell_why_it_is_silent)
{
    static const char which[] = "which build of the framework is installed\n";
    static const char nvml[] = "whether libnvidia-ml.so.1 is found: without it TensorFlow 2.21 "
                               "counts no GPU, and is silent\n"
                               "which build of the framework is installed\n";
    static const char packages[] = "which packages of the framework are installed\n";
    CHECK_TEXT(NEEDS(TF, VERSION("2.13.0"), SPEAKS, NONE), which);
    CHECK_TEXT(NEEDS(TF, VERSION("2.21.0"), SPEAKS, NONE), nvml);
    CHECK_TEXT(NEEDS(TF, SPEAKS, NONE), nvml);
    CHECK_TEXT(NEEDS(TF, VERSION("2.20.0"), SPEAKS, NONE), packages);
    CHECK_TEXT(NEEDS(TF, VERSION("2.21.0"), SPEAKS, NONE, "saw devices-sought"), packages);
}

TEST(any_line_about_a_gpu_breaks_the_silence)
{
    static const char *const LINES[] = {
        "saw cudart-failed", "saw libcuda-failed", "saw libraries-failed",
        "saw cuinit-failed", "saw cuda-failed",    "saw gpu-found",
        "saw gpu-ignored",   "saw no-device",      "saw library-opened/libcudart.so.12",
        "saw gpu-disabled",  "saw cpu-disabled",
    };
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++)
        CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, NONE, LINES[i]), "");
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, NONE, "saw library-failed/libcudart.so.12"),
               "cuda-libs-missing?");
    CHECK_TEXT(CAUSES(TF, VERSION("2.20.0"), SPEAKS, NONE, "open no-nvidia-gpu"), "no-nvidia-gpu?");
}

/* ---- Which Python ---- */

TEST(a_module_that_is_missing_in_one_python_and_not_in_another)
{
#define MISSING  "saw module-missing"
#define NOTEBOOK "saw in-notebook"
    CHECK_TEXT(CAUSES(MISSING, "saw other-python"), "wrong-python-env");
    CHECK_TEXT(CAUSES(MISSING, NOTEBOOK, "saw works-elsewhere"), "wrong-python-env");
    CHECK_TEXT(CAUSES(MISSING, NOTEBOOK, TF), "wrong-python-env");
    CHECK_TEXT(CAUSES(MISSING, "saw interpreters-differ"), "wrong-python-env");
    CHECK_TEXT(CAUSES(MISSING, NOTEBOOK), "");
    CHECK_TEXT(CAUSES(MISSING, "saw works-elsewhere"), "");
    CHECK_TEXT(CAUSES(MISSING, TF), "");
    CHECK_TEXT(CAUSES("saw other-python"), "");
}

TEST(one_python_lists_the_gpu_and_another_does_not)
{
    CHECK_TEXT(CAUSES("saw listed-none", "saw listed-gpus", NOTEBOOK), "wrong-python-env");
    CHECK_TEXT(CAUSES("saw listed-none", "saw listed-gpus"), "");
    CHECK_TEXT(CAUSES("saw listed-none", NOTEBOOK), "");
    CHECK_TEXT(CAUSES("saw listed-gpus", NOTEBOOK), "");
    CHECK_TEXT(CAUSES("saw listed-none", "saw other-python"), "wrong-python-env?");
}

TEST(two_interpreters_that_differ)
{
    CHECK_TEXT(CAUSES("saw interpreters-differ", NOTEBOOK), "wrong-python-env?");
    CHECK_TEXT(CAUSES("saw interpreters-differ"), "");
    CHECK_TEXT(CAUSES(NOTEBOOK), "");
}

TEST(a_framework_that_brought_no_toolkit)
{
#define NO_TOOLKIT "saw toolkit-not-pulled-in"
    CHECK_TEXT(CAUSES(NO_TOOLKIT), "");
    CHECK_TEXT(CAUSES(NO_TOOLKIT, "saw listed-none"), "cpu-only-build?");
    CHECK_TEXT(CAUSES(NO_TOOLKIT, "saw gpu-list-empty"), "cpu-only-build?");
    CHECK_TEXT(CAUSES(NO_TOOLKIT, "saw gpu-not-found-told"), "cpu-only-build?");
    CHECK_TEXT(CAUSES(NO_TOOLKIT, "saw libraries-failed"), "cpu-only-build?");
    CHECK_TEXT(CAUSES(NO_TOOLKIT, "saw cpu-used"), "cpu-only-build?");
    CHECK_TEXT(CAUSES("saw listed-none"), "");
}

/* ---- Which system, where no report states it ---- */

TEST(the_system_that_paths_and_wheels_show)
{
    CHECK_TEXT(DETAILS("env framework: tensorflow", "env framework-version: 2.11.0",
                       "saw windows-named", "saw listed-none"),
               "windows-native-unsupported, cpu, by log.txt:3: TensorFlow has no GPU on native "
               "Windows from 2.11 on\n"
               "  log.txt:3: saw windows-named\n"
               "  log.txt:2: version 2.11.0\n");
    CHECK_TEXT(DETAILS("env framework: tensorflow", "env framework-version: 2.11.0",
                       "named system: windows", "saw listed-none"),
               "windows-native-unsupported, cpu, by log.txt:3: TensorFlow has no GPU on native "
               "Windows from 2.11 on\n"
               "  log.txt:2: version 2.11.0\n");
    CHECK_TEXT(CAUSES("env framework: tensorflow", "env framework-version: 2.11.0",
                      "saw windows-named", "named system: linux", "saw listed-none"),
               "windows-native-unsupported");
    CHECK_TEXT(CAUSES("env framework: tensorflow", "env framework-version: 2.11.0",
                      "saw windows-named", "log system: linux", "saw listed-none"),
               "");
    CHECK_TEXT(DETAILS("env framework: tensorflow", "env framework-version: 2.11.0",
                       "saw macos-named", "saw listed-none"),
               "");
    CHECK_TEXT(DETAILS("env framework: tensorflow", "env framework-version: 2.11.0",
                       "saw macos-named", "saw windows-named", "saw listed-none"),
               "");
}

TEST(jaxlib_without_its_part_for_cuda)
{
    CHECK_TEXT(DETAILS("saw jaxlib-listed: 0.4.20", "open cpu-only-build"),
               "cpu-only-build?, cpu, by log.txt:1: jaxlib is there without its part for CUDA\n"
               "  log.txt:1: saw jaxlib-listed: 0.4.20\n");
    CHECK_TEXT(DETAILS("saw jaxlib-listed: 0.4.20", "saw jax-cuda-listed", "open cpu-only-build"),
               "cpu-only-build?, cpu, by log.txt:3: the installed build has no GPU support\n"
               "  log.txt:3: open cpu-only-build\n");
    CHECK_TEXT(CAUSES("saw jaxlib-listed: 0.4.20"), "");
}

/* What a log tells of the driver: codes, versions, containers, variables, nvidia-smi. */
#include "logged_case.h"

#include <string.h>

#define INIT "code cuinit-failed: "

TEST(of_some_codes_the_driver_itself_says_what_is_wrong)
{
    CHECK_TEXT(DETAILS(INIT "803"),
               "driver-lib-mismatch, cpu, by log.txt:1: the driver answers: kernel module and "
               "library differ\n"
               "  log.txt:1: code cuinit-failed: 803\n");
    CHECK_TEXT(DETAILS(INIT "804"),
               "driver-lib-mismatch, cpu, by log.txt:1: the driver answers: cuda-compat does not "
               "serve this GPU\n"
               "  log.txt:1: code cuinit-failed: 804\n"
               "  log.txt:1: Take the directory of cuda-compat out of LD_LIBRARY_PATH and "
               "/etc/ld.so.conf.d.\n");
}

TEST(any_call_of_cuda_may_tell_it)
{
    CHECK_TEXT(CAUSES(INIT "802"), "fabric-manager-down");
    CHECK_TEXT(CAUSES("code cuda-failed: 802"), "fabric-manager-down");
    CHECK_TEXT(CAUSES("code cuda-failed: 34", INIT "802"), "fabric-manager-down, stub-libcuda");
}

TEST(codes_that_say_nothing_name_nothing)
{
    CHECK_TEXT(CAUSES(INIT "100"), "");
    CHECK_TEXT(CAUSES(INIT "4711"), "");
    CHECK_TEXT(CAUSES("saw cuinit-failed"), "");
}

TEST(an_unknown_error_is_certain_only_after_a_sleep)
{
    CHECK_TEXT(CAUSES(INIT "999"), "cuinit-unknown-999?");
    CHECK_TEXT(CAUSES("saw suspended", INIT "999"), "cuinit-unknown-999");
    CHECK_TEXT(CAUSES("saw suspended", INIT "999", "refuted cuinit-unknown-999"), "");
    CHECK_TEXT(DETAILS("saw suspended", INIT "999"),
               "cuinit-unknown-999, cpu, by log.txt:2: cuInit ends in an unknown error, mostly "
               "after the machine slept, or when the module nvidia_uvm is not loaded\n"
               "  log.txt:2: code cuinit-failed: 999\n"
               "  log.txt:1: the machine slept before\n");
}

TEST(a_missing_symbol_is_a_matter_of_wsl)
{
    CHECK_TEXT(CAUSES(INIT "500"), "");
    CHECK_TEXT(CAUSES("log system: linux", "saw container", INIT "500"), "");
    CHECK_TEXT(CAUSES("log system: wsl", INIT "500"), "wsl-libcuda-missing?");
    CHECK_TEXT(CAUSES("log system: wsl", "saw container", INIT "500"), "container-toolkit-broken");
}

/* ---- Versions and age ---- */

TEST(versions_of_library_and_module_are_compared_as_far_as_both_are_known)
{
    CHECK_TEXT(DETAILS("saw libcuda-version: 375.66", "saw driver-version: 384.130"),
               "driver-lib-mismatch, cpu, by log.txt:1: the library of the driver is of 375.66, "
               "and its kernel module of 384.130\n"
               "  about 375.66\n"
               "  about 384.130\n"
               "  log.txt:1: saw libcuda-version: 375.66\n");
    CHECK_TEXT(CAUSES("saw smi-version: 535.1.2", "saw driver-version: 535.1"),
               "driver-lib-mismatch");
    CHECK_TEXT(CAUSES("saw smi-version: 535.1.0", "saw driver-version: 535.1"), "");
    CHECK_TEXT(CAUSES("saw smi-version: 535", "saw driver-version: 535.1"), "");
    CHECK_TEXT(CAUSES("saw smi-version: 535.1", "saw driver-version: 535"), "");
    CHECK_TEXT(CAUSES("saw libcuda-version: 375.66"), "");
}

#define OLD "machine nvidia-module: 440.33", "env build-cuda: 11.8"

TEST(an_old_driver_is_told_once)
{
    CHECK_TEXT(DETAILS(OLD),
               "driver-too-old, fails, by log.txt:1: driver 440.33 is too old for CUDA 11.8\n"
               "  about 440.33\n"
               "  log.txt:1: CUDA 11 needs driver 450.80.02 or newer\n"
               "  log.txt:1: this driver serves CUDA up to 10.2\n");
    CHECK_TEXT(CAUSES("machine nvidia-module: 520.61", "env build-cuda: 11.8"), "");
    CHECK_TEXT(CAUSES(OLD, "surely driver-too-old"), "driver-too-old");
    CHECK_TEXT(CAUSES(OLD, "refuted driver-too-old"), "");
}

/* ---- Containers, variables, rights ---- */

TEST(a_container_without_the_gpu_counts_where_a_line_asks_for_it)
{
    CHECK_TEXT(CAUSES("saw container-without-gpu"), "");
    CHECK_TEXT(CAUSES("saw container-without-gpu", "open no-nvidia-gpu"), "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES("open container-no-gpu"), "container-no-gpu?");
    CHECK_TEXT(CAUSES("saw container-without-gpu", "open container-no-gpu"), "container-no-gpu");
    CHECK_TEXT(
        CAUSES("saw container-without-gpu", "open container-no-gpu", "refuted container-no-gpu"),
        "");
}

TEST(values_that_hide_every_gpu)
{
    static const char *const HIDING[] = {"",     "-1",     "none", "None", "NoDevFiles", "''",
                                         "\"\"", "\"-1\"", "'-1'", "-1,0", "\"-1, 0\"",  "0,0"};
    for (size_t i = 0; i < sizeof HIDING / sizeof *HIDING; i++)
        CHECK_TEXT(CAUSES(arena_printf(test_arena(), "saw visible-devices: %s", HIDING[i])),
                   "visible-devices-hidden");
    CHECK_TEXT(CAUSES("saw visible-devices: 0"), "");
    CHECK_TEXT(CAUSES("saw visible-devices: 0,1"), "");
    CHECK_TEXT(CAUSES("saw visible-devices: \"0\""), "");
    CHECK_TEXT(CAUSES("saw visible-devices: $GPU"), "");
    CHECK_TEXT(CAUSES("saw visible-devices: -1", "refuted visible-devices-hidden"), "");
}

TEST(a_variable_before_a_command_counts_where_a_line_asks_for_it)
{
    CHECK_TEXT(CAUSES("saw visible-devices-for-command: -1 python train.py"), "");
    CHECK_TEXT(CAUSES("saw visible-devices-for-command: -1 python train.py",
                      "open visible-devices-hidden"),
               "visible-devices-hidden");
    CHECK_TEXT(
        CAUSES("saw visible-devices-for-command: 0 python train.py", "open visible-devices-hidden"),
        "visible-devices-hidden?");
}

TEST(the_value_before_a_command_ends_where_the_shell_ends_it)
{
    static const char *const VALUES[] = {"-1\tpython", "-1; python", "'-1' python",
                                         "\"-1\" python"};
    for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++)
        CHECK(strstr(DETAILS(arena_printf(test_arena(), "saw visible-devices: %s", VALUES[i])),
                     "CUDA_VISIBLE_DEVICES=-1 hides every GPU"));
}

TEST(what_was_exported_counts_before_what_stands_before_a_command)
{
    CHECK_TEXT(DETAILS("saw visible-devices-for-command: -1", "saw visible-devices: none",
                       "open visible-devices-hidden"),
               "visible-devices-hidden, cpu, by log.txt:2: CUDA_VISIBLE_DEVICES=none hides every "
               "GPU\n"
               "  about CUDA_VISIBLE_DEVICES\n"
               "  log.txt:2: saw visible-devices: none\n");
}

TEST(what_root_may_and_a_user_may_not)
{
    CHECK_TEXT(CAUSES("saw works-as-root", "saw fails-as-user"), "device-permission");
    CHECK_TEXT(CAUSES("saw works-as-root"), "");
    CHECK_TEXT(CAUSES("saw fails-as-user"), "");
}

TEST(a_group_that_helps_was_the_reason)
{
#define HELPED "saw group-helped"
    CHECK_TEXT(CAUSES(HELPED, "saw nodes-for-a-group"), "device-permission");
    CHECK(strstr(DETAILS(HELPED, "open device-permission"), "device-permission?, cpu, by "
                                                            "log.txt:1: "));
    CHECK_TEXT(CAUSES(HELPED), "");
    CHECK_TEXT(CAUSES("saw nodes-for-a-group"), "");
    CHECK(strstr(DETAILS("surely device-permission", "saw works-as-root", "saw fails-as-user"),
                 "device-permission, cpu, by log.txt:1: "));
}

TEST(a_container_that_loses_the_gpu_while_it_runs)
{
    CHECK_TEXT(CAUSES("saw worked-for-a-while", "saw nvml-failed", "saw container"),
               "container-cgroup-lost");
    CHECK_TEXT(CAUSES("saw worked-for-a-while", "saw nvml-failed", "saw container-prose"),
               "container-cgroup-lost");
    CHECK_TEXT(CAUSES("saw worked-for-a-while", "saw nvml-failed"), "");
    CHECK_TEXT(CAUSES("saw worked-for-a-while", "saw container"), "");
    CHECK_TEXT(CAUSES("saw nvml-failed", "saw container"), "");
}

/* ---- What others print ---- */

TEST(each_way_in_which_nvidia_smi_fails_is_a_hint)
{
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/version-mismatch"), "driver-lib-mismatch?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/no-driver-answer"), "driver-not-loaded?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/not-loaded"), "driver-not-loaded?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/not-found"), "driver-not-installed?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/library-not-found"), "driver-not-installed?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/insufficient-permissions"), "device-permission?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/lost-gpu"), "gpu-lost?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/otherwise"), "");
}

TEST(a_second_line_about_the_same_is_more_evidence)
{
    CHECK_TEXT(DETAILS("surely driver-not-loaded", "saw nvidia-smi-failed/not-loaded"),
               "driver-not-loaded, cpu, by log.txt:1: the NVIDIA driver is installed, its kernel "
               "module is not loaded\n"
               "  log.txt:1: surely driver-not-loaded\n"
               "  log.txt:2: saw nvidia-smi-failed/not-loaded\n");
}

TEST(another_kernel_driver_counts_where_a_card_of_nvidia_is_listed)
{
    CHECK_TEXT(CAUSES("saw other-kernel-driver: nouveau", "saw pci-vendor/nvidia"),
               "nouveau-in-use");
    CHECK_TEXT(CAUSES("saw other-kernel-driver: nouveau"), "");
    CHECK_TEXT(CAUSES("saw pci-vendor/nvidia"), "");
}

TEST(a_listing_of_what_windows_puts_there)
{
    CHECK_TEXT(CAUSES("saw listing//usr/lib/wsl/lib: libd3d12.so"), "wsl-libcuda-missing");
    CHECK_TEXT(CAUSES("saw listing//usr/lib/wsl/lib: libcuda.so.1 libd3d12.so"), "");
}

TEST(a_libnvidia_ml_that_does_not_open_counts_where_the_driver_is_there)
{
    CHECK_TEXT(DETAILS("saw nvml-not-opened: libnvidia-ml.so.1", "saw library-opened/libcuda.so.1"),
               "nvml-not-found, cpu, by log.txt:1: libnvidia-ml.so.1 cannot be opened, and without "
               "it no GPU is counted\n"
               "  about libnvidia-ml.so.1\n"
               "  log.txt:1: saw nvml-not-opened: libnvidia-ml.so.1\n");
    CHECK_TEXT(CAUSES("saw nvml-not-opened"), "nvml-not-found?");
    CHECK_TEXT(CAUSES("saw library-opened/libnvidia-ml.so.1", "log gpus-listed: 0"),
               "nvml-not-found?");
    CHECK_TEXT(CAUSES("saw library-opened/libnvidia-ml.so.1", "log gpus-listed: 1"), "");
    CHECK_TEXT(CAUSES("saw library-opened/libnvidia-ml.so.1"), "");
    CHECK_TEXT(CAUSES("log gpus-listed: 0"), "");
    CHECK_TEXT(CAUSES("saw nvml-not-opened", "surely driver-not-loaded"), "driver-not-loaded");
    CHECK_TEXT(CAUSES("saw nvml-not-opened", INIT "100"), "");
    CHECK_TEXT(
        CAUSES("saw nvml-not-opened", "saw library-opened/libcuda.so.1", "refuted nvml-not-found"),
        "");
}

/* ---- Codes and what a line leaves open ---- */

TEST(what_the_code_itself_says_is_of_no_other_code)
{
    CHECK_TEXT(CAUSES(INIT "999 & open cuinit-unknown-999, container-no-gpu"),
               "cuinit-unknown-999?");
    CHECK_TEXT(CAUSES(INIT "999 & open fabric-manager-down, container-no-gpu"),
               "cuinit-unknown-999?, container-no-gpu?");
}

/* Signs of the machine in what programs show. */
#include "logged_case.h"

#include <string.h>

#define NO_ANSWER "saw nvidia-smi-failed/no-driver-answer"

TEST(a_card_that_is_switched_off)
{
    CHECK_TEXT(CAUSES("saw card-switched-off: OFF"), "gpu-switched-off?");
    CHECK_TEXT(CAUSES("saw card-switched-off: OFF", "surely no-nvidia-gpu"), "no-nvidia-gpu");
}

TEST(a_mode_in_which_no_program_may_compute)
{
    CHECK_TEXT(CAUSES("saw compute-mode: Prohibited"), "exclusive-compute-mode?");
    CHECK_TEXT(CAUSES("saw compute-mode: Default"), "");
}

TEST(a_listing_without_a_card_of_nvidia)
{
    static const char *const OTHERS[] = {"saw pci-vendor/intel", "saw pci-vendor/amd",
                                         "saw pci-vendor/other", "saw no-output/lspci-nvidia"};
    static const char *const WANTED[] = {"saw listed-none", "saw libcuda-failed",
                                         "saw nvidia-smi-failed/not-found"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        for (size_t k = 0; k < sizeof WANTED / sizeof *WANTED; k++)
            CHECK(strstr(CAUSES(OTHERS[i], WANTED[k]), "no-nvidia-gpu?") != NULL);
    CHECK(strstr(CAUSES("saw pci-vendor/intel", NO_ANSWER), "no-nvidia-gpu?") != NULL);
    CHECK_TEXT(CAUSES("saw pci-vendor/intel"), "");
    CHECK_TEXT(CAUSES("saw listed-none"), "");
    CHECK_TEXT(CAUSES("saw pci-vendor/intel", "saw listed-none", "saw pci-vendor/nvidia"), "");
    CHECK_TEXT(CAUSES("saw pci-vendor/intel", "saw listed-none", "saw driver-version: 535.54"), "");
    CHECK_TEXT(CAUSES("saw pci-vendor/amd", "saw listed-none", "saw gpu-vendor/amd"), "");
    CHECK_TEXT(CAUSES("saw pci-vendor/amd", "saw nvidia-smi-failed/other", "saw gpu-vendor/amd"),
               "");
}

TEST(modules_that_dkms_has)
{
    CHECK_TEXT(CAUSES(NO_ANSWER, "saw dkms-not-installed: 535.54 - added"), "driver-not-loaded");
    CHECK_TEXT(CAUSES("saw dkms-not-installed: 535.54 - added"), "");
    CHECK_TEXT(CAUSES(NO_ANSWER, "saw kernel-release: 6.5.0-14", "saw dkms/6.2.0-39"),
               "driver-not-loaded");
    CHECK_TEXT(CAUSES(NO_ANSWER, "saw kernel-release: 6.2.0-39", "saw dkms/6.2.0-39"),
               "driver-not-loaded?");
    CHECK_TEXT(CAUSES(NO_ANSWER, "saw dkms/6.2.0-39"), "driver-not-loaded?");
    CHECK_TEXT(CAUSES(NO_ANSWER, "saw kernel-release: 6.2.0-39"), "driver-not-loaded?");
    CHECK_TEXT(CAUSES(NO_ANSWER, "saw dkms-not-installed", "saw kernel-release: 1", "saw dkms/1"),
               "driver-not-loaded?");
    CHECK_TEXT(CAUSES("saw kernel-release: 6.5.0-14", "saw dkms/6.2.0-39"), "");
}

TEST(a_fabric_manager_that_does_not_run)
{
    static const char down[] = "saw service-down/nvidia-fabricmanager: inactive";
    CHECK_TEXT(CAUSES(down, "saw code-802"), "fabric-manager-down");
    CHECK_TEXT(CAUSES(down, "saw nvswitch-named"), "fabric-manager-down");
    CHECK_TEXT(CAUSES(down, "open fabric-manager-down, gpu-lost"), "fabric-manager-down");
    CHECK_TEXT(CAUSES(down), "");
    CHECK_TEXT(CAUSES("saw nvswitch-named"), "");
    CHECK_TEXT(CAUSES("saw fabric-not-ready: In Progress"), "fabric-manager-down?");
}

TEST(nodes_that_were_given_one_by_one)
{
    static const char open[] = "open device-nodes-missing, no-nvidia-gpu";
    CHECK_TEXT(CAUSES("saw nodes-given", open), "device-nodes-missing?");
    CHECK_TEXT(CAUSES("saw node-listed", "open no-nvidia-gpu, device-nodes-missing"),
               "device-nodes-missing?");
    CHECK_TEXT(
        CAUSES("saw nodes-given", "saw uvm-mentioned", "open no-nvidia-gpu, device-nodes-missing"),
        "no-nvidia-gpu?");
    CHECK_TEXT(CAUSES("saw nodes-given"), "");
}

TEST(what_a_container_was_given)
{
    static const char inside[] = "saw container-prompt: 2ad65cce2269";
    static const char driver[] = "saw driver-version: 535.54";
    CHECK_TEXT(CAUSES("saw no-gpus-offered: 0"), "container-toolkit-broken?");
    CHECK_TEXT(CAUSES(inside, driver, "open libcuda-not-found, container-no-gpu"),
               "container-no-gpu?");
    CHECK_TEXT(CAUSES(inside, "open libcuda-not-found, container-no-gpu"), "libcuda-not-found?");
    CHECK_TEXT(CAUSES(inside, driver), "");
    CHECK_TEXT(CAUSES("saw container-without-gpu", "log gpus-listed: 0"), "container-no-gpu?");
    CHECK_TEXT(CAUSES("saw container-without-gpu", "log gpus-listed: 1"), "");
    CHECK_TEXT(CAUSES("log gpus-listed: 0"), "");
}

TEST(a_stub_that_the_loader_takes)
{
    CHECK_TEXT(CAUSES("saw stub-resolved: /usr/local/cuda/lib64/stubs/libcuda.so.1"),
               "stub-libcuda");
}

TEST(nvidia_smi_of_wsl_is_of_another_version)
{
    static const char smi[] = "saw smi-version: 550.60.01", driver[] = "saw driver-version: 551.76";
    CHECK_TEXT(CAUSES(smi, driver), "driver-lib-mismatch");
    CHECK_TEXT(CAUSES(smi, driver, "log system: wsl"), "");
    CHECK_TEXT(CAUSES(smi, driver, "saw wsl-named"), "");
    CHECK_TEXT(CAUSES("saw libcuda-version: 550.60.01", driver, "saw wsl-named"),
               "driver-lib-mismatch");
}

TEST(a_symbol_that_is_not_found_in_wsl)
{
    CHECK_TEXT(CAUSES("code cuinit-failed: 500", "saw wsl-named", "saw container"),
               "container-toolkit-broken");
    CHECK_TEXT(CAUSES("code cuinit-failed: 500", "saw wsl-named"), "wsl-libcuda-missing?");
    CHECK_TEXT(CAUSES("code cuinit-failed: 500", "log system: wsl"), "wsl-libcuda-missing?");
}

TEST(memory_of_the_machine_is_none_of_the_gpu)
{
    static const char open[] = "open gpu-memory-exhausted, gpu-memory-held-by-other-process";
    CHECK_TEXT(CAUSES(open), "gpu-memory-exhausted?");
    CHECK_TEXT(CAUSES(open, "saw node-on-cpu"), "");
    CHECK_TEXT(CAUSES(open, "saw node-on-cpu", "saw node-on-gpu"), "gpu-memory-exhausted?");
    CHECK_TEXT(CAUSES(open, "saw node-on-cpu", "log gpu-made: yes"), "gpu-memory-exhausted?");
    CHECK_TEXT(CAUSES("open op-no-gpu-kernel", "saw node-on-cpu"), "op-no-gpu-kernel?");
}

TEST(an_unknown_error_with_a_plainer_reason)
{
    static const char open[] = "open cuinit-unknown-999";
    CHECK_TEXT(CAUSES(open), "cuinit-unknown-999?");
    CHECK_TEXT(CAUSES(open, "saw nodes-given", "open device-nodes-missing, cuinit-unknown-999"),
               "device-nodes-missing?");
    CHECK_TEXT(CAUSES(open, "surely device-permission"), "device-permission");
}

TEST(a_gpu_that_waits_for_a_reset_is_not_lost)
{
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/lost-gpu"), "gpu-lost?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/lost-gpu", "surely gpu-needs-reset"),
               "gpu-needs-reset");
}

TEST(a_program_wants_a_gpu_and_somebody_says_that_there_is_none)
{
    static const char said[] = "saw no-gpu-said";
    CHECK_TEXT(CAUSES(said, "saw raised", "open driver-not-installed"), "no-nvidia-gpu");
    CHECK_TEXT(CAUSES(said, "saw raised", "open no-nvidia-gpu"), "no-nvidia-gpu");
    CHECK_TEXT(CAUSES(said, "open no-nvidia-gpu"), "");
    CHECK_TEXT(CAUSES(said, "saw raised"), "");
    CHECK_TEXT(CAUSES("saw raised", "open no-nvidia-gpu"), "no-nvidia-gpu?");
}

#define NO_DRIVER "open no-nvidia-gpu, container-no-gpu"

TEST(a_host_that_is_named_like_a_container)
{
    static const char *const NAMES[] = {"saw host-named: e6cbf58314a6",
                                        "saw host-named: serve-model-5f7d446b77-kmsxn",
                                        "saw host-named: a-5f7d446b-kmsxn"};
    static const char *const OTHERS[] = {
        "saw host-named: e6cbf58314a",           "saw host-named: facadefacade",
        "saw host-named: gpu-node-12",           "saw host-named: big-5f7d446-kmsxn",
        "saw host-named: big-5f7d446b77b-kmsxn", "saw host-named: big-5f7d446b7a-kmsxn",
        "saw host-named: big-5f7d446b77-kmsx",   "saw host-named: big-5f7d446b77-kmsxa",
        "saw host-named: 5f7d446b77-kmsxn",      "saw host-named: laptop"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        CHECK_TEXT(CAUSES(NAMES[i], NO_DRIVER), "container-no-gpu?");
        CHECK_TEXT(CAUSES(NAMES[i]), "");
        CHECK_TEXT(CAUSES(NAMES[i], NO_DRIVER, "saw container-with-gpu"), "no-nvidia-gpu?");
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        CHECK_TEXT(CAUSES(OTHERS[i], NO_DRIVER), "no-nvidia-gpu?");
}

TEST(an_answer_of_the_stub)
{
    CHECK_TEXT(CAUSES("code cuinit-failed: -1"), "stub-libcuda?");
    CHECK_TEXT(CAUSES("code cuinit-failed: 1"), "");
    CHECK_TEXT(CAUSES("saw cuinit-failed"), "");
}

/* What people write of containers, device nodes, rights and services. */
#include "logged_case.h"

#define WITH_GPU "saw container-with-gpu"

TEST(no_nvidia_smi_inside_a_container)
{
    CHECK_TEXT(DETAILS("saw says/container/smi/fails", "saw driver-version: 470.57"),
               "container-no-gpu, cpu, by log.txt:1: nvidia-smi works on the host, and not in the "
               "container\n"
               "  log.txt:1: saw says/container/smi/fails\n"
               "  log.txt:2: saw driver-version: 470.57\n");
    CHECK_TEXT(CAUSES("saw says/container/smi/fails", "saw container-without-gpu"),
               "container-no-gpu");
    CHECK_TEXT(CAUSES("saw says/container/smi/fails"), "container-no-gpu?");
    CHECK_TEXT(CAUSES("saw says/container/smi/fails", WITH_GPU), "");
    CHECK_TEXT(CAUSES("saw says/container/smi/fails", "saw driver-version: 470.57", WITH_GPU), "");
    CHECK_TEXT(CAUSES("saw driver-version: 470.57"), "");
    CHECK_TEXT(CAUSES("saw says/container/smi/fails", "refuted container-no-gpu"), "");
}

TEST(a_missing_nvidia_smi_is_no_missing_driver_where_it_is_a_container)
{
    static const char smi[] = "saw nvidia-smi-failed/not-found";
    CHECK_TEXT(CAUSES(smi), "driver-not-installed?");
    CHECK_TEXT(CAUSES(smi, "saw container-prose"), "container-no-gpu?");
    CHECK_TEXT(CAUSES(smi, "saw container-without-gpu"), "container-no-gpu");
    CHECK_TEXT(CAUSES(smi, "saw container-prose", WITH_GPU), "driver-not-installed?");
    CHECK_TEXT(CAUSES(smi, "saw container-without-gpu", "refuted container-no-gpu"),
               "driver-not-installed?");
    CHECK_TEXT(CAUSES("saw nvidia-smi-failed/no-driver-answer", "saw container-prose"),
               "driver-not-loaded?");
    CHECK_TEXT(CAUSES("surely container-no-gpu", "saw nvidia-smi-failed/lost-gpu"),
               "gpu-lost?, container-no-gpu");
}

TEST(an_image_is_built_without_a_gpu)
{
    CHECK_TEXT(CAUSES("saw image-build", "saw libcuda-failed"), "container-no-gpu?");
    CHECK_TEXT(CAUSES("saw image-build", "saw libcuda-said"), "container-no-gpu?");
    CHECK_TEXT(CAUSES("saw image-build"), "");
    CHECK_TEXT(CAUSES("saw libcuda-said"), "");
}

TEST(nodes_and_rights_that_somebody_mended)
{
    CHECK_TEXT(CAUSES("saw uvm-load-helps"), "device-nodes-missing");
    CHECK_TEXT(CAUSES("saw uvm-load-helps", "saw suspended"), "");
    CHECK_TEXT(CAUSES("saw root-once-helps"), "device-nodes-missing");
    CHECK_TEXT(CAUSES("saw root-once-helps", "saw works-as-root", "saw fails-as-user"),
               "device-nodes-missing");
    CHECK_TEXT(CAUSES("saw nodes-absent-said"), "device-nodes-missing?");
    CHECK_TEXT(CAUSES("saw nodes-absent-said", "saw container-prose"), "");
    CHECK_TEXT(CAUSES("saw chmod-helps"), "device-permission");
    CHECK_TEXT(CAUSES("saw chmod-helps", "refuted device-permission"), "");
    CHECK_TEXT(CAUSES("saw kfd-closed", "saw rocm-named"), "rocm-permission?");
    CHECK_TEXT(CAUSES("saw kfd-closed"), "");
}

TEST(services_and_other_drivers)
{
    CHECK_TEXT(CAUSES("saw fabric-manager-absent", "saw code-802"), "fabric-manager-down");
    CHECK_TEXT(CAUSES("saw fabric-manager-absent"), "");
    CHECK_TEXT(CAUSES("saw code-802"), "");
    CHECK_TEXT(CAUSES("saw fabric-manager-helps"), "fabric-manager-down");
    CHECK_TEXT(CAUSES("saw nouveau-said", "saw nvidia-smi-failed/no-driver-answer"),
               "nouveau-in-use");
    CHECK_TEXT(CAUSES("saw nouveau-said"), "");
}

TEST(a_libcuda_that_is_there_and_not_found)
{
    static const char there[] = "saw libcuda-outside-wsl: /run/opengl-driver/lib/libcuda.so.1";
    CHECK_TEXT(CAUSES(there, "saw libcuda-said"), "libcuda-not-found");
    CHECK_TEXT(CAUSES(there, "saw libcuda-failed"), "libcuda-not-found");
    CHECK_TEXT(CAUSES(there), "");
    CHECK_TEXT(CAUSES(there, "saw libcuda-said", "saw container-prose"), "");
    CHECK_TEXT(CAUSES(there, "saw libcuda-said", "saw container"), "");
    CHECK_TEXT(CAUSES(there, "saw libcuda-said", "log system: wsl"), "wsl-linux-driver-installed");
}

TEST(a_linux_driver_that_was_installed_inside_wsl)
{
    static const char installs[] = "saw installs-linux-driver", wsl[] = "log system: wsl";
    CHECK_TEXT(CAUSES(installs, wsl, "saw nvml-failed"), "wsl-linux-driver-installed?");
    CHECK_TEXT(CAUSES(installs, wsl, "saw cuinit-failed"), "wsl-linux-driver-installed?");
    CHECK_TEXT(CAUSES(installs, wsl), "");
    CHECK_TEXT(CAUSES(installs, "saw nvml-failed"), "");
    CHECK_TEXT(CAUSES(wsl, "saw nvml-failed"), "");
}

TEST(what_helped_counts_where_nothing_else_is_known)
{
    static const char *const ROWS[][2] = {
        {"saw remedy/gpus-option", "container-no-gpu?"},
        {"saw remedy/toolkit", "container-toolkit-broken?"},
        {"saw remedy/unset-variable", "visible-devices-hidden?"},
        {"saw remedy/compute-mode", "exclusive-compute-mode?"},
        {"saw remedy/kill", "gpu-memory-held-by-other-process?"},
        {"saw remedy/gfx-override", "rocm-unsupported-gpu?"},
        {"saw remedy/soft-placement", "op-no-gpu-kernel?"},
        {"saw remedy/blacklist-nouveau", "nouveau-in-use?"},
        {"saw remedy/secure-boot", "driver-not-loaded?"},
        {"saw remedy/stubs", "stub-libcuda?"},
        {"saw remedy/wsl-update", "wsl-libcuda-missing?"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        CHECK_TEXT(CAUSES(ROWS[i][0]), ROWS[i][1]);
        CHECK_TEXT(CAUSES(ROWS[i][0], "surely cpu-only-build"), "cpu-only-build");
        CHECK_TEXT(CAUSES(ROWS[i][0], "surely driver-too-old"), "driver-too-old");
        CHECK_TEXT(CAUSES(ROWS[i][0], "surely small-op-pinned-to-host"), "small-op-pinned-to-host");
    }
    CHECK_TEXT(CAUSES("saw anything-else"), "");
}

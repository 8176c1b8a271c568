/* The machine: its modules, cards, containers and rights, from lines and sentences to the cause. */
#include "judged_log.h"

TEST(modules_that_do_not_load)
{
    static const Told ROWS[] = {
        {"modprobe: ERROR: could not insert 'nvidia_535': Required key not available\n",
         "driver-not-loaded"},
        {"NVIDIA kernel module missing. Falling back to nouveau.\n", "driver-not-loaded"},
        {"nvidia: module verification failed: signature and/or required key missing - tainting "
         "kernel\n",
         ""},
        {"ERROR: Unable to build the NVIDIA kernel module.\n", "driver-not-loaded"},
        {"modprobe: ERROR: could not insert 'nvidia_384': No such device\n", "nouveau-in-use"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(cards_without_power)
{
    static const Told ROWS[] = {
        {"nvidia 0000:01:00.0: Unable to change power state from D3cold to D0, device "
         "inaccessible\n",
         "gpu-switched-off"},
        {"01:00.0 3D controller: NVIDIA Corporation GM107M [GeForce GTX 960M] (rev ff)\n",
         "gpu-switched-off"},
        {"Unable to determine the device handle for GPU0000:3B:00.0: GPU requires reset\n",
         "gpu-needs-reset"},
        {"nvml init failed: ERROR_LIB_RM_VERSION_MISMATCH\n", "driver-lib-mismatch"},
        {"nvml init failed: ERROR_DRIVER_NOT_LOADED\n", "driver-not-loaded"},
        {"nvml init failed: ERROR_NO_PERMISSION\n", "device-permission"},
        {"nvml init failed: ERROR_GPU_IS_LOST\n", "gpu-lost"},
        {"nvml init failed: RM has detected an NVML/RM version mismatch.\n", "driver-lib-mismatch"},
        {"nvml init failed: Insufficient External Power\n", "gpu-does-not-start"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(toolkits_that_fail)
{
    static const Told ROWS[] = {
        {"nvidia-container-cli: container error: cgroup subsystem devices not found\n",
         "container-toolkit-broken"},
        {"Error: stat /dev/nvidia-uvm: no such file or directory\n", "device-nodes-missing"},
        {"Failed to start nvml with error:  could not load NVML library.\n",
         "container-toolkit-broken"},
        {"device 0 has no MIG devices configured\n", "mig-misconfigured"},
    };
    CHECK_ROOTS(ROWS);
}

/* Fixes of the step driver-library: the host's administrator does them. */
#include "fix/proposal.h"

void propose_for_driver_library(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_STUB_LIBCUDA:
        add_fix(p, "unset-stubs",
                "take the directory `stubs` out of LD_LIBRARY_PATH; it is for linking alone",
                command_of(p, "env", "-u", "LD_LIBRARY_PATH", "python", "PROGRAM", NULL), false,
                NULL);
        break;
    case CAUSE_DRIVER_LIB_MISMATCH:
        add_fix(p, "restart",
                "the driver was updated and the old module still runs: restart the machine",
                command_of(p, "sudo", "systemctl", "reboot", NULL), true, NULL);
        break;
    case CAUSE_DRIVER_TOO_OLD:
        add_fix(p, "newer-driver", "install a newer driver (Ubuntu), then restart",
                command_of(p, "sudo", "ubuntu-drivers", "install", NULL), true, NULL);
        break;
    case CAUSE_NVML_NOT_FOUND:
        add_fix(p, "add-utility", "in a container, ask for the capability `utility` too",
                command_of(p, "docker", "run", "--gpus", "all", "-e",
                           "NVIDIA_DRIVER_CAPABILITIES=compute,utility", "IMAGE", NULL),
                false, NULL);
        break;
    default:
        add_fix(p, "refresh-cache", "let the loader see the driver's libraries",
                command_of(p, "sudo", "ldconfig", NULL), true, NULL);
        add_fix(p, "install-libcuda", "install the compute libraries of the driver's version",
                command_of(p, "sudo", "apt-get", "install", "libcuda1", NULL), true,
                "sudo apt-get remove libcuda1");
        break;
    }
    p->cause->check_yourself = p->cause->id == CAUSE_NVML_NOT_FOUND
                                   ? "ldconfig -p | grep libnvidia-ml"
                                   : "ldconfig -p | grep libcuda; cat /sys/module/nvidia/version";
}

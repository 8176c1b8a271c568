/* Fixes of the machine strand: the host's administrator does them. */
#include <string.h>

#include "fix/proposal.h"

static void no_gpu(Proposal *p)
{
    add_fix(p, "get-a-gpu", "nothing is broken; a machine with an NVIDIA GPU is needed",
            (Strings){0}, false, NULL);
    p->cause->check_yourself = "lspci -nn -d 10de:";
}

static void install_driver(Proposal *p)
{
    add_fix(p, "install-driver",
            "install the NVIDIA driver from the distribution (Ubuntu), then restart",
            command_of(p, "sudo", "ubuntu-drivers", "install", NULL), true,
            "sudo apt-get purge 'nvidia-driver-*'");
    p->cause->check_yourself = "cat /proc/driver/nvidia/version";
}

static void load_driver(Proposal *p)
{
    add_fix(p, "load-driver", "load the kernel module; its own message says why when it refuses",
            command_of(p, "sudo", "modprobe", "nvidia", NULL), true, "sudo modprobe -r nvidia");
    add_fix(p, "build-driver", "build it for the running kernel (headers needed)",
            command_of(p, "sudo", "dkms", "autoinstall", NULL), true, NULL);
    p->cause->check_yourself = "cat /sys/module/nvidia/version";
}

static void give_back_card(Proposal *p)
{
    const char *driver = p->cause->subjects.count ? p->cause->subjects.items[0] : "nouveau";
    if (strcmp(driver, "vfio-pci") == 0)
        add_fix(p, "release-from-vm",
                "the card is kept for a virtual machine; remove vfio-pci.ids from the kernel "
                "command line and restart",
                (Strings){0}, true, NULL);
    else
        add_fix(p, "keep-nouveau-away",
                "install the NVIDIA driver, which keeps the other one away, then restart",
                command_of(p, "sudo", "ubuntu-drivers", "install", NULL), true,
                "sudo apt-get purge 'nvidia-driver-*'");
    p->cause->check_yourself = "lspci -k -d 10de:";
}

static void give_container_the_gpu(Proposal *p)
{
    const char *kind = fact_text_or(p->facts, "machine", FACT_CONTAINER, "docker");
    if (strcmp(kind, "kubernetes") == 0)
        add_fix(p, "request-gpu", "ask for it in the pod: resources.limits: nvidia.com/gpu: 1",
                (Strings){0}, false, NULL);
    else if (strcmp(kind, "apptainer") == 0)
        add_fix(p, "start-with-nv", "start it with --nv",
                command_of(p, "apptainer", "exec", "--nv", "IMAGE", "COMMAND", NULL), false, NULL);
    else if (strcmp(kind, "podman") == 0)
        add_fix(p, "start-with-device", "start it with the device",
                command_of(p, "podman", "run", "--device", "nvidia.com/gpu=all", "IMAGE", NULL),
                false, NULL);
    else
        add_fix(p, "start-with-gpus", "start it with the GPU",
                command_of(p, "docker", "run", "--gpus", "all", "IMAGE", NULL), false, NULL);
    p->cause->check_yourself = "ls -l /dev/nvidiactl /dev/nvidia0";
}

static void make_nodes(Proposal *p)
{
    add_fix(p, "make-nodes", "let the driver's own tool make the device nodes",
            command_of(p, "sudo", "nvidia-modprobe", "-c", "0", "-u", NULL), true, NULL);
    p->cause->check_yourself = "ls -l /dev/nvidia0 /dev/nvidiactl /dev/nvidia-uvm";
}

static void give_rights(Proposal *p)
{
    add_fix(p, "join-group", "join the group that owns the nodes, then log in again",
            command_of(p, "sudo", "usermod", "-aG", "video,render", "USER", NULL), true, NULL);
    p->cause->check_yourself = "ls -l /dev/nvidia*; id";
}

static void right_libcuda(Proposal *p)
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

void propose_for_machine(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_NO_NVIDIA_GPU: no_gpu(p); break;
    case CAUSE_NOUVEAU_IN_USE: give_back_card(p); break;
    case CAUSE_DRIVER_NOT_INSTALLED: install_driver(p); break;
    case CAUSE_DRIVER_NOT_LOADED: load_driver(p); break;
    case CAUSE_CONTAINER_NO_GPU: give_container_the_gpu(p); break;
    case CAUSE_DEVICE_NODES_MISSING: make_nodes(p); break;
    case CAUSE_DEVICE_PERMISSION: give_rights(p); break;
    default: right_libcuda(p); break;
    }
}

/* Fixes of the step kernel-driver: the host's administrator does them. */
#include <string.h>

#include "fix/proposal.h"

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

void propose_for_kernel_driver(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_NOUVEAU_IN_USE: give_back_card(p); break;
    case CAUSE_DRIVER_NOT_INSTALLED: install_driver(p); break;
    default: load_driver(p); break;
    }
}

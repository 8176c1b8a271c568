/* Fixes of the step gpu: the host's administrator does them. */
#include <string.h>

#include "fix/distribution.h"

static const char *text_of_machine(const Proposal *p, FactName name)
{
    return fact_text_or(p->facts, "machine", name, NULL);
}

static Strings search_the_bus(Proposal *p)
{
    return command_of(p, "sudo", "sh", "-c", "echo 1 > /sys/bus/pci/rescan", NULL);
}

static void for_virtual_machine(Proposal *p, const char *hypervisor)
{
    bool passes = strcmp(hypervisor, "QEMU") == 0 || strcmp(hypervisor, "KVM") == 0 ||
                  strcmp(hypervisor, "VMware") == 0 || strcmp(hypervisor, "Xen") == 0 ||
                  strcmp(hypervisor, "OpenStack") == 0;
    if (strcmp(hypervisor, "Amazon EC2") == 0)
        add_fix(p, "choose-a-gpu-type",
                "nothing is broken; choose an instance type with an NVIDIA GPU (its name starts "
                "with p or g), while the instance is stopped",
                command_of(p, "aws", "ec2", "modify-instance-attribute", "--instance-id",
                           "INSTANCE", "--instance-type", "g6.xlarge", NULL),
                false, NULL);
    else if (strcmp(hypervisor, "Google Compute Engine") == 0)
        add_fix(p, "choose-a-gpu-type",
                "nothing is broken; choose a machine type with an NVIDIA GPU, while it is stopped",
                command_of(p, "gcloud", "compute", "instances", "set-machine-type", "INSTANCE",
                           "--machine-type", "g2-standard-4", NULL),
                false, NULL);
    else if (passes || strcmp(hypervisor, "a hypervisor") == 0)
        add_fix(
            p, "pass-a-gpu-through",
            "nothing is broken in here; on its host, pass a GPU through to this virtual machine",
            (Strings){0}, true, NULL);
    else
        add_fix(p, "get-a-gpu",
                "nothing is broken; choose a type of virtual machine that has an NVIDIA GPU",
                (Strings){0}, false, NULL);
}

static void get_a_gpu(Proposal *p)
{
    const char *hypervisor = text_of_machine(p, FACT_HYPERVISOR);
    if (hypervisor)
        for_virtual_machine(p, hypervisor);
    else
        add_fix(p, "get-a-gpu", "nothing is broken; a machine with an NVIDIA GPU is needed",
                (Strings){0}, false, NULL);
}

/* Whether one of the switches that are off is this one. */
static bool is_off(const Proposal *p, const char *path)
{
    const Fact *switches = fact_get(p->facts, "machine", FACT_GPU_SWITCHES);
    for (size_t i = 0; switches->known == PRESENT && i < switches->texts.count; i++)
        if (strstr(switches->texts.items[i], path))
            return true;
    return false;
}

static void switch_on(Proposal *p)
{
    const Fact *remains = fact_get(p->facts, "machine", FACT_GPU_REMAINS);
    if (is_off(p, "prime-discrete"))
        add_fix(p, "switch-on-with-prime", "let programs use the card again, then restart",
                command_of(p, "sudo", "prime-select", "on-demand", NULL), true,
                "sudo prime-select intel");
    if (is_off(p, "remove-nvidia.rules"))
        add_fix(p, "switch-on-with-envycontrol",
                "take back the rule that removes the card at each start, then restart; the file "
                "may be deleted, too",
                command_of(p, "sudo", "envycontrol", "-s", "hybrid", NULL), true,
                "sudo envycontrol -s integrated");
    if (is_off(p, "dgpu_disable"))
        add_fix(
            p, "switch-on-with-supergfxctl", "let the firmware switch the card on, then restart",
            command_of(p, "supergfxctl", "-m", "Hybrid", NULL), false, "supergfxctl -m Integrated");
    if (is_off(p, "bbswitch"))
        add_fix(p, "switch-on-with-bbswitch", "switch the card on",
                command_of(p, "sudo", "sh", "-c", "echo ON > /proc/acpi/bbswitch", NULL), true,
                "echo OFF | sudo tee /proc/acpi/bbswitch");
    if (remains->known == PRESENT)
        add_fix(p, "search-the-bus", "let the kernel look for what is missing on the bus",
                search_the_bus(p), true, NULL);
    if (p->cause->fixes.count == 0)
        add_fix(p, "switch-on", "switch the card on in the setup of the firmware, then restart",
                (Strings){0}, true, NULL);
}

void propose_for_gpu(Proposal *p)
{
    if (p->cause->id == CAUSE_GPU_SWITCHED_OFF)
        switch_on(p);
    else
        get_a_gpu(p);
    p->cause->check_yourself = "lspci -nn -d 10de:";
}

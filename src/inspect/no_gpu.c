/* Without an NVIDIA GPU on the bus: is this a machine whose GPU is no PCI function, a virtual
 * machine that was given none, or a laptop that has switched it off? */
#include "inspect/no_gpu.h"

#include <string.h>

enum { WORD_CEILING = 4096, SWITCH_CEILING = 64 * 1024 };

/* NVIDIA's own test for a Tegra. */
static void inspect_tegra(World *world, Facts *facts)
{
    const char *source = "/etc/nv_tegra_release", *family = "/sys/devices/soc0/family";
    FileInfo info;
    Text text;
    Answer answer = world_stat(world, source, &info);
    if (answer.known == ABSENT) {
        source = family;
        answer = world_read(world, source, WORD_CEILING, &text);
        if (answer.known == PRESENT && !text_starts(text, "tegra") && !text_starts(text, "Tegra"))
            answer.known = ABSENT;
    }
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_TEGRA, answer.because, source);
    else
        fact_set_flag(facts, "machine", FACT_TEGRA, answer.known == PRESENT, source);
}

/* "0000:01:00.1": a card is behind a bridge, so on another bus than the first; the sound of an old
 * nForce board is on the first one. */
static bool is_remains(const PciFunction *function)
{
    enum { MULTIMEDIA_AUDIO = 0x0403, SERIAL_USB = 0x0C03, SERIAL_OTHER = 0x0C80 };
    unsigned class = function->class >> 8;
    const char *bus = strchr(function->address, ':');
    return function->vendor == VENDOR_NVIDIA && bus && !starts_with(bus, ":00:") &&
           !ends_with(function->address, ".0") &&
           (class == MULTIMEDIA_AUDIO || class == SERIAL_USB || class == SERIAL_OTHER);
}

static void set_list(Facts *facts, FactName name, Strings list, const char *source)
{
    if (list.count)
        fact_set_texts(facts, "machine", name, list, source);
    else
        fact_set_absent(facts, "machine", name, source);
}

static void set_remains(World *world, Facts *facts, const PciBus *bus)
{
    Strings remains = {0};
    for (size_t i = 0; i < bus->functions.count; i++)
        if (is_remains(&bus->functions.items[i]))
            list_add(world_arena(world), remains, bus->functions.items[i].address);
    set_list(facts, FACT_GPU_REMAINS, remains, PCI_DEVICES);
}

#define DMI "/sys/class/dmi/id/"

static const char *dmi(World *world, const char *path)
{
    Text text;
    if (world_read(world, path, WORD_CEILING, &text).known != PRESENT)
        return "";
    return text_copy(world_arena(world), text_trim(text));
}

/* What makers of virtual machines call them. On EC2 a type that ends in "metal" is none. */
static const struct {
    const char *vendor, *product, *hypervisor;
} HYPERVISORS[] = {
    {"QEMU", "", "QEMU"},
    {"Amazon EC2", "", "Amazon EC2"},
    {"Google", "Google Compute Engine", "Google Compute Engine"},
    {"Microsoft Corporation", "Virtual Machine", "Hyper-V or Azure"},
    {"VMware, Inc.", "", "VMware"},
    {"innotek GmbH", "", "VirtualBox"},
    {"Xen", "", "Xen"},
    {"Alibaba Cloud", "", "Alibaba Cloud"},
    {"DigitalOcean", "", "DigitalOcean"},
    {"OpenStack Foundation", "", "OpenStack"},
    {"Red Hat", "KVM", "KVM"},
    {"Parallels", "", "Parallels"},
    {"Hetzner", "vServer", "Hetzner Cloud"},
};

static const char *hypervisor_of(const char *vendor, const char *product)
{
    for (size_t i = 0; i < sizeof HYPERVISORS / sizeof *HYPERVISORS; i++)
        if (starts_with(vendor, HYPERVISORS[i].vendor) &&
            starts_with(product, HYPERVISORS[i].product))
            return ends_with(product, "metal") ? NULL : HYPERVISORS[i].hypervisor;
    return NULL;
}

static void inspect_shape(World *world, Facts *facts, const PciBus *bus)
{
    Arena *arena = world_arena(world);
    const char *vendor = dmi(world, DMI "sys_vendor");
    const char *product = *vendor ? dmi(world, DMI "product_name") : "";
    const char *name = *product && !starts_with(product, vendor)
                           ? arena_printf(arena, "%s %s", vendor, product)
                       : *product ? product
                                  : vendor;
    const char *hypervisor = hypervisor_of(vendor, product);
    if (*name)
        fact_set_text(facts, "machine", FACT_MACHINE_PRODUCT, name, DMI "product_name");
    if (hypervisor)
        fact_set_text(facts, "machine", FACT_HYPERVISOR, hypervisor, DMI "sys_vendor");
    else if (bus->virtual_displays.count || bus->virtio)
        fact_set_text(facts, "machine", FACT_HYPERVISOR, "a hypervisor", "/proc/bus/pci/devices");
    else if (*vendor)
        fact_set_absent(facts, "machine", FACT_HYPERVISOR, DMI "sys_vendor");
    set_list(facts, FACT_VIRTUAL_DISPLAYS, bus->virtual_displays, "/proc/bus/pci/devices");
}

/* A setting of a laptop that takes the card away. `off` are values that do; NULL: that the file is
 * there does. */
static const struct {
    const char *path;
    const char *off[2];
} SWITCHES[] = {
    {"/sys/devices/platform/asus-nb-wmi/dgpu_disable", {"1", NULL}},
    {"/proc/acpi/bbswitch", {"OFF", NULL}},
    {"/etc/prime-discrete", {"off", "intel"}},
    {"/etc/udev/rules.d/50-remove-nvidia.rules", {NULL, NULL}},
    {"/lib/udev/rules.d/50-remove-nvidia.rules", {NULL, NULL}},
};

/* bbswitch says "0000:01:00.0 OFF". */
static bool is_off(Text text, const char *const off[2])
{
    text = text_trim(text);
    return (off[0] && text_ends(text, off[0])) || (off[1] && text_is(text, off[1]));
}

static void inspect_switches(World *world, Facts *facts)
{
    Arena *arena = world_arena(world);
    Strings found = {0};
    for (size_t i = 0; i < sizeof SWITCHES / sizeof *SWITCHES; i++) {
        Text text;
        if (world_read(world, SWITCHES[i].path, SWITCH_CEILING, &text).known != PRESENT)
            continue;
        if (!SWITCHES[i].off[0])
            list_add(arena, found, SWITCHES[i].path);
        else if (is_off(text, SWITCHES[i].off))
            list_add(
                arena, found,
                arena_printf(arena, "%s: %s", SWITCHES[i].path, text_copy(arena, text_trim(text))));
    }
    set_list(facts, FACT_GPU_SWITCHES, found, "/sys/devices/platform, /proc/acpi, /etc");
}

void inspect_why_no_gpu(World *world, Facts *facts, const PciBus *bus)
{
    if (is_yes(fact_is_flag(facts, "machine", FACT_WSL)))
        return; /* no GPU is on the bus there, and that is as it should be */
    if (strcmp(world_processor(world)->machine, "aarch64") == 0)
        inspect_tegra(world, facts);
    if (is_yes(fact_is_flag(facts, "machine", FACT_TEGRA)) || bus->listing.known != PRESENT)
        return;
    set_remains(world, facts, bus);
    inspect_shape(world, facts, bus);
    if (fact_get(facts, "machine", FACT_HYPERVISOR)->known != PRESENT)
        inspect_switches(world, facts);
}

#include "inspect/pci_bus.h"

#include <stdio.h>

enum { UEVENT_CEILING = 4096, BUS_LIST_CEILING = 1024 * 1024, VENDOR_VIRTIO = 0x1AF4 };

/* Display adapters that a hypervisor makes up. Source of the numbers: the PCI ID Repository. */
static const struct {
    unsigned vendor, device;
    const char *name;
} VIRTUAL_DISPLAYS[] = {
    {0x1234, 0x1111, "QEMU"},         {0x1AF4, 0x1050, "virtio"},  {0x1B36, 0x0100, "QXL"},
    {0x1013, 0x00B8, "Cirrus, QEMU"}, {0x15AD, 0x0405, "VMware"},  {0x15AD, 0x0406, "VMware"},
    {0x80EE, 0xBEEF, "VirtualBox"},   {0x1414, 0x5353, "Hyper-V"}, {0x1D0F, 0x1111, "Amazon EC2"},
};

static unsigned hex(Text text)
{
    unsigned value = 0;
    for (size_t i = 0; i < text.length && i < 8; i++) {
        char c = text.at[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                : 16;
        if (digit == 16)
            break;
        value = value * 16 + digit;
    }
    return value;
}

/* Lines DRIVER=nvidia, PCI_CLASS=30200, PCI_ID=10DE:2335. */
static void read_uevent(Arena *arena, Text text, PciFunction *function)
{
    Text line;
    while (text_line(&text, &line)) {
        size_t equals = text_find(line, '=');
        Text value = text_part(line, equals + 1, line.length);
        if (text_starts(line, "DRIVER="))
            function->driver = text_copy(arena, value);
        else if (text_starts(line, "PCI_CLASS="))
            function->class = hex(value);
        else if (text_starts(line, "PCI_ID=")) {
            function->vendor = hex(value);
            function->device = hex(text_part(value, text_find(value, ':') + 1, 4));
        }
    }
}

static bool is_of_gpu_vendor(unsigned vendor)
{
    return vendor == VENDOR_NVIDIA || vendor == VENDOR_AMD || vendor == VENDOR_INTEL;
}

/* Takes notice of what only a virtual machine has. */
static void note_virtual(Arena *arena, PciBus *bus, unsigned vendor, unsigned device)
{
    bus->virtio = bus->virtio || vendor == VENDOR_VIRTIO;
    for (size_t i = 0; i < sizeof VIRTUAL_DISPLAYS / sizeof *VIRTUAL_DISPLAYS; i++)
        if (VIRTUAL_DISPLAYS[i].vendor == vendor && VIRTUAL_DISPLAYS[i].device == device)
            list_add(
                arena, bus->virtual_displays,
                arena_printf(arena, "%04x:%04x (%s)", vendor, device, VIRTUAL_DISPLAYS[i].name));
}

/* A server has hundreds of PCI functions and a look at each costs several system calls, so the
 * kernel's one-file list is asked first which functions are of a vendor of GPUs. It has no
 * domains: "0100" is bus 01, device and function 00, in some domain. */
typedef LIST_OF(unsigned) BusNumbers;

static bool candidates_of_bus_list(World *world, PciBus *bus, BusNumbers *candidates)
{
    Text text, line;
    if (world_read(world, "/proc/bus/pci/devices", BUS_LIST_CEILING, &text).known != PRESENT)
        return false;
    bool any = false; /* a container may cover the list with an empty file */
    while (text_line(&text, &line)) {
        unsigned vendor = hex(text_part(line, 5, 4)), device = hex(text_part(line, 9, 4));
        any = true;
        note_virtual(world_arena(world), bus, vendor, device);
        bool intel_gpu =
            vendor == VENDOR_INTEL && (text_ends(line, "i915") || text_ends(line, "xe"));
        if (vendor == VENDOR_NVIDIA || vendor == VENDOR_AMD || intel_gpu)
            list_add(world_arena(world), *candidates, hex(text_part(line, 0, 4)));
    }
    return any;
}

static bool is_candidate(const BusNumbers *candidates, const char *address)
{
    unsigned domain, bus, device, function;
    if (sscanf(address, "%x:%x:%x.%x", &domain, &bus, &device, &function) != 4)
        return true;
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->items[i] == (bus << 8 | device << 3 | function))
            return true;
    return false;
}

static void read_function(World *world, PciBus *bus, const char *address, bool narrowed)
{
    Arena *arena = world_arena(world);
    PciFunction function = {.address = address,
                            .source = arena_printf(arena, PCI_DEVICES "/%s/uevent", address)};
    Text text;
    Answer answer = world_read(world, function.source, UEVENT_CEILING, &text);
    if (answer.known == UNKNOWN) {
        bus->unreadable = function.source;
        bus->because = answer.because;
    }
    if (answer.known != PRESENT)
        return;
    read_uevent(arena, text, &function);
    if (!narrowed)
        note_virtual(arena, bus, function.vendor, function.device);
    if (is_of_gpu_vendor(function.vendor))
        list_add(arena, bus->functions, function);
}

PciBus pci_bus_read(World *world)
{
    PciBus bus = {0};
    Strings addresses;
    bus.listing = world_list(world, PCI_DEVICES, &addresses);
    if (bus.listing.known != PRESENT)
        return bus;
    BusNumbers candidates = {0};
    bool narrowed = candidates_of_bus_list(world, &bus, &candidates);
    for (size_t i = 0; i < addresses.count; i++)
        if (!narrowed || is_candidate(&candidates, addresses.items[i]))
            read_function(world, &bus, addresses.items[i], narrowed);
    return bus;
}

/* GPUs from PCI sysfs. Only cached attributes are read: reading `config` would wake a sleeping
 * card (driver-layer facts, section 0). */
#include "inspect/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inspect/chips.h"
#include "inspect/pci_ids.h"

#define DEVICES "/sys/bus/pci/devices"

enum {
    UEVENT_CEILING = 4096,
    INFORMATION_CEILING = 4096,
    BUS_LIST_CEILING = 1024 * 1024,
    VENDOR_NVIDIA = 0x10DE,
    VENDOR_AMD = 0x1002,
    VENDOR_INTEL = 0x8086
};

typedef struct PciFunction {
    const char *address; /* 0000:01:00.0 */
    unsigned vendor, device, class;
    const char *driver; /* NULL: none is bound */
    const char *source;
} PciFunction;

static const char *vendor_word(unsigned vendor)
{
    return vendor == VENDOR_NVIDIA ? "nvidia" : vendor == VENDOR_AMD ? "amd" : "intel";
}

/* Display controllers: VGA 0x0300, 3D 0x0302, other 0x0380 (AMD Instinct). nvidia.ko claims the
 * first two alone. */
static bool is_gpu(const PciFunction *function)
{
    unsigned class = function->class >> 8;
    switch (function->vendor) {
    case VENDOR_NVIDIA: return class == 0x0300 || class == 0x0302;
    case VENDOR_AMD:
    case VENDOR_INTEL: return class == 0x0300 || class == 0x0302 || class == 0x0380;
    default: return false;
    }
}

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

/* What the driver itself tells of a card that it has taken; each field may be NULL. */
typedef struct Information {
    const char *source, *model, *uuid;
} Information;

static Information information_of_driver(World *world, const char *address)
{
    Arena *arena = world_arena(world);
    Information information = {
        .source = arena_printf(arena, "/proc/driver/nvidia/gpus/%s/information", address)};
    Text text, line;
    if (world_read(world, information.source, INFORMATION_CEILING, &text).known != PRESENT)
        return information;
    while (text_line(&text, &line)) {
        Text value = text_trim(text_part(line, text_find(line, ':') + 1, line.length));
        if (text_starts(line, "Model:"))
            information.model = text_copy(arena, value);
        else if (text_starts(line, "GPU UUID:"))
            information.uuid = text_copy(arena, value);
    }
    return information;
}

static void set_name(World *world, Facts *facts, const char *subject, const PciFunction *function)
{
    Information information = {0};
    if (function->vendor == VENDOR_NVIDIA)
        information = information_of_driver(world, function->address);
    if (information.uuid)
        fact_set_text(facts, subject, FACT_GPU_UUID, information.uuid, information.source);
    const char *source = information.source, *name = information.model;
    if (!name)
        name = pci_product_name(world, function->vendor, function->device, &source);
    if (name)
        fact_set_text(facts, subject, FACT_GPU_NAME, name, source);
    else
        fact_set_unknown(facts, subject, FACT_GPU_NAME, "no pci.ids on this machine knows it",
                         source);
}

static void set_architecture(Facts *facts, const char *subject, const PciFunction *function)
{
    const char *chip = chip_of_device(function->device);
    const char *capability = chip ? chip_compute_capability(chip) : NULL;
    const char *source = arena_printf(facts_arena(facts), "PCI device id %04x", function->device);
    const char *because = "the PCI device id is not in our table of chips";
    if (chip)
        fact_set_text(facts, subject, FACT_GPU_CHIP, chip, source);
    else
        fact_set_unknown(facts, subject, FACT_GPU_CHIP, because, source);
    if (capability)
        fact_set_text(facts, subject, FACT_GPU_COMPUTE_CAPABILITY, capability, source);
    else
        fact_set_unknown(facts, subject, FACT_GPU_COMPUTE_CAPABILITY, because, source);
}

static void set_gpu(World *world, Facts *facts, const PciFunction *function)
{
    Arena *arena = facts_arena(facts);
    const char *subject = arena_printf(arena, "gpu/%s", function->address);
    fact_set_text(facts, subject, FACT_GPU_VENDOR, vendor_word(function->vendor), function->source);
    fact_set_text(facts, subject, FACT_GPU_PCI_ID,
                  arena_printf(arena, "%04x:%04x", function->vendor, function->device),
                  function->source);
    if (function->driver)
        fact_set_text(facts, subject, FACT_GPU_DRIVER, function->driver, function->source);
    else
        fact_set_absent(facts, subject, FACT_GPU_DRIVER, function->source);
    set_name(world, facts, subject, function);
    if (function->vendor == VENDOR_NVIDIA)
        set_architecture(facts, subject, function);
    if (overlay_covers(world, function->source)) {
        fact_mark_assumed(facts, subject, FACT_GPU_VENDOR);
        fact_mark_assumed(facts, subject, FACT_GPU_DRIVER);
    }
}

/* A server has hundreds of PCI functions and a look at each costs four system calls, so the
 * kernel's one-file list is asked first which functions are of a vendor of GPUs. It has no
 * domains: "0100" is bus 01, device and function 00, in some domain. */
typedef LIST_OF(unsigned) BusNumbers;

static bool candidates_of_bus_list(World *world, BusNumbers *candidates)
{
    Text text, line;
    if (world_read(world, "/proc/bus/pci/devices", BUS_LIST_CEILING, &text).known != PRESENT)
        return false;
    bool any = false; /* a container may cover the list with an empty file */
    while (text_line(&text, &line)) {
        unsigned vendor = hex(text_part(line, 5, 4));
        any = true;
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

void inspect_gpus(World *world, Facts *facts)
{
    Arena *arena = facts_arena(facts);
    Strings addresses;
    Answer listing = world_list(world, DEVICES, &addresses);
    if (listing.known != PRESENT) {
        const char *because =
            listing.known == ABSENT ? "there is no such directory" : listing.because;
        fact_set_unknown(facts, "machine", FACT_PCI_LISTED, because, DEVICES);
        return;
    }
    BusNumbers candidates = {0};
    bool narrowed = candidates_of_bus_list(world, &candidates);
    const char *unreadable = NULL, *because = NULL;
    for (size_t i = 0; i < addresses.count; i++) {
        if (narrowed && !is_candidate(&candidates, addresses.items[i]))
            continue;
        PciFunction function = {.address = addresses.items[i]};
        function.source = arena_printf(arena, DEVICES "/%s/uevent", function.address);
        Text text;
        Answer answer = world_read(world, function.source, UEVENT_CEILING, &text);
        if (answer.known == UNKNOWN) {
            unreadable = function.source;
            because = answer.because;
        }
        if (answer.known != PRESENT)
            continue;
        read_uevent(arena, text, &function);
        if (is_gpu(&function))
            set_gpu(world, facts, &function);
    }
    if (unreadable)
        fact_set_unknown(facts, "machine", FACT_PCI_LISTED, because, unreadable);
    else
        fact_set_flag(facts, "machine", FACT_PCI_LISTED, true, DEVICES);
}

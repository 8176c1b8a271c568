/* GPUs from PCI sysfs. */
#include "inspect/machine.h"

#include "inspect/gpu_details.h"
#include "inspect/no_gpu.h"

/* Judges compare GPUs in pairs, and no machine has more; a tree of strangers may. */
enum { GPU_CEILING = 256 };

static const char *vendor_word(unsigned vendor)
{
    return vendor == VENDOR_NVIDIA ? "nvidia" : vendor == VENDOR_AMD ? "amd" : "intel";
}

/* Display controllers: VGA 0x0300, 3D 0x0302, other 0x0380 (AMD Instinct). nvidia.ko claims the
 * first two alone. */
static bool is_gpu(const PciFunction *function)
{
    unsigned class = function->class >> 8;
    bool other = class == 0x0380 && function->vendor != VENDOR_NVIDIA;
    return class == 0x0300 || class == 0x0302 || other;
}

/* Bridges of class "other". The network functions of old nForce boards are so too; their numbers
 * are far below those of the first NVSwitch. */
static bool is_nvswitch(const PciFunction *function)
{
    enum { BRIDGE_OTHER = 0x0680, FIRST_NVSWITCH = 0x1AC0 };
    return function->vendor == VENDOR_NVIDIA && function->class >> 8 == BRIDGE_OTHER &&
           function->device >= FIRST_NVSWITCH;
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
    if (function->vendor == VENDOR_NVIDIA)
        inspect_nvidia_details(world, facts, function->address, function->device);
    else
        inspect_gpu_name(world, facts, function->address, function->vendor, function->device);
    if (function->vendor == VENDOR_NVIDIA && !function->driver)
        inspect_driver_override(world, facts, function->address);
    if (overlay_covers(world, function->source)) {
        fact_mark_assumed(facts, subject, FACT_GPU_VENDOR);
        fact_mark_assumed(facts, subject, FACT_GPU_DRIVER);
    }
}

static void set_listed(Facts *facts, const PciBus *bus, bool too_many)
{
    if (bus->listing.known != PRESENT) {
        const char *because =
            bus->listing.known == ABSENT ? "there is no such directory" : bus->listing.because;
        fact_set_unknown(facts, "machine", FACT_PCI_LISTED, because, PCI_DEVICES);
    } else if (bus->unreadable) {
        fact_set_unknown(facts, "machine", FACT_PCI_LISTED, bus->because, bus->unreadable);
    } else if (too_many) {
        fact_set_unknown(facts, "machine", FACT_PCI_LISTED,
                         "there are more than 256 GPUs, and the first alone were looked at",
                         PCI_DEVICES);
    } else {
        fact_set_flag(facts, "machine", FACT_PCI_LISTED, true, PCI_DEVICES);
    }
}

/* A laptop with two cards lets the NVIDIA one sleep. */
static void look_whether_they_sleep(World *world, Facts *facts, const PciBus *bus)
{
    for (size_t i = 0; i < bus->functions.count && i < GPU_CEILING; i++)
        if (is_gpu(&bus->functions.items[i]) && bus->functions.items[i].vendor == VENDOR_NVIDIA)
            inspect_gpu_power(world, facts, bus->functions.items[i].address);
}

void inspect_gpus(World *world, Facts *facts)
{
    PciBus bus = pci_bus_read(world);
    size_t nvidia = 0, others = 0, switches = 0;
    bool too_many = false;
    for (size_t i = 0; i < bus.functions.count; i++) {
        const PciFunction *function = &bus.functions.items[i];
        switches += is_nvswitch(function);
        if (!is_gpu(function) || nvidia + others == GPU_CEILING) {
            too_many |= is_gpu(function);
            continue;
        }
        set_gpu(world, facts, function);
        nvidia += function->vendor == VENDOR_NVIDIA;
        others += function->vendor != VENDOR_NVIDIA;
    }
    set_listed(facts, &bus, too_many);
    if (nvidia && bus.listing.known == PRESENT)
        fact_set_number(facts, "machine", FACT_NVSWITCHES, (long long)switches, PCI_DEVICES);
    if (nvidia && others)
        look_whether_they_sleep(world, facts, &bus);
    if (nvidia == 0)
        inspect_why_no_gpu(world, facts, &bus);
}

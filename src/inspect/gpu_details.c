/* Only cached attributes are read: reading `config` or /proc/driver/nvidia/gpus/…/power would wake
 * a sleeping card. */
#include "inspect/gpu_details.h"

#include <string.h>

#include "inspect/chips.h"
#include "inspect/pci_bus.h"
#include "inspect/pci_ids.h"

enum { INFORMATION_CEILING = 4096, WORD_CEILING = 4096 };

/* What the driver itself tells of a card that it has taken. Each field may be NULL. */
typedef struct Information {
    const char *source, *model, *uuid;
    Text video_bios, excluded;
    long long minor; /* -1: not told */
} Information;

static void read_line(Arena *arena, Text line, Information *information)
{
    Text value = text_trim(text_part(line, text_find(line, ':') + 1, line.length));
    long long number;
    if (text_starts(line, "Model:"))
        information->model = text_copy(arena, value);
    else if (text_starts(line, "GPU UUID:"))
        information->uuid = text_copy(arena, value);
    else if (text_starts(line, "Video BIOS:"))
        information->video_bios = value;
    else if (text_starts(line, "GPU Excluded:"))
        information->excluded = value;
    else if (text_starts(line, "Device Minor:") && text_number(value, &number))
        information->minor = number;
}

static Information information_of_driver(World *world, const char *address)
{
    Arena *arena = world_arena(world);
    Information information = {
        .minor = -1,
        .source = arena_printf(arena, "/proc/driver/nvidia/gpus/%s/information", address)};
    Text text, line;
    if (world_read(world, information.source, INFORMATION_CEILING, &text).known != PRESENT)
        return information;
    while (text_line(&text, &line))
        read_line(arena, line, &information);
    return information;
}

static void set_name(World *world, Facts *facts, const char *subject, const char *told,
                     const char *told_by, unsigned vendor, unsigned device)
{
    const char *source = told_by, *name = told;
    if (!name)
        name = pci_product_name(world, vendor, device, &source);
    if (name)
        fact_set_text(facts, subject, FACT_GPU_NAME, name, source);
    else
        fact_set_unknown(facts, subject, FACT_GPU_NAME, "no pci.ids on this machine knows it",
                         source);
}

static void set_information(Facts *facts, const char *subject, const Information *information)
{
    const char *source = information->source;
    if (information->uuid && !strchr(information->uuid, '?'))
        fact_set_text(facts, subject, FACT_GPU_UUID, information->uuid, source);
    if (information->minor >= 0)
        fact_set_number(facts, subject, FACT_GPU_MINOR, information->minor, source);
    if (information->excluded.length)
        fact_set_flag(facts, subject, FACT_GPU_EXCLUDED, text_is(information->excluded, "Yes"),
                      source);
    /* The version of its firmware is known while it runs: "96.00.89.00.01", else "??.??.…". */
    Text bios = information->video_bios;
    if (bios.length)
        fact_set_flag(facts, subject, FACT_GPU_INITIALISED, !text_starts(bios, "?"), source);
}

static void set_driver_needed(Facts *facts, const char *subject, const char *chip,
                              const char *source)
{
    const DriverOfChip *driver = chip_driver(chip);
    if (!driver)
        return;
    fact_set_text(facts, subject, FACT_GPU_FAMILY, driver->family, source);
    if (driver->last_branch)
        fact_set_number(facts, subject, FACT_GPU_LAST_BRANCH, driver->last_branch, source);
    else
        fact_set_absent(facts, subject, FACT_GPU_LAST_BRANCH, source);
    if (driver->module_needed)
        fact_set_text(facts, subject, FACT_GPU_MODULE_NEEDED, driver->module_needed, source);
    else
        fact_set_absent(facts, subject, FACT_GPU_MODULE_NEEDED, source);
}

static void set_chip(Facts *facts, const char *subject, unsigned device)
{
    const char *chip = chip_of_device(device);
    const char *capability = chip ? chip_compute_capability(chip) : NULL;
    const char *source = arena_printf(facts_arena(facts), "PCI device id %04x", device);
    const char *because = "the PCI device id is not in our table of chips";
    if (chip)
        fact_set_text(facts, subject, FACT_GPU_CHIP, chip, source);
    else
        fact_set_unknown(facts, subject, FACT_GPU_CHIP, because, source);
    if (capability)
        fact_set_text(facts, subject, FACT_GPU_COMPUTE_CAPABILITY, capability, source);
    else
        fact_set_unknown(facts, subject, FACT_GPU_COMPUTE_CAPABILITY, because, source);
    if (chip)
        set_driver_needed(facts, subject, chip, source);
}

void inspect_nvidia_details(World *world, Facts *facts, const char *address, unsigned device)
{
    const char *subject = arena_printf(facts_arena(facts), "gpu/%s", address);
    Information information = information_of_driver(world, address);
    set_name(world, facts, subject, information.model, information.source, VENDOR_NVIDIA, device);
    set_information(facts, subject, &information);
    set_chip(facts, subject, device);
}

void inspect_gpu_name(World *world, Facts *facts, const char *address, unsigned vendor,
                      unsigned device)
{
    const char *subject = arena_printf(facts_arena(facts), "gpu/%s", address);
    set_name(world, facts, subject, NULL, NULL, vendor, device);
}

void inspect_gpu_power(World *world, Facts *facts, const char *address)
{
    Arena *arena = facts_arena(facts);
    const char *subject = arena_printf(arena, "gpu/%s", address);
    const char *source = arena_printf(arena, PCI_DEVICES "/%s/power/runtime_status", address);
    Text text;
    Answer answer = world_read(world, source, WORD_CEILING, &text);
    if (answer.known == PRESENT)
        fact_set_flag(facts, subject, FACT_GPU_ASLEEP, text_is(text_trim(text), "suspended"),
                      source);
}

void inspect_driver_override(World *world, Facts *facts, const char *address)
{
    Arena *arena = facts_arena(facts);
    const char *subject = arena_printf(arena, "gpu/%s", address);
    const char *source = arena_printf(arena, PCI_DEVICES "/%s/driver_override", address);
    Text text;
    if (world_read(world, source, WORD_CEILING, &text).known != PRESENT)
        return;
    text = text_trim(text);
    if (text.length == 0 || text_is(text, "(null)"))
        fact_set_absent(facts, subject, FACT_GPU_OVERRIDE, source);
    else
        fact_set_text(facts, subject, FACT_GPU_OVERRIDE, text_copy(arena, text), source);
}

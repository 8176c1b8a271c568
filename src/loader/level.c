/* Code for a newer processor than this one: dl_isa_level_check() of glibc (since 2.33). */
#include <elf.h>
#include <string.h>

#include "loader/process.h"

/* Bits of GNU_PROPERTY_X86_ISA_1_NEEDED. */
enum { BASELINE = 1, V2 = 2, V3 = 4, V4 = 8 };

static bool has_level(const Processor *processor, const char *level)
{
    for (size_t i = 0; i < processor->hwcaps.count; i++)
        if (strcmp(processor->hwcaps.items[i], level) == 0)
            return true;
    return false;
}

static uint32_t levels_of(const Processor *processor)
{
    return BASELINE | (has_level(processor, "x86-64-v2") ? V2 : 0u) |
           (has_level(processor, "x86-64-v3") ? V3 : 0u) |
           (has_level(processor, "x86-64-v4") ? V4 : 0u);
}

static bool looks_at_levels(const Loader *loader)
{
    enum { FIRST_THAT_LOOKS = 33 };
    int minor = loader->libc.minor;
    bool is_x86 = loader->host.machine == EM_X86_64 || loader->host.machine == EM_386;
    return is_x86 && (minor == 0 || minor >= FIRST_THAT_LOOKS);
}

/* What was not recorded of the processor is at least the baseline. */
static bool is_too_new(Loader *loader, const Object *object)
{
    const Processor *processor = world_processor(loader->world);
    uint32_t needed = object->image ? object->image->x86_level : 0;
    if ((needed & ~levels_of(processor)) == 0)
        return false;
    const char *name = object == loader->program ? loader->program_name : object->path;
    bool is_known_level = (needed & ~(uint32_t)(BASELINE | V2 | V3 | V4)) == 0;
    if (processor->known != PRESENT && is_known_level)
        cannot_tell(loader, arena_printf(loader->arena,
                                         "%s is for newer processors, and what this one can do was "
                                         "not recorded",
                                         name));
    else
        fails(loader, name, error_text(loader, name, "CPU ISA level is lower than required", 0));
    return true;
}

bool check_levels(Loader *loader, size_t first_new)
{
    if (!looks_at_levels(loader))
        return true;
    Order order = order_of_needs(loader, first_new);
    for (size_t i = 0; i < order.count; i++) {
        bool is_loader = strcmp(order.items[i]->path, loader->libc.loader) == 0;
        if (!is_loader && is_too_new(loader, order.items[i]))
            return false;
    }
    return true;
}

#include "elf_samples.h"

#include <elf.h>

void sample_add_need(Arena *arena, ElfImageSpec *spec, const char *file, const char *version,
                     bool weak)
{
    ElfVersionNeed need = {.file = file};
    ElfVersion one = {.name = version, .weak = weak};
    list_add(arena, need.versions, one);
    list_add(arena, spec->version_needs, need);
}

void sample_add_definition(Arena *arena, ElfImageSpec *spec, const char *name, bool is_base)
{
    ElfVersionDefinition definition = {.name = name, .is_base = is_base};
    list_add(arena, spec->version_definitions, definition);
}

void sample_add_symbol(Arena *arena, ElfImageSpec *spec, const char *name, const char *version)
{
    ElfImageSymbol symbol = {.name = name, .version = version};
    list_add(arena, spec->symbols, symbol);
}

ElfImageSpec sample_spec(Arena *arena, int shape)
{
    ElfImageSpec spec = {.is_32 = shape & 1,
                         .big_endian = shape & 2,
                         .machine = shape & 2 ? EM_PPC64 : EM_X86_64,
                         .header_flags = 0x01020304,
                         .soname = "libsample.so.1",
                         .rpath = "/old/$ORIGIN",
                         .runpath = "$ORIGIN/../lib:/opt/lib",
                         .flags = DF_BIND_NOW,
                         .flags_1 = DF_1_NOW | DF_1_NODELETE,
                         .sysv_hash = true};
    list_add(arena, spec.needed, "libfirst.so.1");
    list_add(arena, spec.needed, "libsecond.so.2");
    sample_add_need(arena, &spec, "libfirst.so.1", "FIRST_1.0", false);
    ElfVersion weak = {.name = "FIRST_2.0", .weak = true};
    list_add(arena, spec.version_needs.items[0].versions, weak);
    sample_add_need(arena, &spec, "libsecond.so.2", "SECOND_1", false);
    sample_add_definition(arena, &spec, "libsample.so.1", true);
    sample_add_definition(arena, &spec, "SAMPLE_1", false);
    sample_add_definition(arena, &spec, "SAMPLE_2", false);
    sample_add_symbol(arena, &spec, "sample_plain", NULL);
    sample_add_symbol(arena, &spec, "sample_versioned", "SAMPLE_2");
    return spec;
}

Elf *sample_elf(Arena *arena, const ElfImageSpec *spec, Text *bytes)
{
    *bytes = elf_image(arena, spec);
    return elf_open(arena, elf_memory(bytes));
}

/* The ELF reader on any bytes; and what it read, written as an image, reads the same again. */
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/compat_note.h"
#include "parse/elf.h"
#include "parse/elf_image.h"
#include "parse/elf_symbol_tables.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void ask_symbols(Elf *elf)
{
    static const char *const names[] = {"", "a", "cuInit", "sample_plain", "sample_versioned"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ElfSymbol symbol;
        bool found;
        ElfStatus status = elf_symbol(elf, names[i], &symbol, &found);
        must(status == ELF_OK || (!found && elf_error(elf)));
    }
}

/* All of the tables, and every relocation of what they hold. */
static void ask_tables(Elf *elf)
{
    enum { ENTRIES = 200 };
    ElfSymbolTables *tables = elf_symbol_tables(elf);
    bool wanted[ENTRIES];
    memset(wanted, true, sizeof wanted);
    ElfIndexes met;
    if (elf_relocated(elf, true, wanted, ENTRIES, &met) == ELF_OK)
        must(met.count <= ENTRIES);
    if (!tables)
        return;
    ElfEntry entry, same_name;
    uint32_t index = 0;
    for (int i = 0; i < ENTRIES && elf_next_unhashed(tables, &index, &entry); i++) {
        must(entry.name != NULL);
        ElfNamed named = elf_named(tables, elf_name(entry.name));
        for (int k = 0; k < ENTRIES && elf_next_named(&named, &same_name); k++)
            must(same(entry.name, same_name.name));
    }
}

/* What a loader and the judgement of a driver library ask beside symbols. */
static void ask_the_rest(Elf *elf)
{
    const char *interpreter;
    CompatNote note;
    const ElfVersionDefinitions *definitions;
    ElfAbiTag tag;
    if (elf_abi_tag(elf, true, &tag) != ELF_OK)
        must(!tag.is_there);
    if (elf_interpreter(elf, &interpreter) == ELF_OK && interpreter)
        must(strlen(interpreter) <= elf->size);
    if (!compat_note_read(elf, &note))
        must(note.cuda == NULL && note.branches.count == 0);
    const ElfSegment *notes = elf->status == ELF_OK ? elf_segment(elf, PT_NOTE) : NULL;
    must(!notes || notes->type == PT_NOTE);
    if (elf_version_definitions(elf, &definitions) == ELF_OK)
        for (size_t i = 0; i < definitions->count && i < 16; i++)
            must(elf_defines_version(definitions, definitions->items[i].name,
                                     definitions->items[i].hash));
}

static void must_read_the_same(Arena *arena, const ElfImageSpec *spec, const ElfDynamic *expected)
{
    Text image = elf_image(arena, spec);
    Elf *elf = elf_open(arena, elf_memory(&image));
    const ElfDynamic *got;
    must(elf->status == ELF_OK && elf->machine == spec->machine);
    must(elf_dynamic(elf, &got) == ELF_OK && got->needed.count == expected->needed.count);
    for (size_t i = 0; i < got->needed.count; i++)
        must(same(got->needed.items[i], expected->needed.items[i]));
    must(same(got->soname, expected->soname) && same(got->rpath, expected->rpath));
    must(same(got->runpath, expected->runpath));
    must(got->flags == expected->flags && got->flags_1 == expected->flags_1);

    const ElfVersionNeeds *needs;
    must(elf_version_needs(elf, &needs) == ELF_OK && needs->count == spec->version_needs.count);
    const ElfVersionDefinitions *definitions;
    must(elf_version_definitions(elf, &definitions) == ELF_OK &&
         definitions->count == spec->version_definitions.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text bytes = {(const char *)data, size};
    Elf *elf = elf_open(arena, elf_memory(&bytes));
    must((elf->status == ELF_OK) == (elf->says == NULL));
    ask_symbols(elf);
    ask_tables(elf);
    ask_the_rest(elf);
    uint64_t offset, available;
    for (size_t i = 0; i < elf->segment_count && i < 16; i++)
        if (elf_offset_of(elf, elf->segments[i].address, &offset, &available) && available)
            must(offset < size && available <= size - offset);

    ElfImageSpec spec;
    const ElfDynamic *dynamic;
    if (elf_image_spec_of(elf, &spec) == ELF_OK && elf_dynamic(elf, &dynamic) == ELF_OK &&
        elf_reach(elf) <= UINT32_MAX)
        must_read_the_same(arena, &spec, dynamic);
    arena_free(arena);
    return 0;
}

/* The tables of symbols, read at once.
 *
 * Linkers put hashes, symbols, strings and versions side by side, tools that edit RPATHs move some
 * of them to the end of the file; so one or two reads bring all of them. Where a table ends is not
 * written anywhere but for the strings: at the latest where the next one begins. Those of a
 * framework are a hundred megabytes; then nothing is read here, and pages are read when they are
 * looked at. */
#include <elf.h>
#include <stdlib.h>

#include "parse/elf_inside.h"

enum {
    TABLES = 7,
    CEILING_BYTES = 768 * 1024,
    /* Chains of a few records, and nothing may follow that tells where they end. */
    CHAIN_BYTES = 16 * 1024,
    GAP_BYTES = 16 * 1024 /* reading over it costs less than another read */
};

typedef struct Extent {
    uint64_t from, to; /* offsets in the file */
} Extent;

typedef struct Extents {
    Extent items[TABLES];
    size_t count;
} Extents;

Text elf_run_from(const Elf *elf, uint64_t offset)
{
    for (size_t i = 0; i < elf->inside->runs.count; i++) {
        const ElfRun *run = &elf->inside->runs.items[i];
        if (offset >= run->offset && offset - run->offset < run->length)
            return (Text){(const char *)run->bytes + (offset - run->offset),
                          run->length - (size_t)(offset - run->offset)};
    }
    return (Text){NULL, 0};
}

static void add_table(Elf *elf, Extents *extents, uint64_t address, uint64_t at_most)
{
    uint64_t offset, available;
    if (!address || !elf_offset_of(elf, address, &offset, &available))
        return;
    if (at_most && at_most < available)
        available = at_most;
    extents->items[extents->count++] = (Extent){offset, offset + available};
}

static int by_offset(const void *left, const void *right)
{
    const Extent *a = left, *b = right;
    return (a->from > b->from) - (a->from < b->from);
}

/* Each table ends where something else begins. */
static void cut_at(Extents *extents, uint64_t offset)
{
    for (size_t i = 0; i < extents->count; i++)
        if (offset > extents->items[i].from && offset < extents->items[i].to)
            extents->items[i].to = offset;
}

static Extents find_tables(Elf *elf)
{
    const ElfInside *inside = elf->inside;
    Extents extents = {.count = 0};
    add_table(elf, &extents, inside->gnu_hash_at, 0);
    add_table(elf, &extents, inside->gnu_hash_at ? 0 : inside->hash_at, 0);
    add_table(elf, &extents, inside->symbols_at, 0);
    add_table(elf, &extents, inside->strings_at, inside->strings_bytes);
    add_table(elf, &extents, inside->versions_at, 0);
    add_table(elf, &extents, inside->needs_at, CHAIN_BYTES);
    add_table(elf, &extents, inside->definitions_at, CHAIN_BYTES);
    const uint64_t others[] = {inside->hash_at, inside->rel.at, inside->rela.at, inside->plt.at};
    for (size_t i = 0; i < extents.count; i++)
        cut_at(&extents, extents.items[i].from);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        uint64_t offset, available;
        if (others[i] && elf_offset_of(elf, others[i], &offset, &available))
            cut_at(&extents, offset);
    }
    qsort(extents.items, extents.count, sizeof(Extent), by_offset);
    return extents;
}

/* Strings are looked at by the page. */
static void end_with_pages(const Elf *elf, Extents *extents)
{
    for (size_t i = 0; i < extents->count; i++) {
        uint64_t to = (extents->items[i].to + ELF_PAGE_BYTES - 1) / ELF_PAGE_BYTES * ELF_PAGE_BYTES;
        if (extents->items[i].to < elf->size)
            extents->items[i].to = to < elf->size ? to : elf->size;
    }
}

static void join_neighbours(Extents *extents)
{
    size_t kept = 0;
    for (size_t i = 0; i < extents->count; i++) {
        Extent *last = kept ? &extents->items[kept - 1] : NULL;
        if (!last || extents->items[i].from > last->to + GAP_BYTES)
            extents->items[kept++] = extents->items[i];
        else if (extents->items[i].to > last->to)
            last->to = extents->items[i].to;
    }
    extents->count = kept;
}

ElfStatus elf_read_tables(Elf *elf)
{
    Extents extents = find_tables(elf);
    end_with_pages(elf, &extents);
    join_neighbours(&extents);
    uint64_t total = 0;
    for (size_t i = 0; i < extents.count; i++)
        total += extents.items[i].to - extents.items[i].from;
    if (total > CEILING_BYTES)
        return ELF_OK;
    for (size_t i = 0; i < extents.count; i++) {
        uint64_t offset = extents.items[i].from;
        size_t length = (size_t)(extents.items[i].to - offset);
        unsigned char *bytes = arena_alloc(elf->inside->arena, length + 1);
        ElfStatus status = elf_copy(elf, offset, bytes, length);
        if (status != ELF_OK) /* what else is wrong is seen by whoever looks there */
            return status == ELF_UNREADABLE ? status : ELF_OK;
        ElfRun run = {offset, length, bytes};
        list_add(elf->inside->arena, elf->inside->runs, run);
    }
    return ELF_OK;
}

#include "loader/cut.h"

#include <elf.h>

enum { PAGE_BYTES = 4096 };

uint64_t pages_up(uint64_t size)
{
    return size > UINT64_MAX - PAGE_BYTES ? size
                                          : (size + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

/* The loader zeroes the rest of the last page of a segment that is larger in memory. */
static bool zeroes_a_lost_page(const ElfSegment *load, uint64_t end_of_pages)
{
    uint64_t end = load->offset + load->file_size;
    return load->memory_size > load->file_size && end % PAGE_BYTES != 0 &&
           end / PAGE_BYTES * PAGE_BYTES >= end_of_pages;
}

static bool loses_pages(const ElfSegment *load, uint64_t end_of_pages)
{
    return load->file_size > 0 && pages_up(load->offset + load->file_size) > end_of_pages;
}

/* ---- Zeroes in the last page ---- */

enum { TAGS = 64 }; /* those below are the same on all machines */

/* A dynamic section as the process reads it: where the file ended, zeroes end it early. */
typedef struct Remains {
    bool has[TAGS];
    uint64_t value[TAGS];
    uint64_t gnu_hash;
    bool has_versions, has_version_table;
    bool misleads;         /* the file ends within an address that the process follows */
    bool misleads_in_part; /* some bytes of the address are left */
} Remains;

static uint64_t word_at(const Elf *elf, const unsigned char *bytes)
{
    uint64_t word = 0;
    size_t length = elf->is_64 ? 8 : 4;
    for (size_t i = 0; i < length; i++)
        word = word << 8 | bytes[elf->big_endian ? i : length - 1 - i];
    return word;
}

static void note_entry(Remains *remains, uint64_t tag, uint64_t value)
{
    if (tag < TAGS) {
        remains->has[tag] = true;
        remains->value[tag] = value;
    }
    if (tag == DT_GNU_HASH)
        remains->gnu_hash = value;
    remains->has_versions |= tag == DT_VERNEED || tag == DT_VERDEF;
    remains->has_version_table |= tag == DT_VERSYM;
}

/* Addresses that are followed even where nothing has to be relocated. A wrong one for anything
 * else, such as DT_SONAME or DT_FINI, does no harm then; names are read where DT_STRTAB points. */
static bool is_followed(uint64_t tag)
{
    switch (tag) {
    case DT_HASH:
    case DT_GNU_HASH:
    case DT_JMPREL:
    case DT_INIT:
    case DT_VERNEED:
    case DT_VERDEF: return true;
    default: return false;
    }
}

static bool is_followed_to_relocate(uint64_t tag)
{
    return is_followed(tag) || tag == DT_STRTAB || tag == DT_SYMTAB || tag == DT_VERSYM;
}

/* Whether `bytes` of a value are enough for any address inside the library: the rest is zero. */
static bool holds_address(const Elf *elf, uint64_t bytes)
{
    uint64_t highest = 0;
    for (size_t i = 0; i < elf->segment_count; i++)
        if (elf->segments[i].type == PT_LOAD)
            highest |= elf->segments[i].address + elf->segments[i].memory_size;
    return !elf->big_endian && (bytes >= 8 || highest >> (8 * bytes) == 0);
}

static bool has_relocations(const Remains *remains)
{
    return remains->has[DT_RELA] || remains->has[DT_REL] || remains->has[DT_PLTREL];
}

static void read_remains(const Elf *elf, ElfSource bytes, uint64_t size, Remains *remains)
{
    const ElfSegment *dynamic = elf_segment(elf, PT_DYNAMIC);
    size_t length = elf->is_64 ? 16 : 8;
    for (uint64_t at = dynamic ? dynamic->offset : size; at < size; at += length) {
        unsigned char entry[16];
        if (bytes.read(bytes.context, at, entry, length) != length)
            return;
        uint64_t tag = word_at(elf, entry);
        if (tag == DT_NULL)
            return;
        note_entry(remains, tag, word_at(elf, entry + length / 2));
        uint64_t there = size - at > length / 2 ? size - at - length / 2 : 0;
        bool follows = has_relocations(remains) ? is_followed_to_relocate(tag) : is_followed(tag);
        remains->misleads = at + length > size && follows && !holds_address(elf, there);
        remains->misleads_in_part = remains->misleads && there > 0;
    }
}

/* elf_get_dynamic_info() asserts that the kind and the entry size of relocations are its own. */
static bool passes_assertions(const Remains *remains, const Elf *elf)
{
    const bool *has = remains->has;
    const uint64_t *value = remains->value;
    if (has[DT_RELA] && value[DT_RELAENT] != (elf->is_64 ? 24 : 12))
        return false;
    if (has[DT_REL] && value[DT_RELENT] != (elf->is_64 ? 16 : 8))
        return false;
    return !has[DT_PLTREL] || value[DT_PLTREL] == DT_RELA || value[DT_PLTREL] == DT_REL;
}

/* _dl_relocate_object() follows these pointers unasked. */
static bool relocations_are_whole(const Remains *remains)
{
    const bool *has = remains->has;
    return (!has[DT_RELA] || has[DT_RELASZ]) && (!has[DT_REL] || has[DT_RELSZ]) &&
           (!has[DT_PLTREL] || (has[DT_JMPREL] && has[DT_PLTRELSZ])) &&
           (!has_relocations(remains) || has[DT_STRTAB]);
}

/* What runs first jumps to nowhere when it was not relocated. */
static bool can_start(const Remains *remains)
{
    const bool *has = remains->has;
    bool is_relocated =
        (has[DT_RELA] && remains->value[DT_RELASZ]) || (has[DT_REL] && remains->value[DT_RELSZ]);
    return !has[DT_INIT_ARRAY] || (has[DT_INIT_ARRAYSZ] && is_relocated);
}

/* Without strings the versions are not looked at. */
static bool survives(const Remains *remains, bool needs_strings)
{
    bool looks_at_versions = remains->has_versions && remains->has[DT_STRTAB];
    return remains->has[DT_SYMTAB] && (remains->has[DT_STRTAB] || !needs_strings) &&
           relocations_are_whole(remains) && can_start(remains) &&
           (!looks_at_versions || remains->has_version_table);
}

/* Whether a table of `length` bytes at an address is not wholly in the file. */
static bool is_cut(const Elf *elf, uint64_t address, uint64_t length, uint64_t size)
{
    uint64_t offset, available;
    if (address == 0 || !elf_offset_of(elf, address, &offset, &available))
        return false;
    return offset >= size || length > size - offset;
}

/* Zeroes in strings and symbols are just read as such, unless something is relocated by them. */
static bool loses_tables(const Elf *elf, const Remains *remains, uint64_t size)
{
    const uint64_t *at = remains->value;
    if (has_relocations(remains) &&
        (is_cut(elf, at[DT_STRTAB], at[DT_STRSZ], size) || is_cut(elf, at[DT_SYMTAB], 1, size)))
        return true;
    return is_cut(elf, at[DT_RELA], at[DT_RELASZ], size) ||
           is_cut(elf, at[DT_REL], at[DT_RELSZ], size) ||
           is_cut(elf, at[DT_JMPREL], at[DT_PLTRELSZ], size) ||
           is_cut(elf, at[DT_INIT_ARRAY], at[DT_INIT_ARRAYSZ], size) ||
           is_cut(elf, at[DT_INIT], 1, size);
}

/* _dl_setup_hash() reads the head of the table. */
static bool loses_hash(const Elf *elf, const Remains *remains, uint64_t end_of_pages)
{
    uint64_t address = remains->gnu_hash ? remains->gnu_hash : remains->value[DT_HASH];
    uint64_t offset, available;
    return address && elf_offset_of(elf, address, &offset, &available) && offset >= end_of_pages;
}

/* What is relocated or started touches the other pages. */
static bool touches_pages(const Remains *remains)
{
    return has_relocations(remains) || remains->has[DT_INIT] || remains->has[DT_INIT_ARRAY];
}

static CutEffect effect_on(const Elf *elf, const Remains *remains, uint64_t size, bool loses_pages,
                           bool needs_strings)
{
    bool lives = survives(remains, needs_strings);
    if (!passes_assertions(remains, elf) || loses_hash(elf, remains, pages_up(size)))
        return CUT_DIES_WHEN_MAPPED;
    /* At what is left of an address there may be zeroes, and then there are no versions. */
    if (!lives && remains->has_versions && remains->misleads_in_part)
        return CUT_UNCLEAR;
    if (!lives || (loses_pages && touches_pages(remains)))
        return CUT_DIES_LATER;
    bool is_unclear = remains->misleads || loses_tables(elf, remains, size);
    return is_unclear ? CUT_UNCLEAR : CUT_NOT;
}

/* Mapping itself touches the page with the dynamic section and those that are partly zeroed. */
CutEffect cut_effect(Elf *elf, ElfSource bytes, uint64_t size, bool needs_strings)
{
    uint64_t end_of_pages = pages_up(size);
    bool loses = false;
    for (size_t i = 0; i < elf->segment_count; i++) {
        const ElfSegment *segment = &elf->segments[i];
        if (segment->type != PT_LOAD)
            continue;
        if (zeroes_a_lost_page(segment, end_of_pages))
            return CUT_DIES_WHEN_MAPPED;
        loses |= loses_pages(segment, end_of_pages);
    }
    const ElfDynamic *dynamic;
    ElfStatus status = elf_dynamic(elf, &dynamic);
    if (status == ELF_NO_DYNAMIC)
        return loses ? CUT_DIES_LATER : CUT_NOT;
    if (status == ELF_CUT)
        return CUT_DIES_WHEN_MAPPED;
    Remains remains = {0};
    read_remains(elf, bytes, size, &remains);
    return effect_on(elf, &remains, size, loses, needs_strings);
}

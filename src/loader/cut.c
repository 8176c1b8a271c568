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
    bool needs_versions, has_version_table;
    bool misleads; /* the file ends within an address that the process follows */
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
    remains->needs_versions |= tag == DT_VERNEED;
    remains->has_version_table |= tag == DT_VERSYM;
}

/* Addresses that are followed while a library is opened. A wrong one for anything else, such as
 * DT_SONAME or DT_FINI, does no harm then. */
static bool is_followed(uint64_t tag)
{
    switch (tag) {
    case DT_STRTAB:
    case DT_SYMTAB:
    case DT_HASH:
    case DT_GNU_HASH:
    case DT_JMPREL:
    case DT_INIT:
    case DT_VERSYM:
    case DT_VERNEED:
    case DT_VERDEF: return true;
    default: return false;
    }
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
        remains->misleads = at + length > size && is_followed(tag) && !holds_address(elf, there);
    }
}

/* The loader asserts that relocations have their size, and follows the pointers unasked. */
static bool relocations_are_whole(const Remains *remains, const Elf *elf)
{
    const bool *has = remains->has;
    const uint64_t *value = remains->value;
    if (has[DT_RELA] && (!has[DT_RELASZ] || value[DT_RELAENT] != (elf->is_64 ? 24 : 12)))
        return false;
    if (has[DT_REL] && (!has[DT_RELSZ] || value[DT_RELENT] != (elf->is_64 ? 16 : 8)))
        return false;
    if (!has[DT_PLTREL])
        return true;
    bool is_kind = value[DT_PLTREL] == DT_RELA || value[DT_PLTREL] == DT_REL;
    return is_kind && has[DT_JMPREL] && has[DT_PLTRELSZ];
}

/* What runs first jumps to nowhere when it was not relocated. */
static bool can_start(const Remains *remains)
{
    const bool *has = remains->has;
    bool is_relocated =
        (has[DT_RELA] && remains->value[DT_RELASZ]) || (has[DT_REL] && remains->value[DT_RELSZ]);
    return !has[DT_INIT_ARRAY] || (has[DT_INIT_ARRAYSZ] && is_relocated);
}

static bool survives(const Remains *remains, const Elf *elf)
{
    return remains->has[DT_STRTAB] && remains->has[DT_SYMTAB] &&
           relocations_are_whole(remains, elf) && can_start(remains) &&
           (!remains->needs_versions || remains->has_version_table);
}

/* Whether a table of `length` bytes at an address is not wholly in the file. */
static bool is_cut(const Elf *elf, uint64_t address, uint64_t length, uint64_t size)
{
    uint64_t offset, available;
    if (address == 0 || !elf_offset_of(elf, address, &offset, &available))
        return false;
    return offset >= size || length > size - offset;
}

static bool loses_tables(const Elf *elf, const Remains *remains, uint64_t size)
{
    const uint64_t *at = remains->value;
    return is_cut(elf, at[DT_STRTAB], at[DT_STRSZ], size) || is_cut(elf, at[DT_SYMTAB], 1, size) ||
           is_cut(elf, at[DT_HASH], 1, size) || is_cut(elf, at[DT_RELA], at[DT_RELASZ], size) ||
           is_cut(elf, at[DT_REL], at[DT_RELSZ], size) ||
           is_cut(elf, at[DT_JMPREL], at[DT_PLTRELSZ], size) ||
           is_cut(elf, at[DT_INIT_ARRAY], at[DT_INIT_ARRAYSZ], size) ||
           is_cut(elf, at[DT_INIT], 1, size);
}

static CutEffect effect_of_zeroes(const Elf *elf, ElfSource bytes, uint64_t size)
{
    Remains remains = {0};
    read_remains(elf, bytes, size, &remains);
    if (!survives(&remains, elf))
        return CUT_DIES_LATER;
    bool is_unclear = remains.misleads || loses_tables(elf, &remains, size);
    return is_unclear ? CUT_UNCLEAR : CUT_NOT;
}

/* Mapping itself touches the page with the dynamic section and those that are partly zeroed; all
 * others are touched when the library is relocated or its code is started. */
CutEffect cut_effect(Elf *elf, ElfSource bytes, uint64_t size)
{
    uint64_t end_of_pages = pages_up(size);
    CutEffect effect = CUT_NOT;
    for (size_t i = 0; i < elf->segment_count; i++) {
        const ElfSegment *segment = &elf->segments[i];
        if (segment->type != PT_LOAD)
            continue;
        if (zeroes_a_lost_page(segment, end_of_pages))
            return CUT_DIES_WHEN_MAPPED;
        if (loses_pages(segment, end_of_pages))
            effect = CUT_DIES_LATER;
    }
    const ElfDynamic *dynamic;
    ElfStatus status = elf_dynamic(elf, &dynamic);
    if (status == ELF_NO_DYNAMIC)
        return effect;
    if (status == ELF_CUT)
        return CUT_DIES_WHEN_MAPPED;
    if (effect != CUT_NOT)
        return effect;
    return effect_of_zeroes(elf, bytes, size);
}

/* Look-ups in tables that lie in memory. Formats as in elf_symbols.c; every offset is checked. */
#include "parse/elf_symbol_tables.h"

#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"

enum { SYMBOL_BYTES_32 = 16, SYMBOL_BYTES_64 = 24, GNU_HEADER_BYTES = 16 };

struct ElfSymbolTables {
    const Elf *elf;
    Text hash, symbols, strings, versions;
    bool has_versions, torn;
    bool has_hash, is_gnu;
    uint32_t buckets, first_hashed, words, shift; /* of DT_GNU_HASH */
    uint32_t count;                               /* of DT_HASH: of all symbols */
};

/* ---- Making ---- */

static bool table_at(Elf *elf, uint64_t address, Text *table)
{
    uint64_t offset, available;
    if (!elf_offset_of(elf, address, &offset, &available))
        return false;
    *table = elf_run_from(elf, offset);
    if (table->length > available)
        table->length = (size_t)available;
    return table->length > 0;
}

static uint32_t number_at(ElfSymbolTables *tables, Text table, uint64_t at)
{
    if (at > table.length || table.length - at < 4) {
        tables->torn = true;
        return 0;
    }
    return elf_u32(tables->elf, (const unsigned char *)table.at + at);
}

/* Entries of DT_HASH are 4 bytes wide but on two machines, where no GPU is driven. */
static bool reads_hash(const Elf *elf, bool is_gnu)
{
    return is_gnu || !elf->is_64 || (elf->machine != EM_S390 && elf->machine != EM_ALPHA);
}

static void read_hash_header(ElfSymbolTables *tables)
{
    tables->buckets = number_at(tables, tables->hash, 0);
    if (!tables->is_gnu) {
        tables->count = number_at(tables, tables->hash, 4);
        return;
    }
    tables->first_hashed = number_at(tables, tables->hash, 4);
    tables->words = number_at(tables, tables->hash, 8);
    tables->shift = number_at(tables, tables->hash, 12);
}

static bool hash_is_sound(const ElfSymbolTables *tables)
{
    if (tables->torn)
        return false;
    if (!tables->is_gnu)
        return true;
    return tables->words && (tables->words & (tables->words - 1)) == 0;
}

ElfSymbolTables *elf_symbol_tables(Elf *elf)
{
    const ElfDynamic *dynamic;
    if (elf_dynamic(elf, &dynamic) != ELF_OK)
        return NULL;
    const ElfInside *inside = elf->inside;
    ElfSymbolTables *tables = arena_new_of(inside->arena, ElfSymbolTables);
    tables->elf = elf;
    if (!inside->symbols_at || !inside->strings_at ||
        (!dynamic->has_gnu_hash && !dynamic->has_hash))
        return tables;
    tables->has_hash = true;
    tables->is_gnu = dynamic->has_gnu_hash;
    tables->has_versions = inside->versions_at != 0;
    if (!reads_hash(elf, tables->is_gnu) ||
        !table_at(elf, tables->is_gnu ? inside->gnu_hash_at : inside->hash_at, &tables->hash) ||
        !table_at(elf, inside->symbols_at, &tables->symbols) ||
        !table_at(elf, inside->strings_at, &tables->strings) ||
        (tables->has_versions && !table_at(elf, inside->versions_at, &tables->versions)))
        return NULL;
    read_hash_header(tables);
    return hash_is_sound(tables) ? tables : NULL;
}

/* ---- One symbol ---- */

static const char *string_at(ElfSymbolTables *tables, uint32_t at)
{
    if (at < tables->strings.length &&
        memchr(tables->strings.at + at, '\0', tables->strings.length - at))
        return tables->strings.at + at;
    tables->torn = true;
    return NULL;
}

static bool entry_at(ElfSymbolTables *tables, uint32_t index, ElfEntry *entry)
{
    const Elf *elf = tables->elf;
    size_t each = elf->is_64 ? SYMBOL_BYTES_64 : SYMBOL_BYTES_32;
    uint64_t from = (uint64_t)index * each, version_from = (uint64_t)index * 2;
    if (from + each > tables->symbols.length ||
        (tables->has_versions && version_from + 2 > tables->versions.length)) {
        tables->torn = true;
        return false;
    }
    const unsigned char *at = (const unsigned char *)tables->symbols.at + from;
    const unsigned char *small = elf->is_64 ? at + 4 : at + 12;
    *entry = (ElfEntry){
        .name = string_at(tables, elf_u32(elf, at)),
        .index = index,
        .binding = ELF64_ST_BIND(small[0]),
        .type = ELF64_ST_TYPE(small[0]),
        .visibility = ELF64_ST_VISIBILITY(small[1]),
        .section = elf_u16(elf, small + 2),
        .value = elf_word(elf, elf->is_64 ? at + 8 : at + 4),
    };
    if (tables->has_versions)
        entry->version = elf_u16(elf, (const unsigned char *)tables->versions.at + version_from);
    return entry->name != NULL;
}

bool elf_next_unhashed(ElfSymbolTables *tables, uint32_t *index, ElfEntry *entry)
{
    uint32_t end = !tables->has_hash ? 0 : tables->is_gnu ? tables->first_hashed : tables->count;
    return ++*index < end && entry_at(tables, *index, entry);
}

/* ---- By name ---- */

ElfName elf_name(const char *name)
{
    return (ElfName){name, elf_gnu_hash(name)};
}

/* The filter says "certainly not" for most names that are not there. */
static bool filter_passes(ElfSymbolTables *tables, uint32_t hash)
{
    size_t word = elf_word_bytes(tables->elf);
    uint32_t bits = (uint32_t)word * 8;
    uint64_t at = GNU_HEADER_BYTES + (uint64_t)(hash / bits & (tables->words - 1)) * word;
    if (at + word > tables->hash.length) {
        tables->torn = true;
        return false;
    }
    uint64_t filter = elf_word(tables->elf, (const unsigned char *)tables->hash.at + at);
    uint32_t other = tables->shift < 32 ? hash >> tables->shift : 0;
    return (filter >> hash % bits & 1) && (filter >> other % bits & 1);
}

static uint64_t gnu_buckets_at(const ElfSymbolTables *tables)
{
    return GNU_HEADER_BYTES + (uint64_t)tables->words * elf_word_bytes(tables->elf);
}

ElfNamed elf_named(ElfSymbolTables *tables, ElfName name)
{
    ElfNamed named = {.tables = tables, .name = name};
    if (tables->buckets == 0)
        return named;
    if (!tables->is_gnu)
        named.next = number_at(tables, tables->hash,
                               8 + (uint64_t)(elf_hash(name.name) % tables->buckets) * 4);
    else if (filter_passes(tables, name.gnu_hash))
        named.next =
            number_at(tables, tables->hash,
                      gnu_buckets_at(tables) + (uint64_t)(name.gnu_hash % tables->buckets) * 4);
    return named;
}

/* The lowest bit of an entry marks the end of a chain and is no part of the hash. */
static bool step_gnu(ElfNamed *named, uint32_t *index)
{
    ElfSymbolTables *tables = named->tables;
    *index = named->next;
    if (*index < tables->first_hashed) {
        tables->torn = true;
        named->next = 0;
        return false;
    }
    uint64_t chains_at = gnu_buckets_at(tables) + (uint64_t)tables->buckets * 4;
    uint32_t entry =
        number_at(tables, tables->hash, chains_at + (uint64_t)(*index - tables->first_hashed) * 4);
    named->next = entry & 1 || tables->torn ? 0 : *index + 1;
    return (entry | 1) == (named->name.gnu_hash | 1);
}

static bool step_sysv(ElfNamed *named, uint32_t *index)
{
    ElfSymbolTables *tables = named->tables;
    *index = named->next;
    named->next = number_at(tables, tables->hash, 8 + ((uint64_t)tables->buckets + *index) * 4);
    /* A chain without end goes in a circle. */
    if (++named->steps > ELF_RECORD_CEILING) {
        tables->torn = true;
        named->next = 0;
    }
    return true;
}

bool elf_next_named(ElfNamed *named, ElfEntry *entry)
{
    while (named->next != 0) {
        uint32_t index;
        bool may_be = named->tables->is_gnu ? step_gnu(named, &index) : step_sysv(named, &index);
        if (may_be && entry_at(named->tables, index, entry) &&
            strcmp(entry->name, named->name.name) == 0)
            return true;
    }
    return false;
}

bool elf_symbols_are_torn(const ElfSymbolTables *tables)
{
    return tables->torn;
}

/* Symbols by name, through the hash tables that the loader uses: a few reads, however large the
 * library is. Formats: gABI chapter 5 (DT_HASH); DT_GNU_HASH as binutils writes it. */
#include <elf.h>
#include <string.h>

#include "parse/elf_inside.h"

enum { SYMBOL_BYTES_32 = 16, SYMBOL_BYTES_64 = 24 };

typedef struct Search {
    const char *name;
    size_t length; /* with its NUL */
    ElfTable symbols, strings, hash;
    ElfSymbol *symbol;
    bool *found;
} Search;

uint32_t elf_hash(const char *name)
{
    uint32_t hash = 0;
    for (const unsigned char *at = (const unsigned char *)name; *at; at++) {
        hash = (hash << 4) + *at;
        uint32_t high = hash & 0xf0000000u;
        hash = (hash ^ high >> 24) & ~high;
    }
    return hash;
}

uint32_t elf_gnu_hash(const char *name)
{
    uint32_t hash = 5381;
    for (const unsigned char *at = (const unsigned char *)name; *at; at++)
        hash = hash * 33 + *at;
    return hash;
}

/* Whether the string at `at` is the name, without reading more of it than the name is long. */
static ElfStatus name_is(Elf *elf, const Search *search, uint64_t at, bool *same)
{
    *same = false;
    for (size_t done = 0; done < search->length;) {
        size_t length = search->length - done;
        if (length > ELF_VIEW_BYTES)
            length = ELF_VIEW_BYTES;
        /* The last string of a table may be shorter than the name. */
        if (at + done >= search->strings.available)
            return ELF_OK;
        if (length > search->strings.available - at - done)
            length = (size_t)(search->strings.available - at - done);
        const unsigned char *view = NULL;
        ElfStatus status = elf_table_view(elf, search->strings, at + done, length, &view);
        if (status != ELF_OK || memcmp(view, search->name + done, length) != 0)
            return status;
        done += length;
    }
    *same = true;
    return ELF_OK;
}

static ElfStatus version_of(Elf *elf, uint64_t index, uint16_t *version)
{
    ElfTable versions;
    const unsigned char *view = NULL;
    if (!elf->inside->versions_at)
        return ELF_OK;
    ElfStatus status =
        elf_table(elf, elf->inside->versions_at, "the table of symbol versions", &versions);
    if (status == ELF_OK)
        status = elf_table_view(elf, versions, index * 2, 2, &view);
    if (status == ELF_OK)
        *version = elf_u16(elf, view);
    return status;
}

/* Looks at the symbol of an index; when it is the one, `*search->found` becomes true. */
static ElfStatus try_symbol(Elf *elf, const Search *search, uint64_t index)
{
    size_t each = elf->is_64 ? SYMBOL_BYTES_64 : SYMBOL_BYTES_32;
    const unsigned char *at = NULL;
    ElfStatus status = elf_table_view(elf, search->symbols, index * each, each, &at);
    if (status != ELF_OK)
        return status;
    uint32_t name = elf_u32(elf, at);
    const unsigned char *small = elf->is_64 ? at + 4 : at + 12;
    ElfSymbol symbol = {.binding = ELF64_ST_BIND(small[0]),
                        .type = ELF64_ST_TYPE(small[0]),
                        .visibility = ELF64_ST_VISIBILITY(small[1]),
                        .section = elf_u16(elf, small + 2),
                        .value = elf_word(elf, elf->is_64 ? at + 8 : at + 4),
                        .size = elf_word(elf, elf->is_64 ? at + 16 : at + 8)};
    symbol.defined = symbol.section != SHN_UNDEF;
    bool same;
    status = name_is(elf, search, name, &same);
    if (status == ELF_OK && same)
        status = version_of(elf, index, &symbol.version);
    if (status == ELF_OK && same && (!*search->found || symbol.defined)) {
        *search->symbol = symbol;
        *search->found = true;
    }
    return status;
}

static bool is_found(const Search *search)
{
    return *search->found && search->symbol->defined;
}

/* ---- DT_GNU_HASH ---- */

static ElfStatus hash_u32(Elf *elf, const Search *search, uint64_t at, uint32_t *value)
{
    const unsigned char *view = NULL;
    ElfStatus status = elf_table_view(elf, search->hash, at, 4, &view);
    if (status == ELF_OK)
        *value = elf_u32(elf, view);
    return status;
}

/* The filter answers "certainly not" for most names that are not there. */
static ElfStatus filter_passes(Elf *elf, const Search *search, uint32_t words, uint32_t shift,
                               uint32_t hash, bool *passes)
{
    size_t word = elf_word_bytes(elf);
    uint32_t bits = (uint32_t)word * 8;
    /* A power of two by its format; glibc takes the remainder by a mask. */
    uint64_t index = (hash / bits) & (words - 1);
    const unsigned char *view = NULL;
    ElfStatus status = elf_table_view(elf, search->hash, 16 + index * word, word, &view);
    if (status != ELF_OK)
        return status;
    uint64_t filter = elf_word(elf, view);
    uint32_t one = hash % bits, other = (shift < 32 ? hash >> shift : 0) % bits;
    *passes = (filter >> one & 1) && (filter >> other & 1);
    return ELF_OK;
}

static ElfStatus walk_gnu_chain(Elf *elf, const Search *search, uint64_t chains_at, uint32_t first,
                                uint32_t index, uint32_t hash)
{
    if (index < first || index > UINT32_MAX - ELF_RECORD_CEILING)
        return elf_fail(elf, ELF_MALFORMED, "its symbol table and its hash table do not fit");
    for (uint32_t steps = 0; steps < ELF_RECORD_CEILING; steps++) {
        uint32_t entry = 0;
        ElfStatus status = hash_u32(elf, search, chains_at + (index + 0ull - first) * 4, &entry);
        /* The lowest bit marks the end of a chain and is no part of the hash. */
        if (status == ELF_OK && (entry | 1) == (hash | 1))
            status = try_symbol(elf, search, index);
        if (status != ELF_OK || is_found(search) || entry & 1)
            return status;
        index++;
    }
    return elf_fail(elf, ELF_MALFORMED, "its hash table is malformed");
}

static ElfStatus search_gnu_hash(Elf *elf, const Search *search)
{
    uint32_t buckets = 0, first = 0, words = 0, shift = 0, index = 0;
    const unsigned char *header = NULL;
    ElfStatus status = elf_table_view(elf, search->hash, 0, 16, &header);
    if (status != ELF_OK)
        return status;
    buckets = elf_u32(elf, header);
    first = elf_u32(elf, header + 4);
    words = elf_u32(elf, header + 8);
    shift = elf_u32(elf, header + 12);
    if (buckets == 0 || words == 0 || (words & (words - 1)) != 0)
        return elf_fail(elf, ELF_MALFORMED, "its hash table is malformed");
    uint32_t hash = elf_gnu_hash(search->name);
    bool passes = false;
    status = filter_passes(elf, search, words, shift, hash, &passes);
    if (status != ELF_OK || !passes)
        return status;
    uint64_t buckets_at = 16 + (uint64_t)words * elf_word_bytes(elf);
    uint64_t chains_at = buckets_at + (uint64_t)buckets * 4;
    status = hash_u32(elf, search, buckets_at + (uint64_t)(hash % buckets) * 4, &index);
    if (status != ELF_OK || index == 0)
        return status;
    return walk_gnu_chain(elf, search, chains_at, first, index, hash);
}

/* ---- DT_HASH ---- */

/* Entries are 32 bit wide in both classes, except on two machines. */
static size_t sysv_entry_bytes(const Elf *elf)
{
    return elf->is_64 && (elf->machine == EM_S390 || elf->machine == EM_ALPHA) ? 8 : 4;
}

static ElfStatus sysv_entry(Elf *elf, const Search *search, uint64_t index, uint64_t *value)
{
    size_t each = sysv_entry_bytes(elf);
    const unsigned char *view = NULL;
    if (index > UINT64_MAX / 16)
        return elf_fail(elf, ELF_MALFORMED, "its hash table is malformed");
    ElfStatus status = elf_table_view(elf, search->hash, index * each, each, &view);
    if (status == ELF_OK)
        *value = each == 8 ? elf_u64(elf, view) : elf_u32(elf, view);
    return status;
}

static ElfStatus search_sysv_hash(Elf *elf, const Search *search)
{
    uint64_t buckets = 0, chains = 0, index = 0;
    ElfStatus status = sysv_entry(elf, search, 0, &buckets);
    if (status == ELF_OK)
        status = sysv_entry(elf, search, 1, &chains);
    if (status == ELF_OK && (buckets == 0 || buckets > UINT32_MAX || chains > UINT32_MAX))
        status = elf_fail(elf, ELF_MALFORMED, "its hash table is malformed");
    if (status == ELF_OK)
        status = sysv_entry(elf, search, 2 + elf_hash(search->name) % buckets, &index);
    /* A chain without end goes in a circle. */
    for (uint64_t steps = 0; status == ELF_OK && index != 0 && !is_found(search); steps++) {
        if (index >= chains || steps > ELF_RECORD_CEILING)
            return elf_fail(elf, ELF_MALFORMED, "its hash table is malformed");
        status = try_symbol(elf, search, index);
        if (status == ELF_OK)
            status = sysv_entry(elf, search, 2 + buckets + index, &index);
    }
    return status;
}

ElfStatus elf_symbol(Elf *elf, const char *name, ElfSymbol *symbol, bool *found)
{
    const ElfDynamic *dynamic;
    *found = false;
    *symbol = (ElfSymbol){0};
    ElfStatus status = elf_dynamic(elf, &dynamic);
    if (status != ELF_OK || (!dynamic->has_gnu_hash && !dynamic->has_hash))
        return status;
    ElfInside *inside = elf->inside;
    Search search = {.name = name, .length = strlen(name) + 1, .symbol = symbol, .found = found};
    uint64_t hash_at = dynamic->has_gnu_hash ? inside->gnu_hash_at : inside->hash_at;
    status = elf_table(elf, hash_at, "the hash table", &search.hash);
    if (status == ELF_OK)
        status = elf_table(elf, inside->symbols_at, "the symbol table", &search.symbols);
    if (status == ELF_OK)
        status = elf_table(elf, inside->strings_at, "the string table", &search.strings);
    if (status == ELF_OK)
        status =
            dynamic->has_gnu_hash ? search_gnu_hash(elf, &search) : search_sysv_hash(elf, &search);
    if (status != ELF_OK)
        *found = false;
    return status;
}

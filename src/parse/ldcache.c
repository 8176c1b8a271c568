#include "parse/ldcache.h"

#include <string.h>

static const char old_magic[] = "ld.so-1.7.0";          /* 11 bytes, padded to 12 */
static const char new_magic[] = "glibc-ld.so.cache1.1"; /* 20 bytes */

enum {
    OLD_HEADER_BYTES = 16,
    OLD_ENTRY_BYTES = 12,
    NEW_HEADER_BYTES = 48,
    NEW_ENTRY_BYTES = 24,
    EXTENSION_MAGIC = -358342284, /* 0xeaa42174 */
    EXTENSION_HEADER_BYTES = 8,
    EXTENSION_SECTION_BYTES = 16,
    EXTENSION_HWCAPS = 1,
    BYTE_ORDER_MASK = 3,
    BYTE_ORDER_UNSET = 0,
    BYTE_ORDER_LITTLE = 2,
    BYTE_ORDER_BIG = 3
};

/* Of the upper half of the field: bit 30 says "index into the extension", the lowest ten bits are
 * the level of the instruction set. */
static const uint64_t hwcap_extension = 1u << 30, hwcap_level_mask = (1u << 10) - 1;

typedef struct Reader {
    Arena *arena;
    Text file;
    size_t base; /* of the layout that counts: offsets of strings are relative to it */
    LdCache *cache;
    size_t tail_at; /* what follows the last NUL, with one of its own */
    const char *tail;
} Reader;

/* ---- Numbers and strings ---- */

static bool has(Text file, uint64_t at, uint64_t length)
{
    return at <= file.length && length <= file.length - at;
}

/* The caller knows that the bytes are there. */
static uint64_t number(const Reader *reader, uint64_t at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++) {
        size_t place = reader->cache->big_endian ? i : bytes - 1 - i;
        value = value << 8 | (unsigned char)reader->file.at[at + place];
    }
    return value;
}

static uint32_t u32(const Reader *reader, uint64_t at)
{
    return (uint32_t)number(reader, at, 4);
}

/* A last string without NUL ends with the file: that is what the loader sees, since the rest of
 * the mapped page is zero. It is copied once, however many entries point into it. */
static void find_tail(Reader *reader)
{
    Text file = reader->file;
    size_t start = file.length;
    while (start > 0 && file.at[start - 1])
        start--;
    reader->tail_at = start;
    reader->tail = text_copy(reader->arena, text_part(file, start, file.length));
}

/* NULL when the offset lies outside. */
static const char *string(const Reader *reader, uint64_t at)
{
    if (at >= reader->file.length)
        return NULL;
    return at < reader->tail_at ? reader->file.at + at : reader->tail + (at - reader->tail_at);
}

/* ---- Layouts ---- */

static bool is_new(Text file, size_t at)
{
    return has(file, at, NEW_HEADER_BYTES) &&
           memcmp(file.at + at, new_magic, sizeof new_magic - 1) == 0;
}

static bool is_old(Text file)
{
    return has(file, 0, OLD_HEADER_BYTES) && memcmp(file.at, old_magic, sizeof old_magic - 1) == 0;
}

static bool new_entries_fit(const Reader *reader, size_t at)
{
    uint64_t count = u32(reader, at + 20);
    return has(reader->file, at + NEW_HEADER_BYTES, count * NEW_ENTRY_BYTES);
}

static bool old_entries_fit(const Reader *reader)
{
    return has(reader->file, OLD_HEADER_BYTES, (uint64_t)u32(reader, 12) * OLD_ENTRY_BYTES);
}

/* Caches written before the flag existed do not name their byte order: it is the one in which the
 * entries fit into the file. */
static bool find_byte_order(Reader *reader, size_t at)
{
    unsigned flag = (unsigned char)reader->file.at[at + 28] & BYTE_ORDER_MASK;
    reader->cache->big_endian = flag == BYTE_ORDER_BIG;
    if (flag != BYTE_ORDER_UNSET)
        return flag != 1 && new_entries_fit(reader, at);
    if (!new_entries_fit(reader, at))
        reader->cache->big_endian = true;
    return new_entries_fit(reader, at);
}

/* Behind the old entries, at a multiple of 8 (of 4 where 64-bit numbers need no more). */
static size_t new_behind_old(const Reader *reader)
{
    uint64_t end = OLD_HEADER_BYTES + (uint64_t)u32(reader, 12) * OLD_ENTRY_BYTES;
    uint64_t aligned = (end + 7) / 8 * 8;
    if (is_new(reader->file, (size_t)aligned))
        return (size_t)aligned;
    return is_new(reader->file, (size_t)end) ? (size_t)end : 0;
}

static bool find_layout(Reader *reader)
{
    LdCache *cache = reader->cache;
    if (is_new(reader->file, 0)) {
        cache->layout = LDCACHE_NEW;
        return find_byte_order(reader, 0);
    }
    if (!is_old(reader->file))
        return false;
    if (!old_entries_fit(reader))
        cache->big_endian = true;
    if (!old_entries_fit(reader))
        return false;
    cache->layout = LDCACHE_OLD;
    reader->base = OLD_HEADER_BYTES + (size_t)u32(reader, 12) * OLD_ENTRY_BYTES;
    size_t behind = new_behind_old(reader);
    if (behind) {
        cache->layout = LDCACHE_OLD_AND_NEW;
        reader->base = behind;
        return find_byte_order(reader, behind);
    }
    return true;
}

/* ---- The extension ---- */

/* Everything here is relative to the start of the file, in a cache of both layouts too. */
static void read_hwcaps(Reader *reader, uint64_t at, uint64_t length)
{
    if (!has(reader->file, at, length))
        return;
    for (uint64_t i = 0; i + 4 <= length; i += 4) {
        const char *name = string(reader, u32(reader, at + i));
        list_add(reader->arena, reader->cache->hwcaps, name);
    }
}

/* An extension that is malformed counts as none; the entries stay. */
static void read_extension(Reader *reader)
{
    uint64_t at = u32(reader, reader->base + 32);
    if (at == 0 || at % 4 != 0 || !has(reader->file, at, EXTENSION_HEADER_BYTES) ||
        u32(reader, at) != (uint32_t)EXTENSION_MAGIC)
        return;
    uint64_t count = u32(reader, at + 4);
    if (!has(reader->file, at + EXTENSION_HEADER_BYTES, count * EXTENSION_SECTION_BYTES))
        return;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t section = at + EXTENSION_HEADER_BYTES + i * EXTENSION_SECTION_BYTES;
        if (u32(reader, section) == EXTENSION_HWCAPS && reader->cache->hwcaps.count == 0)
            read_hwcaps(reader, u32(reader, section + 8), u32(reader, section + 12));
    }
}

/* ---- Entries ---- */

static void take_hwcap(const LdCache *cache, LdCacheEntry *entry)
{
    uint64_t upper = entry->hwcap >> 32;
    entry->in_hwcaps_subdirectory = (upper & ~hwcap_level_mask) == hwcap_extension;
    if (!entry->in_hwcaps_subdirectory)
        return;
    entry->isa_level = (unsigned)(upper & hwcap_level_mask);
    uint32_t index = (uint32_t)entry->hwcap;
    if (index < cache->hwcaps.count)
        entry->hwcaps = cache->hwcaps.items[index];
}

/* glibc gives up a search at an entry whose name lies outside; the entries end there. */
static void read_entries(Reader *reader)
{
    LdCache *cache = reader->cache;
    bool old = cache->layout == LDCACHE_OLD;
    size_t each = old ? OLD_ENTRY_BYTES : NEW_ENTRY_BYTES;
    size_t first = old ? OLD_HEADER_BYTES : reader->base + NEW_HEADER_BYTES;
    uint32_t count = u32(reader, old ? 12 : reader->base + 20);
    for (uint32_t i = 0; i < count; i++) {
        size_t at = first + i * each;
        LdCacheEntry entry = {
            .flags = u32(reader, at),
            .name = string(reader, (uint64_t)reader->base + u32(reader, at + 4)),
            .path = string(reader, (uint64_t)reader->base + u32(reader, at + 8)),
            .os_version = old ? 0 : u32(reader, at + 12),
            .hwcap = old ? 0 : number(reader, at + 16, 8),
        };
        if (!entry.name)
            return;
        take_hwcap(cache, &entry);
        list_add(reader->arena, cache->entries, entry);
    }
}

const LdCache *ldcache_read(Arena *arena, Text bytes, const char **error)
{
    LdCache *cache = arena_new_of(arena, LdCache);
    Reader reader = {.arena = arena, .file = bytes, .cache = cache};
    if (!is_old(bytes) && !is_new(bytes, 0)) {
        *error = "the file is no ld.so.cache";
        return NULL;
    }
    if (!find_layout(&reader)) {
        *error = "the ld.so.cache is malformed: its entries do not fit into the file";
        return NULL;
    }
    find_tail(&reader);
    if (cache->layout != LDCACHE_OLD)
        read_extension(&reader);
    read_entries(&reader);
    return cache;
}

/* ---- Names ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Takes a run of digits off; the value wraps as it does in glibc's int. */
static uint32_t take_number(const char **at)
{
    uint32_t value = 0;
    for (; is_digit(**at); ++*at)
        value = value * 10 + (uint32_t)(**at - '0');
    return value;
}

int ldcache_compare(const char *a, const char *b)
{
    while (*a) {
        if (is_digit(*a) != is_digit(*b))
            return is_digit(*a) ? 1 : -1;
        if (is_digit(*a)) {
            uint32_t left = take_number(&a), right = take_number(&b);
            if (left != right)
                return (int32_t)(left - right) < 0 ? -1 : 1;
        } else if (*a != *b) {
            break;
        } else {
            a++;
            b++;
        }
    }
    return (*a > *b) - (*a < *b);
}

const LdCacheEntry *ldcache_find(const LdCache *cache, const char *name, size_t *count)
{
    const LdCacheEntry *entries = cache->entries.items;
    size_t from = 0, to = cache->entries.count;
    *count = 0;
    while (from < to) {
        size_t middle = (from + to - 1) / 2;
        int order = ldcache_compare(name, entries[middle].name);
        if (order < 0) {
            from = middle + 1; /* the list descends */
        } else if (order > 0) {
            to = middle;
        } else {
            size_t first = middle, end = middle + 1;
            while (first > 0 && ldcache_compare(name, entries[first - 1].name) == 0)
                first--;
            while (end < to && ldcache_compare(name, entries[end].name) == 0)
                end++;
            *count = end - first;
            return entries + first;
        }
    }
    return NULL;
}

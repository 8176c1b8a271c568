/* A loader's cache in the text of a recorded world: a directory a line, then names.
 *
 *     ldcache /etc/ld.so.cache hwcaps=x86-64-v3
 *       in 0 /usr/lib/x86_64-linux-gnu
 *       in 1 /usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3 hwcap=4611686018427387904
 *       names 1:libz.so.1 libz.so.1 libm.so=libm.so.6
 *
 * A name stands in directory 0 unless its number comes first, and is that of its file unless that
 * comes behind "=". The order is that of the cache. */
#include <string.h>

#include "world/text_reader.h"

enum { LINE_COLUMNS = 96, DIRECTORIES_CEILING = 100000 };

/* ---- Writing ---- */

static CachePlace place_of(const LdCacheEntry *entry)
{
    const char *slash = strrchr(entry->path, '/');
    return (CachePlace){entry->path, (size_t)(slash - entry->path), entry->flags, entry->os_version,
                        entry->hwcap};
}

static bool is_same_place(const CachePlace *a, const CachePlace *b)
{
    return a->length == b->length && memcmp(a->directory, b->directory, a->length) == 0 &&
           a->flags == b->flags && a->os_version == b->os_version && a->hwcap == b->hwcap;
}

static size_t place_index(Arena *arena, CachePlaces *places, const LdCacheEntry *entry)
{
    CachePlace place = place_of(entry);
    for (size_t i = 0; i < places->count; i++)
        if (is_same_place(&places->items[i], &place))
            return i;
    list_add(arena, *places, place);
    return places->count - 1;
}

static void put_place(Writer *writer, size_t number, const CachePlace *place)
{
    Text directory = {place->directory, place->length};
    put_format(writer, "  in %zu ", number);
    put_word(writer, directory.length ? directory : TEXT("/"));
    if (place->flags != LDCACHE_X86_64)
        put_format(writer, " flags=%u", place->flags);
    if (place->os_version)
        put_format(writer, " os=%u", place->os_version);
    if (place->hwcap)
        put_format(writer, " hwcap=%llu", (unsigned long long)place->hwcap);
    put_char(writer, '\n');
}

static bool begins_like_a_number(const char *name)
{
    size_t digits = strspn(name, "0123456789");
    return digits && name[digits] == ':';
}

static const char *word_of(Arena *arena, const LdCacheEntry *entry, size_t number)
{
    const char *file = strrchr(entry->path, '/') + 1;
    const char *word = strcmp(file, entry->name) == 0
                           ? entry->name
                           : arena_printf(arena, "%s=%s", entry->name, file);
    return number || begins_like_a_number(word) ? arena_printf(arena, "%zu:%s", number, word)
                                                : word;
}

bool cache_can_be_told(const LdCache *cache)
{
    for (size_t i = 0; i < cache->entries.count; i++) {
        const LdCacheEntry *entry = &cache->entries.items[i];
        if (!entry->path || entry->path[0] != '/' || strchr(entry->name, '=') || !entry->name[0])
            return false;
    }
    for (size_t i = 0; i < cache->hwcaps.count; i++)
        if (!cache->hwcaps.items[i])
            return false;
    return true;
}

void cache_attributes_write(Writer *writer, const LdCache *cache)
{
    Writer list = writer_new(writer->arena);
    if (cache->big_endian)
        put(writer, " order=big");
    for (size_t i = 0; i < cache->hwcaps.count; i++) {
        put(&list, i ? "," : " hwcaps=");
        put_list_item(&list, cache->hwcaps.items[i]);
    }
    if (list.length) {
        put_char(writer, ' ');
        put_word(writer, text_of(list.bytes + 1));
    }
}

void cache_lines_write(Writer *writer, const LdCache *cache)
{
    Arena *arena = writer->arena;
    CachePlaces places = {0};
    Writer names = writer_new(arena);
    size_t line = 0;
    for (size_t i = 0; i < cache->entries.count; i++) {
        size_t number = place_index(arena, &places, &cache->entries.items[i]), start = names.length;
        put_word(&names, text_of(word_of(arena, &cache->entries.items[i], number)));
        bool fits = line && line + 1 + names.length - start < LINE_COLUMNS;
        Text word = {arena_copy(arena, names.bytes + start, names.length - start),
                     names.length - start};
        names.length = start;
        put(&names, fits ? " " : i ? "\n  names " : "  names ");
        put_text(&names, word);
        line = (fits ? line + 1 : 8) + word.length;
    }
    for (size_t i = 0; i < places.count; i++)
        put_place(writer, i, &places.items[i]);
    put_bytes(writer, names.bytes, names.length);
    put(writer, cache->entries.count ? "\n" : "");
}

/* ---- Reading ---- */

bool cache_attribute_read(Reader *reader, LdCache *cache, Text key, Text value)
{
    const char *item;
    if (text_is(key, "order") && text_is(value, "big")) {
        cache->big_endian = true;
        return true;
    }
    if (!text_is(key, "hwcaps"))
        return false;
    Text rest = value.length ? value : (Text){0}; /* behind a comma, nothing is an item */
    while (list_item(reader->arena, &rest, ',', &item))
        list_add(reader->arena, cache->hwcaps, item);
    return true;
}

static bool read_place(Reader *reader, const Words *words, CachePlace *place)
{
    bool fits = words->count >= 3 && words->items[2].at[0] == '/';
    *place = (CachePlace){.flags = LDCACHE_X86_64};
    for (size_t i = 3; fits && i < words->count; i++) {
        Text key, value;
        uint64_t number = 0;
        attribute_split(words->items[i], &key, &value);
        fits = value_number(value, UINT64_MAX, &number);
        if (text_is(key, "flags"))
            place->flags = (uint32_t)number;
        else if (text_is(key, "os"))
            place->os_version = (uint32_t)number;
        else if (text_is(key, "hwcap"))
            place->hwcap = number;
        else
            fits = false;
    }
    if (!fits)
        return wrong(reader, "a directory of a cache is written: in NUMBER PATH");
    place->directory = words->items[2].length == 1 ? "" : words->items[2].at;
    return true;
}

static bool read_cache_name(Reader *reader, LdCache *cache, Text word)
{
    uint64_t number = 0;
    size_t colon = text_find(word, ':');
    if (colon < word.length && value_number(text_part(word, 0, colon), SIZE_MAX, &number))
        word = text_part(word, colon + 1, word.length);
    size_t equals = text_find(word, '=');
    Text file = equals < word.length ? text_part(word, equals + 1, word.length) : word;
    if (number >= reader->places.count || !equals || text_find(file, '/') < file.length)
        return wrong(reader, "a name of a cache stands in a directory that was told before");
    const CachePlace *place = &reader->places.items[number];
    LdCacheEntry entry = {
        .name = text_copy(reader->arena, text_part(word, 0, equals)),
        .path =
            arena_printf(reader->arena, "%s/%s", place->directory, text_copy(reader->arena, file)),
        .flags = place->flags,
        .os_version = place->os_version,
        .hwcap = place->hwcap,
    };
    list_add(reader->arena, cache->entries, entry);
    return true;
}

/* An indented line below `ldcache`. */
bool cache_line_read(Reader *reader, LdCache *cache, Text line)
{
    Words words;
    CachePlace place;
    if (!words_split(reader->arena, line, &words, &reader->problem))
        return false;
    if (text_is(words.items[0], "in")) {
        uint64_t number;
        if (!read_place(reader, &words, &place))
            return false;
        if (!value_number(words.items[1], DIRECTORIES_CEILING, &number) ||
            number != reader->places.count)
            return wrong(reader, "directories of a cache are numbered from 0 on");
        list_add(reader->arena, reader->places, place);
        return true;
    }
    if (!text_is(words.items[0], "names"))
        return wrong(reader, "an indented line of a cache is one of: in …, names …");
    for (size_t i = 1; i < words.count; i++)
        if (!read_cache_name(reader, cache, words.items[i]))
            return false;
    return true;
}

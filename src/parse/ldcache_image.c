#include "parse/ldcache_image.h"

#include <string.h>

#include "base/writer.h"

enum {
    HEADER_BYTES = 48,
    ENTRY_BYTES = 24,
    EXTENSION_BYTES = 8 + 16, /* its header, and one section */
    EXTENSION_AT = 32,        /* in the header: where the extension is */
    LITTLE = 2,
    BIG = 3,
    TAG_HWCAPS = 1
};

static const uint32_t extension_magic = 0xeaa42174, nowhere = UINT32_MAX;

typedef struct Image {
    const LdCache *cache;
    Writer entries, strings, extension;
    uint32_t strings_at;
} Image;

static void put_number(const Image *image, Writer *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        size_t place = image->cache->big_endian ? bytes - 1 - i : i;
        put_char(out, (char)(value >> 8 * place));
    }
}

static uint32_t put_string(Image *image, const char *string)
{
    uint32_t at = image->strings_at + (uint32_t)image->strings.length;
    put_bytes(&image->strings, string, strlen(string) + 1);
    return at;
}

/* An entry without a path has one outside of the file, which is passed over. */
static void put_entry(Image *image, const LdCacheEntry *entry)
{
    put_number(image, &image->entries, entry->flags, 4);
    put_number(image, &image->entries, put_string(image, entry->name), 4);
    put_number(image, &image->entries, entry->path ? put_string(image, entry->path) : nowhere, 4);
    put_number(image, &image->entries, entry->os_version, 4);
    put_number(image, &image->entries, entry->hwcap, 8);
}

static void put_extension(Image *image, uint32_t at)
{
    const Strings *hwcaps = &image->cache->hwcaps;
    put_number(image, &image->extension, extension_magic, 4);
    put_number(image, &image->extension, 1, 4);
    put_number(image, &image->extension, TAG_HWCAPS, 4);
    put_number(image, &image->extension, 0, 4);
    put_number(image, &image->extension, at + EXTENSION_BYTES, 4);
    put_number(image, &image->extension, 4 * hwcaps->count, 4);
    for (size_t i = 0; i < hwcaps->count; i++)
        put_number(image, &image->extension,
                   hwcaps->items[i] ? put_string(image, hwcaps->items[i]) : nowhere, 4);
}

static void put_header(const Image *image, Writer *out, uint32_t extension_at)
{
    put(out, "glibc-ld.so.cache1.1");
    put_number(image, out, image->cache->entries.count, 4);
    put_number(image, out, image->strings.length, 4);
    put_char(out, image->cache->big_endian ? BIG : LITTLE);
    while (out->length < EXTENSION_AT)
        put_char(out, 0);
    put_number(image, out, extension_at, 4);
    while (out->length < HEADER_BYTES)
        put_char(out, 0);
}

Text ldcache_image(Arena *arena, const LdCache *cache)
{
    Writer out = writer_new(arena);
    bool extends = cache->hwcaps.count > 0;
    uint32_t extension_at = HEADER_BYTES + ENTRY_BYTES * (uint32_t)cache->entries.count;
    uint32_t extension_bytes = extends ? EXTENSION_BYTES + 4 * (uint32_t)cache->hwcaps.count : 0;
    Image image = {.cache = cache,
                   .entries = writer_new(arena),
                   .strings = writer_new(arena),
                   .extension = writer_new(arena),
                   .strings_at = extension_at + extension_bytes};
    for (size_t i = 0; i < cache->entries.count; i++)
        put_entry(&image, &cache->entries.items[i]);
    if (extends)
        put_extension(&image, extension_at);
    put_header(&image, &out, extends ? extension_at : 0);
    put_bytes(&out, image.entries.bytes, image.entries.length);
    put_bytes(&out, image.extension.bytes, image.extension.length);
    put_bytes(&out, image.strings.bytes, image.strings.length);
    return (Text){out.bytes, out.length};
}

#include "ld_so_cache.h"

#include <stdint.h>
#include <string.h>

#include "base/writer.h"

enum { HEADER_BYTES = 48, ROW_BYTES = 24, ELF_LIBC6_X86_64 = 0x0303 };

static void put_number(Writer *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        put_char(out, (char)(value >> 8 * i));
}

static uint32_t put_string(Writer *strings, const char *string)
{
    uint32_t at = (uint32_t)strings->length;
    put_bytes(strings, string, strlen(string) + 1);
    return at;
}

/* The layout of glibc 2.33 and later (driver-layer facts, section 8). */
Text ld_so_cache(Arena *arena, Strings paths)
{
    Writer out = writer_new(arena), strings = writer_new(arena);
    uint32_t strings_at = HEADER_BYTES + ROW_BYTES * (uint32_t)paths.count;
    put(&out, "glibc-ld.so.cache1.1");
    put_number(&out, paths.count, 4);
    put_number(&out, 0, 4);
    put_char(&out, 2); /* little-endian */
    while (out.length < HEADER_BYTES)
        put_char(&out, 0);
    for (size_t i = 0; i < paths.count; i++) {
        put_number(&out, ELF_LIBC6_X86_64, 4);
        const char *name = strrchr(paths.items[i], '/') + 1;
        put_number(&out, strings_at + put_string(&strings, name), 4);
        put_number(&out, strings_at + put_string(&strings, paths.items[i]), 4);
        put_number(&out, 0, 4);
        put_number(&out, 0, 8);
    }
    put_bytes(&out, strings.bytes, strings.length);
    return (Text){out.bytes, out.length};
}

/* The ld.so.cache reader, on caches that are written here byte by byte. */
#include "parse/ldcache.h"

#include <string.h>

#include "base/writer.h"
#include "harness.h"

typedef struct Row {
    const char *name, *path;
    uint32_t flags;
    uint64_t hwcap;
} Row;

typedef struct Cache {
    const Row *rows;
    size_t count;
    LdCacheLayout layout;
    bool big_endian;
    bool no_byte_order;    /* as ldconfig before 2.33 left it */
    const char *hwcaps[6]; /* of the extension; NULL-terminated */
    bool wrong_extension;  /* its magic is not the right one */
} Cache;

static void put_number(const Cache *cache, Writer *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        put_char(out, (char)(value >> 8 * (cache->big_endian ? bytes - 1 - i : i)));
}

/* The offset of a string in the table, where it is put. */
static uint32_t put_string(Writer *strings, const char *string)
{
    uint32_t at = (uint32_t)strings->length;
    put_bytes(strings, string, strlen(string) + 1);
    return at;
}

static void put_old(const Cache *cache, Writer *out, uint64_t strings_at, Writer *strings)
{
    put_bytes(out, "ld.so-1.7.0", 12);
    put_number(cache, out, cache->count, 4);
    for (size_t i = 0; i < cache->count; i++) {
        put_number(cache, out, cache->rows[i].flags, 4);
        put_number(cache, out, strings_at + put_string(strings, cache->rows[i].name), 4);
        put_number(cache, out, strings_at + put_string(strings, cache->rows[i].path), 4);
    }
}

static void put_new(const Cache *cache, Writer *out, uint64_t strings_at, uint64_t extension_at,
                    Writer *strings)
{
    put_bytes(out, "glibc-ld.so.cache1.1", 20);
    put_number(cache, out, cache->count, 4);
    put_number(cache, out, 0, 4); /* length of the strings: nobody looks */
    put_char(out, (char)(cache->no_byte_order ? 0 : cache->big_endian ? 3 : 2));
    put_number(cache, out, 0, 3);
    put_number(cache, out, extension_at, 4);
    put_bytes(out, "\0\0\0\0\0\0\0\0\0\0\0", 12);
    for (size_t i = 0; i < cache->count; i++) {
        put_number(cache, out, cache->rows[i].flags, 4);
        put_number(cache, out, strings_at + put_string(strings, cache->rows[i].name), 4);
        put_number(cache, out, strings_at + put_string(strings, cache->rows[i].path), 4);
        put_number(cache, out, 0, 4);
        put_number(cache, out, cache->rows[i].hwcap, 8);
    }
}

static void put_extension(const Cache *cache, Writer *out, uint64_t strings_at, Writer *strings)
{
    size_t count = 0;
    while (cache->hwcaps[count])
        count++;
    put_number(cache, out, cache->wrong_extension ? 1 : 0xeaa42174u, 4);
    put_number(cache, out, 1, 4);
    put_number(cache, out, 1, 4);               /* section of hwcaps */
    put_number(cache, out, 0, 4);               /* flags */
    put_number(cache, out, out->length + 8, 4); /* its place in the file */
    put_number(cache, out, count * 4, 4);
    for (size_t i = 0; i < count; i++)
        put_number(cache, out, strings_at + put_string(strings, cache->hwcaps[i]), 4);
}

/* Old block, new block, extension, strings. Strings of entries are relative to the block that
 * counts, those of the extension to the file. */
static Text cache_bytes(const Cache *cache)
{
    Writer out = writer_new(test_arena()), strings = writer_new(test_arena());
    size_t count = cache->count, hwcaps = 0;
    while (cache->hwcaps[hwcaps])
        hwcaps++;
    uint64_t old_end = cache->layout == LDCACHE_NEW ? 0 : 16 + 12 * count;
    uint64_t base = cache->layout == LDCACHE_OLD ? old_end : (old_end + 7) / 8 * 8;
    uint64_t extension = base + (cache->layout == LDCACHE_OLD ? 0 : 48 + 24 * count);
    uint64_t strings_at = extension + (hwcaps ? 24 + 4 * hwcaps : 0);
    if (cache->layout != LDCACHE_NEW)
        put_old(cache, &out, strings_at - (cache->layout == LDCACHE_OLD ? old_end : 0), &strings);
    while (out.length < base)
        put_char(&out, 0);
    if (cache->layout != LDCACHE_OLD)
        put_new(cache, &out, strings_at - base, hwcaps ? extension : 0, &strings);
    if (hwcaps)
        put_extension(cache, &out, strings_at, &strings);
    put_bytes(&out, strings.bytes, strings.length);
    return (Text){out.bytes, out.length};
}

static const LdCache *read_cache(const Cache *cache)
{
    const char *error = NULL;
    const LdCache *read = ldcache_read(test_arena(), cache_bytes(cache), &error);
    if (!CHECK(read != NULL))
        CHECK_TEXT(error, NULL);
    return read;
}

#define HWCAP(index) (1ull << 62 | (index))

static const Row rows[] = {
    {"libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1", LDCACHE_X86_64, 0},
    {"libx.so.72", "/lib/glibc-hwcaps/x86-64-v3/libx.so.72", LDCACHE_X86_64, HWCAP(1)},
    {"libx.so.72", "/lib/libx.so.72", LDCACHE_X86_64, 0},
    {"libx.so.72", "/lib32/libx.so.72", LDCACHE_ELF_LIBC6, 0},
    {"libx.so.9", "/lib/libx.so.9", LDCACHE_X86_64, 0},
    {"libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6", LDCACHE_X86_64, 0},
    {"liba.so", "/usr/lib/liba.so", LDCACHE_X86_64, 0},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void check_rows(const LdCache *read, bool with_hwcaps)
{
    REQUIRE(read != NULL);
    REQUIRE(CHECK_NUMBER(read->entries.count, ROWS));
    for (size_t i = 0; i < ROWS; i++) {
        CHECK_TEXT(read->entries.items[i].name, rows[i].name);
        CHECK_TEXT(read->entries.items[i].path, rows[i].path);
        CHECK_NUMBER(read->entries.items[i].flags, rows[i].flags);
        CHECK_NUMBER(read->entries.items[i].hwcap, with_hwcaps ? rows[i].hwcap : 0);
    }
}

TEST(ldcache_every_layout_in_both_byte_orders)
{
    for (int big = 0; big < 2; big++)
        for (LdCacheLayout layout = LDCACHE_OLD; layout <= LDCACHE_OLD_AND_NEW; layout++) {
            Cache cache = {rows, ROWS, layout, .big_endian = big};
            if (layout != LDCACHE_OLD)
                memcpy(cache.hwcaps, (const char *[6]){"x86-64-v2", "x86-64-v3"},
                       sizeof cache.hwcaps);
            const LdCache *read = read_cache(&cache);
            check_rows(read, layout != LDCACHE_OLD);
            REQUIRE(read != NULL);
            CHECK_NUMBER(read->layout, layout);
            CHECK(read->big_endian == big);
            CHECK_TEXT(read->entries.items[1].hwcaps, layout == LDCACHE_OLD ? NULL : "x86-64-v3");
            CHECK(read->entries.items[1].in_hwcaps_subdirectory == (layout != LDCACHE_OLD));
            CHECK(!read->entries.items[2].in_hwcaps_subdirectory);
            CHECK_TEXT(read->entries.items[2].hwcaps, NULL);
        }
}

TEST(ldcache_odd_number_of_old_entries_is_padded)
{
    for (size_t count = 0; count < ROWS; count++) {
        Cache cache = {rows, count, LDCACHE_OLD_AND_NEW, .big_endian = false};
        const LdCache *read = read_cache(&cache);
        REQUIRE(read != NULL);
        CHECK_NUMBER(read->layout, LDCACHE_OLD_AND_NEW);
        CHECK_NUMBER(read->entries.count, count);
    }
}

TEST(ldcache_without_a_byte_order_is_read_in_the_one_that_fits)
{
    for (int big = 0; big < 2; big++) {
        Cache cache = {rows, ROWS, LDCACHE_NEW, .big_endian = big, .no_byte_order = true};
        check_rows(read_cache(&cache), true);
    }
}

TEST(ldcache_hwcap_fields)
{
    static const Row special[] = {
        {"libd.so", "/d", LDCACHE_X86_64, 1ull << 63 | 1ull << 52}, /* a legacy hwcap */
        {"libc.so", "/c", LDCACHE_X86_64, HWCAP(4)},                /* no such name */
        {"libb.so", "/b", LDCACHE_X86_64, 1ull << 62 | 3ull << 32}, /* with a level */
        {"liba.so", "/a", LDCACHE_X86_64, 1ull << 62 | 1ull << 45}, /* something else */
    };
    Cache cache = {special, 4, LDCACHE_NEW, .hwcaps = {"power9", "power10", "z14", "z15"}};
    const LdCache *read = read_cache(&cache);
    REQUIRE(read != NULL);
    const LdCacheEntry *entries = read->entries.items;
    CHECK(!entries[0].in_hwcaps_subdirectory);
    CHECK(entries[1].in_hwcaps_subdirectory);
    CHECK_TEXT(entries[1].hwcaps, NULL);
    CHECK_TEXT(entries[2].hwcaps, "power9");
    CHECK_NUMBER(entries[2].isa_level, 3);
    CHECK(!entries[3].in_hwcaps_subdirectory);
}

TEST(ldcache_malformed_extension_counts_as_none)
{
    Cache cache = {rows, ROWS, LDCACHE_NEW, .hwcaps = {"a", "b"}, .wrong_extension = true};
    const LdCache *read = read_cache(&cache);
    check_rows(read, true);
    REQUIRE(read != NULL);
    CHECK_NUMBER(read->hwcaps.count, 0);
    CHECK(read->entries.items[1].in_hwcaps_subdirectory);
}

static const char *error_of(Text bytes)
{
    const char *error = NULL;
    return ldcache_read(test_arena(), bytes, &error) ? NULL : error;
}

TEST(ldcache_what_is_no_cache)
{
    CHECK_TEXT(error_of(TEXT("")), "the file is no ld.so.cache");
    CHECK_TEXT(error_of(TEXT("glibc-ld.so.cache1.1")), "the file is no ld.so.cache");
    CHECK_TEXT(error_of(TEXT("glibc-ld.so.cache2.0 and a lot more than a header of such a file")),
               "the file is no ld.so.cache");
}

TEST(ldcache_entries_that_do_not_fit)
{
    Cache cache = {rows, ROWS, LDCACHE_NEW, .big_endian = false};
    Text bytes = cache_bytes(&cache);
    CHECK_TEXT(error_of(text_part(bytes, 0, 48 + ROWS * 24 - 1)),
               "the ld.so.cache is malformed: its entries do not fit into the file");
    ((char *)bytes.at)[28] = 1; /* "invalid", says ldconfig */
    CHECK_TEXT(error_of(bytes),
               "the ld.so.cache is malformed: its entries do not fit into the file");
    cache.layout = LDCACHE_OLD;
    CHECK_TEXT(error_of(text_part(cache_bytes(&cache), 0, 16 + ROWS * 12 - 1)),
               "the ld.so.cache is malformed: its entries do not fit into the file");
}

TEST(ldcache_last_string_may_end_with_the_file)
{
    Cache cache = {rows, ROWS, LDCACHE_NEW, .big_endian = false};
    Text bytes = cache_bytes(&cache);
    bytes.length--;
    /* In a copy, so that nothing but the file's own bytes lies behind them. */
    Text copy = {memcpy(arena_alloc(test_arena(), bytes.length), bytes.at, bytes.length),
                 bytes.length};
    const char *error;
    check_rows(ldcache_read(test_arena(), copy, &error), true);
}

TEST(ldcache_strings_outside_of_the_file)
{
    Cache cache = {rows, ROWS, LDCACHE_NEW, .big_endian = false};
    Text bytes = cache_bytes(&cache);
    const char *error;
    memset((char *)bytes.at + 48 + 24 * 2 + 8, 0x7f, 4);
    const LdCache *read = ldcache_read(test_arena(), bytes, &error);
    REQUIRE(read != NULL);
    CHECK_NUMBER(read->entries.count, ROWS);
    CHECK_TEXT(read->entries.items[2].path, NULL);
    memset((char *)bytes.at + 48 + 24 * 4 + 4, 0xff, 4);
    read = ldcache_read(test_arena(), bytes, &error);
    REQUIRE(read != NULL);
    CHECK_NUMBER(read->entries.count, 4);
}

/* ---- Order and look-up ---- */

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

TEST(ldcache_names_compare_by_their_numbers)
{
    static const struct {
        const char *a, *b;
        int order;
    } pairs[] = {
        {"libx.so.072", "libx.so.72", 0},
        {"libx.so.9", "libx.so.10", -1},
        {"libx.so.10", "libx.so.9", 1},
        {"liba.so", "libb.so", -1},
        {"lib.so", "lib1.so", -1},
        {"lib1.so", "lib.so", 1},
        {"libx.so", "libx.so.1", -1},
        {"libx.so.1", "libx.so", 1},
        {"", "", 0},
        {"", "a", -1},
        {"lib2to3.so", "lib2to03.so", 0},
        {"lib2to3.so", "lib2to4.so", -1},
        {"a1", "aZ", 1},
        {"libx.so.1.2.3", "libx.so.1.2.3", 0},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!CHECK_NUMBER(sign(ldcache_compare(pairs[i].a, pairs[i].b)), pairs[i].order))
            CHECK_TEXT(pairs[i].a, pairs[i].b);
}

TEST(ldcache_finds_all_entries_of_a_name_in_file_order)
{
    Cache cache = {rows, ROWS, LDCACHE_NEW, .hwcaps = {"x86-64-v2", "x86-64-v3"}};
    const LdCache *read = read_cache(&cache);
    REQUIRE(read != NULL);
    size_t count;
    const LdCacheEntry *found = ldcache_find(read, "libx.so.072", &count);
    REQUIRE(CHECK_NUMBER(count, 3) && found);
    CHECK_TEXT(found[0].path, "/lib/glibc-hwcaps/x86-64-v3/libx.so.72");
    CHECK_TEXT(found[2].path, "/lib32/libx.so.72");
    for (size_t i = 0; i < ROWS; i++)
        CHECK(ldcache_find(read, rows[i].name, &count) != NULL);
    static const char *const missing[] = {"",         "libx.so.8", "libx.so",
                                          "libzz.so", "a",         "libc.so.61"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        CHECK(ldcache_find(read, missing[i], &count) == NULL);
        CHECK_NUMBER(count, 0);
    }
}

TEST(ldcache_finds_all_of_many_entries_of_one_name)
{
    static const Row many[] = {
        {"libb.so", "/1", 1, 0}, {"libb.so", "/2", 1, 0}, {"libb.so", "/3", 1, 0},
        {"libb.so", "/4", 1, 0}, {"libb.so", "/5", 1, 0}, {"liba.so", "/6", 1, 0},
    };
    for (size_t count = 1; count <= 6; count++) {
        Cache cache = {many, count, LDCACHE_NEW, .big_endian = false};
        const LdCache *read = read_cache(&cache);
        REQUIRE(read != NULL);
        size_t found;
        const LdCacheEntry *first = ldcache_find(read, "libb.so", &found);
        CHECK_NUMBER(found, count < 5 ? count : 5);
        REQUIRE(first != NULL);
        CHECK_TEXT(first->path, "/1");
    }
}

TEST(ldcache_empty_cache_finds_nothing)
{
    Cache cache = {rows, 0, LDCACHE_NEW, .big_endian = false};
    const LdCache *read = read_cache(&cache);
    size_t count;
    REQUIRE(read != NULL);
    CHECK(ldcache_find(read, "libc.so.6", &count) == NULL);
}

TEST(ldcache_every_length_and_every_byte_damaged)
{
    for (LdCacheLayout layout = LDCACHE_OLD; layout <= LDCACHE_OLD_AND_NEW; layout++) {
        Cache cache = {rows, ROWS, layout, .big_endian = false};
        if (layout != LDCACHE_OLD)
            cache.hwcaps[0] = "x86-64-v2";
        Text bytes = cache_bytes(&cache);
        for (size_t at = 0; at < 2 * bytes.length; at++) {
            Arena *arena = arena_new();
            size_t length = at < bytes.length ? at : bytes.length;
            Text damaged = {memcpy(arena_alloc(arena, length), bytes.at, length), length};
            if (at >= bytes.length)
                ((char *)damaged.at)[at - bytes.length] ^= (char)0xff;
            const char *error = NULL;
            size_t count;
            const LdCache *read = ldcache_read(arena, damaged, &error);
            CHECK((read == NULL) == (error != NULL));
            if (read)
                CHECK((ldcache_find(read, "libx.so.72", &count) != NULL) == (count > 0));
            arena_free(arena);
        }
    }
}

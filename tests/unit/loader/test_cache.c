/* Which entry of ld.so.cache is taken. */
#include <elf.h>

#include "loader/cache.h"
#include "processes.h"

static const uint64_t extension = (uint64_t)1 << 62, tls = (uint64_t)1 << 63;
static const Host host = {.is_64 = true, .machine = EM_X86_64};

static LdCacheEntry plain(const char *path)
{
    return (LdCacheEntry){.name = "libx.so.1", .path = path, .flags = LDCACHE_X86_64};
}

static LdCacheEntry for_hwcaps(const char *path, const char *hwcaps, unsigned level)
{
    LdCacheEntry entry = plain(path);
    entry.hwcap = extension | (uint64_t)level << 32;
    entry.in_hwcaps_subdirectory = true;
    entry.hwcaps = hwcaps;
    return entry;
}

static const Processor *processor(void)
{
    static Processor processor;
    processor = (Processor){.known = PRESENT, .machine = "x86_64", .platform = "haswell"};
    list_add(test_arena(), processor.hwcaps, "x86-64-v3");
    list_add(test_arena(), processor.hwcaps, "x86-64-v2");
    list_add(test_arena(), processor.legacy_hwcaps, "x86_64");
    return &processor;
}

static const char *chosen(const LdCacheEntry *entries, size_t count, int minor)
{
    const LdCacheEntry *entry = cache_choose(entries, count, host, processor(), minor);
    return entry ? entry->path : NULL;
}

TEST(the_first_entry_of_the_right_kind_is_taken)
{
    LdCacheEntry entries[] = {plain("/32"), plain("/a"), plain("/b")};
    entries[0].flags = LDCACHE_ELF_LIBC6;
    CHECK_TEXT(chosen(entries, 3, 36), "/a");
    CHECK_TEXT(chosen(entries, 1, 36), NULL);
}

TEST(the_best_of_glibc_hwcaps_wins_over_the_plain_one)
{
    LdCacheEntry entries[] = {for_hwcaps("/v2", "x86-64-v2", 0), for_hwcaps("/v3", "x86-64-v3", 0),
                              for_hwcaps("/v4", "x86-64-v4", 0), plain("/base")};
    CHECK_TEXT(chosen(entries, 4, 36), "/v3");
    CHECK_TEXT(chosen(entries + 2, 2, 36), "/base");
}

TEST(an_entry_may_ask_for_a_level_that_the_processor_lacks)
{
    LdCacheEntry entries[] = {for_hwcaps("/v3", "x86-64-v3", 3), for_hwcaps("/v2", "x86-64-v2", 1),
                              plain("/base")};
    CHECK_TEXT(chosen(entries, 3, 36), "/v2");
}

TEST(old_capabilities_count_before_glibc_2_40)
{
    LdCacheEntry entries[] = {plain("/tls"), plain("/base")};
    entries[0].hwcap = tls;
    CHECK_TEXT(chosen(entries, 2, 36), "/tls");
    CHECK_TEXT(chosen(entries, 2, 40), "/base");
    entries[0].hwcap = (uint64_t)1 << 50; /* haswell */
    CHECK_TEXT(chosen(entries, 2, 36), "/tls");
    entries[0].hwcap = (uint64_t)1 << 51; /* xeon_phi */
    CHECK_TEXT(chosen(entries, 2, 36), "/base");
    entries[0].hwcap = 4; /* avx512_1 */
    CHECK_TEXT(chosen(entries, 2, 36), "/base");
}

TEST(an_entry_whose_path_lies_outside_of_the_file_is_skipped)
{
    LdCacheEntry entries[] = {plain(NULL), plain("/b")};
    CHECK_TEXT(chosen(entries, 2, 36), "/b");
}

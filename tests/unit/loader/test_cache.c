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

TEST(an_entry_is_wanted_of_the_kind_of_the_machine)
{
    static const struct {
        Host host;
        uint32_t flags;
    } rows[] = {
        {{.is_64 = true, .machine = EM_X86_64}, LDCACHE_X86_64},
        {{.machine = EM_X86_64}, LDCACHE_X32},
        {{.machine = EM_386}, LDCACHE_ELF_LIBC6},
        {{.is_64 = true, .machine = EM_AARCH64}, LDCACHE_AARCH64},
        {{.is_64 = true, .machine = EM_PPC64}, LDCACHE_POWERPC64},
        {{.is_64 = true, .machine = EM_S390}, LDCACHE_S390X},
        {{.machine = EM_S390}, LDCACHE_ELF_LIBC6},
        {{.is_64 = true, .machine = EM_RISCV}, LDCACHE_RISCV_DOUBLE_FLOAT},
        {{.machine = EM_ARM}, LDCACHE_ARM_HARD_FLOAT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        LdCacheEntry entries[] = {plain("/other"), plain("/this")};
        entries[0].flags = LDCACHE_LOONGARCH_DOUBLE_FLOAT;
        entries[1].flags = rows[i].flags;
        const LdCacheEntry *entry = cache_choose(entries, 2, rows[i].host, processor(), 36);
        CHECK_TEXT(entry ? entry->path : NULL, "/this");
    }
}

/* What is taken of an entry with these capabilities and a plain one behind it. */
static const char *with_capabilities(uint64_t hwcap, const char *platform, const char *legacy)
{
    Processor there = {.known = PRESENT, .machine = "x86_64", .platform = platform};
    list_add(test_arena(), there.legacy_hwcaps, "x86_64");
    list_add(test_arena(), there.legacy_hwcaps, legacy);
    LdCacheEntry entries[] = {plain("/certain"), plain("/base")};
    entries[0].hwcap = hwcap;
    return cache_choose(entries, 2, host, &there, 36)->path;
}

TEST(old_capabilities_are_those_of_the_processor_and_its_platform)
{
    const uint64_t avx512 = 4, haswell = (uint64_t)1 << 50, xeon_phi = (uint64_t)1 << 51;
    CHECK_TEXT(with_capabilities(avx512, "haswell", "avx512_1"), "/certain");
    CHECK_TEXT(with_capabilities(avx512, "haswell", "other"), "/base");
    CHECK_TEXT(with_capabilities(xeon_phi, "xeon_phi", "other"), "/certain");
    CHECK_TEXT(with_capabilities(haswell, "xeon_phi", "other"), "/base");
    CHECK_TEXT(with_capabilities(xeon_phi, "x86_64", "other"), "/base");
}

/* ---- In a process ---- */

static const char in_cache[] = "found /c/libx.so.1 by cache";

static const char *found_by_cache(const char *processor_line, const char *lines)
{
    World *world =
        world_of(LINES("user root uid=0\nenvironment complete\ntree /\n", processor_line,
                       "elf /bin/app machine=x86_64 interpreter=/lib64/ld.so\n"
                       "elf /lib64/ld.so machine=x86_64 soname=ld.so\n"
                       "elf /lib64/libc.so.6 machine=x86_64 soname=libc.so.6 "
                       "verdef=libc.so.6,GLIBC_2.38\n",
                       library("/c/libx.so.1", ""), library("/v3/libx.so.1", ""), lines));
    return opened(world, "libx.so.1", NULL);
}

TEST(a_processor_that_was_not_recorded_matters_for_certain_libraries_of_the_cache)
{
    const char *known = "processor x86_64 platform=x86_64 hwcaps=x86-64-v3\n";
    const char *plain = "ldcache /etc/ld.so.cache\n  in 0 /c\n  names libx.so.1\n";
    const char *certain = "ldcache /etc/ld.so.cache hwcaps=x86-64-v3\n  in 0 /c\n"
                          "  in 1 /v3 hwcap=4611686018427387904\n"
                          "  names 1:libx.so.1 libx.so.1\n";
    CHECK_TEXT(found_by_cache(known, plain), in_cache);
    CHECK_TEXT(found_by_cache(known, certain), "found /v3/libx.so.1 by cache");
    CHECK_TEXT(found_by_cache("", plain), in_cache);
    CHECK_TEXT(found_by_cache("", certain),
               "unknown: what the processor can do was not recorded, and ld.so.cache has libraries "
               "for certain processors");
}

TEST(a_cache_that_cannot_be_read_leaves_it_open)
{
    CHECK_TEXT(found_by_cache("", "unknown /etc/ld.so.cache EIO \"it\"\n"),
               "unknown: /etc/ld.so.cache: it");
    CHECK_TEXT(found_by_cache("", "unknown /etc/ld.so.cache EACCES\n"),
               "failed: libx.so.1: cannot open shared object file: No such file or directory");
}

/* ---- Systems and kernels ---- */

/* Which of /a and /b the cache gives where /a is for an `os` and the kernel is 4.4. */
static const char *cached_for(int minor, const char *os, const char *kernel)
{
    const char *lines =
        LINES(arena_printf(test_arena(), "ldcache /etc/ld.so.cache\n  in 0 /a os=%s\n", os),
              "  in 1 /b\n  names libx.so.1 1:libx.so.1\n", library("/a/libx.so.1", ""),
              library("/b/libx.so.1", ""), kernel);
    return opened(debian_with_glibc(minor, lines), "libx.so.1", NULL);
}

/* 263168 is Linux 4.4.0, 263169 is 4.4.1, 16777216 any release of the Hurd. */
TEST(entries_for_newer_kernels_are_passed_over_before_2_36)
{
    const char *kernel = "file /proc/sys/kernel/osrelease\n  | 4.4.0-generic\n";
    const char *first = "found /a/libx.so.1 by cache", *second = "found /b/libx.so.1 by cache";
    CHECK_TEXT(cached_for(35, "263168", kernel), first);
    CHECK_TEXT(cached_for(35, "263169", kernel), second);
    CHECK_TEXT(cached_for(36, "263169", kernel), first);
    CHECK_TEXT(cached_for(31, "16777216", kernel), second);
    CHECK_TEXT(cached_for(0, "263168", kernel), first);
    CHECK(starts_with(cached_for(0, "263169", kernel),
                      "unknown: /a/libx.so.1: a glibc before 2.36 reads"));
    CHECK(starts_with(cached_for(31, "263168", "dir /proc partial\n"),
                      "unknown: /a/libx.so.1: it is for Linux 4.4 and newer"));
    CHECK_TEXT(cached_for(31, "197120", "dir /proc partial\n"), first); /* 3.2.0 */
}

#include "loader/cache.h"

#include <elf.h>
#include <string.h>

#include "loader/kernel.h"

enum {
    CACHE_CEILING_BYTES = 64 * 1024 * 1024,
    /* elf/dl-cache.c skips every entry with older capabilities from here on. */
    FIRST_WITHOUT_OLD_CAPABILITIES = 40
};

/* What kind of library an entry must be, by the machine of the process. */
static uint32_t wanted_flags(Host host)
{
    switch (host.machine) {
    case EM_X86_64: return host.is_64 ? LDCACHE_X86_64 : LDCACHE_X32;
    case EM_AARCH64: return LDCACHE_AARCH64;
    case EM_PPC64: return LDCACHE_POWERPC64;
    case EM_S390: return host.is_64 ? LDCACHE_S390X : LDCACHE_ELF_LIBC6;
    case EM_RISCV: return LDCACHE_RISCV_DOUBLE_FLOAT;
    case EM_ARM: return LDCACHE_ARM_HARD_FLOAT;
    default: return LDCACHE_ELF_LIBC6;
    }
}

/* Entries of glibc-hwcaps may ask for an x86 level in bits 32 to 41: 1 is x86-64-v2. */
static bool has_level(const LdCacheEntry *entry, Host host, const Processor *processor)
{
    enum { LEVEL_MASK = (1 << 10) - 1 };
    unsigned level = (unsigned)(entry->hwcap >> 32) & LEVEL_MASK;
    if (level == 0 || host.machine != EM_X86_64)
        return true;
    for (size_t i = 0; i < processor->hwcaps.count; i++) {
        const char *name = processor->hwcaps.items[i];
        if (strncmp(name, "x86-64-v", 8) == 0 && name[8] >= '0' &&
            (unsigned)(name[8] - '0') == level + 1)
            return true;
    }
    return false;
}

/* Place in the order of preference; 0 when the processor cannot use it. */
static size_t hwcaps_rank(const LdCacheEntry *entry, const Processor *processor)
{
    for (size_t i = 0; entry->hwcaps && i < processor->hwcaps.count; i++)
        if (strcmp(processor->hwcaps.items[i], entry->hwcaps) == 0)
            return i + 1;
    return 0;
}

static bool has_capability(const Processor *processor, const char *name)
{
    for (size_t i = 0; i < processor->legacy_hwcaps.count; i++)
        if (strcmp(processor->legacy_hwcaps.items[i], name) == 0)
            return true;
    return false;
}

/* Bits 48 to 51 of an entry name a platform; 0 when this one has no bit. */
static uint64_t platform_bit(const Processor *processor)
{
    if (strcmp(processor->platform, "haswell") == 0)
        return (uint64_t)1 << 50;
    return strcmp(processor->platform, "xeon_phi") == 0 ? (uint64_t)1 << 51 : 0;
}

/* Entries of libraries in tls/, haswell/ and the like, which ldconfig wrote before glibc 2.37:
 * bits of the processor, of its platform, and of tls (63). */
static bool has_old_capabilities(const LdCacheEntry *entry, Host host, const Processor *processor,
                                 int minor)
{
    if (entry->hwcap == 0)
        return true;
    if (minor == 0 || minor >= FIRST_WITHOUT_OLD_CAPABILITIES || host.machine != EM_X86_64)
        return false;
    const uint64_t platforms = (uint64_t)15 << 48, tls = (uint64_t)1 << 63, x86_64 = 2, avx512 = 4;
    uint64_t has = x86_64 | (has_capability(processor, "avx512_1") ? avx512 : 0);
    if (entry->hwcap & ~(has | platforms | tls))
        return false;
    uint64_t wanted = entry->hwcap & platforms;
    return wanted == 0 || wanted == platform_bit(processor);
}

/* search_cache() of elf/dl-cache.c: the best entry of glibc-hwcaps is final; else the first plain
 * one of the right kind. */
const LdCacheEntry *cache_choose(const LdCacheEntry *entries, size_t count, Host host,
                                 const Processor *processor, int minor)
{
    const LdCacheEntry *best = NULL;
    size_t best_rank = 0;
    for (size_t i = 0; i < count; i++) {
        const LdCacheEntry *entry = &entries[i];
        if (entry->flags != wanted_flags(host) || !entry->path)
            continue;
        if (entry->in_hwcaps_subdirectory) {
            size_t rank = hwcaps_rank(entry, processor);
            if (rank && (!best || rank < best_rank) && has_level(entry, host, processor)) {
                best = entry;
                best_rank = rank;
            }
        } else if (best) {
            break;
        } else if (has_old_capabilities(entry, host, processor, minor)) {
            return entry;
        }
    }
    return best;
}

static void read_cache(Loader *loader)
{
    if (loader->cache_was_read)
        return;
    loader->cache_was_read = true;
    Text bytes;
    Answer answer = world_read(loader->world, loader->libc.cache, CACHE_CEILING_BYTES, &bytes);
    const char *error;
    /* It is opened once, and leaves its errno behind when that fails. */
    if (answer.known == PRESENT)
        loader->cache = ldcache_read(loader->arena, bytes, &error);
    else if (is_answer_of_kernel(answer))
        loader->error_number = answer.error;
    else
        loader->cache_doubt = arena_printf(loader->arena, "%s: %s", loader->libc.cache,
                                           answer.because ? answer.because : "it cannot be read");
    /* glibc does without one of the other byte order. */
    if (loader->cache && loader->cache->big_endian != loader->host.big_endian)
        loader->cache = NULL;
}

static bool has_hwcaps(const LdCacheEntry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].hwcap)
            return true;
    return false;
}

static Truth suits_system(Loader *loader, const LdCacheEntry *entry)
{
    ElfAbiTag tag = {true, entry->os_version >> 24, entry->os_version & 0xffffff};
    Truth reads_notes = loader->host.reads_notes;
    if (is_no(reads_notes) || !elf_abi_tag_matters(&tag))
        return truth_of(true);
    Truth suits = suits_kernel(loader->world, &tag);
    return is_no(suits) && is_unknown(reads_notes) ? reads_notes : suits;
}

/* ldconfig notes for which system and kernel a file was built; a glibc before 2.36 passes over what
 * is not for this one. */
static const LdCacheEntry *entries_that_suit(Loader *loader, const LdCacheEntry *entries,
                                             size_t *count, const char **doubt)
{
    LIST_OF(LdCacheEntry) kept = {0};
    for (size_t i = 0; i < *count; i++) {
        Truth suits = suits_system(loader, &entries[i]);
        if (is_unknown(suits))
            *doubt = arena_printf(loader->arena, "%s: %s", entries[i].path ? entries[i].path : "",
                                  suits.because);
        if (is_yes(suits))
            list_add(loader->arena, kept, entries[i]);
    }
    *count = kept.count;
    return kept.items;
}

const char *cache_lookup(Loader *loader, const char *name, const char **doubt)
{
    read_cache(loader);
    *doubt = loader->cache_doubt;
    if (!loader->cache)
        return NULL;
    size_t count;
    const LdCacheEntry *entries = ldcache_find(loader->cache, name, &count);
    if (!entries)
        return NULL;
    entries = entries_that_suit(loader, entries, &count, doubt);
    const Processor *processor = world_processor(loader->world);
    if (processor->known != PRESENT && has_hwcaps(entries, count))
        *doubt = "what the processor can do was not recorded, and ld.so.cache has libraries for "
                 "certain processors";
    const LdCacheEntry *entry =
        cache_choose(entries, count, loader->host, processor, loader->libc.minor);
    return entry ? entry->path : NULL;
}

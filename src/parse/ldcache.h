/* /etc/ld.so.cache: which file ldconfig(8) found for which SONAME.
 *
 * Three layouts exist: the old one (magic "ld.so-1.7.0", before glibc 2.32 the default with the
 * new one behind it), and the new one ("glibc-ld.so.cache1.1"), which may carry an extension with
 * the names of glibc-hwcaps subdirectories. Where both are present the new one counts, as in
 * glibc. Source: elf/dl-cache.c and sysdeps/generic/dl-cache.h of glibc.
 */
#ifndef WHYCPU_PARSE_LDCACHE_H
#define WHYCPU_PARSE_LDCACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

/* Entry flags: what kind of file it is. The low byte says which C library (3: ELF libc6), the
 * second the architecture. */
enum {
    LDCACHE_ELF_LIBC6 = 0x0003, /* 32-bit x86 too */
    LDCACHE_X86_64 = 0x0303,
    LDCACHE_S390X = 0x0403,
    LDCACHE_POWERPC64 = 0x0503,
    LDCACHE_X32 = 0x0803,
    LDCACHE_ARM_HARD_FLOAT = 0x0903,
    LDCACHE_AARCH64 = 0x0a03,
    LDCACHE_ARM_SOFT_FLOAT = 0x0b03,
    LDCACHE_RISCV_DOUBLE_FLOAT = 0x1003,
    LDCACHE_LOONGARCH_DOUBLE_FLOAT = 0x1203
};

typedef struct LdCacheEntry {
    const char *name; /* SONAME; views of the input where possible */
    const char *path; /* NULL when its offset is outside of the file: glibc skips the entry */
    uint32_t flags;
    uint32_t os_version;         /* oldest kernel; 0 for none, and in the old layout */
    uint64_t hwcap;              /* 0 in the old layout */
    bool in_hwcaps_subdirectory; /* hwcap is an index into the glibc-hwcaps extension */
    unsigned isa_level; /* of such an entry: the level that the processor must have, 0: none told */
    const char *hwcaps; /* that subdirectory ("x86-64-v3"); NULL when not, or out of range */
} LdCacheEntry;

typedef enum LdCacheLayout { LDCACHE_OLD, LDCACHE_NEW, LDCACHE_OLD_AND_NEW } LdCacheLayout;

typedef struct LdCache {
    LdCacheLayout layout;
    bool big_endian;
    LIST_OF(LdCacheEntry) entries; /* in file order, that is descending by ldcache_compare() */
    Strings hwcaps;                /* names of the extension, by index */
} LdCache;

/* NULL with `*error` set to one sentence when the bytes are no cache (the loader then goes on
 * without). Views of `bytes` stay in the result; both must live as long as it. */
const LdCache *ldcache_read(Arena *arena, Text bytes, const char **error);

/* glibc's order of names: runs of digits compare as numbers, so that libx.so.072 equals
 * libx.so.72. */
int ldcache_compare(const char *a, const char *b);

/* The entries of a name, `*count` of them from the returned one on, in file order (glibc-hwcaps
 * first); NULL when there is none. A binary search, as glibc's: where a cache is not sorted,
 * both miss. */
const LdCacheEntry *ldcache_find(const LdCache *cache, const char *name, size_t *count);

#endif

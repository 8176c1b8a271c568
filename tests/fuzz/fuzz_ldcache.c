/* The ld.so.cache reader on any bytes: every entry can be read and compared, and what a search
 * gives has the name that was searched. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/ldcache.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_up(const LdCache *cache, const char *name)
{
    size_t count;
    const LdCacheEntry *found = ldcache_find(cache, name, &count);
    must((found != NULL) == (count > 0));
    for (size_t i = 0; i < count; i++)
        must(ldcache_compare(found[i].name, name) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const char *error = NULL;
    const LdCache *cache = ldcache_read(arena, (Text){(const char *)data, size}, &error);
    must((cache == NULL) == (error != NULL));
    size_t bytes = 0;
    for (size_t i = 0; cache && i < cache->entries.count && i < 64; i++) {
        const LdCacheEntry *entry = &cache->entries.items[i];
        bytes += strlen(entry->name) + (entry->path ? strlen(entry->path) : 0);
        bytes += entry->hwcaps ? strlen(entry->hwcaps) : 0;
        look_up(cache, entry->name);
    }
    must(bytes <= 64 * 3 * size);
    if (cache)
        look_up(cache, "libx.so.72");
    arena_free(arena);
    return 0;
}

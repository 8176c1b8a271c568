/* What the loader takes from /etc/ld.so.cache. */
#ifndef WHYCPU_LOADER_CACHE_H
#define WHYCPU_LOADER_CACHE_H

#include "loader/candidate.h"

/* The file that the cache names for `name`, or NULL. When `*doubt` is set, it cannot be told. */
const char *cache_lookup(Loader *loader, const char *name, const char **doubt);

/* The best of the entries of one name for this processor and this glibc; NULL when none may be
 * used. Pure, for tests. */
const LdCacheEntry *cache_choose(const LdCacheEntry *entries, size_t count, Host host,
                                 const Processor *processor, int minor);

#endif

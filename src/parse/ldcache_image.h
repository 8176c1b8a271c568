/* Writes a loader's cache: what a recorded world that tells it in words gives to who reads it. */
#ifndef WHYCPU_PARSE_LDCACHE_IMAGE_H
#define WHYCPU_PARSE_LDCACHE_IMAGE_H

#include "parse/ldcache.h"

/* The bytes of a file in the new layout, which ldcache_read() reads back with the same entries in
 * the same order. */
Text ldcache_image(Arena *arena, const LdCache *cache);

#endif

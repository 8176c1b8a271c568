/* A loader's cache, written by hand: which nobody could read in a text. */
#ifndef WHYCPU_TESTS_LD_SO_CACHE_H
#define WHYCPU_TESTS_LD_SO_CACHE_H

#include "base/list.h"
#include "base/text.h"

/* The bytes of an /etc/ld.so.cache that holds these 64-bit libraries, each under its own name. */
Text ld_so_cache(Arena *arena, Strings paths);

#endif

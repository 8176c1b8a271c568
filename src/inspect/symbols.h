/* What an object defines, by its own hash table. */
#ifndef WHYCPU_INSPECT_SYMBOLS_H
#define WHYCPU_INSPECT_SYMBOLS_H

#include "world/world.h"

/* Whether the object at `path` defines each of the symbols; the file is opened once. */
void object_defines_each(World *world, const char *path, const char *const *symbols, size_t count,
                         Truth *defined);

/* The same for one. */
Truth object_defines(World *world, const char *path, const char *symbol);

#endif

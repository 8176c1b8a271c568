/* What an object defines, by its own hash table. */
#ifndef WHYCPU_INSPECT_SYMBOLS_H
#define WHYCPU_INSPECT_SYMBOLS_H

#include "world/world.h"

/* Whether the object at `path` defines the symbol. */
Truth object_defines(World *world, const char *path, const char *symbol);

#endif

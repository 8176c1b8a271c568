/* A recording told with other names of directories: so that two recordings of one thing, made below
 * another home or with pseudonyms, can be compared. */
#ifndef WHYCPU_WORLD_RENAMED_H
#define WHYCPU_WORLD_RENAMED_H

#include "world/world.h"

typedef struct Renaming {
    const char *from, *to; /* absolute, without a slash at the end */
} Renaming;

/* The text of a recorded world in which `from` and all below it lies at `to`: in paths, links,
 * search paths of ELF files, texts of files and variables. The first renaming that fits a place
 * holds. What lay at `to` before and is not described any further makes room. Gives `text` itself
 * when it is no recorded world. */
Text recorded_text_renamed(Arena *arena, Text text, const Renaming *renamings, size_t count);

#endif

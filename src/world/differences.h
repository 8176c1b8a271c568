/* What two recorded worlds tell differently: files, variables, the user, the processor, what the
 * driver answered.
 *
 * What either of them does not tell is no difference. Inode numbers are none either: they say which
 * names are one file, and a copy has others. */
#ifndef WHYCPU_WORLD_DIFFERENCES_H
#define WHYCPU_WORLD_DIFFERENCES_H

#include "world/world.h"

typedef enum DifferenceKind {
    DIFFERENT_FILE,
    DIFFERENT_VARIABLE,
    DIFFERENT_USER,
    DIFFERENT_PROCESSOR,
    DIFFERENT_TESTIMONY /* what the driver answered */
} DifferenceKind;

/* In which way a file that is there in both worlds is another one. */
typedef enum FileChange {
    CHANGED_TYPE = 1,
    CHANGED_RIGHTS = 2, /* mode, owner, or how a look at it ends */
    CHANGED_TARGET = 4, /* of a link; numbers of a device node */
    CHANGED_CONTENT = 8
} FileChange;

typedef struct Difference {
    DifferenceKind kind;
    const char *name;     /* canonical path, or variable; "" of the others */
    Known before, after;  /* ABSENT: there is no such file, it is not set */
    unsigned changed;     /* FileChange bits, when both are PRESENT */
    bool is_directory;    /* where it is there */
    bool below_another;   /* came or went with the directory above it */
    const char *value[2]; /* of a variable, where it is set; of a link, its target */
} Difference;
typedef LIST_OF(Difference) DifferenceList;

/* Both worlds must come from world_recorded(). Sorted by kind, then by name. `*not_recorded` counts
 * the files and variables that only one of them tells. */
DifferenceList recorded_differences(Arena *arena, World *before, World *after,
                                    size_t *not_recorded);

/* Whether a recorded world says that this canonical path is there, or is not. */
Known recorded_presence(World *world, const char *path);

#endif

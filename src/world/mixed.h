/* A world that answers in part as another one does: "what if only this were as it was then?"
 *
 * Both are recordings. What is chosen is answered as then, everything else as now; where the
 * recording that should answer says "not recorded", the other one does: what nobody saw change is
 * taken not to have changed. So a mixture is judged like the real thing: searches run again, and
 * links, listings and rights fit together. */
#ifndef WHYCPU_WORLD_MIXED_H
#define WHYCPU_WORLD_MIXED_H

#include "world/world.h"

typedef struct MixedChoice {
    /* Whether this file (by canonical path) or variable is to be as then. */
    bool (*file)(void *context, const char *path);
    bool (*variable)(void *context, const char *name);
    void *context;
    bool user, processor;
    bool testimonies; /* what the driver answered */
    /* Canonical paths for which file() is true and which are there then: the directories above
     * them are there in the mixture too. */
    Strings there_then;
} MixedChoice;

/* Both worlds must come from world_recorded(); they and what `choice` points to must outlive the
 * mixture. */
World *world_mixed(Arena *arena, World *now, World *then, const MixedChoice *choice);

#endif

/* The inside of an overlay. */
#ifndef WHYCPU_WORLD_OVERLAY_H
#define WHYCPU_WORLD_OVERLAY_H

#include "world/recorded.h"

typedef struct Overlay {
    World base;
    World *below;
    Tree laid;      /* by canonical path of this world; implied entries are directories below */
    Tree seen;      /* what the world below was asked already */
    WorldText text; /* variables and the rest; its entries are not used */
    uint64_t files; /* laid over so far */
    Node absent;
} Overlay;

/* What was laid over this canonical path, or NULL. */
Entry *overlay_find(const Overlay *overlay, const char *path);

#endif

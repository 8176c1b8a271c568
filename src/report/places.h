/* Paths shortened against places that the reader knows: where he stands, the environment that is
 * judged, his home. Only whole leading components are replaced, so nothing is ever guessed. */
#ifndef WHYCPU_REPORT_PLACES_H
#define WHYCPU_REPORT_PLACES_H

#include <stdbool.h>

#include "base/arena.h"

/* Each may be NULL. A place that is the root directory shortens nothing. */
typedef struct Places {
    const char *cwd;    /* below it: the relative path; itself: "." */
    const char *prefix; /* of the environment; below it: "…/rest" when that is worth it */
    const char *home;   /* below it: "~/rest" */
    bool brief;         /* PREFIX/lib/pythonX.Y/site-packages/rest: "PREFIX/…/rest" */
} Places;

/* `path` shortened by the first place that holds it, in the order above; else itself. */
const char *shorten_path(Arena *arena, const Places *places, const char *path);

/* The same for every absolute path that stands in a text. */
const char *shorten_text(Arena *arena, const Places *places, const char *text);

#endif

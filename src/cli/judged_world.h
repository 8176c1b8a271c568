/* The world that the options of check ask about: whose machine, environment and rights. */
#ifndef WHYCPU_CLI_JUDGED_WORLD_H
#define WHYCPU_CLI_JUDGED_WORLD_H

#include "cli/check_options.h"
#include "world/world.h"

typedef struct JudgedWorld {
    World *world;
    World *machine;     /* the same without what is assumed */
    World *recorder;    /* below what is assumed: keeps what is asked; NULL: nothing is kept */
    Strings notes;      /* what the reader has to know about it */
    bool redacted;      /* it is a recording in which names are changed already */
    bool system_failed; /* it cannot be judged, as the machine did not answer: refused() */
} JudgedWorld;

/* False with `*error`, one line for refused(), when the options name what is not there. With
 * --snapshot and `options->as_recorded`, the question of the recording joins the options. */
bool judged_world(const Invocation *invocation, CheckOptions *options, bool record,
                  JudgedWorld *judged, const char **error);

#endif

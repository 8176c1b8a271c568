/* The world that the options of check ask about: whose machine, environment and rights. */
#ifndef WHYCPU_CLI_JUDGED_WORLD_H
#define WHYCPU_CLI_JUDGED_WORLD_H

#include "cli/check_options.h"
#include "world/world.h"

typedef struct JudgedWorld {
    World *world;
    World *machine;  /* the same without what is assumed */
    World *recorder; /* below what is assumed: keeps what is asked; NULL: nothing is kept */
    Strings notes;   /* what the reader has to know about it */
    bool redacted;   /* it is a recording in which names are changed already */
} JudgedWorld;

/* False with `*refusal`, for refused(), when the options name what is not there, or the machine
 * does not answer. With --snapshot and `options->as_recorded`, the question of the recording joins
 * the options. */
bool judged_world(const Invocation *invocation, CheckOptions *options, bool record,
                  JudgedWorld *judged, Refusal *refusal);

/* The caller's own machine, where the files lie that a command line names. NULL with `*refusal`. */
World *own_machine(const Invocation *invocation, Refusal *refusal);

/* Why a look did not find what it was for, to be shown. */
const char *answer_words(Arena *arena, Answer answer);

#endif

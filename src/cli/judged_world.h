/* The world that the options of check ask about: whose machine, environment and rights. */
#ifndef WHYCPU_CLI_JUDGED_WORLD_H
#define WHYCPU_CLI_JUDGED_WORLD_H

#include "cli/check_options.h"
#include "world/world.h"

typedef struct JudgedWorld {
    World *world;
    Strings notes; /* what the reader has to know about it */
} JudgedWorld;

/* False with `*error`, one line for usage_error(), when the options name what is not there. */
bool judged_world(const Invocation *invocation, const CheckOptions *options, JudgedWorld *judged,
                  const char **error);

#endif

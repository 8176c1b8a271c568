/* Lists of NAME=VALUE, NULL-terminated, as a process is given them. */
#ifndef WHYCPU_CLI_ENVIRONMENT_H
#define WHYCPU_CLI_ENVIRONMENT_H

#include "base/arena.h"

/* The directory NAME for what whycpu keeps for this user, below XDG_STATE_HOME, which is
 * ~/.local/state where it is not set. NULL with `*because`. */
const char *state_directory(Arena *arena, const char *const *environ_, const char *name,
                            const char **because);

/* The value of the first entry of that name; NULL when there is none. */
const char *environment_value(const char *const *environ_, const char *name);

#endif

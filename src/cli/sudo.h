/* Under sudo, who asked is judged, not root: root could open what he cannot. */
#ifndef WHYCPU_CLI_SUDO_H
#define WHYCPU_CLI_SUDO_H

#include "world/world.h"

/* When the caller is root by way of sudo, lays the user who called sudo over `overlay`, and notes
 * that, and which of the variables that decide about the GPU sudo took away: those that stand in
 * the environment of sudo itself, our parent, and not in ours. */
void judge_caller_of_sudo(World *overlay, const char *const *environ_, Strings *notes);

/* Names in `theirs` (NUL after each entry, as /proc/PID/environ) that decide about the GPU, joined
 * by ", ", and that `ours` lacks; NULL when there is none. */
const char *removed_variables(Arena *arena, Text theirs, const char *const *ours);

#endif

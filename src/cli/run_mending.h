/* What to type to learn what mends a start that is refused. */
#ifndef WHYCPU_CLI_RUN_MENDING_H
#define WHYCPU_CLI_RUN_MENDING_H

#include "cli/check_options.h"

/* The command line of `whycpu fix` that judges this interpreter (NULL: the one that is found here)
 * as it was judged in `judged`: with what was assumed and asked, and with the variables that decide
 * where they are not those of the caller. `judged` NULL: with the caller's. Quoted for a shell, in
 * `arena`. */
const char *mending_command(Arena *arena, const Invocation *invocation, const CheckOptions *asked,
                            World *judged, const char *python);

#endif

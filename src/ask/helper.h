/* How whycpu-helper is started: where it lies, with which environment, with whose rights. */
#ifndef WHYCPU_ASK_HELPER_H
#define WHYCPU_ASK_HELPER_H

#include "ask/child.h"

/* Fills in `plan` for one library. Returns NULL, or in one sentence why it may not be started.
 * `world` is judged (its variables, its user), `here` the live machine as it is. */
const char *plan_helper(World *world, World *here, const char *kind, const char *library,
                        ChildPlan *plan);

#endif

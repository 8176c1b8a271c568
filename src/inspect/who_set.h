/* Who set a variable: a user who finds CUDA_VISIBLE_DEVICES=-1 wants to know where it comes from.
 */
#ifndef WHYCPU_INSPECT_WHO_SET_H
#define WHYCPU_INSPECT_WHO_SET_H

#include "inspect/python.h"

/* Sets VARIABLE_SET_BY of variable/NAME when the variable is set: the process that brought it in
 * (the nearest ancestor whose environment lacks it names the one below), and every line of the
 * shell's start files, the environment's activation scripts, /etc/environment, and unit files that
 * assigns it. Unknown, with the reason, where we may not look. */
void inspect_who_set(World *world, const PythonEnvironment *env, Facts *facts, const char *name);

#endif

/* The variables that decide about the GPU, with who set them. */
#ifndef WHYCPU_INSPECT_VARIABLES_H
#define WHYCPU_INSPECT_VARIABLES_H

#include "inspect/python.h"

/* The variables that decide whether the GPU is offered, and which libraries are found;
 * NULL-terminated. */
extern const char *const deciding_variables[];

/* variable/NAME. */
void inspect_variable(World *world, Facts *facts, const char *name);

/* The same for each. `env` (or NULL) names the activation scripts that may set one. */
void inspect_variables(World *world, const PythonEnvironment *env, Facts *facts);

/* variable/NAME, DRIVER_VARIABLE: what the driver itself reads and hides nothing; machine,
 * PRELOADED. inspect_variables() calls it. */
void inspect_driver_variables(World *world, const PythonEnvironment *env, Facts *facts);

/* Who set LD_LIBRARY_PATH, where it leads to a libcuda that is not the driver's. */
void inspect_who_chose_libcuda(World *world, const PythonEnvironment *env, Facts *facts);

#endif

/* The kernels in a build: where an object has them as plain text, and by its GPU code itself. */
#ifndef WHYCPU_INSPECT_KERNEL_LIST_H
#define WHYCPU_INSPECT_KERNEL_LIST_H

#include "world/world.h"

/* "sm_75", "sm_80", …, "compute_90" out of the constants of the object at `path`. Empty with
 * `*because` set when they cannot be told. */
Strings kernel_list(World *world, const char *path, const char **because);

/* The same words from the headers of its GPU code, where it has no such text. */
Strings kernels_of_code(World *world, const char *path, const char **because);

#endif

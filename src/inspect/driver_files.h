/* Closer looks at the driver's files, made only when the first look shows a fault. */
#ifndef WHYCPU_INSPECT_DRIVER_FILES_H
#define WHYCPU_INSPECT_DRIVER_FILES_H

#include "facts/facts.h"
#include "world/world.h"

/* COMPAT_CUDA and COMPAT_BRANCHES of `subject`, from the note in the library at `path`. */
void inspect_compat_library(World *world, Facts *facts, const char *subject, const char *path);

/* LIBRARY_INSTALLED_AT, LIBRARY_OTHER_VERSIONS and LIBRARY_IS_FOREIGN of library/NAME: other
 * copies than the one at `real` (NULL: none was found) where drivers are usually put. */
void inspect_driver_copies(World *world, Facts *facts, const char *name, const char *real);

/* MODULE_ON_DISK, and LIBRARY_IS_MOUNTED of `subject`, whose file is `real`. */
void inspect_two_versions(World *world, Facts *facts, const char *subject, const char *real);

/* The version that ends the name of a driver's file: "580.65.06" of libcuda.so.580.65.06. NULL for
 * ".so", ".so.1" and the ".so.1.1" of WSL and Tegra. */
const char *driver_version_in_name(const char *path);

#endif

/* Packages of NVIDIA that overwrite each other. */
#ifndef WHYCPU_INSPECT_PACKAGE_CLASH_H
#define WHYCPU_INSPECT_PACKAGE_CLASH_H

#include "facts/facts.h"
#include "inspect/distributions.h"

typedef struct PackageClash {
    const char *stem;          /* "nvidia-cudnn" */
    DistributionList packages; /* two or more: nvidia-cudnn-cu12, nvidia-cudnn-cu13 */
} PackageClash;
typedef LIST_OF(PackageClash) PackageClashes;

/* Those that are there, by their names alone. */
PackageClashes package_clashes(Inventory *inventory, Arena *arena);

/* packages/STEM: their names, the libraries that both have, and whose each of them is. Reads their
 * RECORDs; nothing where there is no such pair. */
void inspect_package_clashes(World *world, Inventory *inventory, Facts *facts);

#endif

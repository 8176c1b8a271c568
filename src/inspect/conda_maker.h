/* Which program made a conda environment. */
#ifndef WHYCPU_INSPECT_CONDA_MAKER_H
#define WHYCPU_INSPECT_CONDA_MAKER_H

#include "world/world.h"

/* "conda", "mamba" or "micromamba": the first command in PREFIX/conda-meta/history, which all of
 * them write; "conda" where it does not tell. They understand each other's environments, but who
 * has micromamba often has no conda. */
const char *conda_maker(World *world, const char *prefix);

#endif

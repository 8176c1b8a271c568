/* The container around us: what the files that look at it share. */
#ifndef WHYCPU_INSPECT_CONTAINER_H
#define WHYCPU_INSPECT_CONTAINER_H

#include "facts/facts.h"
#include "world/world.h"

#define MOUNTINFO "/proc/self/mountinfo"
enum { MOUNTINFO_CEILING = 1024 * 1024 };

/* A file that says "container" also lies in virtual machines that were made from an image. When
 * the root directory is a whole disk, returns why it is not certain; NULL when nothing is odd. */
const char *doubt_about_container(World *world, const char *marker);

/* What the container was given: CONTAINER_INJECTED, CONTAINER_ROOTLESS and its variables. */
void inspect_container_gifts(World *world, Facts *facts);

/* Looked for only when device nodes are missing or refused though no marker was seen: a kind of
 * container by what is mounted. Sets CONTAINER when it finds one. */
void inspect_unmarked_container(World *world, Facts *facts);

#endif

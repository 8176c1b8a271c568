/* What is known of one GPU beyond its vendor and its kernel driver. */
#ifndef WHYCPU_INSPECT_GPU_DETAILS_H
#define WHYCPU_INSPECT_GPU_DETAILS_H

#include "facts/facts.h"
#include "world/world.h"

/* Facts of gpu/ADDRESS about an NVIDIA card: what its driver tells of it (name, UUID, number of its
 * node), or what pci.ids does; its chip, and the driver that this chip needs. */
void inspect_nvidia_details(World *world, Facts *facts, const char *address, unsigned device);

/* The name from pci.ids, of a card of another vendor. */
void inspect_gpu_name(World *world, Facts *facts, const char *address, unsigned vendor,
                      unsigned device);

/* Whether it sleeps: a card of a laptop does while nobody uses it, and that is no fault. */
void inspect_gpu_power(World *world, Facts *facts, const char *address);

/* Which driver alone may take it; looked at when none has. */
void inspect_driver_override(World *world, Facts *facts, const char *address);

#endif

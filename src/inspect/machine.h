/* The machine strand: what can be seen from outside, without touching the driver.
 *
 * Nothing here opens a device node or a vendor library: that would load kernel modules, make
 * nodes and wake sleeping cards, and so destroy the evidence. */
#ifndef WHYCPU_INSPECT_MACHINE_H
#define WHYCPU_INSPECT_MACHINE_H

#include "facts/facts.h"
#include "world/world.h"

/* All of the following. */
void inspect_machine(World *world, Facts *facts);

void inspect_host(World *world, Facts *facts);          /* machine: DISTRIBUTION… */
void inspect_container(World *world, Facts *facts);     /* machine: CONTAINER, WSL */
void inspect_gpus(World *world, Facts *facts);          /* machine: PCI_LISTED; gpu/… */
void inspect_kernel_driver(World *world, Facts *facts); /* machine: NVIDIA_MODULE… */
void inspect_device_nodes(World *world, Facts *facts);  /* node/…, capability/…, amd-node/… */
void inspect_scheduler(World *world, Facts *facts);     /* machine: SCHEDULER…, CLUSTER */

/* Facts of library/NAME about a driver library, as `opening` found it. */
void inspect_driver_library(World *world, Facts *facts, const Opening *opening);
/* JIT_COMPILER of library/libcuda.so.1: what libcuda would find when it has PTX to compile. */
void inspect_jit_compiler(World *world, Facts *facts, Loader *loader);

#endif

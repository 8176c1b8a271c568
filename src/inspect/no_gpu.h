/* Why the bus has no NVIDIA GPU. */
#ifndef WHYCPU_INSPECT_NO_GPU_H
#define WHYCPU_INSPECT_NO_GPU_H

#include "facts/facts.h"
#include "inspect/pci_bus.h"

/* machine: TEGRA, GPU_REMAINS, VIRTUAL_DISPLAYS, HYPERVISOR, MACHINE_PRODUCT, GPU_SWITCHES. Asked
 * only when there is no NVIDIA GPU. */
void inspect_why_no_gpu(World *world, Facts *facts, const PciBus *bus);

#endif

/* Product names from the pci.ids that is installed on the judged machine. */
#ifndef WHYCPU_INSPECT_PCI_IDS_H
#define WHYCPU_INSPECT_PCI_IDS_H

#include "world/world.h"

/* The product ("H200 SXM 141GB"), or NULL when no pci.ids is installed or it does not know the
 * device. `*source` is the file that was asked last. */
const char *pci_product_name(World *world, unsigned vendor, unsigned device, const char **source);

#endif

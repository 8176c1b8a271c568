/* The functions on the PCI bus that have to do with GPUs. Only cached attributes are read: reading
 * `config` would wake a sleeping card. */
#ifndef WHYCPU_INSPECT_PCI_BUS_H
#define WHYCPU_INSPECT_PCI_BUS_H

#include "base/list.h"
#include "world/world.h"

#define PCI_DEVICES "/sys/bus/pci/devices"

enum { VENDOR_NVIDIA = 0x10DE, VENDOR_AMD = 0x1002, VENDOR_INTEL = 0x8086 };

typedef struct PciFunction {
    const char *address;            /* "0000:01:00.0" */
    unsigned vendor, device, class; /* class with its programming interface: 0x030200 */
    const char *driver;             /* NULL: none is bound */
    const char *source;
} PciFunction;

typedef struct PciBus {
    Answer listing;                   /* how the look at the whole list ended */
    LIST_OF(PciFunction) functions;   /* of vendors of GPUs, in the order of their addresses */
    Strings virtual_displays;         /* "1234:1111 (QEMU)" */
    bool virtio;                      /* there are functions that only virtual machines have */
    const char *unreadable, *because; /* a function that could not be read, or NULL */
} PciBus;

PciBus pci_bus_read(World *world);

#endif

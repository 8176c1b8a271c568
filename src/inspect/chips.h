/* NVIDIA's chips: which one a PCI device id belongs to, and its compute capability. */
#ifndef WHYCPU_INSPECT_CHIPS_H
#define WHYCPU_INSPECT_CHIPS_H

/* Chip of a PCI device of vendor 10de, as "GH100"; NULL when our table does not know the id. */
const char *chip_of_device(unsigned device_id);

/* Compute capability of a chip, as "9.0"; the name may carry a suffix, as "GA104M". NULL: unknown.
 */
const char *chip_compute_capability(const char *chip);

/* What a driver has to be for a chip of this family. */
typedef struct DriverOfChip {
    const char *family;        /* "Hopper" */
    unsigned last_branch;      /* 470: the last that supports it; 0: the newest still does */
    const char *module_needed; /* "open", "proprietary", or NULL when either will do */
} DriverOfChip;

/* NULL for a chip that our table does not know. */
const DriverOfChip *chip_driver(const char *chip);

/* A PCI device id of a chip with this compute capability; 0 when there is none. */
unsigned chip_device_with(const char *compute_capability);

#endif

/* Commands of the distribution's own package manager, and the names that the parts of NVIDIA's
 * driver have there. */
#ifndef WHYCPU_FIX_DISTRIBUTION_H
#define WHYCPU_FIX_DISTRIBUTION_H

#include "fix/proposal.h"

typedef enum Family {
    FAMILY_UNKNOWN, /* commands and names are Debian's, as an example */
    FAMILY_DEBIAN,
    FAMILY_UBUNTU,
    FAMILY_FEDORA,
    FAMILY_RHEL, /* and Rocky, Alma, Oracle, CentOS, Amazon Linux: NVIDIA's repository */
    FAMILY_SUSE,
    FAMILY_ARCH
} Family;

/* Of the file system that is judged: in a container, of the image. */
Family family_here(const Proposal *p);

/* Of the machine whose kernel runs: unknown in a container, whose files are the image's. */
Family family_of_host(const Proposal *p);

/* "Ubuntu"; "Debian" for an unknown one. */
const char *family_word(Family family);

/* What a sentence about a command ends with: "" or ", as on Debian" for an unknown family. */
const char *as_an_example(Family family);

/* The list of packages ends with NULL. Each command starts with sudo. */
Strings install_packages(Proposal *p, Family family, ...) __attribute__((sentinel));
Strings remove_packages(Proposal *p, Family family, ...) __attribute__((sentinel));
/* Lays its files anew where somebody changed them. */
Strings reinstall_package(Proposal *p, Family family, const char *package);
/* Keeps a package at its version. Empty on Arch, where no command does it (IgnorePkg in
 * /etc/pacman.conf). */
Strings hold_package(Proposal *p, Family family, const char *package);
/* For the running kernel. */
Strings rebuild_initramfs(Proposal *p, Family family);
/* The command of `remove_packages` as one line, for `undo`. */
const char *remove_words(Proposal *p, Family family, const char *package);

typedef enum DriverPart {
    DRIVER_OPEN,        /* everything, with the open kernel module (Turing and newer) */
    DRIVER_PROPRIETARY, /* everything, with the proprietary module (up to branch 580) */
    DRIVER_LIBCUDA,     /* libcuda.so.1 */
    DRIVER_NVML,        /* libnvidia-ml.so.1 */
    DRIVER_TOOLS,       /* nvidia-smi */
    DRIVER_MODPROBE,    /* set-user-id nvidia-modprobe */
    DRIVER_FIRMWARE,    /* GSP firmware */
    FABRIC_MANAGER,     /* of NVSwitch machines */
    KERNEL_HEADERS,     /* of the running kernel */
    CONTAINER_TOOLKIT   /* nvidia-container-toolkit; NVIDIA's repository everywhere but on Arch */
} DriverPart;

/* The package. `branch` is the driver's, as "580"; NULL: driver_branch(). Never NULL. */
const char *driver_package(Proposal *p, Family family, DriverPart part, const char *branch);

/* Branch of the driver that this machine has: "580" of the loaded module or of libcuda.so.1; the
 * newest that is known otherwise. */
const char *driver_branch(Proposal *p);

#endif

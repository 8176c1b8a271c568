/* Why a kernel module is not loaded: looks that are taken only then. */
#ifndef WHYCPU_INSPECT_KERNEL_MODULES_H
#define WHYCPU_INSPECT_KERNEL_MODULES_H

#include "facts/facts.h"
#include "world/world.h"

/* machine: NVIDIA_MODULE_FILE, KERNEL_MODULES; with `further` also what keeps a module that is
 * there from being loaded, or what is missing to build one. */
void inspect_module_on_disk(World *world, Facts *facts, bool further);

/* machine: NVIDIA_SOURCES, NVIDIA_DISK_VERSION, NVIDIA_BUILT_FOR, KERNEL_HEADERS, DKMS_ERROR. */
void inspect_module_builds(World *world, Facts *facts, const char *release);

/* machine: SECURE_BOOT, KERNEL_LOCKDOWN, NVIDIA_MODULE_SIGNED, NVIDIA_BLACKLIST. `file` is the path
 * of the module. */
void inspect_module_obstacles(World *world, Facts *facts, const char *file);

/* machine: NOUVEAU_BLACKLIST, of the driver that has taken a card. */
void inspect_nouveau_blacklist(World *world, Facts *facts);

/* machine: KERNEL_LOG; kernel-log/…: the last line of each kind since the kernel was started. Less
 * of the log is read when nothing else is `suspicious`. */
void inspect_kernel_log(World *world, Facts *facts, bool suspicious);

/* "580.65.06" of "nvidia-580.65.06", "580" of "kernel/nvidia-580-open/nvidia.ko"; NULL: none. */
const char *driver_version_in(Arena *arena, const char *name);

/* Whether a file or directory is NVIDIA's display driver, by the start of its name: Debian calls it
 * nvidia-current, nvidia-tesla-…, nvidia-legacy-…; nvidia-fs and nvidia-uvm are other things. */
bool is_nvidia_driver_name(const char *name);

#endif

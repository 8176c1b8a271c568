/* The kernel that a library was built for, and the one that there is. */
#ifndef WHYCPU_LOADER_KERNEL_H
#define WHYCPU_LOADER_KERNEL_H

#include "base/known.h"
#include "parse/elf.h"
#include "world/world.h"

/* Whether this system is the one of the tag, and not an older release of it. */
Truth suits_kernel(World *world, const ElfAbiTag *tag);

/* "6.1.0-49-amd64" as _dl_discover_osversion() of glibc before 2.36 reads it: 0x060100. Pure. */
uint32_t kernel_number(Text release);

#endif

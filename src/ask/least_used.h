/* Which GPU is used least now, by what NVML answers a helper. CUDA is not asked: that would begin
 * with every GPU. */
#ifndef WHYCPU_ASK_LEAST_USED_H
#define WHYCPU_ASK_LEAST_USED_H

#include "base/list.h"
#include "world/world.h"

typedef struct GpuUse {
    long long number; /* among all GPUs, in the order of the bus */
    const char *uuid; /* or NULL */
    const char *name; /* or NULL */
    long long used_bytes;
    long long processes; /* -1: it does not say */
    bool divided;        /* MIG is on: it is offered in parts that have names of their own */
} GpuUse;

typedef struct GpuUses {
    LIST_OF(GpuUse) gpus; /* those that answered */
    long long silent;     /* how many did not: lost, or without a number for their memory */
    const char *because;  /* nothing is known: why; NULL otherwise */
} GpuUses;

/* `program` (or NULL) is the interpreter, by whose search libnvidia-ml.so.1 is found. */
GpuUses ask_gpu_use(World *world, const char *program);

/* The least used that is not divided: by memory, where less than 128 MiB is no difference, then by
 * processes, then the first. NULL: there is none. */
const GpuUse *least_used(const GpuUses *uses);

#endif

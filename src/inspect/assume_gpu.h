/* A healthy GPU laid over a world, with its kernel driver, device nodes, libcuda.so.1 and
 * libnvidia-ml.so.1, as a container toolkit would inject them: "will this environment use the GPU
 * once it runs on a machine that has one?" */
#ifndef WHYCPU_INSPECT_ASSUME_GPU_H
#define WHYCPU_INSPECT_ASSUME_GPU_H

#include "facts/facts.h"
#include "world/world.h"

typedef struct AssumedGpu {
    size_t count;                   /* at least 1, at most ASSUMED_GPU_CEILING */
    const char *compute_capability; /* "9.0" */
    long long multiprocessor_count; /* of each */
    long long memory_bytes;         /* of each; 0: not said */
    const char *driver;             /* "580.65.06"; NULL: the machine's own, or ASSUMED_DRIVER */
    bool no_nvml;                   /* libnvidia-ml.so.1 is not injected (capability `utility`) */
} AssumedGpu;

enum { ASSUMED_GPU_CEILING = 16, ASSUMED_MULTIPROCESSORS = 132 };
#define ASSUMED_DRIVER             "610.43.02" /* the newest that our table of drivers knows */
#define ASSUMED_COMPUTE_CAPABILITY "9.0"

AssumedGpu assumed_gpu_default(void);

/* Lays it over `overlay`; GPUs that are there in truth are hidden. */
void assume_gpu(World *overlay, const AssumedGpu *gpu);

/* What no file tells: compute capability and multiprocessors. After inspect_machine(). */
void assume_gpu_facts(Facts *facts, const AssumedGpu *gpu);

#endif

/* The rules by which glibc turns the features of an x86-64 processor into directory names. */
#ifndef WHYCPU_WORLD_PROCESSOR_H
#define WHYCPU_WORLD_PROCESSOR_H

#include <stdbool.h>

#include "world/world.h"

/* What a processor has and the operating system lets programs use. */
typedef struct ProcessorFeatures {
    bool is_intel;
    bool cmpxchg16b, lahf_sahf, popcnt, sse3, ssse3, sse4_1, sse4_2; /* x86-64-v2 */
    bool avx, avx2, bmi1, bmi2, f16c, fma, lzcnt, movbe;             /* x86-64-v3 */
    bool avx512f, avx512bw, avx512cd, avx512dq, avx512vl;            /* x86-64-v4 */
    bool avx512er, avx512pf;                                         /* Xeon Phi */
} ProcessorFeatures;

/* glibc 2.36: sysdeps/x86_64/dl-hwcaps_subdirs.c and sysdeps/x86/cpu-features.c. */
Processor processor_of_features(Arena *arena, const ProcessorFeatures *features);

#endif

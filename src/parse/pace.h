/* What people tell of speed: "the GPU is slower than the CPU", "GPU-Util stays at 3%", "the memory
 * is nearly full". Words in an order, whatever stands between them; numbers are compared. */
#ifndef WHYCPU_PARSE_PACE_H
#define WHYCPU_PARSE_PACE_H

#include "base/text.h"

typedef enum PaceFact {
    PACE_GPU_SLOWER,   /* than the CPU, or no faster */
    PACE_LITTLE_USE,   /* the GPU computes for less than a third of the time */
    PACE_MEMORY_TAKEN, /* most of the GPU's memory is in use */
    PACE_CPU_BUSY,
    PACE_SLOW,       /* it takes long, whatever it is */
    PACE_SLOW_START, /* the first use of the GPU takes half a minute or more */
    PACE_FACTS
} PaceFact;

/* A set of PaceFact, each one bit (1 << PACE_SLOW), from one line of prose. A line that asks for
 * help tells as much as one that states. */
unsigned pace_of(Text line);

/* "gpu-slower", "little-use", "memory-taken", "cpu-busy", "slow", "slow-start". */
const char *pace_word(PaceFact fact);

#endif

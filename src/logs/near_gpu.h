/* Which lines of a text stand near a word about GPUs. Whoever asks about a GPU says so nearby; what
 * stands far from every such word is about something else, whatever its words are: "Running tests
 * as root" of a README, "kill" in a list of changes. */
#ifndef WHYCPU_LOGS_NEAR_GPU_H
#define WHYCPU_LOGS_NEAR_GPU_H

#include "base/list.h"
#include "base/text.h"

typedef struct NearGpu {
    LIST_OF(size_t) lines; /* those with such a word, in rising order */
    size_t next;           /* the first one that may still count */
} NearGpu;

NearGpu near_gpu_in(Arena *arena, Text text);

/* Lines are numbered from 1, and asked about in rising order. */
bool is_near_gpu(NearGpu *near, size_t line);

#endif

/* The specification of --assume-gpu: which GPU, how many, with which driver.
 *
 *     sm_80,count=2,sms=108,memory=80GB,driver=580.65.06,no-nvml
 */
#ifndef WHYCPU_CLI_GPU_SPEC_H
#define WHYCPU_CLI_GPU_SPEC_H

#include <stdbool.h>

#include "inspect/assume_gpu.h"

/* What `text` does not say stays as assumed_gpu_default() has it; NULL or empty says nothing. On
 * false `*error` is one sentence without the option's name; it repeats parts of `text` as they
 * are. */
bool gpu_spec_parse(Arena *arena, const char *text, AssumedGpu *gpu, const char **error);

#endif

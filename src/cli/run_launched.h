/* What a launcher started (`uv run`, `poetry run`, `sh -c`): judged when it is there. */
#ifndef WHYCPU_CLI_RUN_LAUNCHED_H
#define WHYCPU_CLI_RUN_LAUNCHED_H

#include <sys/types.h>

#include "cli/run_options.h"

/* A process of this machine that has loaded TensorFlow is judged by what it was started with: its
 * interpreter, its variables, its directory. Returns the cause when it will be on the CPU for
 * certain, as "SENTENCE (ID)" in `arena`; NULL when it may use the GPU, or that cannot be told from
 * outside, and when it has loaded by itself what its environment lacks. */
const char *launched_is_lost(Arena *arena, const RunOptions *options, pid_t pid);

#endif

/* What a launcher started (`uv run`, `poetry run`, `sh -c`): judged when it is there. */
#ifndef WHYCPU_CLI_RUN_LAUNCHED_H
#define WHYCPU_CLI_RUN_LAUNCHED_H

#include <sys/types.h>

#include "cli/run_options.h"

typedef struct LaunchedLoss {
    const char *why;     /* "SENTENCE (ID)"; NULL: it is not lost, or that cannot be told */
    const char *mending; /* the command that tells what mends it */
} LaunchedLoss;

/* A process of this machine that has loaded TensorFlow is judged by what it was started with: its
 * interpreter, its variables, its directory. Tells the cause when it will be on the CPU for
 * certain; nothing when it may use the GPU, or that cannot be told from outside, and when it has
 * loaded by itself what its environment lacks. The texts lie in the invocation's arena. */
LaunchedLoss launched_is_lost(const Invocation *invocation, const RunOptions *options, pid_t pid);

#endif

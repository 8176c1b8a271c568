/* The options of `whycpu run`: its own, and those of check that say what is judged. */
#ifndef WHYCPU_CLI_RUN_OPTIONS_H
#define WHYCPU_CLI_RUN_OPTIONS_H

#include "cli/check_options.h"

typedef struct RunOptions {
    CheckOptions check; /* of it the target, what is assumed, and variables */
    bool require_gpu, repair, choose_gpu;
    int exit_code;
    int within_s;             /* 0: no limit */
    const char *const *words; /* the program and its arguments, NULL-terminated */
} RunOptions;

/* On false `*refusal` is for refused(). */
bool run_options_parse(const Invocation *invocation, RunOptions *options, Refusal *refusal);

#endif

/* What a program is started with: the caller's variables, those that were asked for, and those that
 * mend it; and the world in which such a start is judged. */
#ifndef WHYCPU_CLI_RUN_START_H
#define WHYCPU_CLI_RUN_START_H

#include "cli/run_options.h"
#include "cli/answers.h"
#include "inspect/program_python.h"

typedef struct Starting {
    const Invocation *invocation;
    const RunOptions *options;
    Strings environ_;     /* NAME=VALUE…, NULL-terminated */
    World *world;         /* this machine with these variables */
    ProgramPython python; /* what the program starts */
    PythonChoice choice;  /* what is judged; neither is set: what `python` would start here */
    bool is_seen;         /* the judged environment is that of the program */
} Starting;

/* False with `*refusal`, for refused(). */
bool starting_begin(const Invocation *invocation, const RunOptions *options, Starting *starting,
                    Refusal *refusal);

/* From now on it is started with this variable; `value` NULL: without it. */
void starting_set(Starting *starting, const char *name, const char *value);
const char *starting_variable(const Starting *starting, const char *name); /* NULL: not set */

/* What would become of it. Empty when there is no interpreter to judge. */
Judgements starting_judge(Starting *starting);

/* Sets what mends this start by variables alone. Returns what was set, "NAME=VALUE, …"; NULL:
 * nothing. */
const char *starting_repair(Starting *starting);

/* Leaves the least used GPU alone. Returns one sentence on what was done, or why nothing was. */
const char *starting_choose_gpu(Starting *starting);

#endif

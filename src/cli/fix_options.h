/* The options of `whycpu fix`, read and made sense of. */
#ifndef WHYCPU_CLI_FIX_OPTIONS_H
#define WHYCPU_CLI_FIX_OPTIONS_H

#include "cli/check_options.h"

typedef enum FixAction {
    FIX_PLAN,
    FIX_APPLY,
    FIX_UNDO,
    FIX_RESUME,
    FIX_LIST,
    FIX_FORGET
} FixAction;

typedef struct FixOptions {
    CheckOptions check; /* what fix has of check's options */
    FixAction action;
    const char *repair; /* which one is undone, resumed, forgotten; NULL: the last one */
    bool yes, system;
} FixOptions;

/* On false `*refusal` is for refused(). */
bool fix_options_parse(const Invocation *invocation, FixOptions *options, Refusal *refusal);

#endif

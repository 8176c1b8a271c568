/* The options of `whycpu fix`, read and made sense of. */
#ifndef WHYCPU_CLI_FIX_OPTIONS_H
#define WHYCPU_CLI_FIX_OPTIONS_H

#include "cli/check_options.h"

typedef struct FixOptions {
    CheckOptions check; /* what fix has of check's options */
} FixOptions;

/* On false `*error` is one line for usage_error(). */
bool fix_options_parse(const Invocation *invocation, FixOptions *options, const char **error);

#endif

/* The options of `whycpu diff`, read and made sense of. */
#ifndef WHYCPU_CLI_DIFF_OPTIONS_H
#define WHYCPU_CLI_DIFF_OPTIONS_H

#include "cli/check_options.h"

typedef struct DiffOptions {
    const char *before; /* a file, or "-" for standard input */
    const char *after;  /* likewise; NULL: this machine now */
    CheckOptions check; /* what diff has of check's options */
} DiffOptions;

/* On false `*refusal` is for refused(). */
bool diff_options_parse(const Invocation *invocation, DiffOptions *options, Refusal *refusal);

#endif

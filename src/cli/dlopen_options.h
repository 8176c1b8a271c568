/* The options of `whycpu dlopen`, read. */
#ifndef WHYCPU_CLI_DLOPEN_OPTIONS_H
#define WHYCPU_CLI_DLOPEN_OPTIONS_H

#include "cli/check_options.h"

typedef struct DlopenOptions {
    const char *name;
    Strings by;          /* innermost first */
    Strings loaded;      /* in order */
    const char *program; /* --main; NULL: the interpreter */
    CheckOptions world;  /* whose files and environment; also format and colour */
} DlopenOptions;

/* On false `*error` is one line for usage_error(). */
bool dlopen_options_parse(const Invocation *invocation, DlopenOptions *options, const char **error);

#endif

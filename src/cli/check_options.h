/* The options of `whycpu check`, read and made sense of. */
#ifndef WHYCPU_CLI_CHECK_OPTIONS_H
#define WHYCPU_CLI_CHECK_OPTIONS_H

#include "cli/commands.h"
#include "cli/view.h"
#include "inspect/inspect.h"

typedef struct CheckOptions {
    const char *python, *venv; /* at most one is given */
    Framework framework;       /* FRAMEWORK_NONE: every one that is installed */
    bool all;
    bool assume_gpu;
    bool ask_driver;
    AssumedGpu gpu;
    Strings variables; /* NAME=VALUE of --env and the lines of --env-file, in order */
    const char *user;
    const char *root, *snapshot; /* at most one is given */
    bool json, first_line_alone;
    ColourChoice colour;
} CheckOptions;

/* Reads files that --env-file names. On false `*error` is one line for usage_error(). */
bool check_options_parse(const Invocation *invocation, CheckOptions *options, const char **error);

#endif

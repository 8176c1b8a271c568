/* The options of `whycpu log`. */
#ifndef WHYCPU_CLI_LOG_OPTIONS_H
#define WHYCPU_CLI_LOG_OPTIONS_H

#include "cli/commands.h"
#include "cli/view.h"

typedef enum LogForm { LOG_AS_TERMINAL, LOG_AS_JSON, LOG_AS_GITHUB } LogForm;

typedef struct LogOptions {
    Strings files; /* "-" is standard input; at least one */
    LogForm form;
    bool first_line_alone;
    ColourChoice colour;
} LogOptions;

/* False with a line in `*error`. */
bool log_options_parse(const Invocation *invocation, LogOptions *options, const char **error);

#endif

/* The options of `whycpu check`, read and made sense of. */
#ifndef WHYCPU_CLI_CHECK_OPTIONS_H
#define WHYCPU_CLI_CHECK_OPTIONS_H

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/view.h"
#include "inspect/inspect.h"

typedef struct CheckOptions {
    const char *python, *venv; /* at most one is given */
    Framework framework;       /* FRAMEWORK_NONE: every one that is installed */
    bool all;
    bool assume_gpu;
    bool ask_driver;
    AssumedGpu gpu;
    const char *gpu_spec; /* as it was given with --assume-gpu; NULL: nothing was */
    Strings variables;    /* NAME=VALUE of --env and the lines of --env-file, in order */
    const char *user;
    const char *root, *snapshot; /* at most one is given */
    const Text *recording;       /* instead of the file of `snapshot`: its text */
    bool as_recorded;            /* the question of `snapshot` is asked again */
    bool json, first_line_alone, report;
    bool remember;
    ColourChoice colour;
} CheckOptions;

/* Reads an option of cli/check_option_rows.h. */
bool check_option_read(const Invocation *invocation, GivenOption given, CheckOptions *options,
                       Refusal *refusal);
/* Why these options cannot be given together; NULL: they can. */
const char *check_options_contradict(const CheckOptions *options);

/* The options that say which answer is asked for, as words of a command line: those that choose
 * the target, what is assumed, who is asked. What they judge on which machine is not among them. */
Strings check_question(Arena *arena, const CheckOptions *options);
/* Adds what the words of such a question say where `options` say nothing. False with `*error`. */
bool check_question_read(const Invocation *invocation, const Strings *question,
                         CheckOptions *options, const char **error);

/* Reads files that --env-file names. On false `*refusal` is for refused(). */
bool check_options_parse(const Invocation *invocation, CheckOptions *options, Refusal *refusal);

#endif

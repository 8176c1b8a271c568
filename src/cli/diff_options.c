#include "cli/diff_options.h"

#include <string.h>

#include "cli/check_option_rows.h"
#include "cli/options.h"

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    {OPTION_PYTHON, "python", 0, VALUE_REQUIRED, "PATH", "judge this interpreter"},
    {OPTION_VENV, "venv", 0, VALUE_REQUIRED, "DIR", "judge this virtual environment"},
    {OPTION_FRAMEWORK, "framework", 0, VALUE_REQUIRED, FRAMEWORK_CHOICES, "judge this framework"},
    {OPTION_ASK, "ask", 0, VALUE_REQUIRED, "driver", "ask the driver of this machine"},
    {OPTION_ENV, "env", 0, VALUE_REQUIRED, "NAME=VALUE", "this machine with this variable"},
    {OPTION_ENV_FILE, "env-file", 0, VALUE_REQUIRED, "FILE",
     "this machine with variables in a file"},
    {OPTION_USER, "user", 0, VALUE_REQUIRED, "USER", "this machine with the rights of this user"},
    {OPTION_ROOT, "root", 0, VALUE_REQUIRED, "DIR", "a machine with this root directory"},
    {OPTION_FORMAT, "format", 0, VALUE_REQUIRED, "terminal|json", "how the answer is told"},
    {OPTION_JSON, "json", 0, VALUE_NONE, NULL, "tell it as JSON"},
    {OPTION_FIRST_LINE_ALONE, "quiet", 'q', VALUE_NONE, NULL, "the first line alone"},
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable diff_option_table = OPTION_TABLE("diff", ROWS, "FILE");

static bool is_of_this_machine(const CheckOptions *check)
{
    return check->root || check->user || check->variables.count || check->ask_driver;
}

/* What does not fit together is a mistake, not a matter of order. */
static const char *mistake(const DiffOptions *options, size_t operands)
{
    if (operands == 0)
        return "diff needs a snapshot: whycpu diff A compares it with this machine, whycpu diff A "
               "B "
               "with another one";
    if (operands > 2)
        return "diff compares two snapshots, no more";
    if (options->after && is_of_this_machine(&options->check))
        return "--root, --user, --env and --ask are about this machine; with two snapshots it is "
               "not looked at";
    if (options->after && strcmp(options->before, "-") == 0 && strcmp(options->after, "-") == 0)
        return "only one of the two snapshots can come from standard input";
    return check_options_contradict(&options->check);
}

bool diff_options_parse(const Invocation *invocation, DiffOptions *options, Refusal *refusal)
{
    CommandLine line;
    *refusal = (Refusal){0};
    *options = (DiffOptions){.check = {.framework = FRAMEWORK_NONE}};
    if (!options_parse(invocation->arena, diff_option_table, invocation->arguments, &line,
                       &refusal->sentence))
        return false;
    for (size_t i = 0; i < line.options.count; i++)
        if (!check_option_read(invocation, line.options.items[i], &options->check, refusal))
            return false;
    options->before = line.operands.count > 0 ? line.operands.items[0] : NULL;
    options->after = line.operands.count > 1 ? line.operands.items[1] : NULL;
    refusal->sentence = mistake(options, line.operands.count);
    return !refusal->sentence;
}

#include "cli/log_options.h"

#include <string.h>

typedef enum LogOption { OPTION_FORMAT, OPTION_JSON, OPTION_QUIET, OPTION_COLOUR } LogOption;

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    {OPTION_FORMAT, "format", 0, VALUE_REQUIRED, "terminal|json|github", "how the answer is told"},
    {OPTION_JSON, "json", 0, VALUE_NONE, NULL, "tell it as JSON"},
    {OPTION_QUIET, "quiet", 'q', VALUE_NONE, NULL, "the first line alone"},
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable log_option_table = OPTION_TABLE("log", ROWS, "FILE");

static LogForm form_named(const char *word)
{
    if (strcmp(word, "json") == 0)
        return LOG_AS_JSON;
    return strcmp(word, "github") == 0 ? LOG_AS_GITHUB : LOG_AS_TERMINAL;
}

static void read_option(GivenOption given, LogOptions *options)
{
    switch ((LogOption)given.id) {
    case OPTION_FORMAT: options->form = form_named(given.value); break;
    case OPTION_JSON: options->form = LOG_AS_JSON; break;
    case OPTION_QUIET: options->first_line_alone = true; break;
    case OPTION_COLOUR: colour_choice(given.value, &options->colour); break;
    }
}

bool log_options_parse(const Invocation *invocation, LogOptions *options, const char **error)
{
    CommandLine line;
    *options = (LogOptions){.colour = COLOUR_AUTO};
    if (!options_parse(invocation->arena, log_option_table, invocation->arguments, &line, error))
        return false;
    for (size_t i = 0; i < line.options.count; i++)
        read_option(line.options.items[i], options);
    options->files = line.operands;
    if (!options->files.count) {
        *error = "log takes the files to read, or - for standard input";
        return false;
    }
    return true;
}

#include "cli/dlopen_options.h"

#include <string.h>

#include "cli/options.h"
#include "report/printable.h"

typedef enum DlopenOption {
    OPTION_BY,
    OPTION_MAIN,
    OPTION_LOADED,
    OPTION_ENV,
    OPTION_ROOT,
    OPTION_SNAPSHOT,
    OPTION_FORMAT,
    OPTION_JSON,
    OPTION_COLOUR
} DlopenOption;

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    {OPTION_BY, "by", 0, VALUE_REQUIRED, "FILE", "the library that calls dlopen()"},
    {OPTION_MAIN, "main", 0, VALUE_REQUIRED, "FILE", "the program"},
    {OPTION_LOADED, "loaded", 0, VALUE_REQUIRED, "FILE", "what the program opened before"},
    {OPTION_ENV, "env", 0, VALUE_REQUIRED, "NAME=VALUE", "with this variable"},
    {OPTION_ROOT, "root", 0, VALUE_REQUIRED, "DIR", "a machine with this root directory"},
    {OPTION_SNAPSHOT, "snapshot", 0, VALUE_REQUIRED, "FILE", "a recorded machine"},
    {OPTION_FORMAT, "format", 0, VALUE_REQUIRED, "terminal|json", "how the answer is told"},
    {OPTION_JSON, "json", 0, VALUE_NONE, NULL, "tell it as JSON"},
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable dlopen_option_table = OPTION_TABLE("dlopen", ROWS, "FILE");

/* False with a line in `*error` that tells what is wrong with `value`. */
static bool wrong(Arena *arena, const char *format, const char *value, const char **error)
{
    *error = arena_printf(arena, "%s, not '%s'", format, printable_of(arena, value));
    return false;
}

static bool read_option(Arena *arena, GivenOption given, DlopenOptions *options, const char **error)
{
    const char *value = given.value;
    switch ((DlopenOption)given.id) {
    case OPTION_BY: list_add(arena, options->by, value); return true;
    case OPTION_LOADED: list_add(arena, options->loaded, value); return true;
    case OPTION_MAIN: options->program = value; return true;
    case OPTION_ROOT: options->world.root = value; return true;
    case OPTION_SNAPSHOT: options->world.snapshot = value; return true;
    case OPTION_JSON: options->world.json = true; return true;
    case OPTION_FORMAT: options->world.json = strcmp(value, "json") == 0; return true;
    case OPTION_ENV:
        if (value[0] == '=' || !strchr(value, '='))
            return wrong(arena, "--env takes NAME=VALUE", value, error);
        list_add(arena, options->world.variables, value);
        return true;
    case OPTION_COLOUR: return colour_choice(value, &options->world.colour);
    }
    return true;
}

static bool take_name(Arena *arena, const CommandLine *line, DlopenOptions *options,
                      const char **error)
{
    if (line->operands.count == 1) {
        options->name = line->operands.items[0];
        return true;
    }
    if (line->operands.count == 0)
        *error = "dlopen takes the NAME of a library, such as libcudnn.so.9";
    else
        *error = arena_printf(arena,
                              "dlopen takes one NAME; '%s' is one too many (the object that asks "
                              "is named with --by)",
                              printable_of(arena, line->operands.items[1]));
    return false;
}

bool dlopen_options_parse(const Invocation *invocation, DlopenOptions *options, const char **error)
{
    Arena *arena = invocation->arena;
    CommandLine line;
    *options = (DlopenOptions){0};
    if (!options_parse(arena, dlopen_option_table, invocation->arguments, &line, error))
        return false;
    for (size_t i = 0; i < line.options.count; i++)
        if (!read_option(arena, line.options.items[i], options, error))
            return false;
    if (options->world.root && options->world.snapshot) {
        *error = "--root and --snapshot name two machines; give one of them";
        return false;
    }
    return take_name(arena, &line, options, error);
}

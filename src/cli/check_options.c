#include "cli/check_options.h"

#include <string.h>

#include "cli/env_file.h"
#include "cli/gpu_spec.h"
#include "cli/options.h"
#include "report/printable.h"
#include "world/world.h"

enum { ENV_FILE_CEILING_BYTES = 1024 * 1024 };

typedef enum CheckOption {
    OPTION_PYTHON,
    OPTION_VENV,
    OPTION_FRAMEWORK,
    OPTION_ALL,
    OPTION_ASSUME_GPU,
    OPTION_ASK,
    OPTION_ENV,
    OPTION_ENV_FILE,
    OPTION_USER,
    OPTION_ROOT,
    OPTION_SNAPSHOT,
    OPTION_FORMAT,
    OPTION_JSON,
    OPTION_FIRST_LINE_ALONE,
    OPTION_COLOUR
} CheckOption;

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    {OPTION_PYTHON, "python", 0, VALUE_REQUIRED, "PATH", "judge this interpreter"},
    {OPTION_VENV, "venv", 0, VALUE_REQUIRED, "DIR", "judge this virtual environment"},
    {OPTION_FRAMEWORK, "framework", 0, VALUE_REQUIRED, "tensorflow|keras|torch|jax",
     "judge this framework"},
    {OPTION_ALL, "all", 0, VALUE_NONE, NULL, "every environment that can be found"},
    {OPTION_ASSUME_GPU, "assume-gpu", 0, VALUE_OPTIONAL, "SPEC",
     "as if the machine had a working GPU"},
    {OPTION_ASK, "ask", 0, VALUE_REQUIRED, "driver", "ask the driver itself"},
    {OPTION_ENV, "env", 0, VALUE_REQUIRED, "NAME=VALUE", "with this variable"},
    {OPTION_ENV_FILE, "env-file", 0, VALUE_REQUIRED, "FILE", "with the variables in a file"},
    {OPTION_USER, "user", 0, VALUE_REQUIRED, "USER", "with the rights of this user"},
    {OPTION_ROOT, "root", 0, VALUE_REQUIRED, "DIR", "a machine with this root directory"},
    {OPTION_SNAPSHOT, "snapshot", 0, VALUE_REQUIRED, "FILE", "a recorded machine"},
    {OPTION_FORMAT, "format", 0, VALUE_REQUIRED, "terminal|json", "how the answer is told"},
    {OPTION_JSON, "json", 0, VALUE_NONE, NULL, "tell it as JSON"},
    {OPTION_FIRST_LINE_ALONE, "quiet", 'q', VALUE_NONE, NULL, "the first line alone"},
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable check_option_table = OPTION_TABLE("check", ROWS, NULL);

typedef struct Reader {
    const Invocation *invocation;
    CheckOptions *options;
    const char **error;
} Reader;

static const char *shown(Reader *reader, const char *text)
{
    return printable_of(reader->invocation->arena, text);
}

static bool read_gpu(Reader *reader, const char *value)
{
    const char *error;
    reader->options->assume_gpu = true;
    if (gpu_spec_parse(reader->invocation->arena, value, &reader->options->gpu, &error))
        return true;
    *reader->error =
        arena_printf(reader->invocation->arena, "--assume-gpu: %s", shown(reader, error));
    return false;
}

static bool read_variable(Reader *reader, const char *value)
{
    Text whole = text_of(value);
    size_t equals = text_find(whole, '=');
    if (equals == whole.length || !is_variable_name(text_part(whole, 0, equals))) {
        *reader->error = arena_printf(reader->invocation->arena, "--env takes NAME=VALUE, not '%s'",
                                      shown(reader, value));
        return false;
    }
    list_add(reader->invocation->arena, reader->options->variables, value);
    return true;
}

/* The file lies on the caller's own machine, whatever is judged. */
static bool read_env_file(Reader *reader, const char *path)
{
    Arena *arena = reader->invocation->arena;
    LiveOptions here = {.root = "/", .environ_ = reader->invocation->environ_};
    World *world = world_live(arena, &here, reader->error);
    if (!world)
        return false;
    Text content;
    Answer answer = world_read(world, path, ENV_FILE_CEILING_BYTES, &content);
    if (answer.known != PRESENT) {
        *reader->error =
            arena_printf(arena, "--env-file %s: %s", shown(reader, path),
                         answer.because ? shown(reader, answer.because) : strerror(answer.error));
        return false;
    }
    size_t line_number;
    if (env_file_read(arena, content, reader->invocation->environ_, &reader->options->variables,
                      &line_number))
        return true;
    *reader->error = arena_printf(arena, "--env-file %s: line %zu is no NAME=VALUE",
                                  shown(reader, path), line_number);
    return false;
}

/* Words of which only certain ones are allowed were checked when the row was read. */
static bool read_option(Reader *reader, GivenOption given)
{
    CheckOptions *options = reader->options;
    switch ((CheckOption)given.id) {
    case OPTION_PYTHON: options->python = given.value; return true;
    case OPTION_VENV: options->venv = given.value; return true;
    case OPTION_FRAMEWORK: return framework_by_word(given.value, &options->framework);
    case OPTION_ALL: options->all = true; return true;
    case OPTION_ASSUME_GPU: return read_gpu(reader, given.value);
    case OPTION_ASK: options->ask_driver = true; return true;
    case OPTION_ENV: return read_variable(reader, given.value);
    case OPTION_ENV_FILE: return read_env_file(reader, given.value);
    case OPTION_USER: options->user = given.value; return true;
    case OPTION_ROOT: options->root = given.value; return true;
    case OPTION_SNAPSHOT: options->snapshot = given.value; return true;
    case OPTION_FORMAT: options->json = strcmp(given.value, "json") == 0; return true;
    case OPTION_JSON: options->json = true; return true;
    case OPTION_FIRST_LINE_ALONE: options->first_line_alone = true; return true;
    case OPTION_COLOUR: return colour_choice(given.value, &options->colour);
    }
    return true;
}

/* Options that contradict each other are a mistake, not a matter of order. */
static const char *contradiction(const CheckOptions *options)
{
    if (options->python && options->venv)
        return "--python and --venv both name the interpreter; give one";
    if (options->all && (options->python || options->venv))
        return "--all judges every environment; --python and --venv name one";
    if (options->all && options->ask_driver)
        return "--all looks from outside alone; --ask driver asks for one environment";
    if (options->root && options->snapshot)
        return "--root and --snapshot both name what is judged; give one";
    if (options->json && options->first_line_alone)
        return "-q is for the terminal; JSON has its first line in \"verdict\" and \"says\"";
    return NULL;
}

bool check_options_parse(const Invocation *invocation, CheckOptions *options, const char **error)
{
    Arena *arena = invocation->arena;
    CommandLine line;
    *options = (CheckOptions){.framework = FRAMEWORK_NONE};
    if (!options_parse(arena, check_option_table, invocation->arguments, &line, error))
        return false;
    Reader reader = {invocation, options, error};
    for (size_t i = 0; i < line.options.count; i++)
        if (!read_option(&reader, line.options.items[i]))
            return false;
    if (line.operands.count) {
        *error = arena_printf(arena, "check takes no operand such as '%s'; --python names a Python",
                              shown(&reader, line.operands.items[0]));
        return false;
    }
    *error = contradiction(options);
    return !*error;
}

#include "cli/check_options.h"

#include <string.h>

#include "cli/check_option_rows.h"
#include "cli/env_file.h"
#include "cli/gpu_spec.h"
#include "cli/judged_world.h"
#include "cli/options.h"
#include "report/printable.h"
#include "world/world.h"

enum { ENV_FILE_CEILING_BYTES = 1024 * 1024 };

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    CHECK_TARGET_OPTIONS,
    {OPTION_REMEMBER, "remember", 0, VALUE_NONE, NULL, "keep a recording of what works"},
    {OPTION_FORMAT, "format", 0, VALUE_REQUIRED, "terminal|json", "how the answer is told"},
    {OPTION_JSON, "json", 0, VALUE_NONE, NULL, "tell it as JSON"},
    {OPTION_REPORT, "report", 0, VALUE_NONE, NULL, "a report for the makers of a wheel"},
    {OPTION_FIRST_LINE_ALONE, "quiet", 'q', VALUE_NONE, NULL, "the first line alone"},
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable check_option_table = OPTION_TABLE("check", ROWS, NULL);

typedef struct Reader {
    const Invocation *invocation;
    CheckOptions *options;
    Refusal *refusal;
} Reader;

static const char *shown(Reader *reader, const char *text)
{
    return printable_of(reader->invocation->arena, text);
}

static bool read_gpu(Reader *reader, const char *value)
{
    const char *error;
    reader->options->assume_gpu = true;
    reader->options->gpu_spec = value;
    if (gpu_spec_parse(reader->invocation->arena, value, &reader->options->gpu, &error))
        return true;
    return refusal_set(
        reader->refusal, 0,
        arena_printf(reader->invocation->arena, "--assume-gpu: %s", shown(reader, error)));
}

static bool read_variable(Reader *reader, const char *value)
{
    Text whole = text_of(value);
    size_t equals = text_find(whole, '=');
    if (equals == whole.length || !is_variable_name(text_part(whole, 0, equals)))
        return refusal_set(reader->refusal, 0,
                           arena_printf(reader->invocation->arena,
                                        "--env takes NAME=VALUE, not '%s'", shown(reader, value)));
    list_add(reader->invocation->arena, reader->options->variables, value);
    return true;
}

/* The file lies on the caller's own machine, whatever is judged. */
static bool read_env_file(Reader *reader, const char *path)
{
    Arena *arena = reader->invocation->arena;
    World *world = own_machine(reader->invocation, reader->refusal);
    if (!world)
        return false;
    Text content;
    size_t line_number;
    Answer answer = world_read(world, path, ENV_FILE_CEILING_BYTES, &content);
    if (answer.known != PRESENT)
        return refusal_set(reader->refusal, answer.error,
                           arena_printf(arena, "--env-file %s: %s", shown(reader, path),
                                        answer_words(arena, answer)));
    if (env_file_read(arena, content, reader->invocation->environ_, &reader->options->variables,
                      &line_number))
        return true;
    return refusal_set(reader->refusal, 0,
                       arena_printf(arena, "--env-file %s: line %zu is no NAME=VALUE",
                                    shown(reader, path), line_number));
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
    case OPTION_REPORT: options->report = true; return true;
    case OPTION_FIRST_LINE_ALONE: options->first_line_alone = true; return true;
    case CHECK_OPTIONS_END: break;
    case OPTION_REMEMBER: options->remember = true; return true;
    case OPTION_COLOUR: return colour_choice(given.value, &options->colour);
    }
    return true;
}

/* What is kept is what really worked, for who keeps it. */
static const char *contradiction_with_remembering(const CheckOptions *options)
{
    if (options->assume_gpu)
        return "--remember keeps what works in truth; with --assume-gpu nothing is seen to work";
    if (options->root || options->snapshot)
        return "--remember keeps an environment of this machine; --root and --snapshot name others";
    if (options->user)
        return "--remember keeps an environment of your own; --user names somebody else";
    if (options->all)
        return "--remember keeps one environment; --all judges every one";
    return NULL;
}

/* Options that contradict each other are a mistake, not a matter of order. */
const char *check_options_contradict(const CheckOptions *options)
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
    if (options->report && (options->json || options->first_line_alone || options->all))
        return "--report prints one report and nothing else; leave out --json, -q and --all";
    return options->remember ? contradiction_with_remembering(options) : NULL;
}

bool check_option_read(const Invocation *invocation, GivenOption given, CheckOptions *options,
                       Refusal *refusal)
{
    Reader reader = {invocation, options, refusal};
    return read_option(&reader, given);
}

bool check_options_parse(const Invocation *invocation, CheckOptions *options, Refusal *refusal)
{
    Arena *arena = invocation->arena;
    CommandLine line;
    *refusal = (Refusal){0};
    *options = (CheckOptions){.framework = FRAMEWORK_NONE, .as_recorded = true};
    if (!options_parse(arena, check_option_table, invocation->arguments, &line, &refusal->sentence))
        return false;
    for (size_t i = 0; i < line.options.count; i++)
        if (!check_option_read(invocation, line.options.items[i], options, refusal))
            return false;
    if (line.operands.count)
        return refusal_set(
            refusal, 0,
            arena_printf(arena, "check takes no operand such as '%s'; --python names a Python",
                         printable_of(arena, line.operands.items[0])));
    refusal->sentence = check_options_contradict(options);
    return !refusal->sentence;
}

/* ---- The question of a recording ---- */

static void add_pair(Arena *arena, Strings *words, const char *option, const char *value)
{
    if (!value)
        return;
    list_add(arena, *words, option);
    list_add(arena, *words, value);
}

Strings check_question(Arena *arena, const CheckOptions *options)
{
    Strings words = {0};
    add_pair(arena, &words, "--python", options->python);
    add_pair(arena, &words, "--venv", options->venv);
    add_pair(arena, &words, "--framework", framework_word(options->framework));
    if (options->all)
        list_add(arena, words, "--all");
    if (options->assume_gpu)
        list_add(arena, words,
                 options->gpu_spec ? arena_printf(arena, "--assume-gpu=%s", options->gpu_spec)
                                   : "--assume-gpu");
    add_pair(arena, &words, "--ask", options->ask_driver ? "driver" : NULL);
    return words;
}

static void add_question(const CheckOptions *asked, CheckOptions *options)
{
    if (!options->python && !options->venv && !options->all) {
        options->python = asked->python;
        options->venv = asked->venv;
        options->all = asked->all;
        options->ask_driver |= asked->ask_driver;
    }
    if (options->framework == FRAMEWORK_NONE)
        options->framework = asked->framework;
    if (!options->assume_gpu && asked->assume_gpu) {
        options->assume_gpu = true;
        options->gpu = asked->gpu;
        options->gpu_spec = asked->gpu_spec;
    }
}

bool check_question_read(const Invocation *invocation, const Strings *question,
                         CheckOptions *options, const char **error)
{
    Strings words = {0};
    CheckOptions asked;
    for (size_t i = 0; i < question->count; i++) {
        /* A file that somebody sent names no other file of ours to be read. */
        if (starts_with(question->items[i], "--env-file")) {
            *error = "its question names --env-file, which no recording does";
            return false;
        }
        list_add(invocation->arena, words, question->items[i]);
    }
    list_add(invocation->arena, words, NULL);
    Invocation of_question = {invocation->arena, words.items, invocation->environ_};
    Refusal refusal;
    if (!check_options_parse(&of_question, &asked, &refusal)) {
        *error = refusal.sentence;
        return false;
    }
    add_question(&asked, options);
    return true;
}

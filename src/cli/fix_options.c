#include "cli/fix_options.h"

#include "cli/check_option_rows.h"
#include "report/printable.h"

enum {
    OPTION_APPLY = CHECK_OPTIONS_END,
    OPTION_YES,
    OPTION_SYSTEM,
    OPTION_UNDO,
    OPTION_RESUME,
    OPTION_LIST,
    OPTION_FORGET
};

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    CHECK_TARGET_OPTIONS,
    {OPTION_APPLY, "apply", 0, VALUE_NONE, NULL, "do the steps, one by one"},
    {OPTION_YES, "yes", 'y', VALUE_NONE, NULL, "without asking before each step"},
    {OPTION_SYSTEM, "system", 0, VALUE_NONE, NULL, "what needs root, too"},
    {OPTION_UNDO, "undo", 0, VALUE_NONE, NULL, "put back what a repair changed"},
    {OPTION_RESUME, "resume", 0, VALUE_NONE, NULL, "go on with one that was interrupted"},
    {OPTION_LIST, "list", 0, VALUE_NONE, NULL, "the repairs that were done"},
    {OPTION_FORGET, "forget", 0, VALUE_NONE, NULL, "remove what a repair kept"},
    {OPTION_FORMAT, "format", 0, VALUE_REQUIRED, "terminal|json", "how the plan is told"},
    {OPTION_JSON, "json", 0, VALUE_NONE, NULL, "tell it as JSON"},
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable fix_option_table = OPTION_TABLE("fix", ROWS, "REPAIR");

static const char *const DOES[] = {NULL, "--apply", "--undo", "--resume", "--list", "--forget"};

static bool take_action(FixOptions *options, FixAction action, Arena *arena, const char **error)
{
    if (options->action != FIX_PLAN && options->action != action) {
        *error = arena_printf(arena, "%s and %s exclude each other", DOES[options->action],
                              DOES[action]);
        return false;
    }
    options->action = action;
    return true;
}

static bool read_option(const Invocation *invocation, GivenOption given, FixOptions *options,
                        Refusal *refusal)
{
    const char **error = &refusal->sentence;
    switch (given.id) {
    case OPTION_YES: return options->yes = true;
    case OPTION_SYSTEM: return options->system = true;
    case OPTION_APPLY: return take_action(options, FIX_APPLY, invocation->arena, error);
    case OPTION_UNDO: return take_action(options, FIX_UNDO, invocation->arena, error);
    case OPTION_RESUME: return take_action(options, FIX_RESUME, invocation->arena, error);
    case OPTION_LIST: return take_action(options, FIX_LIST, invocation->arena, error);
    case OPTION_FORGET: return take_action(options, FIX_FORGET, invocation->arena, error);
    default: return check_option_read(invocation, given, &options->check, refusal);
    }
}

/* A repair is done on this machine, by whoever asks for it, and told to a person. */
static const char *cannot_be_applied(const FixOptions *options)
{
    const CheckOptions *check = &options->check;
    if (check->root || check->snapshot)
        return "--apply repairs this machine, and no other one; without it, the plan is told";
    if (check->user)
        return "--apply repairs what is yours; run it as that user instead of --user";
    if (check->all)
        return "--apply repairs one environment at a time; --python or --venv names it";
    return check->json ? "--apply is told to a person; --json tells the plan" : NULL;
}

static const char *contradiction(const FixOptions *options)
{
    bool repairs = options->action == FIX_APPLY || options->action == FIX_RESUME;
    if (options->yes && !repairs)
        return "--yes goes with --apply and --resume";
    if (options->system && !repairs)
        return "--system goes with --apply and --resume";
    if (options->action == FIX_FORGET && !options->repair)
        return "--forget needs the name of a repair; whycpu fix --list tells them";
    if (options->action == FIX_APPLY)
        return cannot_be_applied(options);
    return NULL;
}

static bool names_a_repair(FixAction action)
{
    return action == FIX_UNDO || action == FIX_RESUME || action == FIX_FORGET;
}

static bool take_operands(const Invocation *invocation, const Strings *operands,
                          FixOptions *options, const char **error)
{
    if (operands->count > 1 || (operands->count && !names_a_repair(options->action))) {
        *error = arena_printf(
            invocation->arena, "fix takes no operand such as '%s'; --python names a Python",
            printable_of(invocation->arena, operands->items[operands->count - 1]));
        return false;
    }
    options->repair = operands->count ? operands->items[0] : NULL;
    return true;
}

bool fix_options_parse(const Invocation *invocation, FixOptions *options, Refusal *refusal)
{
    CommandLine line;
    *refusal = (Refusal){0};
    *options = (FixOptions){.check = {.framework = FRAMEWORK_NONE, .as_recorded = true}};
    if (!options_parse(invocation->arena, fix_option_table, invocation->arguments, &line,
                       &refusal->sentence))
        return false;
    for (size_t i = 0; i < line.options.count; i++)
        if (!read_option(invocation, line.options.items[i], options, refusal))
            return false;
    if (!take_operands(invocation, &line.operands, options, &refusal->sentence))
        return false;
    refusal->sentence = check_options_contradict(&options->check);
    if (!refusal->sentence)
        refusal->sentence = contradiction(options);
    return !refusal->sentence;
}

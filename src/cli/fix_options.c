#include "cli/fix_options.h"

#include "cli/check_option_rows.h"
#include "report/printable.h"

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    CHECK_TARGET_OPTIONS,
    {OPTION_FORMAT, "format", 0, VALUE_REQUIRED, "terminal|json", "how the plan is told"},
    {OPTION_JSON, "json", 0, VALUE_NONE, NULL, "tell it as JSON"},
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable fix_option_table = OPTION_TABLE("fix", ROWS, NULL);

bool fix_options_parse(const Invocation *invocation, FixOptions *options, const char **error)
{
    CommandLine line;
    *options = (FixOptions){.check = {.framework = FRAMEWORK_NONE, .as_recorded = true}};
    if (!options_parse(invocation->arena, fix_option_table, invocation->arguments, &line, error))
        return false;
    for (size_t i = 0; i < line.options.count; i++)
        if (!check_option_read(invocation, line.options.items[i], &options->check, error))
            return false;
    if (line.operands.count) {
        *error = arena_printf(invocation->arena,
                              "fix takes no operand such as '%s'; --python names a Python",
                              printable_of(invocation->arena, line.operands.items[0]));
        return false;
    }
    *error = check_options_contradict(&options->check);
    return !*error;
}

#include "cli/snapshot_options.h"

#include "cli/check_option_rows.h"
#include "cli/commands.h"
#include "report/printable.h"

typedef enum SnapshotOption {
    OPTION_OUTPUT = CHECK_OPTIONS_END,
    OPTION_NO_REDACT,
    OPTION_FORCE
} SnapshotOption;

/* clang-format off: a row a line */
static const OptionRow ROWS[] = {
    {OPTION_OUTPUT, "output", 'o', VALUE_REQUIRED, "FILE", "where it is written"},
    {OPTION_FORCE, "force", 0, VALUE_NONE, NULL, "replace a file that is there"},
    {OPTION_NO_REDACT, "no-redact", 0, VALUE_NONE, NULL, "keep names of people and hosts"},
    CHECK_TARGET_OPTIONS,
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};
/* clang-format on */

const OptionTable snapshot_option_table = OPTION_TABLE("snapshot", ROWS, NULL);

static bool read_option(const Invocation *invocation, GivenOption given, SnapshotOptions *options,
                        Refusal *refusal)
{
    switch (given.id) {
    case OPTION_OUTPUT: options->output = given.value; return true;
    case OPTION_NO_REDACT: options->unredacted = true; return true;
    case OPTION_FORCE: options->force = true; return true;
    default: return check_option_read(invocation, given, &options->check, refusal);
    }
}

bool snapshot_options_parse(const Invocation *invocation, SnapshotOptions *options,
                            Refusal *refusal)
{
    Arena *arena = invocation->arena;
    CommandLine line;
    *refusal = (Refusal){0};
    *options = (SnapshotOptions){.check = {.framework = FRAMEWORK_NONE, .as_recorded = true}};
    if (!options_parse(arena, snapshot_option_table, invocation->arguments, &line,
                       &refusal->sentence))
        return false;
    for (size_t i = 0; i < line.options.count; i++)
        if (!read_option(invocation, line.options.items[i], options, refusal))
            return false;
    if (line.operands.count)
        return refusal_set(
            refusal, 0,
            arena_printf(arena,
                         "snapshot takes no operand such as '%s'; -o names the file to write",
                         printable_of(arena, line.operands.items[0])));
    refusal->sentence = check_options_contradict(&options->check);
    return !refusal->sentence;
}

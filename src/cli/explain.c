/* whycpu explain: the page behind a cause. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/commands.h"
#include "cli/nearest.h"
#include "cli/options.h"
#include "cli/view.h"
#include "report/page_of_cause.h"
#include "report/printable.h"

const char explain_usage[] =
    "usage: whycpu explain [ID]\n"
    "\n"
    "Prints the page behind a cause: what it means, how whycpu recognises it, how\n"
    "anyone can refute it, what mends it, and what it is often taken for. Without\n"
    "ID, lists them all.\n"
    "\n"
    "  --color auto|always|never  colours; NO_COLOR and FORCE_COLOR are honoured\n";

enum { OPTION_COLOUR };

static const OptionRow ROWS[] = {
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};

const OptionTable explain_option_table = OPTION_TABLE("explain", ROWS, "CAUSE");

static int no_such_cause(Arena *arena, const char *typed)
{
    Strings ids = {0};
    for (int id = 0; id < CAUSE_COUNT; id++)
        list_add(arena, ids, cause_word((CauseId)id));
    const char *nearest = nearest_word(typed, ids);
    const char *shown = printable_of(arena, typed);
    if (nearest)
        return usage_error(
            arena_printf(arena, "no such cause '%s'; did you mean %s?", shown, nearest));
    return usage_error(arena_printf(arena, "no such cause '%s'; whycpu explain lists them", shown));
}

static int print_page(const Invocation *invocation, const char *typed, const View *view)
{
    Writer out = writer_new(invocation->arena);
    CauseId id;
    if (!typed)
        report_cause_list(&out, view);
    else if (cause_by_word(typed, &id))
        report_cause_page(&out, id, view);
    else
        return no_such_cause(invocation->arena, typed);
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("the page could not be written to standard output");
    return 0;
}

int command_explain(const Invocation *invocation)
{
    CommandLine line;
    const char *error;
    if (!options_parse(invocation->arena, explain_option_table, invocation->arguments, &line,
                       &error))
        return usage_error(error);
    ColourChoice colour = COLOUR_AUTO;
    for (size_t i = 0; i < line.options.count; i++)
        colour_choice(line.options.items[i].value, &colour);
    if (line.operands.count > 1)
        return usage_error("explain takes one id");
    Terminal terminal = terminal_of_stdout(invocation->environ_);
    View view = view_of(&terminal, colour);
    return print_page(invocation, line.operands.count ? line.operands.items[0] : NULL, &view);
}

/* whycpu explain: the page behind a cause, a message, or a line that was pasted. */
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/commands.h"
#include "cli/nearest.h"
#include "cli/options.h"
#include "cli/view.h"
#include "logs/messages.h"
#include "report/page_of_cause.h"
#include "report/page_of_message.h"
#include "report/printable.h"

const char explain_usage[] =
    "usage: whycpu explain [ID | 'LINE']\n"
    "\n"
    "Prints the page behind a cause: what it means, how whycpu recognises it, how\n"
    "anyone can refute it, what mends it, and what it is often taken for. Without\n"
    "ID, lists them all.\n"
    "\n"
    "Of a message it tells who prints it in which releases, what it means, and to\n"
    "which causes it points. Paste the line between quotes, or name the message.\n"
    "\n"
    "  --color auto|always|never  colours; NO_COLOR and FORCE_COLOR are honoured\n";

enum { OPTION_COLOUR };
enum { MOST_MESSAGES = 16 }; /* in one line */

static const OptionRow ROWS[] = {
    {OPTION_COLOUR, "color", 0, VALUE_REQUIRED, "auto|always|never", "colours"},
};

const OptionTable explain_option_table = OPTION_TABLE("explain", ROWS, "CAUSE");

static int nothing_known(Arena *arena, Messages messages, const char *typed)
{
    const char *shown = printable_of(arena, typed);
    if (strpbrk(typed, " \t\n"))
        return usage_error(
            arena_printf(arena, "no message that whycpu knows stands in this text: '%s'", shown));
    Strings ids = {0};
    for (int id = 0; id < CAUSE_COUNT; id++)
        list_add(arena, ids, cause_word((CauseId)id));
    for (size_t i = 0; i < messages.count; i++)
        list_add(arena, ids, messages.items[i].id);
    const char *nearest = nearest_word(typed, ids);
    if (nearest)
        return usage_error(
            arena_printf(arena, "no such cause or message '%s'; did you mean %s?", shown, nearest));
    return usage_error(arena_printf(
        arena, "no such cause or message '%s'; whycpu explain lists the causes", shown));
}

/* The page of each message of each line, once; false when there is none. */
static bool explain_lines(Writer *out, Messages messages, const char *typed, const View *view)
{
    Text rest = text_of(typed), line;
    bool *told = arena_alloc(out->arena, messages.count * sizeof *told), any = false;
    while (text_line(&rest, &line)) {
        MessageMatch matches[MOST_MESSAGES];
        size_t count = messages_in_line(messages, line, matches, MOST_MESSAGES);
        for (size_t i = 0; i < count; i++) {
            size_t index = (size_t)(matches[i].message - messages.items);
            if (told[index])
                continue;
            if (any)
                put(out, "\n");
            report_match_page(out, &matches[i], view);
            any = told[index] = true;
        }
    }
    return any;
}

static int print_page(const Invocation *invocation, const char *typed, const View *view)
{
    Writer out = writer_new(invocation->arena);
    Messages messages = messages_read(invocation->arena);
    CauseId id;
    if (!typed)
        report_cause_list(&out, view);
    else if (cause_by_word(typed, &id))
        report_cause_page(&out, id, view);
    else if (message_by_id(messages, typed))
        report_message_page(&out, message_by_id(messages, typed), view);
    else if (!explain_lines(&out, messages, typed, view))
        return nothing_known(invocation->arena, messages, typed);
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
        return usage_error("explain takes one id, or one line between quotes");
    Terminal terminal = terminal_of_stdout(invocation->environ_);
    View view = view_of(&terminal, colour);
    return print_page(invocation, line.operands.count ? line.operands.items[0] : NULL, &view);
}

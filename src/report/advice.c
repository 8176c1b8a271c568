/* Under the chain: findings, what cannot be told and what would settle it, the repair, the check.
 */
#include <string.h>

#include "base/text.h"
#include "fix/propose.h"
#include "report/quote.h"
#include "report/terminal_parts.h"

enum { COMMAND_COLUMN = LABEL_COLUMN + 3, CONTINUED_COLUMN = COMMAND_COLUMN + 2 };

/* A blank line before the first section, none between them. */
static void begin_section(Report *report, bool *begun)
{
    if (!*begun)
        page_end_line(&report->page);
    *begun = true;
}

static void put_item(Report *report, const char **label, const char *text, const char *id)
{
    Page *page = &report->page;
    put_label(report, label);
    if (id)
        page_keep_right(page, STYLE_FAINT, id);
    page_flow(page, STYLE_PLAIN, report_text(report, text), LABEL_COLUMN, page->columns);
    page_end_line(page);
}

static void put_command_text(Report *report, const char *command, size_t column)
{
    page_tab(&report->page, column);
    page_put(&report->page, STYLE_STRONG,
             shorten_text(report->arena, &report->command_places, command));
}

static void put_findings(Report *report, bool *begun)
{
    const char *label = "Also";
    const CauseList *findings = &report->judgement->findings;
    if (report->judgement->target.log)
        return; /* they stand above, each with its line */
    for (size_t i = 0; i < findings->count; i++) {
        begin_section(report, begun);
        put_item(report, &label, findings->items[i].says, cause_word(findings->items[i].id));
    }
}

/* What the chain has said already is not said again. */
static bool stands_in_chain(const Judgement *judgement, const char *says)
{
    for (int id = 0; id < STEP_COUNT; id++) {
        const Step *step = &judgement->chain[id];
        if (step->status == STEP_UNKNOWN && step->says && strcmp(step->says, says) == 0)
            return true;
    }
    return false;
}

static void put_unknowns(Report *report, bool *begun)
{
    const char *label = "Unknown";
    const Judgement *judgement = report->judgement;
    for (size_t i = 0; i < judgement->unknown.count; i++) {
        Pair unknown = judgement->unknown.items[i];
        if (stands_in_chain(judgement, unknown.says))
            continue;
        begin_section(report, begun);
        const char *text = unknown.says;
        if (unknown.detail)
            text = arena_printf(report->arena, "%s: %s", unknown.says, unknown.detail);
        put_item(report, &label, text, NULL);
    }
}

static void put_needs(Report *report, bool *begun)
{
    const char *label = "Needs";
    for (size_t i = 0; i < report->judgement->needs.count; i++) {
        Pair need = report->judgement->needs.items[i];
        begin_section(report, begun);
        put_item(report, &label, need.says, NULL);
        if (!need.detail)
            continue;
        put_command_text(report, need.detail, COMMAND_COLUMN);
        page_end_line(&report->page);
    }
}

static void put_notes(Report *report, bool *begun)
{
    const char *label = "Note";
    for (size_t i = 0; i < report->judgement->notes.count; i++) {
        begin_section(report, begun);
        put_item(report, &label, report->judgement->notes.items[i], NULL);
    }
}

/* ---- Fix ---- */

/* Short where the shell makes it whole again: it expands ~ at the start of a word, unquoted. */
static const char *quoted_argument(Report *report, const char *argument)
{
    const char *shorter = shorten_path(report->arena, &report->command_places, argument);
    if (starts_with(shorter, "~/"))
        return arena_printf(report->arena, "~/%s", shell_quote(report->arena, shorter + 2));
    if (strcmp(shorter, "~") == 0)
        return shorter;
    return shell_quote(report->arena, shorter);
}

void put_argv(Report *report, Strings command, size_t continued)
{
    Page *page = &report->page;
    for (size_t i = 0; i < command.count; i++) {
        const char *quoted = quoted_argument(report, command.items[i]);
        size_t width = page_width(page, quoted);
        size_t tail = i + 1 < command.count ? 2 : 0; /* room for " \" */
        bool fits = page->at + 1 + width + tail <= page->columns;
        if (i && !fits && continued + width + tail <= page->columns) {
            page_put(page, STYLE_STRONG, " \\");
            page_end_line(page);
            page_tab(page, continued);
        } else if (i) {
            page_put(page, STYLE_STRONG, " ");
        }
        page_put(page, STYLE_STRONG, quoted);
    }
}

static void put_fix_remark(Report *report, const Fix *fix)
{
    Page *page = &report->page;
    bool as_root = fix->needs_root && strcmp(fix->command.items[0], "sudo") != 0;
    const char *says = fix->says ? report_text(report, fix->says) : NULL;
    if (as_root)
        says = says ? arena_printf(report->arena, "%s (as root)", says) : "(as root)";
    if (!says)
        return;
    if (page->at + 3 + page_width(page, says) <= page->columns) {
        page_tab(page, page->at + 3);
        page_put(page, STYLE_FAINT, says);
        return;
    }
    page_end_line(page);
    page_tab(page, CONTINUED_COLUMN);
    page_flow(page, STYLE_FAINT, says, CONTINUED_COLUMN, page->columns);
}

static void put_fix(Report *report, const Fix *fix, const char *number)
{
    Page *page = &report->page;
    page_put(page, STYLE_PLAIN, number);
    page_tab(page, COMMAND_COLUMN);
    if (fix->command.count) {
        put_argv(report, fix->command, CONTINUED_COLUMN);
        put_fix_remark(report, fix);
    } else {
        page_flow(page, STYLE_PLAIN, as_sentence(report->arena, report_text(report, fix->says)),
                  COMMAND_COLUMN, page->columns);
    }
    page_end_line(page);
}

/* Consequences mend themselves, and that a machine has no GPU is not to be mended. */
static bool is_to_be_mended(const Cause *cause)
{
    return !cause->follows_from && cause->id != CAUSE_NO_NVIDIA_GPU;
}

/* The first that something can be done about; else the root. */
static const Cause *worth_explaining(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].fixes.count && is_to_be_mended(&judgement->causes.items[i]))
            return &judgement->causes.items[i];
    return root_cause(judgement);
}

static bool is_same_command(Strings a, Strings b)
{
    bool same = a.count == b.count && a.count > 0;
    for (size_t i = 0; same && i < a.count; i++)
        same = strcmp(a.items[i], b.items[i]) == 0;
    return same;
}

/* Of a log several causes may be mended by one command. */
static bool is_proposed_before(const Judgement *judgement, size_t cause, const Fix *fix)
{
    for (size_t i = 0; judgement->target.log && i < cause; i++)
        for (size_t j = 0; j < judgement->causes.items[i].fixes.count; j++)
            if (is_same_command(judgement->causes.items[i].fixes.items[j].command, fix->command))
                return true;
    return false;
}

/* Steps are numbered in the order of repair. */
static void put_fixes(Report *report, bool *begun)
{
    const char *label = "Fix";
    const CauseList *causes = &report->judgement->causes;
    int number = 0;
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        for (size_t j = 0; j < cause->fixes.count && is_to_be_mended(cause); j++) {
            if (is_proposed_before(report->judgement, i, &cause->fixes.items[j]))
                continue;
            begin_section(report, begun);
            put_label(report, &label);
            const Fix *fix = &cause->fixes.items[j];
            bool other_way = j > 0 && fix->alternative;
            number += !other_way;
            put_fix(report, fix, other_way ? "or" : arena_printf(report->arena, "%d", number));
        }
    }
    const Cause *explained = worth_explaining(report->judgement);
    if (!explained)
        return;
    begin_section(report, begun);
    const char *more = label ? "" : " tells more";
    if (label)
        label = "More";
    put_item(report, &label,
             arena_printf(report->arena, "whycpu explain %s%s", cause_word(explained->id), more),
             NULL);
}

static void put_checks(Report *report, bool *begun)
{
    const char *label = "Check";
    const CauseList *causes = &report->judgement->causes;
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        if (cause->follows_from || !cause->check_yourself)
            continue;
        begin_section(report, begun);
        put_label(report, &label);
        put_command_text(report, cause->check_yourself, LABEL_COLUMN);
        page_end_line(&report->page);
    }
}

void put_own_remarks(Report *report, const Judgement *first)
{
    const Judgement *judgement = report->judgement;
    const char *also = "Also", *note = "Note";
    for (size_t i = 0; i < judgement->findings.count; i++) {
        const Cause *finding = &judgement->findings.items[i];
        if (!cause_is_among(&first->findings, finding))
            put_item(report, &also, finding->says, cause_word(finding->id));
    }
    for (size_t i = 0; i < judgement->notes.count; i++)
        if (!strings_have(first->notes, judgement->notes.items[i]))
            put_item(report, &note, judgement->notes.items[i], NULL);
}

void put_advice(Report *report)
{
    bool begun = false;
    put_findings(report, &begun);
    put_unknowns(report, &begun);
    put_needs(report, &begun);
    put_notes(report, &begun);
    put_fixes(report, &begun);
    put_checks(report, &begun);
}

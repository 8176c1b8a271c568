/* An episode of a log for a person: what came of it, the line that proves it, and what the rest
 * means. */
#include <string.h>

#include "report/log_parts.h"

enum { LINE_COLUMN = 4, MOST_SHOWN = 6 };

static void put_line_of(Report *report, const Cause *cause)
{
    Page *page = &report->page;
    if (!cause->line.source)
        return;
    page_tab(page, LINE_COLUMN);
    page_put(page, STYLE_FAINT, report_text(report, cause->line.source));
    page_put(page, STYLE_FAINT, cause->line.text ? ": " : "");
    if (cause->line.text)
        page_flow(page, STYLE_PLAIN, cause->line.text, LINE_COLUMN + 2, page->columns);
    page_end_line(page);
}

/* `sighting`: its line with those around it, or NULL for the line alone. */
static void put_cause(Report *report, const Cause *cause, const Sighting *sighting)
{
    Page *page = &report->page;
    const char *id = cause_word(cause->id);
    page_tab(page, MARGIN);
    page_keep_right(page, STYLE_FAINT,
                    cause->certain ? id : arena_printf(report->arena, "probably %s", id));
    page_flow(page, STYLE_PLAIN, as_sentence(report->arena, report_text(report, cause->says)),
              MARGIN, page->columns);
    page_end_line(page);
    if (sighting && sighting->context)
        put_context(report, cause, sighting);
    else
        put_line_of(report, cause);
}

/* What follows the lines around the first cause stands apart from them. */
static void put_gap(Report *report, bool *after_context)
{
    if (*after_context)
        page_end_line(&report->page);
    *after_context = false;
}

static void put_causes(Report *report, const LoggedAnswer *answer)
{
    const Judgement *judgement = report->judgement;
    const Cause *root = root_cause(judgement);
    if (root || judgement->findings.count)
        page_end_line(&report->page);
    bool after_context = false;
    if (root) {
        const Sighting *sighting = sighting_of(answer, root);
        put_cause(report, root, sighting);
        after_context = sighting && sighting->context;
    }
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        if (cause == root || cause->follows_from)
            continue;
        put_gap(report, &after_context);
        put_cause(report, cause, NULL);
    }
    for (size_t i = 0; i < judgement->findings.count; i++) {
        const Cause *finding = &judgement->findings.items[i];
        put_gap(report, &after_context);
        put_cause(report, finding, root || i ? NULL : sighting_of(answer, finding));
        after_context = !root && !i;
    }
}

static void put_folded(Report *report, const char *what, Strings lines)
{
    if (!lines.count)
        return;
    Writer text = writer_new(report->arena);
    put_format(&text, "%s: ", what);
    for (size_t i = 0; i < lines.count && i < MOST_SHOWN; i++)
        put_format(&text, "%s%s", i ? "; " : "", lines.items[i]);
    if (lines.count > MOST_SHOWN)
        put_format(&text, "; %zu more", lines.count - MOST_SHOWN);
    put_sentence(report, STYLE_FAINT, text.bytes);
}

/* Causes that follow from others, before the lines that do. */
static Strings consequences_of(Report *report, const LoggedAnswer *answer)
{
    const CauseList *causes = &answer->judgement->causes;
    Strings all = {0};
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        const char *colon = cause->line.source ? strrchr(cause->line.source, ':') : NULL;
        if (cause->follows_from)
            list_add(report->arena, all,
                     arena_printf(report->arena, "%s (%s, line %s)", cause->says,
                                  cause_word(cause->id), colon ? colon + 1 : "?"));
    }
    for (size_t i = 0; i < answer->consequences.count; i++)
        list_add(report->arena, all, answer->consequences.items[i]);
    return all;
}

void report_log(Writer *out, const LoggedAnswer *answer, const View *view)
{
    Report report = report_begin(out, answer->judgement, view);
    put_first_line(&report);
    put_causes(&report, answer);
    Strings consequences = consequences_of(&report, answer);
    if (answer->harmless.count || consequences.count)
        page_end_line(&report.page);
    put_folded(&report,
               answer->judgement->causes.count ? "what follows from it"
                                               : "lines that follow from others are",
               consequences);
    put_folded(&report, "harmless lines are", answer->harmless);
    put_placement(&report, &answer->placement);
    put_advice(&report);
}

void report_log_differ(Writer *out, const char *differ, const View *view, bool is_further)
{
    Page page = {
        .out = out, .columns = view->columns, .colour = view->colour, .ascii = view->ascii};
    if (is_further)
        page_end_line(&page);
    page_flow(&page, STYLE_STRONG, as_sentence(out->arena, differ), 0, page.columns);
    page_end_line(&page);
}

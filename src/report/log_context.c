/* The line that proves a cause, between the lines around it. */
#include <string.h>

#include "report/log_parts.h"
#include "report/printable.h"

enum { FILE_COLUMN = 4, GUTTER_COLUMN = 6, MOST_ROWS = 4, BEFORE_MATCH = 12 };

const Sighting *sighting_of(const LoggedAnswer *answer, const Cause *cause)
{
    const Episode *episode = answer->episode;
    const char *colon = cause->line.source ? strrchr(cause->line.source, ':') : NULL;
    long long number;
    if (!episode || !colon || !text_number(text_of(colon + 1), &number))
        return NULL;
    for (size_t i = 0; i < episode->sightings.count; i++) {
        const Sighting *sighting = &episode->sightings.items[i];
        if (sighting->number == (size_t)number && cause->line.text &&
            strcmp(sighting->line, cause->line.text) == 0)
            return sighting;
    }
    return NULL;
}

static void put_number(Report *report, size_t number, size_t digits, bool proves)
{
    Page *page = &report->page;
    page_tab(page, GUTTER_COLUMN);
    page_put(page, proves ? STYLE_BAD : STYLE_PLAIN, proves ? ">" : " ");
    page_put(page, STYLE_FAINT, arena_printf(report->arena, " %*zu  ", (int)digits, number));
}

/* As much as fits into the line, with dots where it goes on. */
static const char *cut(Report *report, const char *line, size_t columns)
{
    Text text = text_of(page_text(&report->page, line));
    if (display_width(text) <= columns)
        return line;
    text.length = display_fit(text, columns > 1 ? columns - 1 : 1);
    return arena_printf(report->arena, "%s…", text_copy(report->arena, text));
}

static void put_beside(Report *report, size_t number, size_t digits, const char *line)
{
    Page *page = &report->page;
    if (!line)
        return;
    put_number(report, number, digits, false);
    page_put(page, STYLE_FAINT, cut(report, line, page->columns - page->at));
    page_end_line(page);
}

/* Of a long line what is around the match; the match itself over several rows. */
static void put_proof(Report *report, const Sighting *sighting, size_t digits)
{
    Page *page = &report->page;
    put_number(report, sighting->number, digits, true);
    size_t column = page->at, room = page->columns - column;
    Text line = text_of(sighting->line);
    size_t match = (size_t)(sighting->match.matched.at - sighting->line);
    bool too_long = display_width(line) > room * MOST_ROWS;
    size_t from = too_long && match > BEFORE_MATCH ? match - BEFORE_MATCH : 0;
    while (from < line.length && from > 0 && (line.at[from] & 0xC0) == 0x80)
        from++;
    const char *shown = text_copy(report->arena, text_part(line, from, line.length));
    shown = cut(report, shown, room * MOST_ROWS - 1);
    page_flow(page, STYLE_PLAIN, from ? arena_printf(report->arena, "…%s", shown) : shown, column,
              page->columns);
    page_end_line(page);
}

void put_context(Report *report, const Cause *cause, const Sighting *sighting)
{
    Page *page = &report->page;
    const LogContext *context = sighting->context;
    size_t digits = strlen(arena_printf(report->arena, "%zu", sighting->number + CONTEXT_LINES));
    page_tab(page, FILE_COLUMN);
    page_put(page, STYLE_FAINT, report_text(report, cause->line.source));
    page_end_line(page);
    for (size_t i = CONTEXT_LINES; i-- > 0;)
        put_beside(report, sighting->number - i - 1, digits, context->before[i]);
    put_proof(report, sighting, digits);
    for (size_t i = 0; i < CONTEXT_LINES; i++)
        put_beside(report, sighting->number + i + 1, digits, context->after[i]);
}

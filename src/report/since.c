/* What changed since it worked, below the cause. */
#include <string.h>

#include "report/diff.h"
#include "report/quote.h"
#include "report/terminal_parts.h"

enum { OTHERS_NAMED = 3 };

/* A change of which only one side is known needs no two lines. */
static void put_values(Report *report, const Part *part)
{
    if (part->before && part->after)
        put_before_and_now(report, part->before, part->after);
}

/* "2026-11-21T15:45:00Z" without its seconds. */
static const char *when(Arena *arena, const char *date)
{
    if (!date || strlen(date) < 16)
        return "when it was remembered";
    return arena_printf(arena, "on %.10s at %.5s UTC", date, date + 11);
}

static void put_explanation(Report *report, const Changes *changes)
{
    Arena *arena = report->arena;
    const Explanation *explanation = &changes->explanation;
    const char *date = when(arena, changes->since);
    const Part *leader = explanation->led_by;
    if (!leader && explanation->parts.count == 1)
        leader = explanation->parts.items[0];
    if (leader) {
        put_sentence(
            report, STYLE_PLAIN,
            arena_printf(arena, "it worked %s; since then this changed: %s", date, leader->says));
        put_values(report, leader);
        return;
    }
    const char *says = explanation_says(arena, explanation);
    put_sentence(report, STYLE_PLAIN,
                 explanation->parts.count
                     ? arena_printf(arena, "it worked %s; since then, %s:", date, says)
                     : arena_printf(arena, "it worked %s; %s", date, says));
    for (size_t i = 0; i < explanation->parts.count; i++) {
        put_sentence(report, STYLE_PLAIN, explanation->parts.items[i]->says);
        put_values(report, explanation->parts.items[i]);
    }
}

static bool is_told_already(const Explanation *explanation, const Part *part)
{
    for (size_t i = 0; i < explanation->parts.count; i++)
        if (explanation->parts.items[i] == part)
            return true;
    return !part->is_told || part == explanation->led_by;
}

static void put_others(Report *report, const Changes *changes)
{
    Writer others = writer_new(report->arena);
    size_t count = 0;
    for (size_t i = 0; i < changes->parts.all.count; i++) {
        const Part *part = changes->parts.all.items[i];
        if (!is_told_already(&changes->explanation, part) && count++ < OTHERS_NAMED)
            put_format(&others, "%s%s", count > 1 ? "; " : "also: ", part->says);
    }
    if (count > OTHERS_NAMED)
        put_format(&others, "; and %zu more", count - OTHERS_NAMED);
    if (count)
        put_sentence(report, STYLE_PLAIN, others.bytes);
}

/* Never wrapped, so that it can be copied. */
static void put_command(Report *report, const Changes *changes)
{
    Arena *arena = report->arena;
    const char *file = shorten_path(arena, &report->command_places, changes->before.name);
    page_tab(&report->page, MARGIN);
    page_put(
        &report->page, STYLE_FAINT,
        arena_printf(arena, "whycpu diff %s", file[0] == '~' ? file : shell_quote(arena, file)));
    page_end_line(&report->page);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool says_the_same(const struct Changes *a, const struct Changes *b)
{
    const Explanation *x = &a->explanation, *y = &b->explanation;
    if (!same_text(a->since, b->since) || x->kind != y->kind || x->parts.count != y->parts.count ||
        !same_text(x->led_by ? x->led_by->says : NULL, y->led_by ? y->led_by->says : NULL))
        return false;
    for (size_t i = 0; i < x->parts.count; i++)
        if (!same_text(x->parts.items[i]->says, y->parts.items[i]->says))
            return false;
    return true;
}

void put_since(Report *report)
{
    const Changes *changes = report->judgement->since;
    if (!changes)
        return;
    page_end_line(&report->page);
    put_explanation(report, changes);
    put_others(report, changes);
    put_command(report, changes);
}

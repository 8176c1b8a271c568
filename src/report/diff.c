#include "report/diff.h"

#include <string.h>

#include "report/terminal_parts.h"

enum { GROUP_COLUMN = 18, SHOWN_OF_A_GROUP = 5, FOLLOWERS_NAMED = 3 };

/* ---- The first line ---- */

static void put_sign(Page *page, const Changes *changes)
{
    const Judgement *then = changes->before.judgement, *now = changes->after.judgement;
    bool is_open = then->verdict == VERDICT_UNKNOWN || now->verdict == VERDICT_UNKNOWN;
    if (is_open)
        page_put(page, STYLE_DOUBT, "?");
    else if (same_answer(then, now))
        page_put(page, STYLE_STRONG, "=");
    else if (changes->explanation.is_improved)
        page_put(page, STYLE_GOOD, page->ascii ? "ok" : "✓");
    else
        page_put(page, STYLE_BAD, page->ascii ? "x" : "✗");
    page_put(page, STYLE_PLAIN, " ");
}

static void put_first(Report *report, const Changes *changes)
{
    Page *page = &report->page;
    put_sign(page, changes);
    page_flow(page, STYLE_STRONG, report_text(report, diff_says(report->arena, changes)), MARGIN,
              page->columns);
    page_end_line(page);
}

/* ---- What explains it ---- */

static void put_part(Report *report, const Part *part)
{
    put_sentence(report, STYLE_PLAIN, part->says);
    put_before_and_now(report, part->before, part->after);
}

static bool is_in(const PartList *parts, const Part *part)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i] == part)
            return true;
    return false;
}

/* What follows from the change that leads, in one sentence. */
static void put_followers(Report *report, const Explanation *explanation)
{
    Writer with = writer_new(report->arena);
    size_t count = 0;
    for (size_t i = 0; i < explanation->parts.count; i++) {
        const Part *part = explanation->parts.items[i];
        bool follows =
            part != explanation->led_by && part->is_told && part_follows(part, explanation->led_by);
        if (follows && count++ < FOLLOWERS_NAMED)
            put_format(&with, "%s%s", with.length ? "; " : "with it: ", part->says);
    }
    if (count > FOLLOWERS_NAMED)
        put_format(&with, "; and %zu more", count - FOLLOWERS_NAMED);
    if (count)
        put_sentence(report, STYLE_PLAIN, with.bytes);
}

static void put_the_others(Report *report, const Explanation *explanation)
{
    for (size_t i = 0; i < explanation->parts.count; i++) {
        const Part *part = explanation->parts.items[i];
        if (part != explanation->led_by && part->is_told &&
            !part_follows(part, explanation->led_by))
            put_part(report, part);
    }
}

static const char *how_it_was_tried(const Explanation *explanation)
{
    bool is_one = explanation->parts.count == 1;
    bool is_led = explanation->led_by && !is_in(&explanation->parts, explanation->led_by);
    if (is_led)
        return explanation->is_improved
                   ? "Tried: with what came with it, the earlier side gives the later answer."
                   : "Tried: with what came with it put back, the answer is the earlier one.";
    if (explanation->kind == EXPLANATION_ALONE && !is_one)
        return explanation->is_improved
                   ? "Tried: with any one of them, the earlier side gives the later answer."
                   : "Tried: with any one of them put back, the answer is the earlier one.";
    if (explanation->is_improved)
        return is_one ? "Tried: with this change alone, the earlier side gives the later answer."
                      : "Tried: with these changes alone, the earlier side gives the later answer.";
    return is_one ? "Tried: with this alone put back, the answer is the earlier one."
                  : "Tried: with these put back and nothing else, the answer is the earlier one.";
}

static void put_cause_of_the_worse(Report *report, const Changes *changes)
{
    const Explanation *explanation = &changes->explanation;
    const Side *worse = explanation->is_improved ? &changes->before : &changes->after;
    const Cause *root = side_root(worse->judgement);
    if (!root)
        return;
    page_tab(&report->page, MARGIN);
    page_keep_right(&report->page, STYLE_FAINT, cause_word(root->id));
    page_flow(&report->page, STYLE_PLAIN,
              as_sentence(report->arena, report_text(report, root->says)), MARGIN,
              report->page.columns);
    page_end_line(&report->page);
}

static void put_explaining_parts(Report *report, const Changes *changes)
{
    const Explanation *explanation = &changes->explanation;
    if (explanation->led_by) {
        put_part(report, explanation->led_by);
        put_followers(report, explanation);
        put_the_others(report, explanation);
        return;
    }
    if (explanation->parts.count > 1)
        put_sentence(report, STYLE_PLAIN, explanation_says(report->arena, explanation));
    for (size_t i = 0; i < explanation->parts.count; i++)
        put_part(report, explanation->parts.items[i]);
}

static void put_explanation(Report *report, const Changes *changes)
{
    const Explanation *explanation = &changes->explanation;
    if (explanation->kind == EXPLANATION_NOT_NEEDED)
        return;
    page_end_line(&report->page);
    if (explanation->kind == EXPLANATION_NONE || explanation->kind == EXPLANATION_UNRECORDED) {
        put_sentence(report, STYLE_PLAIN, explanation_says(report->arena, explanation));
        put_cause_of_the_worse(report, changes);
        return;
    }
    put_explaining_parts(report, changes);
    put_cause_of_the_worse(report, changes);
    put_sentence(report, STYLE_FAINT, how_it_was_tried(explanation));
}

/* ---- What else changed ---- */

static bool is_told_already(const Changes *changes, const Part *part)
{
    const Explanation *explanation = &changes->explanation;
    return !part->is_told || part == explanation->led_by || is_in(&explanation->parts, part);
}

static const char *with_values(Arena *arena, const Part *part)
{
    bool says_values = part->kind == PART_PACKAGE || !part->before || !part->after;
    return says_values ? part->says
                       : arena_printf(arena, "%s: %s → %s", part->says, part->before, part->after);
}

static void put_in_group(Report *report, const char **label, Style style, const char *text)
{
    Page *page = &report->page;
    page_tab(page, MARGIN);
    if (*label)
        page_put(page, STYLE_STRONG, *label);
    *label = NULL;
    page_tab(page, GROUP_COLUMN);
    page_flow(page, style, report_text(report, text), GROUP_COLUMN, page->columns);
    page_end_line(page);
}

static void put_group(Report *report, const Changes *changes, PartKind kind, size_t most)
{
    const char *label = part_kind_title(kind);
    size_t shown = 0, more = 0;
    for (size_t i = 0; i < changes->parts.all.count; i++) {
        const Part *part = changes->parts.all.items[i];
        if (part->kind != kind || is_told_already(changes, part))
            continue;
        if (shown++ < most)
            put_in_group(report, &label, STYLE_PLAIN, with_values(report->arena, part));
        else
            more++;
    }
    if (more)
        put_in_group(report, &label, STYLE_FAINT,
                     arena_printf(report->arena, "and %zu more (--json lists them)", more));
}

static void put_libraries(Report *report, const Changes *changes)
{
    const char *label = "libraries";
    for (size_t i = 0; i < changes->facts.count; i++) {
        const FactChange *change = &changes->facts.items[i];
        if (change->name != FACT_LIBRARY_OPENING)
            continue;
        const char *name = change->subject + strlen("library/");
        put_in_group(report, &label, STYLE_PLAIN,
                     arena_printf(report->arena, "%s: %s → %s", name,
                                  change->before ? change->before : "not looked for",
                                  change->after ? change->after : "not looked for"));
    }
}

static bool has_anything_else(const Changes *changes)
{
    for (size_t i = 0; i < changes->parts.all.count; i++)
        if (!is_told_already(changes, changes->parts.all.items[i]))
            return true;
    for (size_t i = 0; i < changes->facts.count; i++)
        if (changes->facts.items[i].name == FACT_LIBRARY_OPENING)
            return true;
    return changes->parts.not_recorded > 0;
}

static void put_the_rest(Report *report, const Changes *changes)
{
    if (!has_anything_else(changes))
        return;
    page_end_line(&report->page);
    for (int kind = 0; kind < PART_KIND_COUNT; kind++)
        put_group(report, changes, (PartKind)kind, SHOWN_OF_A_GROUP);
    put_libraries(report, changes);
    const char *label = "not compared";
    if (changes->parts.not_recorded)
        put_in_group(report, &label, STYLE_FAINT,
                     "files and variables that were recorded of one side alone");
}

void report_diff(Writer *out, const Changes *changes, const View *view)
{
    Report report = report_begin(out, changes->after.judgement, view);
    put_first(&report, changes);
    put_explanation(&report, changes);
    put_the_rest(&report, changes);
}

void report_diff_first_line(Writer *out, const Changes *changes, const View *view)
{
    View wide = *view;
    wide.columns = 10000;
    Report report = report_begin(out, changes->after.judgement, &wide);
    put_first(&report, changes);
}

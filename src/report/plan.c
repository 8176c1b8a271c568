/* A plan for a person at a terminal: a step a paragraph, what is proposed first, then what else. */
#include "report/plan.h"

#include <inttypes.h>
#include <string.h>

#include "repair/ways.h"
#include "report/terminal_parts.h"

enum { STEP_COLUMN = 5, WORDS_COLUMN = 16, COMMAND_INDENT = 18 };

static void put_kind(Report *report, const char *label)
{
    page_tab(&report->page, STEP_COLUMN);
    page_put(&report->page, STYLE_FAINT, label);
    page_tab(&report->page, WORDS_COLUMN);
}

static void put_words(Report *report, const char *label, Style style, const char *words)
{
    if (!words || !*words)
        return;
    put_kind(report, label);
    page_flow(&report->page, style, report_text(report, words), WORDS_COLUMN, report->page.columns);
    page_end_line(&report->page);
}

static void put_command(Report *report, const char *label, const char *command)
{
    if (!command)
        return;
    put_kind(report, label);
    page_put(&report->page, STYLE_PLAIN,
             shorten_text(report->arena, &report->command_places, command));
    page_end_line(&report->page);
}

static const char *download_says(Arena *arena, const Fix *fix)
{
    enum { MEGABYTE = 1000 * 1000 };
    uint64_t bytes = fix->download_bytes ? fix->download_bytes : fix->download_at_most_bytes;
    return bytes
               ? arena_printf(arena, "%s %" PRIu64 " MB", fix->download_bytes ? "about" : "at most",
                              (bytes + MEGABYTE - 1) / MEGABYTE)
               : NULL;
}

/* ---- A way ---- */

static void put_fix(Report *report, const char *label, const Fix *fix)
{
    const char *says = fix->says ? fix->says : "";
    if (!fix->command.count) {
        put_words(report, label, STYLE_STRONG, as_sentence(report->arena, says));
        return;
    }
    put_kind(report, label);
    put_argv(report, fix->command, COMMAND_INDENT);
    page_end_line(&report->page);
    put_words(report, "", STYLE_FAINT, says);
}

static bool brings_packages(const Way *way)
{
    for (size_t i = 0; i < way->fixes.count; i++)
        for (size_t j = 0; j < way->fixes.items[i]->edits.count; j++)
            if (way->fixes.items[i]->edits.items[j].kind == EDIT_PACKAGES)
                return true;
    return false;
}

static const char *proof_says(Arena *arena, const Way *way)
{
    if (is_yes(way->mends) && brings_packages(way))
        return "foreseen from where these packages have their files: with it, the cause is gone";
    if (is_yes(way->mends))
        return "tried on a copy in memory: with it, the cause is gone";
    return arena_printf(arena, "not tried: %s", way->because ? way->because : "it is not known");
}

static const char *lasts_says(const Way *way)
{
    if (way->fix->survives)
        return way->fix->survives;
    return is_for_one_start(way) ? "for one start of a program" : NULL;
}

static void put_way(Report *report, const Way *way, const char *label)
{
    for (size_t i = 0; i < way->fixes.count; i++) {
        const Fix *fix = way->fixes.items[i];
        put_fix(report, i ? "then" : label, fix);
        put_words(report, "by", STYLE_PLAIN, fix_actor_says(fix->by));
        put_words(report, "seen after", STYLE_PLAIN, fix_after_says(fix->after));
        put_words(report, "download", STYLE_PLAIN, download_says(report->arena, fix));
        put_words(report, "undo", STYLE_PLAIN, fix->undo);
    }
    put_words(report, "survives", STYLE_PLAIN, lasts_says(way));
    put_words(report, "proof", is_yes(way->mends) ? STYLE_GOOD : STYLE_DOUBT,
              proof_says(report->arena, way));
}

static void put_other_way(Report *report, const Way *way)
{
    for (size_t i = 0; i < way->fixes.count; i++)
        put_fix(report, i ? "with" : "or", way->fixes.items[i]);
    const char *lasts = lasts_says(way);
    const char *proof = proof_says(report->arena, way);
    put_words(report, "", STYLE_FAINT,
              lasts ? arena_printf(report->arena, "survives: %s; %s", lasts, proof) : proof);
}

static void put_no_use(Report *report, const Way *way)
{
    const char *because = way->because ? way->because : "the cause stays";
    put_fix(report, "no use", way->fix);
    put_words(report, "", STYLE_FAINT, because);
}

/* ---- A step ---- */

static void put_cause(Report *report, const Cause *cause, size_t number)
{
    Page *page = &report->page;
    page_tab(page, MARGIN);
    page_put(page, STYLE_STRONG, arena_printf(report->arena, "%zu", number));
    page_tab(page, STEP_COLUMN);
    page_keep_right(page, STYLE_FAINT, cause_word(cause->id));
    page_flow(page, STYLE_STRONG, as_sentence(report->arena, report_text(report, cause->says)),
              STEP_COLUMN, page->columns);
    page_end_line(page);
}

static const char *consequences_of(Report *report, const Cause *cause)
{
    Writer names = writer_new(report->arena);
    for (size_t i = 0; i < report->judgement->causes.count; i++) {
        const Cause *other = &report->judgement->causes.items[i];
        if (other->follows_from && strcmp(other->follows_from, cause_word(cause->id)) == 0)
            put_format(&names, "%s%s", names.length ? ", " : "", cause_word(other->id));
    }
    return names.length ? names.bytes : NULL;
}

static void put_step(Report *report, const PlanStep *step, size_t number)
{
    page_end_line(&report->page);
    put_cause(report, step->cause, number);
    for (size_t i = 0; i < step->also.count; i++)
        put_words(report, "likewise", STYLE_PLAIN, step->also.items[i]->says);
    if (step->ways.count)
        put_way(report, &step->ways.items[0], "do");
    else
        put_words(report, "do", STYLE_STRONG, "Nothing is known that mends it here.");
    put_command(report, "check", step->cause->check_yourself);
    put_words(report, "ends too", STYLE_PLAIN, consequences_of(report, step->cause));
    for (size_t i = 1; i < step->ways.count; i++)
        put_other_way(report, &step->ways.items[i]);
    for (size_t i = 0; i < step->no_use.count; i++)
        put_no_use(report, &step->no_use.items[i]);
}

static void put_notes(Report *report)
{
    const char *label = "Note";
    if (report->judgement->notes.count)
        page_end_line(&report->page);
    for (size_t i = 0; i < report->judgement->notes.count; i++) {
        put_label(report, &label);
        page_flow(&report->page, STYLE_PLAIN,
                  report_text(report, report->judgement->notes.items[i]), LABEL_COLUMN,
                  report->page.columns);
        page_end_line(&report->page);
    }
}

void report_way(Writer *out, const Judgement *before, const Cause *cause, const Way *way,
                size_t number, const View *view)
{
    Report report = report_begin(out, before, view);
    put_cause(&report, cause, number);
    put_way(&report, way, "do");
}

void report_plan(Writer *out, const Plan *plan, const View *view)
{
    Report report = report_begin(out, plan->before, view);
    put_first_line(&report);
    put_environment_notes(&report);
    page_end_line(&report.page);
    put_sentence(&report, STYLE_PLAIN, plan_says(report.arena, plan));
    for (size_t i = 0; i < plan->steps.count; i++)
        put_step(&report, &plan->steps.items[i], i + 1);
    put_notes(&report);
}

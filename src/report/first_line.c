/* The line that answers, and what has to be said about the environment that it is about. */
#include <string.h>

#include "frameworks/framework.h"
#include "report/terminal_parts.h"

typedef struct Sign {
    const char *symbol, *ascii;
    Style style;
} Sign;

static bool is_assumed(const Judgement *judgement)
{
    for (int step = 0; step < STEP_COUNT; step++)
        if (judgement->chain[step].status == STEP_ASSUMED)
            return true;
    return false;
}

/* Nothing is wrong with a machine that has no GPU: it is told without alarm. */
static bool is_calm(const Judgement *judgement)
{
    const Cause *root = root_cause(judgement);
    return judgement->verdict == VERDICT_CPU && root && root->certain &&
           root->id == CAUSE_NO_NVIDIA_GPU;
}

static Sign sign_of(const Judgement *judgement)
{
    if (is_calm(judgement))
        return (Sign){"–", "-", STYLE_STRONG};
    switch (judgement->verdict) {
    case VERDICT_GPU: return (Sign){"✓", "ok", STYLE_GOOD};
    case VERDICT_CPU:
    case VERDICT_FAILS: return (Sign){"✗", "x", STYLE_BAD};
    case VERDICT_UNKNOWN: break;
    }
    return (Sign){"?", "?", STYLE_DOUBT};
}

static const char *answer(Arena *arena, const Judgement *judgement)
{
    if (judgement->target.log)
        return judgement->says;
    if (!judgement->target.framework)
        return "no framework is installed here";
    const char *name = target_name(arena, &judgement->target);
    bool assumed = is_assumed(judgement);
    switch (judgement->verdict) {
    case VERDICT_GPU:
        if (assumed)
            return arena_printf(arena, "%s would use the assumed GPU", name);
        if (judgement->listed > 1)
            return arena_printf(arena, "%s will use %d GPUs", name, judgement->listed);
        return arena_printf(arena, "%s will use the GPU", name);
    case VERDICT_CPU:
        return arena_printf(
            arena, assumed ? "%s would run on the CPU, even with a GPU" : "%s will run on the CPU",
            name);
    case VERDICT_FAILS:
        return arena_printf(arena, assumed ? "%s would fail with the assumed GPU" : "%s will fail",
                            name);
    case VERDICT_UNKNOWN: break;
    }
    return arena_printf(arena, "%s: GPU or CPU, it cannot be told", name);
}

/* ".venv, Python 3.11.7, Jupyter: my kernel"; NULL when nothing is known. */
static const char *environment(const Report *report)
{
    Arena *arena = report->arena;
    const Target *target = &report->judgement->target;
    Places places = {.cwd = report->places.cwd, .home = report->places.home};
    if (target->log)
        return shorten_path(arena, &places, target->log);
    const char *where = target->prefix ? shorten_path(arena, &places, target->prefix) : NULL;
    if (where && target->python_version)
        where = arena_printf(arena, "%s, Python %s", where, target->python_version);
    else if (target->python_version)
        where = arena_printf(arena, "Python %s", target->python_version);
    for (size_t i = 0; where && i < target->kernels.count; i++)
        where =
            arena_printf(arena, "%s, %s%s", where, i ? "" : "Jupyter: ", target->kernels.items[i]);
    return where;
}

static void put_answer(Report *report)
{
    Sign sign = sign_of(report->judgement);
    page_put(&report->page, sign.style, report->page.ascii ? sign.ascii : sign.symbol);
    page_put(&report->page, STYLE_PLAIN, " ");
    page_put(&report->page, STYLE_STRONG, answer(report->arena, report->judgement));
}

void put_first_line(Report *report)
{
    put_answer(report);
    const char *where = environment(report);
    if (where)
        page_keep_right(&report->page, STYLE_FAINT, where);
    page_end_line(&report->page);
}

/* Why, in a few words: the causes that follow from no other, or what is unknown. NULL when there is
 * nothing to explain. */
static const char *reason_in_short(Arena *arena, const Judgement *judgement)
{
    const char *ids = NULL;
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        if (!cause->follows_from)
            ids = ids ? arena_printf(arena, "%s, %s", ids, cause_word(cause->id))
                      : cause_word(cause->id);
    }
    if (ids || judgement->verdict != VERDICT_UNKNOWN || judgement->unknown.count == 0)
        return ids;
    Pair unknown = judgement->unknown.items[0];
    return unknown.detail ? unknown.detail : unknown.says;
}

void put_list_line(Report *report, bool with_environment)
{
    put_answer(report);
    const char *reason = reason_in_short(report->arena, report->judgement);
    const char *where = with_environment ? environment(report) : NULL;
    if (reason) {
        page_put(&report->page, STYLE_PLAIN, ": ");
        page_put(&report->page, STYLE_PLAIN, report_text(report, reason));
    }
    size_t width = where ? page_width(&report->page, where) : 0;
    size_t start = report->page.columns > width ? report->page.columns - width : 0;
    if (where && report->page.at + 2 <= start)
        page_tab(&report->page, start);
    else if (where)
        page_put(&report->page, STYLE_PLAIN, "  ");
    if (where)
        page_put(&report->page, STYLE_FAINT, where);
    page_end_line(&report->page);
}

void put_line_below(Report *report)
{
    put_answer(report);
    bool has_causes = report->judgement->causes.count > 0;
    const char *reason =
        has_causes ? ", for the same reason" : reason_in_short(report->arena, report->judgement);
    if (reason && !has_causes)
        page_put(&report->page, STYLE_PLAIN, ": ");
    if (reason)
        page_flow(&report->page, STYLE_PLAIN, report_text(report, reason), MARGIN,
                  report->page.columns);
    page_end_line(&report->page);
}

static void put_note_line(Report *report, const char *text)
{
    page_tab(&report->page, MARGIN);
    page_flow(&report->page, STYLE_FAINT, text, MARGIN, report->page.columns);
    page_end_line(&report->page);
}

void put_environment_notes(Report *report)
{
    const Target *target = &report->judgement->target;
    if (target->other_python)
        put_note_line(report, arena_printf(report->arena, "`python` on PATH is another one: %s",
                                           report_text(report, target->other_python)));
    if (target->root && strcmp(target->root, "/") != 0)
        put_note_line(report, arena_printf(report->arena, "judged below %s", target->root));
}

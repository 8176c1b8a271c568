/* The paragraph under the answer: the root cause in words, and what else is broken beside it. */
#include <string.h>

#include "report/terminal_parts.h"

/* The root, unless something that lets the program fail is what its user will see. */
static const Cause *told_cause(const Judgement *judgement)
{
    for (size_t i = 0; judgement->verdict == VERDICT_FAILS && i < judgement->causes.count; i++)
        if (judgement->causes.items[i].effect == EFFECT_FAILS &&
            !judgement->causes.items[i].follows_from)
            return &judgement->causes.items[i];
    return root_cause(judgement);
}

static void put_paragraph(Report *report, const char *text, const char *id)
{
    Page *page = &report->page;
    page_tab(page, MARGIN);
    if (id)
        page_keep_right(page, STYLE_FAINT, id);
    page_flow(page, STYLE_PLAIN, as_sentence(report->arena, report_text(report, text)), MARGIN,
              page->columns);
    page_end_line(page);
}

/* Each cause has a paragraph of its own, with its id. */
static bool tells_of_a_cause(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++) {
        if (strstr(judgement->headline_detail, judgement->causes.items[i].says))
            return true;
    }
    return false;
}

static void put_root(Report *report, const Cause *root)
{
    const char *id = cause_word(root->id);
    if (!root->certain)
        id = arena_printf(report->arena, "probably %s", id);
    put_paragraph(report, root->says, id);
    if (report->judgement->headline_detail && !tells_of_a_cause(report->judgement))
        put_paragraph(report, report->judgement->headline_detail, NULL);
}

/* A cause of its own beside the one that is told first: mending that alone is not enough. */
static const char *also(Report *report, const Cause *told, const Cause *cause)
{
    StepId told_step = cause_step(told->id), step = cause_step(cause->id);
    const char *lead = "also";
    if (told->id == CAUSE_NO_NVIDIA_GPU)
        lead = cause->effect == EFFECT_FAILS ? "with a GPU it would fail, because"
                                             : "with a GPU it would still run on the CPU, because";
    else if (told_step < step && step_strand(told_step) != step_strand(step))
        lead = "once that is mended,";
    return arena_printf(report->arena, "%s %s", lead, cause->says);
}

static void put_others(Report *report, const Cause *root)
{
    const CauseList *causes = &report->judgement->causes;
    Strings consequences = {0};
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        if (cause->follows_from)
            list_add(report->arena, consequences, cause_word(cause->id));
        else if (cause != root)
            put_paragraph(report, also(report, root, cause), cause_word(cause->id));
    }
    if (consequences.count == 0)
        return;
    Writer names = writer_new(report->arena);
    for (size_t i = 0; i < consequences.count; i++)
        put_format(&names, "%s%s", i ? ", " : "", consequences.items[i]);
    put_paragraph(report, arena_printf(report->arena, "what follows from it: %s", names.bytes),
                  NULL);
}

void put_reason(Report *report)
{
    const Judgement *judgement = report->judgement;
    const Cause *root = told_cause(judgement);
    if (!root && !judgement->headline_detail)
        return;
    page_end_line(&report->page);
    if (root) {
        put_root(report, root);
        put_others(report, root);
    } else {
        put_paragraph(report, judgement->headline_detail, NULL);
    }
}

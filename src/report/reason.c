/* The paragraph under the answer: the root cause in words, and what else is broken beside it. */
#include <string.h>

#include "report/terminal_parts.h"

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

static void put_root(Report *report, const Cause *root)
{
    const char *id = cause_word(root->id);
    if (!root->certain)
        id = arena_printf(report->arena, "probably %s", id);
    put_paragraph(report, root->says, id);
    if (report->judgement->headline_detail)
        put_paragraph(report, report->judgement->headline_detail, NULL);
}

/* A cause of its own beside the root: mending the root alone would not be enough. */
static const char *also(Report *report, const Cause *root, const Cause *cause)
{
    const char *lead = "also";
    if (root->id == CAUSE_NO_NVIDIA_GPU)
        lead = cause->effect == EFFECT_FAILS ? "with a GPU it would fail, because"
                                             : "with a GPU it would still run on the CPU, because";
    else if (step_strand(cause_step(root->id)) != step_strand(cause_step(cause->id)))
        lead = "once that is mended,";
    return arena_printf(report->arena, "%s %s", lead, cause->says);
}

/* The sentence about the root may have said it already. */
static bool is_told(const Report *report, const Cause *cause)
{
    const char *detail = report->judgement->headline_detail;
    return detail && strstr(detail, cause->says) != NULL;
}

static void put_others(Report *report, const Cause *root)
{
    const CauseList *causes = &report->judgement->causes;
    Strings consequences = {0};
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        if (cause->follows_from)
            list_add(report->arena, consequences, cause_word(cause->id));
        else if (cause != root && !is_told(report, cause))
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
    const Cause *root = root_cause(judgement);
    page_end_line(&report->page);
    if (root) {
        put_root(report, root);
        put_others(report, root);
        return;
    }
    bool passive_gpu = judgement->verdict == VERDICT_GPU && judgement->asked.count == 0;
    if (judgement->headline_detail)
        put_paragraph(report, judgement->headline_detail, NULL);
    else if (passive_gpu)
        put_paragraph(report, "nothing visible stops it; the driver was not asked", NULL);
    else if (judgement->says)
        put_paragraph(report, judgement->says, NULL);
}

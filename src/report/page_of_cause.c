#include "report/page_of_cause.h"

#include <string.h>

enum { TEXT_COLUMN = 2, COMMAND_COLUMN = 6, TITLE_COLUMN = 36, WIDEST_TEXT = 100 };

Page page_of_prose(Writer *out, const View *view)
{
    /* Long lines of prose are hard to follow. */
    size_t columns = view->columns < WIDEST_TEXT ? view->columns : WIDEST_TEXT;
    return (Page){.out = out, .columns = columns, .colour = view->colour, .ascii = view->ascii};
}

/* Paragraphs of causes.def: separated by newlines; "$ " starts a command, which is never wrapped,
 * so that it can be copied. */
static void put_paragraphs(Page *page, const char *text)
{
    Text rest = text_of(text), line;
    while (text_line(&rest, &line)) {
        const char *paragraph = text_copy(page->out->arena, line);
        bool command = starts_with(paragraph, "$ ");
        page_tab(page, command ? COMMAND_COLUMN : TEXT_COLUMN);
        if (command)
            page_put(page, STYLE_STRONG, paragraph + 2);
        else
            page_flow(page, STYLE_PLAIN, paragraph, TEXT_COLUMN, page->columns);
        page_end_line(page);
    }
}

void put_section(Page *page, const char *heading, const char *text)
{
    page_end_line(page);
    page_put(page, STYLE_STRONG, heading);
    page_end_line(page);
    put_paragraphs(page, text);
}

void report_cause_page(Writer *out, CauseId id, const View *view)
{
    Page page = page_of_prose(out, view);
    const CausePage *text = cause_page(id);
    StepId step = cause_step(id);
    page_put(&page, STYLE_STRONG, cause_word(id));
    page_put(&page, STYLE_PLAIN, ": ");
    page_flow(&page, STYLE_PLAIN, text->title, TEXT_COLUMN, page.columns);
    page_end_line(&page);
    page_tab(&page, TEXT_COLUMN);
    page_flow(&page, STYLE_FAINT,
              arena_printf(out->arena, "step %s: %s", step_word(step), step_question(step)),
              TEXT_COLUMN, page.columns);
    page_end_line(&page);
    put_section(&page, "What it means", text->means);
    put_section(&page, "How it is recognised", text->recognised);
    put_section(&page, "How to refute it", text->refuted);
    put_section(&page, "How to mend it", text->mended);
    put_section(&page, "What it is taken for", text->mistaken);
}

void report_cause_list(Writer *out, const View *view)
{
    Page page = page_of_prose(out, view);
    for (int step = 0; step < STEP_COUNT; step++) {
        bool headed = false;
        for (int id = 0; id < CAUSE_COUNT; id++) {
            if (cause_step((CauseId)id) != (StepId)step)
                continue;
            if (!headed) {
                page_put(&page, STYLE_STRONG, step_word((StepId)step));
                page_end_line(&page);
            }
            headed = true;
            page_tab(&page, TEXT_COLUMN);
            page_put(&page, STYLE_PLAIN, cause_word((CauseId)id));
            page_tab(&page, TITLE_COLUMN);
            page_flow(&page, STYLE_FAINT, cause_page((CauseId)id)->title, TITLE_COLUMN,
                      page.columns);
            page_end_line(&page);
        }
    }
}

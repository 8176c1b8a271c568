#include "report/terminal.h"

#include <string.h>

#include "base/text.h"
#include "frameworks/framework.h"
#include "report/terminal_parts.h"

enum { WIDE_COLUMNS = 120 }; /* from here on, whole paths have room */

Report report_begin(Writer *out, const Judgement *judgement, const View *view)
{
    return (Report){
        .page = {.out = out,
                 .columns = view->columns,
                 .colour = view->colour,
                 .ascii = view->ascii},
        .arena = out->arena,
        .judgement = judgement,
        .places = {.cwd = view->cwd,
                   .prefix = judgement->target.prefix,
                   .home = view->home,
                   .brief = view->columns < WIDE_COLUMNS},
        .command_places = {.cwd = view->cwd, .home = view->home},
    };
}

const char *report_text(const Report *report, const char *text)
{
    return shorten_text(report->arena, &report->places, text);
}

void put_sentence(Report *report, Style style, const char *text)
{
    Page *page = &report->page;
    page_tab(page, MARGIN);
    page_flow(page, style, as_sentence(report->arena, report_text(report, text)), MARGIN,
              page->columns);
    page_end_line(page);
}

static void put_value(Report *report, const char *label, const char *value)
{
    enum { VALUE_COLUMN = 6, WORDS_COLUMN = 14 };
    Page *page = &report->page;
    if (!value)
        return;
    page_tab(page, VALUE_COLUMN);
    page_put(page, STYLE_FAINT, label);
    page_tab(page, WORDS_COLUMN);
    page_flow(page, STYLE_PLAIN, report_text(report, value), WORDS_COLUMN, page->columns);
    page_end_line(page);
}

void put_before_and_now(Report *report, const char *before, const char *now)
{
    put_value(report, "before", before);
    put_value(report, "now", now);
}

static bool is_ordinary_word(const char *text)
{
    for (int i = 0; i < FRAMEWORK_COUNT; i++) {
        const char *name = framework_word((Framework)i);
        if (starts_with(text, name) && strchr(" -,", text[strlen(name)]))
            return false;
    }
    size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    return letters && (text[letters] == ' ' || text[letters] == ',' || text[letters] == '\0');
}

const char *as_sentence(Arena *arena, const char *text)
{
    size_t length = strlen(text);
    bool ended = length && strchr(".!?:", text[length - 1]);
    char *sentence = arena_printf(arena, "%s%s", text, ended || length == 0 ? "" : ".");
    if (is_ordinary_word(sentence))
        sentence[0] = (char)(sentence[0] - 'a' + 'A');
    return sentence;
}

const Cause *root_cause(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return &judgement->causes.items[i];
    return judgement->causes.count ? &judgement->causes.items[0] : NULL;
}

void put_label(Report *report, const char **label)
{
    page_tab(&report->page, MARGIN);
    if (*label)
        page_put(&report->page, STYLE_STRONG, *label);
    *label = NULL;
    page_tab(&report->page, LABEL_COLUMN);
}

static void report_behind(Writer *out, const Judgement *judgement, const Judgement *first,
                          const View *view)
{
    Report report = report_begin(out, judgement, view);
    put_first_line(&report);
    put_environment_notes(&report);
    put_reason(&report);
    put_since(&report);
    page_end_line(&report.page);
    put_chain(&report, first);
    put_advice(&report);
}

void report_terminal(Writer *out, const Judgement *judgement, const View *view)
{
    report_behind(out, judgement, NULL, view);
}

void report_first_line(Writer *out, const Judgement *judgement, const View *view)
{
    Report report = report_begin(out, judgement, view);
    size_t start = out->length;
    put_first_line(&report);
    char *end = strchr(out->bytes + start, '\n');
    if (end) {
        out->length = (size_t)(end + 1 - out->bytes);
        end[1] = '\0';
    }
}

void report_list_line(Writer *out, const Judgement *judgement, const View *view)
{
    Report report = report_begin(out, judgement, view);
    put_list_line(&report, true);
}

bool cause_is_among(const CauseList *causes, const Cause *one)
{
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].id == one->id && strcmp(causes->items[i].says, one->says) == 0)
            return true;
    return false;
}

static bool has_own_cause(const Judgement *judgement, const Judgement *first)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (!cause_is_among(&first->causes, &judgement->causes.items[i]))
            return true;
    return false;
}

void report_first_lines(Writer *out, const Judgement *const *judgements, size_t count,
                        const View *view)
{
    for (size_t i = 0; i < count; i++)
        if (i == 0 || judgements[i]->verdict != judgements[0]->verdict ||
            has_own_cause(judgements[i], judgements[0]))
            report_first_line(out, judgements[i], view);
}

/* The environment stands in the first line already. */
static void put_line_beside(Writer *out, const Judgement *judgement, const Judgement *first,
                            const View *view)
{
    Report report = report_begin(out, judgement, view);
    put_line_below(&report);
    put_own_remarks(&report, first);
}

/* What changed for both, and what the machine is like, is told once. */
static void put_beside(Writer *out, const Judgement *judgement, const Judgement *first,
                       const View *view)
{
    Judgement alone = *judgement;
    if (first->since && alone.since && says_the_same(first->since, alone.since))
        alone.since = NULL;
    alone.notes = (Strings){0};
    for (size_t i = 0; i < judgement->notes.count; i++)
        if (!strings_have(first->notes, judgement->notes.items[i]))
            list_add(out->arena, alone.notes, judgement->notes.items[i]);
    report_behind(out, &alone, first, view);
}

void report_terminal_all(Writer *out, const Judgement *const *judgements, size_t count,
                         const View *view)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            put_char(out, '\n');
        if (i == 0)
            report_terminal(out, judgements[i], view);
        else if (has_own_cause(judgements[i], judgements[0]))
            put_beside(out, judgements[i], judgements[0], view);
        else
            put_line_beside(out, judgements[i], judgements[0], view);
    }
}

#include "report_shown.h"

#include <stdio.h>
#include <string.h>

#include "base/writer.h"
#include "harness.h"
#include "parse/report.h"

static const char *copy(Text text)
{
    return text_copy(test_arena(), text);
}

static const char *fact_shown(ReportFact fact)
{
    return arena_printf(test_arena(), "%s %s | %s | %s | %s", report_form_word(fact.form),
                        report_kind_word(fact.kind), copy(fact.subject), copy(fact.name),
                        copy(fact.value));
}

const char *report_shown(const char *text)
{
    ReportFacts facts = report_read(test_arena(), text_of(text), 1);
    const char *shown = "";
    for (size_t i = 0; i < facts.count; i++)
        shown = arena_printf(test_arena(), "%s%zu %s\n", shown, facts.items[i].line,
                             fact_shown(facts.items[i]));
    return shown;
}

const char *report_short(const char *text)
{
    ReportFacts facts = report_read(test_arena(), text_of(text), 1);
    const char *shown = "";
    for (size_t i = 0; i < facts.count; i++) {
        ReportFact fact = facts.items[i];
        shown = arena_printf(test_arena(), "%s%s%s%s%s %s=%s", shown, i ? "; " : "",
                             report_kind_word(fact.kind), fact.subject.length ? " " : "",
                             copy(fact.subject), copy(fact.name), copy(fact.value));
    }
    return shown;
}

static Text content_of(const char *path)
{
    static char bytes[1 << 16];
    FILE *file = fopen(path, "rb");
    if (!CHECK(file != NULL))
        return TEXT("");
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (Text){arena_copy(test_arena(), bytes, size), size};
}

const char *report_sample(const char *place)
{
    Text content =
        content_of(arena_printf(test_arena(), "%s/fuzz/seeds/%s", TESTS_DIRECTORY, place));
    ReportFacts facts = report_read(test_arena(), content, 1);
    const char *shown = arena_printf(test_arena(), "==== %s\n", place);
    Text line;
    size_t next = 0;
    for (size_t number = 1; text_line(&content, &line); number++) {
        shown = arena_printf(test_arena(), "%s> %s\n", shown, copy(line));
        for (; next < facts.count && facts.items[next].line <= number; next++)
            shown = arena_printf(test_arena(), "%s    %s%s\n", shown,
                                 facts.items[next].line < number ? "(line before) " : "",
                                 fact_shown(facts.items[next]));
    }
    return shown;
}

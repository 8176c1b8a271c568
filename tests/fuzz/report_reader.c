#include "report_reader.h"
#include "must.h"

#include <stdlib.h>

static unsigned bytes_of(Text text)
{
    unsigned sum = 0;
    for (size_t i = 0; i < text.length; i++)
        sum += (unsigned char)text.at[i];
    return sum;
}

void check_facts(Text text, ReportFacts facts, size_t first)
{
    size_t lines = first;
    for (size_t i = 0; i < text.length; i++)
        lines += text.at[i] == '\n';
    volatile unsigned sum = 0;
    for (size_t i = 0; i < facts.count; i++) {
        ReportFact fact = facts.items[i];
        must(fact.kind < REPORT_KINDS && report_kind_word(fact.kind));
        must(fact.form <= REPORT_BY_PERSON && report_form_word(fact.form));
        must(report_name_exists(fact.kind, fact.name));
        must(fact.line >= first && fact.line <= lines);
        sum += bytes_of(fact.subject) + bytes_of(fact.value);
    }
    (void)sum;
}

void check_readers(const uint8_t *data, size_t size, ReportReader *const *readers, size_t count)
{
    Text text = {(const char *)data, size};
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        check_facts(text, report_read_with(arena, text, readers[i]), 1);
        arena_free(arena);
    }
}

/* A pasted report as a whole. */
#include <stdint.h>
#include <stdlib.h>

#include "parse/report.h"
#include "parse/report_fact.h"
#include "parse/report_line.h"
#include "parse/report_words.h"
#include "report_reader.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text text = {(const char *)data, size}, rest = text, raw;
    while (text_line(&rest, &raw)) {
        ReportLine line = report_line(raw, 7);
        inside(raw, line.text);
        inside(raw, line.printed);
        must(line.number == 7 && (!line.blank || line.text.length == 0));
        (void)report_starts_here(raw);
    }
    Arena *arena = arena_new();
    ReportFacts facts = report_read(arena, text, 1), again = report_read(arena, text, 1000);
    check_facts(text, facts, 1);
    /* Where a report begins changes nothing but the numbers of its lines. */
    must(facts.count == again.count);
    for (size_t i = 0; i < facts.count; i++) {
        must(facts.items[i].line + 999 == again.items[i].line);
        must(text_equal(facts.items[i].value, again.items[i].value));
    }
    arena_free(arena);
    return 0;
}

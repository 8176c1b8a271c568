#include "logged_case.h"

#include <string.h>

#include "base/writer.h"

/* ---- From lines to facts ---- */

typedef struct Line {
    Arena *arena;
    Facts *facts;
    const char *first, *name, *value, *whole, *source; /* "FIRST NAME: VALUE" */
} Line;

static Line line_read(Facts *facts, const char *whole, size_t number)
{
    Arena *arena = facts_arena(facts);
    size_t first = strcspn(whole, " "), name = strcspn(whole, ":");
    const char *rest = whole + first + (whole[first] != 0);
    bool has_value = whole[name] == ':';
    return (Line){.arena = arena,
                  .facts = facts,
                  .first = arena_copy(arena, whole, first),
                  .name = arena_copy(arena, rest, strcspn(rest, ":")),
                  .value = has_value ? whole + name + strspn(whole + name, ": ") : "",
                  .whole = whole,
                  .source = arena_printf(arena, "log.txt:%zu", number)};
}

static Strings parts_of(const Line *line, const char *text)
{
    Strings list = {0};
    for (size_t length; *text; text += length + strspn(text + length, ", ")) {
        length = strcspn(text, ",");
        list_add(line->arena, list, arena_copy(line->arena, text, length));
    }
    return list;
}

static void see(const Line *line, const char *subject)
{
    fact_set_text(line->facts, subject, FACT_LOG_SEEN, line->value, line->source);
    fact_set_text(line->facts, subject, FACT_TOLD_LINE, line->whole, line->source);
}

static void tell(const Line *line)
{
    const char *subject = arena_printf(line->arena, "told/%s", line->name);
    fact_set_text(line->facts, subject, FACT_TOLD, line->first, line->source);
    fact_set_text(line->facts, subject, FACT_TOLD_LINE, line->whole, line->source);
}

static long long number_of(const Line *line)
{
    long long number = -1;
    bool negative = *line->value == '-';
    CHECK(text_number(text_of(line->value + negative), &number));
    return negative ? -number : number;
}

static void set_fact(const Line *line)
{
    int name = 0;
    while (name < FACT_NAME_COUNT && strcmp(fact_word((FactName)name), line->name) != 0)
        name++;
    REQUIRE(name < FACT_NAME_COUNT);
    Facts *facts = line->facts;
    switch (fact_type((FactName)name)) {
    case FACT_IS_TEXT:
        fact_set_text(facts, line->first, (FactName)name, line->value, line->source);
        break;
    case FACT_IS_NUMBER:
        fact_set_number(facts, line->first, (FactName)name, number_of(line), line->source);
        break;
    case FACT_IS_FLAG:
        fact_set_flag(facts, line->first, (FactName)name, strcmp(line->value, "yes") == 0,
                      line->source);
        break;
    case FACT_IS_TEXTS:
        fact_set_texts(facts, line->first, (FactName)name, parts_of(line, line->value),
                       line->source);
        break;
    case FACT_IS_OPENING: CHECK(!"a log opens nothing"); break;
    }
}

static void take(const Line *line)
{
    const char *subject = arena_printf(line->arena, "log/%s", line->name);
    if (strcmp(line->first, "surely") == 0 || strcmp(line->first, "refuted") == 0) {
        tell(line);
    } else if (strcmp(line->first, "open") == 0) {
        subject = arena_printf(line->arena, "open/%s", line->source);
        fact_set_texts(line->facts, subject, FACT_LOG_OPEN, parts_of(line, line->name),
                       line->source);
        fact_set_text(line->facts, subject, FACT_TOLD_LINE, line->whole, line->source);
    } else if (strcmp(line->first, "saw") == 0) {
        see(line, subject);
    } else if (strcmp(line->first, "code") == 0) {
        see(line, subject);
        fact_set_number(line->facts, subject, FACT_ASKED_CODE, number_of(line), line->source);
    } else {
        set_fact(line);
    }
}

static void take_all(Facts *facts, const char *told, size_t number)
{
    static const char and[] = " & ";
    for (const char *end; (end = strstr(told, and)); told = end + strlen(and)) {
        Line line =
            line_read(facts, arena_copy(facts_arena(facts), told, (size_t)(end - told)), number);
        take(&line);
    }
    Line line = line_read(facts, told, number);
    take(&line);
}

Judgement *logged_judgement(LogLines lines)
{
    Facts *facts = facts_new(test_arena());
    for (size_t i = 0; lines[i]; i++)
        take_all(facts, lines[i], i + 1);
    Target target = {.kind = "log",
                     .framework = fact_text_or(facts, "env", FACT_FRAMEWORK, NULL),
                     .version = fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, NULL)};
    return judge(facts, &target);
}

/* ---- What is judged ---- */

static const char *text_in(Writer *writer)
{
    return text_copy(test_arena(), (Text){writer->bytes, writer->length});
}

static void put_ids(Writer *writer, const CauseList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const Cause *cause = &list->items[i];
        put_format(writer, "%s%s%s", writer->length ? ", " : "", cause_word(cause->id),
                   cause->certain ? "" : "?");
        if (cause->follows_from)
            put_format(writer, " of %s", cause->follows_from);
    }
}

const char *logged_causes(LogLines lines)
{
    const Judgement *judgement = logged_judgement(lines);
    Writer writer = writer_new(test_arena());
    put_ids(&writer, &judgement->causes);
    put_ids(&writer, &judgement->findings);
    return text_in(&writer);
}

static void put_details(Writer *writer, const CauseList *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const Cause *cause = &list->items[i];
        put_format(writer, "%s%s, %s, by %s: %s\n", cause_word(cause->id),
                   cause->certain ? "" : "?", effect_word(cause->effect), cause->line.source,
                   cause->says);
        for (size_t j = 0; j < cause->subjects.count; j++)
            put_format(writer, "  about %s\n", cause->subjects.items[j]);
        for (size_t j = 0; j < cause->evidence.count; j++)
            put_format(writer, "  %s: %s\n", cause->evidence.items[j].source,
                       cause->evidence.items[j].says);
    }
}

const char *logged_details(LogLines lines)
{
    const Judgement *judgement = logged_judgement(lines);
    Writer writer = writer_new(test_arena());
    put_details(&writer, &judgement->causes);
    put_details(&writer, &judgement->findings);
    return text_in(&writer);
}

const char *logged_needs(LogLines lines)
{
    const Judgement *judgement = logged_judgement(lines);
    Writer writer = writer_new(test_arena());
    for (size_t i = 0; i < judgement->needs.count; i++)
        put_format(&writer, "%s\n", judgement->needs.items[i].says);
    for (size_t i = 0; i < judgement->notes.count; i++)
        put_format(&writer, "note: %s\n", judgement->notes.items[i]);
    return text_in(&writer);
}

const char *logged_commands(LogLines lines)
{
    const Judgement *judgement = logged_judgement(lines);
    Writer writer = writer_new(test_arena());
    for (size_t i = 0; i < judgement->needs.count; i++)
        if (judgement->needs.items[i].detail)
            put_format(&writer, "%s\n", judgement->needs.items[i].detail);
    return text_in(&writer);
}

const char *logged_steps(StepStatus status, LogLines lines)
{
    const Judgement *judgement = logged_judgement(lines);
    Writer writer = writer_new(test_arena());
    for (int i = 0; i < STEP_COUNT; i++)
        if (judgement->chain[i].status == status)
            put_format(&writer, "%s%s", writer.length ? ", " : "", step_word((StepId)i));
    return text_in(&writer);
}

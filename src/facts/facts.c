#include "facts/facts.h"

#include <string.h>

#include "base/fault.h"

struct Facts {
    Arena *arena;
    LIST_OF(Fact) all;
};

typedef struct Row {
    const char *word;
    FactType type;
    bool required;
} Row;

enum { REFINING = false, REQUIRED = true };

static const Row ROWS[] = {
#define FACT(NAME, word, type, need, meaning) {word, FACT_IS_##type, need},
#include "facts/facts.def"
#undef FACT
};

Facts *facts_new(Arena *arena)
{
    Facts *facts = arena_new_of(arena, Facts);
    facts->arena = arena;
    return facts;
}

Arena *facts_arena(const Facts *facts)
{
    return facts->arena;
}

Facts *facts_copy(const Facts *facts)
{
    Facts *copy = facts_new(facts->arena);
    for (size_t i = 0; i < facts->all.count; i++)
        list_add(facts->arena, copy->all, facts->all.items[i]);
    return copy;
}

static Fact *find(const Facts *facts, const char *subject, FactName name)
{
    for (size_t i = 0; i < facts->all.count; i++) {
        Fact *fact = &facts->all.items[i];
        if (fact->name == name && strcmp(fact->subject, subject) == 0)
            return fact;
    }
    return NULL;
}

static void put_fact(Facts *facts, const char *subject, Fact value)
{
    Fact *fact = find(facts, subject, value.name);
    value.subject = fact ? fact->subject : arena_strdup(facts->arena, subject);
    if (fact)
        *fact = value;
    else
        list_add(facts->arena, facts->all, value);
}

static void must_be(FactName name, FactType type)
{
    if (ROWS[name].type != type)
        fault("a fact was set with a value of another type than facts.def says");
}

void fact_set_text(Facts *facts, const char *subject, FactName name, const char *value,
                   const char *source)
{
    must_be(name, FACT_IS_TEXT);
    put_fact(facts, subject,
             (Fact){.name = name, .known = PRESENT, .text = value, .source = source});
}

void fact_set_number(Facts *facts, const char *subject, FactName name, long long value,
                     const char *source)
{
    must_be(name, FACT_IS_NUMBER);
    put_fact(facts, subject,
             (Fact){.name = name, .known = PRESENT, .number = value, .source = source});
}

void fact_set_flag(Facts *facts, const char *subject, FactName name, bool value, const char *source)
{
    must_be(name, FACT_IS_FLAG);
    put_fact(facts, subject,
             (Fact){.name = name, .known = PRESENT, .flag = value, .source = source});
}

void fact_set_texts(Facts *facts, const char *subject, FactName name, Strings values,
                    const char *source)
{
    must_be(name, FACT_IS_TEXTS);
    put_fact(facts, subject,
             (Fact){.name = name, .known = PRESENT, .texts = values, .source = source});
}

void fact_set_opening(Facts *facts, const char *subject, FactName name, const Opening *value,
                      const char *source)
{
    must_be(name, FACT_IS_OPENING);
    put_fact(facts, subject,
             (Fact){.name = name, .known = PRESENT, .opening = value, .source = source});
}

void fact_set_absent(Facts *facts, const char *subject, FactName name, const char *source)
{
    put_fact(facts, subject, (Fact){.name = name, .known = ABSENT, .source = source});
}

void fact_set_unknown(Facts *facts, const char *subject, FactName name, const char *because,
                      const char *source)
{
    put_fact(facts, subject,
             (Fact){.name = name, .known = UNKNOWN, .because = because, .source = source});
}

void fact_mark_assumed(Facts *facts, const char *subject, FactName name)
{
    Fact *fact = find(facts, subject, name);
    if (fact)
        fact->assumed = true;
}

const Fact *fact_get(const Facts *facts, const char *subject, FactName name)
{
    static const Fact NOT_LOOKED_AT = {
        .subject = "", .known = UNKNOWN, .because = "not looked at", .source = ""};
    const Fact *fact = find(facts, subject, name);
    return fact ? fact : &NOT_LOOKED_AT;
}

static Truth cannot_tell(const Fact *fact)
{
    return truth_unknown(fact->because ? fact->because : "not looked at");
}

Truth fact_is_text(const Facts *facts, const char *subject, FactName name, const char *value)
{
    const Fact *fact = fact_get(facts, subject, name);
    if (fact->known == UNKNOWN)
        return cannot_tell(fact);
    return truth_of(fact->known == PRESENT && strcmp(fact->text, value) == 0);
}

Truth fact_is_flag(const Facts *facts, const char *subject, FactName name)
{
    const Fact *fact = fact_get(facts, subject, name);
    if (fact->known == UNKNOWN)
        return cannot_tell(fact);
    return truth_of(fact->known == PRESENT && fact->flag);
}

Truth fact_exists(const Facts *facts, const char *subject, FactName name)
{
    const Fact *fact = fact_get(facts, subject, name);
    return fact->known == UNKNOWN ? cannot_tell(fact) : truth_of(fact->known == PRESENT);
}

const char *fact_text_or(const Facts *facts, const char *subject, FactName name,
                         const char *otherwise)
{
    const Fact *fact = fact_get(facts, subject, name);
    return fact->known == PRESENT ? fact->text : otherwise;
}

long long fact_number_or(const Facts *facts, const char *subject, FactName name,
                         long long otherwise)
{
    const Fact *fact = fact_get(facts, subject, name);
    return fact->known == PRESENT ? fact->number : otherwise;
}

static bool listed(Strings list, const char *text)
{
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i], text) == 0)
            return true;
    return false;
}

Strings facts_subjects(const Facts *facts, const char *prefix)
{
    Strings subjects = {0};
    for (size_t i = 0; i < facts->all.count; i++) {
        const char *subject = facts->all.items[i].subject;
        if (strncmp(subject, prefix, strlen(prefix)) == 0 && !listed(subjects, subject))
            list_add(facts->arena, subjects, subject);
    }
    return subjects;
}

const char *fact_word(FactName name)
{
    return ROWS[name].word;
}

bool fact_is_required(FactName name)
{
    return ROWS[name].required;
}

size_t facts_count(const Facts *facts)
{
    return facts->all.count;
}

const Fact *facts_at(const Facts *facts, size_t index)
{
    return &facts->all.items[index];
}

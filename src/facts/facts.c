#include "facts/facts.h"

#include <stdint.h>
#include <string.h>

#include "base/fault.h"
#include "base/table.h"

/* Machines of strangers may have thousands of cards, so nothing is looked for one by one. */
struct Facts {
    Arena *arena;
    LIST_OF(Fact) all;
    size_t *places;     /* by hash of subject and name: 1 + index in `all`; 0: free */
    size_t place_count; /* a power of two, or 0 */
    Strings subjects;   /* each once, in the order in which they came */
    Table seen_subjects;
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

enum { FIRST_PLACES = 256 };

/* FNV-1a. */
static size_t hash_of(const char *subject, FactName name)
{
    uint64_t hash = 14695981039346656037U ^ (uint64_t)name;
    for (; *subject; subject++)
        hash = (hash ^ (unsigned char)*subject) * 1099511628211U;
    return (size_t)(hash ^ hash >> 32);
}

/* Where this fact is, or the free place for it. */
static size_t *place_of(const Facts *facts, const char *subject, FactName name)
{
    for (size_t at = hash_of(subject, name);; at++) {
        size_t *place = &facts->places[at & (facts->place_count - 1)];
        if (!*place)
            return place;
        const Fact *fact = &facts->all.items[*place - 1];
        if (fact->name == name && strcmp(fact->subject, subject) == 0)
            return place;
    }
}

static void make_room(Facts *facts)
{
    if (facts->all.count * 2 < facts->place_count)
        return;
    facts->place_count = facts->place_count ? facts->place_count * 2 : FIRST_PLACES;
    facts->places = arena_alloc(facts->arena, facts->place_count * sizeof *facts->places);
    for (size_t i = 0; i < facts->all.count; i++)
        *place_of(facts, facts->all.items[i].subject, facts->all.items[i].name) = i + 1;
}

static Fact *find(const Facts *facts, const char *subject, FactName name)
{
    size_t place = facts->place_count ? *place_of(facts, subject, name) : 0;
    return place ? &facts->all.items[place - 1] : NULL;
}

/* The store's own copy of a subject. */
static const char *kept_subject(Facts *facts, const char *subject)
{
    const char *kept = table_get(&facts->seen_subjects, subject);
    if (kept)
        return kept;
    char *copy = arena_strdup(facts->arena, subject);
    list_add(facts->arena, facts->subjects, copy);
    table_put(facts->arena, &facts->seen_subjects, copy, copy);
    return copy;
}

static void put_fact(Facts *facts, const char *subject, Fact value)
{
    Fact *fact = find(facts, subject, value.name);
    value.subject = kept_subject(facts, subject);
    if (fact) {
        *fact = value;
        return;
    }
    make_room(facts);
    list_add(facts->arena, facts->all, value);
    *place_of(facts, value.subject, value.name) = facts->all.count;
}

Facts *facts_copy(const Facts *facts)
{
    Facts *copy = facts_new(facts->arena);
    for (size_t i = 0; i < facts->all.count; i++)
        put_fact(copy, facts->all.items[i].subject, facts->all.items[i]);
    return copy;
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

Strings facts_subjects(const Facts *facts, const char *prefix)
{
    Strings subjects = {0};
    for (size_t i = 0; i < facts->subjects.count; i++)
        if (starts_with(facts->subjects.items[i], prefix))
            list_add(facts->arena, subjects, facts->subjects.items[i]);
    return subjects;
}

const char *fact_word(FactName name)
{
    return ROWS[name].word;
}

FactType fact_type(FactName name)
{
    return ROWS[name].type;
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

/* What was observed: values with their sources.
 *
 * A store holds the facts of one target (a machine and one Python environment on it). A fact is
 * keyed by its subject ("machine", "env", "gpu/0000:01:00.0", "library/libcudnn.so.9",
 * "variable/LD_PRELOAD") and its name, a row of facts.def. It is PRESENT with a value, ABSENT
 * (looked, is not there), or UNKNOWN because of something. A fact that nobody set is UNKNOWN:
 * "not looked at".
 *
 * inspect/ writes facts, diagnose/ reads nothing else.
 */
#ifndef WHYCPU_FACTS_FACTS_H
#define WHYCPU_FACTS_FACTS_H

#include "base/known.h"
#include "base/list.h"
#include "loader/loader.h"

typedef enum FactName {
#define FACT(NAME, word, type, need, meaning) FACT_##NAME,
#include "facts/facts.def"
#undef FACT
    FACT_NAME_COUNT
} FactName;

typedef enum FactType {
    FACT_IS_TEXT,
    FACT_IS_NUMBER,
    FACT_IS_FLAG,
    FACT_IS_TEXTS,
    FACT_IS_OPENING
} FactType;

typedef struct Fact {
    const char *subject;
    FactName name;
    Known known;
    bool assumed;           /* laid over by --assume-gpu */
    const char *source;     /* path or call by which anyone can look for himself */
    const char *because;    /* of UNKNOWN */
    const char *text;       /* FACT_IS_TEXT */
    long long number;       /* FACT_IS_NUMBER */
    bool flag;              /* FACT_IS_FLAG */
    Strings texts;          /* FACT_IS_TEXTS */
    const Opening *opening; /* FACT_IS_OPENING */
} Fact;

typedef struct Facts Facts;

Facts *facts_new(Arena *arena);
Arena *facts_arena(const Facts *facts);
/* The same facts in a store of its own. */
Facts *facts_copy(const Facts *facts);

/* Setting a fact a second time replaces it. Values are kept by reference: they must live as long
 * as the store's arena. */
void fact_set_text(Facts *facts, const char *subject, FactName name, const char *value,
                   const char *source);
void fact_set_number(Facts *facts, const char *subject, FactName name, long long value,
                     const char *source);
void fact_set_flag(Facts *facts, const char *subject, FactName name, bool value,
                   const char *source);
void fact_set_texts(Facts *facts, const char *subject, FactName name, Strings values,
                    const char *source);
void fact_set_opening(Facts *facts, const char *subject, FactName name, const Opening *value,
                      const char *source);
void fact_set_absent(Facts *facts, const char *subject, FactName name, const char *source);
void fact_set_unknown(Facts *facts, const char *subject, FactName name, const char *because,
                      const char *source);
/* Marks a fact that is set as laid over. */
void fact_mark_assumed(Facts *facts, const char *subject, FactName name);

/* Never NULL. */
const Fact *fact_get(const Facts *facts, const char *subject, FactName name);

/* Predicates. PRESENT and equal, PRESENT and not equal (or ABSENT), UNKNOWN. */
Truth fact_is_text(const Facts *facts, const char *subject, FactName name, const char *value);
Truth fact_is_flag(const Facts *facts, const char *subject, FactName name);
Truth fact_exists(const Facts *facts, const char *subject, FactName name);

/* The value, or the given one when it is not PRESENT. */
const char *fact_text_or(const Facts *facts, const char *subject, FactName name,
                         const char *otherwise);
long long fact_number_or(const Facts *facts, const char *subject, FactName name,
                         long long otherwise);

/* Subjects that start with `prefix` ("gpu/"), each once, in the order in which they came. */
Strings facts_subjects(const Facts *facts, const char *prefix);

const char *fact_word(FactName name);
FactType fact_type(FactName name);
bool fact_is_required(FactName name);

/* All facts, for tests and --explain-facts style dumps. */
size_t facts_count(const Facts *facts);
const Fact *facts_at(const Facts *facts, size_t index);

#endif

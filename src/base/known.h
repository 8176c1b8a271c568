/* What is known of a thing: it is there, it is not, or it cannot be told, because of something.
 *
 * Known is the answer to "is there such a file, variable, fact?". Truth is the value of a
 * predicate. Truth is a struct on purpose: `if (predicate(…))` does not compile, so nobody can
 * take "cannot be told" for "no" by oversight; say is_yes(), is_no() or is_unknown().
 */
#ifndef WHYCPU_BASE_KNOWN_H
#define WHYCPU_BASE_KNOWN_H

#include <stdbool.h>

typedef enum Known { UNKNOWN, ABSENT, PRESENT } Known;

typedef struct Truth {
    enum { TRUTH_UNKNOWN, TRUTH_NO, TRUTH_YES } value;
    const char *because; /* why it cannot be told; NULL otherwise */
} Truth;

static inline Truth truth_of(bool yes)
{
    return (Truth){yes ? TRUTH_YES : TRUTH_NO, 0};
}

static inline Truth truth_unknown(const char *because)
{
    return (Truth){TRUTH_UNKNOWN, because};
}

static inline bool is_yes(Truth truth)
{
    return truth.value == TRUTH_YES;
}

static inline bool is_no(Truth truth)
{
    return truth.value == TRUTH_NO;
}

static inline bool is_unknown(Truth truth)
{
    return truth.value == TRUTH_UNKNOWN;
}

/* Kleene's three-valued logic. */
static inline Truth truth_not(Truth a)
{
    return is_unknown(a) ? a : truth_of(is_no(a));
}

static inline Truth truth_and(Truth a, Truth b)
{
    if (is_no(a) || is_no(b))
        return truth_of(false);
    return is_unknown(a) ? a : b;
}

static inline Truth truth_or(Truth a, Truth b)
{
    if (is_yes(a) || is_yes(b))
        return truth_of(true);
    return is_unknown(a) ? a : b;
}

#endif

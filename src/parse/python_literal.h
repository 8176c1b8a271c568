/* Python literals read as data: what ast.literal_eval would give, and nothing that runs.
 *
 * Strings (both quotes, one line or tripled, the prefixes r, u, b), True, False, None, whole
 * numbers, lists, tuples and dicts. Anything else is malformed.
 */
#ifndef WHYCPU_PARSE_PYTHON_LITERAL_H
#define WHYCPU_PARSE_PYTHON_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { LITERAL_DEPTH_CEILING = 32 };

typedef enum LiteralKind {
    LITERAL_NONE,
    LITERAL_FLAG,
    LITERAL_NUMBER,
    LITERAL_TEXT,
    LITERAL_LIST, /* or tuple */
    LITERAL_DICT  /* items: key, value, key, value… */
} LiteralKind;

typedef struct Literal {
    LiteralKind kind;
    bool flag;
    long long number;
    const char *text; /* without NUL inside */
    struct Literal *items;
    size_t count;
} Literal;

/* Takes one literal off `*rest` (white space and comments in front included). False when there is
 * none; then `*rest` stands where the reading stopped. */
bool python_literal(Arena *arena, Text *rest, Literal *literal);

/* Drops white space, comments and line ends. */
void python_skip_space(Text *rest);

/* Takes `token` off `*rest` when it stands there (after white space). */
bool python_take(Text *rest, const char *token);

/* "cuda: Optional[str] = '13.2'", "hip = None": the literal behind the sign, if the line assigns
 * that name. */
bool python_assignment(Arena *arena, Text line, const char *name, Literal *literal);

#endif

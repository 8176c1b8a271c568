/* $ORIGIN, $LIB and $PLATFORM in search paths, DT_NEEDED and names given to dlopen. */
#ifndef WHYCPU_LOADER_TOKENS_H
#define WHYCPU_LOADER_TOKENS_H

#include "base/arena.h"
#include "base/text.h"

/* What the tokens stand for. NULL: no value, and a text that uses the token is discarded. */
typedef struct Tokens {
    const char *origin, *lib, *platform;
} Tokens;

/* The text with its tokens replaced, in the arena; "" when one of them has no value. A `$` that
 * begins no known token stays: $FOO, $ORIGINAL and ${ORIGIN are literal. */
const char *tokens_expand(Arena *arena, Text text, Tokens tokens);

#endif

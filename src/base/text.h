/* Text: a view of bytes that somebody else owns. It need not end in NUL and may hold any byte.
 *
 * Parsers hand out views of their input; what outlives the input is copied into an arena and is
 * then an ordinary C string.
 */
#ifndef WHYCPU_BASE_TEXT_H
#define WHYCPU_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

typedef struct Text {
    const char *at;
    size_t length;
} Text;

#define TEXT(literal) ((Text){(literal), sizeof(literal) - 1})

Text text_of(const char *c_string); /* NULL is the empty text */
char *text_copy(Arena *arena, Text text);

/* What is asked of every line of a log stands here, where it costs no call. */

/* Clamped to what is there. */
static inline Text text_part(Text text, size_t from, size_t length)
{
    if (from > text.length)
        from = text.length;
    if (length > text.length - from)
        length = text.length - from;
    /* C has no sum of NULL and 0. */
    return (Text){from ? text.at + from : text.at, length};
}

static inline bool text_equal(Text a, Text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* The first byte decides nearly always. */
static inline bool text_starts(Text text, const char *prefix)
{
    if (!*prefix)
        return true;
    if (text.length == 0 || text.at[0] != *prefix)
        return false;
    size_t length = strlen(prefix);
    return text.length >= length && memcmp(text.at, prefix, length) == 0;
}

static inline bool text_is(Text text, const char *other)
{
    if (text.length == 0 || text.at[0] != *other)
        return text.length == 0 && !*other;
    return text.length == strlen(other) && memcmp(text.at, other, text.length) == 0;
}

bool text_ends(Text text, const char *suffix);
Text text_trim(Text text); /* without white space at both ends */

/* Takes `prefix` off the beginning of `*rest`; false when it is not there. */
static inline bool text_take(Text *rest, const char *prefix)
{
    if (!text_starts(*rest, prefix))
        return false;
    *rest = text_part(*rest, strlen(prefix), rest->length);
    return true;
}

/* No byte below the blank is in it: no tab, no line end, no colour of a terminal. Eight bytes at a
 * time, and no branch between them, so that compilers take more at once. */
static inline bool text_is_plain(Text text)
{
    const uint64_t blanks = 0x2020202020202020, tops = 0x8080808080808080;
    uint64_t bytes, low = 0;
    if (text.length < sizeof bytes) {
        bytes = blanks;
        for (size_t i = 0; i < text.length; i++)
            memcpy((char *)&bytes + i, text.at + i, 1);
        return (((bytes - blanks) & ~bytes) & tops) == 0;
    }
    size_t last = text.length - sizeof bytes;
    for (size_t at = 0; at <= last; at += sizeof bytes) {
        memcpy(&bytes, text.at + at, sizeof bytes);
        low |= (bytes - blanks) & ~bytes; /* a top bit is set where a byte is less, or above it */
    }
    memcpy(&bytes, text.at + last, sizeof bytes);
    low |= (bytes - blanks) & ~bytes;
    return (low & tops) == 0;
}

size_t text_digits(Text text); /* how many decimal digits it begins with */

/* Index of the first `c`, or text.length. */
size_t text_find(Text text, char c);

/* Takes the part before the first `separator` off `*rest` and returns it. When there is no
 * separator left, takes all of it; `*more` says whether there was something to take. */
Text text_next(Text *rest, char separator, bool *more);

/* The next line without its line end (\n or \r\n); false at the end of the text. */
bool text_line(Text *rest, Text *line);

/* C strings. */
bool starts_with(const char *string, const char *prefix);
bool ends_with(const char *string, const char *suffix);

/* A whole decimal number without sign; false when it is none or exceeds 2^63-1. */
bool text_number(Text text, long long *number);

#endif

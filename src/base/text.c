#include "base/text.h"

#include <limits.h>
#include <string.h>

Text text_of(const char *c_string)
{
    return c_string ? (Text){c_string, strlen(c_string)} : (Text){"", 0};
}

char *text_copy(Arena *arena, Text text)
{
    return arena_copy(arena, text.at, text.length);
}

bool text_ends(Text text, const char *suffix)
{
    size_t length = strlen(suffix);
    return text.length >= length && text_is(text_part(text, text.length - length, length), suffix);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

Text text_trim(Text text)
{
    while (text.length && is_space(text.at[0]))
        text = text_part(text, 1, text.length);
    while (text.length && is_space(text.at[text.length - 1]))
        text.length--;
    return text;
}

size_t text_digits(Text text)
{
    size_t digits = 0;
    while (digits < text.length && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    return digits;
}

size_t text_find(Text text, char c)
{
    const char *found = text.length ? memchr(text.at, c, text.length) : NULL;
    return found ? (size_t)(found - text.at) : text.length;
}

Text text_next(Text *rest, char separator, bool *more)
{
    *more = rest->at != NULL;
    if (!*more)
        return (Text){"", 0};
    size_t length = text_find(*rest, separator);
    Text part = text_part(*rest, 0, length);
    if (length == rest->length)
        *rest = (Text){NULL, 0};
    else
        *rest = text_part(*rest, length + 1, rest->length);
    return part;
}

bool text_line(Text *rest, Text *line)
{
    if (!rest->at || rest->length == 0)
        return false;
    bool more;
    *line = text_next(rest, '\n', &more);
    if (line->length && line->at[line->length - 1] == '\r')
        line->length--;
    return true;
}

bool starts_with(const char *string, const char *prefix)
{
    return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *string, const char *suffix)
{
    return text_ends(text_of(string), suffix);
}

bool text_number(Text text, long long *number)
{
    enum { ALWAYS_FITS = 18 };
    if (text.length == 0)
        return false;
    long long value = 0;
    for (size_t i = 0; i < text.length; i++) {
        int digit = text.at[i] - '0';
        if (digit < 0 || digit > 9 || (i >= ALWAYS_FITS && value > (LLONG_MAX - digit) / 10))
            return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}

#include "loader/tokens.h"

#include <string.h>

#include "base/writer.h"

static bool continues_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Length of the token `name` (with its braces) at the start of `rest`, which stands behind the
 * dollar sign; 0 when it is not that token. */
static size_t token_length(Text rest, const char *name)
{
    bool braced = rest.length > 0 && rest.at[0] == '{';
    Text inner = braced ? text_part(rest, 1, rest.length) : rest;
    if (!text_starts(inner, name))
        return 0;
    size_t length = strlen(name);
    char next = inner.length > length ? inner.at[length] : '\0';
    if (braced)
        return next == '}' ? length + 2 : 0;
    return continues_name(next) ? 0 : length;
}

/* The value of the token at `rest`, and its length; length 0 when there is no token. */
static const char *token_value(Text rest, Tokens tokens, size_t *length)
{
    if ((*length = token_length(rest, "ORIGIN")))
        return tokens.origin;
    if ((*length = token_length(rest, "PLATFORM")))
        return tokens.platform;
    if ((*length = token_length(rest, "LIB")))
        return tokens.lib;
    return NULL;
}

const char *tokens_expand(Arena *arena, Text text, Tokens tokens)
{
    if (text_find(text, '$') == text.length)
        return text_copy(arena, text);
    Writer expanded = writer_new(arena);
    for (size_t at = 0; at < text.length;) {
        char c = text.at[at++];
        size_t length = 0;
        const char *value =
            c == '$' ? token_value(text_part(text, at, text.length), tokens, &length) : NULL;
        if (length == 0)
            put_char(&expanded, c);
        else if (value)
            put(&expanded, value);
        else
            return "";
        at += length;
    }
    return expanded.bytes ? expanded.bytes : "";
}

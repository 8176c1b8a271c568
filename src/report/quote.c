#include "report/quote.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "report/printable.h"

static bool is_bare(const char *argument)
{
    static const char bare[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "_@%+=:,./-";
    return *argument && strspn(argument, bare) == strlen(argument);
}

static const char *dollar_quoted(Arena *arena, const char *argument)
{
    Writer writer = writer_new(arena);
    put(&writer, "$'");
    for (const unsigned char *at = (const unsigned char *)argument; *at; at++) {
        /* Octal, as a hexadecimal escape would swallow digits that follow. */
        if (*at < 0x20 || *at >= 0x7F)
            put_format(&writer, "\\%03o", *at);
        else if (*at == '\'' || *at == '\\')
            put_format(&writer, "\\%c", *at);
        else
            put_char(&writer, (char)*at);
    }
    put(&writer, "'");
    return writer.bytes;
}

static const char *single_quoted(Arena *arena, const char *argument)
{
    Writer writer = writer_new(arena);
    put_char(&writer, '\'');
    for (const char *at = argument; *at; at++) {
        if (*at == '\'')
            put(&writer, "'\\''");
        else
            put_char(&writer, *at);
    }
    put_char(&writer, '\'');
    return writer.bytes;
}

const char *shell_quote(Arena *arena, const char *argument)
{
    if (is_bare(argument))
        return argument;
    if (strcmp(printable_of(arena, argument), argument) != 0)
        return dollar_quoted(arena, argument);
    return single_quoted(arena, argument);
}

const char *shell_line(Arena *arena, Strings arguments)
{
    Writer writer = writer_new(arena);
    for (size_t i = 0; i < arguments.count; i++) {
        if (i)
            put_char(&writer, ' ');
        put(&writer, shell_quote(arena, arguments.items[i]));
    }
    return writer.bytes;
}

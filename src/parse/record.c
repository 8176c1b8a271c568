#include "parse/record.h"

#include <string.h>

/* Index of the quote that closes the field at the start of `text`, or text.length. */
static size_t closing_quote(Text text)
{
    for (size_t i = 1; i < text.length; i++) {
        if (text.at[i] != '"')
            continue;
        if (i + 1 == text.length || text.at[i + 1] != '"')
            return i;
        i++;
    }
    return text.length;
}

static Text unquote(Arena *arena, Text inside)
{
    char *plain = arena_alloc(arena, inside.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < inside.length; i++) {
        plain[length++] = inside.at[i];
        i += inside.at[i] == '"'; /* doubled */
    }
    return (Text){plain, length};
}

/* Takes one field and the comma behind it; `*last` when the line ended with it. */
static Text take_field(Arena *arena, Text *rest, bool *last)
{
    bool quoted = rest->length && rest->at[0] == '"';
    size_t end = quoted ? closing_quote(*rest) : 0;
    Text field = quoted ? unquote(arena, text_part(*rest, 1, end - 1)) : (Text){rest->at, 0};
    while (end < rest->length && rest->at[end] != ',' && rest->at[end] != '\n')
        end++;
    *last = end == rest->length || rest->at[end] == '\n';
    if (!quoted)
        field = text_part(*rest, 0, end);
    if (!quoted && *last && text_ends(field, "\r"))
        field.length--;
    *rest = text_part(*rest, end + 1, rest->length);
    return field;
}

bool record_next(Arena *arena, Text *rest, RecordLine *line)
{
    while (rest->length) {
        bool last;
        *line = (RecordLine){.size_bytes = -1, .hash = TEXT("")};
        line->path = take_field(arena, rest, &last);
        if (!last)
            line->hash = take_field(arena, rest, &last);
        if (!last && !text_number(take_field(arena, rest, &last), &line->size_bytes))
            line->size_bytes = -1;
        while (!last)
            take_field(arena, rest, &last);
        if (line->path.length)
            return true;
    }
    return false;
}

static bool ends_field(char c)
{
    return c == ',' || c == '\r' || c == '\n';
}

/* A path that needs no quotes stands at the start of a line, with a comma or nothing behind it. */
static bool lists_plainly(Text record, Text path)
{
    Text rest = record;
    while (rest.length >= path.length) {
        const char *found = memmem(rest.at, rest.length, path.at, path.length);
        if (!found)
            return false;
        size_t at = (size_t)(found - record.at), end = at + path.length;
        bool starts = at == 0 || record.at[at - 1] == '\n';
        if (starts && (end == record.length || ends_field(record.at[end])))
            return true;
        rest = text_part(record, at + 1, record.length);
    }
    return false;
}

bool record_lists(Arena *arena, Text record, Text path)
{
    if (path.length == 0)
        return false;
    bool plain = text_find(path, ',') == path.length && text_find(path, '"') == path.length &&
                 text_find(path, '\n') == path.length;
    if (plain && lists_plainly(record, path))
        return true;
    if (plain && text_find(record, '"') == record.length)
        return false;
    RecordLine line;
    while (record_next(arena, &record, &line)) {
        if (text_equal(line.path, path))
            return true;
    }
    return false;
}

#include "parse/assignment.h"

#include <string.h>

static bool is_name_character(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* What stands behind the name: "=", or `": ` of JSON. */
static bool is_set_behind(Text rest)
{
    if (text_starts(rest, "="))
        return !text_starts(rest, "==");
    if (!text_starts(rest, "\""))
        return false;
    return text_starts(text_trim(text_part(rest, 1, rest.length)), ":");
}

/* `set -gx NAME value` and `setenv NAME value` have no "=". */
static bool is_set_before(Text before, Text rest)
{
    bool blank = rest.length && (rest.at[0] == ' ' || rest.at[0] == '\t');
    Text command = text_trim(before);
    bool fish = text_starts(command, "set ") && text_find(command, '-') < command.length;
    return blank && (fish || text_is(command, "setenv"));
}

bool line_assigns(Text line, const char *name)
{
    size_t length = strlen(name);
    line = text_trim(line);
    if (line.length == 0 || line.at[0] == '#' || line.at[0] == ';')
        return false;
    for (size_t at = 0; at + length <= line.length; at++) {
        if (memcmp(line.at + at, name, length) != 0)
            continue;
        if (at > 0 && (is_name_character(line.at[at - 1]) || line.at[at - 1] == '$' ||
                       line.at[at - 1] == '{'))
            continue;
        Text before = text_part(line, 0, at), rest = text_part(line, at + length, line.length);
        if (text_find(before, '#') < before.length)
            return false;
        if (is_set_behind(rest) || is_set_before(before, rest))
            return true;
    }
    return false;
}

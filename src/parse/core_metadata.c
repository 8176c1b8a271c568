#include "parse/core_metadata.h"

#include <string.h>

static bool field_is(Text name, const char *wanted)
{
    return name.length == strlen(wanted) && strncasecmp(name.at, wanted, name.length) == 0;
}

static void take_first(Arena *arena, const char **field, Text value)
{
    if (!*field)
        *field = text_copy(arena, value);
}

static void take_field(Arena *arena, CoreMetadata *metadata, Text name, Text value)
{
    if (field_is(name, "Name"))
        take_first(arena, &metadata->name, value);
    else if (field_is(name, "Version"))
        take_first(arena, &metadata->version, value);
    else if (field_is(name, "Requires-Python"))
        take_first(arena, &metadata->requires_python, value);
    else if (field_is(name, "Requires-Dist"))
        list_add(arena, metadata->requires, text_copy(arena, value));
    else if (field_is(name, "Provides-Extra"))
        list_add(arena, metadata->extras, text_copy(arena, value));
}

CoreMetadata core_metadata_read(Arena *arena, Text text)
{
    CoreMetadata metadata = {0};
    Text line;
    while (text_line(&text, &line)) {
        if (line.length == 0) {
            metadata.header_ends = true;
            break;
        }
        bool continues = line.at[0] == ' ' || line.at[0] == '\t';
        size_t colon = text_find(line, ':');
        if (!continues && colon < line.length)
            take_field(arena, &metadata, text_part(line, 0, colon),
                       text_trim(text_part(line, colon + 1, line.length)));
    }
    return metadata;
}

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

Text requirement_name(Text requirement)
{
    requirement = text_trim(requirement);
    size_t length = 0;
    while (length < requirement.length && is_name_character(requirement.at[length]))
        length++;
    return text_part(requirement, 0, length);
}

static Text quoted(Text text)
{
    text = text_trim(text);
    if (text.length == 0 || (text.at[0] != '"' && text.at[0] != '\''))
        return TEXT("");
    char quote = text.at[0];
    text = text_part(text, 1, text.length);
    return text_part(text, 0, text_find(text, quote));
}

Text requirement_extra(Text requirement)
{
    size_t marker = text_find(requirement, ';');
    for (size_t i = marker; i < requirement.length; i++) {
        Text rest = text_part(requirement, i, requirement.length);
        if (!text_starts(rest, "extra") || is_name_character(requirement.at[i - 1]))
            continue;
        rest = text_trim(text_part(rest, strlen("extra"), rest.length));
        if (text_starts(rest, "=="))
            return quoted(text_part(rest, 2, rest.length));
    }
    return TEXT("");
}

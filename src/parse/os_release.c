#include "parse/os_release.h"

/* Values are quoted as in a shell, with " or ' or not at all. */
static Text unquoted(Text value)
{
    value = text_trim(value);
    bool quoted = value.length >= 2 && (value.at[0] == '"' || value.at[0] == '\'') &&
                  value.at[value.length - 1] == value.at[0];
    return quoted ? text_part(value, 1, value.length - 2) : value;
}

OsRelease os_release_parse(Text text)
{
    OsRelease release = {0};
    Text line;
    while (text_line(&text, &line)) {
        size_t equals = text_find(line, '=');
        Text name = text_part(line, 0, equals);
        Text value = unquoted(text_part(line, equals + 1, line.length));
        if (text_is(name, "ID"))
            release.id = value;
        else if (text_is(name, "ID_LIKE"))
            release.id_like = value;
        else if (text_is(name, "VERSION_ID"))
            release.version_id = value;
    }
    return release;
}

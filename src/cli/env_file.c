#include "cli/env_file.h"

#include <string.h>

#include "cli/environment.h"

bool is_variable_name(Text name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    for (size_t i = 0; i < name.length; i++) {
        bool letter = name.at[i] && strchr(letters, name.at[i]);
        bool digit = name.at[i] >= '0' && name.at[i] <= '9';
        if (!letter && !(digit && i > 0))
            return false;
    }
    return name.length > 0;
}

static bool read_line(Arena *arena, Text line, const char *const *environ_, Strings *variables)
{
    size_t equals = text_find(line, '=');
    Text name = text_part(line, 0, equals);
    if (!is_variable_name(name) || memchr(line.at, '\0', line.length))
        return false;
    const char *entry = text_copy(arena, line);
    if (equals == line.length) {
        const char *value = environment_value(environ_, entry);
        if (!value)
            return true;
        entry = arena_printf(arena, "%s=%s", entry, value);
    }
    list_add(arena, *variables, entry);
    return true;
}

bool env_file_read(Arena *arena, Text content, const char *const *environ_, Strings *variables,
                   size_t *line_number)
{
    Text line;
    *line_number = 0;
    while (text_line(&content, &line)) {
        ++*line_number;
        Text trimmed = text_trim(line);
        if (trimmed.length == 0 || trimmed.at[0] == '#')
            continue;
        while (line.length && (line.at[0] == ' ' || line.at[0] == '\t'))
            line = text_part(line, 1, line.length);
        if (!read_line(arena, line, environ_, variables))
            return false;
    }
    return true;
}

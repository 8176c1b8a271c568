#include "parse/pyvenv.h"

#include <strings.h>

static bool is_key(Text key, const char *wanted)
{
    return key.length == text_of(wanted).length && strncasecmp(key.at, wanted, key.length) == 0;
}

/* "3.11.7.final.0" is 3.11.7. */
static char *plain_version(Arena *arena, Text value)
{
    size_t length = 0, dots = 0;
    while (length < value.length && dots < 3) {
        char c = value.at[length];
        dots += c == '.';
        if (c != '.' && (c < '0' || c > '9'))
            break;
        length += dots < 3;
    }
    while (length && value.at[length - 1] == '.')
        length--;
    return length ? text_copy(arena, text_part(value, 0, length)) : NULL;
}

static void take(Arena *arena, PyvenvConfig *config, Text key, Text value)
{
    if (is_key(key, "home") && !config->home)
        config->home = text_copy(arena, value);
    else if (is_key(key, "include-system-site-packages"))
        config->include_system_site = is_key(value, "true");
    else if (is_key(key, "version") || is_key(key, "version_info"))
        config->version = config->version ? config->version : plain_version(arena, value);
    else if (is_key(key, "executable") || is_key(key, "base-executable"))
        config->executable = text_copy(arena, value);
    else if (is_key(key, "command"))
        config->command = text_copy(arena, value);
    else if (is_key(key, "uv") || is_key(key, "virtualenv"))
        config->maker = arena_printf(arena, "%s %s", is_key(key, "uv") ? "uv" : "virtualenv",
                                     text_copy(arena, value));
}

PyvenvConfig pyvenv_read(Arena *arena, Text text)
{
    PyvenvConfig config = {.include_system_site = true, .maker = "venv"};
    Text line;
    while (text_line(&text, &line)) {
        size_t equals = text_find(line, '=');
        if (equals == line.length)
            continue;
        take(arena, &config, text_trim(text_part(line, 0, equals)),
             text_trim(text_part(line, equals + 1, line.length)));
    }
    return config;
}

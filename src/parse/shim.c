#include "parse/shim.h"

#include <stdlib.h>
#include <string.h>

static bool text_has(Text text, const char *part)
{
    return memmem(text.at, text.length, part, strlen(part)) != NULL;
}

static const char *exported_root(Arena *arena, Text head)
{
    Text line;
    while (text_line(&head, &line)) {
        line = text_trim(line);
        if (!text_starts(line, "export PYENV_ROOT=\""))
            continue;
        Text value = text_part(line, strlen("export PYENV_ROOT=\""), line.length);
        return text_copy(arena, text_part(value, 0, text_find(value, '"')));
    }
    return NULL;
}

Shim shim_of(Arena *arena, Text head)
{
    Shim shim = {SHIM_NONE, NULL};
    if (!text_starts(head, "#!"))
        return shim;
    shim.kind = SHIM_OTHER_SCRIPT;
    if (text_has(head, "pyenv\" exec") || text_has(head, "pyenv exec"))
        shim = (Shim){SHIM_PYENV, exported_root(arena, head)};
    else if (text_has(head, "asdf exec") || text_has(head, "asdf\" exec"))
        shim.kind = SHIM_ASDF;
    return shim;
}

static Text first_word(Text *rest)
{
    *rest = text_trim(*rest);
    size_t length = 0;
    while (length < rest->length && text_trim(text_part(*rest, length, 1)).length)
        length++;
    Text word = text_part(*rest, 0, length);
    *rest = text_part(*rest, length, rest->length);
    return word;
}

Strings pyenv_versions(Arena *arena, Text file)
{
    Strings versions = {0};
    Text line;
    while (text_line(&file, &line)) {
        Text word = first_word(&line);
        bool leads_out = text_is(word, "..") || text_starts(word, "../") ||
                         text_has(word, "/../") || text_starts(word, "/") || text_ends(word, "/..");
        if (word.length && word.at[0] != '#' && !leads_out)
            list_add(arena, versions, text_copy(arena, word));
    }
    return versions;
}

Strings tool_versions(Arena *arena, Text file, const char *tool)
{
    Strings versions = {0};
    Text line;
    while (text_line(&file, &line)) {
        line = text_part(line, 0, text_find(line, '#'));
        if (!text_is(first_word(&line), tool))
            continue;
        for (Text word = first_word(&line); word.length; word = first_word(&line))
            list_add(arena, versions, text_copy(arena, word));
        break;
    }
    return versions;
}

/* alpha, beta, candidate and development builds are no answer to a prefix; "3.13.0t" neither. */
static bool is_final(const char *version)
{
    size_t length = strlen(version);
    if (ends_with(version, "-dev") || ends_with(version, "-src") || ends_with(version, "-latest"))
        return false;
    size_t digits = length;
    while (digits > 0 && version[digits - 1] >= '0' && version[digits - 1] <= '9')
        digits--;
    if (digits == length)
        return !(length > 1 && version[length - 1] == 't' && version[length - 2] >= '0' &&
                 version[length - 2] <= '9');
    char before = digits ? version[digits - 1] : '.';
    bool candidate = digits > 1 && before == 'c' && version[digits - 2] == 'r';
    return before != 'a' && before != 'b' && !candidate;
}

/* Compares the numbers between dots and dashes one by one. */
static int compare_versions(const char *a, const char *b)
{
    while (*a || *b) {
        char *a_end, *b_end;
        unsigned long left = strtoul(a, &a_end, 10), right = strtoul(b, &b_end, 10);
        if (left != right)
            return left < right ? -1 : 1;
        if (a_end == a && b_end == b && *a != *b)
            return *a < *b ? -1 : 1;
        a = a_end + (*a_end != '\0');
        b = b_end + (*b_end != '\0');
    }
    return 0;
}

const char *pyenv_newest(const Strings *installed, const char *prefix)
{
    const char *newest = NULL;
    size_t length = strlen(prefix);
    for (size_t i = 0; i < installed->count; i++) {
        const char *version = installed->items[i];
        bool fits = length && starts_with(version, prefix) &&
                    (version[length] == '.' || version[length] == '-');
        if (fits && is_final(version) && (!newest || compare_versions(version, newest) > 0))
            newest = version;
    }
    return newest;
}

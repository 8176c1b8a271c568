#include "parse/start_line.h"

#include <string.h>

#include "base/writer.h"
#include "parse/assignment.h"

/* Words that may stand before NAME=VALUE. */
static Text without_command(Text line)
{
    static const char *const COMMANDS[] = {"export ", "declare -x ", "typeset -x "};
    line = text_trim(line);
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (text_starts(line, COMMANDS[i]))
            return text_trim(text_part(line, strlen(COMMANDS[i]), line.length));
    return line;
}

/* `setenv NAME VALUE` (csh), `set -gx NAME VALUE` (fish): what stands behind the name. */
static bool behind_set(Text line, const char *name, Text *value)
{
    static const char *const COMMANDS[] = {"setenv ", "set -gx ", "set -x ", "set -Ux ",
                                           "set -xg "};
    line = text_trim(line);
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        if (!text_starts(line, COMMANDS[i]))
            continue;
        Text rest = text_trim(text_part(line, strlen(COMMANDS[i]), line.length));
        if (!text_starts(rest, name))
            return false;
        *value = text_part(rest, strlen(name), rest.length);
        bool is_whole_name = !value->length || value->at[0] == ' ' || value->at[0] == '\t';
        *value = text_trim(*value);
        return is_whole_name;
    }
    return false;
}

/* One word: in quotes, or of characters that mean nothing to a shell but $ and {}. */
static bool is_one_word(Text value, char *quote_left)
{
    char quote = '\0';
    for (size_t i = 0; i < value.length; i++) {
        char c = value.at[i];
        if (c == '\\' || c == '`')
            return false;
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '#' && i > 0 && (value.at[i - 1] == ' ' || value.at[i - 1] == '\t'))
            break; /* a remark */
        else if (strchr(";&|<>()", c))
            return false;
        else if (c == ' ' || c == '\t') {
            Text rest = text_trim(text_part(value, i, value.length));
            return !rest.length || rest.at[0] == '#';
        }
    }
    *quote_left = quote;
    return !quote;
}

bool line_only_sets(Text line, const char *name, StartSyntax syntax)
{
    char quote = '\0';
    Text value;
    if (!line_assigns(line, name))
        return false;
    if (syntax == START_SHELL && behind_set(line, name, &value))
        return is_one_word(value, &quote);
    Text rest = syntax == START_SHELL ? without_command(line) : text_trim(line);
    size_t equals = text_find(rest, '=');
    if (equals != strlen(name) || !text_is(text_part(rest, 0, equals), name))
        return false;
    value = text_part(rest, equals + 1, rest.length);
    return syntax == START_PLAIN ? !text_ends(value, "\\") : is_one_word(value, &quote);
}

const char *without_variable(Arena *arena, Text text, const char *name, StartSyntax syntax)
{
    Writer out = writer_new(arena);
    if (!text.length)
        return NULL;
    bool any = false, ends_open = !text_ends(text, "\n");
    Text line, before = {0};
    if (memchr(text.at, '\0', text.length) || memchr(text.at, '\r', text.length))
        return NULL; /* other bytes than those of the line would change */
    while (text_line(&text, &line)) {
        bool goes_on = text_ends(before, "\\");
        before = line;
        if (!line_assigns(line, name)) {
            put_text(&out, line);
            put_char(&out, '\n');
            continue;
        }
        if (goes_on || !line_only_sets(line, name, syntax))
            return NULL;
        any = true;
        put(&out, syntax == START_SHELL ? ": " TAKEN_OUT_MARK : TAKEN_OUT_MARK);
        put_text(&out, line);
        put_char(&out, '\n');
    }
    if (ends_open && out.length)
        out.bytes[--out.length] = '\0';
    return any ? out.bytes : NULL;
}

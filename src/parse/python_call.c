#include "parse/python_call.h"

#include <string.h>

#include "parse/report_words.h"

enum { LONGEST_CALL = 4000 };

static bool is_name_byte(char c)
{
    return is_letter_byte(c) || is_digit_byte(c) || c == '_';
}

/* Behind the text of Python that begins at `at`, which is a quote. */
static size_t behind_string(Text text, size_t at)
{
    char quote = text.at[at];
    for (size_t i = at + 1; i < text.length && text.at[i] != '\n'; i++) {
        if (text.at[i] == '\\')
            i++;
        else if (text.at[i] == quote)
            return i + 1;
    }
    return at + 1; /* an apostrophe of prose */
}

static void add_argument(PythonCall *call, Text text)
{
    text = text_trim(text);
    if (text.length == 0 || call->count == PYTHON_ARGUMENTS)
        return;
    size_t name = 0;
    while (name < text.length && is_name_byte(text.at[name]))
        name++;
    Text rest = text_trim(text_part(text, name, text.length));
    PythonArgument argument = {{"", 0}, text};
    if (name && rest.length > 1 && rest.at[0] == '=' && rest.at[1] != '=')
        argument =
            (PythonArgument){text_part(text, 0, name), text_trim(text_part(rest, 1, rest.length))};
    call->arguments[call->count++] = argument;
}

/* Reads from behind the opening bracket; false: it does not close. */
static bool read_arguments(Text text, size_t from, PythonCall *call)
{
    size_t depth = 1, first = from;
    size_t end = text.length - from < LONGEST_CALL ? text.length : from + LONGEST_CALL;
    for (size_t i = from; i < end;) {
        char c = text.at[i];
        if (c == '"' || c == '\'') {
            i = behind_string(text, i);
            continue;
        }
        if (c == '(' || c == '[' || c == '{')
            depth++;
        bool closes = (c == ')' || c == ']' || c == '}') && --depth == 0;
        if (closes || (c == ',' && depth == 1)) {
            add_argument(call, text_part(text, first, i - first));
            first = i + 1;
        }
        call->end = i + 1;
        if (closes)
            return true;
        i++;
    }
    return false;
}

/* Whether the word that ends before the bracket at `open` is one of the names. */
static bool is_call_of(Text text, size_t open, const char *const *names, size_t count,
                       PythonCall *call)
{
    size_t first = open, whole = open;
    while (first > 0 && is_name_byte(text.at[first - 1]))
        first--;
    Text word = text_part(text, first, open - first);
    if (!text_is_one_of(word, names, count))
        return false;
    whole = first;
    while (whole > 0 && (is_name_byte(text.at[whole - 1]) || text.at[whole - 1] == '.'))
        whole--;
    *call = (PythonCall){.name = text_part(text, whole, open - whole), .at = whole};
    return true;
}

bool python_call_next(Text text, size_t from, const char *const *names, size_t count,
                      PythonCall *call)
{
    for (size_t i = from; i < text.length; i++)
        if (text.at[i] == '(' && is_call_of(text, i, names, count, call) &&
            read_arguments(text, i + 1, call))
            return true;
    return false;
}

Text python_argument(const PythonCall *call, const char *name, int place)
{
    for (size_t i = 0; i < call->count; i++) {
        bool by_place = call->arguments[i].name.length == 0 && (int)i == place;
        if (by_place || text_is(call->arguments[i].name, name))
            return call->arguments[i].value;
    }
    return (Text){"", 0};
}

Text python_unquoted(Text value)
{
    size_t prefix = 0;
    while (prefix < 2 && prefix < value.length && value.at[prefix] &&
           strchr("bruBRUfF", value.at[prefix]))
        prefix++;
    Text rest = text_part(value, prefix, value.length);
    bool quoted = rest.length && (rest.at[0] == '"' || rest.at[0] == '\'');
    return quoted ? text_unquoted(rest) : value;
}

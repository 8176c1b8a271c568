#include "parse/python_literal.h"

#include <stdint.h>
#include <string.h>

#include "base/list.h"

typedef struct Reader {
    Arena *arena;
    Text rest;
    int depth;
} Reader;

static bool read_value(Reader *reader, Literal *literal);

static void drop(Text *rest, size_t count)
{
    *rest = text_part(*rest, count, rest->length);
}

void python_skip_space(Text *rest)
{
    while (rest->length) {
        char c = rest->at[0];
        if (c == '#')
            drop(rest, text_find(*rest, '\n'));
        else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f')
            drop(rest, 1);
        else
            return;
    }
}

bool python_take(Text *rest, const char *token)
{
    python_skip_space(rest);
    if (!text_starts(*rest, token))
        return false;
    drop(rest, strlen(token));
    return true;
}

static bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static size_t word_length(Text text)
{
    size_t length = 0;
    while (length < text.length && is_word_character(text.at[length]))
        length++;
    return length;
}

/* ---- Strings ---- */

typedef struct Bytes {
    Arena *arena;
    LIST_OF(char) list;
} Bytes;

static bool add_byte(Bytes *bytes, unsigned value)
{
    list_add(bytes->arena, bytes->list, (char)value);
    return value != 0;
}

static bool add_code_point(Bytes *bytes, unsigned value)
{
    if (value < 0x80)
        return add_byte(bytes, value);
    if (value < 0x800)
        return add_byte(bytes, 0xC0 | value >> 6) && add_byte(bytes, 0x80 | (value & 0x3F));
    if (value < 0x10000)
        return !(value >= 0xD800 && value <= 0xDFFF) && add_byte(bytes, 0xE0 | value >> 12) &&
               add_byte(bytes, 0x80 | (value >> 6 & 0x3F)) &&
               add_byte(bytes, 0x80 | (value & 0x3F));
    return value < 0x110000 && add_byte(bytes, 0xF0 | value >> 18) &&
           add_byte(bytes, 0x80 | (value >> 12 & 0x3F)) &&
           add_byte(bytes, 0x80 | (value >> 6 & 0x3F)) && add_byte(bytes, 0x80 | (value & 0x3F));
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Digits of an escape; false when `exact` is asked for and there are fewer. */
static bool take_digits(Text *rest, int base, size_t most, bool exact, unsigned *value)
{
    size_t count = 0;
    *value = 0;
    while (count < most && count < rest->length && digit_value(rest->at[count]) < base)
        *value = *value * (unsigned)base + (unsigned)digit_value(rest->at[count++]);
    drop(rest, count);
    return count == most || (!exact && count > 0);
}

/* What follows a backslash. `\N{…}` would need the table of names and is refused. */
static bool take_escape(Text *rest, Bytes *bytes)
{
    static const char letters[] = "\\'\"abfnrtv", values[] = "\\'\"\a\b\f\n\r\t\v";
    if (rest->length == 0)
        return false;
    char c = rest->at[0];
    unsigned value;
    if (c >= '0' && c <= '7')
        return take_digits(rest, 8, 3, false, &value) && add_code_point(bytes, value);
    drop(rest, 1);
    const char *letter = c ? strchr(letters, c) : NULL;
    if (letter)
        return add_byte(bytes, (unsigned char)values[letter - letters]);
    switch (c) {
    case '\n': return true;
    case 'x': return take_digits(rest, 16, 2, true, &value) && add_code_point(bytes, value);
    case 'u': return take_digits(rest, 16, 4, true, &value) && add_code_point(bytes, value);
    case 'U': return take_digits(rest, 16, 8, true, &value) && add_code_point(bytes, value);
    case 'N': return false;
    default: return add_byte(bytes, '\\') && add_byte(bytes, (unsigned char)c);
    }
}

/* The string at the start of `*rest`, of which `prefix` letters stand before the quote. */
static bool take_string(Reader *reader, size_t prefix, Bytes *bytes)
{
    Text *rest = &reader->rest;
    bool is_raw = false;
    for (size_t i = 0; i < prefix; i++)
        is_raw = is_raw || rest->at[i] == 'r' || rest->at[i] == 'R';
    drop(rest, prefix);
    char end[4] = {rest->at[0], rest->at[0], rest->at[0], 0};
    bool tripled = text_starts(*rest, end);
    if (!tripled)
        end[1] = 0;
    drop(rest, strlen(end));
    while (rest->length && !text_starts(*rest, end)) {
        char c = rest->at[0];
        drop(rest, 1);
        if (c == '\n' && !tripled)
            return false;
        if (c == '\\' && !is_raw) {
            if (!take_escape(rest, bytes))
                return false;
        } else if (!add_byte(bytes, (unsigned char)c)) {
            return false;
        } else if (c == '\\' && rest->length) {
            add_byte(bytes, (unsigned char)rest->at[0]); /* a raw \" does not end the string */
            drop(rest, 1);
        }
    }
    if (rest->length == 0)
        return false;
    drop(rest, strlen(end));
    return true;
}

/* Letters in front of a quote; SIZE_MAX when no string starts here. */
static size_t string_prefix(Text text)
{
    size_t length = 0;
    while (length < 2 && length < text.length && strchr("rRuUbB", text.at[length]) &&
           text.at[length])
        length++;
    bool quote = length < text.length && (text.at[length] == '"' || text.at[length] == '\'');
    return quote ? length : SIZE_MAX;
}

/* Adjacent strings are one. */
static bool read_strings(Reader *reader, Literal *literal)
{
    Bytes bytes = {.arena = reader->arena};
    for (size_t prefix; (prefix = string_prefix(reader->rest)) != SIZE_MAX;) {
        if (!take_string(reader, prefix, &bytes))
            return false;
        python_skip_space(&reader->rest);
    }
    *literal = (Literal){.kind = LITERAL_TEXT};
    literal->text = arena_copy(reader->arena, bytes.list.items, bytes.list.count);
    return strlen(literal->text) == bytes.list.count;
}

/* ---- Everything else ---- */

static bool read_word(Reader *reader, Literal *literal)
{
    Text word = text_part(reader->rest, 0, word_length(reader->rest));
    drop(&reader->rest, word.length);
    if (text_is(word, "True") || text_is(word, "False"))
        *literal = (Literal){.kind = LITERAL_FLAG, .flag = text_is(word, "True")};
    else if (text_is(word, "None"))
        *literal = (Literal){.kind = LITERAL_NONE};
    else
        return false;
    return true;
}

static bool read_number(Reader *reader, Literal *literal)
{
    bool negative = text_starts(reader->rest, "-");
    drop(&reader->rest, negative);
    Text digits = text_part(reader->rest, 0, word_length(reader->rest));
    drop(&reader->rest, digits.length);
    *literal = (Literal){.kind = LITERAL_NUMBER};
    if (!text_number(digits, &literal->number) || text_starts(reader->rest, "."))
        return false;
    literal->number = negative ? -literal->number : literal->number;
    return true;
}

static bool read_members(Reader *reader, const char *closing, Literal *literal)
{
    LIST_OF(Literal) items = {0};
    bool dict = literal->kind == LITERAL_DICT;
    while (!python_take(&reader->rest, closing)) {
        Literal item;
        if (!read_value(reader, &item))
            return false;
        list_add(reader->arena, items, item);
        bool value_comes = dict && items.count % 2 == 1;
        if (value_comes && !python_take(&reader->rest, ":"))
            return false;
        if (!value_comes && !python_take(&reader->rest, ",")) {
            if (!python_take(&reader->rest, closing))
                return false;
            break;
        }
    }
    literal->items = items.items;
    literal->count = items.count;
    return !dict || items.count % 2 == 0;
}

static bool read_bracket(Reader *reader, Literal *literal)
{
    char opening = reader->rest.at[0];
    drop(&reader->rest, 1);
    *literal = (Literal){.kind = opening == '{' ? LITERAL_DICT : LITERAL_LIST};
    if (++reader->depth > LITERAL_DEPTH_CEILING)
        return false;
    const char *closing = opening == '{' ? "}" : opening == '[' ? "]" : ")";
    bool read = read_members(reader, closing, literal);
    reader->depth--;
    return read;
}

static bool read_value(Reader *reader, Literal *literal)
{
    python_skip_space(&reader->rest);
    if (reader->rest.length == 0)
        return false;
    if (string_prefix(reader->rest) != SIZE_MAX)
        return read_strings(reader, literal);
    char c = reader->rest.at[0];
    if (c == '[' || c == '(' || c == '{')
        return read_bracket(reader, literal);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(reader, literal);
    return read_word(reader, literal);
}

bool python_literal(Arena *arena, Text *rest, Literal *literal)
{
    Reader reader = {.arena = arena, .rest = *rest};
    *literal = (Literal){.kind = LITERAL_NONE};
    bool read = read_value(&reader, literal);
    *rest = reader.rest;
    return read;
}

bool python_assignment(Arena *arena, Text line, const char *name, Literal *literal)
{
    if (!text_starts(line, name))
        return false;
    line = text_part(line, strlen(name), line.length);
    Text rest = text_part(line, text_find(line, '=') + 1, line.length);
    Text between = text_trim(text_part(line, 0, text_find(line, '=')));
    bool annotated = between.length && between.at[0] == ':';
    return (between.length == 0 || annotated) && rest.length &&
           python_literal(arena, &rest, literal);
}

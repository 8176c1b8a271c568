#include "parse/words.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

/* The byte behind a backslash; false when there is no such escape. */
static bool unescape(Text *rest, char *byte)
{
    static const char letters[] = "ntr\"\\", meanings[] = "\n\t\r\"\\";
    if (rest->length == 0)
        return false;
    const char *letter = memchr(letters, rest->at[0], sizeof letters - 1);
    if (letter) {
        *byte = meanings[letter - letters];
        *rest = text_part(*rest, 1, rest->length);
        return true;
    }
    if (rest->at[0] != 'x' || rest->length < 3)
        return false;
    int high = hex_digit(rest->at[1]), low = hex_digit(rest->at[2]);
    if (high < 0 || low < 0)
        return false;
    *byte = (char)(high * 16 + low);
    *rest = text_part(*rest, 3, rest->length);
    return true;
}

/* Appends what stands in quotes to `bytes`, which has room for the whole line. */
static bool take_quoted(Text *rest, char *bytes, size_t *length, const char **problem)
{
    *rest = text_part(*rest, 1, rest->length);
    while (rest->length) {
        char c = rest->at[0];
        *rest = text_part(*rest, 1, rest->length);
        if (c == '"')
            return true;
        if (c == '\\' && !unescape(rest, &c)) {
            *problem = "an escape in quotes is none of \\n \\t \\r \\\" \\\\ \\xHH";
            return false;
        }
        bytes[(*length)++] = c;
    }
    *problem = "a quote is not closed";
    return false;
}

/* How many bytes of the line the word takes, quotes and escapes included. */
static size_t raw_length(Text line)
{
    bool quoted = false;
    size_t i = 0;
    for (; i < line.length && (quoted || !is_blank(line.at[i])); i++) {
        if (line.at[i] == '"')
            quoted = !quoted;
        else if (quoted && line.at[i] == '\\')
            i++;
    }
    return i < line.length ? i : line.length;
}

static bool take_word(Arena *arena, Text *line, Text *word, const char **problem)
{
    Text raw = text_part(*line, 0, raw_length(*line));
    *line = text_part(*line, raw.length, line->length);
    char *bytes = arena_alloc(arena, raw.length + 1);
    size_t length = 0;
    while (raw.length) {
        if (raw.at[0] == '"') {
            if (!take_quoted(&raw, bytes, &length, problem))
                return false;
        } else {
            bytes[length++] = raw.at[0];
            raw = text_part(raw, 1, raw.length);
        }
    }
    *word = (Text){bytes, length};
    return true;
}

bool words_split(Arena *arena, Text line, Words *words, const char **problem)
{
    *words = (Words){0};
    for (;;) {
        while (line.length && is_blank(line.at[0]))
            line = text_part(line, 1, line.length);
        if (line.length == 0)
            return true;
        Text word;
        if (!take_word(arena, &line, &word, problem))
            return false;
        if (memchr(word.at, '\0', word.length)) {
            *problem = "a word holds a NUL byte";
            return false;
        }
        list_add(arena, *words, word);
    }
}

bool words_of_line(Arena *arena, Text line, Strings *words)
{
    Words split;
    const char *problem;
    *words = (Strings){0};
    if (!words_split(arena, line, &split, &problem))
        return false;
    for (size_t i = 0; i < split.count; i++)
        list_add(arena, *words, text_copy(arena, split.items[i]));
    return words->count > 0;
}

bool word_number(const char *word, long long *number)
{
    bool negative = *word == '-';
    if (!text_number(text_of(word + negative), number))
        return false;
    *number = negative ? -*number : *number;
    return true;
}

bool words_unquote(Arena *arena, Text quoted, Text *content, Text *rest, const char **problem)
{
    char *bytes = arena_alloc(arena, quoted.length + 1);
    size_t length = 0;
    if (!take_quoted(&quoted, bytes, &length, problem))
        return false;
    *content = (Text){bytes, length};
    *rest = quoted;
    return true;
}

void put_quoted(Writer *writer, Text content)
{
    put_char(writer, '"');
    while (content.length) {
        unsigned code;
        char c = content.at[0];
        size_t length = utf8_sequence(content, &code);
        if (c == '"' || c == '\\')
            put_format(writer, "\\%c", c);
        else if (c == '\n')
            put(writer, "\\n");
        else if (c == '\t')
            put(writer, "\\t");
        else if (c == '\r')
            put(writer, "\\r");
        else if (length == 0 || code < 0x20 || (code >= 0x7f && code < 0xa0))
            put_format(writer, "\\x%02x", (unsigned char)c), length = 1;
        else
            put_bytes(writer, content.at, length);
        content = text_part(content, length ? length : 1, content.length);
    }
    put_char(writer, '"');
}

static bool is_plain(Text word)
{
    static const char marks[] = "_./+:@%,=~-<>*()[]{}$!?&;^\\'|#";
    for (size_t i = 0; i < word.length; i++) {
        char c = word.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !memchr(marks, c, sizeof marks - 1))
            return false;
    }
    return word.length > 0;
}

void put_word(Writer *writer, Text word)
{
    if (is_plain(word))
        put_text(writer, word);
    else
        put_quoted(writer, word);
}

bool list_item(Arena *arena, Text *rest, char separator, const char **item)
{
    if (!rest->at)
        return false;
    size_t end = 0, length = 0;
    while (end < rest->length && rest->at[end] != separator)
        end += rest->at[end] == '\\' ? 2 : 1;
    if (end > rest->length)
        end = rest->length;
    char *bytes = arena_alloc(arena, end + 1);
    for (size_t i = 0; i < end; i++) {
        if (rest->at[i] == '\\' && i + 1 < end)
            i++;
        bytes[length++] = rest->at[i];
    }
    *item = bytes;
    *rest = end < rest->length ? text_part(*rest, end + 1, rest->length) : (Text){NULL, 0};
    return true;
}

void put_list_item(Writer *writer, const char *item)
{
    for (; *item; item++) {
        if (strchr(",:\\", *item))
            put_char(writer, '\\');
        put_char(writer, *item);
    }
}

/* ---- Base64 (RFC 4648, section 4) ---- */

static const char base64_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool base64_group(const char *code, bool last, char *bytes, size_t *length)
{
    uint32_t bits = 0;
    size_t padding = code[3] != '=' ? 0 : code[2] != '=' ? 1 : 2;
    if (padding && !last)
        return false;
    for (size_t i = 0; i < 4; i++) {
        const char *letter = memchr(base64_letters, code[i], 64);
        if (!letter && i < 4 - padding)
            return false;
        bits = bits << 6 | (i < 4 - padding ? (uint32_t)(letter - base64_letters) : 0);
    }
    for (size_t i = 0; i < 3 - padding; i++)
        bytes[(*length)++] = (char)(bits >> (16 - 8 * i));
    return true;
}

bool base64_decode(Arena *arena, Text code, Text *bytes)
{
    if (code.length % 4)
        return false;
    char *decoded = arena_alloc(arena, code.length / 4 * 3 + 1);
    size_t length = 0;
    for (size_t i = 0; i < code.length; i += 4)
        if (!base64_group(code.at + i, i + 4 == code.length, decoded, &length))
            return false;
    *bytes = (Text){decoded, length};
    return true;
}

void put_base64(Writer *writer, Text bytes)
{
    for (size_t i = 0; i < bytes.length; i += 3) {
        Text group = text_part(bytes, i, 3);
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < group.length ? (unsigned char)group.at[k] : 0);
        for (size_t k = 0; k < 4; k++)
            put_char(writer, k <= group.length ? base64_letters[bits >> (18 - 6 * k) & 63] : '=');
    }
}

#include "parse/docker_line.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits at the beginning; -1: they are none. */
static int hex_word(Text text)
{
    int value = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < text.length ? hex_digit(text.at[i]) : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static size_t put_utf8(unsigned code_point, char *room)
{
    size_t more = code_point < 0x80 ? 0 : code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    static const unsigned char FIRST[] = {0, 0xC0, 0xE0, 0xF0};
    room[0] = (char)(FIRST[more] | code_point >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        room[i] = (char)(0x80 | (code_point >> 6 * (more - i) & 0x3F));
    return more + 1;
}

/* "\uD83D\uDE00" is one character. A half of one is '?'. */
static size_t put_code_point(Text *rest, char *room)
{
    int first = hex_word(*rest);
    unsigned code_point = first < 0 ? '?' : (unsigned)first;
    *rest = text_part(*rest, first < 0 ? 0 : 4, rest->length);
    if (code_point >= 0xD800 && code_point < 0xDC00 && text_starts(*rest, "\\u")) {
        int second = hex_word(text_part(*rest, 2, rest->length));
        if (second >= 0xDC00 && second < 0xE000) {
            code_point = 0x10000 + ((code_point - 0xD800) << 10) + ((unsigned)second - 0xDC00);
            *rest = text_part(*rest, 6, rest->length);
        }
    }
    if (code_point >= 0xD800 && code_point < 0xE000)
        code_point = '?';
    return put_utf8(code_point, room);
}

static size_t put_escaped(Text *rest, char *room)
{
    static const char NAMES[] = "nrtbf", CHARACTERS[] = "\n\r\t\b\f";
    char c = rest->at[0];
    *rest = text_part(*rest, 1, rest->length);
    if (c == 'u')
        return put_code_point(rest, room);
    const char *name = c ? strchr(NAMES, c) : NULL;
    *room = name ? CHARACTERS[name - NAMES] : c;
    return 1;
}

bool docker_line_read(Text line, char *room, DockerLine *read)
{
    Text rest = line;
    *read = (DockerLine){{room, 0}, {"", 0}};
    if (!text_take(&rest, "{\"log\":\""))
        return false;
    while (rest.length && rest.at[0] != '"') {
        char c = rest.at[0];
        rest = text_part(rest, 1, rest.length);
        if (c == '\\' && rest.length)
            read->said.length += put_escaped(&rest, room + read->said.length);
        else
            room[read->said.length++] = c;
    }
    static const char TIME[] = "\"time\":\"";
    const char *time = rest.length ? memmem(rest.at, rest.length, TIME, strlen(TIME)) : NULL;
    if (time) {
        read->stamp = text_part(rest, (size_t)(time - rest.at) + strlen(TIME), rest.length);
        read->stamp.length = text_find(read->stamp, '"');
    }
    return true;
}

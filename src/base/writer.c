#include "base/writer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

Writer writer_new(Arena *arena)
{
    Writer writer = {.arena = arena, .room = 1024};
    writer.bytes = arena_alloc(arena, writer.room);
    return writer;
}

static bool make_room(Writer *writer, size_t more)
{
    if (more > WRITER_CEILING_BYTES || writer->length + more + 1 > WRITER_CEILING_BYTES) {
        writer->overflown = true;
        return false;
    }
    if (writer->length + more + 1 <= writer->room)
        return true;
    size_t room = writer->room * 2;
    while (room < writer->length + more + 1)
        room *= 2;
    char *larger = arena_alloc(writer->arena, room);
    memcpy(larger, writer->bytes, writer->length);
    writer->bytes = larger;
    writer->room = room;
    return true;
}

void put_bytes(Writer *writer, const void *bytes, size_t length)
{
    if (length == 0 || !make_room(writer, length))
        return;
    memcpy(writer->bytes + writer->length, bytes, length);
    writer->length += length;
    writer->bytes[writer->length] = '\0';
}

void put(Writer *writer, const char *text)
{
    put_bytes(writer, text, strlen(text));
}

void put_text(Writer *writer, Text text)
{
    put_bytes(writer, text.at, text.length);
}

void put_char(Writer *writer, char c)
{
    put_bytes(writer, &c, 1);
}

void put_format(Writer *writer, const char *format, ...)
{
    va_list measure, print;
    va_start(measure, format);
    va_copy(print, measure);
    int length = vsnprintf(NULL, 0, format, measure);
    va_end(measure);
    if (length > 0 && make_room(writer, (size_t)length)) {
        vsnprintf(writer->bytes + writer->length, (size_t)length + 1, format, print);
        writer->length += (size_t)length;
    }
    va_end(print);
}

bool writer_flush(Writer *writer, int fd)
{
    size_t written = 0;
    while (written < writer->length) {
        ssize_t n = write(fd, writer->bytes + written, writer->length - written);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        written += (size_t)n;
    }
    writer->length = 0;
    writer->bytes[0] = '\0';
    return true;
}

static void json_comma(Writer *writer)
{
    if (writer->json_needs_comma)
        put(writer, ", ");
    writer->json_needs_comma = true;
}

void json_open(Writer *writer, char bracket)
{
    json_comma(writer);
    put_char(writer, bracket);
    writer->json_needs_comma = false;
}

void json_close(Writer *writer, char bracket)
{
    put_char(writer, bracket);
    writer->json_needs_comma = true;
}

static void put_escaped(Writer *writer, unsigned code_point, Text sequence)
{
    switch (code_point) {
    case '"': put(writer, "\\\""); return;
    case '\\': put(writer, "\\\\"); return;
    case '\n': put(writer, "\\n"); return;
    case '\r': put(writer, "\\r"); return;
    case '\t': put(writer, "\\t"); return;
    default: break;
    }
    /* C1 controls too: no output of ours may steer a terminal. */
    if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0))
        put_format(writer, "\\u%04x", code_point);
    else
        put_text(writer, sequence);
}

static void put_quoted(Writer *writer, Text value)
{
    put_char(writer, '"');
    while (value.length) {
        unsigned code_point;
        size_t length = utf8_sequence(value, &code_point);
        if (length == 0) {
            put(writer, "\xEF\xBF\xBD");
            length = 1;
        } else {
            put_escaped(writer, code_point, text_part(value, 0, length));
        }
        value = text_part(value, length, value.length);
    }
    put_char(writer, '"');
}

void json_text(Writer *writer, Text value)
{
    json_comma(writer);
    put_quoted(writer, value);
}

void json_string(Writer *writer, const char *value)
{
    if (value)
        json_text(writer, text_of(value));
    else
        json_null(writer);
}

void json_key(Writer *writer, const char *key)
{
    json_text(writer, text_of(key));
    put(writer, ": ");
    writer->json_needs_comma = false;
}

void json_number(Writer *writer, long long value)
{
    json_comma(writer);
    put_format(writer, "%lld", value);
}

void json_bool(Writer *writer, bool value)
{
    json_comma(writer);
    put(writer, value ? "true" : "false");
}

void json_null(Writer *writer)
{
    json_comma(writer);
    put(writer, "null");
}

void json_pair(Writer *writer, const char *key, const char *value)
{
    json_key(writer, key);
    json_string(writer, value);
}

void json_pair_number(Writer *writer, const char *key, long long value)
{
    json_key(writer, key);
    json_number(writer, value);
}

void json_pair_count(Writer *writer, const char *key, long long value)
{
    json_key(writer, key);
    if (value < 0)
        json_null(writer);
    else
        json_number(writer, value);
}

void json_pair_bool(Writer *writer, const char *key, bool value)
{
    json_key(writer, key);
    json_bool(writer, value);
}

void json_pair_path(Writer *writer, const char *key, const char *path)
{
    json_pair(writer, key, path);
    if (!path || utf8_valid(text_of(path)))
        return;
    Writer hex = writer_new(writer->arena);
    for (const char *at = path; *at; at++)
        put_format(&hex, "%02x", (unsigned char)*at);
    json_pair(writer, arena_printf(writer->arena, "%s_hex", key), hex.bytes);
}

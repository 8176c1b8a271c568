/* Collects output before it is written: plain text, and JSON whose commas, quotes and escapes are
 * always right. A writer has a ceiling; what would pass it is dropped and `overflown` is set. */
#ifndef WHYCPU_BASE_WRITER_H
#define WHYCPU_BASE_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { WRITER_CEILING_BYTES = 64 * 1024 * 1024 };

typedef struct Writer {
    Arena *arena;
    char *bytes; /* always NUL-terminated */
    size_t length, room;
    bool overflown;
    bool json_needs_comma;
} Writer;

Writer writer_new(Arena *arena);

void put_bytes(Writer *writer, const void *bytes, size_t length);
void put(Writer *writer, const char *text);
void put_text(Writer *writer, Text text);
void put_char(Writer *writer, char c);
void put_format(Writer *writer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes everything to a file descriptor; false (errno set) when that fails. */
bool writer_flush(Writer *writer, int fd);

/* JSON (RFC 8259). Invalid UTF-8 becomes U+FFFD. A NULL string is written as null. */
void json_open(Writer *writer, char bracket);  /* '{' or '[' */
void json_close(Writer *writer, char bracket); /* '}' or ']' */
void json_key(Writer *writer, const char *key);
void json_string(Writer *writer, const char *value);
void json_text(Writer *writer, Text value);
void json_number(Writer *writer, long long value);
void json_bool(Writer *writer, bool value);
void json_null(Writer *writer);

/* Key and value in one. */
void json_pair(Writer *writer, const char *key, const char *value);
void json_pair_number(Writer *writer, const char *key, long long value);
/* null where the number is below zero. */
void json_pair_count(Writer *writer, const char *key, long long value);
void json_pair_bool(Writer *writer, const char *key, bool value);
/* A path; when it is no UTF-8, its exact bytes stand beside it in hex, as KEY_hex. */
void json_pair_path(Writer *writer, const char *key, const char *path);

#endif

/* JSON texts of other people, read into an arena. The only file that knows the JSON library.
 *
 * A text that nests deeper than JSON_DEPTH_CEILING or is longer than the given ceiling is refused,
 * so that nobody who walks the values has to fear for the stack. Where a key stands twice in one
 * object the last one counts, as in Python's json module.
 */
#ifndef WHYCPU_PARSE_JSON_H
#define WHYCPU_PARSE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

enum { JSON_DEPTH_CEILING = 64 };

/* A value of a read document; lives as long as the arena. NULL stands for "no such value" and may
 * be given to every function below. */
typedef struct JsonValue JsonValue;

/* NULL with `*error` set (a sentence in the arena) when the text is no JSON. */
const JsonValue *json_read(Arena *arena, Text text, size_t ceiling_bytes, const char **error);

bool json_is_object(const JsonValue *value);
bool json_is_list(const JsonValue *value);

/* The value of a key; NULL when there is none. */
const JsonValue *json_get(const JsonValue *object, const char *key);

/* Members of a list or an object; 0 for anything else. */
size_t json_count(const JsonValue *value);

/* Walks the members in order. Start with *at NULL; the returned member is also kept in *at.
 * Returns NULL at the end. For objects `*key` is set too (give NULL when it is not wanted). */
typedef struct JsonWalk {
    const JsonValue *parent;
    const JsonValue *at; /* key of an object, item of a list */
    size_t left;
} JsonWalk;
JsonWalk json_walk(const JsonValue *value);
const JsonValue *json_next(JsonWalk *walk, const char **key);

/* A string without a NUL inside; NULL for everything else. */
const char *json_string_of(const JsonValue *value);
/* false for everything that is no whole number in the range of long long. */
bool json_number_of(const JsonValue *value, long long *number);
/* A number that is written with a fraction or an exponent. */
bool json_is_real(const JsonValue *value);
bool json_flag_of(const JsonValue *value, bool *flag);

#endif

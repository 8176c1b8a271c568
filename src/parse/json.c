#include "parse/json.h"

#include <limits.h>
#include <string.h>

#include "yyjson.h"

/* A JsonValue is a value of the library; the two never meet outside this file. */
static yyjson_val *raw(const JsonValue *value)
{
    union {
        const JsonValue *ours;
        yyjson_val *theirs;
    } both = {.ours = value};
    return both.theirs;
}

static const JsonValue *ours(yyjson_val *value)
{
    return (const JsonValue *)value;
}

static void *allocate(void *arena, size_t size)
{
    return arena_alloc(arena, size);
}

static void *reallocate(void *arena, void *memory, size_t old_size, size_t size)
{
    if (size <= old_size)
        return memory;
    void *larger = arena_alloc(arena, size);
    if (old_size)
        memcpy(larger, memory, old_size);
    return larger;
}

static void release(void *arena, void *memory)
{
    (void)arena; /* the arena gives everything back at once */
    (void)memory;
}

/* The deepest nesting of brackets outside strings, as far as the ceiling. */
static size_t depth_of(Text text)
{
    size_t depth = 0, deepest = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.length && deepest <= JSON_DEPTH_CEILING; i++) {
        char c = text.at[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{') && ++depth > deepest)
            deepest = depth;
        else if (!in_string && (c == ']' || c == '}') && depth > 0)
            depth--;
    }
    return deepest;
}

const JsonValue *json_read(Arena *arena, Text text, size_t ceiling_bytes, const char **error)
{
    if (text.length > ceiling_bytes) {
        *error = arena_printf(arena, "longer than %zu bytes", ceiling_bytes);
        return NULL;
    }
    if (text.length == 0) {
        *error = "empty";
        return NULL;
    }
    if (depth_of(text) > JSON_DEPTH_CEILING) {
        *error = "nested too deeply";
        return NULL;
    }
    yyjson_alc allocator = {allocate, reallocate, release, arena};
    yyjson_read_err wrong = {0};
    char *copy = arena_alloc(arena, text.length + YYJSON_PADDING_SIZE);
    memcpy(copy, text.at, text.length);
    yyjson_doc *document =
        yyjson_read_opts(copy, text.length, YYJSON_READ_INSITU, &allocator, &wrong);
    if (!document) {
        *error = arena_printf(arena, "no JSON: %s at byte %zu", wrong.msg ? wrong.msg : "malformed",
                              wrong.pos);
        return NULL;
    }
    return ours(yyjson_doc_get_root(document));
}

bool json_is_object(const JsonValue *value)
{
    return yyjson_is_obj(raw(value));
}

bool json_is_list(const JsonValue *value)
{
    return yyjson_is_arr(raw(value));
}

size_t json_count(const JsonValue *value)
{
    return json_is_object(value) ? yyjson_obj_size(raw(value)) : yyjson_arr_size(raw(value));
}

const JsonValue *json_get(const JsonValue *object, const char *key)
{
    if (!json_is_object(object))
        return NULL;
    const JsonValue *last = NULL;
    size_t index, count;
    yyjson_val *name, *value;
    yyjson_obj_foreach(raw(object), index, count, name, value)
    {
        if (yyjson_equals_str(name, key))
            last = ours(value);
    }
    return last;
}

JsonWalk json_walk(const JsonValue *value)
{
    return (JsonWalk){value, NULL, json_count(value)};
}

const JsonValue *json_next(JsonWalk *walk, const char **key)
{
    if (walk->left == 0)
        return NULL;
    walk->left--;
    bool object = json_is_object(walk->parent);
    yyjson_val *at = raw(walk->at);
    if (!at)
        at = object ? unsafe_yyjson_get_first(raw(walk->parent))
                    : yyjson_arr_get_first(raw(walk->parent));
    else
        at = unsafe_yyjson_get_next(object ? at + 1 : at);
    walk->at = ours(at);
    if (key)
        *key = object ? json_string_of(ours(at)) : NULL;
    return ours(object ? at + 1 : at);
}

const char *json_string_of(const JsonValue *value)
{
    const char *string = yyjson_get_str(raw(value));
    return string && strlen(string) == yyjson_get_len(raw(value)) ? string : NULL;
}

bool json_number_of(const JsonValue *value, long long *number)
{
    if (yyjson_is_sint(raw(value)))
        *number = yyjson_get_sint(raw(value));
    else if (yyjson_is_uint(raw(value)) && yyjson_get_uint(raw(value)) <= LLONG_MAX)
        *number = (long long)yyjson_get_uint(raw(value));
    else
        return false;
    return true;
}

bool json_is_real(const JsonValue *value)
{
    return yyjson_is_real(raw(value));
}

bool json_flag_of(const JsonValue *value, bool *flag)
{
    if (!yyjson_is_bool(raw(value)))
        return false;
    *flag = yyjson_get_bool(raw(value));
    return true;
}

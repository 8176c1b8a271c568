#include "parse/keras_config.h"

#include <string.h>

#include "parse/json.h"

enum { KERAS_CONFIG_CEILING_BYTES = 64 * 1024 };

static const char *const FLOATS[] = {"float16", "float32", "float64", NULL};
static const char *const FORMATS[] = {"channels_last", "channels_first", NULL};

static bool is_one_of(const JsonValue *value, const char *const *words)
{
    const char *string = json_string_of(value);
    for (size_t i = 0; string && words[i]; i++)
        if (strcmp(string, words[i]) == 0)
            return true;
    return false;
}

/* 'list' of "[]": the word of Python for it. */
static const char *type_word(const JsonValue *value)
{
    long long number;
    bool flag;
    if (json_is_list(value))
        return "list";
    if (json_string_of(value))
        return "str";
    if (json_flag_of(value, &flag))
        return "bool";
    if (json_number_of(value, &number))
        return "int";
    return json_is_real(value) ? "float" : "NoneType";
}

static const char *as_python_prints(Arena *arena, const JsonValue *value)
{
    const char *string = json_string_of(value);
    long long number;
    bool flag;
    if (string)
        return string;
    if (json_number_of(value, &number))
        return arena_printf(arena, "%lld", number);
    if (json_flag_of(value, &flag))
        return flag ? "True" : "False";
    return json_is_object(value) || json_is_list(value) || json_is_real(value)
               ? arena_printf(arena, "a %s", json_is_object(value) ? "dict" : type_word(value))
               : "None";
}

/* In the order in which they are looked at. */
static void read_settings(const JsonValue *root, KerasConfig *config)
{
    const JsonValue *floatx = json_get(root, "floatx"), *epsilon = json_get(root, "epsilon"),
                    *format = json_get(root, "image_data_format");
    if (floatx && !is_one_of(floatx, FLOATS))
        config->says = "Invalid `floatx` configuration.";
    else if (epsilon && !json_is_real(epsilon))
        config->says = "Invalid `epsilon` configuration.";
    else if (format && !is_one_of(format, FORMATS))
        config->says = "Invalid `image_data_format` configuration.";
    config->raises = config->says ? "ValueError" : NULL;
}

KerasConfig keras_config_read(Arena *arena, Text text)
{
    KerasConfig config = {0};
    const char *error;
    const JsonValue *root = json_read(arena, text, KERAS_CONFIG_CEILING_BYTES, &error);
    if (!root)
        return config;
    if (!json_is_object(root)) {
        config.raises = "AttributeError";
        config.says = arena_printf(arena, "'%s' object has no attribute 'get'", type_word(root));
        return config;
    }
    read_settings(root, &config);
    const JsonValue *backend = json_get(root, "backend");
    if (backend)
        config.backend = as_python_prints(arena, backend);
    return config;
}

#include "parse/keras_config.h"

#include "parse/json.h"

enum { KERAS_CONFIG_CEILING_BYTES = 64 * 1024 };

bool keras_config_read(Arena *arena, Text text, KerasConfig *config, const char **error)
{
    *config = (KerasConfig){0};
    const JsonValue *root = json_read(arena, text, KERAS_CONFIG_CEILING_BYTES, error);
    if (!root)
        return false;
    if (!json_is_object(root)) {
        *error = "it is no JSON object";
        return false;
    }
    config->backend = json_string_of(json_get(root, "backend"));
    config->floatx = json_string_of(json_get(root, "floatx"));
    return true;
}

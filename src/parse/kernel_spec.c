#include "parse/kernel_spec.h"

#include "parse/json.h"

enum { KERNEL_SPEC_CEILING_BYTES = 1024 * 1024 };

static void read_env(Arena *arena, const JsonValue *env, KernelSpec *spec)
{
    if (!json_is_object(env))
        return;
    JsonWalk walk = json_walk(env);
    const char *name;
    const JsonValue *value;
    while ((value = json_next(&walk, &name))) {
        KernelVariable variable = {name, json_string_of(value)};
        if (variable.name && variable.value)
            list_add(arena, spec->env, variable);
    }
}

bool kernel_spec_read(Arena *arena, Text text, KernelSpec *spec, const char **error)
{
    *spec = (KernelSpec){0};
    const JsonValue *root = json_read(arena, text, KERNEL_SPEC_CEILING_BYTES, error);
    if (!root)
        return false;
    spec->display_name = json_string_of(json_get(root, "display_name"));
    spec->language = json_string_of(json_get(root, "language"));
    read_env(arena, json_get(root, "env"), spec);
    const JsonValue *argv = json_get(root, "argv");
    JsonWalk walk = json_walk(json_is_list(argv) ? argv : NULL);
    const JsonValue *item;
    while ((item = json_next(&walk, NULL))) {
        const char *argument = json_string_of(item);
        if (!argument)
            break;
        list_add(arena, spec->argv, argument);
    }
    if (spec->argv.count == 0 || spec->argv.items[0][0] == '\0') {
        *error = "its argv names no program";
        return false;
    }
    return true;
}

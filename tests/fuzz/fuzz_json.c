/* JSON and the records that are read from it: every value can be walked, within the ceilings. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "parse/installer_json.h"
#include "parse/json.h"
#include "parse/keras_config.h"
#include "parse/kernel_spec.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_values(const JsonValue *value, int depth)
{
    must(depth <= JSON_DEPTH_CEILING);
    size_t count = 1, members = 0;
    JsonWalk walk = json_walk(value);
    const char *key;
    for (const JsonValue *member; (member = json_next(&walk, &key)); members++) {
        count += count_values(member, depth + 1);
        if (key)
            must(json_get(value, key) != NULL);
    }
    must(members == json_count(value));
    long long number;
    bool flag;
    const char *string = json_string_of(value);
    must(!!string + json_number_of(value, &number) + json_flag_of(value, &flag) <= 1);
    return count;
}

static void read_records(Arena *arena, Text text)
{
    const char *error = NULL;
    DirectUrl direct;
    CondaPackage package;
    KernelSpec spec;
    KerasConfig keras;
    if (direct_url_read(arena, text, &direct, &error))
        must(direct.url != NULL);
    if (conda_package_read(arena, text, &package, &error))
        must(package.name && package.version && !conda_package_owns(&package, "\x01"));
    if (kernel_spec_read(arena, text, &spec, &error))
        must(spec.argv.count > 0 && spec.argv.items[0][0]);
    keras = keras_config_read(arena, text);
    must(!keras.raises == !keras.says);
    const char *path = file_url_path(arena, text);
    must(!path || path[0] == '/');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    const char *error = NULL;
    Text text = {(const char *)data, size};
    const JsonValue *root = json_read(arena, text, 1 << 20, &error);
    must((root == NULL) == (error != NULL));
    if (root)
        must(count_values(root, 0) <= size);
    read_records(arena, text);
    arena_free(arena);
    return 0;
}

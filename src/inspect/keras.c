/* Rules: keras/src/backend/config.py. KERAS_BACKEND comes first, then keras.json below KERAS_HOME
 * or ~/.keras, then "tensorflow". Keras 2 has no other backend. */
#include "inspect/keras.h"

#include "base/version.h"
#include "parse/keras_config.h"

enum { CONFIG_CEILING = 64 * 1024 };

static const char *config_path(World *world)
{
    const char *home;
    if (world_env(world, "KERAS_HOME", &home).known == PRESENT && *home)
        return arena_printf(world_arena(world), "%s/keras.json", home);
    if (world_env(world, "HOME", &home).known != PRESENT)
        home = world_user(world)->home;
    return home ? arena_printf(world_arena(world), "%s/.keras/keras.json", home) : NULL;
}

static void inspect_backend(World *world, Facts *facts)
{
    const char *value;
    Answer variable = world_env(world, "KERAS_BACKEND", &value);
    if (variable.known == PRESENT && *value) {
        fact_set_text(facts, "env", FACT_KERAS_BACKEND, value, "KERAS_BACKEND");
        return;
    }
    if (variable.known == UNKNOWN) {
        fact_set_unknown(facts, "env", FACT_KERAS_BACKEND, variable.because, "KERAS_BACKEND");
        return;
    }
    const char *path = config_path(world), *error;
    Text text;
    Answer answer =
        path ? world_read(world, path, CONFIG_CEILING, &text) : (Answer){.known = ABSENT};
    KerasConfig config;
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "env", FACT_KERAS_BACKEND, answer.because, path);
    else if (answer.known == PRESENT &&
             keras_config_read(world_arena(world), text, &config, &error) && config.backend)
        fact_set_text(facts, "env", FACT_KERAS_BACKEND, config.backend, path);
    else
        fact_set_text(facts, "env", FACT_KERAS_BACKEND, "tensorflow", "Keras' default");
}

void inspect_keras(World *world, Inventory *inventory, Facts *facts)
{
    const Distribution *keras = distribution_find(inventory, "keras");
    if (!keras) {
        fact_set_absent(facts, "env", FACT_KERAS_VERSION, "the distributions of sys.path");
        return;
    }
    const char *version = keras->version ? keras->version : "?";
    fact_set_text(facts, "env", FACT_KERAS_VERSION, version, keras->path);
    if (!version_is_before(version, "3"))
        inspect_backend(world, facts);
    else
        fact_set_text(facts, "env", FACT_KERAS_BACKEND, "tensorflow", "Keras 2 has no other");
}

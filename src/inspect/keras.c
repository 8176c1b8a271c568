/* Rules: keras/src/backend/config.py. KERAS_BACKEND comes first, then keras.json below KERAS_HOME
 * or ~/.keras, then "tensorflow". Keras 2, which goes on as tf_keras, has no other backend. */
#include "inspect/keras.h"

#include <errno.h>
#include <unistd.h>

#include "base/version.h"
#include "parse/keras_config.h"

enum { CONFIG_CEILING = 64 * 1024 };

#define DEFAULT_BACKEND "tensorflow"

/* os.path.expanduser("~") */
static const char *home_of(World *world)
{
    const char *home;
    return world_env(world, "HOME", &home).known == PRESENT ? home : world_user(world)->home;
}

/* A home that may not be written to is passed over; KERAS_HOME counts even when it is empty. */
static const char *config_path(World *world)
{
    Arena *arena = world_arena(world);
    const char *named, *home = home_of(world);
    if (world_env(world, "KERAS_HOME", &named).known == PRESENT) {
        if (named[0] == '~' && (named[1] == '/' || named[1] == '\0') && home)
            named = arena_printf(arena, "%s%s", home, named + 1);
        return arena_printf(arena, "%s%skeras.json", named, *named ? "/" : "");
    }
    if (!home)
        return NULL;
    Answer writable = world_access(world, home, W_OK);
    if (writable.known == ABSENT || writable.error == EACCES || writable.error == EPERM)
        home = "/tmp";
    return arena_printf(arena, "%s/.keras/keras.json", home);
}

/* The setting that ends the import, whichever backend is asked for. */
static void set_fault(Facts *facts, const KerasConfig *config, const char *path)
{
    fact_set_text(facts, "env", FACT_KERAS_RAISES, config->raises, path);
    fact_set_text(facts, "env", FACT_KERAS_SAYS, config->says, path);
}

/* What keras.json says; false where that cannot be told. */
static bool read_config(World *world, Facts *facts, const char **backend, const char **source)
{
    Text text;
    const char *path = config_path(world);
    Answer answer =
        path ? world_read(world, path, CONFIG_CEILING, &text) : (Answer){.known = ABSENT};
    if (answer.known == UNKNOWN) {
        fact_set_unknown(facts, "env", FACT_KERAS_BACKEND, answer.because, path);
        return false;
    }
    if (answer.known == ABSENT)
        return true;
    KerasConfig config = keras_config_read(world_arena(world), text);
    if (config.raises)
        set_fault(facts, &config, path);
    if (config.backend) {
        *backend = config.backend;
        *source = path;
    }
    return true;
}

static void inspect_backend(World *world, Facts *facts)
{
    const char *value, *backend = DEFAULT_BACKEND, *source = "Keras' default";
    Answer variable = world_env(world, "KERAS_BACKEND", &value);
    bool told = read_config(world, facts, &backend, &source);
    if (variable.known == UNKNOWN)
        fact_set_unknown(facts, "env", FACT_KERAS_BACKEND, variable.because, "KERAS_BACKEND");
    else if (variable.known == PRESENT && *value)
        fact_set_text(facts, "env", FACT_KERAS_BACKEND, value, "KERAS_BACKEND");
    else if (told)
        fact_set_text(facts, "env", FACT_KERAS_BACKEND, backend, source);
}

/* Distributions that bring Keras, and the package that each installs; the first one counts. */
static const struct {
    const char *distribution, *package;
} BRINGERS[] = {{"keras", "keras"},
                {"keras-nightly", "keras"},
                {"tf-keras", "tf_keras"},
                {"tf-keras-nightly", "tf_keras"}};

void inspect_keras(World *world, Inventory *inventory, Facts *facts)
{
    const Distribution *keras = NULL;
    const char *package = NULL;
    for (size_t i = 0; !keras && i < sizeof BRINGERS / sizeof *BRINGERS; i++) {
        keras = distribution_find(inventory, BRINGERS[i].distribution);
        package = BRINGERS[i].package;
    }
    if (!keras) {
        fact_set_absent(facts, "env", FACT_KERAS_VERSION, "the distributions of sys.path");
        return;
    }
    fact_set_text(facts, "env", FACT_KERAS_PACKAGE, package, keras->path);
    const char *version = keras->version ? keras->version : "?";
    fact_set_text(facts, "env", FACT_KERAS_VERSION, version, keras->path);
    if (!version_is_before(version, "3"))
        inspect_backend(world, facts);
    else
        fact_set_text(facts, "env", FACT_KERAS_BACKEND, DEFAULT_BACKEND, "Keras 2 has no other");
}

/* Keras: whatever it runs on decides. It adds what ends its own import, and the settings that only
 * it reads. */
#include "frameworks/framework.h"

#include <string.h>

#include "base/version.h"
#include "inspect/framework_look.h"
#include "inspect/inspect.h"
#include "inspect/keras.h"
#include "inspect/variables.h"

#define TORCH_DEVICE "KERAS_TORCH_DEVICE"

static const char *const DISTRIBUTIONS[] = {"keras", "keras-nightly", NULL};
static const char *const VARIABLES[] = {TORCH_DEVICE, NULL};
static const Framework BACKENDS[] = {FRAMEWORK_TENSORFLOW, FRAMEWORK_TORCH, FRAMEWORK_JAX};

enum { BACKEND_COUNT = sizeof BACKENDS / sizeof *BACKENDS };

bool framework_by_backend(const char *backend, Framework *framework)
{
    for (int i = 0; i < BACKEND_COUNT; i++)
        if (strcmp(framework_word(BACKENDS[i]), backend) == 0) {
            *framework = BACKENDS[i];
            return true;
        }
    return false;
}

/* The package is all that is asked for. */
static void set_path_of_package(FrameworkLook *look, const char *package)
{
    ImportPath import = python_import_path(look->world, look->env, package);
    if (import.form != IMPORT_NONE)
        fact_set_text(look->facts, "env", FACT_FRAMEWORK_PATH, import.path, look->env->python);
    else if (import.because)
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_PATH, import.because,
                         look->env->python);
    else
        fact_set_absent(look->facts, "env", FACT_FRAMEWORK_PATH, look->env->python);
}

/* keras.json is read before the backend is imported. Releases before this one say the same by an
 * `assert`, of which only that it ends the import is told. */
static void set_raise_of_config(FrameworkLook *look)
{
    const Fact *raises = fact_get(look->facts, "env", FACT_KERAS_RAISES);
    const Fact *says = fact_get(look->facts, "env", FACT_KERAS_SAYS);
    const char *version = fact_text_or(look->facts, "env", FACT_KERAS_VERSION, "0");
    if (raises->known == PRESENT && !version_is_before(version, "3.15"))
        set_import_raises(look, raises->text, says->text, raises->source);
}

/* Without a chain: each needs one package; another word is no backend. */
static void look_at_other_backend(FrameworkLook *look, const Fact *backend)
{
    if (strcmp(backend->text, "numpy") == 0)
        set_path_of_package(look, "scipy");
    else if (strcmp(backend->text, "openvino") == 0)
        set_path_of_package(look, "openvino");
    else
        set_import_raises(look, "ValueError",
                          arena_printf(look->arena, "Unable to import backend : %s", backend->text),
                          backend->source);
}

static void look_at_named_backend(FrameworkLook *look, const Fact *backend)
{
    Framework framework;
    if (framework_by_backend(backend->text, &framework))
        look->facts = facts_copy(framework_facts(look->inspection, framework));
    else
        look_at_other_backend(look, backend);
}

/* Backends that could be taken instead. */
static void set_other_backends(FrameworkLook *look, const char *backend)
{
    Strings others = {0};
    for (int i = 0; i < BACKEND_COUNT; i++)
        if (strcmp(framework_word(BACKENDS[i]), backend) != 0 &&
            framework_is_installed(look->inspection, BACKENDS[i]))
            list_add(look->arena, others, framework_word(BACKENDS[i]));
    fact_set_texts(look->facts, "env", FACT_OTHER_FRAMEWORKS, others, look->env->python);
}

static void look_at_backend(FrameworkLook *look)
{
    inspect_keras(look->world, look->inventory, look->facts);
    const Fact *backend = fact_get(look->facts, "env", FACT_KERAS_BACKEND);
    set_path_of_package(look, fact_text_or(look->facts, "env", FACT_KERAS_PACKAGE, "keras"));
    if (fact_get(look->facts, "env", FACT_FRAMEWORK_PATH)->known != PRESENT)
        return;
    if (backend->known != PRESENT) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_PATH,
                         backend->because ? backend->because : "no distribution of Keras was found",
                         backend->source);
        return;
    }
    look_at_named_backend(look, backend);
    set_other_backends(look, backend->text);
    set_raise_of_config(look);
    inspect_variable(look->world, look->facts, TORCH_DEVICE);
}

/* It makes no check of its own; these are asked only where its backend is no framework. */
static const Checkpoint CHECKS[] = {CHECK_IMPORT,        CHECK_BUILD,        CHECK_LIBCUDA,
                                    CHECK_CUINIT,        CHECK_DEVICES,      CHECK_LIBRARIES,
                                    CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL, CHECK_COUNT};

const FrameworkForm KERAS_FORM = {
    .word = "keras",
    .name = "Keras",
    .package = "keras",
    .legacy_package = "tf_keras",
    .distributions = DISTRIBUTIONS,
    .install = "keras",
    .checks = CHECKS,
    .variables = VARIABLES,
    .look_at_backend = look_at_backend,
};

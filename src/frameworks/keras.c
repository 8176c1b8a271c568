/* Keras: whatever it runs on decides. */
#include "frameworks/framework.h"

#include <stddef.h>

#include "inspect/framework_look.h"
#include "inspect/inspect.h"
#include "inspect/keras.h"

static const char *const DISTRIBUTIONS[] = {"keras", "keras-nightly", NULL};

static void set_keras(FrameworkLook *look)
{
    const Fact *version = fact_get(look->facts, "env", FACT_KERAS_VERSION);
    ImportPath import = python_import_path(look->world, look->env, "keras");
    if (version->known == PRESENT)
        fact_set_text(look->facts, "env", FACT_FRAMEWORK_VERSION, version->text, version->source);
    if (import.form == IMPORT_NONE && import.because)
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_PATH, import.because,
                         look->env->python);
    else if (import.form == IMPORT_NONE)
        fact_set_absent(look->facts, "env", FACT_FRAMEWORK_PATH, look->env->python);
}

/* What TensorFlow would do says nothing about another backend. */
static void look_at_backend(FrameworkLook *look)
{
    Facts *on_tensorflow = framework_facts(look->inspection, FRAMEWORK_TENSORFLOW);
    const Fact *backend = fact_get(on_tensorflow, "env", FACT_KERAS_BACKEND);
    if (is_yes(fact_is_text(on_tensorflow, "env", FACT_KERAS_BACKEND, "tensorflow"))) {
        look->facts = facts_copy(on_tensorflow);
    } else {
        inspect_keras(look->world, look->inventory, look->facts);
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_PATH,
                         "the backend on which Keras runs here is not judged", backend->source);
    }
    set_keras(look);
}

/* It makes no check of its own; these are asked only where its backend is not known. */
static const Checkpoint CHECKS[] = {CHECK_IMPORT,        CHECK_BUILD,        CHECK_LIBCUDA,
                                    CHECK_CUINIT,        CHECK_DEVICES,      CHECK_LIBRARIES,
                                    CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL, CHECK_COUNT};

const FrameworkForm KERAS_FORM = {
    .word = "keras",
    .name = "Keras",
    .package = "keras",
    .distributions = DISTRIBUTIONS,
    .install = "keras",
    .checks = CHECKS,
    .look_at_backend = look_at_backend,
};

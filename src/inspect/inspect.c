#include "inspect/inspect.h"

#include <string.h>

#include "inspect/keras.h"
#include "inspect/machine.h"
#include "inspect/tensorflow.h"
#include "inspect/variables.h"

typedef struct FrameworkRow {
    const char *word; /* as --framework names it, and as it is imported */
    bool judged;
} FrameworkRow;

static const FrameworkRow ROWS[FRAMEWORK_COUNT] = {
    [FRAMEWORK_TENSORFLOW] = {"tensorflow", true},
    [FRAMEWORK_KERAS] = {"keras", true},
    [FRAMEWORK_TORCH] = {"torch", false},
    [FRAMEWORK_JAX] = {"jax", false},
};

const char *framework_word(Framework framework)
{
    return framework < FRAMEWORK_COUNT ? ROWS[framework].word : NULL;
}

bool framework_by_word(const char *word, Framework *framework)
{
    for (int i = 0; i < FRAMEWORK_COUNT; i++) {
        if (strcmp(ROWS[i].word, word) == 0) {
            *framework = (Framework)i;
            return true;
        }
    }
    return false;
}

bool framework_is_judged(Framework framework)
{
    return framework < FRAMEWORK_COUNT && ROWS[framework].judged;
}

Inspection *inspection_begin(World *world, const PythonEnvironment *env, const AssumedGpu *assumed)
{
    Inspection *inspection = arena_new_of(world_arena(world), Inspection);
    *inspection = (Inspection){.world = world, .env = env, .assumed = assumed};
    inspection->machine = facts_new(world_arena(world));
    if (env)
        inspection->inventory = inventory_read(world, env);
    inspect_machine(world, inspection->machine);
    if (assumed)
        assume_gpu_facts(inspection->machine, assumed);
    inspect_python(world, env, inspection->machine);
    inspect_variables(world, env, inspection->machine);
    return inspection;
}

bool framework_is_installed(Inspection *inspection, Framework framework)
{
    if (!inspection->env || framework >= FRAMEWORK_COUNT)
        return false;
    return python_import_path(inspection->world, inspection->env, ROWS[framework].word).form !=
           IMPORT_NONE;
}

const char *framework_version(Inspection *inspection, Framework framework)
{
    if (!inspection->inventory || framework >= FRAMEWORK_COUNT)
        return NULL;
    const Distribution *found = distribution_find(inspection->inventory, ROWS[framework].word);
    return found ? found->version : NULL;
}

/* Without a framework, libcuda.so.1 is what any program would find. */
static void inspect_libcuda_for_anyone(Inspection *inspection, Facts *facts)
{
    Loader *loader = loader_new(inspection->world);
    const char *program = inspection->env ? inspection->env->real_python : NULL;
    if (!program)
        program = "/bin/sh";
    const Opening *start = loader_start(loader, program);
    if (start->result == OPEN_FOUND || start->result == OPEN_LOADED)
        inspect_driver_library(inspection->world, facts,
                               loader_dlopen(loader, "libcuda.so.1", NULL));
    else
        fact_set_unknown(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING,
                         start->because ? start->because : start->error, program);
}

static Facts *tensorflow_facts(Inspection *inspection)
{
    if (!inspection->tensorflow) {
        inspection->tensorflow = facts_copy(inspection->machine);
        inspect_tensorflow(inspection->world, inspection->env, inspection->inventory,
                           inspection->tensorflow);
        inspect_keras(inspection->world, inspection->inventory, inspection->tensorflow);
    }
    return inspection->tensorflow;
}

static void set_keras(Inspection *inspection, Facts *facts)
{
    const Fact *version = fact_get(facts, "env", FACT_KERAS_VERSION);
    ImportPath import = python_import_path(inspection->world, inspection->env, "keras");
    if (version->known == PRESENT)
        fact_set_text(facts, "env", FACT_FRAMEWORK_VERSION, version->text, version->source);
    if (import.form == IMPORT_NONE && import.because)
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH, import.because,
                         inspection->env->python);
    else if (import.form == IMPORT_NONE)
        fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, inspection->env->python);
}

/* Keras is judged by the backend that it runs on. What TensorFlow would do says nothing about
 * another one. */
static Facts *keras_facts(Inspection *inspection)
{
    Facts *facts = facts_copy(tensorflow_facts(inspection));
    const Fact *backend = fact_get(facts, "env", FACT_KERAS_BACKEND);
    if (!is_yes(fact_is_text(facts, "env", FACT_KERAS_BACKEND, "tensorflow"))) {
        facts = facts_copy(inspection->machine);
        inspect_keras(inspection->world, inspection->inventory, facts);
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH,
                         "the backend on which Keras runs here is not judged", backend->source);
    }
    set_keras(inspection, facts);
    return facts;
}

/* A framework that nobody looked at is unknown with its reason, never silence. */
static void set_not_looked_at(Inspection *inspection, Framework framework, Facts *facts)
{
    if (!inspection->env)
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH, "no Python interpreter was found",
                         "PATH");
    else if (!framework_is_installed(inspection, framework))
        fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, inspection->env->python);
    else
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH,
                         "it is installed, and this version of whycpu does not judge it",
                         inspection->env->python);
}

Facts *inspect_framework(Inspection *inspection, Framework framework)
{
    Facts *facts;
    if (framework == FRAMEWORK_TENSORFLOW && inspection->env)
        facts = facts_copy(tensorflow_facts(inspection));
    else if (framework == FRAMEWORK_KERAS && inspection->env)
        facts = keras_facts(inspection);
    else
        facts = facts_copy(inspection->machine);
    if (framework == FRAMEWORK_NONE)
        fact_set_absent(facts, "env", FACT_FRAMEWORK, "sys.path");
    else
        fact_set_text(facts, "env", FACT_FRAMEWORK, ROWS[framework].word, "--framework");
    if (framework != FRAMEWORK_NONE && (!inspection->env || !framework_is_judged(framework)))
        set_not_looked_at(inspection, framework, facts);
    if (fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->known != PRESENT)
        inspect_libcuda_for_anyone(inspection, facts);
    return facts;
}

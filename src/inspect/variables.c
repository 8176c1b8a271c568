#include "inspect/variables.h"

#include "inspect/who_set.h"

const char *const deciding_variables[] = {
    "CUDA_VISIBLE_DEVICES",
    "CUDA_DEVICE_ORDER",
    "TF_ENABLED_DEVICE_TYPES",
    "TF_MIN_GPU_MULTIPROCESSOR_COUNT",
    "NVIDIA_VISIBLE_DEVICES",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    NULL,
};

void inspect_variable(World *world, Facts *facts, const char *name)
{
    static const char source[] = "the environment";
    const char *value, *subject = arena_printf(facts_arena(facts), "variable/%s", name);
    Answer answer = world_env(world, name, &value);
    if (answer.known == PRESENT)
        fact_set_text(facts, subject, FACT_VARIABLE_VALUE, value, source);
    else if (answer.known == ABSENT)
        fact_set_absent(facts, subject, FACT_VARIABLE_VALUE, source);
    else
        fact_set_unknown(facts, subject, FACT_VARIABLE_VALUE, answer.because, source);
}

void inspect_variables(World *world, const PythonEnvironment *env, Facts *facts)
{
    for (size_t i = 0; deciding_variables[i]; i++)
        inspect_variable(world, facts, deciding_variables[i]);
    /* Who set it is asked only of those that hide something: it reads other processes and files. */
    inspect_who_set(world, env, facts, "CUDA_VISIBLE_DEVICES");
    inspect_who_set(world, env, facts, "TF_ENABLED_DEVICE_TYPES");
    inspect_who_set(world, env, facts, "TF_MIN_GPU_MULTIPROCESSOR_COUNT");
    inspect_driver_variables(world, env, facts);
}

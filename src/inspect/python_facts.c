/* The facts about the chosen Python. */
#include "inspect/python.h"

static const char subject[] = "env";

static void set_or_absent(Facts *facts, FactName name, const char *value, const char *source)
{
    if (value)
        fact_set_text(facts, subject, name, value, source);
    else
        fact_set_absent(facts, subject, name, source);
}

static void set_directories(const PythonEnvironment *env, Facts *facts)
{
    Strings paths = {0};
    Arena *arena = facts_arena(facts);
    for (size_t i = 0; i < env->site_directories.count; i++) {
        const SiteDirectory *directory = &env->site_directories.items[i];
        if (directory->origin != SITE_STANDARD_LIBRARY && directory->known != ABSENT)
            list_add(arena, paths, directory->path);
    }
    if (env->major)
        fact_set_texts(facts, subject, FACT_SITE_DIRECTORIES, paths, env->prefix);
    else
        fact_set_unknown(facts, subject, FACT_SITE_DIRECTORIES,
                         "the version of this interpreter cannot be told", env->python);
}

static void set_pth_imports(const PythonEnvironment *env, Facts *facts)
{
    Strings lines = {0};
    Arena *arena = facts_arena(facts);
    for (size_t i = 0; i < env->pth_imports.count; i++) {
        const PthImport *import = &env->pth_imports.items[i];
        list_add(arena, lines,
                 arena_printf(arena, "%s:%d: %s", import->file, import->line, import->text));
    }
    fact_set_texts(facts, subject, FACT_PTH_IMPORTS, lines, env->prefix);
}

void inspect_python(World *world, const PythonEnvironment *env, Facts *facts)
{
    (void)world;
    if (!env) {
        fact_set_absent(facts, subject, FACT_PYTHON_PATH, "PATH");
        return;
    }
    fact_set_text(facts, subject, FACT_PYTHON_PATH, env->python, env->chosen_because);
    set_or_absent(facts, FACT_PYTHON_REAL_PATH, env->real_python, env->python);
    fact_set_text(facts, subject, FACT_PYTHON_PREFIX, env->prefix,
                  env->config_file ? env->config_file : env->python);
    fact_set_text(facts, subject, FACT_PYTHON_BASE_PREFIX, env->base_prefix,
                  env->config_file ? env->config_file : env->python);
    fact_set_text(facts, subject, FACT_PYTHON_KIND, python_kind_word(env->kind), env->prefix);
    fact_set_text(facts, subject, FACT_PYTHON_CHOSEN_BECAUSE, env->chosen_because, env->python);
    set_or_absent(facts, FACT_PYTHON_SHIM, env->shim, env->python);
    set_or_absent(facts, FACT_OTHER_PYTHON, env->other_python, "PATH");
    if (env->version)
        fact_set_text(facts, subject, FACT_PYTHON_VERSION, env->version, env->version_source);
    else
        fact_set_unknown(facts, subject, FACT_PYTHON_VERSION,
                         "neither its name nor its library tells", env->python);
    set_directories(env, facts);
    set_pth_imports(env, facts);
    if (env->doubts.count)
        fact_set_texts(facts, subject, FACT_PYTHON_DOUBTS, env->doubts, env->prefix);
    else
        fact_set_absent(facts, subject, FACT_PYTHON_DOUBTS, env->prefix);
}

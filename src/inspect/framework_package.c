/* The package of a framework: where it is, who installed it, what it brings. */
#include "inspect/framework_look.h"

#include <string.h>

#include "inspect/conda_maker.h"
#include "inspect/wheel.h"

static void inspect_owners(FrameworkLook *look)
{
    DistributionList found = {0};
    for (size_t i = 0; look->form->distributions[i]; i++) {
        const Distribution *one = distribution_find(look->inventory, look->form->distributions[i]);
        if (one)
            list_add(look->arena, found, one);
    }
    const char *marker = arena_printf(look->arena, "%s/__init__.py", look->package);
    Strings owners = {0};
    const Distribution *first = NULL;
    for (size_t i = 0; i < found.count; i++) {
        /* Reading RECORD is dear and needed only where two claim the package. */
        if (found.count > 1 && !is_yes(distribution_owns(look->inventory, found.items[i], marker)))
            continue;
        first = first ? first : found.items[i];
        list_add(look->arena, owners,
                 arena_printf(look->arena, "%s %s", found.items[i]->normal_name,
                              found.items[i]->version ? found.items[i]->version : "?"));
    }
    const char *source = first ? first->path : look->package;
    fact_set_texts(look->facts, "env", FACT_FRAMEWORK_OWNERS, owners, source);
    if (first && first->version)
        fact_set_text(look->facts, "env", FACT_FRAMEWORK_VERSION, first->version, first->path);
    else
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_VERSION, "no distribution claims it",
                         look->package);
    const char *installer = first ? distribution_installer(look->inventory, first) : NULL;
    if (installer)
        fact_set_text(look->facts, "env", FACT_FRAMEWORK_INSTALLER, installer, first->path);
    if (installer && strcmp(installer, "conda") == 0)
        fact_set_text(look->facts, "env", FACT_PACKAGE_MANAGER,
                      conda_maker(look->world, look->env->prefix), "conda-meta/history");
}

/* Where nothing is installed yet: uv makes environments that have no pip, and so may conda. */
static void inspect_maker(FrameworkLook *look)
{
    const PythonEnvironment *env = look->env;
    if (env->maker && starts_with(env->maker, "uv "))
        fact_set_text(look->facts, "env", FACT_PACKAGE_MANAGER, "uv", env->config_file);
    else if (env->kind == PYTHON_CONDA && !distribution_find(look->inventory, "pip"))
        fact_set_text(look->facts, "env", FACT_PACKAGE_MANAGER,
                      conda_maker(look->world, env->prefix), "conda-meta/history");
}

void inspect_cuda_packages(FrameworkLook *look)
{
    DistributionList found = distributions_starting_with(look->inventory, "nvidia-");
    Strings packages = {0};
    for (size_t i = 0; i < found.count; i++)
        list_add(look->arena, packages,
                 arena_printf(look->arena, "%s %s", found.items[i]->normal_name,
                              found.items[i]->version ? found.items[i]->version : "?"));
    fact_set_texts(look->facts, "env", FACT_CUDA_PACKAGES, packages,
                   "the distributions of sys.path");
}

/* ---- When it is not there ---- */

static void add_if_it_has(FrameworkLook *look, const char *python, Strings *found)
{
    const char *error;
    PythonEnvironment *other =
        python ? python_at(look->world, python, "another environment", &error) : NULL;
    if (!other || !other->prefix || strcmp(other->prefix, look->env->prefix) == 0)
        return;
    ImportPath import = python_import_path(look->world, other, look->form->package);
    if (import.form == IMPORT_PACKAGE || import.form == IMPORT_FINDER)
        list_add(look->arena, *found, other->python);
}

/* The environments that a user most likely meant: the one beside the program, the active one, and
 * the one that `python` starts. */
static void look_elsewhere(FrameworkLook *look)
{
    Strings found = {0};
    const char *active;
    add_if_it_has(look, look->env->other_python, &found);
    add_if_it_has(look, arena_printf(look->arena, "%s/.venv/bin/python", world_cwd(look->world)),
                  &found);
    if (world_env(look->world, "VIRTUAL_ENV", &active).known == PRESENT)
        add_if_it_has(look, arena_printf(look->arena, "%s/bin/python", active), &found);
    fact_set_texts(look->facts, "env", FACT_FRAMEWORK_ELSEWHERE, found, "their own sys.path");
    const FrameworkForm *form = look->form;
    if (look->env->major && form->last_python)
        fact_set_flag(look->facts, "env", FACT_PYTHON_HAS_WHEELS,
                      look->env->major == 3 && look->env->minor >= form->first_python &&
                          look->env->minor <= form->last_python,
                      look->env->version_source);
}

/* A directory that lost its __init__.py still imports, as a namespace with nothing in it. */
static void set_empty_namespace(FrameworkLook *look)
{
    Opening *loads = arena_new_of(look->arena, Opening);
    loads->name = arena_printf(look->arena, "%s/__init__.py", look->package);
    loads->result = OPEN_FAILED;
    loads->fails_on = loads->name;
    loads->error = "there is no such file, so what is imported is empty";
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
}

static const char *what_is_there(const ImportPath *import)
{
    return import->because ? import->because : "what is there is no regular package";
}

void inspect_package(FrameworkLook *look)
{
    ImportPath import = python_import_path(look->world, look->env, look->form->package);
    if (import.form == IMPORT_NONE && import.because) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_PATH, import.because,
                         look->env->python);
        return;
    }
    if (import.form == IMPORT_NONE) {
        fact_set_absent(look->facts, "env", FACT_FRAMEWORK_PATH, look->env->python);
        look_elsewhere(look);
        inspect_maker(look);
        return;
    }
    bool namespace = import.form == IMPORT_NAMESPACE;
    if (import.form != IMPORT_PACKAGE && import.form != IMPORT_FINDER && !namespace) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_PATH, what_is_there(&import),
                         import.path ? import.path : look->env->python);
        return;
    }
    look->package = import.path;
    fact_set_text(look->facts, "env", FACT_FRAMEWORK_PATH, import.path, "the order of sys.path");
    if (import.others.count)
        fact_set_texts(look->facts, "env", FACT_FRAMEWORK_SHADOWED, import.others,
                       "the order of sys.path");
    inspect_owners(look);
    look->form->look_at_build(look);
    if (namespace) {
        set_empty_namespace(look);
    } else {
        look->built = facts_copy(look->facts);
        look->form->look_at_libraries(look);
    }
    inspect_wheel(look->world, look->inventory, look->facts);
}

#include "inspect/tensorflow.h"

#include <string.h>

#include "base/version.h"
#include "inspect/conda_maker.h"
#include "inspect/symbols.h"
#include "inspect/tensorflow_libraries.h"
#include "inspect/wheel.h"
#include "parse/build_info.h"

enum { BUILD_INFO_CEILING = 256 * 1024 };

/* Distributions that install the package `tensorflow`. */
static const char *const DISTRIBUTIONS[] = {
    "tensorflow",       "tensorflow-cpu",   "tensorflow-gpu",     "tf-nightly",
    "tf-nightly-cpu",   "tf-nightly-gpu",   "tensorflow-rocm",    "intel-tensorflow",
    "tensorflow-intel", "tensorflow-macos", "tensorflow-cpu-aws", "tensorflow-base",
};

typedef struct Look {
    World *world;
    const PythonEnvironment *env;
    Inventory *inventory;
    Facts *facts;
    Arena *arena;
    const char *package; /* the directory tensorflow/ */
} Look;

/* ---- Who installed it, and what it was built with ---- */

static void inspect_owners(Look *look)
{
    DistributionList found = {0};
    for (size_t i = 0; i < sizeof DISTRIBUTIONS / sizeof *DISTRIBUTIONS; i++) {
        const Distribution *one = distribution_find(look->inventory, DISTRIBUTIONS[i]);
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
static void inspect_maker(Look *look)
{
    const PythonEnvironment *env = look->env;
    if (env->maker && starts_with(env->maker, "uv "))
        fact_set_text(look->facts, "env", FACT_PACKAGE_MANAGER, "uv", env->config_file);
    else if (env->kind == PYTHON_CONDA && !distribution_find(look->inventory, "pip"))
        fact_set_text(look->facts, "env", FACT_PACKAGE_MANAGER,
                      conda_maker(look->world, env->prefix), "conda-meta/history");
}

static void set_flag(Look *look, const BuildInfo *info, const char *key, FactName name,
                     const char *source)
{
    bool flag;
    if (build_info_flag(info, key, &flag))
        fact_set_flag(look->facts, "env", name, flag, source);
    else
        fact_set_unknown(look->facts, "env", name, "build_info has no such key", source);
}

static void set_version(Look *look, const BuildInfo *info, const char *key, FactName name,
                        const char *source)
{
    const char *text = build_info_text(info, key);
    if (text)
        fact_set_text(look->facts, "env", name, text, source);
    else
        fact_set_absent(look->facts, "env", name, source);
}

/* "compute_90" asks the build for PTX and for machine code of 9.0 (seen in the wheels' own fatbins,
 * 2.13 to 2.21), "sm_90" for machine code alone. */
static Strings kernels_of(Look *look, Strings asked_for)
{
    Strings kernels = {0};
    for (size_t i = 0; i < asked_for.count; i++) {
        const char *name = asked_for.items[i];
        if (starts_with(name, "compute_"))
            list_add(look->arena, kernels,
                     arena_printf(look->arena, "sm_%s", name + strlen("compute_")));
        list_add(look->arena, kernels, name);
    }
    return kernels;
}

static void inspect_build(Look *look)
{
    const char *source =
        arena_printf(look->arena, "%s/python/platform/build_info.py", look->package);
    Text text;
    const char *error = NULL;
    Answer answer = world_read(look->world, source, BUILD_INFO_CEILING, &text);
    const BuildInfo *info =
        answer.known == PRESENT ? build_info_read(look->arena, text, &error) : NULL;
    if (!info) {
        const char *because = error                    ? error
                              : answer.known == ABSENT ? "there is no such file"
                                                       : answer.because;
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, because, source);
        return;
    }
    set_flag(look, info, "is_cuda_build", FACT_BUILD_IS_CUDA, source);
    set_flag(look, info, "is_rocm_build", FACT_BUILD_IS_ROCM, source);
    set_version(look, info, "cuda_version", FACT_BUILD_CUDA, source);
    set_version(look, info, "cudnn_version", FACT_BUILD_CUDNN, source);
    Strings kernels = build_info_texts(look->arena, info, "cuda_compute_capabilities");
    if (kernels.count)
        fact_set_texts(look->facts, "env", FACT_BUILD_ARCHITECTURES, kernels_of(look, kernels),
                       source);
    else
        fact_set_unknown(look->facts, "env", FACT_BUILD_ARCHITECTURES,
                         "build_info does not list them", source);
}

/* The variable is read by every release from 2.7 on (its name stands in the wheels of 2.7.0, 2.8.0,
 * 2.9.0, 2.10.0 and 2.11.0; measured from 2.12.1 on), and not by 2.6. */
static void inspect_device_types(Look *look)
{
    int number;
    const Fact *version = fact_get(look->facts, "env", FACT_FRAMEWORK_VERSION);
    bool known = version->known == PRESENT && version_read(version->text, &number, 1) == 1;
    if (known)
        fact_set_flag(look->facts, "env", FACT_READS_DEVICE_TYPES,
                      !version_is_before(version->text, "2.7"), version->source);
    else
        fact_set_unknown(look->facts, "env", FACT_READS_DEVICE_TYPES, "the version cannot be read",
                         "the version");
}

static void inspect_packages(Look *look)
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

static void add_plugins_below(Look *look, const char *directory, Strings *plugins)
{
    Strings names;
    if (world_list(look->world, directory, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++)
        if (ends_with(names.items[i], ".so"))
            list_add(look->arena, *plugins,
                     arena_printf(look->arena, "%s/%s", directory, names.items[i]));
}

/* Only a plugin that defines SE_InitPlugin brings a device; others bring kernels. */
static void inspect_plugins(Look *look)
{
    Strings candidates = {0}, devices = {0};
    for (size_t i = 0; i < look->env->site_directories.count; i++) {
        const SiteDirectory *site = &look->env->site_directories.items[i];
        for (size_t j = 0; j < site->names.count; j++)
            if (strcmp(site->names.items[j], "tensorflow-plugins") == 0)
                add_plugins_below(look,
                                  arena_printf(look->arena, "%s/tensorflow-plugins", site->path),
                                  &candidates);
    }
    const char *named;
    if (world_env(look->world, "TF_PLUGGABLE_DEVICE_LIBRARY_PATH", &named).known == PRESENT &&
        *named) {
        FileInfo info;
        if (world_stat(look->world, named, &info).known == PRESENT && info.type == FILE_DIRECTORY)
            add_plugins_below(look, named, &candidates);
        else
            list_add(look->arena, candidates, named);
    }
    for (size_t i = 0; i < candidates.count; i++)
        if (!is_no(object_defines(look->world, candidates.items[i], "SE_InitPlugin")))
            list_add(look->arena, devices, candidates.items[i]);
    if (devices.count)
        fact_set_texts(look->facts, "env", FACT_DEVICE_PLUGINS, devices, "tensorflow-plugins");
    else
        fact_set_absent(look->facts, "env", FACT_DEVICE_PLUGINS, "tensorflow-plugins");
}

/* ---- When it is not there ---- */

static void add_if_it_has(Look *look, const char *python, Strings *found)
{
    const char *error;
    PythonEnvironment *other =
        python ? python_at(look->world, python, "another environment", &error) : NULL;
    if (!other || !other->prefix || strcmp(other->prefix, look->env->prefix) == 0)
        return;
    ImportPath import = python_import_path(look->world, other, "tensorflow");
    if (import.form == IMPORT_PACKAGE || import.form == IMPORT_FINDER)
        list_add(look->arena, *found, other->python);
}

/* The environments that a user most likely meant: the one beside the program, the active one, and
 * the one that `python` starts. */
static void look_elsewhere(Look *look)
{
    Strings found = {0};
    const char *active;
    add_if_it_has(look, look->env->other_python, &found);
    add_if_it_has(look, arena_printf(look->arena, "%s/.venv/bin/python", world_cwd(look->world)),
                  &found);
    if (world_env(look->world, "VIRTUAL_ENV", &active).known == PRESENT)
        add_if_it_has(look, arena_printf(look->arena, "%s/bin/python", active), &found);
    fact_set_texts(look->facts, "env", FACT_FRAMEWORK_ELSEWHERE, found, "their own sys.path");
    /* Wheels were made for Python 3.6 (TensorFlow 2.0) to 3.13 (2.21). */
    if (look->env->major)
        fact_set_flag(look->facts, "env", FACT_PYTHON_HAS_WHEELS,
                      look->env->major == 3 && look->env->minor >= 6 && look->env->minor <= 13,
                      look->env->version_source);
}

/* A directory that lost its __init__.py still imports, as a namespace with nothing in it. */
static void set_empty_namespace(Look *look)
{
    Opening *loads = arena_new_of(look->arena, Opening);
    loads->name = arena_printf(look->arena, "%s/__init__.py", look->package);
    loads->result = OPEN_FAILED;
    loads->fails_on = loads->name;
    loads->error = "there is no such file, so what is imported is empty";
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
}

void inspect_tensorflow(World *world, const PythonEnvironment *env, Inventory *inventory,
                        Facts *facts)
{
    Look look = {world, env, inventory, facts, facts_arena(facts), NULL};
    ImportPath import = python_import_path(world, env, "tensorflow");
    if (import.form == IMPORT_NONE && import.because) {
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH, import.because, env->python);
        return;
    }
    if (import.form == IMPORT_NONE) {
        fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, env->python);
        look_elsewhere(&look);
        inspect_maker(&look);
        return;
    }
    bool namespace = import.form == IMPORT_NAMESPACE;
    if (import.form != IMPORT_PACKAGE && import.form != IMPORT_FINDER && !namespace) {
        fact_set_unknown(facts, "env", FACT_FRAMEWORK_PATH,
                         import.because ? import.because : "what is there is no regular package",
                         import.path ? import.path : env->python);
        return;
    }
    look.package = import.path;
    fact_set_text(facts, "env", FACT_FRAMEWORK_PATH, import.path, "the order of sys.path");
    if (import.others.count)
        fact_set_texts(facts, "env", FACT_FRAMEWORK_SHADOWED, import.others,
                       "the order of sys.path");
    inspect_owners(&look);
    inspect_build(&look);
    inspect_packages(&look);
    inspect_plugins(&look);
    inspect_device_types(&look);
    if (namespace)
        set_empty_namespace(&look);
    else
        inspect_tensorflow_libraries(world, env, look.package, facts);
    inspect_wheel(world, inventory, facts);
}

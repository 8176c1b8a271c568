#include "inspect/tensorflow.h"

#include <stdio.h>
#include <string.h>

#include "inspect/cuda_libraries.h"
#include "inspect/library_places.h"
#include "inspect/machine.h"
#include "inspect/symbols.h"
#include "parse/build_info.h"

enum { BUILD_INFO_CEILING = 256 * 1024 };

/* Distributions that install the package `tensorflow`. */
static const char *const DISTRIBUTIONS[] = {
    "tensorflow",       "tensorflow-cpu",   "tensorflow-gpu",     "tf-nightly",
    "tf-nightly-cpu",   "tf-nightly-gpu",   "tensorflow-rocm",    "intel-tensorflow",
    "tensorflow-intel", "tensorflow-macos", "tensorflow-cpu-aws", "tensorflow-base",
};

/* The order of MaybeTryDlopenGPULibraries (tsl dlopen_checker.cc); libcudart is opened first, at
 * import. libcurand left the list with 2.14. */
static const char *const STEMS[] = {
    "libcudart", "libcublas",   "libcublasLt", "libcufft",
    "libcurand", "libcusolver", "libcusparse", "libcudnn",
};

/* Defined by the object that makes the dlopen calls; the second and third are there only in
 * versions that open those libraries. */
#define OPENS_CUSOLVER "_ZN3tsl8internal9DsoLoader20GetCusolverDsoHandleEv"
#define OPENS_CURAND   "_ZN3tsl8internal9DsoLoader18GetCurandDsoHandleEv"
#define OPENS_NVML     "_ZN3tsl8internal9DsoLoader16GetNvmlDsoHandleEv"

typedef struct Look {
    World *world;
    const PythonEnvironment *env;
    Inventory *inventory;
    Facts *facts;
    Arena *arena;
    const char *package; /* the directory tensorflow/ */
    Loader *loader;
} Look;

static bool opens(const Opening *opening)
{
    return opening->result == OPEN_FOUND || opening->result == OPEN_LOADED;
}

/* ---- Who installed it, and what it was built with ---- */

static void inspect_owners(Look *look)
{
    DistributionList found = {0};
    for (size_t i = 0; i < sizeof DISTRIBUTIONS / sizeof *DISTRIBUTIONS; i++) {
        const Distribution *one = distribution_find(look->inventory, DISTRIBUTIONS[i]);
        if (one)
            list_add(look->arena, found, one);
    }
    const char *marker =
        arena_printf(look->arena, "%s/python/platform/build_info.py", look->package);
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
        fact_set_texts(look->facts, "env", FACT_BUILD_ARCHITECTURES, kernels, source);
    else
        fact_set_unknown(look->facts, "env", FACT_BUILD_ARCHITECTURES,
                         "build_info does not list them", source);
}

/* ---- What it opens, and who does ---- */

/* The import maps these with all that they need, in this order. The first one decides by which
 * path libtensorflow_framework.so.2 is mapped, and so what $ORIGIN means in its RUNPATH. */
static const char *const EXTENSIONS[] = {
    "python/platform/_pywrap_cpu_feature_guard.so",
    "python/_pywrap_tensorflow_internal.so",
};

static bool load_extensions(Look *look)
{
    look->loader = loader_new(look->world);
    const Opening *loads = loader_start(look->loader, look->env->real_python);
    for (size_t i = 0; opens(loads) && i < sizeof EXTENSIONS / sizeof *EXTENSIONS; i++) {
        const char *path = arena_printf(look->arena, "%s/%s", look->package, EXTENSIONS[i]);
        FileInfo info;
        bool last = i + 1 == sizeof EXTENSIONS / sizeof *EXTENSIONS;
        if (last || world_stat(look->world, path, &info).known == PRESENT)
            loads = loader_dlopen(look->loader, path, NULL);
    }
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
    return opens(loads);
}

/* Symbols are bound to the first object in load order that defines them, and that object's own
 * RUNPATH is then searched. 2.13 to 2.19 define the loader twice, and only the first counts. */
static const char *find_opener(Look *look)
{
    Strings mapped = loader_mapped_paths(look->loader);
    for (size_t i = 0; i < mapped.count; i++) {
        if (!starts_with(mapped.items[i], look->package))
            continue;
        if (is_yes(object_defines(look->world, mapped.items[i], OPENS_CUSOLVER)))
            return mapped.items[i];
    }
    return NULL;
}

static void set_opener(Look *look, const char *opener, bool by_symbol)
{
    Arena *arena = look->arena;
    if (by_symbol) {
        fact_set_text(look->facts, "env", FACT_LIBRARY_OPENER, opener,
                      arena_printf(arena, "it defines %s", OPENS_CUSOLVER));
        Truth nvml = object_defines(look->world, opener, OPENS_NVML);
        if (is_unknown(nvml))
            fact_set_unknown(look->facts, "env", FACT_NVML_NEEDED, nvml.because, opener);
        else
            fact_set_flag(look->facts, "env", FACT_NVML_NEEDED, is_yes(nvml), opener);
        return;
    }
    fact_set_text(look->facts, "env", FACT_LIBRARY_OPENER, opener, "by its name");
    fact_set_flag(look->facts, "env", FACT_NVML_NEEDED, false,
                  "versions that hide their loader are older than 2.21");
}

static Strings names_to_open(Look *look, const char *opener)
{
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, NULL);
    const char *cudnn = fact_text_or(look->facts, "env", FACT_BUILD_CUDNN, NULL);
    Strings names = {0};
    for (size_t i = 0; i < sizeof STEMS / sizeof *STEMS; i++) {
        bool curand = strcmp(STEMS[i], "libcurand") == 0;
        if (curand && !is_yes(object_defines(look->world, opener, OPENS_CURAND)))
            continue;
        const char *name = cuda_library_name(look->arena, STEMS[i], cuda, cudnn);
        if (!name)
            return (Strings){0};
        list_add(look->arena, names, name);
    }
    return names;
}

static void open_driver_libraries(Look *look, const char *opener)
{
    inspect_driver_library(look->world, look->facts,
                           loader_dlopen(look->loader, "libcuda.so.1", opener));
    if (is_yes(fact_is_flag(look->facts, "env", FACT_NVML_NEEDED)))
        inspect_driver_library(look->world, look->facts,
                               loader_dlopen(look->loader, "libnvidia-ml.so.1", opener));
}

static bool is_inside(const char *path, const char *directory)
{
    return directory && starts_with(path, directory) && path[strlen(directory)] == '/';
}

/* Inside the prefix, or inside any directory of sys.path (user site, --target). */
static bool is_of_environment(const Look *look, const char *path)
{
    if (is_inside(path, look->env->prefix))
        return true;
    for (size_t i = 0; i < look->env->site_directories.count; i++)
        if (is_inside(path, look->env->site_directories.items[i].path))
            return true;
    return false;
}

/* Taken through the cache or the system's directories, though the rest comes with the
 * environment. */
static void mark_accidents(Look *look, Strings names)
{
    bool any_own = false;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < names.count; i++) {
            const char *subject = arena_printf(look->arena, "library/%s", names.items[i]);
            const Opening *opening = fact_get(look->facts, subject, FACT_LIBRARY_OPENING)->opening;
            if (!opens(opening) || !opening->path)
                continue;
            bool own = is_of_environment(look, opening->path);
            bool of_system = opening->rule == RULE_CACHE || opening->rule == RULE_DEFAULT;
            any_own = any_own || own;
            if (pass == 1)
                fact_set_flag(look->facts, subject, FACT_LIBRARY_FROM_SYSTEM,
                              any_own && !own && of_system, opening->path);
        }
    }
}

static const char *culprit(const Opening *opening)
{
    const char *name = opening->fails_on ? opening->fails_on : opening->name;
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* Directories of the environment that the opener searches: a link in one of them would be found. */
static void set_opener_directories(Look *look, const Opening *failed)
{
    Strings directories = {0};
    const char *opener = fact_text_or(look->facts, "env", FACT_LIBRARY_OPENER, "");
    for (size_t i = 0; i < failed->tried.count; i++) {
        const Try *try = &failed->tried.items[i];
        if (try->rule != RULE_RUNPATH || strcmp(try->for_name, failed->name) != 0)
            continue;
        const char *slash = strrchr(try->path, '/');
        const char *directory =
            arena_copy(look->arena, try->path, slash ? (size_t)(slash - try->path) : 0);
        const char *real;
        if (world_real_path(look->world, directory, &real).known != PRESENT ||
            !is_of_environment(look, real))
            continue;
        bool seen = false;
        for (size_t j = 0; j < directories.count; j++)
            seen = seen || strcmp(directories.items[j], real) == 0;
        if (!seen)
            list_add(look->arena, directories, real);
    }
    fact_set_texts(look->facts, "env", FACT_OPENER_DIRECTORIES, directories, opener);
}

static void open_libraries(Look *look, const char *opener, Strings names)
{
    LibraryPlaces *places = NULL;
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, NULL);
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.items[i];
        const char *subject = arena_printf(look->arena, "library/%s", name);
        const Opening *opening = loader_dlopen(look->loader, name, opener);
        fact_set_opening(look->facts, subject, FACT_LIBRARY_OPENING, opening,
                         "the search of ld.so(8)");
        if (opening->result != OPEN_FAILED && opening->result != OPEN_CRASHES)
            continue;
        const char *missing = culprit(opening);
        const char *package = cuda_library_package(look->arena, missing, cuda);
        if (package)
            fact_set_text(look->facts, arena_printf(look->arena, "library/%s", missing),
                          FACT_LIBRARY_PACKAGE, package, "the package index");
        if (!places) {
            places = library_places(look->world, look->env);
            set_opener_directories(look, opening);
        }
        inspect_library_places(places, look->facts, missing, opening);
    }
    mark_accidents(look, names);
}

/* libcudnn.so is a front that opens its parts by itself, when it is first used. */
static void open_cudnn_parts(Look *look, Strings names)
{
    static const char *const PARTS[][3] = {
        {"libcudnn.so.9", "libcudnn_graph.so.9", "libcudnn_ops.so.9"},
        {"libcudnn.so.8", "libcudnn_ops_infer.so.8", "libcudnn_cnn_infer.so.8"},
    };
    const char *front = names.items[names.count - 1];
    const Opening *whole =
        fact_get(look->facts, arena_printf(look->arena, "library/%s", front), FACT_LIBRARY_OPENING)
            ->opening;
    if (!whole || !opens(whole))
        return;
    Strings parts = {0};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        for (size_t j = 1; strcmp(PARTS[i][0], front) == 0 && j < 3; j++) {
            fact_set_opening(look->facts, arena_printf(look->arena, "library/%s", PARTS[i][j]),
                             FACT_LIBRARY_OPENING,
                             loader_dlopen(look->loader, PARTS[i][j], whole->path),
                             "the search of ld.so(8)");
            list_add(look->arena, parts, PARTS[i][j]);
        }
    }
    fact_set_texts(look->facts, "env", FACT_CUDNN_PARTS, parts, whole->path);
    /* 2.21 asks cuDNN for its version before it lists a GPU; it is also the first with NVML. */
    fact_set_flag(look->facts, "env", FACT_CUDNN_USED_EARLY,
                  is_yes(fact_is_flag(look->facts, "env", FACT_NVML_NEEDED)), "the version");
}

static void inspect_libraries(Look *look)
{
    if (!look->env->real_python) {
        fact_set_unknown(look->facts, "env", FACT_LIBRARIES_ASKED,
                         "the interpreter itself is not known", look->env->python);
        return;
    }
    if (!load_extensions(look)) {
        fact_set_unknown(look->facts, "env", FACT_LIBRARIES_ASKED,
                         "the extension module does not load", look->package);
        return;
    }
    const char *by_symbol = find_opener(look);
    const char *opener =
        by_symbol ? by_symbol : loader_mapped(look->loader, "libtensorflow_framework.so.2");
    if (!opener) {
        fact_set_unknown(look->facts, "env", FACT_LIBRARIES_ASKED,
                         "no object of the package makes the dlopen calls", look->package);
        return;
    }
    set_opener(look, opener, by_symbol != NULL);
    if (!is_yes(fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA))) {
        /* A CPU build opens none; libcuda is judged for the machine's sake. */
        inspect_driver_library(look->world, look->facts,
                               loader_dlopen(look->loader, "libcuda.so.1", opener));
        return;
    }
    Strings names = names_to_open(look, opener);
    if (names.count == 0) {
        fact_set_unknown(look->facts, "env", FACT_LIBRARIES_ASKED,
                         "the names of the libraries of this CUDA version are not in our table",
                         opener);
        return;
    }
    fact_set_texts(look->facts, "env", FACT_LIBRARIES_ASKED, names, opener);
    open_libraries(look, opener, names);
    open_cudnn_parts(look, names);
    open_driver_libraries(look, opener);
}

/* ---- The rest of the environment ---- */

/* The variable is read by every release from 2.13 on, and not by 2.6; between them nobody looked.
 */
static void inspect_device_types(Look *look)
{
    int major, minor;
    const Fact *version = fact_get(look->facts, "env", FACT_FRAMEWORK_VERSION);
    if (version->known == PRESENT && sscanf(version->text, "%d.%d", &major, &minor) == 2 &&
        (major > 2 || (major == 2 && (minor >= 13 || minor <= 6))))
        fact_set_flag(look->facts, "env", FACT_READS_DEVICE_TYPES, minor >= 13 || major > 2,
                      version->source);
    else
        fact_set_unknown(look->facts, "env", FACT_READS_DEVICE_TYPES,
                         "it is not known which of the older versions read it", "the version");
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

void inspect_tensorflow(World *world, const PythonEnvironment *env, Inventory *inventory,
                        Facts *facts)
{
    Look look = {world, env, inventory, facts, facts_arena(facts), NULL, NULL};
    ImportPath import = python_import_path(world, env, "tensorflow");
    if (import.form == IMPORT_NONE) {
        fact_set_absent(facts, "env", FACT_FRAMEWORK_PATH, env->python);
        return;
    }
    if (import.form != IMPORT_PACKAGE && import.form != IMPORT_FINDER) {
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
    inspect_libraries(&look);
}

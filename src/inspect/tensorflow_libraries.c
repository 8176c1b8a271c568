/* What TensorFlow opens before it uses a GPU, by which object, and what comes of it. */
#include "inspect/tensorflow_libraries.h"

#include <string.h>

#include "inspect/cuda_libraries.h"
#include "inspect/library_places.h"
#include "inspect/machine.h"
#include "inspect/symbols.h"
#include "inspect/variables.h"

/* The order of MaybeTryDlopenGPULibraries (tsl dlopen_checker.cc); libcudart is opened first, at
 * import. libcurand left the list with 2.14. */
static const char *const STEMS[] = {
    "libcudart", "libcublas",   "libcublasLt", "libcufft",
    "libcurand", "libcusolver", "libcusparse", "libcudnn",
};

/* The first is defined by the object that makes the dlopen calls; the others are there only in
 * versions that open those libraries (measured on 2.13 to 2.21: docs/ACCURACY.md). */
enum { OPENS_CUSOLVER, OPENS_CURAND, OPENS_NVML, SIGN_COUNT };
static const char *const SIGNS[SIGN_COUNT] = {
    "_ZN3tsl8internal9DsoLoader20GetCusolverDsoHandleEv",
    "_ZN3tsl8internal9DsoLoader18GetCurandDsoHandleEv",
    "_ZN3tsl8internal9DsoLoader16GetNvmlDsoHandleEv",
};

typedef struct Look {
    World *world;
    const PythonEnvironment *env;
    Facts *facts;
    Arena *arena;
    const char *package; /* the directory tensorflow/ */
    Loader *loader;
    const char *opener; /* the path by which it is mapped */
    Truth signs[SIGN_COUNT];
} Look;

/* The import maps these with all that they need, in this order. The first one decides by which
 * path libtensorflow_framework.so.2 is mapped, and so what $ORIGIN means in its RUNPATH. */
static const char *const EXTENSIONS[] = {
    "python/platform/_pywrap_cpu_feature_guard.so",
    "python/_pywrap_tensorflow_internal.so",
};

/* From 2.20 on, with this file beside it, the import makes the symbols of the second one global:
 * what a CUDA library lacks may be met by the stand-ins that TensorFlow itself defines. */
static void make_symbols_global(Look *look, const char *extension)
{
    FileInfo info;
    const char *flags =
        arena_printf(look->arena, "%s/python/pywrap_dlopen_global_flags.py", look->package);
    if (world_stat(look->world, flags, &info).known == PRESENT)
        loader_make_global(look->loader, extension);
}

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
        if (last && opens(loads))
            make_symbols_global(look, path);
    }
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
    const char *c_library = loader_c_library(look->loader);
    if (c_library)
        fact_set_text(look->facts, "env", FACT_C_LIBRARY, c_library, "the interpreter's loader");
    return opens(loads);
}

/* Symbols are bound to the first object in load order that defines them, and that object's own
 * RUNPATH is then searched. 2.13 to 2.19 define the loader twice, and only the first counts. */
static Truth find_opener(Look *look)
{
    Strings mapped = loader_mapped_paths(look->loader);
    for (size_t i = 0; i < mapped.count; i++) {
        if (!starts_with(mapped.items[i], look->package))
            continue;
        object_defines_each(look->world, mapped.items[i], SIGNS, SIGN_COUNT, look->signs);
        if (!is_no(look->signs[OPENS_CUSOLVER])) {
            look->opener = mapped.items[i];
            return look->signs[OPENS_CUSOLVER];
        }
    }
    return truth_of(false);
}

/* Releases before 2.11 hide their loader; it is in the same library in all of them. */
static bool take_opener_by_name(Look *look)
{
    look->opener = loader_mapped(look->loader, "libtensorflow_framework.so.2");
    for (size_t i = 0; i < SIGN_COUNT; i++)
        look->signs[i] = truth_of(i == OPENS_CURAND);
    return look->opener != NULL;
}

static void set_opener(Look *look, const char *source)
{
    const char *real = world_real_path_or_itself(look->world, look->opener);
    fact_set_text(look->facts, "env", FACT_LIBRARY_OPENER, real, source);
    Truth nvml = look->signs[OPENS_NVML];
    if (is_unknown(nvml))
        fact_set_unknown(look->facts, "env", FACT_NVML_NEEDED, nvml.because, real);
    else
        fact_set_flag(look->facts, "env", FACT_NVML_NEEDED, is_yes(nvml), real);
}

static Strings names_to_open(Look *look)
{
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, NULL);
    const char *cudnn = fact_text_or(look->facts, "env", FACT_BUILD_CUDNN, NULL);
    Strings names = {0};
    for (size_t i = 0; i < sizeof STEMS / sizeof *STEMS; i++) {
        if (strcmp(STEMS[i], "libcurand") == 0 && !is_yes(look->signs[OPENS_CURAND]))
            continue;
        const char *name = cuda_library_name(look->arena, STEMS[i], cuda, cudnn);
        if (!name)
            return (Strings){0};
        list_add(look->arena, names, name);
    }
    return names;
}

static void open_driver_libraries(Look *look)
{
    inspect_driver_library(look->world, look->facts,
                           loader_dlopen(look->loader, "libcuda.so.1", look->opener));
    inspect_who_chose_libcuda(look->world, look->env, look->facts);
    inspect_jit_compiler(look->world, look->facts, look->loader);
    if (is_yes(fact_is_flag(look->facts, "env", FACT_NVML_NEEDED)))
        inspect_driver_library(look->world, look->facts,
                               loader_dlopen(look->loader, "libnvidia-ml.so.1", look->opener));
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

static const Opening *opening_of(const Look *look, const char *name)
{
    const char *subject = arena_printf(look->arena, "library/%s", name);
    return fact_get(look->facts, subject, FACT_LIBRARY_OPENING)->opening;
}

/* By which rule the file came in: one that was mapped already was found for an earlier one. */
static Rule rule_of_file(const Look *look, Strings names, const Opening *opening)
{
    for (size_t i = 0; opening->rule == RULE_LOADED && i < names.count; i++) {
        const Opening *earlier = opening_of(look, names.items[i]);
        for (size_t k = 0; earlier && k < earlier->tried.count; k++) {
            const Try *try = &earlier->tried.items[k];
            if (try->outcome == TRY_OPENED && strcmp(try->path, opening->path) == 0)
                return try->rule;
        }
    }
    return opening->rule;
}

/* Taken through the cache or the system's directories, though the rest comes with the
 * environment. */
static void mark_accidents(Look *look, Strings names)
{
    bool any_own = false;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < names.count; i++) {
            const Opening *opening = opening_of(look, names.items[i]);
            if (!opens(opening) || !opening->path)
                continue;
            bool own = is_of_environment(look, opening->path);
            Rule rule = rule_of_file(look, names, opening);
            bool of_system = rule == RULE_CACHE || rule == RULE_DEFAULT;
            any_own = any_own || own;
            if (pass == 1)
                fact_set_flag(look->facts, arena_printf(look->arena, "library/%s", names.items[i]),
                              FACT_LIBRARY_FROM_SYSTEM, any_own && !own && of_system,
                              opening->path);
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
        if (try->rule != RULE_RUNPATH || try->directory_is_absent ||
            strcmp(try->for_name, failed->name) != 0)
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
    const char *search_path = loader_search_path(look->loader, look->opener);
    if (search_path)
        fact_set_text(look->facts, "env", FACT_OPENER_RUNPATH, search_path, opener);
    else
        fact_set_absent(look->facts, "env", FACT_OPENER_RUNPATH, opener);
}

static void open_libraries(Look *look, Strings names)
{
    LibraryPlaces *places = NULL;
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, NULL);
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.items[i];
        const char *subject = arena_printf(look->arena, "library/%s", name);
        const Opening *opening = loader_dlopen(look->loader, name, look->opener);
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

static void not_asked(Look *look, const char *because, const char *source)
{
    fact_set_unknown(look->facts, "env", FACT_LIBRARIES_ASKED, because, source);
}

static void inspect_libraries(Look *look)
{
    if (!look->env->real_python) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_LOADS,
                         "the interpreter itself is not known", look->env->python);
        not_asked(look, "the interpreter itself is not known", look->env->python);
        return;
    }
    if (!load_extensions(look)) {
        not_asked(look, "the extension module does not load", look->package);
        return;
    }
    Truth found = find_opener(look);
    if (is_unknown(found)) {
        not_asked(look, found.because, look->opener);
        return;
    }
    if (is_yes(found)) {
        set_opener(look, SIGNS[OPENS_CUSOLVER]);
    } else if (take_opener_by_name(look)) {
        set_opener(look, "its name");
    } else {
        not_asked(look, "no object of the package makes the dlopen calls", look->package);
        return;
    }
    open_driver_libraries(look);
    Truth cuda = fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA);
    if (!is_yes(cuda)) {
        not_asked(look,
                  is_no(cuda) ? "a build without CUDA opens none"
                              : "it is not known whether it was built with CUDA",
                  look->opener);
        return;
    }
    if (is_unknown(look->signs[OPENS_CURAND])) {
        not_asked(look, look->signs[OPENS_CURAND].because, look->opener);
        return;
    }
    Strings names = names_to_open(look);
    if (names.count == 0) {
        not_asked(look, "the names of the libraries of this CUDA version are not in our table",
                  look->opener);
        return;
    }
    fact_set_texts(look->facts, "env", FACT_LIBRARIES_ASKED, names, look->opener);
    open_libraries(look, names);
    open_cudnn_parts(look, names);
}

void inspect_tensorflow_libraries(World *world, const PythonEnvironment *env, const char *package,
                                  Facts *facts)
{
    Look look = {.world = world,
                 .env = env,
                 .facts = facts,
                 .arena = facts_arena(facts),
                 .package = package};
    inspect_libraries(&look);
}

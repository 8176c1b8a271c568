/* The libraries of CUDA that a framework opens: what comes of each, and where else it is. */
#include "inspect/framework_look.h"

#include <string.h>

#include "base/path.h"
#include "facts/cuda_libraries.h"
#include "inspect/library_places.h"
#include "inspect/machine.h"
#include "inspect/variables.h"

const Opening *begin_process(FrameworkLook *look)
{
    if (look->used_before) {
        look->loader = loader_fork(look->used_before);
        return loader_started(look->loader);
    }
    if (look->loader)
        look->known = look->loader;
    look->loader = look->known ? loader_again(look->known) : loader_new(look->world);
    if (look->looks_closely)
        loader_look_closely(look->loader);
    return loader_start(look->loader, look->env->real_python);
}

void open_driver_libraries(FrameworkLook *look)
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
static bool is_of_environment(const FrameworkLook *look, const char *path)
{
    if (is_inside(path, look->env->prefix))
        return true;
    for (size_t i = 0; i < look->env->site_directories.count; i++)
        if (is_inside(path, look->env->site_directories.items[i].path))
            return true;
    return false;
}

static const Opening *opening_of(const FrameworkLook *look, const char *name)
{
    const char *subject = arena_printf(look->arena, "library/%s", name);
    return fact_get(look->facts, subject, FACT_LIBRARY_OPENING)->opening;
}

/* By which rule the file came in: one that was mapped already was found for an earlier one. */
static Rule rule_of_file(const FrameworkLook *look, Strings names, const Opening *opening)
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
static void mark_accidents(FrameworkLook *look, Strings names)
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
    return path_name(opening->fails_on ? opening->fails_on : opening->name);
}

/* Directories of the environment that the opener searches: a link in one of them would be found. */
static void set_opener_directories(FrameworkLook *look, const Opening *failed)
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
        if (!strings_have(directories, real))
            list_add(look->arena, directories, real);
    }
    fact_set_texts(look->facts, "env", FACT_OPENER_DIRECTORIES, directories, opener);
    const char *search_path = loader_search_path(look->loader, look->opener);
    if (search_path)
        fact_set_text(look->facts, "env", FACT_OPENER_RUNPATH, search_path, opener);
    else
        fact_set_absent(look->facts, "env", FACT_OPENER_RUNPATH, opener);
}

void set_library(FrameworkLook *look, const Opening *opening)
{
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, NULL);
    const char *subject = arena_printf(look->arena, "library/%s", opening->name);
    fact_set_opening(look->facts, subject, FACT_LIBRARY_OPENING, opening, "the search of ld.so(8)");
    if (opening->result != OPEN_FAILED && opening->result != OPEN_CRASHES)
        return;
    const char *missing = culprit(opening);
    const char *package = cuda_library_package(look->arena, missing, cuda);
    if (package)
        fact_set_text(look->facts, arena_printf(look->arena, "library/%s", missing),
                      FACT_LIBRARY_PACKAGE, package, "the package index");
    if (!look->places) {
        look->places = library_places(look->world, look->env, &look->listings);
        set_opener_directories(look, opening);
    }
    inspect_library_places(look->places, look->facts, missing, opening);
}

void open_libraries(FrameworkLook *look, Strings names)
{
    for (size_t i = 0; i < names.count; i++)
        set_library(look, loader_dlopen(look->loader, names.items[i], look->opener));
    mark_accidents(look, names);
}

/* libcudnn.so is a front that opens its parts by itself, when it is first used. */
void open_cudnn_parts(FrameworkLook *look, const char *front)
{
    static const char *const PARTS[][3] = {
        {"libcudnn.so.9", "libcudnn_graph.so.9", "libcudnn_ops.so.9"},
        {"libcudnn.so.8", "libcudnn_ops_infer.so.8", "libcudnn_cnn_infer.so.8"},
    };
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
}

void set_import_raises(FrameworkLook *look, const char *exception, const char *text,
                       const char *source)
{
    fact_set_text(look->facts, "env", FACT_IMPORT_RAISES, exception, source);
    fact_set_text(look->facts, "env", FACT_IMPORT_SAYS, text, source);
}

void libraries_are_unknown(FrameworkLook *look, const char *because, const char *source)
{
    fact_set_unknown(look->facts, "env", FACT_LIBRARIES_ASKED, because, source);
}

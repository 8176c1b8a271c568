/* What an import would take, by the rules of importlib's FileFinder: in each directory a package
 * comes before a module, a compiled module before a written one; a directory without __init__ is
 * taken only when nothing else is found anywhere. */
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include "base/path.h"
#include "inspect/distributions.h"
#include "parse/editable_finder.h"

enum { FINDER_CEILING_BYTES = 1024 * 1024 };

typedef struct Search {
    World *world;
    Arena *arena;
    const PythonEnvironment *env;
    const char *name;
    const char *compiled; /* "NAME.cpython-311", the beginning of a compiled module's name */
    ImportPath found;
    ImportPath namespace;
} Search;

static int compare(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool lists(const Strings *names, const char *name)
{
    return names->count && bsearch(name, names->items, names->count, sizeof *names->items, compare);
}

static bool is_module_name(const Search *search, const char *entry, const char *stem)
{
    size_t length = strlen(stem);
    if (strncmp(entry, stem, length) != 0)
        return false;
    const char *suffix = entry + length;
    const char *tag = search->compiled + strlen(search->name);
    return strcmp(suffix, ".so") == 0 || strcmp(suffix, ".abi3.so") == 0 ||
           strcmp(suffix, ".py") == 0 || strcmp(suffix, ".pyc") == 0 ||
           (starts_with(suffix, tag) && suffix[strlen(tag)] == '-' && ends_with(suffix, ".so"));
}

/* The module file that counts: a compiled one, else .py, else .pyc. */
static const char *module_in(const Search *search, const Strings *names, const char *stem)
{
    const char *best = NULL;
    for (size_t i = 0; i < names->count; i++) {
        const char *entry = names->items[i];
        if (!is_module_name(search, entry, stem))
            continue;
        bool better = !best || ends_with(entry, ".so") ||
                      (ends_with(entry, ".py") && !ends_with(best, ".so"));
        best = better ? entry : best;
    }
    return best;
}

static bool is_package(const Search *search, const char *directory)
{
    FileInfo info;
    Strings names = {0};
    char *usual = path_join(search->arena, directory, "__init__.py");
    if (world_stat(search->world, usual, &info).known == PRESENT)
        return info.type == FILE_REGULAR;
    world_list(search->world, directory, &names);
    return module_in(search, &names, "__init__") != NULL;
}

static void take(Search *search, ImportForm form, const char *path, const SiteDirectory *from)
{
    if (search->found.form == IMPORT_NONE) {
        search->found.form = form;
        search->found.path = path;
        search->found.from = from;
    } else {
        list_add(search->arena, search->found.others, path);
    }
}

static void look_in_listed(Search *search, const SiteDirectory *directory)
{
    FileInfo info;
    char *path = path_join(search->arena, directory->path, search->name);
    bool named = lists(&directory->names, search->name) &&
                 world_stat(search->world, path, &info).known == PRESENT &&
                 info.type == FILE_DIRECTORY;
    if (named && is_package(search, path)) {
        take(search, IMPORT_PACKAGE, path, directory);
        return;
    }
    const char *module = module_in(search, &directory->names, search->name);
    if (module)
        take(search, IMPORT_MODULE, path_join(search->arena, directory->path, module), directory);
    else if (named && search->namespace.form == IMPORT_NONE)
        search->namespace = (ImportPath){IMPORT_NAMESPACE, path, directory, NULL, {0}};
}

/* The standard library is not listed: two looks tell. */
static void look_in_library(Search *search, const SiteDirectory *directory)
{
    FileInfo info;
    char *path = path_join(search->arena, directory->path, search->name);
    char *file = arena_printf(search->arena, "%s.py", path);
    char *init = path_join(search->arena, path, "__init__.py");
    if (world_stat(search->world, init, &info).known == PRESENT)
        take(search, IMPORT_PACKAGE, path, directory);
    else if (world_stat(search->world, file, &info).known == PRESENT)
        take(search, IMPORT_MODULE, file, directory);
}

/* A directory that Python itself may not list is passed over by it as well. What the world cannot
 * tell (not recorded, an error of the disk) leaves the answer open. */
static void look_in(Search *search, const SiteDirectory *directory)
{
    if (directory->origin == SITE_STANDARD_LIBRARY && directory->known == PRESENT)
        look_in_library(search, directory);
    else if (directory->known == PRESENT)
        look_in_listed(search, directory);
    else if (directory->known == UNKNOWN && directory->origin != SITE_STANDARD_LIBRARY &&
             directory->error != EACCES && directory->error != ENOTDIR &&
             search->found.form == IMPORT_NONE)
        search->found =
            (ImportPath){.form = IMPORT_UNKNOWN, .from = directory, .because = directory->because};
}

/* ---- Finders of editable installations ---- */

static void look_in_finder(Search *search, const PthImport *import)
{
    Text module = editable_finder_module(text_of(import->text));
    if (module.length == 0)
        return;
    char *file = arena_printf(search->arena, "%s/%s.py", path_parent(search->arena, import->file),
                              text_copy(search->arena, module));
    Text text;
    EditableMappings mappings;
    Answer answer = world_read(search->world, file, FINDER_CEILING_BYTES, &text);
    if (answer.known == ABSENT)
        return; /* Python says so on stderr and goes on */
    if (answer.known == UNKNOWN || !editable_finder_read(search->arena, text, &mappings)) {
        search->found.because =
            arena_printf(search->arena, "%s maps names to directories, and cannot be read", file);
        return;
    }
    for (size_t i = 0; i < mappings.count; i++) {
        if (strcmp(mappings.items[i].name, search->name) == 0)
            take(search, IMPORT_FINDER, mappings.items[i].path, NULL);
    }
}

static ImportPath search_import(World *world, const PythonEnvironment *env, const char *name)
{
    Arena *arena = world_arena(world);
    Search search = {.world = world, .arena = arena, .env = env, .name = name};
    search.compiled = arena_printf(arena, "%s.cpython-%d%d%s", name, env->major, env->minor,
                                   env->free_threaded ? "t" : "");
    for (size_t i = 0; i < env->site_directories.count; i++)
        look_in(&search, &env->site_directories.items[i]);
    if (search.found.form == IMPORT_NONE && search.namespace.form != IMPORT_NONE)
        search.found = search.namespace;
    /* setuptools puts its finders behind the search of sys.path */
    for (size_t i = 0; search.found.form == IMPORT_NONE && i < env->pth_imports.count; i++)
        look_in_finder(&search, &env->pth_imports.items[i]);
    if (search.found.form == IMPORT_NONE && env->may_bring_in)
        search.found.because = env->may_bring_in;
    return search.found;
}

/* Several steps ask for the same package. */
typedef struct Answered {
    const char *name;
    ImportPath import;
} Answered;

struct ImportMemory {
    LIST_OF(Answered) answers;
};

ImportPath python_import_path(World *world, const PythonEnvironment *env, const char *name)
{
    Arena *arena = world_arena(world);
    struct ImportMemory **memory = env->import_memory;
    for (size_t i = 0; *memory && i < (*memory)->answers.count; i++) {
        if (strcmp((*memory)->answers.items[i].name, name) == 0)
            return (*memory)->answers.items[i].import;
    }
    if (!*memory)
        *memory = arena_alloc(arena, sizeof **memory);
    Answered answered = {arena_strdup(arena, name), search_import(world, env, name)};
    list_add(arena, (*memory)->answers, answered);
    return answered.import;
}

#include "inspect/library_places.h"

#include <string.h>

typedef struct Place {
    const char *directory;
    Strings names;
} Place;

struct LibraryPlaces {
    World *world;
    LIST_OF(Place) all;
};

/* Where toolkits and drivers are usually put; "*" stands for any version. */
static const char *const TOOLKIT_PARENTS[] = {"/usr/local", "/opt"};
static const char *const TOOLKIT_LIBS[] = {"lib64", "targets/x86_64-linux/lib",
                                           "targets/sbsa-linux/lib", "lib"};
static const char *const SYSTEM_PLACES[] = {
    "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib/cuda/lib64"};

static void add_place(LibraryPlaces *places, const char *directory)
{
    Place place = {.directory = directory};
    if (world_list(places->world, directory, &place.names).known == PRESENT && place.names.count)
        list_add(world_arena(places->world), places->all, place);
}

static bool has_name(Strings names, const char *name)
{
    for (size_t i = 0; i < names.count; i++)
        if (strcmp(names.items[i], name) == 0)
            return true;
    return false;
}

/* site-packages/nvidia/PART/lib, one a package; CUDA 13: nvidia/cu13/lib for all. */
static void add_packages(LibraryPlaces *places, const SiteDirectory *site)
{
    Arena *arena = world_arena(places->world);
    if (site->known != PRESENT || !has_name(site->names, "nvidia"))
        return;
    const char *parent = arena_printf(arena, "%s/nvidia", site->path);
    Strings parts;
    if (world_list(places->world, parent, &parts).known != PRESENT)
        return;
    for (size_t i = 0; i < parts.count; i++)
        if (!strchr(parts.items[i], '.') && parts.items[i][0] != '_')
            add_place(places, arena_printf(arena, "%s/%s/lib", parent, parts.items[i]));
}

static void add_toolkits(LibraryPlaces *places)
{
    Arena *arena = world_arena(places->world);
    for (size_t i = 0; i < sizeof TOOLKIT_PARENTS / sizeof *TOOLKIT_PARENTS; i++) {
        Strings names;
        if (world_list(places->world, TOOLKIT_PARENTS[i], &names).known != PRESENT)
            continue;
        for (size_t j = 0; j < names.count; j++) {
            if (!starts_with(names.items[j], "cuda"))
                continue;
            for (size_t k = 0; k < sizeof TOOLKIT_LIBS / sizeof *TOOLKIT_LIBS; k++)
                add_place(places, arena_printf(arena, "%s/%s/%s", TOOLKIT_PARENTS[i],
                                               names.items[j], TOOLKIT_LIBS[k]));
        }
    }
}

LibraryPlaces *library_places(World *world, const PythonEnvironment *env)
{
    LibraryPlaces *places = arena_new_of(world_arena(world), LibraryPlaces);
    places->world = world;
    for (size_t i = 0; env && i < env->site_directories.count; i++)
        add_packages(places, &env->site_directories.items[i]);
    if (env && env->prefix)
        add_place(places, arena_printf(world_arena(world), "%s/lib", env->prefix));
    add_toolkits(places);
    for (size_t i = 0; i < sizeof SYSTEM_PLACES / sizeof *SYSTEM_PLACES; i++)
        add_place(places, SYSTEM_PLACES[i]);
    return places;
}

/* "libcusolver.so." of "libcusolver.so.11". */
static Text up_to_version(const char *name)
{
    const char *so = strstr(name, ".so.");
    return so ? text_part(text_of(name), 0, (size_t)(so - name) + 4) : TEXT("");
}

static bool same_file(const FileInfo *a, const FileInfo *b)
{
    return a->device == b->device && a->inode == b->inode;
}

/* A search that met this very file and passed it over, or stopped at it. */
static bool was_met(World *world, const Opening *opening, const char *name, const FileInfo *file)
{
    for (size_t i = 0; i < opening->tried.count; i++) {
        const Try *try = &opening->tried.items[i];
        FileInfo met;
        if (strcmp(try->for_name, name) != 0 || try->outcome == TRY_ABSENT ||
            try->outcome == TRY_NOT_LOOKED)
            continue;
        if (world_stat(world, try->path, &met).known == PRESENT && same_file(&met, file))
            return true;
    }
    return false;
}

void inspect_library_places(LibraryPlaces *places, Facts *facts, const char *name,
                            const Opening *opening)
{
    World *world = places->world;
    Arena *arena = world_arena(world);
    Text stem = up_to_version(name);
    Strings here = {0}, others = {0};
    for (size_t i = 0; i < places->all.count; i++) {
        const Place *place = &places->all.items[i];
        for (size_t j = 0; j < place->names.count; j++) {
            const char *candidate = place->names.items[j];
            bool very_name = strcmp(candidate, name) == 0;
            if (!very_name && (!stem.length || strncmp(candidate, stem.at, stem.length) != 0 ||
                               starts_with(candidate, arena_printf(arena, "%s.", name))))
                continue;
            const char *path = arena_printf(arena, "%s/%s", place->directory, candidate);
            FileInfo file;
            if (world_stat(world, path, &file).known != PRESENT || file.type != FILE_REGULAR)
                continue;
            if (very_name && !was_met(world, opening, name, &file))
                list_add(arena, here, path);
            else if (!very_name)
                list_add(arena, others, path);
        }
    }
    const char *subject = arena_printf(arena, "library/%s", name);
    fact_set_texts(facts, subject, FACT_LIBRARY_INSTALLED_AT, here, "directories of libraries");
    fact_set_texts(facts, subject, FACT_LIBRARY_OTHER_VERSIONS, others, "directories of libraries");
}

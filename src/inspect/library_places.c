#include "inspect/library_places.h"

#include <string.h>

#include "base/version.h"
#include "inspect/toolkit_release.h"

typedef struct Place {
    const char *directory;
    bool listed;      /* whether `names` was asked for */
    bool names_known; /* and told: what is not among them is not there */
    Strings names;
} Place;

struct LibraryPlaces {
    World *world;
    Listings *listings;
    const PythonEnvironment *env;
    LIST_OF(Place) own;    /* of the environment */
    LIST_OF(Place) system; /* of toolkits and the distribution */
    bool system_known;
    const char *because; /* one of them could not be looked into; NULL when all could */
};

/* What is found of one name. */
typedef struct Finds {
    const char *name;
    const Opening *opening;
    int cuda;                       /* the major version of CUDA that is wanted; 0: not known */
    Strings own, fitting, in_doubt; /* of the very name; the last two in toolkits */
    Strings others;                 /* of another version, or of another CUDA */
    const char *because;            /* one of these could not be looked at, or NULL */
    const char *doubt;              /* why it cannot be told whether the first one fits */
} Finds;

/* Whether it is there. Why that cannot be told is kept, the first time. */
static bool is_there(Answer answer, const char **because)
{
    if (answer.known == UNKNOWN && !*because)
        *because = answer.because;
    return answer.known == PRESENT;
}

/* Where toolkits and drivers are usually put. */
static const char *const TOOLKIT_PARENTS[] = {"/usr/local", "/opt"};
typedef struct UsualPlace {
    const char *directory;
    const char *machine; /* whose libraries lie there; NULL: those of this machine */
} UsualPlace;
static const UsualPlace TOOLKIT_LIBS[] = {
    {"lib64", NULL}, {"targets/x86_64-linux/lib", "x86_64"}, {"targets/sbsa-linux/lib", "aarch64"}};
static const UsualPlace SYSTEM_PLACES[] = {{"/usr/lib/x86_64-linux-gnu", "x86_64"},
                                           {"/usr/lib/aarch64-linux-gnu", "aarch64"},
                                           {"/usr/lib64", NULL},
                                           {"/usr/lib/cuda/lib64", NULL}};

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
    /* The standard library is not listed at all: it has no packages. */
    if (site->origin != SITE_STANDARD_LIBRARY && site->known == UNKNOWN && !places->because)
        places->because = site->because;
    if (site->known != PRESENT || !has_name(site->names, "nvidia"))
        return;
    const char *parent = arena_printf(arena, "%s/nvidia", site->path);
    Strings parts;
    if (!is_there(world_list(places->world, parent, &parts), &places->because))
        return;
    for (size_t i = 0; i < parts.count; i++)
        if (!strchr(parts.items[i], '.') && parts.items[i][0] != '_')
            list_add(
                arena, places->own,
                (Place){.directory = arena_printf(arena, "%s/%s/lib", parent, parts.items[i])});
}

LibraryPlaces *library_places(World *world, const PythonEnvironment *env, Listings *listings)
{
    Arena *arena = world_arena(world);
    LibraryPlaces *places = arena_new_of(arena, LibraryPlaces);
    places->world = world;
    places->listings = listings;
    for (size_t i = 0; env && i < env->site_directories.count; i++)
        add_packages(places, &env->site_directories.items[i]);
    if (env && env->prefix)
        list_add(arena, places->own,
                 (Place){.directory = arena_printf(arena, "%s/lib", env->prefix)});
    return places;
}

/* "cuda" and "cuda-13" are usually links to "cuda-13.0": each directory counts once. */
static bool is_known_directory(const LibraryPlaces *places, const char *real)
{
    for (size_t i = 0; i < places->system.count; i++)
        if (strcmp(places->system.items[i].directory, real) == 0)
            return true;
    return false;
}

static bool is_for_this_machine(World *world, const UsualPlace *place)
{
    const Processor *processor = world_processor(world);
    return !place->machine || processor->known != PRESENT ||
           strcmp(place->machine, processor->machine) == 0;
}

static void add_system_place(LibraryPlaces *places, const UsualPlace *place, const char *parent)
{
    const char *real;
    const char *directory =
        arena_printf(world_arena(places->world), "%s%s", parent, place->directory);
    if (is_for_this_machine(places->world, place) &&
        is_there(world_real_path(places->world, directory, &real), &places->because) &&
        !is_known_directory(places, real))
        list_add(world_arena(places->world), places->system, (Place){.directory = real});
}

/* Looked for only when the environment itself does not have the library. */
static void find_system_places(LibraryPlaces *places)
{
    Arena *arena = world_arena(places->world);
    if (places->system_known)
        return;
    places->system_known = true;
    for (size_t i = 0; i < sizeof TOOLKIT_PARENTS / sizeof *TOOLKIT_PARENTS; i++) {
        Strings names;
        if (!is_there(world_list(places->world, TOOLKIT_PARENTS[i], &names), &places->because))
            continue;
        for (size_t j = 0; j < names.count; j++)
            for (size_t k = 0; starts_with(names.items[j], "cuda") &&
                               k < sizeof TOOLKIT_LIBS / sizeof *TOOLKIT_LIBS;
                 k++)
                add_system_place(places, &TOOLKIT_LIBS[k],
                                 arena_printf(arena, "%s/%s/", TOOLKIT_PARENTS[i], names.items[j]));
    }
    for (size_t i = 0; i < sizeof SYSTEM_PLACES / sizeof *SYSTEM_PLACES; i++)
        add_system_place(places, &SYSTEM_PLACES[i], "");
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

static void list_names(LibraryPlaces *places, Place *place)
{
    if (place->listed)
        return;
    Answer answer = list_once(places->listings, places->world, place->directory, &place->names);
    place->listed = true;
    place->names_known = answer.known != UNKNOWN;
    if (!is_there(answer, &places->because))
        place->names.count = 0;
}

/* The path of that very file. Listed first: when it is nowhere, other versions of it are looked for
 * in the listings. */
static const char *very_name_in(LibraryPlaces *places, Place *place, Finds *finds)
{
    const char *path =
        arena_printf(world_arena(places->world), "%s/%s", place->directory, finds->name);
    FileInfo file;
    list_names(places, place);
    bool is_here = (!place->names_known || has_name(place->names, finds->name)) &&
                   is_there(world_stat(places->world, path, &file), &finds->because) &&
                   file.type == FILE_REGULAR &&
                   !was_met(places->world, finds->opening, finds->name, &file);
    return is_here ? path : NULL;
}

static void find_own(LibraryPlaces *places, Place *place, Finds *finds)
{
    const char *path = very_name_in(places, place, finds);
    if (path)
        list_add(world_arena(places->world), finds->own, path);
}

static void find_in_toolkit(LibraryPlaces *places, Place *place, Finds *finds)
{
    Arena *arena = world_arena(places->world);
    const char *path = very_name_in(places, place, finds);
    if (!path)
        return;
    Truth fits = toolkit_fits(place->directory, place->names, finds->name, finds->cuda);
    if (is_yes(fits)) {
        list_add(arena, finds->fitting, path);
    } else if (is_no(fits)) {
        list_add(arena, finds->others, path);
    } else {
        finds->doubt = fits.because;
        list_add(arena, finds->in_doubt, path);
    }
}

/* "libcusolver.so." of "libcusolver.so.11". */
static Text up_to_version(const char *name)
{
    const char *so = strstr(name, ".so.");
    return so ? text_part(text_of(name), 0, (size_t)(so - name) + 4) : TEXT("");
}

/* libcusolver.so.12 for libcusolver.so.11; libcusolver.so.11.7.5 is the same version, spelled out.
 */
static void find_other_versions(LibraryPlaces *places, Place *place, Finds *finds)
{
    Arena *arena = world_arena(places->world);
    const char *stem = text_copy(arena, up_to_version(finds->name));
    list_names(places, place);
    for (size_t i = 0; *stem && i < place->names.count; i++) {
        const char *candidate = place->names.items[i];
        FileInfo file;
        const char *path = arena_printf(arena, "%s/%s", place->directory, candidate);
        if (starts_with(candidate, stem) && !starts_with(candidate, finds->name) &&
            is_there(world_stat(places->world, path, &file), &finds->because) &&
            file.type == FILE_REGULAR)
            list_add(arena, finds->others, path);
    }
}

/* What lies in the environment itself is enough. */
static void find(LibraryPlaces *places, Finds *finds)
{
    for (size_t i = 0; i < places->own.count; i++)
        find_own(places, &places->own.items[i], finds);
    if (finds->own.count)
        return;
    find_system_places(places);
    for (size_t i = 0; i < places->system.count; i++)
        find_in_toolkit(places, &places->system.items[i], finds);
    if (finds->fitting.count || finds->in_doubt.count) {
        finds->others = (Strings){0};
        return;
    }
    for (size_t i = 0; i < places->own.count; i++)
        find_other_versions(places, &places->own.items[i], finds);
    for (size_t i = 0; i < places->system.count; i++)
        find_other_versions(places, &places->system.items[i], finds);
}

/* ---- Telling ---- */

static const char SOURCE[] = "directories of libraries";

/* Nothing was found: that is nowhere only when every place could be looked at. */
static void tell(Facts *facts, const char *subject, FactName fact, Strings found,
                 const char *because)
{
    if (found.count == 0 && because)
        fact_set_unknown(facts, subject, fact, because, SOURCE);
    else
        fact_set_texts(facts, subject, fact, found, SOURCE);
}

/* Of the first file that is told. */
static void tell_of_toolkit(Facts *facts, const char *subject, const Finds *finds)
{
    bool in_toolkit = finds->fitting.count || finds->in_doubt.count;
    if (in_toolkit)
        fact_set_flag(facts, subject, FACT_LIBRARY_IN_TOOLKIT, true, SOURCE);
    if (finds->fitting.count)
        fact_set_flag(facts, subject, FACT_LIBRARY_TOOLKIT_FITS, true, finds->fitting.items[0]);
    else if (finds->in_doubt.count)
        fact_set_unknown(facts, subject, FACT_LIBRARY_TOOLKIT_FITS, finds->doubt,
                         finds->in_doubt.items[0]);
}

static int wanted_cuda(const Facts *facts)
{
    int major;
    const char *cuda = fact_text_or(facts, "env", FACT_BUILD_CUDA, NULL);
    return cuda && version_read(cuda, &major, 1) == 1 ? major : 0;
}

void inspect_library_places(LibraryPlaces *places, Facts *facts, const char *name,
                            const Opening *opening)
{
    Arena *arena = world_arena(places->world);
    Finds finds = {.name = name, .opening = opening, .cuda = wanted_cuda(facts)};
    find(places, &finds);
    Strings here = finds.own;
    for (size_t i = 0; i < finds.fitting.count; i++)
        list_add(arena, here, finds.fitting.items[i]);
    for (size_t i = 0; i < finds.in_doubt.count; i++)
        list_add(arena, here, finds.in_doubt.items[i]);
    const char *because = finds.because ? finds.because : places->because;
    const char *subject = arena_printf(arena, "library/%s", name);
    tell(facts, subject, FACT_LIBRARY_INSTALLED_AT, here, because);
    tell(facts, subject, FACT_LIBRARY_OTHER_VERSIONS, finds.others, here.count ? NULL : because);
    tell_of_toolkit(facts, subject, &finds);
}

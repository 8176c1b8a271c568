#include "inspect/distributions.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "parse/core_metadata.h"
#include "parse/installer_json.h"
#include "parse/record.h"

enum {
    METADATA_CEILING_BYTES = 256 * 1024, /* the header; what follows is a description */
    RECORD_CEILING_BYTES = 16 * 1024 * 1024,
    RECORD_BEGINNING_BYTES = 64 * 1024,
    LINE_CEILING_BYTES = 64 * 1024
};

/* What was read for one distribution. */
typedef struct Details {
    const Distribution *distribution;
    DistributionMetadata *metadata;
    bool record_read;
    Answer record_answer;
    Text record;
    const char *record_file;
} Details;

struct Inventory {
    World *world;
    Arena *arena;
    const PythonEnvironment *env;
    DistributionList all, conda;
    const Distribution **by_name; /* sorted by normal name; in the order of sys.path among equals */
    LIST_OF(Details *) details;
};

/* ---- Making the inventory ---- */

static Distribution *new_distribution(Inventory *inventory, const DistributionName *name,
                                      const char *directory, const char *path)
{
    Arena *arena = inventory->arena;
    Distribution *distribution = arena_new_of(arena, Distribution);
    distribution->name = text_copy(arena, name->name);
    distribution->normal_name = normal_name(arena, name->name);
    distribution->version = name->version.length ? text_copy(arena, name->version) : NULL;
    distribution->build = name->form == DISTRIBUTION_CONDA ? text_copy(arena, name->build) : NULL;
    distribution->form = name->form;
    distribution->directory = directory;
    distribution->path = path;
    return distribution;
}

static void read_directory(Inventory *inventory, const SiteDirectory *directory)
{
    for (size_t i = 0; i < directory->names.count; i++) {
        const char *entry = directory->names.items[i];
        DistributionName name;
        if (distribution_name_of(text_of(entry), &name))
            list_add(inventory->arena, inventory->all,
                     new_distribution(inventory, &name, directory->path,
                                      path_join(inventory->arena, directory->path, entry)));
    }
}

static void read_conda(Inventory *inventory)
{
    const PythonEnvironment *env = inventory->env;
    for (size_t i = 0; i < env->conda_packages.count; i++) {
        const char *entry = env->conda_packages.items[i];
        DistributionName name;
        if (conda_name_of(text_of(entry), &name))
            list_add(inventory->arena, inventory->conda,
                     new_distribution(
                         inventory, &name, env->prefix,
                         arena_printf(inventory->arena, "%s/conda-meta/%s", env->prefix, entry)));
    }
}

static int compare_names(const void *a, const void *b)
{
    const Distribution *const *left = a, *const *right = b;
    return strcmp((*left)->normal_name, (*right)->normal_name);
}

static int compare_with_key(const void *key, const void *item)
{
    const Distribution *const *distribution = item;
    return strcmp(key, (*distribution)->normal_name);
}

/* Merges by hand what qsort does not promise: equal names keep their order. */
static void sort_by_name(Inventory *inventory)
{
    size_t count = inventory->all.count;
    const Distribution **from = arena_alloc(inventory->arena, (count + 1) * sizeof *from);
    const Distribution **to = arena_alloc(inventory->arena, (count + 1) * sizeof *to);
    for (size_t i = 0; i < count; i++)
        from[i] = inventory->all.items[i];
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            size_t left = start, right = middle;
            for (size_t at = start; at < end; at++) {
                bool take_left = left < middle &&
                                 (right == end || compare_names(&from[left], &from[right]) <= 0);
                to[at] = take_left ? from[left++] : from[right++];
            }
        }
        const Distribution **swap = from;
        from = to;
        to = swap;
    }
    inventory->by_name = from;
}

static const Distribution **first_of_name(const Inventory *inventory, const char *normal)
{
    const Distribution **found = bsearch(normal, inventory->by_name, inventory->all.count,
                                         sizeof *inventory->by_name, compare_with_key);
    while (found && found > inventory->by_name && strcmp(found[-1]->normal_name, normal) == 0)
        found--;
    return found;
}

static void mark_shadowed(Inventory *inventory)
{
    for (size_t i = 1; i < inventory->all.count; i++) {
        const Distribution *before = inventory->by_name[i - 1], *one = inventory->by_name[i];
        if (compare_names(&before, &one) == 0)
            ((Distribution *)one)->shadowed = true;
    }
}

Inventory *inventory_read(World *world, const PythonEnvironment *env)
{
    Arena *arena = world_arena(world);
    Inventory *inventory = arena_new_of(arena, Inventory);
    *inventory = (Inventory){.world = world, .arena = arena, .env = env};
    for (size_t i = 0; i < env->site_directories.count; i++)
        read_directory(inventory, &env->site_directories.items[i]);
    read_conda(inventory);
    sort_by_name(inventory);
    size_t in_directories = inventory->all.count;
    for (size_t i = 0; i < inventory->conda.count; i++) {
        const char *normal = inventory->conda.items[i]->normal_name;
        bool listed = in_directories && bsearch(normal, inventory->by_name, in_directories,
                                                sizeof *inventory->by_name, compare_with_key);
        if (!listed)
            list_add(arena, inventory->all, inventory->conda.items[i]);
    }
    if (inventory->all.count > in_directories)
        sort_by_name(inventory);
    mark_shadowed(inventory);
    return inventory;
}

/* ---- Asking it ---- */

DistributionList inventory_all(Inventory *inventory)
{
    return inventory->all;
}

const Distribution *distribution_find(Inventory *inventory, const char *name)
{
    const Distribution **first =
        first_of_name(inventory, normal_name(inventory->arena, text_of(name)));
    return first ? *first : NULL;
}

DistributionList distributions_named(Inventory *inventory, const char *name)
{
    DistributionList list = {0};
    char *normal = normal_name(inventory->arena, text_of(name));
    const Distribution **at = first_of_name(inventory, normal);
    const Distribution **end = inventory->by_name + inventory->all.count;
    for (; at && at < end && strcmp((*at)->normal_name, normal) == 0; at++)
        list_add(inventory->arena, list, *at);
    return list;
}

DistributionList distributions_starting_with(Inventory *inventory, const char *prefix)
{
    DistributionList list = {0};
    for (size_t i = 0; i < inventory->all.count; i++) {
        if (starts_with(inventory->by_name[i]->normal_name, prefix))
            list_add(inventory->arena, list, inventory->by_name[i]);
    }
    return list;
}

const Distribution *conda_package_find(Inventory *inventory, const char *name)
{
    const char *normal = normal_name(inventory->arena, text_of(name));
    for (size_t i = 0; i < inventory->conda.count; i++) {
        if (strcmp(inventory->conda.items[i]->normal_name, normal) == 0)
            return inventory->conda.items[i];
    }
    return NULL;
}

/* ---- Reading one of them ---- */

static Details *details_of(Inventory *inventory, const Distribution *distribution)
{
    for (size_t i = 0; i < inventory->details.count; i++) {
        if (inventory->details.items[i]->distribution == distribution)
            return inventory->details.items[i];
    }
    Details *details = arena_new_of(inventory->arena, Details);
    details->distribution = distribution;
    list_add(inventory->arena, inventory->details, details);
    return details;
}

/* Up to `ceiling` bytes from the beginning of a file. */
static Answer read_beginning(Inventory *inventory, const char *path, size_t ceiling, Text *text)
{
    File *file;
    Answer answer = world_open(inventory->world, path, &file);
    if (answer.known != PRESENT)
        return answer;
    uint64_t size = file_info(file)->size_bytes;
    size_t wanted = size < ceiling ? (size_t)size : ceiling, got = 0;
    char *bytes = arena_alloc(inventory->arena, wanted + 1);
    answer = file_read(file, 0, bytes, wanted, &got);
    file_close(file);
    *text = (Text){bytes, got};
    return answer;
}

static const char *metadata_file(Inventory *inventory, const Distribution *distribution)
{
    Arena *arena = inventory->arena;
    FileInfo info;
    switch (distribution->form) {
    case DISTRIBUTION_DIST_INFO: return path_join(arena, distribution->path, "METADATA");
    case DISTRIBUTION_EGG: return path_join(arena, distribution->path, "EGG-INFO/PKG-INFO");
    case DISTRIBUTION_EGG_INFO:
        if (world_stat(inventory->world, distribution->path, &info).known == PRESENT &&
            info.type == FILE_REGULAR)
            return distribution->path;
        return path_join(arena, distribution->path, "PKG-INFO");
    case DISTRIBUTION_EGG_LINK:
    case DISTRIBUTION_CONDA: return distribution->path;
    }
    return distribution->path;
}

static void read_metadata(Inventory *inventory, DistributionMetadata *metadata)
{
    Text text;
    Answer answer = read_beginning(inventory, metadata->source, METADATA_CEILING_BYTES, &text);
    metadata->known = answer.known;
    metadata->because = answer.because;
    if (answer.known != PRESENT)
        return;
    CoreMetadata core = core_metadata_read(inventory->arena, text);
    metadata->name = core.name;
    metadata->version = core.version;
    metadata->requires_python = core.requires_python;
    metadata->requires = core.requires;
    metadata->extras = core.extras;
}

static void read_conda_metadata(Inventory *inventory, DistributionMetadata *metadata)
{
    Text text;
    CondaPackage package;
    Answer answer = world_read(inventory->world, metadata->source, RECORD_CEILING_BYTES, &text);
    metadata->known = answer.known;
    metadata->because = answer.because;
    if (answer.known != PRESENT)
        return;
    if (!conda_package_read(inventory->arena, text, &package, &metadata->because)) {
        metadata->known = UNKNOWN;
        return;
    }
    metadata->name = package.name;
    metadata->version = package.version;
    JsonWalk walk = json_walk(package.depends);
    const JsonValue *item;
    while ((item = json_next(&walk, NULL))) {
        const char *requirement = json_string_of(item);
        if (requirement)
            list_add(inventory->arena, metadata->requires, requirement);
    }
}

const DistributionMetadata *distribution_metadata(Inventory *inventory,
                                                  const Distribution *distribution)
{
    Details *details = details_of(inventory, distribution);
    if (details->metadata)
        return details->metadata;
    DistributionMetadata *metadata = arena_new_of(inventory->arena, DistributionMetadata);
    details->metadata = metadata;
    metadata->source = metadata_file(inventory, distribution);
    if (distribution->form == DISTRIBUTION_EGG_LINK)
        *metadata = (DistributionMetadata){.known = UNKNOWN,
                                           .source = metadata->source,
                                           .because = "an .egg-link holds no metadata"};
    else if (distribution->form == DISTRIBUTION_CONDA)
        read_conda_metadata(inventory, metadata);
    else
        read_metadata(inventory, metadata);
    return metadata;
}

static bool read_small(Inventory *inventory, const Distribution *distribution, const char *name,
                       Text *text)
{
    char *path = path_join(inventory->arena, distribution->path, name);
    return world_read(inventory->world, path, LINE_CEILING_BYTES, text).known == PRESENT;
}

const char *distribution_installer(Inventory *inventory, const Distribution *distribution)
{
    Text text;
    if (distribution->form == DISTRIBUTION_CONDA)
        return "conda";
    if (distribution->form == DISTRIBUTION_DIST_INFO &&
        read_small(inventory, distribution, "INSTALLER", &text) && text_trim(text).length)
        return text_copy(inventory->arena, text_trim(text));
    if (strcmp(distribution->directory, "/usr/lib/python3/dist-packages") == 0)
        return "debian";
    return NULL;
}

const char *distribution_editable(Inventory *inventory, const Distribution *distribution)
{
    Text text, line;
    DirectUrl direct;
    const char *error;
    if (distribution->form == DISTRIBUTION_EGG_LINK) {
        Answer answer = world_read(inventory->world, distribution->path, LINE_CEILING_BYTES, &text);
        bool read = answer.known == PRESENT && text_line(&text, &line);
        return read ? text_copy(inventory->arena, text_trim(line)) : NULL;
    }
    if (distribution->form != DISTRIBUTION_DIST_INFO ||
        !read_small(inventory, distribution, "direct_url.json", &text) ||
        !direct_url_read(inventory->arena, text, &direct, &error))
        return NULL;
    return direct.editable ? direct.path : NULL;
}

Strings distribution_top_level(Inventory *inventory, const Distribution *distribution)
{
    Strings names = {0};
    Text text, line;
    if (distribution->form == DISTRIBUTION_CONDA || distribution->form == DISTRIBUTION_EGG_LINK ||
        !read_small(inventory, distribution, "top_level.txt", &text))
        return names;
    while (text_line(&text, &line)) {
        if (text_trim(line).length)
            list_add(inventory->arena, names, text_copy(inventory->arena, text_trim(line)));
    }
    return names;
}

/* ---- Which files are its own ---- */

static const char *record_name(DistributionForm form)
{
    return form == DISTRIBUTION_DIST_INFO ? "RECORD" : "installed-files.txt";
}

static Details *read_record(Inventory *inventory, const Distribution *distribution)
{
    Details *details = details_of(inventory, distribution);
    if (details->record_read)
        return details;
    details->record_read = true;
    details->record_file =
        path_join(inventory->arena, distribution->path, record_name(distribution->form));
    if (distribution->form == DISTRIBUTION_CONDA)
        details->record_file = distribution->path;
    details->record_answer =
        world_read(inventory->world, details->record_file, RECORD_CEILING_BYTES, &details->record);
    return details;
}

static Truth conda_owns(Inventory *inventory, const Details *details, const char *path)
{
    CondaPackage package;
    const char *error;
    if (!conda_package_read(inventory->arena, details->record, &package, &error))
        return truth_unknown(error);
    const char *relative = path_relative(inventory->arena, details->distribution->directory, path);
    return truth_of(conda_package_owns(&package, relative));
}

/* Lines of installed-files.txt are relative to the .egg-info directory. */
static bool lists_line(Text lines, const char *relative)
{
    Text line;
    while (text_line(&lines, &line)) {
        if (text_is(line, relative))
            return true;
    }
    return false;
}

/* RECORD of a framework has megabytes, and its lines are sorted: what lies at the top of a package
 * is listed at the beginning. */
static bool record_begins_with(Inventory *inventory, const Distribution *distribution,
                               const char *whole)
{
    Arena *arena = inventory->arena;
    const char *file = path_join(arena, distribution->path, record_name(distribution->form));
    Text text;
    if (read_beginning(inventory, file, RECORD_BEGINNING_BYTES, &text).known != PRESENT)
        return false;
    while (text.length && text.at[text.length - 1] != '\n')
        text.length--; /* whole lines alone */
    const char *relative = path_relative(arena, distribution->directory, whole);
    return record_lists(arena, text, text_of(relative)) ||
           record_lists(arena, text, text_of(whole));
}

Truth distribution_owns(Inventory *inventory, const Distribution *distribution, const char *path)
{
    Arena *arena = inventory->arena;
    const char *whole = path_normal(arena, distribution->directory, path);
    if (distribution->form == DISTRIBUTION_DIST_INFO &&
        record_begins_with(inventory, distribution, whole))
        return truth_of(true);
    Details *details = read_record(inventory, distribution);
    if (details->record_answer.known != PRESENT) {
        const char *why =
            details->record_answer.because ? details->record_answer.because : "there is none";
        return truth_unknown(arena_printf(arena, "%s: %s", details->record_file, why));
    }
    if (distribution->form == DISTRIBUTION_CONDA)
        return conda_owns(inventory, details, whole);
    if (distribution->form != DISTRIBUTION_DIST_INFO)
        return truth_of(
            lists_line(details->record, path_relative(arena, distribution->path, whole)));
    const char *relative = path_relative(arena, distribution->directory, whole);
    return truth_of(record_lists(arena, details->record, text_of(relative)) ||
                    record_lists(arena, details->record, text_of(whole)));
}

OwnFiles distribution_files(Inventory *inventory, const Distribution *distribution,
                            const char *part)
{
    Arena *arena = inventory->arena;
    OwnFiles files = {0};
    RecordLine line;
    if (distribution->form != DISTRIBUTION_DIST_INFO)
        return files;
    Details *details = read_record(inventory, distribution);
    if (details->record_answer.known != PRESENT)
        return files;
    for (Text rest = details->record; record_next(arena, &rest, &line);) {
        const char *path = text_copy(arena, line.path);
        if (strstr(path, part))
            list_add(
                arena, files,
                ((OwnFile){path_normal(arena, distribution->directory, path), line.size_bytes}));
    }
    return files;
}

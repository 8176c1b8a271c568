/* Packages for two versions of CUDA that put their files at the same paths: nvidia-cudnn-cu12 and
 * nvidia-cudnn-cu13. The one that was installed last has overwritten the other. */
#include "inspect/package_clash.h"

#include <string.h>

#include "base/path.h"

/* Length of "nvidia-cudnn" in "nvidia-cudnn-cu12"; 0: it is no such package. */
static size_t stem_length(const char *name)
{
    const char *end = strrchr(name, '-');
    bool of_cuda = end && starts_with(end, "-cu") && end[3] >= '0' && end[3] <= '9';
    return starts_with(name, "nvidia-") && of_cuda ? (size_t)(end - name) : 0;
}

/* Those with the stem of the one at `first`, each once; the list is sorted by name. */
static DistributionList same_stem(Arena *arena, DistributionList all, size_t first)
{
    DistributionList same = {0};
    const char *name = all.items[first]->normal_name;
    size_t length = stem_length(name);
    for (size_t i = first; i < all.count; i++) {
        const Distribution *one = all.items[i];
        if (!one->shadowed && stem_length(one->normal_name) == length &&
            strncmp(one->normal_name, name, length) == 0)
            list_add(arena, same, one);
    }
    return same;
}

PackageClashes package_clashes(Inventory *inventory, Arena *arena)
{
    DistributionList all = distributions_starting_with(inventory, "nvidia-");
    PackageClashes clashes = {0};
    Strings stems = {0};
    for (size_t i = 0; i < all.count; i++) {
        size_t length = stem_length(all.items[i]->normal_name);
        const char *stem = arena_copy(arena, all.items[i]->normal_name, length);
        if (length == 0 || all.items[i]->shadowed || strings_have(stems, stem))
            continue;
        list_add(arena, stems, stem);
        DistributionList same = same_stem(arena, all, i);
        if (same.count > 1)
            list_add(arena, clashes, ((PackageClash){stem, same}));
    }
    return clashes;
}

/* ---- Whose files are there ---- */

static const char *label(Arena *arena, const Distribution *one)
{
    return arena_printf(arena, "%s %s", one->normal_name, one->version ? one->version : "?");
}

static long long size_in(OwnFiles files, const char *path)
{
    for (size_t i = 0; i < files.count; i++)
        if (strcmp(files.items[i].path, path) == 0)
            return files.items[i].size_bytes;
    return -1;
}

typedef struct Shared {
    Strings files, owners;
} Shared;

/* The package whose RECORD has the size of the file that is there; "" where both or none has. */
static const char *owner_of(World *world, PackageClash clash, const OwnFiles *files,
                            const char *path)
{
    FileInfo info;
    const char *owner = NULL;
    if (world_stat(world, path, &info).known != PRESENT)
        return NULL;
    for (size_t i = 0; i < clash.packages.count; i++) {
        if (size_in(files[i], path) != (long long)info.size_bytes)
            continue;
        if (owner)
            return "";
        owner = label(world_arena(world), clash.packages.items[i]);
    }
    return owner ? owner : "";
}

static Shared shared_files(World *world, Inventory *inventory, PackageClash clash)
{
    Arena *arena = world_arena(world);
    Shared shared = {0};
    OwnFiles *files = arena_alloc(arena, clash.packages.count * sizeof *files);
    for (size_t i = 0; i < clash.packages.count; i++)
        files[i] = distribution_files(inventory, clash.packages.items[i], ".so");
    for (size_t i = 0; i < files[0].count; i++) {
        const char *path = files[0].items[i].path;
        const char *owner =
            size_in(files[1], path) < 0 ? NULL : owner_of(world, clash, files, path);
        if (!owner)
            continue;
        list_add(arena, shared.files, path);
        list_add(arena, shared.owners, owner);
    }
    return shared;
}

void inspect_package_clashes(World *world, Inventory *inventory, Facts *facts)
{
    Arena *arena = facts_arena(facts);
    PackageClashes clashes = package_clashes(inventory, arena);
    for (size_t i = 0; i < clashes.count; i++) {
        PackageClash clash = clashes.items[i];
        Shared shared = shared_files(world, inventory, clash);
        const char *subject = arena_printf(arena, "packages/%s", clash.stem);
        Strings packages = {0};
        for (size_t k = 0; k < clash.packages.count; k++)
            list_add(arena, packages, label(arena, clash.packages.items[k]));
        if (shared.files.count == 0)
            continue;
        fact_set_texts(facts, subject, FACT_CLASHING_PACKAGES, packages, "their names");
        fact_set_texts(facts, subject, FACT_CLASHING_FILES, shared.files, "RECORD of both");
        fact_set_texts(facts, subject, FACT_CLASHING_OWNERS, shared.owners,
                       "the sizes in RECORD of both");
    }
}

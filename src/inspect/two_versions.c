/* Library and kernel module differ: why? What a restart would load, and whether the library is
 * the host's or came with a container's image. */
#include <string.h>

#include "inspect/driver_files.h"

#define DKMS "/var/lib/dkms"

enum { MOUNTS_CEILING = 1024 * 1024 };

/* DKMS keeps what it built as NAME/VERSION/KERNEL. */
static const char *built_by_dkms(World *world, const char *release, const char **source)
{
    Arena *arena = world_arena(world);
    Strings modules, versions;
    if (world_list(world, DKMS, &modules).known != PRESENT)
        return NULL;
    const char *newest = NULL;
    for (size_t i = 0; i < modules.count; i++) {
        const char *module = arena_printf(arena, DKMS "/%s", modules.items[i]);
        if (!starts_with(modules.items[i], "nvidia") ||
            world_list(world, module, &versions).known != PRESENT)
            continue;
        for (size_t k = 0; k < versions.count; k++) {
            const char *built = arena_printf(arena, "%s/%s/%s", module, versions.items[k], release);
            FileInfo info;
            if (world_stat(world, built, &info).known != PRESENT)
                continue;
            newest = versions.items[k];
            *source = built;
        }
    }
    return newest;
}

/* Ubuntu's signed modules lie in a directory of their branch: kernel/nvidia-580, nvidia-580-open,
 * nvidia-580srv. */
static const char *branch_of_ubuntu(World *world, const char *release, const char **source)
{
    Arena *arena = world_arena(world);
    const char *directory = arena_printf(arena, "/lib/modules/%s/kernel", release);
    Strings names;
    if (world_list(world, directory, &names).known != PRESENT)
        return NULL;
    for (size_t i = 0; i < names.count; i++) {
        const char *digits = names.items[i] + strlen("nvidia-");
        if (!starts_with(names.items[i], "nvidia-") || *digits < '1' || *digits > '9')
            continue;
        *source = arena_printf(arena, "%s/%s", directory, names.items[i]);
        return arena_copy(arena, digits, strspn(digits, "0123456789"));
    }
    return NULL;
}

static void inspect_module_on_disk(World *world, Facts *facts)
{
    const char *release = fact_text_or(facts, "machine", FACT_KERNEL_RELEASE, NULL);
    const char *source = DKMS, *version = NULL;
    if (fact_get(facts, "machine", FACT_CONTAINER)->known == PRESENT)
        source = "a container does not show the host's modules";
    else if (release)
        version = built_by_dkms(world, release, &source);
    if (!version && release && fact_get(facts, "machine", FACT_CONTAINER)->known != PRESENT)
        version = branch_of_ubuntu(world, release, &source);
    if (version)
        fact_set_text(facts, "machine", FACT_MODULE_ON_DISK, version, source);
    else
        fact_set_unknown(facts, "machine", FACT_MODULE_ON_DISK,
                         "neither DKMS nor a directory of the kernel tells its version", source);
}

/* "36 35 98:0 /root /mount/point options…": the fifth word is where it is mounted. */
static bool is_mount_point(Text mounts, const char *path)
{
    Text line;
    while (text_line(&mounts, &line)) {
        bool more = true;
        Text word = {0};
        for (int i = 0; i < 5 && more; i++)
            word = text_next(&line, ' ', &more);
        if (text_is(word, path))
            return true;
    }
    return false;
}

static void inspect_mount(World *world, Facts *facts, const char *subject, const char *real)
{
    const char *source = "/proc/self/mountinfo";
    Text mounts;
    Answer answer = world_read_once(world, source, MOUNTS_CEILING, &mounts);
    if (answer.known == PRESENT)
        fact_set_flag(facts, subject, FACT_LIBRARY_IS_MOUNTED, is_mount_point(mounts, real),
                      source);
    else
        fact_set_unknown(facts, subject, FACT_LIBRARY_IS_MOUNTED,
                         answer.because ? answer.because : "there is no such file", source);
}

void inspect_two_versions(World *world, Facts *facts, const char *subject, const char *real)
{
    inspect_module_on_disk(world, facts);
    if (fact_get(facts, "machine", FACT_CONTAINER)->known == PRESENT)
        inspect_mount(world, facts, subject, real);
}

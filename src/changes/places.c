#include "changes/places.h"

#include <string.h>

#include "base/path.h"
#include "facts/cuda_libraries.h"

/* ---- Python environments ---- */

/* What follows `directory` in `path`, without its slash; NULL: it does not lie below. */
static const char *below(const char *path, const char *directory)
{
    size_t length = directory ? strlen(directory) : 0;
    if (length < 2 || strncmp(path, directory, length) != 0 || path[length] != '/')
        return NULL;
    return path + length + 1;
}

static Text component(const char *path)
{
    return (Text){path, strcspn(path, "/")};
}

/* Below nvidia/, where a directory belongs to one package, or to all of a version of CUDA. */
static const char *nvidia_package(Arena *arena, const char *rest)
{
    Text name = component(rest);
    const CudaLibrary *library = cuda_library(path_name(rest));
    bool is_shared =
        text_starts(name, "cu") && name.length > 2 && name.at[2] >= '0' && name.at[2] <= '9';
    if (is_shared && library)
        return arena_printf(arena, "nvidia-%s", library->package);
    return arena_printf(arena, "nvidia-%s", normal_name(arena, name));
}

static const char *package_of_path(Arena *arena, const char *rest)
{
    DistributionName name;
    Text first = component(rest);
    if (distribution_name_of(first, &name))
        return package_of_name(arena, name.name);
    if (text_is(first, "nvidia") && rest[first.length])
        return nvidia_package(arena, rest + first.length + 1);
    return package_of_name(arena, first);
}

static bool below_site_directory(Arena *arena, const PythonEnvironment *env, const char *path,
                                 PartName *name)
{
    for (size_t i = 0; env && i < env->site_directories.count; i++) {
        const SiteDirectory *site = &env->site_directories.items[i];
        const char *rest = below(path, site->path);
        if (site->origin == SITE_STANDARD_LIBRARY || !rest)
            continue;
        *name = (PartName){PART_PACKAGE, package_of_path(arena, rest)};
        return true;
    }
    return false;
}

static bool is_of_python(const char *rest)
{
    return starts_with(rest, "bin/python") || starts_with(rest, "lib/python") ||
           starts_with(rest, "lib64/python") || starts_with(rest, "lib/libpython") ||
           strcmp(rest, "pyvenv.cfg") == 0 || strcmp(rest, "bin") == 0 ||
           strcmp(rest, "lib64") == 0;
}

static bool in_environment(Arena *arena, const PythonEnvironment *env, const char *path,
                           PartName *name)
{
    DistributionName conda;
    if (below_site_directory(arena, env, path, name))
        return true;
    const char *rest = env ? below(path, env->prefix) : NULL;
    if (rest && starts_with(rest, "conda-meta/") && conda_name_of(component(rest + 11), &conda)) {
        *name = (PartName){PART_PACKAGE, package_of_name(arena, conda.name)};
        return true;
    }
    if (!rest)
        rest = env ? below(path, env->base_prefix) : NULL;
    *name = (PartName){PART_PYTHON, ""};
    return (rest && is_of_python(rest)) || (env && strcmp(path, env->prefix) == 0);
}

/* ---- The machine ---- */

/* A kernel says the same of a card whether or not a driver has it: only another card at the same
 * place is another GPU. */
static PartName on_the_bus(const Sorter *sorter, const char *path)
{
    static const char DEVICES[] = "/sys/bus/pci/devices/";
    if (!starts_with(path, DEVICES))
        return (PartName){starts_with(path, "/sys/bus/pci/devices") ? PART_GPU : PART_MODULE, ""};
    const char *rest = path + strlen(DEVICES);
    const char *address = text_copy(sorter->arena, component(rest));
    const char *directory = arena_printf(sorter->arena, "%s%s", DEVICES, address);
    bool is_both = recorded_presence(sorter->before->world, directory) == PRESENT &&
                   recorded_presence(sorter->after->world, directory) == PRESENT;
    bool is_same = is_both && !table_get(&sorter->other_cards, address);
    return (PartName){is_same ? PART_MODULE : PART_GPU, ""};
}

static bool is_driver_file(const char *path)
{
    static const char *const BEGINNINGS[] = {"libcuda.so",       "libnvidia-", "libnvcuvid.so",
                                             "libcudadebugger.", "nvidia-",    "libnvoptix.so"};
    const char *name = path_name(path);
    bool is_elsewhere = starts_with(path, "/proc/") || starts_with(path, "/sys/") ||
                        starts_with(path, "/dev/") || starts_with(path, "/etc/") ||
                        strstr(path, "/stubs/");
    for (size_t i = 0; !is_elsewhere && i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++)
        if (starts_with(name, BEGINNINGS[i]))
            return true;
    return starts_with(path, "/usr/lib/wsl") || strstr(path, "/compat/libcuda");
}

typedef struct PlaceRow {
    const char *beginning;
    PartKind kind;
} PlaceRow;

/* The first that fits. */
static const PlaceRow PLACES[] = {
    {"/dev/nv", PART_NODES},
    {"/dev/dri", PART_NODES},
    {"/dev/kfd", PART_NODES},
    {"/dev/dxg", PART_NODES},
    {"/dev", PART_SYSTEM},
    {"/proc/sys/kernel/osrelease", PART_KERNEL},
    {"/proc/version", PART_KERNEL},
    {"/proc/cmdline", PART_KERNEL},
    {"/proc/driver", PART_MODULE},
    {"/proc/devices", PART_MODULE},
    {"/proc/modules", PART_MODULE},
    {"/sys/module", PART_MODULE},
    {"/proc/self/status", PART_SYSTEM},
    {"/proc/self", PART_CONTAINER},
    {"/proc/1/", PART_CONTAINER},
    {"/sys/fs/cgroup", PART_CONTAINER},
    {"/.dockerenv", PART_CONTAINER},
    {"/.singularity.d", PART_CONTAINER},
    {"/.flatpak-info", PART_CONTAINER},
    {"/run/.containerenv", PART_CONTAINER},
    {"/proc", PART_SYSTEM},
    {"/sys", PART_SYSTEM},
    {"/lib/modules", PART_INSTALLED_MODULE},
    {"/usr/lib/modules", PART_INSTALLED_MODULE},
    {"/usr/src", PART_INSTALLED_MODULE},
    {"/var/lib/dkms", PART_INSTALLED_MODULE},
    {"/etc/modprobe.d", PART_INSTALLED_MODULE},
    {"/usr/lib/modprobe.d", PART_INSTALLED_MODULE},
    {"/lib/modprobe.d", PART_INSTALLED_MODULE},
    {"/run/modprobe.d", PART_INSTALLED_MODULE},
    {"/usr/lib/firmware", PART_INSTALLED_MODULE},
    {"/lib/firmware", PART_INSTALLED_MODULE},
    {"/etc/ld.so.cache", PART_LOADER_CACHE},
    {"/etc/ld.so.conf", PART_LOADER_CACHE},
    {"/etc/passwd", PART_USER},
    {"/etc/group", PART_USER},
    {"/var/log", PART_LOG},
    {"/run/udev", PART_SYSTEM},
};

PartName part_name_of_file(const Sorter *sorter, const char *path)
{
    PartName name;
    if (in_environment(sorter->arena, sorter->after->env, path, &name) ||
        in_environment(sorter->arena, sorter->before->env, path, &name))
        return name;
    if (starts_with(path, "/sys/bus/pci"))
        return on_the_bus(sorter, path);
    if (is_driver_file(path))
        return (PartName){PART_DRIVER, ""};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (starts_with(path, PLACES[i].beginning))
            return (PartName){PLACES[i].kind, ""};
    return (PartName){PART_FILES, path_parent(sorter->arena, path)};
}

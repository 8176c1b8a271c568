/* What a container was given, by what is mounted in it (/proc/self/mountinfo) and by its variables.
 *
 * The old hook, CDI (docker, podman, Kubernetes) and `apptainer --nv` all bind-mount each file of
 * the host's driver by itself. A container without such a mount was not given the driver. */
#include <string.h>

#include "inspect/container.h"
#include "parse/mountinfo.h"
#include "parse/proc_driver.h"

#define UID_MAP "/proc/self/uid_map"
enum { UID_MAP_CEILING = 4096 };

/* ---- Is it one? ---- */

/* Storage of a container is an overlay, or a part of the host's file system (then the root of the
 * mount is not "/"), or a volume of the device mapper. */
static bool is_whole_disk(const Mount *root)
{
    return text_is(root->root, "/") && text_starts(root->source, "/dev/") &&
           !text_starts(root->source, "/dev/mapper/") && !text_starts(root->source, "/dev/dm-");
}

const char *doubt_about_container(World *world, const char *marker)
{
    Text text;
    Mount root;
    if (world_read_once(world, MOUNTINFO, MOUNTINFO_CEILING, &text).known != PRESENT ||
        !mountinfo_covering(text, "/", &root) || !is_whole_disk(&root))
        return NULL;
    Arena *arena = world_arena(world);
    return arena_printf(arena,
                        "%s is there, and / is the whole disk %s: a virtual machine that was made "
                        "from an image looks like that",
                        marker, mount_text(arena, root.source));
}

typedef struct Storage {
    const char *in_options, *kind;
} Storage;

/* Where runtimes keep the layers of an overlay; a live system has them elsewhere. */
static const Storage STORAGES[] = {
    {"/buildkit/", "image-build"}, {"/docker/", "docker"},      {"/containers/storage/", "podman"},
    {"containerd", "containerd"},  {"/buildah", "image-build"},
};

static bool has_part(Text text, const char *part)
{
    size_t length = strlen(part);
    for (size_t at = 0; at + length <= text.length; at++)
        if (memcmp(text.at + at, part, length) == 0)
            return true;
    return false;
}

static const char *kind_by_storage(Text options)
{
    for (size_t i = 0; i < sizeof STORAGES / sizeof *STORAGES; i++)
        if (has_part(options, STORAGES[i].in_options))
            return STORAGES[i].kind;
    return NULL;
}

/* LXC, Incus and Proxmox lay lxcfs over files of /proc. A step of `docker build` has resolv.conf
 * from BuildKit's own directory. */
static const char *kind_by_mount(const Mount *mount)
{
    if (text_is(mount->type, "fuse.lxcfs"))
        return "lxc";
    if (text_is(mount->point, "/etc/resolv.conf") && has_part(mount->root, "/buildkit/"))
        return "image-build";
    if (text_is(mount->point, "/") && text_is(mount->type, "overlay"))
        return kind_by_storage(mount->of_type);
    return NULL;
}

/* A confined snap stands on the read-only image of its base; SNAP_NAME alone is inherited by every
 * shell that a snap opens. */
static const char *kind_by_snap(World *world, Text mountinfo)
{
    const char *name;
    Mount root;
    bool snap = world_env(world, "SNAP_NAME", &name).known == PRESENT;
    return snap && mountinfo_covering(mountinfo, "/", &root) && text_is(root.type, "squashfs")
               ? "snap"
               : NULL;
}

void inspect_unmarked_container(World *world, Facts *facts)
{
    Text text, rest;
    if (fact_get(facts, "machine", FACT_CONTAINER)->known == PRESENT ||
        world_read_once(world, MOUNTINFO, MOUNTINFO_CEILING, &text).known != PRESENT)
        return;
    const char *kind = kind_by_snap(world, text);
    Mount mount;
    rest = text;
    while (mountinfo_next(&rest, &mount)) {
        const char *by_mount = kind_by_mount(&mount);
        bool better = by_mount && (!kind || strcmp(by_mount, "image-build") == 0);
        kind = better ? by_mount : kind;
    }
    if (!kind)
        return;
    fact_set_text(facts, "machine", FACT_CONTAINER, kind, MOUNTINFO);
    inspect_container_gifts(world, facts);
}

/* ---- What it was given ---- */

static Text last_part(Text path)
{
    for (size_t i = path.length; i > 0; i--)
        if (path.at[i - 1] == '/')
            return text_part(path, i, path.length);
    return path;
}

static bool is_of_the_driver(const Mount *mount)
{
    Text name = last_part(mount->point);
    return text_starts(name, "libcuda.so") || text_starts(name, "libnvidia-ml.so") ||
           text_is(name, "nvidia-smi") || text_is(mount->point, "/proc/driver/nvidia") ||
           text_is(mount->point, "/proc/driver/nvidia/params") ||
           text_is(mount->point, "/usr/local/nvidia") || /* GKE mounts it whole */
           text_starts(mount->point, "/usr/lib/wsl");
}

static void inspect_injected(World *world, Facts *facts)
{
    Text text;
    Answer answer = world_read_once(world, MOUNTINFO, MOUNTINFO_CEILING, &text);
    if (answer.known != PRESENT) {
        fact_set_unknown(facts, "machine", FACT_CONTAINER_INJECTED,
                         answer.known == ABSENT ? "there is no such file" : answer.because,
                         MOUNTINFO);
        return;
    }
    Strings injected = {0};
    Mount mount;
    while (mountinfo_next(&text, &mount))
        if (is_of_the_driver(&mount))
            list_add(facts_arena(facts), injected, mount_text(facts_arena(facts), mount.point));
    if (injected.count)
        fact_set_texts(facts, "machine", FACT_CONTAINER_INJECTED, injected, MOUNTINFO);
    else
        fact_set_absent(facts, "machine", FACT_CONTAINER_INJECTED, MOUNTINFO);
}

static void inspect_rootless(World *world, Facts *facts)
{
    Text text;
    if (world_read(world, UID_MAP, UID_MAP_CEILING, &text).known == PRESENT)
        fact_set_flag(facts, "machine", FACT_CONTAINER_ROOTLESS, !ids_are_the_hosts(text), UID_MAP);
}

/* The runtime acts on these when the container starts; inside they are only a trace of what was
 * asked for. */
static void inspect_what_was_asked(World *world, Facts *facts)
{
    static const char *const NAMES[] = {"NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES",
                                        "NVIDIA_REQUIRE_CUDA", "CUDA_VERSION"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *subject = arena_printf(facts_arena(facts), "variable/%s", NAMES[i]), *value;
        Answer answer = world_env(world, NAMES[i], &value);
        if (answer.known == PRESENT)
            fact_set_text(facts, subject, FACT_VARIABLE_VALUE, value, "the environment");
        else if (answer.known == ABSENT)
            fact_set_absent(facts, subject, FACT_VARIABLE_VALUE, "the environment");
        else
            fact_set_unknown(facts, subject, FACT_VARIABLE_VALUE, answer.because,
                             "the environment");
    }
}

void inspect_container_gifts(World *world, Facts *facts)
{
    inspect_injected(world, facts);
    inspect_rootless(world, facts);
    inspect_what_was_asked(world, facts);
}

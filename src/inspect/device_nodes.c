/* The device nodes of the driver. They are never opened: faccessat(2) tells whether we might, and
 * its errno tells who forbids it (EPERM: the device cgroup, EACCES: mode, ACL or group). */
#include "inspect/machine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const MODPROBE[] = {"/usr/bin/nvidia-modprobe", "/usr/sbin/nvidia-modprobe"};

static const char *type_word(FileType type)
{
    switch (type) {
    case FILE_CHARACTER_DEVICE: return "character device";
    case FILE_BLOCK_DEVICE: return "block device";
    case FILE_DIRECTORY: return "directory";
    case FILE_REGULAR: return "regular file";
    default: return "something else";
    }
}

static void set_access(World *world, Facts *facts, const char *subject, const char *path)
{
    const char *source = arena_printf(facts_arena(facts), "faccessat(%s, R_OK|W_OK)", path);
    Answer answer = world_access(world, path, R_OK | W_OK);
    if (answer.known == PRESENT)
        fact_set_text(facts, subject, FACT_NODE_ACCESS, "read-write", source);
    else if (answer.error == EACCES)
        fact_set_text(facts, subject, FACT_NODE_ACCESS, "mode", source);
    else if (answer.error == EPERM)
        fact_set_text(facts, subject, FACT_NODE_ACCESS, "device-cgroup", source);
    else
        fact_set_unknown(facts, subject, FACT_NODE_ACCESS, answer.because, source);
}

static void inspect_node(World *world, Facts *facts, const char *path)
{
    Arena *arena = facts_arena(facts);
    const char *subject = arena_printf(arena, "node/%s", path);
    FileInfo info;
    Answer answer = world_stat(world, path, &info);
    if (answer.known == ABSENT) {
        fact_set_absent(facts, subject, FACT_NODE_TYPE, path);
        return;
    }
    if (answer.known == UNKNOWN) {
        fact_set_unknown(facts, subject, FACT_NODE_TYPE, answer.because, path);
        return;
    }
    fact_set_text(facts, subject, FACT_NODE_TYPE, type_word(info.type), path);
    fact_set_text(
        facts, subject, FACT_NODE_OWNER,
        arena_printf(arena, "mode %04o, user %u, group %u", info.mode, info.uid, info.gid), path);
    set_access(world, facts, subject, path);
    if (overlay_covers(world, path)) {
        fact_mark_assumed(facts, subject, FACT_NODE_TYPE);
        fact_mark_assumed(facts, subject, FACT_NODE_ACCESS);
    }
}

/* nvidia0, nvidia1, …: a container may have been given only nvidia3. */
static bool is_gpu_node(const char *name)
{
    Text number = text_of(name);
    if (!text_starts(number, "nvidia"))
        return false;
    number = text_part(number, strlen("nvidia"), number.length);
    long long minor;
    return text_number(number, &minor);
}

static void inspect_modprobe(World *world, Facts *facts)
{
    for (size_t i = 0; i < sizeof MODPROBE / sizeof *MODPROBE; i++) {
        FileInfo info;
        Answer answer = world_stat(world, MODPROBE[i], &info);
        if (answer.known == PRESENT && (info.mode & 04000) && info.uid == 0) {
            fact_set_text(facts, "machine", FACT_NVIDIA_MODPROBE, MODPROBE[i], MODPROBE[i]);
            return;
        }
    }
    fact_set_absent(facts, "machine", FACT_NVIDIA_MODPROBE, MODPROBE[0]);
}

void inspect_device_nodes(World *world, Facts *facts)
{
    bool nvidia = fact_get(facts, "machine", FACT_NVIDIA_MODULE)->known == PRESENT;
    Strings names;
    Answer listing = world_list(world, "/dev", &names);
    bool any = false;
    for (size_t i = 0; listing.known == PRESENT && i < names.count; i++) {
        if (!is_gpu_node(names.items[i]))
            continue;
        inspect_node(world, facts, arena_printf(facts_arena(facts), "/dev/%s", names.items[i]));
        any = true;
    }
    if (!nvidia && !any)
        return; /* without a driver nobody makes nodes */
    if (!any)
        inspect_node(world, facts, "/dev/nvidia0");
    inspect_node(world, facts, "/dev/nvidiactl");
    inspect_node(world, facts, "/dev/nvidia-uvm");
    inspect_modprobe(world, facts);
}

/* One device node: what stands there, whose it is, and who refuses it to the judged user. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "inspect/device_nodes.h"
#include "parse/group_file.h"
#include "parse/mountinfo.h"
#include "parse/proc_driver.h"

enum {
    NOBODY = 65534, /* what an id looks like that the user namespace does not map */
    MAJOR_NVIDIA = 195,
    GROUP_CEILING = 4 * 1024 * 1024,
    GROUP_MAY_BOTH = 0060
};

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

/* ---- Numbers ---- */

/* 195 is NVIDIA's for good; that of nvidia-uvm is dealt out anew when the module is loaded. */
static bool expected_major(Text devices, const char *name, unsigned *major)
{
    *major = MAJOR_NVIDIA;
    return strcmp(name, "nvidia") == 0 || character_device_major(devices, name, major);
}

/* A node with other numbers leads to another driver or to none (ENXIO): the module was loaded anew
 * and whoever holds the node, often a container, kept the old one. */
static bool is_stale(const NodeSurroundings *around, const char *subject, const char *path,
                     const FileInfo *info, NodeKind kind)
{
    Facts *facts = around->facts;
    Arena *arena = facts_arena(facts);
    unsigned major;
    fact_set_text(facts, subject, FACT_NODE_NUMBERS,
                  arena_printf(arena, "%u:%u", info->device_major, info->device_minor), path);
    if (!kind.name || !expected_major(around->devices, kind.name, &major))
        return false;
    fact_set_text(facts, subject, FACT_NODE_EXPECTED,
                  arena_printf(arena, "%u:%u", major, kind.minor),
                  strcmp(kind.name, "nvidia") == 0 ? "NVIDIA's own major number" : "/proc/devices");
    return info->device_major != major || info->device_minor != kind.minor;
}

/* ---- Rights ---- */

static bool has_group(const User *user, unsigned group)
{
    bool has = user->gid == group;
    for (size_t i = 0; i < user->group_count; i++)
        has = has || user->groups[i] == group;
    return has;
}

/* The class of the user alone decides: an owner whom his own bits refuse has no use of a group. */
static bool mode_allows(const FileInfo *info, const User *user)
{
    unsigned shift = user->uid == info->uid ? 6 : has_group(user, info->gid) ? 3 : 0;
    return ((info->mode >> shift) & 06) == 06;
}

/* /etc/group names the user, and his session began before it did. */
static const char *word_of_group(World *world, Facts *facts, const char *subject, unsigned id,
                                 const User *user)
{
    Text file;
    GroupLine group;
    Answer answer = world_read(world, "/etc/group", GROUP_CEILING, &file);
    if (answer.known != PRESENT || !group_with_id(file, id, &group))
        return "not-a-member";
    fact_set_text(facts, subject, FACT_NODE_GROUP, text_copy(facts_arena(facts), group.name),
                  "/etc/group");
    return user->name && group_has_member(&group, user->name) ? "not-taken-up" : "not-a-member";
}

/* Why the mode refuses the node: NODE_REFUSAL, NODE_GROUP. */
static void inspect_refusal(World *world, Facts *facts, const char *subject, const char *path,
                            const FileInfo *info)
{
    const User *user = world_user(world);
    const char *word;
    if (!user)
        return;
    if (info->uid == NOBODY || info->gid == NOBODY)
        word = "unmapped";
    else if (mode_allows(info, user))
        word = "access-list";
    else if ((info->mode & GROUP_MAY_BOTH) != GROUP_MAY_BOTH || info->gid == 0)
        word = "owner-only";
    else
        word = word_of_group(world, facts, subject, info->gid, user);
    fact_set_text(facts, subject, FACT_NODE_REFUSAL, word, path);
}

/* access(2) does not know that nobody may open a device on a nodev mount; open(2) does. */
static bool lies_on_nodev(const NodeSurroundings *around, const char *path)
{
    Mount mount;
    return mountinfo_covering(around->mountinfo, path, &mount) && mount_has_option(&mount, "nodev");
}

static void set_access(const NodeSurroundings *around, const char *subject, const char *path,
                       const FileInfo *info, int mode)
{
    World *world = around->world;
    Facts *facts = around->facts;
    const char *source = arena_printf(facts_arena(facts), "faccessat(%s, %s)", path,
                                      mode & W_OK ? "R_OK|W_OK" : "R_OK");
    Answer answer = world_access(world, path, mode);
    if (answer.known == PRESENT && lies_on_nodev(around, path)) {
        fact_set_text(facts, subject, FACT_NODE_ACCESS, "nodev", "/proc/self/mountinfo");
    } else if (answer.known == PRESENT) {
        fact_set_text(facts, subject, FACT_NODE_ACCESS, "read-write", source);
    } else if (answer.error == EACCES) {
        fact_set_text(facts, subject, FACT_NODE_ACCESS, "mode", source);
        if (info->type == FILE_CHARACTER_DEVICE)
            inspect_refusal(world, facts, subject, path, info);
    } else if (answer.error == EPERM) {
        fact_set_text(facts, subject, FACT_NODE_ACCESS, "device-cgroup", source);
    } else {
        fact_set_unknown(facts, subject, FACT_NODE_ACCESS, answer.because, source);
    }
}

bool inspect_node(const NodeSurroundings *around, const char *subject, const char *path,
                  NodeKind kind)
{
    World *world = around->world;
    Facts *facts = around->facts;
    FileInfo info;
    Answer answer = world_stat(world, path, &info);
    if (answer.known != PRESENT) {
        if (answer.known == ABSENT)
            fact_set_absent(facts, subject, FACT_NODE_TYPE, path);
        else
            fact_set_unknown(facts, subject, FACT_NODE_TYPE, answer.because, path);
        return false;
    }
    bool assumed = overlay_covers(world, path);
    if (assumed)
        kind.name = NULL; /* laid over, with no driver behind it */
    bool stale = info.type == FILE_CHARACTER_DEVICE && is_stale(around, subject, path, &info, kind);
    fact_set_text(facts, subject, FACT_NODE_TYPE, stale ? "stale node" : type_word(info.type),
                  path);
    fact_set_text(facts, subject, FACT_NODE_OWNER,
                  arena_printf(facts_arena(facts), "mode %04o, user %u, group %u", info.mode,
                               info.uid, info.gid),
                  path);
    set_access(around, subject, path, &info, kind.access);
    if (assumed) {
        fact_mark_assumed(facts, subject, FACT_NODE_TYPE);
        fact_mark_assumed(facts, subject, FACT_NODE_ACCESS);
    }
    return info.type == FILE_CHARACTER_DEVICE && !stale;
}

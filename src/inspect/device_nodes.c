/* The device nodes of the driver. They are never opened: stat(2) tells whose they are, faccessat(2)
 * whether we might open them, and its errno who forbids it (EPERM: the device cgroup, EACCES: mode,
 * ACL or group). */
#include "inspect/device_nodes.h"

#include <string.h>
#include <unistd.h>

#include "inspect/container.h"
#include "inspect/machine.h"
#include "parse/proc_driver.h"

static const char *const MODPROBE[] = {"/usr/bin/nvidia-modprobe", "/usr/sbin/nvidia-modprobe"};

#define PROC_DEVICES "/proc/devices"
#define PARAMS       "/proc/driver/nvidia/params"
#define DEVICE_RULES "/sys/fs/cgroup/devices/devices.list"

enum {
    MINOR_CONTROL = 255,
    DEVICES_CEILING = 64 * 1024,
    PARAMS_CEILING = 64 * 1024,
    RULES_CEILING = 64 * 1024,
    HOST_MOUNTINFO_CEILING = 64 * 1024 /* a host with thousands of mounts is not read through */
};

/* nvidia0, nvidia1, …: a container may have been given only nvidia3. */
static bool is_gpu_node(const char *name, unsigned *minor)
{
    Text number = text_of(name);
    long long value;
    if (!text_starts(number, "nvidia"))
        return false;
    number = text_part(number, strlen("nvidia"), number.length);
    if (!text_number(number, &value) || value >= MINOR_CONTROL)
        return false;
    *minor = (unsigned)value;
    return true;
}

/* ---- What makes missing nodes ---- */

/* A driver that was told not to touch device files makes none, helper or not. */
static bool driver_forbids(World *world, Facts *facts)
{
    Text text, value;
    Answer answer = world_read(world, PARAMS, PARAMS_CEILING, &text);
    if (answer.known != PRESENT || !colon_value(text, "ModifyDeviceFiles", &value))
        return false;
    bool forbids = text_is(value, "0");
    fact_set_flag(facts, "machine", FACT_DRIVER_MAKES_NODES, !forbids, PARAMS);
    return forbids;
}

static void inspect_modprobe(World *world, Facts *facts)
{
    const char *unknown_at = NULL, *because = NULL;
    for (size_t i = 0; i < sizeof MODPROBE / sizeof *MODPROBE; i++) {
        FileInfo info;
        Answer answer = world_stat(world, MODPROBE[i], &info);
        if (answer.known == UNKNOWN) {
            unknown_at = MODPROBE[i];
            because = answer.because;
        }
        if (answer.known != PRESENT || !(info.mode & 04000) || info.uid != 0)
            continue;
        if (driver_forbids(world, facts))
            fact_set_absent(facts, "machine", FACT_NVIDIA_MODPROBE, PARAMS);
        else
            fact_set_text(facts, "machine", FACT_NVIDIA_MODPROBE, MODPROBE[i], MODPROBE[i]);
        return;
    }
    if (unknown_at)
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODPROBE, because, unknown_at);
    else
        fact_set_absent(facts, "machine", FACT_NVIDIA_MODPROBE, MODPROBE[0]);
}

/* ---- Who refuses ---- */

static bool any_node_is(Facts *facts, FactName name, const char *value)
{
    Strings nodes = facts_subjects(facts, "node/");
    for (size_t i = 0; i < nodes.count; i++)
        if (is_yes(fact_is_text(facts, nodes.items[i], name, value)))
            return true;
    return false;
}

/* What NVreg_DeviceFileMode and its like say: decimal, 438 is 0666. */
static void inspect_mode_of_driver(World *world, Facts *facts)
{
    Text text, mode, user, group;
    long long bits;
    if (world_read(world, PARAMS, PARAMS_CEILING, &text).known != PRESENT ||
        !colon_value(text, "DeviceFileMode", &mode) || !text_number(mode, &bits) ||
        !colon_value(text, "DeviceFileUID", &user) || !colon_value(text, "DeviceFileGID", &group))
        return;
    Arena *arena = facts_arena(facts);
    fact_set_text(facts, "machine", FACT_DRIVER_NODE_MODE,
                  arena_printf(arena, "mode %04llo, user %s, group %s",
                               (unsigned long long)bits & 07777, text_copy(arena, user),
                               text_copy(arena, group)),
                  PARAMS);
}

/* Rules of version 1 can be read; those of version 2 are a program that only root may see. */
static void inspect_device_rules(World *world, Facts *facts)
{
    Text text, line;
    if (world_read(world, DEVICE_RULES, RULES_CEILING, &text).known != PRESENT)
        return;
    const char *says = "no rule allows major 195";
    while (text_line(&text, &line))
        if (text_starts(line, "c 195:") || text_starts(line, "a "))
            says = text_copy(facts_arena(facts), line);
    fact_set_text(facts, "machine", FACT_DEVICE_RULES, says, DEVICE_RULES);
}

/* ---- The nodes ---- */

static Text text_of_file(World *world, const char *path, size_t ceiling)
{
    Text text;
    return world_read(world, path, ceiling, &text).known == PRESENT ? text : (Text){0};
}

static bool inspect_nvidia_node(const NodeSurroundings *around, const char *name,
                                const char *devices_name, unsigned minor)
{
    Arena *arena = facts_arena(around->facts);
    const char *path = arena_printf(arena, "/dev/%s", name);
    NodeKind kind = {devices_name, minor, R_OK | W_OK};
    return inspect_node(around, arena_printf(arena, "node/%s", path), path, kind);
}

/* How many of the GPUs' own nodes are good; 0 when one of the nodes that all need is not. */
static size_t inspect_nvidia_nodes(const NodeSurroundings *around, Strings names)
{
    size_t good = 0;
    bool any = false;
    unsigned minor;
    for (size_t i = 0; i < names.count; i++) {
        if (!is_gpu_node(names.items[i], &minor))
            continue;
        good += inspect_nvidia_node(around, names.items[i], "nvidia", minor);
        any = true;
    }
    if (!any)
        inspect_nvidia_node(around, "nvidia0", "nvidia", 0);
    bool control = inspect_nvidia_node(around, "nvidiactl", "nvidia", MINOR_CONTROL);
    bool uvm = inspect_nvidia_node(around, "nvidia-uvm", "nvidia-uvm", 0);
    return control && uvm ? good : 0;
}

static bool has_gpu_node(Strings names)
{
    unsigned minor;
    for (size_t i = 0; i < names.count; i++)
        if (is_gpu_node(names.items[i], &minor))
            return true;
    return false;
}

static size_t nvidia_gpus(Facts *facts)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    size_t count = 0;
    for (size_t i = 0; i < gpus.count; i++)
        count += is_yes(fact_is_text(facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia"));
    return count;
}

/* Where it is known that neither a GPU nor its driver is there, /dev is not listed. */
static bool may_have_nodes(Facts *facts)
{
    bool no_gpu = is_yes(fact_is_flag(facts, "machine", FACT_PCI_LISTED)) && !nvidia_gpus(facts);
    return !no_gpu || fact_get(facts, "machine", FACT_NVIDIA_MODULE)->known != ABSENT;
}

/* Without a driver nobody makes nodes. In a container whose kernel does not tell (gVisor) it is
 * the nodes that tell whether it was given a GPU. */
static bool is_worth_a_look(Facts *facts, Strings names)
{
    Known module = fact_get(facts, "machine", FACT_NVIDIA_MODULE)->known;
    bool untold_in_container = module == UNKNOWN &&
                               fact_get(facts, "machine", FACT_CONTAINER)->known == PRESENT &&
                               fact_get(facts, "machine", FACT_KERNEL_RELEASE)->known == PRESENT;
    return module == PRESENT || untold_in_container || has_gpu_node(names);
}

static void inspect_nvidia(NodeSurroundings *around, Strings names)
{
    World *world = around->world;
    Facts *facts = around->facts;
    bool inside = fact_get(facts, "machine", FACT_CONTAINER)->known == PRESENT;
    around->devices = text_of_file(world, PROC_DEVICES, DEVICES_CEILING);
    size_t ceiling = inside ? MOUNTINFO_CEILING : HOST_MOUNTINFO_CEILING;
    world_read_once(world, MOUNTINFO, ceiling, &around->mountinfo);
    size_t good = inspect_nvidia_nodes(around, names);
    if (good == 0 || good < nvidia_gpus(facts)) {
        inspect_modprobe(world, facts);
        inspect_unmarked_container(world, facts);
    }
    if (any_node_is(facts, FACT_NODE_ACCESS, "mode"))
        inspect_mode_of_driver(world, facts);
    if (any_node_is(facts, FACT_NODE_ACCESS, "device-cgroup")) {
        inspect_unmarked_container(world, facts);
        inspect_device_rules(world, facts);
    }
    inspect_mig_nodes(around);
}

void inspect_device_nodes(World *world, Facts *facts)
{
    NodeSurroundings around = {.world = world, .facts = facts};
    Strings names = {0};
    if (is_yes(fact_is_flag(facts, "machine", FACT_WSL))) {
        inspect_node(&around, "node//dev/dxg", "/dev/dxg", (NodeKind){.access = R_OK | W_OK});
        return;
    }
    /* The GPU of a Tegra needs nodes of the kernel's own drivers; that of its memory stands for
     * all, since they have one owner. Where nvidia.ko drives it (Thor), it has the usual ones. */
    if (is_yes(fact_is_flag(facts, "machine", FACT_TEGRA)) &&
        fact_get(facts, "machine", FACT_NVIDIA_MODULE)->known != PRESENT) {
        inspect_node(&around, "node//dev/nvmap", "/dev/nvmap", (NodeKind){.access = R_OK | W_OK});
        return;
    }
    if (may_have_nodes(facts) && world_list(world, "/dev", &names).known != PRESENT)
        names.count = 0;
    if (is_worth_a_look(facts, names))
        inspect_nvidia(&around, names);
    inspect_amd_nodes(&around);
}

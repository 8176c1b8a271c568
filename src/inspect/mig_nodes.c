/* Nodes of MIG: each instance of a partitioned GPU has a capability, and whoever may read its node
 * may use it. A GPU that is partitioned offers nothing else.
 *
 *     /proc/driver/nvidia/capabilities/gpu0/mig/gi1/access        DeviceFileMinor: 12
 *     /proc/driver/nvidia/capabilities/gpu0/mig/gi1/ci0/access    DeviceFileMinor: 13
 *     /dev/nvidia-caps/nvidia-cap12, nvidia-cap13
 */
#include <string.h>
#include <unistd.h>

#include "inspect/device_nodes.h"
#include "parse/proc_driver.h"

#define CAPABILITIES "/proc/driver/nvidia/capabilities"
enum { ACCESS_CEILING = 4096, INSTANCE_CEILING = 16 };

/* GA100, GH100, GB100 and their kin, and the professional GB202. */
static bool any_can_be_partitioned(Facts *facts)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++) {
        const char *capability =
            fact_text_or(facts, gpus.items[i], FACT_GPU_COMPUTE_CAPABILITY, "");
        if (strcmp(capability, "8.0") == 0 || starts_with(capability, "9.") ||
            starts_with(capability, "10.") || strcmp(capability, "12.0") == 0)
            return true;
    }
    return false;
}

/* `what` as "gpu0/mig/gi1/ci0". */
static void inspect_capability(const NodeSurroundings *around, const char *what)
{
    Arena *arena = facts_arena(around->facts);
    const char *source = arena_printf(arena, CAPABILITIES "/%s/access", what);
    Text text, value;
    long long minor;
    if (world_read(around->world, source, ACCESS_CEILING, &text).known != PRESENT ||
        !colon_value(text, "DeviceFileMinor", &value) || !text_number(value, &minor))
        return;
    const char *path = arena_printf(arena, "/dev/nvidia-caps/nvidia-cap%lld", minor);
    const char *subject = arena_printf(arena, "capability/%s", path);
    NodeKind kind = {"nvidia-caps", (unsigned)minor, R_OK};
    fact_set_text(around->facts, subject, FACT_NODE_CAPABILITY, what, source);
    inspect_node(around, subject, path, kind);
}

/* Names of a directory that start with `prefix`. */
static Strings names_with(const NodeSurroundings *around, const char *what, const char *prefix)
{
    Arena *arena = facts_arena(around->facts);
    Strings all, some = {0};
    const char *path = *what ? arena_printf(arena, CAPABILITIES "/%s", what) : CAPABILITIES;
    if (world_list(around->world, path, &all).known != PRESENT)
        return some;
    for (size_t i = 0; i < all.count && some.count < INSTANCE_CEILING; i++)
        if (starts_with(all.items[i], prefix))
            list_add(arena, some, all.items[i]);
    return some;
}

static void inspect_gpu_instance(const NodeSurroundings *around, const char *instance)
{
    Arena *arena = facts_arena(around->facts);
    Strings parts = names_with(around, instance, "ci");
    inspect_capability(around, instance);
    for (size_t i = 0; i < parts.count; i++)
        inspect_capability(around, arena_printf(arena, "%s/%s", instance, parts.items[i]));
}

void inspect_mig_nodes(const NodeSurroundings *around)
{
    Arena *arena = facts_arena(around->facts);
    if (!any_can_be_partitioned(around->facts))
        return;
    Strings gpus = names_with(around, "", "gpu");
    for (size_t i = 0; i < gpus.count; i++) {
        const char *mig = arena_printf(arena, "%s/mig", gpus.items[i]);
        Strings instances = names_with(around, mig, "gi");
        for (size_t k = 0; k < instances.count; k++)
            inspect_gpu_instance(around, arena_printf(arena, "%s/%s", mig, instances.items[k]));
    }
}

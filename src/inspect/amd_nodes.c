/* /dev/kfd and /dev/dri/renderD*: what ROCm opens. Looked at only where AMD's compute driver is. */
#include <unistd.h>

#include "inspect/device_nodes.h"

static bool any_of_amd(Facts *facts)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_text(facts, gpus.items[i], FACT_GPU_VENDOR, "amd")))
            return true;
    return false;
}

static bool inspect_amd_node(const NodeSurroundings *around, const char *path)
{
    Arena *arena = facts_arena(around->facts);
    return inspect_node(around, arena_printf(arena, "amd-node/%s", path), path,
                        (NodeKind){.access = R_OK | W_OK});
}

void inspect_amd_nodes(const NodeSurroundings *around)
{
    Strings names;
    if (!any_of_amd(around->facts) || !inspect_amd_node(around, "/dev/kfd") ||
        world_list(around->world, "/dev/dri", &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++)
        if (starts_with(names.items[i], "renderD"))
            inspect_amd_node(
                around, arena_printf(facts_arena(around->facts), "/dev/dri/%s", names.items[i]));
}

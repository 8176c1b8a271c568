#include "ask/least_used.h"

#include "ask/child.h"
#include "ask/helper.h"
#include "ask/outcomes.h"
#include "loader/loader.h"

#define LIBRARY "libnvidia-ml.so.1"

enum { DEADLINE_MS = 10000, SAME_BYTES = 128 * 1024 * 1024 };

static const char *file_of_library(World *world, const char *program)
{
    Loader *loader = loader_new(world);
    const Opening *opening = loader_start(loader, program ? program : "/bin/sh");
    if (opens(opening))
        opening = loader_dlopen(loader, LIBRARY, NULL);
    return opens(opening) && opening->path ? opening->path : LIBRARY;
}

/* Memory decides, so a GPU that does not tell it is none to choose from. */
static bool read_use(const DriverAnswers *answers, long long device, GpuUse *use)
{
    long long total, free_bytes, mig = 0;
    *use = (GpuUse){.number = device, .processes = -1};
    if (!driver_number(answers, device, "memory-total", &total) ||
        !driver_number(answers, device, "memory-free", &free_bytes) || free_bytes > total)
        return false;
    use->used_bytes = total - free_bytes;
    use->uuid = driver_value(answers, device, "uuid");
    use->name = driver_value(answers, device, "name");
    driver_number(answers, device, "processes", &use->processes);
    use->divided = driver_number(answers, device, "mig", &mig) && mig != 0;
    return true;
}

static void read_answers(Arena *arena, const Outcome *outcome, GpuUses *uses)
{
    long long count = 0;
    if (outcome->refused)
        uses->because = outcome->refused;
    else if (!driver_number(&outcome->answers, -1, "devices", &count) || count > DEVICES_CEILING)
        uses->because = arena_printf(arena, "%s did not say which GPUs there are", LIBRARY);
    for (long long i = 0; i < count && !uses->because; i++) {
        GpuUse use;
        if (read_use(&outcome->answers, i, &use))
            list_add(arena, uses->gpus, use);
        else
            uses->silent++;
    }
    if (!uses->because && !uses->gpus.count)
        uses->because = count ? "no GPU says how much of its memory is used" : "NVML offers no GPU";
}

GpuUses ask_gpu_use(World *world, const char *program)
{
    Arena *arena = world_arena(world);
    LiveOptions options = {.root = "/"};
    GpuUses uses = {.because = NULL};
    ChildPlan plan;
    ChildReport report;
    World *here = world_live(arena, &options, &uses.because);
    if (!here)
        return uses;
    uses.because = plan_helper(world, here, library_kind_word(LIBRARY_NVML),
                               file_of_library(world, program), &plan);
    if (uses.because)
        return uses;
    children_run(here, &plan, 1, DEADLINE_MS, DRIVER_ANSWERS_CEILING_BYTES, &report);
    Outcome outcome = outcome_of(arena, LIBRARY_NVML, &report, DEADLINE_MS);
    read_answers(arena, &outcome, &uses);
    return uses;
}

static bool is_less_used(const GpuUse *a, const GpuUse *b)
{
    long long difference = a->used_bytes - b->used_bytes;
    if (difference <= -SAME_BYTES || difference >= SAME_BYTES)
        return difference < 0;
    return a->processes >= 0 && b->processes >= 0 && a->processes < b->processes;
}

const GpuUse *least_used(const GpuUses *uses)
{
    const GpuUse *best = NULL;
    for (size_t i = 0; i < uses->gpus.count; i++) {
        const GpuUse *use = &uses->gpus.items[i];
        if (!use->divided && (!best || is_less_used(use, best)))
            best = use;
    }
    return best;
}

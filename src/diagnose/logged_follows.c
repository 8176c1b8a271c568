/* Which causes of a log are mere consequences of others. */
#include <string.h>

#include "diagnose/logged.h"

enum { MOST_REASONS = 4 };

/* Each with what it follows from, where that is certain; CAUSE_COUNT: no further one. */
static const struct {
    CauseId cause, reasons[MOST_REASONS];
} ROWS[] = {
    {CAUSE_DRIVER_NOT_LOADED,
     {CAUSE_NOUVEAU_IN_USE, CAUSE_DRIVER_NOT_INSTALLED, CAUSE_COUNT, CAUSE_COUNT}},
    {CAUSE_DEVICE_NODES_MISSING,
     {CAUSE_NOUVEAU_IN_USE, CAUSE_DRIVER_NOT_INSTALLED, CAUSE_DRIVER_NOT_LOADED,
      CAUSE_CONTAINER_NO_GPU}},
    {CAUSE_LIBCUDA_NOT_FOUND,
     {CAUSE_DRIVER_NOT_INSTALLED, CAUSE_CONTAINER_NO_GPU, CAUSE_CONTAINER_TOOLKIT_BROKEN,
      CAUSE_NO_NVIDIA_GPU}},
    {CAUSE_NVML_NOT_FOUND,
     {CAUSE_DRIVER_NOT_INSTALLED, CAUSE_CONTAINER_NO_GPU, CAUSE_CONTAINER_TOOLKIT_BROKEN,
      CAUSE_NO_NVIDIA_GPU}},
    {CAUSE_CUINIT_UNKNOWN_999,
     {CAUSE_GPU_LOST, CAUSE_FABRIC_MANAGER_DOWN, CAUSE_DRIVER_NOT_LOADED, CAUSE_COUNT}},
    {CAUSE_CUDNN_SUBLIB_MISSING,
     {CAUSE_CUDNN_MISSING, CAUSE_CUDNN_VERSION_MISMATCH, CAUSE_COUNT, CAUSE_COUNT}},
    {CAUSE_GPU_MEMORY_EXHAUSTED,
     {CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, CAUSE_COUNT, CAUSE_COUNT, CAUSE_COUNT}},
};

static bool is_certain(const Case *c, CauseId id)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (c->judgement->causes.items[i].id == id)
            return c->judgement->causes.items[i].certain;
    return false;
}

static const CauseId *reasons_of(CauseId id)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (ROWS[i].cause == id)
            return ROWS[i].reasons;
    return NULL;
}

static Cause *cause_of(Case *c, CauseId id)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (c->judgement->causes.items[i].id == id)
            return &c->judgement->causes.items[i];
    return NULL;
}

/* Where even the runtime is missing, nothing of CUDA was installed, and cuDNN least of all. */
static void name_missing_toolkit(Case *c)
{
    const Cause *libraries = cause_of(c, CAUSE_CUDA_LIBS_MISSING);
    Cause *cudnn = cause_of(c, CAUSE_CUDNN_MISSING);
    for (size_t i = 0; libraries && cudnn && i < libraries->subjects.count; i++)
        if (strstr(libraries->subjects.items[i], "cudart"))
            cudnn->follows_from = cause_word(CAUSE_CUDA_LIBS_MISSING);
}

void name_consequences(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    name_missing_toolkit(c);
    for (size_t i = 0; i < causes->count; i++) {
        const CauseId *reasons = reasons_of(causes->items[i].id);
        for (size_t k = 0; reasons && k < MOST_REASONS && !causes->items[i].follows_from; k++)
            if (reasons[k] != CAUSE_COUNT && is_certain(c, reasons[k]))
                causes->items[i].follows_from = cause_word(reasons[k]);
    }
}

/* Is it free for us? Only a driver that is asked can tell. */
#include <string.h>

#include "diagnose/asked.h"

#define MIB (1024.0 * 1024.0)
#define GIB (1024.0 * MIB)

/* Below this, no context and no first allocation of a framework fit (TensorFlow alone keeps 225 MiB
 * and more back for the driver's libraries). */
#define LEAST_FREE (512.0 * MIB)

typedef struct Offered {
    const char *subject; /* gpu/… */
    const char *name;
} Offered;
typedef LIST_OF(Offered) OfferedList;

/* The devices that CUDA offers to this process. */
static OfferedList offered(Case *c)
{
    OfferedList list = {0};
    Strings gpus = facts_subjects(c->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (fact_get(c->facts, gpus.items[i], FACT_GPU_ORDINAL)->known == PRESENT)
            list_add(c->arena, list,
                     (Offered){gpus.items[i], fact_text_or(c->facts, gpus.items[i], FACT_GPU_NAME,
                                                           gpus.items[i] + strlen("gpu/"))});
    return list;
}

static void not_usable(Case *c, const Offered *gpu, const char *because)
{
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        Device *device = &c->judgement->devices.items[i];
        if (strcmp(device->pci, gpu->subject + strlen("gpu/")) != 0)
            continue;
        device->usable = truth_of(false);
        device->because = because;
    }
    c->fails_at[CHECK_FIRST_KERNEL] = true;
}

/* One cause of that id, however many GPUs it is about. */
static Cause *cause_about(Case *c, CauseId id, Effect effect, const Offered *gpu, const char *says)
{
    CauseList *list = effect == EFFECT_FAILS ? &c->judgement->causes : &c->judgement->findings;
    Cause *cause = NULL;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].id == id)
            cause = &list->items[i];
    if (!cause)
        cause = add_cause(c, id, effect, says);
    cause_subject(c, cause, gpu->subject + strlen("gpu/"));
    return cause;
}

static const char *source_of(Case *c, const Offered *gpu, FactName name)
{
    return fact_get(c->facts, gpu->subject, name)->source;
}

static Strings processes_on(Case *c, const Offered *gpu)
{
    const Fact *fact = fact_get(c->facts, gpu->subject, FACT_GPU_PROCESSES);
    return fact->known == PRESENT ? fact->texts : (Strings){0};
}

static void name_processes(Case *c, Cause *cause, const Offered *gpu)
{
    Strings processes = processes_on(c, gpu);
    for (size_t i = 0; i < processes.count; i++)
        cause_evidence(c, cause, processes.items[i], source_of(c, gpu, FACT_GPU_PROCESSES));
    if (processes.count == 0)
        cause_evidence(c, cause,
                       "no process on it is shown here: it may run in another container, or be of "
                       "a graphics program",
                       source_of(c, gpu, FACT_GPU_PROCESSES));
}

/* ---- Compute mode ---- */

static void judge_mode(Case *c, const Offered *gpu)
{
    const Fact *mode = fact_get(c->facts, gpu->subject, FACT_GPU_COMPUTE_MODE);
    bool prohibited = mode->known == PRESENT && strcmp(mode->text, "prohibited") == 0;
    bool exclusive = mode->known == PRESENT && strncmp(mode->text, "exclusive", 9) == 0;
    bool taken = exclusive && processes_on(c, gpu).count > 0;
    if (!prohibited && !taken)
        return;
    const char *says =
        prohibited ? say(c, "%s is in compute mode prohibited: no program may use it", gpu->name)
                   : say(c, "%s is in an exclusive compute mode, and taken", gpu->name);
    Cause *cause = cause_about(c, CAUSE_EXCLUSIVE_COMPUTE_MODE, EFFECT_FAILS, gpu, says);
    cause_evidence(c, cause, say(c, "compute mode %s", mode->text), mode->source);
    if (taken)
        name_processes(c, cause, gpu);
    not_usable(c, gpu, says);
}

/* ---- Memory ---- */

/* Bytes that are free and all there are; false when NVML does not tell, or tells nonsense. */
static bool memory_of(Case *c, const Offered *gpu, double *unused, double *all)
{
    const Fact *total = fact_get(c->facts, gpu->subject, FACT_GPU_MEMORY_TOTAL);
    const Fact *left = fact_get(c->facts, gpu->subject, FACT_GPU_MEMORY_FREE);
    *all = (double)total->number;
    *unused = (double)left->number;
    return total->known == PRESENT && left->known == PRESENT && *all > 0 && *unused >= 0 &&
           *unused <= *all;
}

static void judge_memory(Case *c, const Offered *gpu)
{
    double unused, all;
    if (!memory_of(c, gpu, &unused, &all))
        return;
    bool full = unused < LEAST_FREE && unused < all / 2;
    if (unused >= all / 2)
        return;
    const char *says = say(c, "%.1f of %.1f GiB of %s are taken by others", (all - unused) / GIB,
                           all / GIB, gpu->name);
    Cause *cause = cause_about(c, CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS,
                               full ? EFFECT_FAILS : EFFECT_PART, gpu, says);
    cause_evidence(c, cause, say(c, "%.0f of %.0f MiB are free", unused / MIB, all / MIB),
                   source_of(c, gpu, FACT_GPU_MEMORY_FREE));
    name_processes(c, cause, gpu);
    if (full)
        not_usable(c, gpu, says);
}

/* ---- Health ---- */

static void judge_health(Case *c, const Offered *gpu)
{
    const Fact *repairs = fact_get(c->facts, gpu->subject, FACT_GPU_REPAIRS);
    const Fact *slowed = fact_get(c->facts, gpu->subject, FACT_GPU_SLOWED);
    for (size_t i = 0; repairs->known == PRESENT && i < repairs->texts.count; i++) {
        Cause *cause = cause_about(c, CAUSE_GPU_NEEDS_RESET, EFFECT_PART, gpu,
                                   say(c, "%s works, and %s", gpu->name, repairs->texts.items[i]));
        cause_evidence(c, cause, repairs->texts.items[i], repairs->source);
    }
    for (size_t i = 0; slowed->known == PRESENT && i < slowed->texts.count; i++) {
        Cause *cause =
            cause_about(c, CAUSE_GPU_THROTTLED, EFFECT_SLOW, gpu,
                        say(c, "%s runs below its speed: %s", gpu->name, slowed->texts.items[i]));
        cause_evidence(c, cause, slowed->texts.items[i], slowed->source);
    }
}

/* ---- The step ---- */

static const char *free_words(Case *c, const OfferedList *gpus)
{
    double unused, all;
    const Offered *first = &gpus->items[0];
    const char *mode = fact_text_or(c->facts, first->subject, FACT_GPU_COMPUTE_MODE, "default");
    memory_of(c, first, &unused, &all);
    const char *memory = say(c, "%.1f of %.1f GiB are free", unused / GIB, all / GIB);
    if (gpus->count > 1)
        memory = say(c, "%zu GPUs, on the first %s", gpus->count, memory);
    return strcmp(mode, "default") == 0 ? memory : say(c, "%s; compute mode %s", memory, mode);
}

static const char *doubt_about(Case *c, const OfferedList *gpus)
{
    Told nvml = nvml_told(c);
    double unused, all;
    for (size_t i = 0; i < gpus->count; i++) {
        const Offered *gpu = &gpus->items[i];
        bool mode = fact_get(c->facts, gpu->subject, FACT_GPU_COMPUTE_MODE)->known == PRESENT;
        if (mode && memory_of(c, gpu, &unused, &all))
            continue;
        return nvml.refused       ? nvml.refused
               : told_well(&nvml) ? say(c, "NVML does not tell it of %s", gpu->name)
                                  : told_words(c, &nvml);
    }
    return gpus->count ? NULL : "the driver does not say which devices it offers";
}

void judge_availability(Case *c)
{
    if (strand_is_broken_before(c, STEP_AVAILABILITY)) {
        set_step(c, STEP_AVAILABILITY, STEP_NOT_REACHED, "the framework does not come so far");
        return;
    }
    if (step_status(c, STEP_AVAILABILITY) == STEP_BROKEN)
        return; /* the driver named a cause of this step in place of an answer */
    if (!c->driver_works) {
        bool asked = strings_have(c->judgement->asked, "driver");
        set_step(c, STEP_AVAILABILITY, STEP_UNKNOWN,
                 asked ? "the driver gave no answer" : "the driver was not asked");
        return;
    }
    OfferedList gpus = offered(c);
    const char *doubt = doubt_about(c, &gpus);
    if (doubt)
        step_unknown(c, STEP_AVAILABILITY, "whether its memory is free", doubt);
    else
        set_step(c, STEP_AVAILABILITY, STEP_OK, free_words(c, &gpus));
    for (size_t i = 0; i < gpus.count; i++) {
        judge_mode(c, &gpus.items[i]);
        judge_memory(c, &gpus.items[i]);
        judge_health(c, &gpus.items[i]);
    }
}

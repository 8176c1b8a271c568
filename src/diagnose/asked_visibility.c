/* What the driver told of visible devices. It applies CUDA_VISIBLE_DEVICES itself. */
#include <string.h>

#include "diagnose/asked.h"

static bool mig_is_on(Case *c, long long *instances)
{
    Strings gpus = facts_subjects(c->facts, "gpu/");
    bool on = false;
    *instances = 0;
    for (size_t i = 0; i < gpus.count; i++) {
        if (!is_yes(fact_is_text(c->facts, gpus.items[i], FACT_GPU_MIG, "on")))
            continue;
        on = true;
        *instances += fact_number_or(c->facts, gpus.items[i], FACT_GPU_MIG_INSTANCES, 0);
    }
    return on;
}

/* No device: nothing was broken before, no variable hides it. */
static void no_device(Case *c, const Told *cuda, const Told *nvml)
{
    long long instances;
    Cause *seen = first_of_machine(c);
    Cause *hidden = cause_of(c, CAUSE_VISIBLE_DEVICES_HIDDEN);
    if (seen || hidden) {
        told_evidence(c, seen ? seen : hidden, cuda);
    } else if (mig_is_on(c, &instances)) {
        name_cause(c, CAUSE_MIG_MISCONFIGURED, EFFECT_CPU,
                   instances == 0 ? "MIG is on, and no instance was made"
                                  : "MIG is on, and none of its instances is offered here",
                   cuda);
    } else if (told_well(nvml) && nvml->devices == 0 && c->driven_count > 0) {
        Cause *cause =
            name_cause(c, CAUSE_GPU_DOES_NOT_START, EFFECT_CPU,
                       "the kernel driver has the GPU, and neither CUDA nor NVML offers it", cuda);
        told_evidence(c, cause, nvml);
        cause->certain = false; /* the kernel log would tell why */
    } else {
        fails_without_a_cause(c, cuda, nvml);
    }
}

/* The driver applies CUDA_VISIBLE_DEVICES itself. */
static bool drop_hidden(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    size_t kept = 0, before = causes->count;
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        bool refuted = cause->id == CAUSE_VISIBLE_DEVICES_HIDDEN &&
                       strings_have(cause->subjects, "CUDA_VISIBLE_DEVICES");
        if (refuted)
            note_difference(
                c, say(c, "it looked as if %s, and the driver offers devices", cause->says));
        else
            causes->items[kept++] = *cause;
    }
    causes->count = kept;
    return kept < before;
}

static void drop_unknown(Case *c, const char *says)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->judgement->unknown.count; i++)
        if (strcmp(c->judgement->unknown.items[i].says, says) != 0)
            c->judgement->unknown.items[kept++] = c->judgement->unknown.items[i];
    c->judgement->unknown.count = kept;
}

/* The other question of the step, which CUDA does not answer. */
static bool types_are_open(Case *c)
{
    const Fact *types = fact_get(c->facts, "variable/TF_ENABLED_DEVICE_TYPES", FACT_VARIABLE_VALUE);
    Truth reads = fact_is_flag(c->facts, "env", FACT_READS_DEVICE_TYPES);
    return step_status(c, STEP_VISIBILITY) == STEP_UNKNOWN && !is_no(reads) &&
           (types->known == UNKNOWN ||
            (types->known == PRESENT && *types->text && is_unknown(reads)));
}

static void settle_visibility(Case *c, const Told *cuda)
{
    long long instances;
    bool told_already = drop_hidden(c);
    Step *step = &c->judgement->chain[STEP_VISIBILITY];
    if (has_cause_at(c, STEP_VISIBILITY))
        return; /* of the framework's own: it lists none */
    bool open = types_are_open(c);
    if (step->status == STEP_UNKNOWN && !open)
        drop_unknown(c, step->says);
    if (step->status != STEP_OK && !open)
        set_step(c, STEP_VISIBILITY, STEP_OK, told_words(c, cuda));
    if (c->visible_known && c->visible_count != cuda->devices && !told_already &&
        !mig_is_on(c, &instances))
        note_difference(
            c, say(c, "%zu GPUs should be visible, and %s", c->visible_count, told_words(c, cuda)));
    c->visible_known = true;
    c->visible_count = cuda->devices;
    if (c->driven_count < cuda->devices)
        c->driven_count = cuda->devices;
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        Device *device = &c->judgement->devices.items[i];
        const Fact *ordinal = fact_get(c->facts, say(c, "gpu/%s", device->pci), FACT_GPU_ORDINAL);
        if (ordinal->known != UNKNOWN)
            device->visible = truth_of(ordinal->known == PRESENT);
    }
}

void judge_devices_told(Case *c)
{
    Told cuda = cuda_told(c), nvml = nvml_told(c);
    if (!cuda.wanted || cuda.refused)
        return;
    bool none = (told_failure(&cuda) && cuda.has_code && cuda.code == 100) ||
                (told_well(&cuda) && cuda.devices == 0);
    if (none)
        no_device(c, &cuda, &nvml);
    else if (c->driver_works)
        settle_visibility(c, &cuda);
}

/* Is the GPU offered to this process? */
#include "diagnose/case.h"

#include <string.h>

#include "diagnose/visible_devices.h"

#define VISIBLE "CUDA_VISIBLE_DEVICES"
#define TYPES   "TF_ENABLED_DEVICE_TYPES"

static const Fact *value_of(Case *c, const char *variable)
{
    return fact_get(c->facts, say(c, "variable/%s", variable), FACT_VARIABLE_VALUE);
}

static void who_set_it(Case *c, Cause *cause, const char *variable)
{
    const Fact *set_by = fact_get(c->facts, say(c, "variable/%s", variable), FACT_VARIABLE_SET_BY);
    if (set_by->known == PRESENT)
        for (size_t i = 0; i < set_by->texts.count; i++)
            cause_evidence(c, cause, "set by", set_by->texts.items[i]);
    else if (set_by->known == UNKNOWN && set_by->because)
        cause_evidence(c, cause, say(c, "who set it cannot be told: %s", set_by->because),
                       set_by->source);
}

static void hidden(Case *c, const char *variable, const char *value, Effect effect,
                   const char *because)
{
    Cause *cause = add_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN, effect,
                             say(c, "%s=%s %s", variable, *value ? value : "\"\"",
                                 effect == EFFECT_PART    ? "hides some of the GPUs"
                                 : effect == EFFECT_FAILS ? "lets TensorFlow list no device at all"
                                                          : "hides every GPU from this program"));
    cause_subject(c, cause, variable);
    cause_evidence(c, cause, say(c, "%s=%s: %s", variable, value, because), "the environment");
    who_set_it(c, cause, variable);
}

static Strings uuids_of(Case *c)
{
    Strings uuids = {0}, gpus = facts_subjects(c->facts, "gpu/");
    if (c->gpu_count != c->driven_count || !c->gpu_count_known)
        return uuids; /* and which of them may be reached is not known */
    for (size_t i = 0; i < gpus.count; i++) {
        const char *uuid = fact_text_or(c->facts, gpus.items[i], FACT_GPU_UUID, NULL);
        if (uuid)
            list_add(c->arena, uuids, uuid);
    }
    return uuids;
}

static void judge_visible_devices(Case *c, const Fact *fact)
{
    size_t gpus = c->gpu_count;
    if (fact->known == UNKNOWN) {
        step_unknown(c, STEP_VISIBILITY, "whether " VISIBLE " is set", fact->because);
        return;
    }
    if (fact->known == ABSENT) {
        c->visible_known = gpus > 0 && c->gpu_count_known;
        c->visible_count = gpus;
        return;
    }
    VisibleDevices seen = visible_devices(c->arena, fact->text, gpus, uuids_of(c));
    bool whole = seen.count_known && c->gpu_count_known;
    bool none = seen.hides_all || (whole && seen.count == 0);
    c->visible_known = none || whole;
    c->visible_count = seen.count;
    if (none)
        hidden(c, VISIBLE, fact->text, EFFECT_CPU, seen.because);
    else if (gpus && (!seen.count_known || seen.count == 0))
        step_unknown(c, STEP_VISIBILITY, say(c, "which GPUs " VISIBLE "=%s leaves", fact->text),
                     seen.count_known ? "the number of GPUs is not known" : seen.because);
    else if (whole && gpus && seen.count < gpus)
        hidden(c, VISIBLE, fact->text, EFFECT_PART, seen.because);
}

static bool has_item(const char *list, const char *item)
{
    Text rest = text_of(list);
    bool more;
    for (Text part = text_next(&rest, ',', &more); more; part = text_next(&rest, ',', &more))
        if (text_is(part, item))
            return true;
    return false;
}

/* TensorFlow registers a device factory only for the types in this list, spelled exactly so, and
 * cannot do without the CPU's (tensorflow/core/framework/device_factory.cc; measured on 2.13 to
 * 2.21: docs/ACCURACY.md). An empty value allows all. */
static void judge_device_types(Case *c, const Fact *fact)
{
    Truth reads = fact_is_flag(c->facts, "env", FACT_READS_DEVICE_TYPES);
    bool installed = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH)->known == PRESENT;
    if (fact->known == UNKNOWN && installed && !is_no(reads))
        step_unknown(c, STEP_VISIBILITY, "whether " TYPES " is set", fact->because);
    if (fact->known != PRESENT || *fact->text == '\0')
        return;
    bool gpu = has_item(fact->text, "GPU"), cpu = has_item(fact->text, "CPU");
    if (is_no(reads) || (gpu && cpu))
        return;
    if (is_unknown(reads)) {
        if (installed)
            step_unknown(c, STEP_VISIBILITY, "whether this version reads " TYPES, reads.because);
        return;
    }
    if (cpu) {
        hidden(c, TYPES, fact->text, EFFECT_CPU, "no item is exactly GPU");
    } else {
        hidden(c, TYPES, fact->text, EFFECT_FAILS,
               "no item is exactly CPU, without which no device can be listed");
        c->query_fails = true;
    }
    c->visible_known = true;
    c->visible_count = 0;
}

/* Which of several GPUs a number means is the driver's to say. */
static Truth is_visible(Case *c, const Device *device)
{
    Truth driven = fact_is_text(c->facts, say(c, "gpu/%s", device->pci), FACT_GPU_DRIVER, "nvidia");
    if (!is_yes(driven))
        return driven;
    if (c->visible_known && (c->visible_count == 0 || c->visible_count == c->driven_count))
        return truth_of(c->visible_count > 0);
    return truth_unknown("the order of the devices is the driver's");
}

void judge_visibility(Case *c)
{
    set_step(c, STEP_VISIBILITY, STEP_OK, "nothing hides it");
    judge_visible_devices(c, value_of(c, VISIBLE));
    judge_device_types(c, value_of(c, TYPES));
    const Fact *fact = value_of(c, VISIBLE);
    if (step_status(c, STEP_VISIBILITY) == STEP_OK && fact->known == PRESENT)
        set_step(c, STEP_VISIBILITY, STEP_OK, say(c, VISIBLE "=%s", fact->text));
    for (size_t i = 0; i < c->judgement->devices.count; i++)
        c->judgement->devices.items[i].visible = is_visible(c, &c->judgement->devices.items[i]);
}

/* Is the GPU offered to this process? */
#include "diagnose/visibility.h"

#include <string.h>

#include "diagnose/visible_devices.h"

#define VISIBLE "CUDA_VISIBLE_DEVICES"
#define TYPES   "TF_ENABLED_DEVICE_TYPES"

static const Fact *value_of(Case *c, const char *variable)
{
    return fact_get(c->facts, say(c, "variable/%s", variable), FACT_VARIABLE_VALUE);
}

void add_who_set(Case *c, Cause *cause, const char *variable)
{
    const Fact *set_by = fact_get(c->facts, say(c, "variable/%s", variable), FACT_VARIABLE_SET_BY);
    if (set_by->known == PRESENT)
        for (size_t i = 0; i < set_by->texts.count; i++)
            cause_evidence(c, cause, "set by", set_by->texts.items[i]);
    else if (set_by->known == UNKNOWN && set_by->because)
        cause_evidence(c, cause, say(c, "who set it cannot be told: %s", set_by->because),
                       set_by->source);
}

/* Inside a job the scheduler sets the mask, and a program or a start file may set it anew. */
static void what_the_scheduler_did(Case *c, Cause *cause, const char *value)
{
    const char *scheduler = fact_text_or(c->facts, "machine", FACT_SCHEDULER, NULL);
    const Fact *gpus = fact_get(c->facts, "machine", FACT_SCHEDULER_GPUS);
    const Fact *mask = fact_get(c->facts, "machine", FACT_SCHEDULER_MASK);
    if (!scheduler)
        return;
    if (gpus->known == ABSENT)
        cause_evidence(c, cause, say(c, "the job was given no GPU by %s", scheduler), gpus->source);
    else if (mask->known == PRESENT && strcmp(mask->text, value) != 0)
        cause_evidence(
            c, cause,
            say(c, "%s had set %s, and something in the job changed it", scheduler, mask->text),
            mask->source);
    else if (mask->known == PRESENT)
        cause_evidence(c, cause, say(c, "%s itself set it so", scheduler), mask->source);
}

static void hidden(Case *c, const char *variable, const char *value, Effect effect,
                   const char *because)
{
    Cause *cause = add_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN, effect,
                             say(c, "%s=%s %s", variable, *value ? value : "\"\"",
                                 effect == EFFECT_PART ? "hides some of the GPUs"
                                 : effect == EFFECT_FAILS
                                     ? say(c, "lets %s list no device at all", c->form->name)
                                     : "hides every GPU from this program"));
    cause_subject(c, cause, variable);
    cause_evidence(c, cause, say(c, "%s=%s: %s", variable, value, because), "the environment");
    add_who_set(c, cause, variable);
    if (strcmp(variable, VISIBLE) == 0)
        what_the_scheduler_did(c, cause, value);
}

/* The GPUs that the driver could offer, in the order of their places on the bus. */
typedef struct Offer {
    Strings subjects; /* empty unless each of them may be reached */
    Strings uuids;    /* theirs; fewer when one is not known */
    VisibleDevices seen;
} Offer;

static void sort_by_place(Strings *subjects)
{
    for (size_t i = 1; i < subjects->count; i++)
        for (size_t at = i; at > 0 && strcmp(subjects->items[at - 1], subjects->items[at]) > 0;
             at--) {
            const char *moving = subjects->items[at];
            subjects->items[at] = subjects->items[at - 1];
            subjects->items[at - 1] = moving;
        }
}

static Offer offer_of(Case *c)
{
    Offer offer = {0};
    Strings gpus = facts_subjects(c->facts, "gpu/");
    if (!c->gpu_count_known)
        return offer;
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_text(c->facts, gpus.items[i], FACT_GPU_DRIVER, "nvidia")) &&
            (c->gpu_count == c->driven_count || is_yes(gpu_is_given(c, gpus.items[i]))))
            list_add(c->arena, offer.subjects, gpus.items[i]);
    if (offer.subjects.count != c->gpu_count)
        return (Offer){0}; /* which of them may be reached is not known */
    sort_by_place(&offer.subjects);
    for (size_t i = 0; i < offer.subjects.count; i++) {
        const char *uuid = fact_text_or(c->facts, offer.subjects.items[i], FACT_GPU_UUID, NULL);
        if (!uuid) {
            offer.uuids.count = 0;
            break;
        }
        list_add(c->arena, offer.uuids, uuid);
    }
    return offer;
}

static void judge_visible_devices(Case *c, const Fact *fact, Offer *offer)
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
    offer->seen = visible_devices(c->arena, fact->text, gpus, offer->uuids);
    VisibleDevices *seen = &offer->seen;
    if (seen->starts_with_mig && is_yes(mig_is_impossible(c))) {
        seen->count_known = true;
        seen->because = "it names an instance of MIG, and no GPU here can be divided";
    }
    bool whole = seen->count_known && c->gpu_count_known;
    bool none = seen->hides_all || (whole && seen->count == 0);
    c->visible_known = none || whole;
    c->visible_count = seen->count;
    if (none)
        hidden(c, VISIBLE, fact->text, EFFECT_CPU, seen->because);
    else if (gpus && (!seen->count_known || seen->count == 0))
        step_unknown(c, STEP_VISIBILITY, say(c, "which GPUs " VISIBLE "=%s leaves", fact->text),
                     seen->count_known ? "the number of GPUs is not known" : seen->because);
    else if (whole && gpus && seen->count < gpus)
        hidden(c, VISIBLE, fact->text, EFFECT_PART, seen->because);
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
    if (!framework_reads_variable(c->form, TYPES))
        return;
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
        c->fails_at[CHECK_DEVICE_TYPES] = true;
    }
    c->visible_known = true;
    c->visible_count = 0;
}

/* Without CUDA_DEVICE_ORDER=PCI_BUS_ID the first device is the fastest, and the order of the others
 * is the driver's: a number does not tell which GPU it means. */
static Truth is_picked(Case *c, const Offer *offer, const char *subject)
{
    const Fact *order = value_of(c, "CUDA_DEVICE_ORDER");
    bool by_place = order->known == PRESENT && strcmp(order->text, "PCI_BUS_ID") == 0;
    const VisibleDevices *seen = &offer->seen;
    if (!c->visible_known || c->visible_count != seen->count || (!seen->by_uuid && !by_place))
        return truth_unknown("the order of the devices is the driver's");
    for (size_t i = 0; i < offer->subjects.count; i++) {
        if (strcmp(offer->subjects.items[i], subject) != 0)
            continue;
        for (size_t k = 0; k < seen->picks.count; k++)
            if (seen->picks.items[k] == i)
                return truth_of(true);
        return truth_of(false);
    }
    return truth_unknown("which of the GPUs may be reached is not known");
}

static Truth is_visible(Case *c, const Offer *offer, const Device *device)
{
    const char *subject = say(c, "gpu/%s", device->pci);
    Truth driven = device_is_driven(c, device);
    if (!is_yes(driven))
        return driven;
    if (c->gpu_count < c->driven_count && is_no(gpu_is_given(c, subject)))
        return truth_of(false);
    if (c->visible_known && (c->visible_count == 0 || c->visible_count == c->driven_count))
        return truth_of(c->visible_count > 0);
    return is_picked(c, offer, subject);
}

void judge_visibility(Case *c)
{
    Offer offer = offer_of(c);
    set_step(c, STEP_VISIBILITY, STEP_OK, "nothing hides it");
    judge_visible_devices(c, value_of(c, VISIBLE), &offer);
    judge_mig(c);
    judge_device_types(c, value_of(c, TYPES));
    judge_jax_platforms(c);
    judge_keras_device(c);
    judge_driver_variables(c);
    const Fact *fact = value_of(c, VISIBLE);
    if (step_status(c, STEP_VISIBILITY) == STEP_OK && fact->known == PRESENT)
        set_step(c, STEP_VISIBILITY, STEP_OK, say(c, VISIBLE "=%s", fact->text));
    for (size_t i = 0; i < c->judgement->devices.count; i++)
        c->judgement->devices.items[i].visible =
            is_visible(c, &offer, &c->judgement->devices.items[i]);
}

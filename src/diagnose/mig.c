/* MIG: a GPU that is divided into instances, of which a process uses one at most. */
#include "diagnose/visibility.h"

#include <string.h>

static Truth is_open(Case *c, const char *subject)
{
    return truth_and(fact_is_text(c->facts, subject, FACT_NODE_TYPE, "character device"),
                     fact_is_text(c->facts, subject, FACT_NODE_ACCESS, "read-write"));
}

static Truth is_open_capability(Case *c, Strings subjects, const char *what)
{
    for (size_t i = 0; i < subjects.count; i++)
        if (is_yes(fact_is_text(c->facts, subjects.items[i], FACT_NODE_CAPABILITY, what)))
            return is_open(c, subjects.items[i]);
    return truth_of(false);
}

typedef struct Instances {
    size_t usable, untold;
} Instances;

/* Compute instances whose own node and that of the GPU instance around them may be opened:
 * "gpu0/mig/gi1/ci0" and "gpu0/mig/gi1". */
static Instances count_instances(Case *c)
{
    Strings subjects = facts_subjects(c->facts, "capability/");
    Instances instances = {0};
    for (size_t i = 0; i < subjects.count; i++) {
        const Fact *what = fact_get(c->facts, subjects.items[i], FACT_NODE_CAPABILITY);
        const char *part = what->known == PRESENT ? strstr(what->text, "/ci") : NULL;
        instances.untold += what->known != PRESENT;
        if (!part)
            continue;
        const char *outer = arena_copy(c->arena, what->text, (size_t)(part - what->text));
        Truth usable =
            truth_and(is_open(c, subjects.items[i]), is_open_capability(c, subjects, outer));
        instances.usable += is_yes(usable);
        instances.untold += is_unknown(usable);
    }
    return instances;
}

/* GA100, GH100, GB100 and their kin, and the professional GB202 can be divided. A GPU whose compute
 * capability is not known may be one of them. */
Truth mig_is_impossible(Case *c)
{
    Truth impossible = truth_of(c->judgement->devices.count > 0 && c->gpu_count_known);
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        const char *own = c->judgement->devices.items[i].compute_capability;
        bool divides = own && (strcmp(own, "8.0") == 0 || starts_with(own, "9.") ||
                               starts_with(own, "10.") || strcmp(own, "12.0") == 0);
        impossible =
            truth_and(impossible, own ? truth_of(!divides)
                                      : truth_unknown("a compute capability is not known"));
    }
    return impossible;
}

/* CUDA enumerates one instance, and GPUs that are not divided only where there is none (CUDA
 * Programming Guide, MIG user guide). */
void judge_mig(Case *c)
{
    Instances found = count_instances(c);
    size_t instances = found.usable;
    const Fact *mask = fact_get(c->facts, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE);
    bool named = mask->known == PRESENT && strstr(mask->text, "MIG-");
    if (c->visible_known && c->visible_count == 0)
        return;
    if (found.untold)
        c->visible_known = false;
    if (instances == 0)
        return;
    if (!named) {
        c->visible_known = mask->known == ABSENT && c->gpu_count_known;
        c->visible_count = 1;
    }
    size_t parts = instances + (c->gpu_count > 1 ? c->gpu_count - 1 : 0);
    if (parts < 2 || named)
        return;
    Cause *cause =
        add_cause(c, CAUSE_MIG_MISCONFIGURED, EFFECT_PART,
                  instances > 1 ? say(c,
                                      "MIG divides the GPU into %zu instances, and a process uses "
                                      "one of them",
                                      instances)
                                : "an instance of MIG hides the GPUs that are not divided");
    cause_subject(c, cause, "CUDA_VISIBLE_DEVICES");
    cause_evidence(c, cause, say(c, "%zu compute instances may be opened", instances),
                   "/proc/driver/nvidia/capabilities");
}

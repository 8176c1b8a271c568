/* JAX_PLATFORMS: which backends JAX starts, and what it does where one of them does not start. */
#include "diagnose/visibility.h"

#include <string.h>

#define PLATFORMS "JAX_PLATFORMS"

static void only_the_cpu(Case *c)
{
    Cause *cause = add_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN, EFFECT_CPU,
                             PLATFORMS "=cpu keeps JAX from every GPU");
    cause_subject(c, cause, PLATFORMS);
    cause_evidence(c, cause, PLATFORMS "=cpu: no other backend is started", "the environment");
    add_who_set(c, cause, PLATFORMS);
    c->visible_known = true;
    c->visible_count = 0;
}

/* Measured on 0.12: a backend that is named has to start, or jax.devices() raises. "cuda,cpu" goes
 * on without a GPU where there is no device node, and raises where the plugin fails. What a list
 * with other words or in another order does needs a GPU to be measured: "gpu" stands for the
 * backends of every vendor. */
void judge_jax_platforms(Case *c)
{
    const Fact *fact = fact_get(c->facts, "variable/" PLATFORMS, FACT_VARIABLE_VALUE);
    bool installed = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH)->known == PRESENT;
    if (!framework_reads_variable(c->form, PLATFORMS) || !installed || fact->known == ABSENT)
        return;
    if (fact->known == UNKNOWN) {
        c->without_gpu = VERDICT_UNKNOWN;
        step_unknown(c, STEP_VISIBILITY, "whether " PLATFORMS " is set", fact->because);
    } else if (strcmp(fact->text, "cpu") == 0) {
        only_the_cpu(c);
    } else if (strcmp(fact->text, "cuda") == 0) {
        c->without_gpu = VERDICT_FAILS;
    } else if (strcmp(fact->text, "cuda,cpu") == 0) {
        c->without_gpu = VERDICT_UNKNOWN;
    } else if (*fact->text) {
        c->without_gpu = VERDICT_UNKNOWN;
        step_unknown(c, STEP_VISIBILITY, say(c, "what JAX does with " PLATFORMS "=%s", fact->text),
                     "only cpu, cuda, and cuda,cpu were compared with it");
    }
}

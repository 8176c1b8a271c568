/* Keras: what becomes of it before, or without, a framework that has a chain of its own. Each
 * branch was run with Keras 3.15.1. */
#include <string.h>

#include "diagnose/case.h"
#include "diagnose/visibility.h"

#define DEVICE "KERAS_TORCH_DEVICE"

static const Fact *backend_of(const Case *c)
{
    return fact_get(c->facts, "env", FACT_KERAS_BACKEND);
}

/* keras.json is read before anything is imported, whatever KERAS_BACKEND says. */
static void config_ends_it(Case *c, const Fact *says)
{
    Cause *cause = add_cause(c, CAUSE_FRAMEWORK_BROKEN, EFFECT_FAILS,
                             say(c, "%s ends the import of Keras", says->source));
    cause_subject(c, cause, says->source);
    cause_evidence(c, cause, says->text, says->source);
    c->fails_at[CHECK_IMPORT] = true;
}

static void no_such_backend(Case *c, const Fact *backend)
{
    Cause *cause = add_cause(c, CAUSE_KERAS_BACKEND_NOT_TF, EFFECT_FAILS,
                             say(c, "Keras has no backend '%s'", backend->text));
    cause_subject(c, cause, backend->text);
    cause_evidence(c, cause, "its backends are tensorflow, jax, torch, numpy and openvino",
                   backend->source);
    c->fails_at[CHECK_IMPORT] = true;
}

static void computes_with_numpy(Case *c, const Fact *backend)
{
    Cause *cause = add_cause(c, CAUSE_KERAS_BACKEND_NOT_TF, EFFECT_CPU,
                             "Keras computes with NumPy here, which has no GPU");
    cause_subject(c, cause, backend->text);
    cause_evidence(c, cause, "backend numpy", backend->source);
}

bool keras_decides(Case *c)
{
    Framework framework;
    const Fact *backend = backend_of(c), *says = fact_get(c->facts, "env", FACT_KERAS_SAYS);
    const Fact *path = fact_get(c->facts, "env", FACT_FRAMEWORK_PATH);
    if (!c->judgement->target.runs_on)
        return false;
    if (says->known == PRESENT) {
        config_ends_it(c, says);
        return true;
    }
    if (framework_by_backend(backend->text, &framework) || path->known != PRESENT)
        return false;
    if (strcmp(backend->text, "numpy") == 0)
        computes_with_numpy(c, backend);
    else if (strcmp(backend->text, "openvino") == 0)
        step_unknown(c, STEP_BUILD, "whether OpenVINO, on which Keras runs here, uses a GPU",
                     "this version of whycpu does not judge it");
    else
        no_such_backend(c, backend);
    return true;
}

/* A device that is named is taken without asking whether there is one. */
void judge_keras_device(Case *c)
{
    const Fact *device = fact_get(c->facts, "variable/" DEVICE, FACT_VARIABLE_VALUE);
    const char *backend = c->judgement->target.runs_on;
    if (!backend || strcmp(backend, "torch") != 0 || device->known == ABSENT)
        return;
    if (device->known == UNKNOWN) {
        step_unknown(c, STEP_VISIBILITY, "whether " DEVICE " is set", device->because);
    } else if (strcmp(device->text, "cpu") == 0) {
        Cause *cause = add_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN, EFFECT_CPU,
                                 DEVICE "=cpu keeps Keras from every GPU");
        cause_subject(c, cause, DEVICE);
        cause_evidence(c, cause, DEVICE "=cpu", "the environment");
    } else if (strcmp(device->text, "cuda") == 0 || strcmp(device->text, "cuda:0") == 0) {
        c->without_gpu = VERDICT_FAILS;
    } else {
        c->without_gpu = VERDICT_UNKNOWN;
        step_unknown(c, STEP_VISIBILITY, say(c, "what Keras does with " DEVICE "=%s", device->text),
                     "only cpu and cuda were compared with it");
    }
}

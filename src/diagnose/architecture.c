/* Does the build have kernels for this GPU, and does the framework accept it? */
#include "diagnose/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The floor that every official build of TensorFlow 2.4 to 2.21 has, whatever kernels are in it
 * (common_runtime/gpu/gpu_device.cc). Below it, the device is ignored. */
enum { FLOOR_TENS = 35, DEFAULT_LEAST_MULTIPROCESSORS = 8 };

static int tens_of(const char *capability)
{
    int major, minor;
    return sscanf(capability, "%d.%d", &major, &minor) == 2 ? major * 10 + minor : -1;
}

typedef enum KernelFit { FIT_NATIVE, FIT_PTX, FIT_TOO_OLD, FIT_TOO_NEW, FIT_UNKNOWN } KernelFit;

/* Machine code runs on its own major version from its minor version on; PTX is compiled for any
 * later GPU. "sm_90a" is for 9.0 alone. */
static KernelFit kernels_for(Strings architectures, int tens, const char **which)
{
    bool newer_needed = false;
    *which = NULL;
    for (size_t i = 0; i < architectures.count; i++) {
        int number = 0;
        if (sscanf(architectures.items[i], "sm_%d", &number) == 1 && number / 10 == tens / 10 &&
            number % 10 <= tens % 10) {
            *which = architectures.items[i];
            return FIT_NATIVE;
        }
    }
    for (size_t i = 0; i < architectures.count; i++) {
        int number = 0;
        if (sscanf(architectures.items[i], "compute_%d", &number) == 1 && number <= tens) {
            *which = architectures.items[i];
            return FIT_PTX;
        }
        if (sscanf(architectures.items[i], "sm_%d", &number) == 1 && number / 10 > tens / 10)
            newer_needed = true;
        if (sscanf(architectures.items[i], "compute_%d", &number) == 1 && number > tens)
            newer_needed = true;
    }
    return newer_needed ? FIT_TOO_OLD : FIT_TOO_NEW;
}

static void no_kernels(Case *c, Device *device, KernelFit fit, const Fact *architectures)
{
    bool old = fit == FIT_TOO_OLD;
    Cause *cause = add_cause(
        c, old ? CAUSE_COMPUTE_CAPABILITY_TOO_LOW : CAUSE_COMPUTE_CAPABILITY_TOO_NEW, EFFECT_FAILS,
        say(c, "%s has compute capability %s, and this build has no kernels for it", device->name,
            device->compute_capability));
    cause_subject(c, cause, device->pci);
    cause_evidence(c, cause, say(c, "kernels for %s", join_names(c, architectures->texts)),
                   architectures->source);
    device->usable = truth_of(false);
    device->because = "no kernels for its compute capability";
    c->kernels_fail = true;
}

static void below_floor(Case *c, Device *device, bool only_one)
{
    Cause *cause =
        add_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, only_one ? EFFECT_CPU : EFFECT_PART,
                  say(c, "%s has compute capability %s; TensorFlow ignores what is below 3.5",
                      device->name, device->compute_capability));
    cause_subject(c, cause, device->pci);
    cause_evidence(c, cause, say(c, "compute capability %s", device->compute_capability),
                   device->pci);
    device->usable = truth_of(false);
    device->because = "below the least compute capability";
}

static long long multiprocessors(Case *c, const Device *device)
{
    return fact_number_or(c->facts, say(c, "gpu/%s", device->pci), FACT_GPU_MULTIPROCESSORS, -1);
}

/* A GPU with fewer than 8 multiprocessors is dropped beside a larger one, not alone; the variable
 * overrides that (GetMinGPUMultiprocessorCount). -1: cannot be told. */
static long long least_multiprocessors(Case *c, const Fact *variable)
{
    long long number;
    if (variable->known == PRESENT && text_number(text_of(variable->text), &number))
        return number;
    long long largest = -1;
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        long long own = multiprocessors(c, &c->judgement->devices.items[i]);
        if (own > largest)
            largest = own;
    }
    if (largest < 0)
        return -1;
    return largest < DEFAULT_LEAST_MULTIPROCESSORS ? largest : DEFAULT_LEAST_MULTIPROCESSORS;
}

static bool all_of_one_kind(Case *c)
{
    const Device *first = &c->judgement->devices.items[0];
    const char *id = fact_text_or(c->facts, say(c, "gpu/%s", first->pci), FACT_GPU_PCI_ID, "");
    for (size_t i = 1; i < c->judgement->devices.count; i++) {
        const Device *other = &c->judgement->devices.items[i];
        if (strcmp(id, fact_text_or(c->facts, say(c, "gpu/%s", other->pci), FACT_GPU_PCI_ID, "?")))
            return false;
    }
    return true;
}

static Truth enough_multiprocessors(Case *c, Device *device, bool last_hope)
{
    const Fact *variable =
        fact_get(c->facts, "variable/TF_MIN_GPU_MULTIPROCESSOR_COUNT", FACT_VARIABLE_VALUE);
    long long bound;
    /* A value that is no number counts as none (measured on 2.20). */
    bool overridden = variable->known == PRESENT && text_number(text_of(variable->text), &bound);
    long long own = multiprocessors(c, device), least = least_multiprocessors(c, variable);
    if (!overridden && all_of_one_kind(c))
        return truth_of(true);
    if (own < 0 || least < 0)
        return truth_unknown("the driver was not asked for the number of multiprocessors");
    if (own >= least)
        return truth_of(true);
    Cause *cause = add_cause(c, CAUSE_TOO_FEW_MULTIPROCESSORS, last_hope ? EFFECT_CPU : EFFECT_PART,
                             say(c, "%s has %lld multiprocessors; TensorFlow takes none below %lld",
                                 device->name, own, least));
    cause_subject(c, cause, overridden ? "TF_MIN_GPU_MULTIPROCESSOR_COUNT" : device->pci);
    cause_evidence(c, cause,
                   overridden ? say(c, "TF_MIN_GPU_MULTIPROCESSOR_COUNT=%s", variable->text)
                              : "a larger GPU is in the same machine",
                   overridden ? "the environment" : device->pci);
    device->usable = truth_of(false);
    device->because = "too few multiprocessors";
    return truth_of(false);
}

static const char *fit_words(Case *c, int tens, KernelFit fit, const char *which)
{
    if (fit == FIT_NATIVE)
        return say(c, "sm_%d: %s is in the build", tens, which);
    return say(c, "sm_%d through PTX of %s: the first start compiles", tens, which);
}

/* PTX of an older generation has to be compiled at the first start, which takes minutes, and a
 * driver or XLA may refuse it. */
static void through_old_ptx(Case *c, Device *device, int tens, const char *ptx)
{
    int number = 0;
    if (sscanf(ptx, "compute_%d", &number) != 1 || number / 10 == tens / 10)
        return;
    Cause *cause = add_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, EFFECT_SLOW,
                             say(c,
                                 "%s is newer than this build: kernels come from PTX of %s, and "
                                 "the first start compiles for minutes",
                                 device->name, ptx));
    cause_subject(c, cause, device->pci);
    cause_evidence(c, cause, say(c, "compute capability %s", device->compute_capability),
                   device->pci);
}

/* Whether the framework lists this device; the step's words are set by the last one judged. */
static Truth judge_device(Case *c, Device *device, bool last_hope)
{
    const Fact *architectures = fact_get(c->facts, "env", FACT_BUILD_ARCHITECTURES);
    Truth enough = enough_multiprocessors(c, device, last_hope);
    if (is_no(enough))
        return enough;
    int tens = device->compute_capability ? tens_of(device->compute_capability) : -1;
    if (tens < 0 || architectures->known != PRESENT) {
        const char *because =
            tens < 0 ? "its compute capability is not known" : architectures->because;
        if (step_status(c, STEP_ARCHITECTURE) != STEP_BROKEN)
            step_unknown(c, STEP_ARCHITECTURE,
                         say(c, "whether the build has kernels for %s", device->name), because);
        return truth_unknown(because);
    }
    if (tens < FLOOR_TENS) {
        below_floor(c, device, last_hope);
        return truth_of(false);
    }
    const char *which;
    KernelFit fit = kernels_for(architectures->texts, tens, &which);
    if (fit == FIT_TOO_OLD || fit == FIT_TOO_NEW) {
        no_kernels(c, device, fit, architectures);
        return enough; /* it is listed; its first kernel fails */
    }
    device->usable = truth_of(true);
    if (step_status(c, STEP_ARCHITECTURE) == STEP_OK)
        set_step(c, STEP_ARCHITECTURE, STEP_OK, fit_words(c, tens, fit, which));
    if (fit == FIT_PTX)
        through_old_ptx(c, device, tens, which);
    return enough;
}

/* A card that nouveau has taken is no GPU to CUDA. */
static bool is_driven(Case *c, Device *device)
{
    const char *subject = say(c, "gpu/%s", device->pci);
    if (!is_no(fact_is_text(c->facts, subject, FACT_GPU_DRIVER, "nvidia")))
        return true;
    device->usable = truth_of(false);
    device->because = "another kernel driver has it, or none";
    return false;
}

void judge_architecture(Case *c)
{
    StepStatus build = step_status(c, STEP_BUILD), gpu = step_status(c, STEP_GPU);
    if (build == STEP_NOT_APPLICABLE) {
        set_step(c, STEP_ARCHITECTURE, STEP_NOT_APPLICABLE, "no framework is installed here");
        return;
    }
    if (build == STEP_BROKEN || gpu == STEP_BROKEN) {
        set_step(c, STEP_ARCHITECTURE, STEP_NOT_REACHED,
                 gpu == STEP_BROKEN ? "there is no GPU to compare with"
                                    : "this build has no kernels to compare");
        return;
    }
    if (c->judgement->devices.count == 0) {
        step_unknown(c, STEP_ARCHITECTURE, "whether the build has kernels for this GPU",
                     "the GPU is not known");
        return;
    }
    set_step(c, STEP_ARCHITECTURE, STEP_OK, "kernels for this GPU are in the build");
    c->accepted_known = true;
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        if (!is_driven(c, &c->judgement->devices.items[i]))
            continue;
        bool last_hope = i + 1 == c->judgement->devices.count && c->accepted_count == 0;
        Truth accepted = judge_device(c, &c->judgement->devices.items[i], last_hope);
        c->accepted_count += is_yes(accepted);
        c->accepted_known = c->accepted_known && !is_unknown(accepted);
    }
}

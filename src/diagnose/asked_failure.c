/* A driver that fails, dies or does not return: which cause it names. */
#include <string.h>

#include "diagnose/asked.h"

/* The step looked right from outside: then either the look or the driver is wrong. */
static void note_surprise(Case *c, StepId step, const char *saw, const Told *told)
{
    if (saw)
        note_difference(
            c, say(c, "%s looked right (%s), and %s", step_word(step), saw, told_words(c, told)));
}

static const char *words_when_ok(const Case *c, StepId step)
{
    return step_status(c, step) == STEP_OK ? c->judgement->chain[step].says : NULL;
}

/* Confidential computing that is not ready ends in 802 too: with the fabric complete, or without
 * any switch to be seen. */
static void weigh_fabric(Case *c, Cause *cause)
{
    if (fact_number_or(c->facts, "machine", FACT_NVSWITCHES, 0) == 0) {
        cause->certain = false;
        cause_evidence(c, cause,
                       "no switch is on the bus; a machine for confidential computing that was not "
                       "made ready answers so too (nvidia-smi conf-compute -f)",
                       "/sys/bus/pci/devices");
    }
    Strings gpus = facts_subjects(c->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++) {
        const Fact *fabric = fact_get(c->facts, gpus.items[i], FACT_GPU_FABRIC);
        if (fabric->known != PRESENT)
            continue;
        cause_evidence(c, cause,
                       say(c, "registration of %s with the switches: %s",
                           gpus.items[i] + strlen("gpu/"), fabric->text),
                       fabric->source);
        if (strcmp(fabric->text, "complete") == 0)
            cause->certain = false;
    }
}

/* A code that has one meaning is believed whatever else is broken. */
static void name_by_code(Case *c, const Told *told, const DriverCode *code)
{
    CauseId id = cause_named(code->cause, CAUSE_CUINIT_FAILS);
    StepId step = cause_step(id);
    const char *saw = has_cause_at(c, step) ? NULL : words_when_ok(c, step);
    Cause *cause = name_cause(c, id, EFFECT_CPU, told_words(c, told), told);
    if (code->hint)
        cause_evidence(c, cause, code->hint, told->source);
    if (id == CAUSE_FABRIC_MANAGER_DOWN)
        weigh_fabric(c, cause);
    if (step == STEP_DRIVER_LIBRARY)
        note_surprise(c, step, saw, told);
}

static bool machine_is_known(const Case *c)
{
    for (int step = 0; is_of_machine((StepId)step); step++)
        if (step_status(c, (StepId)step) == STEP_UNKNOWN)
            return false;
    return true;
}

void fails_without_a_cause(Case *c, const Told *cuda, const Told *nvml)
{
    Told card = refused_card(c);
    const DriverCode *code = cuda_code(cuda->code), *better = better_code(nvml);
    const Told *teller = better ? nvml : &card;
    better = better ? better : better_code(&card);
    bool known = machine_is_known(c);
    Cause *seen = first_of_machine(c);
    if (seen) {
        told_evidence(c, seen, cuda);
        return;
    }
    if (better) {
        name_by_code(c, teller, better);
        told_evidence(c, cause_of(c, cause_named(better->cause, CAUSE_CUINIT_FAILS)), cuda);
        return;
    }
    CauseId id = cause_named(code ? code->cause : NULL, CAUSE_CUINIT_FAILS);
    Cause *cause = name_cause(c, id, EFFECT_CPU, told_words(c, cuda), cuda);
    cause->certain = known && id != CAUSE_CUINIT_FAILS;
    if (code && code->hint)
        cause_evidence(c, cause, code->hint, cuda->source);
    if (!nvml->refused)
        told_evidence(c, cause, nvml);
}

/* Unknown and not initialised: what is seen from outside explains them first. */
static bool names_one_cause(const DriverCode *code)
{
    return code && code->cause && strcmp(code->cause, "cuinit-unknown-999") != 0;
}

void cuda_fails(Case *c, const Told *cuda, const Told *nvml)
{
    if (told_is(cuda, "not-opened") && first_of_machine(c)) {
        told_evidence(c, first_of_machine(c), cuda);
    } else if (told_is(cuda, "not-opened")) {
        const char *saw = words_when_ok(c, STEP_DRIVER_LIBRARY);
        name_cause(c, CAUSE_LIBCUDA_NOT_FOUND, EFFECT_CPU, told_words(c, cuda), cuda);
        note_surprise(c, STEP_DRIVER_LIBRARY, saw, cuda);
    } else if (told_is(cuda, "no-function")) {
        name_cause(c, CAUSE_CUINIT_FAILS, EFFECT_CPU, told_words(c, cuda), cuda);
    } else if (names_one_cause(cuda_code(cuda->code))) {
        name_by_code(c, cuda, cuda_code(cuda->code));
    } else if (cuda->code != 100) { /* of which the variables are asked first */
        fails_without_a_cause(c, cuda, nvml);
    }
}

/* The framework makes the same calls, and dies as the helper did, whatever else is broken. */
void cuda_dies(Case *c, const Told *cuda)
{
    name_cause(c, CAUSE_CUINIT_FAILS, EFFECT_FAILS, told_words(c, cuda), cuda);
    c->fails_at[CHECK_CUINIT] = true;
}

/* A driver may only be slow, so silence breaks nothing. */
void cuda_is_silent(Case *c, const Told *cuda)
{
    Cause *seen = first_of_machine(c);
    if (seen) {
        told_evidence(c, seen, cuda);
        return;
    }
    step_unknown(c, STEP_KERNEL_DRIVER, "whether the driver answers", told_words(c, cuda));
    add_need(c, "what the driver is doing", "sudo dmesg | grep -iE 'nvrm|xid|hung'");
}

/* What the driver told of the machine: see asked.h. */
#include "diagnose/asked.h"

#include <string.h>

#include "base/version.h"
#include "diagnose/judge.h"

/* ---- What it refutes ---- */

/* A driver that lists devices cannot be missing, forbidden or of another version. That it is too
 * old for this framework, or has no NVML, it does not tell. */
static bool is_refuted(const Cause *cause)
{
    return is_of_machine(cause_step(cause->id)) && cause->effect == EFFECT_CPU &&
           cause->id != CAUSE_NVML_NOT_FOUND && cause->id != CAUSE_ROCM_PERMISSION;
}

static void drop_refuted(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    size_t kept = 0;
    const char *first = NULL;
    for (size_t i = 0; i < causes->count; i++) {
        const Cause *cause = &causes->items[i];
        if (!is_refuted(cause))
            causes->items[kept++] = *cause;
        else if (!first)
            first = say(c, "%s (%s)", cause->says, cause_word(cause->id));
    }
    causes->count = kept;
    if (first)
        note_difference(c, say(c, "it looked as if %s, and the driver works all the same", first));
}

static const char *settled_words(Case *c, StepId step, const Told *cuda)
{
    const char *version = fact_text_or(c->facts, "asked/nvml", FACT_ASKED_VERSION, NULL);
    const char *library = fact_text_or(c->facts, "asked/cuda", FACT_ASKED_LIBRARY, cuda->name);
    switch (step) {
    case STEP_GPU: return told_words(c, cuda);
    case STEP_KERNEL_DRIVER: return version ? say(c, "nvidia %s answers", version) : "it answers";
    case STEP_DEVICE_ACCESS: return "the driver opens its device nodes";
    default: return say(c, "libcuda.so.1 is %s, and it works", library);
    }
}

/* Whether the one question about a library that CUDA does not answer is still open. */
static bool nvml_is_open(Case *c)
{
    Told nvml = nvml_told(c);
    return !is_no(fact_is_flag(c->facts, "env", FACT_NVML_NEEDED)) && !told_well(&nvml) &&
           step_status(c, STEP_DRIVER_LIBRARY) == STEP_UNKNOWN;
}

static void settle_machine(Case *c, const Told *cuda)
{
    bool open = nvml_is_open(c);
    drop_refuted(c);
    if (!open) {
        c->judgement->unknown.count = 0;
        c->judgement->needs.count = 0;
    }
    for (int step = 0; is_of_machine((StepId)step); step++) {
        StepStatus status = step_status(c, (StepId)step);
        bool stays = status == STEP_OK || has_cause_at(c, (StepId)step) ||
                     (open && step == STEP_DRIVER_LIBRARY);
        if (stays)
            continue;
        const char *says = settled_words(c, (StepId)step, cuda);
        set_step(c, (StepId)step, STEP_OK, says);
        step_evidence(c, (StepId)step, told_words(c, cuda), cuda->source);
    }
}
/* ---- NVML ---- */

static void nvml_fails(Case *c, const Told *nvml, bool cuda_works)
{
    Truth needed = fact_is_flag(c->facts, "env", FACT_NVML_NEEDED);
    if (!is_yes(needed)) {
        if (cuda_works)
            add_note(c, say(c, "nvidia-smi and other tools do not work here, CUDA does: %s",
                            told_words(c, nvml)));
        return;
    }
    bool dies = told_death(nvml);
    if (told_failure(nvml) || dies)
        name_cause(c, CAUSE_NVML_NOT_FOUND, dies ? EFFECT_FAILS : EFFECT_CPU,
                   say(c, "%s, and this version uses no GPU without it", told_words(c, nvml)),
                   nvml);
    else
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libnvidia-ml.so.1 works",
                     told_words(c, nvml));
    c->fails_at[CHECK_CUINIT] = c->fails_at[CHECK_CUINIT] || dies;
}
/* ---- The step between the machine and visibility ---- */

static const char *words_of_both(Case *c, const Told *cuda, const Told *nvml)
{
    const Told *both[] = {cuda, nvml};
    const char *all = NULL;
    for (size_t i = 0; i < 2; i++)
        if (!both[i]->refused)
            all = all ? say(c, "%s; %s", all, told_words(c, both[i])) : told_words(c, both[i]);
    return all;
}

const char *driver_answer_words(Arena *arena, const Facts *facts)
{
    Case c = {.arena = arena, .facts = facts};
    Told cuda = cuda_told(&c), nvml = nvml_told(&c);
    return cuda.wanted ? words_of_both(&c, &cuda, &nvml) : NULL;
}

static void say_what_was_asked(Case *c, const Told *cuda, const Told *nvml)
{
    const char *all = words_of_both(c, cuda, nvml);
    if (!all)
        return;
    list_add(c->arena, c->judgement->asked, "driver");
    add_note(c, say(c, "the driver was asked: %s", all));
}

static void say_what_was_refused(Case *c, const Told *cuda, const Told *nvml)
{
    bool alike = cuda->refused && nvml->refused && strcmp(cuda->refused, nvml->refused) == 0;
    if (alike)
        add_unknown(c, "what the driver answers", cuda->refused);
    else if (cuda->refused)
        add_unknown(c, say(c, "what %s answers", cuda->name), cuda->refused);
    if (!alike && nvml->refused)
        add_unknown(c, say(c, "what %s answers", nvml->name), nvml->refused);
}

static void note_differences(Case *c)
{
    const Fact *differences = fact_get(c->facts, "machine", FACT_ASKED_DIFFERENCES);
    for (size_t i = 0; differences->known == PRESENT && i < differences->texts.count; i++)
        note_difference(c, differences->texts.items[i]);
}

/* By minor version compatibility a driver serves every release of a major version of CUDA from its
 * first one on, so the major version that it names decides. */
static void judge_served_version(Case *c, const Told *cuda)
{
    const char *served = fact_text_or(c->facts, "asked/cuda", FACT_ASKED_VERSION, "");
    const char *built = fact_text_or(c->facts, "env", FACT_BUILD_CUDA, "");
    int newest, needed;
    if (version_read(built, &needed, 1) != 1 || cause_of(c, CAUSE_DRIVER_TOO_OLD))
        return;
    if (version_read(served, &newest, 1) != 1) {
        if (fact_get(c->facts, "machine", FACT_NVIDIA_MODULE)->known != PRESENT)
            step_unknown(c, STEP_DRIVER_LIBRARY, "whether the driver is new enough",
                         "it did not say which CUDA it serves");
        return;
    }
    if (newest >= needed)
        return;
    Cause *cause = add_cause_by_form(
        c, CAUSE_DRIVER_TOO_OLD,
        say(c, "the driver serves CUDA up to %s, and this build needs %s", served, built));
    cause_subject(c, cause, served);
    cause_evidence(c, cause, say(c, "CUDA %s at most", served), "asked: cuDriverGetVersion");
    told_evidence(c, cause, cuda);
}

/* CUDA works with the other cards. */
static void judge_refused_card(Case *c)
{
    Told card = refused_card(c);
    const DriverCode *code = better_code(&card);
    CauseId id;
    if (!code || !cause_by_word(code->cause, &id))
        return;
    Cause *finding = add_cause(c, id, EFFECT_PART, told_words(c, &card));
    told_evidence(c, finding, &card);
    if (code->hint)
        cause_evidence(c, finding, code->hint, card.source);
}

/* How many GPUs there are to choose from: NVML counts those that this process may open. CUDA counts
 * those that the variables leave. */
static void count_gpus(Case *c, const Told *nvml)
{
    if (!told_well(nvml))
        return;
    c->gpu_count = nvml->devices;
    c->gpu_count_known = true;
    if (c->gpu_count > c->driven_count)
        c->driven_count = c->gpu_count;
}

void judge_driver_told(Case *c)
{
    Told cuda = cuda_told(c), nvml = nvml_told(c);
    if (!cuda.wanted)
        return;
    say_what_was_asked(c, &cuda, &nvml);
    c->driver_works = told_well(&cuda) && cuda.devices > 0;
    if (c->driver_works) {
        settle_machine(c, &cuda);
        judge_served_version(c, &cuda);
        judge_refused_card(c);
        count_gpus(c, &nvml);
    } else if (told_failure(&cuda)) {
        cuda_fails(c, &cuda, &nvml);
    } else if (told_death(&cuda)) {
        cuda_dies(c, &cuda);
    } else if (told_nothing(&cuda)) {
        cuda_is_silent(c, &cuda);
    }
    if (!nvml.refused && !told_well(&nvml))
        nvml_fails(c, &nvml, c->driver_works);
    say_what_was_refused(c, &cuda, &nvml);
    note_differences(c);
}

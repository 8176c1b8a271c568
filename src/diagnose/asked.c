#include "diagnose/asked.h"

#include <string.h>

#include "base/version.h"
#include "diagnose/driver_codes.h"

#define REPORT                                                                                     \
    "what was seen and what the driver answers differ; please report it, with the output of "      \
    "`whycpu check --ask driver --json`"

/* Both are shown, and a report is asked for, once. */
static void note_difference(Case *c, const char *says)
{
    Strings *notes = &c->judgement->notes;
    if (notes->count > 0 && strcmp(notes->items[notes->count - 1], REPORT) == 0)
        notes->count--;
    add_note(c, says);
    add_note(c, REPORT);
}

static Told told_by(Case *c, const char *subject, const char *name)
{
    const Fact *outcome = fact_get(c->facts, subject, FACT_ASKED_OUTCOME);
    const Fact *code = fact_get(c->facts, subject, FACT_ASKED_CODE);
    const Fact *devices = fact_get(c->facts, subject, FACT_ASKED_DEVICES);
    Told told = {.name = name, .wanted = strings_have(facts_subjects(c->facts, subject), subject)};
    if (outcome->known != PRESENT) {
        told.refused = outcome->because ? outcome->because : "not looked at";
        return told;
    }
    told.outcome = outcome->text;
    told.source = outcome->source;
    told.call = fact_text_or(c->facts, subject, FACT_ASKED_CALL, "dlopen");
    told.detail = fact_text_or(c->facts, subject, FACT_ASKED_DETAIL, NULL);
    told.has_code = code->known == PRESENT;
    told.code = code->number;
    told.has_devices = devices->known == PRESENT;
    told.devices = (size_t)devices->number;
    return told;
}

Told cuda_told(Case *c)
{
    return told_by(c, "asked/cuda", "libcuda.so.1");
}

Told nvml_told(Case *c)
{
    return told_by(c, "asked/nvml", "libnvidia-ml.so.1");
}

static bool is_outcome(const Told *told, const char *word)
{
    return !told->refused && strcmp(told->outcome, word) == 0;
}

bool told_well(const Told *told)
{
    return is_outcome(told, "answered") && told->has_code && told->code == 0 && told->has_devices;
}

bool told_failure(const Told *told)
{
    return is_outcome(told, "not-opened") || is_outcome(told, "no-function") ||
           (is_outcome(told, "answered") && told->has_code && told->code != 0);
}

bool told_nothing(const Told *told)
{
    return !told->refused && !told_well(told) && !told_failure(told);
}

static bool is_dead(const Told *told)
{
    return is_outcome(told, "crashed") || is_outcome(told, "ended");
}

static const DriverCode *code_of(const Told *told)
{
    return strcmp(told->name, "libcuda.so.1") == 0 ? cuda_code(told->code) : nvml_code(told->code);
}

static const char *answer_words(Case *c, const Told *told)
{
    const DriverCode *code = code_of(told);
    if (told->code == 0 && told->has_devices)
        return say(c, "%s offers %zu %s", told->name, told->devices,
                   told->devices == 1 ? "device" : "devices");
    return code ? say(c, "%s returned %lld (%s)", told->call, told->code, code->says)
                : say(c, "%s returned %lld", told->call, told->code);
}

/* dlerror() begins with the name of the library, which we said already. */
static const char *behind_name(const Told *told, const char *detail)
{
    size_t length = strlen(told->name);
    bool named = starts_with(detail, told->name) && starts_with(detail + length, ": ");
    return named ? detail + length + 2 : detail;
}

const char *told_words(Case *c, const Told *told)
{
    const char *detail = behind_name(told, told->detail ? told->detail : "no more is known");
    if (is_outcome(told, "not-opened"))
        return say(c, "%s does not open: %s", told->name, detail);
    if (is_outcome(told, "no-function"))
        return say(c, "%s has no function %s", told->name, told->call);
    if (is_dead(told))
        return say(c, "%s died in %s: %s", told->name, told->call, detail);
    if (is_outcome(told, "silent"))
        return say(c, "%s did not return: %s", told->call, detail);
    if (told->has_code && (told->has_devices || told->code != 0))
        return answer_words(c, told);
    return say(c, "%s told no number of devices", told->name);
}

CauseId cause_named(const char *word, CauseId otherwise)
{
    CauseId id = otherwise;
    return word && cause_by_word(word, &id) ? id : otherwise;
}

Cause *cause_of(Case *c, CauseId id)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (c->judgement->causes.items[i].id == id)
            return &c->judgement->causes.items[i];
    return NULL;
}

void told_evidence(Case *c, Cause *cause, const Told *told)
{
    cause_evidence(c, cause, told_words(c, told), told->source);
}

/* ---- What it refutes ---- */

static bool is_of_machine(StepId step)
{
    return step <= STEP_DRIVER_LIBRARY;
}

/* A driver that lists devices cannot be missing, forbidden or of another version. That it is too
 * old for this framework, or has no NVML, it does not tell. */
static bool is_refuted(const Cause *cause)
{
    return is_of_machine(cause_step(cause->id)) && cause->effect == EFFECT_CPU &&
           cause->id != CAUSE_NVML_NOT_FOUND &&
           strcmp(cause_word(cause->id), "rocm-permission") != 0;
}

static bool drop_refuted(Case *c)
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
    return first != NULL;
}

static bool has_cause_at(const Case *c, StepId step)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (cause_step(c->judgement->causes.items[i].id) == step)
            return true;
    return false;
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

/* ---- What it names ---- */

static Cause *first_of_machine(Case *c)
{
    Cause *first = NULL;
    for (size_t i = 0; i < c->judgement->causes.count; i++) {
        Cause *cause = &c->judgement->causes.items[i];
        if (is_of_machine(cause_step(cause->id)) && !cause->follows_from &&
            (!first || cause_step(cause->id) < cause_step(first->id)))
            first = cause;
    }
    return first;
}

static Cause *name_cause(Case *c, CauseId id, Effect effect, const char *says, const Told *told)
{
    Cause *cause = cause_of(c, id);
    if (!cause)
        cause = add_cause(c, id, effect, says);
    told_evidence(c, cause, told);
    return cause;
}

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

/* A code that has one meaning is believed whatever else is broken. */
static void name_by_code(Case *c, const Told *told, const DriverCode *code)
{
    CauseId id = cause_named(code->cause, CAUSE_CUINIT_FAILS);
    StepId step = cause_step(id);
    const char *saw = has_cause_at(c, step) ? NULL : words_when_ok(c, step);
    name_cause(c, id, EFFECT_CPU, say(c, "%s", told_words(c, told)), told);
    if (code->hint)
        cause_evidence(c, cause_of(c, id), code->hint, told->source);
    if (step == STEP_DRIVER_LIBRARY)
        note_surprise(c, step, saw, told);
}

/* NVML failed too, and says more. */
static const DriverCode *better_code(const Told *nvml)
{
    if (!told_failure(nvml) || !nvml->has_code)
        return NULL;
    const DriverCode *code = nvml_code(nvml->code);
    return code && code->cause ? code : NULL;
}

static bool machine_is_known(const Case *c)
{
    for (int step = 0; is_of_machine((StepId)step); step++)
        if (step_status(c, (StepId)step) == STEP_UNKNOWN)
            return false;
    return true;
}

static void fails_without_a_cause(Case *c, const Told *cuda, const Told *nvml)
{
    const DriverCode *code = cuda_code(cuda->code), *better = better_code(nvml);
    bool known = machine_is_known(c);
    Cause *seen = first_of_machine(c);
    if (seen) {
        told_evidence(c, seen, cuda);
        return;
    }
    if (better) {
        name_by_code(c, nvml, better);
        told_evidence(c, cause_of(c, cause_named(better->cause, CAUSE_CUINIT_FAILS)), cuda);
        return;
    }
    CauseId id = cause_named(code ? code->cause : NULL, CAUSE_CUINIT_FAILS);
    Cause *cause = name_cause(c, id, EFFECT_CPU, say(c, "%s", told_words(c, cuda)), cuda);
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

static void cuda_fails(Case *c, const Told *cuda, const Told *nvml)
{
    if (is_outcome(cuda, "not-opened") && first_of_machine(c)) {
        told_evidence(c, first_of_machine(c), cuda);
    } else if (is_outcome(cuda, "not-opened")) {
        const char *saw = words_when_ok(c, STEP_DRIVER_LIBRARY);
        name_cause(c, CAUSE_LIBCUDA_NOT_FOUND, EFFECT_CPU, told_words(c, cuda), cuda);
        note_surprise(c, STEP_DRIVER_LIBRARY, saw, cuda);
    } else if (is_outcome(cuda, "no-function")) {
        name_cause(c, CAUSE_CUINIT_FAILS, EFFECT_CPU, told_words(c, cuda), cuda);
    } else if (names_one_cause(cuda_code(cuda->code))) {
        name_by_code(c, cuda, cuda_code(cuda->code));
    } else if (cuda->code != 100) { /* of which the variables are asked first */
        fails_without_a_cause(c, cuda, nvml);
    }
}

/* The framework makes the same calls, and dies as the helper did, whatever else is broken. */
static void cuda_dies(Case *c, const Told *cuda)
{
    name_cause(c, CAUSE_CUINIT_FAILS, EFFECT_FAILS, told_words(c, cuda), cuda);
    c->query_fails = true;
}

/* A driver may only be slow, so silence breaks nothing. */
static void cuda_is_silent(Case *c, const Told *cuda)
{
    Cause *seen = first_of_machine(c);
    if (seen) {
        told_evidence(c, seen, cuda);
        return;
    }
    step_unknown(c, STEP_KERNEL_DRIVER, "whether the driver answers", told_words(c, cuda));
    add_need(c, "what the driver is doing", "sudo dmesg | grep -iE 'nvrm|xid|hung'");
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
    bool dies = is_dead(nvml);
    if (told_failure(nvml) || dies)
        name_cause(c, CAUSE_NVML_NOT_FOUND, dies ? EFFECT_FAILS : EFFECT_CPU,
                   say(c, "%s, and this version uses no GPU without it", told_words(c, nvml)),
                   nvml);
    else
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libnvidia-ml.so.1 works",
                     told_words(c, nvml));
    c->query_fails = c->query_fails || dies;
}

/* ---- The step between the machine and visibility ---- */

static void say_what_was_asked(Case *c, const Told *cuda, const Told *nvml)
{
    const Told *both[] = {cuda, nvml};
    const char *all = NULL;
    for (size_t i = 0; i < 2; i++)
        if (!both[i]->refused)
            all = all ? say(c, "%s; %s", all, told_words(c, both[i])) : told_words(c, both[i]);
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
    Cause *cause = add_cause(
        c, CAUSE_DRIVER_TOO_OLD, EFFECT_FAILS,
        say(c, "the driver serves CUDA up to %s, and this build needs %s", served, built));
    cause_subject(c, cause, served);
    cause_evidence(c, cause, say(c, "CUDA %s at most", served), "asked: cuDriverGetVersion");
    told_evidence(c, cause, cuda);
    c->kernels_fail = true;
}

/* How many GPUs there are to choose from: NVML counts those that this process may open. */
static void count_gpus(Case *c, const Told *cuda, const Told *nvml)
{
    size_t count = told_well(nvml) ? nvml->devices : cuda->devices;
    if (count > c->gpu_count || told_well(nvml))
        c->gpu_count = count;
    if (c->gpu_count > c->driven_count)
        c->driven_count = c->gpu_count;
    c->gpu_count_known = c->gpu_count_known || told_well(nvml);
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
        count_gpus(c, &cuda, &nvml);
    } else if (told_failure(&cuda)) {
        cuda_fails(c, &cuda, &nvml);
    } else if (is_dead(&cuda)) {
        cuda_dies(c, &cuda);
    } else if (told_nothing(&cuda)) {
        cuda_is_silent(c, &cuda);
    }
    if (!nvml.refused && !told_well(&nvml))
        nvml_fails(c, &nvml, c->driver_works);
    say_what_was_refused(c, &cuda, &nvml);
    note_differences(c);
}

/* ---- Visibility ---- */

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
        name_cause(c, cause_named("mig-misconfigured", CAUSE_CUINIT_FAILS), EFFECT_CPU,
                   instances == 0 ? "MIG is on, and no instance was made"
                                  : "MIG is on, and none of its instances is offered here",
                   cuda);
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

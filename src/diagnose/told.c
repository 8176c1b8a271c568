#include "diagnose/asked.h"

#include <string.h>

#include "diagnose/driver_codes.h"

#define REPORT                                                                                     \
    "what was seen and what the driver answers differ; please report it, with the output of "      \
    "`whycpu check --ask driver --json`"

/* Both are shown, and a report is asked for, once. */
void note_difference(Case *c, const char *says)
{
    Strings *notes = &c->judgement->notes;
    size_t kept = 0;
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(notes->items[i], REPORT) != 0)
            notes->items[kept++] = notes->items[i];
    notes->count = kept;
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

bool told_is(const Told *told, const char *word)
{
    return !told->refused && strcmp(told->outcome, word) == 0;
}

bool told_well(const Told *told)
{
    return told_is(told, "answered") && told->has_code && told->code == 0 && told->has_devices;
}

bool told_failure(const Told *told)
{
    return told_is(told, "not-opened") || told_is(told, "no-function") ||
           (told_is(told, "answered") && told->has_code && told->code != 0);
}

bool told_nothing(const Told *told)
{
    return !told->refused && !told_well(told) && !told_failure(told);
}

bool told_death(const Told *told)
{
    return told_is(told, "crashed") || told_is(told, "ended");
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
    if (told_is(told, "not-opened"))
        return say(c, "%s does not open: %s", told->name, detail);
    if (told_is(told, "no-function"))
        return say(c, "%s has no function %s", told->name, told->call);
    if (told_death(told))
        return say(c, "%s died in %s: %s", told->name, told->call, detail);
    if (told_is(told, "silent"))
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

bool is_of_machine(StepId step)
{
    return step <= STEP_DRIVER_LIBRARY;
}

bool has_cause_at(const Case *c, StepId step)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (cause_step(c->judgement->causes.items[i].id) == step)
            return true;
    return false;
}

Cause *first_of_machine(Case *c)
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

Cause *name_cause(Case *c, CauseId id, Effect effect, const char *says, const Told *told)
{
    Cause *cause = cause_of(c, id);
    if (!cause)
        cause = add_cause(c, id, effect, says);
    told_evidence(c, cause, told);
    return cause;
}

/* What NVML told of the first card that it refused; `outcome` NULL: it refused none. */
Told refused_card(Case *c)
{
    const Fact *code = fact_get(c->facts, "asked/nvml", FACT_ASKED_DEVICE_CODE);
    Told told = {.name = "libnvidia-ml.so.1", .wanted = true, .refused = "no card was refused"};
    if (code->known != PRESENT)
        return told;
    told.refused = NULL;
    told.outcome = "answered";
    told.call = "nvmlDeviceGetHandleByIndex_v2";
    told.has_code = true;
    told.code = code->number;
    told.source = code->source;
    return told;
}

/* NVML failed too, and says more. */
const DriverCode *better_code(const Told *nvml)
{
    if (nvml->refused || !told_failure(nvml) || !nvml->has_code)
        return NULL;
    const DriverCode *code = nvml_code(nvml->code);
    return code && code->cause ? code : NULL;
}

#include "diagnose/case.h"

#include <stdarg.h>
#include <string.h>

const char *say(Case *c, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_vprintf(c->arena, format, arguments);
    va_end(arguments);
    return text;
}

void set_step(Case *c, StepId id, StepStatus status, const char *says)
{
    Step *step = &c->judgement->chain[id];
    step->id = id;
    step->status = status;
    step->says = says;
}

StepStatus step_status(const Case *c, StepId id)
{
    return c->judgement->chain[id].status;
}

bool strand_is_broken_before(const Case *c, StepId id)
{
    for (int earlier = 0; earlier < (int)id; earlier++) {
        bool same_strand = step_strand(id) == STRAND_BOTH || /* no earlier step is of both */
                           step_strand((StepId)earlier) == step_strand(id);
        if (same_strand && c->judgement->chain[earlier].status == STEP_BROKEN)
            return true;
    }
    return false;
}

void step_evidence(Case *c, StepId id, const char *says, const char *source)
{
    list_add(c->arena, c->judgement->chain[id].evidence, (Evidence){says, source});
}

static bool breaks(Effect effect)
{
    return effect == EFFECT_CPU || effect == EFFECT_FAILS;
}

Cause *add_cause(Case *c, CauseId id, Effect effect, const char *says)
{
    CauseList *list = breaks(effect) ? &c->judgement->causes : &c->judgement->findings;
    list_add(c->arena, *list, (Cause){.id = id, .effect = effect, .certain = true, .says = says});
    if (breaks(effect))
        set_step(c, cause_step(id), STEP_BROKEN, says);
    return &list->items[list->count - 1];
}

Effect effect_of(const Case *c, CauseId id)
{
    const CauseRule *rule = cause_rule(c->form, id);
    return rule ? rule->effect : EFFECT_CPU;
}

Checkpoint check_of(const Case *c, CauseId id)
{
    const CauseRule *rule = cause_rule(c->form, id);
    return rule ? rule->at : usual_check(cause_step(id));
}

bool comes_before(const Case *c, Checkpoint one, Checkpoint other)
{
    return check_comes_before(c->form, one, other);
}

Cause *add_cause_by_form(Case *c, CauseId id, const char *says)
{
    Effect effect = effect_of(c, id);
    if (effect == EFFECT_FAILS)
        c->fails_at[check_of(c, id)] = true;
    return add_cause(c, id, effect, says);
}

void cause_subject(Case *c, Cause *cause, const char *subject)
{
    if (!strings_have(cause->subjects, subject))
        list_add(c->arena, cause->subjects, subject);
}

void cause_evidence(Case *c, Cause *cause, const char *says, const char *source)
{
    list_add(c->arena, cause->evidence, (Evidence){says, source});
}

bool has_cause(const Case *c, CauseId id)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (c->judgement->causes.items[i].id == id)
            return true;
    return false;
}

void add_unknown(Case *c, const char *says, const char *because)
{
    list_add(c->arena, c->judgement->unknown, (Pair){says, because});
}

void add_need(Case *c, const char *says, const char *command)
{
    list_add(c->arena, c->judgement->needs, (Pair){says, command});
}

void add_note(Case *c, const char *note)
{
    list_add(c->arena, c->judgement->notes, note);
}

void step_unknown(Case *c, StepId id, const char *says, const char *because)
{
    if (step_status(c, id) != STEP_BROKEN)
        set_step(c, id, STEP_UNKNOWN, says);
    add_unknown(c, says, because ? because : "not looked at");
}

Truth device_is_driven(Case *c, const Device *device)
{
    if (device->taken_away)
        return truth_of(false);
    return fact_is_text(c->facts, say(c, "gpu/%s", device->pci), FACT_GPU_DRIVER, "nvidia");
}

const char *join_names(Case *c, Strings names)
{
    const char *joined = names.count ? names.items[0] : "nothing";
    for (size_t i = 1; i < names.count; i++)
        joined = say(c, i + 1 < names.count ? "%s, %s" : "%s and %s", joined, names.items[i]);
    return joined;
}

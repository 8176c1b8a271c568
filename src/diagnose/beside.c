#include "diagnose/beside.h"

#include <string.h>

#include "diagnose/case.h"

Truth opens_cuda_libraries(const Judgement *judgement)
{
    Framework framework;
    if (judgement->verdict == VERDICT_UNKNOWN ||
        !framework_by_word(deciding_framework(&judgement->target), &framework))
        return truth_unknown("how far it comes is not known");
    const FrameworkForm *form = framework_form(framework);
    for (size_t i = 0; i < judgement->causes.count; i++) {
        CauseId id = judgement->causes.items[i].id;
        const CauseRule *rule = cause_rule(form, id);
        Checkpoint check = rule ? rule->at : usual_check(cause_step(id));
        if (check_comes_before(form, check, CHECK_LIBRARIES))
            return truth_of(false);
    }
    return truth_of(true);
}

/* ---- What becomes of its libraries ---- */

static const Opening *opening_in(Case *c, const Facts *facts, const char *name)
{
    return fact_get(facts, say(c, "library/%s", name), FACT_LIBRARY_OPENING)->opening;
}

/* Names that open in the one process and not in the other. */
static Strings only_open_in(Case *c, const Facts *facts, const Facts *others)
{
    const Fact *asked = fact_get(c->facts, "env", FACT_LIBRARIES_ASKED);
    Strings names = {0};
    for (size_t i = 0; asked->known == PRESENT && i < asked->texts.count; i++) {
        const Opening *here = opening_in(c, facts, asked->texts.items[i]);
        const Opening *there = opening_in(c, others, asked->texts.items[i]);
        if (here && there && opens(here) && there->result == OPEN_FAILED)
            list_add(c->arena, names, asked->texts.items[i]);
    }
    return names;
}

static void add_taken(Case *c, Beside *beside)
{
    const Fact *asked = fact_get(c->facts, "env", FACT_LIBRARIES_ASKED);
    for (size_t i = 0; asked->known == PRESENT && i < asked->texts.count; i++) {
        const char *name = asked->texts.items[i];
        if (fact_get(beside->facts, say(c, "library/%s", name), FACT_LIBRARY_INSTEAD_OF)->known ==
            PRESENT)
            list_add(c->arena, beside->taken, name);
    }
}

/* ---- In words ---- */

/* PyTorch maps its libraries when it is imported, others when they look for devices. */
static const char *is_used_first(Case *c, const FrameworkForm *first)
{
    const CauseRule *rule = cause_rule(first, CAUSE_CUDA_LIBS_MISSING);
    bool by_import = rule && rule->at == CHECK_IMPORT;
    return say(c, "%s %s first", first->package, by_import ? "is imported" : "looks for GPUs");
}

static const char *what_becomes(Verdict verdict)
{
    return verdict == VERDICT_FAILS ? "fails" : "runs on the CPU";
}

static void tell_rescue(Case *c, const Beside *beside, const char *when)
{
    Cause *finding =
        add_cause(c, CAUSE_IMPORT_ORDER_DECIDES, EFFECT_PART, say(c, "works only when %s", when));
    Strings names = only_open_in(c, beside->facts, c->facts);
    for (size_t i = 0; i < names.count; i++) {
        cause_subject(c, finding, names.items[i]);
        cause_evidence(c, finding,
                       say(c, "%s, which does not open here, is mapped then", names.items[i]),
                       opening_in(c, beside->facts, names.items[i])->path);
    }
}

static void tell_harm(Case *c, const Beside *beside, const char *when)
{
    Cause *finding = add_cause(
        c, CAUSE_IMPORT_ORDER_DECIDES, EFFECT_PART,
        say(c, "when %s, %s %s", when, c->form->name, what_becomes(beside->judgement->verdict)));
    const CauseList *causes = &beside->judgement->causes;
    Strings names = only_open_in(c, c->facts, beside->facts);
    for (size_t i = 0; i < names.count; i++)
        cause_subject(c, finding, names.items[i]);
    for (size_t i = 0; i < causes->count; i++)
        if (causes->items[i].root)
            cause_evidence(c, finding, causes->items[i].says, cause_word(causes->items[i].id));
}

/* Both ways work, with other files. */
static void note_taken(Case *c, const Beside *beside, const FrameworkForm *first, const char *when)
{
    Strings names = {0};
    for (size_t i = 0; i < beside->taken.count; i++)
        list_add(c->arena, names, beside->taken.items[i]);
    if (names.count)
        add_note(c, say(c, "when %s, %s gets the %s that %s has mapped, not its own", when,
                        c->form->name, join_names(c, names), first->name));
}

static bool is_told(const Judgement *judgement)
{
    return judgement->verdict != VERDICT_UNKNOWN;
}

void judge_beside(Judgement *alone, const Facts *facts, const Judgement *after,
                  const Facts *facts_after, const char *first)
{
    Framework framework = FRAMEWORK_NONE, before = FRAMEWORK_NONE;
    framework_by_word(alone->target.framework, &framework);
    framework_by_word(first, &before);
    Case c = {.arena = facts_arena(facts),
              .facts = facts,
              .judgement = alone,
              .form = framework_form(framework)};
    Beside beside = {.framework = first, .judgement = after, .facts = facts_after};
    const FrameworkForm *form = framework_form(before);
    const char *when = is_used_first(&c, form);
    bool works = alone->verdict == VERDICT_GPU, works_then = after->verdict == VERDICT_GPU;
    add_taken(&c, &beside);
    if (is_told(alone) && works_then && !works)
        tell_rescue(&c, &beside, when);
    else if (works && is_told(after) && !works_then)
        tell_harm(&c, &beside, when);
    else if (works && works_then)
        note_taken(&c, &beside, form, when);
    list_add(c.arena, alone->beside, beside);
}

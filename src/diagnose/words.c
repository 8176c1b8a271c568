/* The words of the judgement, each in one place: steps.def and causes.def. */
#include <string.h>

#include "diagnose/judgement.h"
#include "frameworks/framework.h"

typedef struct StepRow {
    const char *word;
    Strand strand;
    const char *question;
} StepRow;

static const StepRow STEPS[] = {
#define STEP(NAME, word, strand, question) {word, strand, question},
#include "diagnose/steps.def"
#undef STEP
};

typedef struct CauseRow {
    const char *id;
    StepId step;
    CausePage page;
} CauseRow;

static const CauseRow CAUSES[] = {
#define CAUSE(NAME, id, step, ...) {id, step, {__VA_ARGS__}},
#include "diagnose/causes.def"
#undef CAUSE
};

const char *verdict_word(Verdict verdict)
{
    static const char *const WORDS[] = {"gpu", "cpu", "fails", "unknown"};
    return WORDS[verdict];
}

static const char *with_version(Arena *arena, const char *word, const char *version)
{
    const char *name = framework_display_name(word);
    return version ? arena_printf(arena, "%s %s", name, version) : name;
}

const char *target_name(Arena *arena, const Target *target)
{
    const char *name = with_version(arena, target->framework, target->version);
    if (!target->runs_on)
        return name;
    return arena_printf(arena, "%s on %s", name,
                        with_version(arena, target->runs_on, target->runs_on_version));
}

const char *deciding_framework(const Target *target)
{
    return target->runs_on ? target->runs_on : target->framework;
}

const char *deciding_version(const Target *target)
{
    return target->runs_on ? target->runs_on_version : target->version;
}

const char *step_word(StepId step)
{
    return STEPS[step].word;
}

const char *step_question(StepId step)
{
    return STEPS[step].question;
}

Strand step_strand(StepId step)
{
    return STEPS[step].strand;
}

const char *step_status_word(StepStatus status)
{
    static const char *const WORDS[] = {"ok",      "broken",      "unknown",
                                        "assumed", "not-reached", "not-applicable"};
    return WORDS[status];
}

const char *effect_word(Effect effect)
{
    static const char *const WORDS[] = {"cpu", "fails", "part", "slow", "by-design"};
    return WORDS[effect];
}

const char *cause_word(CauseId id)
{
    return CAUSES[id].id;
}

StepId cause_step(CauseId id)
{
    return CAUSES[id].step;
}

bool cause_by_word(const char *word, CauseId *id)
{
    for (int i = 0; i < CAUSE_COUNT; i++) {
        if (strcmp(CAUSES[i].id, word) == 0) {
            *id = (CauseId)i;
            return true;
        }
    }
    return false;
}

const CausePage *cause_page(CauseId id)
{
    return &CAUSES[id].page;
}

/* The words of the judgement, each in one place: steps.def and causes.def. */
#include <string.h>

#include "diagnose/judgement.h"

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

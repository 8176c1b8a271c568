/* The names of the chain: its steps, the causes, what a cause does to a program. Everybody may know
 * them, so nothing else is included here. */
#ifndef WHYCPU_DIAGNOSE_IDS_H
#define WHYCPU_DIAGNOSE_IDS_H

typedef enum StepId {
#define STEP(NAME, word, strand, question) STEP_##NAME,
#include "diagnose/steps.def"
#undef STEP
    STEP_COUNT
} StepId;

typedef enum Effect { EFFECT_CPU, EFFECT_FAILS, EFFECT_PART, EFFECT_SLOW, EFFECT_BY_DESIGN } Effect;

typedef enum CauseId {
#define CAUSE(NAME, id, ...) CAUSE_##NAME,
#include "diagnose/causes.def"
#undef CAUSE
    CAUSE_COUNT
} CauseId;

/* What is raised, where, and what it says. */
typedef struct Raise {
    const char *exception; /* "RuntimeError" */
    const char *when;      /* "torch.cuda.init()" */
    const char *text;
} Raise;

#endif

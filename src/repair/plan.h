/* What mends a machine and an environment, in the order in which it must happen: each way laid
 * over the world and judged before it is proposed. Nothing is changed here. */
#ifndef WHYCPU_REPAIR_PLAN_H
#define WHYCPU_REPAIR_PLAN_H

#include "changes/side.h"
#include "diagnose/judgement.h"

typedef LIST_OF(const Fix *) FixList;

/* One way to take a cause away. */
typedef struct Way {
    const Fix *fix;      /* fixes.items[0]: what the way is called by */
    FixList fixes;       /* all of them, in this order; nearly always one */
    Truth mends;         /* judged with its edits laid over the world, the cause is gone */
    const char *because; /* of a no and of an unknown: one sentence */
} Way;

typedef struct PlanStep {
    const Cause *cause;
    LIST_OF(const Cause *) also; /* other causes for which the same is proposed */
    LIST_OF(Way) ways;           /* ways.items[0] is the one that is proposed; may be empty */
    LIST_OF(Way) no_use;         /* seen not to help: never proposed */
    const Judgement *after; /* with the first way laid over the world; NULL: cannot be foreseen */
} PlanStep;

typedef struct Plan {
    const Judgement *before;
    const Judgement *after; /* with the first way of every step that can be foreseen */
    LIST_OF(PlanStep) steps;
    Truth suffices;      /* yes: judged with all first ways laid over the world, it ends in `gpu` */
    const char *because; /* of a no and of an unknown: one sentence */
} Plan;

/* `world` is the machine without what the question assumes. A step for each cause that stops the
 * GPU and follows from no other, in the order of the chain; what a way leaves behind is what the
 * next step is judged with, so a cause that only then comes to light has its step too. A proved way
 * comes before an unproved one, then the less invasive. Everything lies in the world's arena. */
Plan *plan_make(World *world, const Question *question);

#endif

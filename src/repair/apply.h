/* Does a plan, step by step: each one is written down, asked for, done, and looked at again. */
#ifndef WHYCPU_REPAIR_APPLY_H
#define WHYCPU_REPAIR_APPLY_H

#include "repair/deed.h"
#include "repair/journal.h"
#include "repair/plan.h"

typedef enum Answered { ANSWER_YES, ANSWER_NO, ANSWER_ALL, ANSWER_STOP } Answered;

/* Whoever talks with the person. */
typedef struct Talk {
    void *context;
    /* This machine as it is now, without what the question assumes. */
    bool (*look)(void *context, World **machine, Question *question, const char **because);
    /* Tells a step of the plan and asks whether it is to be done: NO is for this way of it alone.
     */
    Answered (*ask)(void *context, const Plan *plan, const PlanStep *step, const Way *way,
                    const JournalStep *deeds);
    void (*say)(void *context, const char *sentence);
    bool (*interrupted)(void *context); /* the person wants it to stop */
} Talk;

typedef struct Applier {
    Arena *arena;
    const Repairs *repairs;
    const char *const *environ_; /* what a package manager is started with */
    const Strings *question;     /* options of check by which a resumed repair asks again */
    bool system;                 /* what needs root may be done */
    bool unattended;             /* nobody is there to answer what a program asks */
    Talk talk;
} Applier;

typedef struct Applied {
    const Judgement *judgement; /* as it is at the end; NULL: it could not be looked at */
    const char *id;             /* of the repair; NULL: nothing was begun */
    bool stopped;               /* before the end; it was said why */
    bool open;                  /* a step is not done to its end: resume or undo */
} Applied;

Applied repair_apply(const Applier *applier);

/* Goes on with one that was interrupted, and then with the rest of what there is to mend. */
Applied repair_resume(const Applier *applier, Repair *repair);

#endif

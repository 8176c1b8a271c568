/* One side of a comparison: a recorded world that was looked at and judged. */
#ifndef WHYCPU_CHANGES_SIDE_H
#define WHYCPU_CHANGES_SIDE_H

#include "diagnose/judgement.h"
#include "inspect/inspect.h"

/* What is asked of a recording: of which environment and framework. */
typedef struct Question {
    PythonChoice choice;
    Framework framework;       /* FRAMEWORK_NONE: the machine alone */
    const AssumedGpu *assumed; /* NULL: nothing is assumed */
    bool ask_driver;           /* what the driver answered when it was recorded counts */
} Question;

typedef struct Side {
    const char *name; /* what the reader calls it: a file, "this machine" */
    bool is_here;     /* this machine, as it is now */
    World *world;     /* of world_recorded() or world_mixed() */
    Question question;
    PythonEnvironment *env; /* NULL: there is no interpreter */
    Inspection *inspection;
    Facts *facts;
    Judgement *judgement;
} Side;

/* Looks and judges. Everything lies in the world's arena. */
Side side_judge(World *world, const char *name, const Question *question);

/* The first framework that is installed and judged; FRAMEWORK_NONE when there is none. */
Framework side_framework(World *world, const PythonChoice *choice);

/* Whether both come to one answer: verdict, number of GPUs, and root cause. */
bool same_answer(const Judgement *a, const Judgement *b);

/* The cause that is the root; NULL when nothing is broken. */
const Cause *side_root(const Judgement *judgement);

#endif

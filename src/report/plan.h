/* A plan of repair, told to a person or as JSON (whycpu.plan/1). */
#ifndef WHYCPU_REPORT_PLAN_H
#define WHYCPU_REPORT_PLAN_H

#include "fix/propose.h"
#include "repair/plan.h"
#include "report/terminal.h"

/* How much there is to do and whether it is enough: one sentence or two. */
const char *plan_says(Arena *arena, const Plan *plan);

/* When what a fix changed is seen; NULL: by the next start of a program. */
const char *fix_after_says(FixAfter after);
/* Who does it; NULL: whoever owns the environment. */
const char *fix_actor_says(FixActor by);
const char *fix_actor_word(FixActor by);    /* "user" */
const char *fix_after_word(FixAfter after); /* "new-shell" */

void report_plan(Writer *out, const Plan *plan, const View *view);
/* A step of it with one of its ways alone, as it is asked for. */
void report_way(Writer *out, const Judgement *before, const Cause *cause, const Way *way,
                size_t number, const View *view);
/* One document and a line end. */
void report_plan_json(Writer *out, const Plan *plan);

#endif

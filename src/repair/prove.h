/* A repair that was not done yet, judged like one that was. */
#ifndef WHYCPU_REPAIR_PROVE_H
#define WHYCPU_REPAIR_PROVE_H

#include "repair/plan.h"

/* Lays the edits of all fixes of a way over `world`. NULL with `*because` when one of them cannot
 * be foreseen: then nothing of it may be taken for known. */
World *world_after(World *world, const Way *way, const char **because);

/* Sets `mends` and `because`: whether `cause` is gone, and its step no worse, when `world`, which
 * was judged as `before`, is judged with the way laid over it; not to be told where `before` does
 * not have the cause, since the driver named it. Returns that judgement, with its fixes; NULL when
 * it cannot be foreseen. */
const Judgement *prove_way(World *world, const Question *question, const Judgement *before,
                           const Cause *cause, Way *way);

/* Looks, judges and proposes. */
Judgement *judge_with_fixes(World *world, const Question *question);

/* Whether both are one cause: same id, and a subject in common where there are any. */
bool is_same_cause(const Cause *a, const Cause *b);

#endif

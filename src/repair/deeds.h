/* From a way of a plan to the deeds that do it. */
#ifndef WHYCPU_REPAIR_DEEDS_H
#define WHYCPU_REPAIR_DEEDS_H

#include "repair/deed.h"
#include "repair/plan.h"

/* Whether whycpu does such a way at all; otherwise `*because` says who does, in one sentence.
 * `system`: what needs root is allowed. */
bool way_can_be_done(Arena *arena, const Way *way, bool system, const char **because);

/* Fills in the deeds of a step, their numbers from `first`; what is as it should be already gets
 * none. `world` is the live machine, `prefix` of the doer as the judgement names it. False with
 * `*because` when a place may not be changed, or leads out of the environment. */
bool deeds_of_way(Doer *doer, World *world, const char *prefix, const Way *way, long long first,
                  JournalStep *step, const char **because);

#endif

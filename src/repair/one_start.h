/* The part of a plan that variables alone can do: for one start of a program. */
#ifndef WHYCPU_REPAIR_ONE_START_H
#define WHYCPU_REPAIR_ONE_START_H

#include "repair/plan.h"

/* Fills `variables` with EDIT_SET and EDIT_UNSET alone, each variable once, and says whether the
 * program that is started with them will use the GPU (`suffices`; judged, not guessed). True when
 * each cause that stops the GPU is seen to go away by them; `variables` stays empty when there is
 * none. False: what variables can do is filled in all the same, and `suffices` is no or unknown. */
bool plan_for_one_start(World *world, const Question *question, Edits *variables, Truth *suffices);

#endif

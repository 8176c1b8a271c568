/* From the fixes of a cause to ways: which of them belong together, and which are instead of
 * another. */
#ifndef WHYCPU_REPAIR_WAYS_H
#define WHYCPU_REPAIR_WAYS_H

#include "repair/plan.h"

typedef LIST_OF(Way) Ways;

/* Not proved, in the order of the fixes. */
Ways ways_of(Arena *arena, const Cause *cause);

/* Proved ways first; of these, what lasts and needs nobody else before what is for one start; then
 * the least invasive. Equals stay in their order. */
void rank_ways(Ways *ways);

/* Of several fixes, what the whole way is. */
int invasiveness_of(const Way *way);
bool is_for_one_start(const Way *way); /* variables alone */

#endif

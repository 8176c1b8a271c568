/* What doing a fix means: who does it, what has to follow, how much it changes, what it survives.
 */
#ifndef WHYCPU_FIX_EFFECTS_H
#define WHYCPU_FIX_EFFECTS_H

#include "fix/proposal.h"

/* Fills in what the one who proposed it did not say: by its id (effects.def), else by its
 * command. */
void tell_effects(Arena *arena, Fix *fix);

/* Of the ways to do one thing, what lasts and needs nobody else comes first, then the least
 * invasive; equals stay in their order. Effects must have been told. */
void rank_alternatives(Cause *cause);

#endif

/* How each cause is mended, and by which ordinary command anyone can check it. */
#ifndef WHYCPU_FIX_PROPOSE_H
#define WHYCPU_FIX_PROPOSE_H

#include "diagnose/judgement.h"

/* Fills `fixes` and `check_yourself` of every cause and finding of the judgement. Consequences get
 * no fix of their own. */
void propose_fixes(const Facts *facts, Judgement *judgement);

/* Fixes of a cause are done in their order; one whose sentence begins with "or" is instead of the
 * one before it. */
bool fix_is_alternative(const Fix *fix);
/* The sentence without that "or"; "" when there is none. */
const char *fix_says(const Fix *fix);

#endif

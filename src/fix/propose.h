/* How each cause is mended, and by which ordinary command anyone can check it. */
#ifndef WHYCPU_FIX_PROPOSE_H
#define WHYCPU_FIX_PROPOSE_H

#include "diagnose/judgement.h"

/* Fills `fixes` and `check_yourself` of every cause and finding of the judgement. Consequences get
 * no fix of their own. */
void propose_fixes(const Facts *facts, Judgement *judgement);

/* Whether it is a variable for one start of a program: done again at each. */
bool fix_is_for_one_start(const Fix *fix);
/* Whether it lasts, nobody else has to do it, and nothing that runs ends. */
bool fix_lasts_by_the_user(const Fix *fix);

#endif

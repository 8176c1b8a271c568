/* Facts in, answer out. Nothing here looks at the machine, so a recorded world and a planned
 * repair are judged exactly like the real thing. */
#ifndef WHYCPU_DIAGNOSE_JUDGE_H
#define WHYCPU_DIAGNOSE_JUDGE_H

#include "diagnose/judgement.h"

/* The judgement lives in the store's arena. Fixes and check_yourself are left to fix/. */
Judgement *judge(const Facts *facts, const Target *target);

#endif

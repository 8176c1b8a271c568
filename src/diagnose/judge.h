/* Facts in, answer out. Nothing here looks at the machine, so a recorded world and a planned
 * repair are judged exactly like the real thing. */
#ifndef WHYCPU_DIAGNOSE_JUDGE_H
#define WHYCPU_DIAGNOSE_JUDGE_H

#include "diagnose/judgement.h"

/* The judgement lives in the store's arena. Fixes and check_yourself are left to fix/. */
Judgement *judge(const Facts *facts, const Target *target);

/* "libcuda.so.1 offers 1 device; …": what the driver answered that was asked; NULL: nothing was. */
const char *driver_answer_words(Arena *arena, const Facts *facts);

#endif

/* A framework in a process that used another one before: does the order of the imports decide? */
#ifndef WHYCPU_DIAGNOSE_BESIDE_H
#define WHYCPU_DIAGNOSE_BESIDE_H

#include "diagnose/judge.h"

/* Whether what was judged opens CUDA's libraries; unknown where its way there is. */
Truth opens_cuda_libraries(const Judgement *judgement);

/* Adds `after`, the judgement about the same framework in a process that used the framework `first`
 * before, to the one about a process of its own, with what follows from a difference. `facts` and
 * `facts_after` are those behind the two; they must live as long as `alone`. */
void judge_beside(Judgement *alone, const Facts *facts, const Judgement *after,
                  const Facts *facts_after, const char *first);

#endif

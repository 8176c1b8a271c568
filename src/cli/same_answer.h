/* Whether two checks give the same answer, names of people and hosts aside. */
#ifndef WHYCPU_CLI_SAME_ANSWER_H
#define WHYCPU_CLI_SAME_ANSWER_H

#include "cli/run_check.h"

/* NULL when verdicts, steps, causes with their effects, subjects and certainty, and findings agree;
 * otherwise what the first difference is, as "cpu; then unknown". */
const char *answers_differ(Arena *arena, const Judgements *first, const Judgements *then);

#endif

/* When a start is not worth it. */
#ifndef WHYCPU_CLI_RUN_VERDICT_H
#define WHYCPU_CLI_RUN_VERDICT_H

#include "cli/answers.h"

/* NULL: there is none. */
const Cause *root_of(const Judgement *judgement);

/* The program may use any framework of its environment, so all of them have to be lost for certain:
 * the first of them. NULL: it may use the GPU. */
const Judgement *lost(Judgements judgements);

#endif

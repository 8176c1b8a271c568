/* From a world to judgements: what is looked at, in which order, for whom. */
#ifndef WHYCPU_CLI_ANSWERS_H
#define WHYCPU_CLI_ANSWERS_H

#include "ask/driver.h"
#include "diagnose/judgement.h"
#include "inspect/inspect.h"

typedef LIST_OF(Judgement *) Judgements;

/* Judges one environment (NULL: no interpreter was found) and adds a judgement for `framework`, or
 * with FRAMEWORK_NONE for every framework that is installed there; when none is, one about the
 * machine alone. `assumed` (or NULL) was laid over `world` before. */
void judge_environment(World *world, const PythonEnvironment *env, Framework framework,
                       const AssumedGpu *assumed, Judgements *judgements);

/* The same, after the driver was asked too; `asker` NULL: it is not. */
void judge_environment_asking(World *world, const PythonEnvironment *env, Framework framework,
                              const AssumedGpu *assumed, DriverAsker *asker,
                              Judgements *judgements);

/* Judges every environment that can be found and has a framework (`framework`, unless it is
 * FRAMEWORK_NONE); when none has, the one that would start here. */
void judge_every_environment(World *world, Framework framework, const AssumedGpu *assumed,
                             Judgements *judgements);

/* 0 when all of them will use the GPU, 1 when any will not or fails, 2 otherwise. */
int exit_status_of(Judgements judgements);

#endif

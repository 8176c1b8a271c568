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

/* Hears of the judgements about one environment. They lie in `arena`, and both are gone when it
 * returns. */
typedef struct Listener Listener;
struct Listener {
    void (*hear)(Listener *listener, Arena *arena, Judgements judgements);
};

/* Judges every environment that can be found and has a framework (`framework`, unless it is
 * FRAMEWORK_NONE); when none has, the one that would start here. One takes megabytes, so with a
 * hundred of them only one is held at a time. */
void judge_every_environment(World *world, Framework framework, const AssumedGpu *assumed,
                             Listener *listener);
/* The same, and all judgements are kept, in the arena of `world`. */
void judge_and_keep_every_environment(World *world, Framework framework, const AssumedGpu *assumed,
                                      Judgements *judgements);

/* Which exit status judgements come to, heard one after the other. */
typedef struct Tally {
    bool any_judged, any_other; /* frameworks that this version judges, and others */
    int of_judged, of_others;
} Tally;

void tally_add(Tally *tally, Judgements judgements);
/* 0 when all of them will use the GPU, 1 when any will not or fails, 2 otherwise. */
int tally_exit_status(const Tally *tally);
int exit_status_of(Judgements judgements);

#endif

/* From what a command line names to plans. */
#ifndef WHYCPU_CLI_PLANNED_H
#define WHYCPU_CLI_PLANNED_H

#include "cli/judged_world.h"
#include "repair/plan.h"

typedef LIST_OF(Plan *) Plans;

typedef struct Planned {
    CheckOptions options; /* with what the question of a --snapshot adds */
    JudgedWorld judged;
    Plans plans; /* with the notes of the world */
} Planned;

/* A plan for each framework that is judged in the environment which the options name, or in every
 * one; a later plan of an environment that has no step of its own is left out. False with
 * `*refusal`, for refused(), when the options name what is not there, or the machine does not
 * answer. */
bool plan_what_is_asked(const Invocation *invocation, const CheckOptions *options, Planned *planned,
                        Refusal *refusal);

/* Asks a recorder all that plans for this question ask, with a working GPU and without, so that
 * its recording can be planned for. */
void look_as_for_plans(World *recorder, const CheckOptions *options);

#endif

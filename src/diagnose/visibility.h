/* Shared by the files that judge the step visibility. */
#ifndef WHYCPU_DIAGNOSE_VISIBILITY_H
#define WHYCPU_DIAGNOSE_VISIBILITY_H

#include "diagnose/case.h"

/* Processes and lines of files that set the variable, as evidence. */
void add_who_set(Case *c, Cause *cause, const char *variable);

/* Whether there is certainly no instance of MIG: none of the GPUs can be divided. */
Truth mig_is_impossible(Case *c);

/* Which backends JAX_PLATFORMS lets JAX start. */
void judge_jax_platforms(Case *c);

/* What MIG leaves of what CUDA_VISIBLE_DEVICES offers. */
void judge_mig(Case *c);

/* Variables that hide nothing and change how the driver works; preloaded libraries; variables that
 * are for other vendors or for the start of a container. */
void judge_driver_variables(Case *c);

#endif

/* What whycpu fix does beside telling the plan. */
#ifndef WHYCPU_CLI_FIX_APPLY_H
#define WHYCPU_CLI_FIX_APPLY_H

#include "cli/fix_options.h"
#include "repair/journal.h"

/* Each returns the exit status. */
int fix_apply(const Invocation *invocation, const FixOptions *options);
int fix_resume(const Invocation *invocation, const FixOptions *options);
int fix_undo(const Invocation *invocation, const FixOptions *options);
int fix_list(const Invocation *invocation);
int fix_forget(const Invocation *invocation, const FixOptions *options);

/* Names a repair that was interrupted, on standard error. */
void tell_open_repair(const Invocation *invocation);

/* The repairs of the caller. False with `*refusal`. */
bool repairs_of(const Invocation *invocation, Repairs *repairs, Refusal *refusal);
/* A line on standard output, or "whycpu: …" on standard error. */
void tell(Arena *arena, const char *sentence);
void tell_problem(Arena *arena, const char *sentence);

#endif

/* What changed since the environment that is judged worked: beside an answer that it does not. */
#ifndef WHYCPU_CLI_SINCE_H
#define WHYCPU_CLI_SINCE_H

#include "cli/run_check.h"

/* How much has to be recorded while the options are answered: nothing, unless something is to be
 * remembered or may be compared with what is. */
RecordDepth depth_of_recording(const Invocation *invocation, const CheckOptions *options);

/* Compares each judgement that is `cpu` or `fails` with what was remembered of it, if anything was,
 * and hangs what changed on it. */
void tell_since(const Invocation *invocation, const Check *check);

#endif

/* What is asked of a recording that is compared. */
#ifndef WHYCPU_CLI_QUESTION_H
#define WHYCPU_CLI_QUESTION_H

#include "changes/changes.h"
#include "cli/check_options.h"

Question question_of(Arena *arena, const CheckOptions *options);

/* Sets the question of a recording from what its text says that it answers; `options` come first.
 * False with `*problem` when the text is no recorded world, or its question cannot be read. */
bool question_of_recording(const Invocation *invocation, const CheckOptions *options,
                           Recording *recording, const char **problem);

#endif

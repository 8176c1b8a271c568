/* Where `check --remember` keeps the recording of an environment that worked: one file an
 * environment and framework, below the XDG state directory, for its user alone. */
#ifndef WHYCPU_CLI_REMEMBERED_H
#define WHYCPU_CLI_REMEMBERED_H

#include "cli/run_check.h"

/* The file for what was judged; NULL, with `*because`, where none can be kept: no home is known, or
 * another machine was judged. It need not be there. */
const char *remembered_path(const Invocation *invocation, const Target *target,
                            const char **because);

/* The recorded world that is kept for what was judged: PRESENT, ABSENT (nothing was kept), or
 * UNKNOWN because of something. Files that belong to another user are not believed. */
Answer remembered_read(const Invocation *invocation, const Target *target, Text *text);

/* Whether anything is kept for this user at all: one look. */
bool anything_is_remembered(const Invocation *invocation);

/* Keeps a recording for each judgement of a check that was run with `record`, and says on standard
 * error where it lies, or why nothing was kept. */
void remember_check(const Invocation *invocation, const Check *check);

#endif

/* A command as a shell would have to be given it. */
#ifndef WHYCPU_REPORT_QUOTE_H
#define WHYCPU_REPORT_QUOTE_H

#include "base/arena.h"
#include "base/list.h"

/* One argument: bare where a POSIX shell takes it as it is, in single quotes otherwise, and as
 * $'…' (bash, zsh, ksh, POSIX.1-2024) when it holds what cannot be shown. */
const char *shell_quote(Arena *arena, const char *argument);

/* All of them with one space between. */
const char *shell_line(Arena *arena, Strings arguments);

#endif

/* Lines of start files that set a variable, taken out without harm to the rest. */
#ifndef WHYCPU_PARSE_START_LINE_H
#define WHYCPU_PARSE_START_LINE_H

#include "base/arena.h"
#include "base/text.h"

typedef enum StartSyntax {
    START_SHELL, /* of sh, bash, zsh, fish and csh: ":" does nothing in all of them */
    START_PLAIN  /* NAME=VALUE alone: /etc/environment, environment.d */
} StartSyntax;

/* By which a line that was taken out is found again; the line itself stands behind it. */
#define TAKEN_OUT_MARK "# whycpu took out: "

/* Whether the line sets this variable and does nothing else: no second command, no second
 * variable, no line that goes on, no quotes that stay open. */
bool line_only_sets(Text line, const char *name, StartSyntax syntax);

/* The text with each line that sets the variable taken out, and marked. NULL when there is none,
 * or one of them does something else besides. */
const char *without_variable(Arena *arena, Text text, const char *name, StartSyntax syntax);

#endif

/* Lines of configuration files that set a variable: shells, environment files, unit files, JSON. */
#ifndef WHYCPU_PARSE_ASSIGNMENT_H
#define WHYCPU_PARSE_ASSIGNMENT_H

#include <stdbool.h>

#include "base/text.h"

/* Whether the line sets the variable `name`: NAME=…, export NAME=…, Environment="NAME=…",
 * set -x NAME … (fish), setenv NAME … (csh), "NAME": "…" (JSON). Comments do not. */
bool line_assigns(Text line, const char *name);

#endif

/* Files of --env-file: one NAME=VALUE a line. */
#ifndef WHYCPU_CLI_ENV_FILE_H
#define WHYCPU_CLI_ENV_FILE_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"

/* Adds the entries of `content` to `variables`. As docker's --env-file: empty lines and lines that
 * start with # are passed over, the value is everything behind the first =, quotes included, and
 * a NAME alone takes the caller's value, if there is one. False, with `*line_number`, at a line
 * that is none of these. */
bool env_file_read(Arena *arena, Text content, const char *const *environ_, Strings *variables,
                   size_t *line_number);

/* Letters, digits and underscores, the first no digit. */
bool is_variable_name(Text name);

#endif

/* RECORD: which files an installer wrote for a distribution (PEP 376, PEP 427).
 *
 * CSV of path, hash and size; a path with a comma or a quote stands in quotes, doubled inside.
 * Paths are relative to the site directory, with '/' between parts, or absolute.
 */
#ifndef WHYCPU_PARSE_RECORD_H
#define WHYCPU_PARSE_RECORD_H

#include <stdbool.h>

#include "base/text.h"

typedef struct RecordLine {
    Text path;            /* a view of the input, or unquoted in the arena */
    Text hash;            /* "sha256=…", or empty */
    long long size_bytes; /* -1 when it is not told */
} RecordLine;

/* Takes the next line with a path off `*rest`; false at the end. */
bool record_next(Arena *arena, Text *rest, RecordLine *line);

/* Whether a RECORD lists this path. A file of many megabytes is searched without being split. */
bool record_lists(Arena *arena, Text record, Text path);

#endif

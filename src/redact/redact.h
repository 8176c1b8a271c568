/* A recorded world made fit to be passed on: shorter, and without names of people and hosts. The
 * answer that it gives stays the same, but for those names. */
#ifndef WHYCPU_REDACT_REDACT_H
#define WHYCPU_REDACT_REDACT_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"

/* Leaves out the lines of very long files on which nothing in the world depends; names stay. False
 * with `*error` when the text is no recorded world. */
bool world_shortened(Arena *arena, Text text, Text *shorter, const char **error);

/* How many names were changed. */
typedef struct Redaction {
    size_t users, hosts, groups, places, ids;
    size_t names_left_out; /* of files in home directories that nobody asked about */
    Strings withheld;      /* files whose text is left out: of a kind that nobody thought about */
} Redaction;

/* Changes names consistently, leaves out what identifies people, hosts and things, keeps of files
 * what an answer depends on (docs/WORLD_FORMAT.md, "Redaction"). `hosts` are names of the machine
 * that its files may hold. */
bool world_redacted(Arena *arena, Text text, Strings hosts, Text *redacted, Redaction *done,
                    const char **error);

#endif

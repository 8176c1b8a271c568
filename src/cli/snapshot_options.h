/* The options of `whycpu snapshot`: those of check that say what is judged, and its own. */
#ifndef WHYCPU_CLI_SNAPSHOT_OPTIONS_H
#define WHYCPU_CLI_SNAPSHOT_OPTIONS_H

#include "cli/check_options.h"

typedef struct SnapshotOptions {
    CheckOptions check;
    const char *output; /* NULL: a name that is free; "-": standard output */
    bool unredacted, force;
} SnapshotOptions;

/* On false `*error` is one line for usage_error(). */
bool snapshot_options_parse(const Invocation *invocation, SnapshotOptions *options,
                            const char **error);

#endif

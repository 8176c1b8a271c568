/* The options of `whycpu snapshot`: those of check that say what is judged, and its own. */
#ifndef WHYCPU_CLI_SNAPSHOT_OPTIONS_H
#define WHYCPU_CLI_SNAPSHOT_OPTIONS_H

#include "cli/check_options.h"

typedef struct SnapshotOptions {
    CheckOptions check;
    const char *output; /* NULL: a name that is free; "-": standard output */
    bool unredacted, force;
} SnapshotOptions;

/* On false `*refusal` is for refused(). */
bool snapshot_options_parse(const Invocation *invocation, SnapshotOptions *options,
                            Refusal *refusal);

#endif

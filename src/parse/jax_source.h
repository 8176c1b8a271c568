/* version.py of jax, jaxlib and the plugins, read as data and not run. */
#ifndef WHYCPU_PARSE_JAX_SOURCE_H
#define WHYCPU_PARSE_JAX_SOURCE_H

#include <stdbool.h>

#include "base/text.h"

typedef struct JaxVersion {
    const char *version;      /* what a release was built as: "0.12.0.1" */
    const char *least_jaxlib; /* the oldest jaxlib that it takes; NULL: it does not say */
} JaxVersion;

/* False when it is no release: then it asks git for its version. */
bool jax_version_read(Arena *arena, Text text, JaxVersion *version);

#endif

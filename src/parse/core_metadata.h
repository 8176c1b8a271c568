/* The header of METADATA and PKG-INFO files (core metadata, PEP 566 and its successors).
 *
 * Only the header block is looked at: what follows the first empty line is a description that may
 * say anything.
 */
#ifndef WHYCPU_PARSE_CORE_METADATA_H
#define WHYCPU_PARSE_CORE_METADATA_H

#include <stdbool.h>

#include "base/known.h"
#include "base/list.h"
#include "base/text.h"

typedef struct CoreMetadata {
    const char *name, *version, *requires_python; /* NULL when there is no such line */
    Strings requires;                             /* Requires-Dist, as written */
    Strings extras;                               /* Provides-Extra */
    bool header_ends; /* an empty line was seen; false: `text` may have been cut inside it */
} CoreMetadata;

/* Never fails: a text that holds no header gives no fields. The first Name and Version count. */
CoreMetadata core_metadata_read(Arena *arena, Text text);

/* The part of a Requires-Dist line that is the distribution's name. */
Text requirement_name(Text requirement);

/* The text behind `extra ==` in the marker of a Requires-Dist line ("and-cuda"); empty when the
 * requirement does not depend on an extra. */
Text requirement_extra(Text requirement);

/* What stands between the name (with its extras) and the marker, without brackets: "<13.0,>=12.5".
 */
Text requirement_versions(Text requirement);

/* Whether the versions that a Requires-Dist line names ("<13.0,>=12.5.3.2", PEP 440) include this
 * one. Unknown where either is more than numbers with dots and ordinary comparisons. */
Truth requirement_admits(Text requirement, const char *version);

/* Whether there can be a version that both lines include, be it published or not. Markers are not
 * looked at. Unknown where what is not read decides. */
Truth requirements_agree(Text one, Text other);

#endif

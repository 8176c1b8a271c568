/* Environment markers of Requires-Dist lines (PEP 508): `platform_system == "Linux"`. */
#ifndef WHYCPU_PARSE_MARKER_H
#define WHYCPU_PARSE_MARKER_H

#include "base/known.h"
#include "base/text.h"

/* Where a requirement is weighed; Linux always. */
typedef struct MarkerPlace {
    const char *machine; /* as uname -m; NULL: it is not known */
    const char *python;  /* "3.11"; NULL: likewise */
    Text extra;          /* the extra that was asked for; empty: none */
} MarkerPlace;

/* Whether a Requires-Dist line counts there: it has no marker, or its marker holds. Unknown where
 * the marker asks for what is not known here, or is written in a way that is not read. */
Truth requirement_applies(Text requirement, const MarkerPlace *place);

#endif

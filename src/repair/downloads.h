/* How much a way fetches, as far as it can be known without asking an index. */
#ifndef WHYCPU_REPAIR_DOWNLOADS_H
#define WHYCPU_REPAIR_DOWNLOADS_H

#include "changes/side.h"

/* Sets `download_at_most_bytes` of each fix that installs recorded releases again: a wheel is no
 * larger than what it unpacks to, which RECORD tells. Of any other package nothing is said. */
void tell_downloads(Side *side);

#endif

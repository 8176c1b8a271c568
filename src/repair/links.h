/* Links that need more links: a library finds its own parts beside the name by which it was opened,
 * not beside the file behind the link. */
#ifndef WHYCPU_REPAIR_LINKS_H
#define WHYCPU_REPAIR_LINKS_H

#include "changes/side.h"

/* Adds to each fix that links libcudnn the links of its parts, which it opens by itself. */
void complete_links(Side *side);

#endif

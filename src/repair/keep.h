/* What a package manager changes: kept before it runs, put back when it is taken back. */
#ifndef WHYCPU_REPAIR_KEEP_H
#define WHYCPU_REPAIR_KEEP_H

#include "repair/deed.h"

/* Of DEED_KEEP and DEED_RUN, as the functions of repair/deed.h. */
DeedState packages_state(Doer *doer, const Deed *deed, const char **because);
bool packages_do(Doer *doer, const Deed *deed, const char **because);
bool packages_undo(Doer *doer, const Deed *deed, const char **because);

/* The names in an environment that package managers write to; none with `*because` when whycpu
 * keeps its hands off. */
Strings names_to_keep(const Doer *doer, const char **because);

/* What differs from how the package manager left it, and neither is as it was before it ran: the
 * paths, at most `most` of them, without compiled Python code. `but` are passed over. */
Strings changed_since(Doer *doer, const Deed *run, const Strings *but, size_t most,
                      const char **because);

/* Removes all that is kept for a path's ground. */
bool forget_kept(Doer *doer, const char *path, const char **because);

#endif

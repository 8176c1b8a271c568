/* What mode bits, owner and groups allow a user: path_resolution(7), capabilities(7). */
#ifndef WHYCPU_WORLD_RIGHTS_H
#define WHYCPU_WORLD_RIGHTS_H

#include "world/internal.h"

/* Whether `user` may do all of `mode` (R_OK | W_OK | X_OK). Root may read and write everything,
 * and execute what anybody may. */
bool rights_allow(const User *user, const FileInfo *info, int mode);

/* The user of a recording that does not tell it. */
extern const User nobody_knows;
bool user_is_known(const User *user);
/* Same ids and groups: then the kernel answers for one as for the other. */
bool user_has_same_rights(const User *a, const User *b);

#endif

/* Trees of an environment as they are before a package manager runs, kept so that every byte can be
 * put back.
 *
 * A file is kept as a hard link: that costs no space, and what comes back is the very file. What
 * tools edit in place (RECORD, scripts, *.pth) is copied. */
#ifndef WHYCPU_WORLD_KEPT_TREE_H
#define WHYCPU_WORLD_KEPT_TREE_H

#include "parse/tree_list.h"
#include "world/hands.h"

/* Lists what is below `names` in the ground; a name that is not there is passed over, and so are
 * FIFOs, sockets and devices. False with `*because`, one sentence, when something belongs to
 * another user, lies on another file system, or cannot be read. */
bool tree_scan(Arena *arena, const Ground *ground, const Strings *names, TreeList *list,
               const char **because);

/* Keeps what is listed below `kept`, a new directory in the ground. False with `*because`; what is
 * there by then is for tree_remove(). */
bool tree_keep(Arena *arena, const Ground *ground, const TreeList *list, const char *kept,
               const char **because);

/* Makes `names` again what `before` says, from what lies below `kept`, which stays. It can be
 * interrupted and done again. `spoiled` are files that somebody changed in place, whose former
 * bytes nobody has any more; all others are put back. With `changes_again` a package manager runs
 * once more: what tools edit in place is then copied, and not the very file that is kept. */
bool tree_put_back(Arena *arena, const Ground *ground, const Strings *names, const TreeList *before,
                   const char *kept, bool changes_again, Strings *spoiled, const char **because);

/* Removes `relative` and all below it; it need not be there. */
bool tree_remove(Arena *arena, const Ground *ground, const char *relative, const char **because);

/* The names right in the ground, sorted. */
bool ground_names(Arena *arena, const Ground *ground, Strings *names, const char **because);

/* The name of a file that is about to take the place of another. */
#define NAME_OF_NEW ".whycpu-new"

#endif

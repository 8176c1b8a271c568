/* Puts back what a repair changed. */
#ifndef WHYCPU_REPAIR_UNDO_H
#define WHYCPU_REPAIR_UNDO_H

#include "repair/journal.h"

typedef struct Undone {
    bool done;         /* everything is as it was */
    bool refused;      /* nothing was touched: somebody changed something since */
    Strings reasons;   /* why not, a sentence each */
    Strings spoiled;   /* paths whose former bytes nobody has: somebody wrote into the file */
    Strings of_system; /* sentences: commands of the system that whycpu ran and cannot take back */
} Undone;

/* Looks first whether all can be put back without loss of newer work. Can be interrupted and
 * repeated. The lock is held by the caller, or by nobody. */
Undone repair_undo(Arena *arena, const Repairs *repairs, Repair *repair,
                   const char *const *environ_);

/* Removes what a repair kept and its journal: it cannot be undone any more. */
bool repair_let_go(Arena *arena, Repair *repair, const char **because);

#endif

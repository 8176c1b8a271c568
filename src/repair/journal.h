/* Where repairs write down what they are about to do, before they do it (docs/REPAIR.md):
 * a directory a repair, named by when it began, below the state directory of the user. */
#ifndef WHYCPU_REPAIR_JOURNAL_H
#define WHYCPU_REPAIR_JOURNAL_H

#include "parse/repair_journal.h"
#include "world/hands.h"
#include "world/world.h"

typedef struct Repairs {
    Arena *arena;
    World *machine;        /* live, "/" */
    const char *directory; /* "/home/eva/.local/state/whycpu/repairs" */
} Repairs;

/* `directory` need not be there. False with `*refusal`. */
bool repairs_open(Arena *arena, const char *directory, Repairs *repairs, Refusal *refusal);

/* The repairs that are there, the oldest first. `*refusal` says why it cannot be told which, if so.
 */
Strings repairs_ids(const Repairs *repairs, Refusal *refusal);

/* Nobody else may repair as long as this is held; a program that is started meanwhile holds it too,
 * until it ends. -1 with `*because`. Closed with close_lock(). */
int repairs_lock(const Repairs *repairs, const char **because);
void repairs_unlock(int lock);

typedef struct Repair {
    Arena *arena;
    const char *id;
    const char *directory; /* of its journal */
    Journal *journal;
    Ground ground; /* that directory; fd -1 while it is only read */
    int fd;        /* of the journal; -1 likewise */
} Repair;

/* Reads the journal. NULL with `*refusal`. */
Repair *repair_read(const Repairs *repairs, const char *id, Refusal *refusal);

/* Makes a new one. NULL with `*because`. */
Repair *repair_begin(const Repairs *repairs, const char *id, const char *prefix,
                     const Strings *question, const char **because);

/* Opens the journal of one that was read, to go on with it. */
bool repair_go_on(Repair *repair, const char **because);
void repair_close(Repair *repair);

/* Each is on the disk before it returns true; otherwise `*because` says why not. */
bool repair_will(Repair *repair, JournalStep *step, const char **because); /* joins the journal */
bool repair_did(Repair *repair, Deed *deed, const char **because);
bool repair_undid(Repair *repair, Deed *deed, const char **because);
bool repair_result(Repair *repair, JournalStep *step, StepResult result, const char **because);
bool repair_undoing(Repair *repair, const char **because);
bool repair_ended(Repair *repair, const char *how, const char **because); /* "applied", … */

/* How many deeds it has so far: the next one's number is one more. */
long long journal_deeds(const Journal *journal);

/* Removes its directory; what it kept is for forget_kept(). */
bool repair_forget(Repair *repair, const char **because);

/* UTC time and process: "20261121T191500012345Z-4711". */
const char *repair_new_id(Arena *arena);
bool repair_id_is_fine(const char *id);

/* Whether it is neither ended nor undone. */
bool repair_is_open(const Repair *repair);

/* The newest of which this is true. NULL when there is none: `*refusal` says why it cannot be told,
 * if so. What somebody spoilt or may not read is passed over; a disk that fails is not. */
Repair *repairs_newest(const Repairs *repairs, bool (*is_it)(const Repair *, const void *),
                       const void *what, Refusal *refusal);

/* The newest that is open and of the environment `prefix` (NULL: of any), likewise. */
Repair *repairs_open_one(const Repairs *repairs, const char *prefix, Refusal *refusal);

#endif

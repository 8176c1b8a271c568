/* The elementary deeds of a repair, each of which can be done again after an interruption and taken
 * back, whatever of it had happened. */
#ifndef WHYCPU_REPAIR_DEED_H
#define WHYCPU_REPAIR_DEED_H

#include "parse/repair_journal.h"
#include "world/hands.h"

/* Where the deeds of one repair happen. */
typedef struct Doer {
    Arena *arena;
    const char *id;
    const char *prefix;          /* of the environment, without links */
    const char *const *environ_; /* what a package manager is started with */
    bool again;                  /* it goes on after an interruption */
    bool unattended;             /* nobody is there to answer what a program asks */
    Strings spoiled;             /* files that cannot be put back: changed in place */
} Doer;

/* How a place is, seen from one deed. */
typedef enum DeedState {
    STATE_BEFORE,  /* nothing of it has happened, or all is taken back */
    STATE_BETWEEN, /* it was interrupted */
    STATE_AFTER,   /* it is done */
    STATE_OTHER,   /* somebody else has changed something since */
    STATE_CLOSED   /* it cannot be told, or nothing may be done there */
} DeedState;

/* `*because` is one sentence for OTHER and CLOSED. */
DeedState deed_state(Doer *doer, const Deed *deed, const char **because);

/* Does what is not done yet. False with `*because`, and then nothing that cannot be taken back has
 * happened. */
bool deed_do(Doer *doer, const Deed *deed, const char **because);
bool deed_undo(Doer *doer, const Deed *deed, const char **because);

/* Where what a deed replaces is kept: DIRECTORY/.whycpu-kept-ID, where DIRECTORY is the
 * environment, or the one in which `path` lies when that is elsewhere. */
const char *kept_directory(const Doer *doer, const char *path);

/* The environment when `path` lies in it, otherwise the directory of `path`. */
bool ground_of(const Doer *doer, const char *path, Ground *ground, const char **because);

#endif

/* A process that is started, listened to, and ended by a deadline, whatever it does.
 *
 * The driver may hang in the kernel, where no signal ends it. So nobody here waits for a process
 * without a limit, and none holds anything of ours: it has a session of its own, /dev/null for its
 * standard streams, and no descriptor besides the one for its answers. */
#ifndef WHYCPU_ASK_CHILD_H
#define WHYCPU_ASK_CHILD_H

#include "world/world.h"

enum {
    CHILD_ANSWERS_FD = 3, /* the descriptor on which a child answers */
    CHILDREN_AT_ONCE = 4
};

typedef struct ChildPlan {
    const char *program;         /* absolute path */
    const char *const *words;    /* argv, NULL-terminated */
    const char *const *environ_; /* NAME=VALUE…, NULL-terminated */
    const User *become;          /* whose rights it takes; NULL: the caller's */
} ChildPlan;

typedef enum ChildEnd {
    CHILD_NOT_STARTED, /* `number` is an errno */
    CHILD_EXITED,      /* `number` is its status */
    CHILD_SIGNALLED,   /* `number` is the signal that ended it, none of ours */
    CHILD_LATE,        /* the deadline passed, or it said more than the ceiling; it was killed */
    CHILD_STUCK        /* likewise, and SIGKILL did not end it: it is left to the kernel */
} ChildEnd;

typedef struct ChildReport {
    ChildEnd end;
    int number;
    Text said;         /* what it answered, at most the ceiling */
    const char *state; /* of a stuck one: "D (disk sleep) in nv_open", where /proc tells; or NULL */
} ChildReport;

/* Runs `count` plans beside each other and fills in as many reports. `deadline_ms` is for all of
 * them together. `here` is the live machine, whose /proc is read. */
void children_run(World *here, const ChildPlan *plans, size_t count, int deadline_ms,
                  size_t ceiling_bytes, ChildReport *reports);

#endif

/* Watches a program and what it started until one sees whether it is on the GPU.
 *
 * Only /proc is read, and the log where standard error is a regular file. Looks come soon after the
 * start and then ever more rarely, and never take more than one part in 200 of the time. */
#ifndef WHYCPU_RUN_WATCH_H
#define WHYCPU_RUN_WATCH_H

#include "run/tree.h"

typedef enum WatchResult {
    WATCH_GOES_ON,
    WATCH_SAW_GPU, /* nothing more is looked at */
    WATCH_SAW_CPU,
    WATCH_TOO_LATE /* the GPU was not seen in time */
} WatchResult;

/* Why a process that has loaded TensorFlow will be on the CPU for certain, told once a process by
 * whoever can judge it; NULL: nothing is said. The text has to last. */
typedef struct Foresight {
    const char *(*foresee)(void *subject, pid_t process); /* NULL: nobody can */
    void *subject;
} Foresight;

typedef struct Watch {
    Arena *arena;
    ProcessTree tree;
    uint64_t log_device, log_inode, log_read; /* standard error; inode 0: no regular file */
    Signs log;
    long long began_ms, within_ms, next_ms, pause_ms, undecided_ms;
    WatchResult result;
    pid_t who;       /* the process that was seen on the CPU */
    const char *why; /* what was seen, or foreseen, of it */
    bool is_foreseen;
    Foresight foresight; /* set after watch_begin() */
} Watch;

/* Call before the program starts. `within_s`: how long it may take until the GPU is seen; 0: there
 * is no limit. */
void watch_begin(Watch *watch, Arena *arena, int within_s);

/* Milliseconds until the next look; -1: there is none. */
int watch_due_ms(const Watch *watch);
WatchResult watch_look(Watch *watch, pid_t program);

/* Ends the program and all that it started: SIGTERM, after a grace SIGKILL. */
void watch_end_program(Watch *watch, pid_t program);

#endif

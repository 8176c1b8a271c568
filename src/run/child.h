/* A program that is started, accompanied to its end, and mirrored, as if whoever started it were
 * not there.
 *
 * It shares process group, terminal, standard streams, descriptors, limits and the way signals are
 * taken with whoever started us. What the terminal or a shell sends to the whole group reaches it
 * by itself; what is sent to us alone is passed on. When it stops, we stop; when it is continued,
 * it is. It does not outlive us: should we be killed, the kernel kills it (PR_SET_PDEATHSIG). */
#ifndef WHYCPU_RUN_CHILD_H
#define WHYCPU_RUN_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct RunStart {
    const char *const *words;    /* argv, NULL-terminated; the first is a path, or a name that is
                                  * looked for in PATH of `environ_` as execvp(3) does */
    const char *const *environ_; /* NAME=VALUE…, NULL-terminated */
    bool keeps_descriptors;      /* the caller goes on afterwards and needs its own; otherwise only
                                  * standard error stays open here while the program runs */
} RunStart;

typedef struct RunEnd {
    int error;      /* errno: it could not be started; 0: it was */
    bool not_begun; /* not even a process could be made; `error` says why */
    bool signalled; /* it died of the signal `number`; otherwise it exited with that status */
    int number;
} RunEnd;

/* What is done now and then while it runs. */
typedef struct Meanwhile {
    /* Milliseconds until the next look; -1: there is none. */
    int (*due_ms)(void *subject);
    /* May end the program; that is noticed afterwards. */
    void (*look)(void *subject, pid_t program);
    void *subject;
} Meanwhile;

/* Starts it and waits for its end. `meanwhile` may be NULL. */
RunEnd run_child(const RunStart *start, const Meanwhile *meanwhile);

/* Becomes the program. Returns only when that fails: errno. */
int run_in_place(const RunStart *start);

enum { STATUS_NOT_BEGUN = 125 };

/* The status that env(1) has for a program that cannot be started. */
int status_of_failed_start(int error);

/* Ends as the program did: with its status, or by its signal, without a core of our own. */
_Noreturn void end_like(const RunEnd *end);

#endif

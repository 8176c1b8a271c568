/* The few steps between fork and exec, and what they give back that was changed here. */
#ifndef WHYCPU_RUN_INSIDE_H
#define WHYCPU_RUN_INSIDE_H

#include <signal.h>

#include "run/child.h"

/* How signals were taken when we were started. */
typedef struct Inherited {
    sigset_t mask;
    bool ignores_children; /* SIGCHLD was ignored, so that nobody is waited for */
} Inherited;

/* Called in the new process. When it cannot become the program, errno goes to `report`. */
_Noreturn void become_program(const RunStart *start, const Inherited *inherited, pid_t parent,
                              int report);

/* Closes every descriptor above standard error but these; -1: none. */
void close_all_but(int first_kept, int second_kept);

#endif

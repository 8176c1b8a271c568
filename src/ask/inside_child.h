/* The few steps between fork and execve, and what is said when one of them fails. */
#ifndef WHYCPU_ASK_INSIDE_CHILD_H
#define WHYCPU_ASK_INSIDE_CHILD_H

#include <sys/types.h>

#include "ask/child.h"

/* Called in the new process; `answers` becomes CHILD_ANSWERS_FD. */
_Noreturn void become_child(const ChildPlan *plan, pid_t parent, int answers);

/* Whether the child said that it could not become the program, and why (errno). */
bool said_not_started(Text said, int *error);

#endif

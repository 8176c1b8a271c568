/* Was a signal sent to us alone, or to our whole process group?
 *
 * Who only received it cannot tell: kill(-group) and kill(process) look alike. So a process that
 * does nothing else stays in the group with all signals blocked; what the group is sent waits for
 * it there, and it is asked. Without it the program would get twice what `kill %1` or a hang-up
 * sends to the job. */
#ifndef WHYCPU_RUN_WITNESS_H
#define WHYCPU_RUN_WITNESS_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct Witness {
    pid_t pid; /* 0: there is none */
    int line;  /* a socket to it; -1 */
} Witness;

/* Call with all signals blocked: it inherits that. */
void witness_begin(Witness *witness);
void witness_end(Witness *witness);

/* Whether the group was sent this signal, which we just received. Each signal is asked for once.
 * `otherwise`: what is answered where there is no witness. */
bool witness_saw(Witness *witness, int number, bool otherwise);

/* It was waited for. */
void witness_is_gone(Witness *witness);

#endif

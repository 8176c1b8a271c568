/* The names that TensorFlow gives its threads. Releases up to 2.20 do not tell them to the kernel.
 *
 * Each of these threads begins in a function of libtensorflow_framework.so, which is handed a
 * record whose first member is the name. The C library keeps both, one word beside the other, at
 * the upper end of the thread's stack, as long as the thread lives. Read in 2.12 to 2.21, with
 * glibc 2.36; where anything is laid out otherwise no name is found, and never a wrong one.
 *
 * It is read from /proc/PID/mem, which the kernel allows for programs that we started ourselves,
 * unless tracing is forbidden altogether. */
#ifndef WHYCPU_RUN_INNER_NAMES_H
#define WHYCPU_RUN_INNER_NAMES_H

#include <stdint.h>
#include <sys/types.h>

#include "base/list.h"
#include "base/text.h"
#include "world/world.h"

typedef struct Span {
    uint64_t from, to; /* addresses; `to` is the first behind it */
} Span;
typedef LIST_OF(Span) Spans;

/* ---- Pure ---- */

/* Where the code of libtensorflow_framework.so lies; `maps` is /proc/PID/maps. */
Spans code_of_tensorflow(Arena *arena, Text maps);

/* Of a line of /proc/PID/task/TID/syscall; 0 while the thread runs. */
uint64_t stack_pointer_of(Text line);

/* The next record that one of these functions was handed, from `*position` on in a piece of a
 * stack; 0: there is none. */
uint64_t next_record(Text stack, Spans code, size_t *position);

enum { INNER_NAME_BYTES = 32 }; /* a short std::string of libstdc++ */

/* The name in the first bytes of a record that lies at `address`; empty when it is none. Part of
 * `bytes`. */
Text name_in_record(Text bytes, uint64_t address);

/* ---- In a process ---- */

/* Whether one of its threads that do not run just now bears this name. `code` is that of
 * TensorFlow there. */
bool has_inner_thread(World *here, pid_t pid, Spans code, const char *name);

#endif

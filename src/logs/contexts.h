/* The lines around one that is kept, taken while a log goes by.
 *
 *     contexts_begin_block(contexts, block);           before it is searched
 *     context = contexts_around(contexts, from, to);   while it is searched
 *     contexts_end_block(contexts);                    while it still lies there
 *     contexts_end(contexts);
 *
 * Works alike for a file, a pipe and what is unpacked. Of what went by, CONTEXT_REACH bytes are
 * remembered; a line costs something only when somebody asks for those around it. */
#ifndef WHYCPU_LOGS_CONTEXTS_H
#define WHYCPU_LOGS_CONTEXTS_H

#include <stdint.h>

#include "base/text.h"

enum { CONTEXT_LINES = 2, CONTEXT_BYTES = 320, CONTEXT_REACH = 8192 };

/* Lines without colours and stamp, with who says it, cut at CONTEXT_BYTES; NULL: there is none, or
 * it was not remembered. What comes behind is filled in when it went by. */
typedef struct LogContext {
    const char *before[CONTEXT_LINES]; /* [0] is the line right before it */
    const char *after[CONTEXT_LINES];  /* [0] is the line right behind it */
} LogContext;

typedef struct Contexts Contexts;

Contexts *contexts_new(Arena *arena);
/* `block` follows what was given before. */
void contexts_begin_block(Contexts *contexts, Text block);
void contexts_end_block(Contexts *contexts);
/* Around the line that holds the bytes [from, to) of the log, which may be a part of it. */
LogContext *contexts_around(Contexts *contexts, uint64_t from, uint64_t to);
void contexts_end(Contexts *contexts);

/* A raw line as it is kept. */
const char *context_line(Arena *arena, Text raw);

#endif

/* Bytes as they come, from a file that the user names or from standard input: of a log, which may
 * be long, a pipe, or still growing. */
#ifndef WHYCPU_WORLD_STREAM_H
#define WHYCPU_WORLD_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "world/world.h"

typedef struct Stream Stream;

/* NULL with `*refusal`, words that follow a colon. A pipe is opened and waited for; a directory and
 * a disk are refused. */
Stream *stream_open(Arena *arena, const char *path, Refusal *refusal);
Stream *stream_of_standard_input(Arena *arena);

/* Up to `length` bytes, as soon as there are any; `*got` is 0 at the end. False with `*because`. */
bool stream_read(Stream *stream, void *buffer, size_t length, size_t *got, const char **because);

void stream_close(Stream *stream); /* standard input stays open */

#endif

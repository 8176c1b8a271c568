/* A log as plain UTF-8 lines, whatever it comes as: gzip, also several members one behind the
 * other, and UTF-16 with or without a byte order mark, as PowerShell writes it. Memory is constant.
 */
#ifndef WHYCPU_LOGS_SOURCE_H
#define WHYCPU_LOGS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Where the bytes come from: as stream_read() of world/stream.h. */
typedef struct LogReader {
    bool (*read)(void *from, void *buffer, size_t length, size_t *got, const char **because);
    void *from;
} LogReader;

typedef struct LogSource LogSource;

LogSource *log_source_new(Arena *arena, LogReader reader);

enum { LOG_SOURCE_LEAST_ROOM = 16 };

/* Up to `size` bytes, at least LOG_SOURCE_LEAST_ROOM, into `room`; 0 at the end, be it the end of
 * what could be read. Waits for the first KB, by which it is known what it is, and then for no more
 * than there is. */
size_t log_source_read(LogSource *source, char *room, size_t size);

/* Why the log was not read to its end, in words that follow "FILE: "; NULL when it was. What had
 * been read before is right. */
const char *log_source_trouble(const LogSource *source);

#endif

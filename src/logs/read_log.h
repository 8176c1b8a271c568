/* One log from its bytes to episodes, in constant memory but for what it says. */
#ifndef WHYCPU_LOGS_READ_LOG_H
#define WHYCPU_LOGS_READ_LOG_H

#include "logs/episodes.h"
#include "logs/source.h"
#include "logs/tables.h"

/* Sentences are looked for in so much of its beginning, as reports are short; tables everywhere. */
enum { LOG_HEAD_BYTES = 1024 * 1024 };

typedef struct LogFinder LogFinder;

/* Made once for all logs that are read; finds the lines of `messages`, which must live as long. */
LogFinder *log_finder_new(Arena *arena, Messages messages);

typedef struct LogRead {
    Text head;        /* its first LOG_HEAD_BYTES as plain lines, in the arena of `episodes` */
    LogTables tables; /* behind it */
    const char
        *trouble; /* why it was not read to its end, in words that follow "FILE: "; or NULL */
} LogRead;

/* Reads to the end; what was read before a trouble counts. */
LogRead log_read(const LogFinder *finder, LogReader reader, Episodes *episodes);

#endif

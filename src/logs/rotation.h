/* Which files are one log that was rotated, and in which order they were written. */
#ifndef WHYCPU_LOGS_ROTATION_H
#define WHYCPU_LOGS_ROTATION_H

#include "base/list.h"

typedef struct LogFile {
    const char *path; /* the caller's */
    size_t set;       /* files of the same set are one log, the oldest part first */
} LogFile;

typedef LIST_OF(LogFile) LogFiles;

/* Files of one log stand where the first of them was named; all others stay where they were. Names
 * say that they are of one log when
 *
 *     train.log                     is among them beside
 *     train.log.1, train.log.2.gz   which are older, the higher the number the older; or
 *     train.log-20240101, train.log.2024-01-01.gz, train.log-20240101-120000
 *
 * Dated ones, and numbered ones of which one is compressed, need no train.log. Numbers alone do not
 * say that: out.0 and out.1 may be two ranks. */
LogFiles log_files_in_order(Arena *arena, const char *const paths[], size_t count);

#endif

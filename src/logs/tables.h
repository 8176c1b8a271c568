/* Tables that somebody pasted, or a program printed, far behind the beginning of a log: the lines
 * from where one begins, in constant memory. Reading them is left to parse/report. */
#ifndef WHYCPU_LOGS_TABLES_H
#define WHYCPU_LOGS_TABLES_H

#include <stdint.h>

#include "base/list.h"
#include "base/writer.h"

enum { TABLES_BYTES = 256 * 1024 };

/* Lines one behind the other. */
typedef struct LogTable {
    uint64_t first; /* number of its first line */
    uint64_t next;  /* of the line behind its last */
    Writer text;
} LogTable;

typedef struct LogTables {
    Arena *arena;
    LIST_OF(LogTable) items;
    size_t bytes;
    uint64_t left_at; /* the first line that found no room; 0: all did */
} LogTables;

/* The next line of a table, or the first one of another. False: there is no room for it. */
bool tables_take(LogTables *tables, Text line, uint64_t number);

#endif

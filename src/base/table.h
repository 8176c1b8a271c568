/* Values found by name: a hash table whose keys and values belong to somebody else.
 *
 * A table of zeroes is empty. Nothing is ever taken out.
 */
#ifndef WHYCPU_BASE_TABLE_H
#define WHYCPU_BASE_TABLE_H

#include <stddef.h>

#include "base/arena.h"

typedef struct TableRow {
    const char *key; /* NULL: free */
    void *value;
} TableRow;

typedef struct Table {
    TableRow *rows;
    size_t count, room; /* room is a power of two */
} Table;

/* NULL when there is none. */
void *table_get(const Table *table, const char *key);

/* Replaces what was there. `key` must live as long as the table. */
void table_put(Arena *arena, Table *table, const char *key, void *value);

/* The same rows in a table of its own. */
Table table_copy(Arena *arena, const Table *table);

#endif

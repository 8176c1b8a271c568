#include "base/table.h"

#include <stdint.h>
#include <string.h>

enum { ROWS_AT_FIRST = 64 };

/* FNV-1a. Names come from files that somebody may have prepared: a long chain of equal hashes
 * costs time, and there are never more rows than looks at files. */
static uint64_t hash_of(const char *key)
{
    uint64_t hash = 14695981039346656037u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return hash;
}

static TableRow *row_of(TableRow *rows, size_t room, const char *key)
{
    size_t at = (size_t)hash_of(key) & (room - 1);
    while (rows[at].key && strcmp(rows[at].key, key) != 0)
        at = (at + 1) & (room - 1);
    return &rows[at];
}

void *table_get(const Table *table, const char *key)
{
    return table->room ? row_of(table->rows, table->room, key)->value : NULL;
}

static void grow(Arena *arena, Table *table)
{
    size_t room = table->room ? table->room * 2 : ROWS_AT_FIRST;
    TableRow *rows = arena_alloc(arena, room * sizeof *rows);
    for (size_t i = 0; i < table->room; i++)
        if (table->rows[i].key)
            *row_of(rows, room, table->rows[i].key) = table->rows[i];
    table->rows = rows;
    table->room = room;
}

void table_put(Arena *arena, Table *table, const char *key, void *value)
{
    if (table->count * 2 >= table->room)
        grow(arena, table);
    TableRow *row = row_of(table->rows, table->room, key);
    if (!row->key)
        table->count++;
    *row = (TableRow){key, value};
}

Table table_copy(Arena *arena, const Table *table)
{
    Table copy = *table;
    if (table->room) {
        copy.rows = arena_alloc(arena, table->room * sizeof *copy.rows);
        memcpy(copy.rows, table->rows, table->room * sizeof *copy.rows);
    }
    return copy;
}

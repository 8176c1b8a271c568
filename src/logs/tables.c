#include "logs/tables.h"

/* The last table, where this line goes on with it; else a new one. */
static LogTable *table_for(LogTables *tables, uint64_t number)
{
    if (!tables->items.count || tables->items.items[tables->items.count - 1].next != number)
        list_add(tables->arena, tables->items,
                 (LogTable){.first = number, .next = number, .text = writer_new(tables->arena)});
    return &tables->items.items[tables->items.count - 1];
}

bool tables_take(LogTables *tables, Text line, uint64_t number)
{
    if (tables->items.count && number < tables->items.items[tables->items.count - 1].next)
        return true; /* it is there already */
    if (tables->bytes + line.length + 1 > TABLES_BYTES) {
        tables->left_at = tables->left_at ? tables->left_at : number;
        return false;
    }
    LogTable *table = table_for(tables, number);
    put_text(&table->text, line);
    put_char(&table->text, '\n');
    table->next = number + 1;
    tables->bytes += line.length + 1;
    return true;
}

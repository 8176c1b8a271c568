#include "base/list.h"

#include <string.h>

void *list_with_room(Arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t doubled = *room ? *room * 2 : 4;
    void *larger = arena_alloc(arena, doubled * size);
    if (count)
        memcpy(larger, items, count * size);
    *room = doubled;
    return larger;
}

bool strings_have(Strings list, const char *text)
{
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i], text) == 0)
            return true;
    return false;
}

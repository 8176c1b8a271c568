/* A growing array whose items lie in an arena.
 *
 *     LIST_OF(const char *) names = {0};
 *     list_add(arena, names, "libcuda.so.1");
 *     for (size_t i = 0; i < names.count; i++) use(names.items[i]);
 *
 * Growing moves the items: keep indexes, not pointers to items, while a list still grows.
 */
#ifndef WHYCPU_BASE_LIST_H
#define WHYCPU_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define LIST_OF(Type)                                                                              \
    struct {                                                                                       \
        Type *items;                                                                               \
        size_t count, room;                                                                        \
    }

typedef LIST_OF(const char *) Strings;

bool strings_have(Strings list, const char *text);

/* The array with room for at least count + 1 items of `size` bytes. */
void *list_with_room(Arena *arena, void *items, size_t count, size_t *room, size_t size);

#define list_add(arena, list, ...)                                                                 \
    ((list).items =                                                                                \
         list_with_room((arena), (list).items, (list).count, &(list).room, sizeof *(list).items),  \
     (list).items[(list).count++] = (__VA_ARGS__))

#endif

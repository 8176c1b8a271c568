/* Memory that lives as long as one run.
 *
 * Everything that whycpu reads or derives is put into one arena and is given back at once, so no
 * other module frees anything. An allocation never fails: when memory runs out, the program says
 * so in one sentence and ends with status 70, since no answer would be true.
 */
#ifndef WHYCPU_BASE_ARENA_H
#define WHYCPU_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena); /* NULL is allowed */

/* `size` zeroed bytes, aligned for any type; never NULL. */
void *arena_alloc(Arena *arena, size_t size);

/* A copy of `size` bytes with a NUL behind it. */
char *arena_copy(Arena *arena, const void *bytes, size_t size);
char *arena_strdup(Arena *arena, const char *text);

/* printf into the arena. */
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

char *arena_vprintf(Arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

#define arena_new_of(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))

#endif

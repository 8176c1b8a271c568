#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"

/* Under a sanitizer each item is a block of its own, so that reading one byte past it is seen. */
#if defined(__SANITIZE_ADDRESS__)
#define ONE_BLOCK_PER_ITEM 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_BLOCK_PER_ITEM 1
#endif
#endif
#ifndef ONE_BLOCK_PER_ITEM
#define ONE_BLOCK_PER_ITEM 0
#endif

/* Blocks double, so that a run asks the kernel for memory a handful of times; what is not used of
 * one takes none. */
enum { ALIGNMENT = 16, FIRST_BLOCK_BYTES = 2 * 1024 * 1024, LARGEST_BLOCK_BYTES = 8 * 1024 * 1024 };

typedef struct Block {
    struct Block *next;
    size_t used, room;
    _Alignas(ALIGNMENT) unsigned char bytes[];
} Block;

struct Arena {
    Block *newest;
    size_t next_room;
};

static void *must(void *memory)
{
    if (!memory)
        fault("out of memory");
    return memory;
}

Arena *arena_new(void)
{
    Arena *arena = must(calloc(1, sizeof *arena));
    arena->next_room = FIRST_BLOCK_BYTES;
    return arena;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    for (Block *block = arena->newest; block;) {
        Block *next = block->next;
        free(block);
        block = next;
    }
    free(arena);
}

static Block *new_block(Arena *arena, size_t room)
{
    Block *block = must(calloc(1, sizeof *block + room));
    block->room = room;
    block->next = arena->newest;
    arena->newest = block;
    return block;
}

void *arena_alloc(Arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        fault("out of memory");
    if (ONE_BLOCK_PER_ITEM) {
        Block *block = new_block(arena, size);
        block->used = size;
        return block->bytes;
    }
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Block *block = arena->newest;
    if (!block || block->room - block->used < rounded) {
        block = new_block(arena, rounded > arena->next_room ? rounded : arena->next_room);
        if (arena->next_room < LARGEST_BLOCK_BYTES)
            arena->next_room *= 2;
    }
    void *item = block->bytes + block->used;
    block->used += rounded;
    return item;
}

char *arena_copy(Arena *arena, const void *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_strdup(Arena *arena, const char *text)
{
    return arena_copy(arena, text, strlen(text));
}

/* Measuring costs as much as printing, so most texts are printed once, here. */
char *arena_vprintf(Arena *arena, const char *format, va_list arguments)
{
    char first[512];
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(first, sizeof first, format, arguments);
    if (length < 0)
        fault("a text could not be formatted");
    char *text = (size_t)length < sizeof first ? arena_copy(arena, first, (size_t)length)
                                               : arena_alloc(arena, (size_t)length + 1);
    if ((size_t)length >= sizeof first)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

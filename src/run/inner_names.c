#include "run/inner_names.h"

#include <string.h>

enum {
    SYSCALL_CEILING_BYTES = 4096,
    /* A thread of a pool that waits for work is a few hundred bytes deep; above it lies what is
     * its own of each library. */
    STACK_BYTES = 16 * 1024,
    WORD = sizeof(uint64_t)
};

/* ---- Pure ---- */

/* Hexadecimal, with or without 0x. False, too, when nothing of it is. */
static bool read_hexadecimal(Text text, uint64_t *number)
{
    if (text_starts(text, "0x"))
        text = text_part(text, 2, text.length);
    *number = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return false;
        *number = *number << 4 | (uint64_t)digit;
    }
    return text.length > 0;
}

static bool is_framework(Text path)
{
    size_t slash = path.length;
    while (slash > 0 && path.at[slash - 1] != '/')
        slash--;
    return text_starts(text_part(path, slash, path.length), "libtensorflow_framework.so");
}

/* "7f0000000000-7f0000001000 r-xp …" */
Spans code_of_tensorflow(Arena *arena, Text maps)
{
    Spans code = {0};
    Text line;
    while (text_line(&maps, &line)) {
        bool more;
        Span span;
        Text path = text_part(line, text_find(line, '/'), line.length);
        if (!is_framework(path))
            continue;
        Text from = text_next(&line, '-', &more), to = text_next(&line, ' ', &more);
        Text rights = text_next(&line, ' ', &more);
        if (text_starts(rights, "r-x") && read_hexadecimal(from, &span.from) &&
            read_hexadecimal(to, &span.to))
            list_add(arena, code, span);
    }
    return code;
}

/* "202 0x… 0x… STACK CODE": the last word but one. */
uint64_t stack_pointer_of(Text line)
{
    Text last = {0}, before = {0}, word;
    bool more;
    uint64_t pointer;
    line = text_trim(line);
    for (word = text_next(&line, ' ', &more); more; word = text_next(&line, ' ', &more)) {
        before = last;
        last = word;
    }
    return text_starts(before, "0x") && read_hexadecimal(before, &pointer) ? pointer : 0;
}

static uint64_t word_at(Text bytes, size_t position)
{
    uint64_t word;
    memcpy(&word, bytes.at + position, WORD);
    return word;
}

static bool lies_in(Spans code, uint64_t address)
{
    for (size_t i = 0; i < code.count; i++)
        if (address >= code.items[i].from && address < code.items[i].to)
            return true;
    return false;
}

uint64_t next_record(Text stack, Spans code, size_t *position)
{
    while (*position + 2 * WORD <= stack.length) {
        size_t at = *position;
        *position += WORD;
        if (lies_in(code, word_at(stack, at)) && word_at(stack, at + WORD))
            return word_at(stack, at + WORD);
    }
    return 0;
}

/* Pointer, length, and up to 15 bytes with their end, to which the pointer points. */
Text name_in_record(Text bytes, uint64_t address)
{
    enum { HEAD = 2 * WORD };
    static const Text NONE = {0};
    if (bytes.length < INNER_NAME_BYTES || word_at(bytes, 0) != address + HEAD)
        return NONE;
    uint64_t length = word_at(bytes, WORD);
    if (length >= INNER_NAME_BYTES - HEAD || bytes.at[HEAD + length] != '\0')
        return NONE;
    return text_part(bytes, HEAD, (size_t)length);
}

/* ---- In a process ---- */

typedef struct Memory {
    World *here;
    File *file; /* /proc/PID/mem */
    Spans code;
    char *stack; /* room for STACK_BYTES */
} Memory;

static Text read_at(const Memory *memory, uint64_t address, char *buffer, size_t length)
{
    size_t got = 0;
    file_read(memory->file, address, buffer, length, &got); /* fails where the stack ends */
    return (Text){buffer, got};
}

static bool thread_bears(const Memory *memory, const char *directory, const char *name)
{
    Text line;
    const char *path = arena_printf(world_arena(memory->here), "%s/syscall", directory);
    if (world_read(memory->here, path, SYSCALL_CEILING_BYTES, &line).known != PRESENT)
        return false;
    uint64_t pointer = stack_pointer_of(line) & ~(uint64_t)(WORD - 1), record;
    if (!pointer)
        return false;
    Text stack = read_at(memory, pointer, memory->stack, STACK_BYTES);
    size_t position = 0;
    while ((record = next_record(stack, memory->code, &position)) != 0) {
        char head[INNER_NAME_BYTES];
        if (text_is(name_in_record(read_at(memory, record, head, sizeof head), record), name))
            return true;
    }
    return false;
}

bool has_inner_thread(World *here, pid_t pid, Spans code, const char *name)
{
    Arena *arena = world_arena(here);
    Memory memory = {.here = here, .code = code};
    Strings threads = {0};
    bool found = false;
    const char *tasks = arena_printf(arena, "/proc/%d/task", (int)pid);
    const char *all = arena_printf(arena, "/proc/%d/mem", (int)pid);
    if (!code.count || world_open(here, all, &memory.file).known != PRESENT)
        return false;
    memory.stack = arena_alloc(arena, STACK_BYTES);
    world_list(here, tasks, &threads);
    for (size_t i = 0; i < threads.count && !found; i++)
        found = thread_bears(&memory, arena_printf(arena, "%s/%s", tasks, threads.items[i]), name);
    file_close(memory.file);
    return found;
}

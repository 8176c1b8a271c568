/* What is seen of a running program: the first line says which text the others are. */
#include <stdint.h>
#include <stdlib.h>

#include "run/inner_names.h"
#include "run/signs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Code that lies everywhere, so that each word of the memory leads on. */
static void read_memory(Text memory)
{
    static Span everywhere[] = {{0, UINT64_MAX}};
    Spans code = {.items = everywhere, .count = 1};
    size_t position = 0;
    uint64_t record;
    while ((record = next_record(memory, code, &position)) != 0) {
        Text name = name_in_record(text_part(memory, position, INNER_NAME_BYTES), record);
        if (name.length >= INNER_NAME_BYTES / 2)
            abort();
    }
    if (position > memory.length)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text rest = {(const char *)data, size}, kind, line;
    Signs signs = {0};
    if (!text_line(&rest, &kind))
        return 0;
    if (text_is(kind, "log"))
        signs_of_log(&signs, rest);
    else if (text_is(kind, "files"))
        while (text_line(&rest, &line))
            sign_of_open_file(&signs, line);
    else if (text_is(kind, "memory"))
        read_memory(rest);
    else if (text_is(kind, "syscall"))
        stack_pointer_of(rest);
    else
        signs_of_maps(&signs, rest);
    sign_of_thread(&signs, kind);
    Arena *arena = arena_new();
    Spans code = code_of_tensorflow(arena, rest);
    if (code.count > size)
        abort(); /* each needs a character */
    if (placement_of(&signs) == PLACED_ON_CPU && !text_of(reason_for_cpu(arena, &signs)).length)
        abort();
    if (placement_of(&signs) != PLACED_NOWHERE_YET && !has_framework(&signs) && !signs.driver)
        abort(); /* nothing was seen that could be anywhere */
    arena_free(arena);
    return 0;
}

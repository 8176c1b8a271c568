/* What is seen of a running program: the first line says which text the others are. */
#include <stdint.h>
#include <stdlib.h>

#include "run/signs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    else
        signs_of_maps(&signs, rest);
    sign_of_thread(&signs, kind);
    Arena *arena = arena_new();
    if (signs.files > size)
        abort(); /* each needs a character */
    if (placement_of(&signs) == PLACED_ON_CPU && !text_of(reason_for_cpu(arena, &signs)).length)
        abort();
    if (placement_of(&signs) != PLACED_NOWHERE_YET && !has_framework(&signs) && !signs.driver)
        abort(); /* nothing was seen that could be anywhere */
    arena_free(arena);
    return 0;
}

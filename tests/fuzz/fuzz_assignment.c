/* Lines that may set a variable. */
#include <stdint.h>
#include <stdlib.h>

#include "parse/assignment.h"
#include "parse/start_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line names the variable, the others are looked at. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text rest = {(const char *)data, size}, name, line;
    if (text_line(&rest, &name)) {
        const char *variable = text_copy(arena, name);
        const char *left = without_variable(arena, rest, variable, START_SHELL);
        if (left && without_variable(arena, text_of(left), variable, START_SHELL))
            abort(); /* what was taken out is still there */
        while (text_line(&rest, &line))
            if (line_assigns(line, variable) && line.length < text_of(variable).length)
                abort(); /* it cannot have named it */
    }
    arena_free(arena);
    return 0;
}

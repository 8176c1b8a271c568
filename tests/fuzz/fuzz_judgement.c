/* The whole check without a disk: any text as a recorded machine, judged and told. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/writer.h"
#include "judged.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Without the line that the reader refuses ("line 7: …"): otherwise few changes of a text would
 * leave a machine. */
static Text without_line(Arena *arena, Text text, const char *error)
{
    unsigned long number = strtoul(error + strlen("line "), NULL, 10);
    Writer left = writer_new(arena);
    Text line;
    for (unsigned long i = 1; text_line(&text, &line); i++) {
        if (i == number)
            continue;
        put_text(&left, line);
        put_char(&left, '\n');
    }
    return (Text){left.bytes, left.length};
}

static World *recorded(Arena *arena, Text text)
{
    enum { REFUSED_LINES = 20 };
    const char *error;
    for (int i = 0; i < REFUSED_LINES; i++) {
        World *world = world_recorded(arena, text, &error);
        if (world || !starts_with(error, "line "))
            return world;
        text = without_line(arena, text, error);
    }
    return NULL;
}

/* The length chooses the way: one input is judged one way, which keeps it fast. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    World *world = recorded(arena, (Text){(const char *)data, size});
    if (world)
        must_be_judged_well(world, (JudgedWay)(size % JUDGED_WAYS));
    arena_free(arena);
    return 0;
}

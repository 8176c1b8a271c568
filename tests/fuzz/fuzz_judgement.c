/* The whole check without a disk: any text as a recorded machine, judged and told. */
#include <stdint.h>
#include <stdlib.h>

#include "judged.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The length chooses the way: one input is judged one way, which keeps it fast. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text text = {(const char *)data, size};
    World *world = world_of_what_is_left(arena, &text);
    if (world)
        must_be_judged_well(world, (JudgedWay)(size % JUDGED_WAYS));
    arena_free(arena);
    return 0;
}

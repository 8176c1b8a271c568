/* One file of a healthy machine holds any bytes: the first line names the file, the rest is what it
 * holds. Everything that inspect/ and world/ read by themselves is reached this way. */
#include <stdint.h>
#include <stdlib.h>

#include "healthy_machine.h"
#include "judged.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_path(const char *path)
{
    return path[0] == '/' && path[1] != '\0';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Text rest = {(const char *)data, size}, line;
    const char *error;
    const User *user;
    const char *healthy = arena_printf(arena, "%s%s", healthy_machine, healthy_environment);
    World *machine = world_recorded(arena, text_of(healthy), &error);
    World *world = world_overlay(arena, machine);
    must(machine != NULL);
    const char *path = text_line(&rest, &line) ? text_copy(arena, line) : "";
    if (is_path(path)) {
        overlay_file(world, path, 0755, rest);
        must_be_judged_well(world, (JudgedWay)(size % JUDGED_WAYS));
        world_find_user(world, "eva", &user);
    }
    arena_free(arena);
    return 0;
}

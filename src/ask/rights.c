#include "ask/rights.h"

#include <string.h>

enum { GROUP_OR_OTHERS_WRITE = 022, STICKY = 01000 };

static const char *doubt_about(World *here, const char *path)
{
    FileInfo info;
    Arena *arena = world_arena(here);
    Answer answer = world_lstat(here, path, &info);
    if (answer.known != PRESENT)
        return arena_printf(arena, "%s: %s", path,
                            answer.because ? answer.because : "it is not there");
    if (info.uid != 0)
        return arena_printf(arena, "%s belongs to user %u", path, info.uid);
    bool shared = info.type == FILE_DIRECTORY && (info.mode & STICKY);
    if (info.type != FILE_LINK && !shared && (info.mode & GROUP_OR_OTHERS_WRITE))
        return arena_printf(arena, "others than root may write %s", path);
    return NULL;
}

/* The path itself and each directory that it names. */
static const char *doubt_along(World *here, const char *path)
{
    Arena *arena = world_arena(here);
    const char *doubt = doubt_about(here, "/");
    for (const char *slash = strchr(path + 1, '/'); slash && !doubt; slash = strchr(slash + 1, '/'))
        doubt = doubt_about(here, text_copy(arena, (Text){path, (size_t)(slash - path)}));
    return doubt ? doubt : doubt_about(here, path);
}

const char *writable_by_others(World *here, const char *path)
{
    const char *real;
    if (path[0] != '/')
        return arena_printf(world_arena(here), "%s is no absolute path", path);
    Answer answer = world_real_path(here, path, &real);
    if (answer.known != PRESENT)
        return arena_printf(world_arena(here), "%s: %s", path,
                            answer.because ? answer.because : "it is not there");
    const char *doubt = doubt_along(here, path);
    return doubt || strcmp(real, path) == 0 ? doubt : doubt_along(here, real);
}

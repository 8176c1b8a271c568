/* Programs on PATH, as a shell finds them. */
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "inspect/python_inside.h"

/* What shells use when PATH is not set; also the PATH of most containers. */
enum { PATH_CEILING = 1000 };
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static Text path_variable(World *world)
{
    const char *value = NULL;
    Answer answer = world_env(world, "PATH", &value);
    return text_of(answer.known == PRESENT && value ? value : DEFAULT_PATH);
}

bool is_executable(World *world, const char *path)
{
    FileInfo info;
    if (world_stat(world, path, &info).known != PRESENT || info.type != FILE_REGULAR)
        return false;
    return world_access(world, path, X_OK).known == PRESENT;
}

/* An empty element is the working directory. */
static char *directory_of(World *world, Text element)
{
    Arena *arena = world_arena(world);
    return path_normal(arena, world_cwd(world), text_copy(arena, element));
}

Strings path_directories(World *world)
{
    Strings directories = {0};
    Text rest = path_variable(world);
    for (bool more = true; more;) {
        Text element = text_next(&rest, ':', &more);
        if (!more || directories.count == PATH_CEILING)
            break;
        char *directory = directory_of(world, element);
        if (!strings_have(directories, directory))
            list_add(world_arena(world), directories, directory);
    }
    return directories;
}

const char *program_on_path(World *world, const char *name, const char *except)
{
    Strings directories = path_directories(world);
    for (size_t i = 0; i < directories.count; i++) {
        if (except && strcmp(directories.items[i], except) == 0)
            continue;
        char *path = path_join(world_arena(world), directories.items[i], name);
        if (is_executable(world, path))
            return path;
    }
    return NULL;
}

size_t position_on_path(World *world, const char *directory)
{
    Strings directories = path_directories(world);
    for (size_t i = 0; i < directories.count; i++) {
        if (strcmp(directories.items[i], directory) == 0)
            return i;
    }
    return (size_t)-1;
}

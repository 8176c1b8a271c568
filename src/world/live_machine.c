/* The machine itself, root "/": the kernel resolves, as it does for the judged program.
 *
 * A path that is not there costs one system call: the loader and the search for Python ask for
 * many of those. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world/live.h"
#include "world/walk.h"

static Answer machine_stat(World *world, const char *path, bool follow, FileInfo *info)
{
    Live *live = (Live *)world;
    struct stat status;
    live->cost.looks++;
    if (fstatat(AT_FDCWD, path, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return answer_of(errno);
    *info = live_info(&status);
    return answer_present();
}

static Answer machine_readlink(World *world, const char *path, const char **target)
{
    return live_readlink_at((Live *)world, AT_FDCWD, path, target);
}

/* Opens nothing: a descriptor that only stands for the file. */
static Answer find(Live *live, const char *path, int *found, FileInfo *info)
{
    struct stat status;
    live->cost.looks++;
    *found = open(path, O_PATH | O_CLOEXEC);
    if (*found < 0)
        return answer_of(errno);
    live->cost.looks++;
    if (fstat(*found, &status) != 0) {
        int error = errno;
        close(*found);
        return answer_of(error);
    }
    *info = live_info(&status);
    return answer_present();
}

static Answer machine_open(World *world, const char *path, File **file)
{
    int found;
    FileInfo info;
    Answer answer = find((Live *)world, path, &found, &info);
    return answer.known == PRESENT ? live_open_found((Live *)world, found, &info, file) : answer;
}

/* O_DIRECTORY: the kernel refuses everything else before any driver is asked. */
static Answer machine_list(World *world, const char *path, Strings *names)
{
    Live *live = (Live *)world;
    live->cost.looks++;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return fd < 0 ? answer_of(errno) : live_list_open(live, fd, names);
}

static Answer machine_access(World *world, const char *path, int mode)
{
    ((Live *)world)->cost.looks++;
    return answer_of(faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0 ? 0 : errno);
}

/* The kernel's own name of what the path leads to, when it has one. */
static Answer machine_real_path(World *world, const char *path, const char **real)
{
    int found;
    FileInfo info;
    Answer answer = find((Live *)world, path, &found, &info);
    if (answer.known != PRESENT)
        return answer;
    char name[32];
    snprintf(name, sizeof name, "/proc/self/fd/%d", found);
    answer = live_readlink_at((Live *)world, AT_FDCWD, name, real);
    close(found);
    if (answer.known == PRESENT && (*real)[0] == '/' && !ends_with(*real, " (deleted)"))
        return answer;
    return walk_real_path(world, path, real);
}

const PathQuestions live_machine_paths = {
    .stat = machine_stat,
    .readlink = machine_readlink,
    .real_path = machine_real_path,
    .list = machine_list,
    .access = machine_access,
    .open = machine_open,
};

static const Node *machine_look(World *world, const char *path)
{
    Node *node = arena_new_of(world->arena, Node);
    node->path = arena_strdup(world->arena, path);
    node->answer = machine_stat(world, path, false, &node->info);
    if (node->answer.known == PRESENT && node->info.type == FILE_LINK)
        node->answer = machine_readlink(world, path, &node->target);
    return node;
}

static Answer machine_list_place(World *world, const Node *node, Strings *names)
{
    return machine_list(world, node->path, names);
}

static Answer machine_access_place(World *world, const Node *node, int mode)
{
    return machine_access(world, node->path, mode);
}

static Answer machine_open_place(World *world, const Node *node, File **file)
{
    return machine_open(world, node->path, file);
}

const PlaceQuestions live_machine_places = {
    .look = machine_look,
    .list = machine_list_place,
    .access = machine_access_place,
    .open = machine_open_place,
};

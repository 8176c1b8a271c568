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

int live_open_in_machine(Live *live, const char *path, int flags)
{
    (void)live;
    return open(path, flags | O_CLOEXEC);
}

static Answer kernel_stat(Live *live, const char *path, int flags, FileInfo *info)
{
    struct stat status;
    live->cost.looks++;
    int result = TEMP_FAILURE_RETRY(fstatat(AT_FDCWD, path, &status, flags));
    return live_stat_answer(result, &status, info);
}

static Answer machine_stat(World *world, const char *path, bool follow, FileInfo *info)
{
    Live *live = (Live *)world;
    size_t length = strlen(path);
    if (!follow || length >= sizeof live->stat_path)
        return kernel_stat(live, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, info);
    if (length == 0 || strcmp(path, live->stat_path) != 0) {
        memcpy(live->stat_path, path, length + 1);
        live->stat_answer = kernel_stat(live, path, 0, &live->stat_info);
    }
    if (live->stat_answer.known == PRESENT)
        *info = live->stat_info;
    return live->stat_answer;
}

static Answer machine_readlink(World *world, const char *path, const char **target)
{
    return live_readlink_at((Live *)world, AT_FDCWD, path, target);
}

static Answer machine_access(World *world, const char *path, int mode)
{
    ((Live *)world)->cost.looks++;
    int result = TEMP_FAILURE_RETRY(faccessat(AT_FDCWD, path, mode, AT_EACCESS));
    return answer_of(result == 0 ? 0 : errno);
}

/* The kernel's own name of what the path leads to, when it has one. */
static Answer machine_real_path(World *world, const char *path, const char **real)
{
    char name[32];
    ((Live *)world)->cost.looks++;
    int found = TEMP_FAILURE_RETRY(open(path, O_PATH | O_CLOEXEC));
    if (found < 0)
        return answer_of(errno);
    snprintf(name, sizeof name, "/proc/self/fd/%d", found);
    Answer answer = live_readlink_at((Live *)world, AT_FDCWD, name, real);
    close(found);
    if (answer.known == PRESENT && (*real)[0] == '/' && !ends_with(*real, " (deleted)"))
        return answer;
    return walk_real_path(world, path, real);
}

const PathQuestions live_machine_paths = {
    .stat = machine_stat,
    .readlink = machine_readlink,
    .real_path = machine_real_path,
    .list = live_list,
    .access = machine_access,
    .open = live_open,
};

/* Another root than "/": every link stays inside it, whatever somebody turns it to meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "world/live.h"
#include "world/walk.h"

/* A resolution that races with a rename asks to be tried again. */
static int open_in_root(Live *live, const char *path, int flags)
{
    enum { TRIES = 16 };
    struct open_how how = {.flags = (uint64_t)(unsigned)(flags | O_CLOEXEC),
                           .resolve = RESOLVE_IN_ROOT};
    long fd = -1;
    for (int i = 0; i < TRIES; i++) {
        fd = syscall(SYS_openat2, live->root_fd, path, &how, sizeof how);
        if (fd >= 0 || errno != EAGAIN)
            break;
    }
    return (int)fd;
}

/* Links such as /proc/1/exe lead to a file and not to a path, so also out of the root. They are
 * taken as what they say. */
int live_open_in_root(Live *live, const char *path, int flags)
{
    const Node *node;
    int fd = open_in_root(live, path, flags);
    if (fd >= 0 || errno != EXDEV)
        return fd;
    Answer answer = walk(&live->base, path, (flags & O_NOFOLLOW) == 0, &node);
    if (answer.known == PRESENT)
        return open_in_root(live, node->path, flags);
    errno = answer.error;
    return -1;
}

/* ---- Without openat2(2): one component after the other, none of which may be a link ---- */

static void keep_step(Live *live, int fd, const char *path, size_t length)
{
    if (live->step_fd >= 0)
        close(live->step_fd);
    live->step_fd = fd;
    memcpy(live->step_path, path, length);
    live->step_path[length] = '\0';
}

/* A directory is asked for its children next, so the last one is kept open. */
static int start_of_steps(Live *live, const char *path, size_t length, size_t *done)
{
    size_t kept = strlen(live->step_path);
    bool is_above = live->step_fd >= 0 && kept <= length &&
                    strncmp(path, live->step_path, kept) == 0 &&
                    (kept == length || path[kept] == '/');
    *done = is_above ? kept : 0;
    return is_above ? live->step_fd : live->root_fd;
}

/* The directory that holds the last component; it stays open. -1 with errno. */
static int directory_above(Live *live, const char *path)
{
    size_t length = (size_t)(strrchr(path, '/') - path), at;
    int fd = start_of_steps(live, path, length, &at);
    while (at < length) {
        char name[WORLD_NAME_BYTES + 1];
        size_t name_length = strcspn(path + at + 1, "/");
        if (name_length > WORLD_NAME_BYTES) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(name, path + at + 1, name_length);
        name[name_length] = '\0';
        int next =
            TEMP_FAILURE_RETRY(openat(fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (next < 0)
            return -1;
        at += 1 + name_length;
        keep_step(live, next, path, at);
        fd = next;
    }
    return fd;
}

int live_open_by_steps(Live *live, const char *path, int flags)
{
    int directory = directory_above(live, path);
    const char *name = strrchr(path, '/') + 1;
    if (directory < 0)
        return -1;
    return openat(directory, name[0] ? name : ".", flags | O_NOFOLLOW | O_CLOEXEC);
}

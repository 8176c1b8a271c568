/* Opening at once what is known to be a plain file.
 *
 * Opening a device runs its driver, so live_open() looks first, through a descriptor that opens
 * nothing: five system calls. Two kinds of files need less:
 *   - what a directory that was listed calls a regular file: opened without following any link, it
 *     can meanwhile have become a FIFO (which O_NONBLOCK opens and nobody reads) or another file,
 *     and a device only by the hand of root
 *   - what the kernel makes below /sys and in some places of /proc, where no device can be */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "world/live.h"

enum { FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, KEPT_NAMES = 1000 };

bool live_is_sysfs(const Live *live, const char *path)
{
    return live->root_fd < 0 && starts_with(path, "/sys/");
}

static bool is_one_of_proc(const char *path)
{
    static const char *const FILES[] = {"/proc/devices", "/proc/bus/pci/devices",
                                        "/proc/self/mountinfo", "/proc/self/uid_map"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        if (strcmp(path, FILES[i]) == 0)
            return true;
    return false;
}

static bool is_made_by_kernel(const Live *live, const char *path)
{
    return live_is_sysfs(live, path) || (live->root_fd < 0 && is_one_of_proc(path)) ||
           (live->root_fd < 0 &&
            (starts_with(path, "/proc/driver/") || starts_with(path, "/proc/sys/")) &&
            !strstr(path, "/../"));
}

void live_keep_listing(Live *live, const char *path, const Strings *regular)
{
    if (regular->count == 0 || regular->count > KEPT_NAMES)
        return;
    Strings *kept = arena_new_of(live->base.arena, Strings);
    *kept = *regular;
    table_put(live->base.arena, &live->listings, arena_strdup(live->base.arena, path), kept);
}

static bool is_listed(const Live *live, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path || (size_t)(slash - path) >= WORLD_PATH_BYTES)
        return false;
    char directory[WORLD_PATH_BYTES];
    memcpy(directory, path, (size_t)(slash - path));
    directory[slash - path] = '\0';
    const Strings *regular = table_get(&live->listings, directory);
    for (size_t i = 0; regular && i < regular->count; i++)
        if (strcmp(regular->items[i], slash + 1) == 0)
            return true;
    return false;
}

static int open_without_links(const Live *live, const char *path)
{
    struct open_how how = {.flags = FLAGS, .resolve = RESOLVE_NO_SYMLINKS};
    int from = AT_FDCWD;
    if (live->root_fd >= 0) {
        from = live->root_fd;
        how.resolve |= RESOLVE_IN_ROOT;
    }
    return (int)syscall(SYS_openat2, from, path, &how, sizeof how);
}

int live_open_known(Live *live, const char *path, FileInfo *info)
{
    int fd = -1;
    if (is_made_by_kernel(live, path))
        fd = TEMP_FAILURE_RETRY(open(path, FLAGS));
    else if (live->open_path != live_open_by_steps && is_listed(live, path))
        fd = TEMP_FAILURE_RETRY(open_without_links(live, path));
    else
        return -1;
    live->cost.looks++;
    if (fd < 0)
        return -1;
    struct stat status;
    live->cost.looks++;
    if (TEMP_FAILURE_RETRY(fstat(fd, &status)) == 0 && S_ISREG(status.st_mode) &&
        live_stat_answer(0, &status, info).known == PRESENT)
        return fd;
    close(fd);
    return -1;
}

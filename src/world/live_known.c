/* Opening at once what is known to be a plain file.
 *
 * Opening a device runs its driver, so live_open() looks first, through a descriptor that opens
 * nothing: five system calls. Three kinds of files need less:
 *   - what a directory that was listed calls a regular file: opened without following any link, it
 *     can meanwhile have become a FIFO (which O_NONBLOCK opens and nobody reads) or another file,
 *     and a device only by the hand of root
 *   - likewise, what was just looked at by this name and is a regular file, as a recorder does:
 * what was seen then is what is told of it
 *   - what the kernel makes below /sys and in some places of /proc, where no device can be, and
 *     where a size says nothing */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "world/live.h"

enum { FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, KEPT_NAMES = 1000 };

static bool is_sysfs(const Live *live, const char *path)
{
    return live->root_fd < 0 && starts_with(path, "/sys/");
}

/* "/proc/self/stat", "/proc/4711/environ": the kernel makes them anew for each read, and gives as
 * much as there is and as was asked for. */
static bool is_of_a_process(const char *path)
{
    if (!starts_with(path, "/proc/"))
        return false;
    const char *process = path + strlen("/proc/"), *name = strchr(process, '/');
    if (!name || name == process)
        return false;
    size_t digits = strspn(process, "0123456789");
    if (process + digits != name && !starts_with(process, "self/"))
        return false;
    return strcmp(name, "/stat") == 0 || strcmp(name, "/environ") == 0 ||
           strcmp(name, "/cgroup") == 0;
}

bool live_short_read_ends(const Live *live, const char *path)
{
    return is_sysfs(live, path) ||
           (live->root_fd < 0 && (is_of_a_process(path) || starts_with(path, "/proc/sys/")));
}

static bool is_one_of_proc(const char *path)
{
    static const char *const FILES[] = {"/proc/devices", "/proc/bus/pci/devices",
                                        "/proc/self/mountinfo", "/proc/self/uid_map"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        if (strcmp(path, FILES[i]) == 0)
            return true;
    return is_of_a_process(path);
}

static bool is_made_by_kernel(const Live *live, const char *path)
{
    return is_sysfs(live, path) || (live->root_fd < 0 && is_one_of_proc(path)) ||
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

/* Only what is still a regular file is given. */
static int checked(Live *live, int fd, FileInfo *info)
{
    struct stat status;
    if (fd < 0)
        return -1;
    live->cost.looks++;
    if (TEMP_FAILURE_RETRY(fstat(fd, &status)) == 0 && S_ISREG(status.st_mode) &&
        live_stat_answer(0, &status, info).known == PRESENT)
        return fd;
    close(fd);
    return -1;
}

/* Of a directory, each read fails. */
static int open_made_by_kernel(Live *live, const char *path, FileInfo *info)
{
    *info = (FileInfo){.type = FILE_REGULAR};
    live->cost.looks++;
    return TEMP_FAILURE_RETRY(open(path, FLAGS));
}

int live_open_known(Live *live, const char *path, FileInfo *info)
{
    if (is_made_by_kernel(live, path))
        return open_made_by_kernel(live, path, info);
    if (is_listed(live, path))
        return checked(live, live_open_regular(live, path), info);
    return -1;
}

int live_open_regular(Live *live, const char *path)
{
    if (live->open_path == live_open_by_steps)
        return -1;
    live->cost.looks++;
    return TEMP_FAILURE_RETRY(open_without_links(live, path));
}

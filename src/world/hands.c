#include "world/hands.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/writer.h"
#include "world/internal.h"

enum { DIRECTORY_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

/* ---- Words ---- */

const char *trouble_words(int error)
{
    switch (error) {
    case ENOSPC: return "the disk is full";
    case EDQUOT: return "the disk quota is used up";
    case EROFS: return "the file system is read-only";
    case EXDEV: return "it lies on another file system";
    case ELOOP: return "a link stands where a directory should be";
    case ENOTDIR: return "no directory is there, or a link to one";
    case EACCES: return "permission denied";
    case EPERM: return "it is not permitted";
    case EEXIST: return "something of that name is there already";
    case EFBIG: return "it is too large";
    default: return strerror(error);
    }
}

const char *trouble_at(Arena *arena, const char *path, int error)
{
    return arena_printf(arena, "%s: %s", path, trouble_words(error));
}

/* ---- Directories on the way ---- */

static const char *foreign(Arena *arena, const char *path, unsigned owner)
{
    if (geteuid() == 0)
        return arena_printf(arena,
                            "%s belongs to user %u, and root changes nothing there; run whycpu as "
                            "that user",
                            path, owner);
    return arena_printf(arena, "%s belongs to user %u; run whycpu as that user", path, owner);
}

/* Whether the directory is one in which we may act; `is_below` says that it lies in the ground. */
static bool check_owner(Arena *arena, int fd, const char *path, bool is_below, struct stat *status,
                        const char **because)
{
    *because = NULL;
    if (fstat(fd, status) != 0)
        *because = trouble_at(arena, path, errno);
    else if (status->st_uid != geteuid() && (is_below || geteuid() == 0))
        *because = foreign(arena, path, status->st_uid);
    return !*because;
}

/* One step down; closes `fd`. */
static int step_down(Arena *arena, int fd, const char *name, const char *path, int flags,
                     const char **because)
{
    int next = TEMP_FAILURE_RETRY(openat(fd, name, flags));
    int error = errno;
    close(fd);
    if (next < 0)
        *because = trouble_at(arena, path, error);
    return next;
}

/* All of the way but its end is only passed through: it may be without the right to read. */
bool ground_open(Arena *arena, const char *path, Ground *ground, const char **because)
{
    struct stat status;
    Text rest = text_of(path + 1);
    bool more = *rest.at != '\0';
    *ground = (Ground){.path = path, .fd = open("/", more ? O_PATH | O_CLOEXEC : DIRECTORY_FLAGS)};
    if (ground->fd < 0)
        *because = trouble_at(arena, "/", errno);
    while (more && ground->fd >= 0) {
        Text name = text_next(&rest, '/', &more);
        bool is_end = rest.length == 0;
        const char *here = arena_copy(arena, path, (size_t)(name.at + name.length - path));
        int flags = is_end ? DIRECTORY_FLAGS : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        ground->fd = step_down(arena, ground->fd, text_copy(arena, name), here, flags, because);
        more = !is_end;
        if (ground->fd >= 0 && !check_owner(arena, ground->fd, here, is_end, &status, because))
            ground_close(ground);
    }
    if (ground->fd >= 0 && fstat(ground->fd, &status) == 0)
        ground->device = status.st_dev;
    return ground->fd >= 0;
}

void ground_close(Ground *ground)
{
    if (ground->fd >= 0)
        close(ground->fd);
    ground->fd = -1;
}

const char *ground_name(const Ground *ground, const char *path)
{
    size_t length = strlen(ground->path);
    if (length == 1)
        return path[1] ? path + 1 : NULL;
    return strncmp(path, ground->path, length) == 0 && path[length] == '/' && path[length + 1]
               ? path + length + 1
               : NULL;
}

static bool make_on_the_way(Arena *arena, int fd, const char *name, const char *path,
                            const char **because)
{
    if (mkdirat(fd, name, 0700) == 0)
        directory_sync(fd);
    else if (errno != EEXIST) {
        *because = trouble_at(arena, path, errno);
        return false;
    }
    return true;
}

int ground_directory(Arena *arena, const Ground *ground, const char *relative, int flags,
                     const char **because)
{
    struct stat status;
    Text rest = text_of(relative);
    bool more = true;
    int fd = openat(ground->fd, ".", DIRECTORY_FLAGS);
    if (fd < 0)
        *because = trouble_at(arena, ground->path, errno);
    for (Text name = text_next(&rest, '/', &more); more && fd >= 0;
         name = text_next(&rest, '/', &more)) {
        const char *below = arena_copy(arena, relative, (size_t)(name.at + name.length - relative));
        const char *path = arena_printf(arena, "%s/%s", ground->path, below);
        const char *one = text_copy(arena, name);
        if (name.length == 0)
            continue;
        if (text_is(name, "..")) {
            *because = trouble_at(arena, path, ELOOP);
            close(fd);
            return -1;
        }
        if (flags & MAKE_DIRECTORIES && !make_on_the_way(arena, fd, one, path, because)) {
            close(fd);
            return -1;
        }
        fd = step_down(arena, fd, one, path, DIRECTORY_FLAGS, because);
        if (fd >= 0 && !check_owner(arena, fd, path, true, &status, because)) {
            close(fd);
            fd = -1;
        }
    }
    return fd;
}

bool spot_open(Arena *arena, const Ground *ground, const char *relative, int flags, Spot *spot,
               const char **because)
{
    const char *slash = strrchr(relative, '/');
    const char *above = slash ? arena_copy(arena, relative, (size_t)(slash - relative)) : "";
    *spot = (Spot){.directory = ground_directory(arena, ground, above, flags, because),
                   .name = slash ? slash + 1 : relative,
                   .path = arena_printf(arena, "%s/%s", ground->path, relative)};
    return spot->directory >= 0;
}

void spot_close(Spot *spot)
{
    if (spot->directory >= 0)
        close(spot->directory);
    spot->directory = -1;
}

/* ---- Looking ---- */

bool is_missing(const char *path)
{
    struct stat status;
    return lstat(path, &status) != 0 && errno == ENOENT;
}

static SpotKind kind_of(mode_t mode)
{
    return S_ISREG(mode)   ? SPOT_FILE
           : S_ISLNK(mode) ? SPOT_LINK
           : S_ISDIR(mode) ? SPOT_DIRECTORY
                           : SPOT_OTHER;
}

static SpotInfo info_of(const struct stat *status)
{
    return (SpotInfo){.kind = kind_of(status->st_mode),
                      .mode = status->st_mode & 07777,
                      .owner = status->st_uid,
                      .group = status->st_gid,
                      .size_bytes = (uint64_t)status->st_size,
                      .inode = status->st_ino,
                      .device = status->st_dev,
                      .modified_ns =
                          (long long)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec};
}

int spot_look(Arena *arena, Spot spot, SpotInfo *info)
{
    struct stat status;
    *info = (SpotInfo){.kind = SPOT_ABSENT};
    if (fstatat(spot.directory, spot.name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : errno;
    *info = info_of(&status);
    if (info->kind != SPOT_LINK)
        return 0;
    char target[WORLD_PATH_BYTES];
    ssize_t length = readlinkat(spot.directory, spot.name, target, sizeof target);
    if (length < 0 || length == sizeof target)
        return length < 0 ? errno : ENAMETOOLONG;
    info->target = arena_copy(arena, target, (size_t)length);
    return 0;
}

static int read_all(Arena *arena, int fd, size_t size, Text *content)
{
    char *bytes = arena_alloc(arena, size + 1);
    size_t length = 0;
    while (length < size) {
        ssize_t got = TEMP_FAILURE_RETRY(read(fd, bytes + length, size - length));
        if (got < 0)
            return errno;
        if (got == 0)
            break;
        length += (size_t)got;
    }
    *content = (Text){bytes, length};
    return 0;
}

int spot_read(Arena *arena, Spot spot, size_t ceiling_bytes, Text *content)
{
    struct stat status;
    int fd = TEMP_FAILURE_RETRY(
        openat(spot.directory, spot.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (fd < 0)
        return errno;
    int error = fstat(fd, &status) != 0                    ? errno
                : !S_ISREG(status.st_mode)                 ? EINVAL
                : (uint64_t)status.st_size > ceiling_bytes ? EFBIG
                                                           : 0;
    if (!error)
        error = read_all(arena, fd, (size_t)status.st_size, content);
    close(fd);
    return error;
}

/* ---- Changing ---- */

int directory_sync(int directory)
{
    return fsync(directory) == 0 || errno == EINVAL ? 0 : errno;
}

int file_system_sync(int directory)
{
    return syncfs(directory) == 0 ? 0 : errno;
}

static int synced(int result, int directory)
{
    return result != 0 ? errno : directory_sync(directory);
}

int spot_make_directory(Spot spot, unsigned mode)
{
    return synced(mkdirat(spot.directory, spot.name, mode), spot.directory);
}

int spot_make_link(Spot spot, const char *target)
{
    return synced(symlinkat(target, spot.directory, spot.name), spot.directory);
}

/* Rights last: a file without the right to write is filled in too. */
static int finish_file(int fd, const SpotInfo *as)
{
    if (as && as->group != getegid() && fchown(fd, (uid_t)-1, as->group) != 0 && errno != EPERM)
        return errno;
    if (fchmod(fd, as ? as->mode : 0644) != 0)
        return errno;
    return 0;
}

static int create_file(Spot spot)
{
    return TEMP_FAILURE_RETRY(openat(spot.directory, spot.name,
                                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

/* A file that is not whole is no file: it is taken away again. */
static int close_or_remove(Spot spot, int fd, int error)
{
    if (!error && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    if (error)
        unlinkat(spot.directory, spot.name, 0);
    return error ? error : directory_sync(spot.directory);
}

static int write_all(int fd, Text content)
{
    while (content.length) {
        ssize_t written = TEMP_FAILURE_RETRY(write(fd, content.at, content.length));
        if (written < 0)
            return errno;
        content = text_part(content, (size_t)written, content.length);
    }
    return 0;
}

int spot_make_file(Spot spot, const SpotInfo *as, Text content)
{
    int fd = create_file(spot);
    if (fd < 0)
        return errno;
    int error = write_all(fd, content);
    return close_or_remove(spot, fd, error ? error : finish_file(fd, as));
}

static int copy_content(int from, int to)
{
    char buffer[64 * 1024];
    for (;;) {
        ssize_t got = TEMP_FAILURE_RETRY(read(from, buffer, sizeof buffer));
        if (got <= 0)
            return got < 0 ? errno : 0;
        int error = write_all(to, (Text){buffer, (size_t)got});
        if (error)
            return error;
    }
}

static struct timespec time_of(long long ns)
{
    long long second = 1000000000, part = (ns % second + second) % second;
    return (struct timespec){.tv_sec = (time_t)((ns - part) / second), .tv_nsec = (long)part};
}

/* Not synced one by one: file_system_sync() comes behind many of them. */
int spot_copy(Spot from, Spot to, const SpotInfo *as)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, time_of(as->modified_ns)};
    int source = TEMP_FAILURE_RETRY(
        openat(from.directory, from.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (source < 0)
        return errno;
    int fd = create_file(to), error = fd < 0 ? errno : copy_content(source, fd);
    close(source);
    if (fd < 0)
        return error;
    if (!error)
        error = finish_file(fd, as);
    if (!error && futimens(fd, times) != 0)
        error = errno;
    if (close(fd) != 0 && !error)
        error = errno;
    if (error)
        unlinkat(to.directory, to.name, 0);
    return error;
}

static bool is_there(Spot spot)
{
    struct stat status;
    return fstatat(spot.directory, spot.name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Some file systems cannot promise that nothing is replaced; then it is looked at before. */
int spot_move(Spot from, Spot to)
{
    int result = (int)syscall(SYS_renameat2, from.directory, from.name, to.directory, to.name,
                              RENAME_NOREPLACE);
    if (result != 0 && (errno == EINVAL || errno == ENOSYS)) {
        if (is_there(to))
            return EEXIST;
        result = renameat(from.directory, from.name, to.directory, to.name);
    }
    int error = synced(result, to.directory);
    return error ? error : directory_sync(from.directory);
}

int spot_replace(Spot from, Spot to)
{
    return renameat(from.directory, from.name, to.directory, to.name) == 0 ? 0 : errno;
}

int spot_hard_link(Spot from, Spot to)
{
    return linkat(from.directory, from.name, to.directory, to.name, 0) == 0 ? 0 : errno;
}

int spot_remove(Spot spot)
{
    if (unlinkat(spot.directory, spot.name, 0) == 0 || errno == ENOENT)
        return 0;
    if (errno != EISDIR && errno != EPERM)
        return errno;
    return unlinkat(spot.directory, spot.name, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : errno;
}

int spot_set_mode(Spot spot, unsigned mode)
{
    return fchmodat(spot.directory, spot.name, mode, 0) == 0 ? 0 : errno;
}

int spot_set_time(Spot spot, long long modified_ns)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, time_of(modified_ns)};
    return utimensat(spot.directory, spot.name, times, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno;
}

/* ---- A text that only grows ---- */

int journal_make(int directory, const char *name)
{
    return TEMP_FAILURE_RETRY(openat(
        directory, name, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

int journal_go_on(int directory, const char *name, uint64_t whole_bytes)
{
    int fd =
        TEMP_FAILURE_RETRY(openat(directory, name, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
    struct stat status;
    if (fd < 0)
        return -1;
    if (fstat(fd, &status) == 0 && (uint64_t)status.st_size >= whole_bytes &&
        ((uint64_t)status.st_size == whole_bytes || ftruncate(fd, (off_t)whole_bytes) == 0))
        return fd;
    close(fd);
    return -1;
}

/* What came to the disk of lines that could not all be written is taken off again. */
int journal_append(int fd, Text lines)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return errno;
    int error = write_all(fd, lines);
    if (!error && fsync(fd) != 0)
        error = errno;
    if (error && ftruncate(fd, status.st_size) != 0)
        return error;
    return error;
}

int lock_directory(int directory)
{
    return flock(directory, LOCK_EX | LOCK_NB);
}

/* Files of a live world, through descriptors. A call that a signal or a slow file system interrupts
 * (EINTR) is made again: the file was not looked at. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "world/live.h"
#include "world/walk.h"

static FileType type_of_mode(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR: return FILE_DIRECTORY;
    case S_IFLNK: return FILE_LINK;
    case S_IFCHR: return FILE_CHARACTER_DEVICE;
    case S_IFBLK: return FILE_BLOCK_DEVICE;
    case S_IFIFO: return FILE_FIFO;
    case S_IFSOCK: return FILE_SOCKET;
    default: return FILE_REGULAR;
    }
}

/* The size of a directory says nothing about it, and differs from one file system to the next. */
static uint64_t size_of(const struct stat *status)
{
    return S_ISDIR(status->st_mode) || status->st_size < 0 ? 0 : (uint64_t)status->st_size;
}

Answer live_stat_answer(int result, const struct stat *status, FileInfo *info)
{
    if (result != 0)
        return answer_of(errno);
    *info = (FileInfo){
        .type = type_of_mode(status->st_mode),
        .mode = status->st_mode & 07777,
        .uid = status->st_uid,
        .gid = status->st_gid,
        .size_bytes = size_of(status),
        .device = status->st_dev,
        .inode = status->st_ino,
        .device_major = major(status->st_rdev),
        .device_minor = minor(status->st_rdev),
    };
    return answer_present();
}

Answer live_find(Live *live, const char *path, int flags, int *found, FileInfo *info)
{
    live->cost.looks++;
    *found = TEMP_FAILURE_RETRY(live->open_path(live, path, O_PATH | flags));
    if (*found < 0)
        return answer_of(errno);
    struct stat status;
    live->cost.looks++;
    int result = TEMP_FAILURE_RETRY(fstat(*found, &status));
    Answer answer = live_stat_answer(result, &status, info);
    if (answer.known != PRESENT)
        close(*found);
    return answer;
}

/* ---- Reading ---- */

static Answer live_read(File *file, uint64_t offset, void *buffer, size_t length, size_t *got)
{
    Live *live = (Live *)file->world;
    if (file->fd < 0)
        return answer_of(EBADF);
    while (*got < length) {
        live->cost.looks++;
        ssize_t some =
            pread(file->fd, (char *)buffer + *got, length - *got, (off_t)(offset + *got));
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return answer_of(errno);
        *got += (size_t)some;
        live->cost.bytes_read += (uint64_t)some;
        /* At the size that fstat told, nothing more is expected; where none is told, as in /proc,
         * only an empty read is the end; but sysfs gives all of an attribute at once, and /proc
         * what it tells of a process. */
        if (some == 0 || offset + *got == file->info.size_bytes || file->short_read_ends)
            break;
    }
    return answer_present();
}

static void live_close(File *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

/* The file that `found` stands for, opened; without /proc, by its path once more, and only if that
 * still leads to the same file. */
static int open_found(Live *live, int found, const char *path, const FileInfo *info)
{
    enum { FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };
    char name[32];
    snprintf(name, sizeof name, "/proc/self/fd/%d", found);
    live->cost.looks++;
    int fd = TEMP_FAILURE_RETRY(open(name, FLAGS));
    if (fd >= 0 || (errno != ENOENT && errno != ENOTDIR))
        return fd;
    struct stat status;
    fd = TEMP_FAILURE_RETRY(live->open_path(live, path, FLAGS));
    if (fd >= 0 && (TEMP_FAILURE_RETRY(fstat(fd, &status)) != 0 || status.st_dev != info->device ||
                    status.st_ino != info->inode)) {
        close(fd);
        errno = ESTALE;
        fd = -1;
    }
    return fd;
}

static File *new_file(Live *live, const char *path, int fd, const FileInfo *info)
{
    File *file = arena_new_of(live->base.arena, File);
    *file = (File){.info = *info,
                   .world = &live->base,
                   .read = live_read,
                   .close = live_close,
                   .fd = fd,
                   .short_read_ends = live_short_read_ends(live, path)};
    return file;
}

/* Between looking at a file and opening it by name, a link could be turned towards a device, and
 * opening that would run its driver. So the name is resolved once, to a descriptor that opens
 * nothing, and what was looked at is opened through it. */
Answer live_open(World *world, const char *path, File **file)
{
    Live *live = (Live *)world;
    FileInfo info;
    int found, fd = live_open_known(live, path, &info);
    if (fd >= 0) {
        *file = new_file(live, path, fd, &info);
        return answer_present();
    }
    Answer answer = live_find(live, path, 0, &found, &info);
    if (answer.known != PRESENT)
        return answer;
    answer = may_open_type(info.type);
    if (answer.known == PRESENT) {
        fd = open_found(live, found, path, &info);
        answer = answer_of(fd < 0 ? errno : 0);
    }
    close(found);
    if (answer.known != PRESENT)
        return answer;
    *file = new_file(live, path, fd, &info);
    return answer;
}

/* ---- Directories ---- */

struct DirectoryEntry { /* struct linux_dirent64 of getdents64(2) */
    uint64_t inode;
    int64_t next_offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

static void add_names(Arena *arena, const char *entries, size_t length, Strings *names,
                      Strings *regular)
{
    for (size_t at = 0; at < length;) {
        const struct DirectoryEntry *entry = (const void *)(entries + at);
        if (strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0) {
            const char *name = arena_strdup(arena, entry->name);
            list_add(arena, *names, name);
            if (entry->type == DT_REG)
                list_add(arena, *regular, name);
        }
        at += entry->length;
    }
}

static Answer read_names(Live *live, int fd, Strings *names, Strings *regular)
{
    _Alignas(8) char entries[WORLD_LIST_BUFFER];
    for (;;) {
        live->cost.looks++;
        long length = TEMP_FAILURE_RETRY(syscall(SYS_getdents64, fd, entries, sizeof entries));
        if (length < 0)
            return answer_of(errno);
        if (length == 0)
            return answer_present();
        live->cost.bytes_read += (uint64_t)length;
        add_names(live->base.arena, entries, (size_t)length, names, regular);
        if (names->count > WORLD_NAMES)
            return answer_unknown(EFBIG, "it holds more than 100 000 names");
    }
}

/* O_DIRECTORY: the kernel refuses everything else before any driver is asked. */
Answer live_list(World *world, const char *path, Strings *names)
{
    Live *live = (Live *)world;
    live->cost.looks++;
    int fd = TEMP_FAILURE_RETRY(
        live->open_path(live, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY));
    if (fd < 0)
        return answer_of(errno);
    Strings regular = {0};
    Answer answer = read_names(live, fd, names, &regular);
    close(fd);
    if (answer.known == PRESENT)
        live_keep_listing(live, path, &regular);
    return answer;
}

/* ---- Questions about one descriptor ---- */

Answer live_readlink_at(Live *live, int fd, const char *path, const char **target)
{
    char buffer[WORLD_PATH_BYTES];
    live->cost.looks++;
    ssize_t length = TEMP_FAILURE_RETRY(readlinkat(fd, path, buffer, sizeof buffer));
    if (length < 0)
        return answer_of(errno);
    *target = arena_copy(live->base.arena, buffer, (size_t)length);
    return answer_present();
}

static Answer fd_stat(World *world, const char *path, bool follow, FileInfo *info)
{
    int found;
    Answer answer = live_find((Live *)world, path, follow ? 0 : O_NOFOLLOW, &found, info);
    if (answer.known == PRESENT)
        close(found);
    return answer;
}

static Answer fd_readlink(World *world, const char *path, const char **target)
{
    int found;
    FileInfo info;
    Answer answer = live_find((Live *)world, path, O_NOFOLLOW, &found, &info);
    if (answer.known != PRESENT)
        return answer;
    answer = info.type == FILE_LINK ? live_readlink_at((Live *)world, found, "", target)
                                    : answer_of(EINVAL);
    close(found);
    return answer;
}

/* faccessat2(2) is younger than openat2(2) by two kernels. */
static int may_access(int found, int mode)
{
    char name[32];
#ifdef SYS_faccessat2
    long result =
        TEMP_FAILURE_RETRY(syscall(SYS_faccessat2, found, "", mode, AT_EMPTY_PATH | AT_EACCESS));
    if (result == 0 || (errno != ENOSYS && errno != EPERM))
        return (int)result;
#endif
    snprintf(name, sizeof name, "/proc/self/fd/%d", found);
    return TEMP_FAILURE_RETRY(faccessat(AT_FDCWD, name, mode, AT_EACCESS));
}

static Answer fd_access(World *world, const char *path, int mode)
{
    int found;
    FileInfo info;
    Answer answer = live_find((Live *)world, path, 0, &found, &info);
    if (answer.known != PRESENT)
        return answer;
    ((Live *)world)->cost.looks++;
    answer = answer_of(may_access(found, mode) == 0 ? 0 : errno);
    close(found);
    return answer;
}

const PathQuestions live_fd_paths = {
    .stat = fd_stat,
    .readlink = fd_readlink,
    .real_path = walk_real_path,
    .list = live_list,
    .access = fd_access,
    .open = live_open,
};

/* ---- Place questions ---- */

static const Node *place_look(World *world, const char *path)
{
    const PathQuestions *direct = ((Live *)world)->direct;
    Node *node = arena_new_of(world->arena, Node);
    node->path = arena_strdup(world->arena, path);
    node->answer = direct->stat(world, path, false, &node->info);
    if (node->answer.known == PRESENT && node->info.type == FILE_LINK)
        node->answer = direct->readlink(world, path, &node->target);
    return node;
}

static Answer place_list(World *world, const Node *node, Strings *names)
{
    return ((Live *)world)->direct->list(world, node->path, names);
}

static Answer place_access(World *world, const Node *node, int mode)
{
    return ((Live *)world)->direct->access(world, node->path, mode);
}

static Answer place_open(World *world, const Node *node, File **file)
{
    Live *live = (Live *)world;
    bool is_regular = node->answer.known == PRESENT && node->info.type == FILE_REGULAR;
    int fd = is_regular ? live_open_regular(live, node->path) : -1;
    if (fd < 0)
        return live->direct->open(world, node->path, file);
    *file = new_file(live, node->path, fd, &node->info);
    return answer_present();
}

const PlaceQuestions live_places = {
    .look = place_look,
    .list = place_list,
    .access = place_access,
    .open = place_open,
};

#include "world/kept_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "world/hands.h"
#include "world/internal.h"

/* ---- Bytes into a file ---- */

static bool write_all(int fd, Text content)
{
    while (content.length) {
        ssize_t written = write(fd, content.at, content.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        content = text_part(content, (size_t)written, content.length);
    }
    return true;
}

/* A file that is not whole is no file: it is taken away again. */
static bool create(int directory, const char *name, mode_t mode, Text content, int *error)
{
    enum { FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC };
    int fd = TEMP_FAILURE_RETRY(openat(directory, name, FLAGS, mode));
    *error = errno;
    if (fd < 0)
        return false;
    bool whole = write_all(fd, content) && TEMP_FAILURE_RETRY(fsync(fd)) == 0;
    *error = errno;
    if (close(fd) != 0 && whole) {
        *error = errno;
        whole = false;
    }
    if (!whole)
        unlinkat(directory, name, 0);
    return whole;
}

static bool create_and_rename(Arena *arena, int directory, const char *name, mode_t mode,
                              Text content, int *error)
{
    const char *beside = arena_printf(arena, ".%s.%ld", name, (long)getpid());
    if (!create(directory, beside, mode, content, error))
        return false;
    if (TEMP_FAILURE_RETRY(renameat(directory, beside, directory, name)) == 0)
        return true;
    *error = errno;
    unlinkat(directory, beside, 0);
    return false;
}

bool write_new_file(const char *path, Text content, int *error)
{
    return create(AT_FDCWD, path, 0666, content, error);
}

bool write_file_anew(Arena *arena, const char *path, Text content, int *error)
{
    int directory =
        TEMP_FAILURE_RETRY(open(path_parent(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    *error = errno;
    if (directory < 0)
        return false;
    bool written = create_and_rename(arena, directory, path_name(path), 0666, content, error);
    close(directory);
    return written;
}

/* ---- Directories of our own ---- */

static bool is_ours(int directory)
{
    struct stat status;
    return fstat(directory, &status) == 0 && status.st_uid == geteuid();
}

/* The deepest directory on the way that is there; `*missing` are the names below it. */
static int open_first(Arena *arena, const char *path, Text *missing)
{
    size_t length = strlen(path);
    for (;;) {
        const char *part = length ? arena_copy(arena, path, length) : "/";
        int fd = TEMP_FAILURE_RETRY(open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (fd >= 0 || errno != ENOENT || length == 0) {
            *missing = text_of(path + length);
            return fd;
        }
        while (length && path[--length] != '/')
            continue;
    }
}

static int make_below(Arena *arena, int directory, Text missing)
{
    bool more;
    for (Text name = text_next(&missing, '/', &more); more;
         name = text_next(&missing, '/', &more)) {
        if (name.length == 0)
            continue;
        const char *made = text_copy(arena, name);
        if (mkdirat(directory, made, 0700) != 0 && errno != EEXIST)
            return -1;
        int next = TEMP_FAILURE_RETRY(
            openat(directory, made, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        int error = errno;
        close(directory);
        errno = error;
        directory = next;
        if (directory < 0)
            return -1;
    }
    return directory;
}

bool keep_private_file(Arena *arena, const char *directory, const char *name, Text content,
                       const char **because)
{
    Text missing;
    int error, fd = open_first(arena, directory, &missing);
    if (fd >= 0 && !is_ours(fd)) {
        *because = "it belongs to another user, and nothing is left there";
        close(fd);
        return false;
    }
    fd = fd < 0 ? fd : make_below(arena, fd, missing);
    if (fd < 0) {
        *because = trouble_words(errno);
        return false;
    }
    bool kept = create_and_rename(arena, fd, name, 0600, content, &error);
    close(fd);
    *because = kept ? NULL : trouble_words(error);
    return kept;
}

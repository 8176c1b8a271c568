#include "world/stream.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "world/internal.h"

struct Stream {
    int fd;
};

static Stream *stream_of(Arena *arena, int fd)
{
    Stream *stream = arena_new_of(arena, Stream);
    stream->fd = fd;
    return stream;
}

static bool is_a_log(int fd, Refusal *refusal)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return refusal_set(refusal, errno, answer_of(errno).because);
    if (S_ISDIR(info.st_mode))
        return refusal_set(refusal, 0, "it is a directory");
    return !S_ISBLK(info.st_mode) || refusal_set(refusal, 0, "it is a disk");
}

Stream *stream_open(Arena *arena, const char *path, Refusal *refusal)
{
    int fd = (int)TEMP_FAILURE_RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (fd < 0) {
        refusal_set(refusal, errno,
                    errno == ENOENT ? "there is no such file" : answer_of(errno).because);
        return NULL;
    }
    if (!is_a_log(fd, refusal)) {
        close(fd);
        return NULL;
    }
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* a pipe refuses that */
    return stream_of(arena, fd);
}

Stream *stream_of_standard_input(Arena *arena)
{
    return stream_of(arena, STDIN_FILENO);
}

bool stream_read(Stream *stream, void *buffer, size_t length, size_t *got, const char **because)
{
    ssize_t count = TEMP_FAILURE_RETRY(read(stream->fd, buffer, length));
    *got = count > 0 ? (size_t)count : 0;
    if (count < 0)
        *because = answer_of(errno).because;
    return count >= 0;
}

void stream_close(Stream *stream)
{
    if (stream->fd != STDIN_FILENO)
        close(stream->fd);
}

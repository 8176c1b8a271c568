#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "world/internal.h"

/* Grows as it comes: a pipe does not tell its length. */
Answer standard_input_read(Arena *arena, size_t ceiling_bytes, Text *content)
{
    size_t room = 64 * 1024, length = 0;
    char *bytes = arena_alloc(arena, room);
    for (;;) {
        ssize_t got = read(STDIN_FILENO, bytes + length, room - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return answer_of(errno);
        if (got == 0)
            break;
        length += (size_t)got;
        if (length > ceiling_bytes)
            return answer_unknown(EFBIG, "it is larger than such a file should be");
        if (length == room) {
            char *larger = arena_alloc(arena, room * 2);
            memcpy(larger, bytes, length);
            bytes = larger;
            room *= 2;
        }
    }
    *content = (Text){bytes, length};
    return answer_present();
}

/* Byte by byte: what follows the line is for whoever reads next. A signal that comes between the
 * look at `interrupted` and the wait would be waited past: it is let in by the wait alone. */
static Answer line_while(Arena *arena, bool (*interrupted)(void), const sigset_t *waiting,
                         Text *line)
{
    char bytes[256];
    size_t length = 0;
    struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
    for (;;) {
        char byte;
        if (interrupted())
            return answer_of(EINTR);
        if (ppoll(&wait, 1, NULL, waiting) < 0)
            return answer_of(errno);
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got <= 0)
            return answer_of(got < 0 ? errno : ENOENT);
        if (byte == '\n')
            break;
        if (length < sizeof bytes)
            bytes[length++] = byte;
    }
    *line = (Text){arena_copy(arena, bytes, length), length};
    return answer_present();
}

Answer standard_input_line(Arena *arena, bool (*interrupted)(void), Text *line)
{
    sigset_t interrupt, before;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, &before);
    Answer answer = line_while(arena, interrupted, &before, line);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return answer;
}

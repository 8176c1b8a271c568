#include <errno.h>
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

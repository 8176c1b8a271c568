#include "base/fault.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

_Noreturn void fault(const char *sentence)
{
    struct iovec parts[] = {
        {(void *)"whycpu: ", 8},
        {(void *)sentence, strlen(sentence)},
        {(void *)"\n", 1},
    };
    ssize_t said = writev(STDERR_FILENO, parts, 3);
    (void)said; /* nothing is left to try */
    _exit(EXIT_FAULT);
}

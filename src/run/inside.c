#include "run/inside.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST_OF_OURS = 3, MOST_DESCRIPTORS = 4096 };

static void close_between(unsigned first, unsigned last)
{
    if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
        return;
    /* Linux before 5.9. */
    for (unsigned fd = first; fd <= last && fd < MOST_DESCRIPTORS; fd++)
        close((int)fd);
}

void close_all_but(int first_kept, int second_kept)
{
    int low = first_kept < second_kept ? first_kept : second_kept;
    int high = first_kept < second_kept ? second_kept : first_kept;
    unsigned next = FIRST_OF_OURS;
    if (low >= FIRST_OF_OURS) {
        close_between(next, (unsigned)low - 1);
        next = (unsigned)low + 1;
    }
    if (high >= FIRST_OF_OURS) {
        close_between(next, (unsigned)high - 1);
        next = (unsigned)high + 1;
    }
    close_between(next, ~0U);
}

_Noreturn void become_program(const RunStart *start, const Inherited *inherited, pid_t parent,
                              int report)
{
    struct sigaction ignoring = {.sa_handler = SIG_IGN};
    /* The order closes the gap: whoever died before the request is no parent any more. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    if (inherited->ignores_children)
        sigaction(SIGCHLD, &ignoring, NULL);
    sigprocmask(SIG_SETMASK, &inherited->mask, NULL);
    int error = run_in_place(start);
    if (write(report, &error, sizeof error) < 0)
        _exit(1);
    _exit(1);
}

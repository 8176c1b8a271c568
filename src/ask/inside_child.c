#include "ask/inside_child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOT_STARTED "not-started "

enum { OUT_OF_THE_WAY_FD = 10, MOST_DESCRIPTORS = 4096, SIGNALS = 65 };

static _Noreturn void give_up(int answers)
{
    char words[64];
    int length = snprintf(words, sizeof words, NOT_STARTED "%d\n", errno);
    if (write(answers, words, (size_t)length) < 0)
        _exit(126);
    _exit(127);
}

bool said_not_started(Text said, int *error)
{
    long long number;
    Text line;
    if (!text_line(&said, &line) || !text_starts(line, NOT_STARTED) ||
        !text_number(text_part(line, strlen(NOT_STARTED), line.length), &number) || number > 4096)
        return false;
    *error = (int)number;
    return true;
}

/* Groups first: afterwards there is no right to change them. */
static bool take_rights_of(const User *user)
{
    gid_t groups[1024];
    size_t count = user->group_count < 1024 ? user->group_count : 1024;
    for (size_t i = 0; i < count; i++)
        groups[i] = user->groups[i];
    return setgroups(count, groups) == 0 && setresgid(user->gid, user->gid, user->gid) == 0 &&
           setresuid(user->uid, user->uid, user->uid) == 0;
}

static void reset_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < SIGNALS; number++)
        signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Standard streams lead nowhere, the answers are CHILD_ANSWERS_FD, and nothing else is open. */
static bool arrange_descriptors(int answers)
{
    int null = open("/dev/null", O_RDWR);
    if (null < 0)
        return false;
    for (int stream = 0; stream < CHILD_ANSWERS_FD; stream++)
        if (dup2(null, stream) < 0)
            return false;
    if (dup2(answers, CHILD_ANSWERS_FD) < 0)
        return false;
    if (syscall(SYS_close_range, CHILD_ANSWERS_FD + 1, ~0U, 0) == 0)
        return true;
    for (int fd = CHILD_ANSWERS_FD + 1; fd < MOST_DESCRIPTORS; fd++)
        close(fd);
    return true;
}

_Noreturn void become_child(const ChildPlan *plan, pid_t parent, int answers)
{
    struct rlimit nothing = {0, 0};
    int kept = fcntl(answers, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY_FD);
    if (kept < 0)
        give_up(answers);
    setsid();
    if (plan->become && !take_rights_of(plan->become))
        give_up(kept);
    /* Behind the change of rights, which forgets it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        give_up(kept);
    if (getppid() != parent)
        _exit(126);
    setrlimit(RLIMIT_CORE, &nothing);
    reset_signals();
    if (!arrange_descriptors(kept))
        give_up(kept);
    execve(plan->program, (char *const *)plan->words, (char *const *)plan->environ_);
    give_up(CHILD_ANSWERS_FD);
}

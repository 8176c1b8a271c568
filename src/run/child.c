#include "run/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/inside.h"
#include "run/witness.h"

enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127, SIGNAL_BASE = 128, WITHOUT_SIGNALFD_MS = 100 };

typedef struct Company {
    pid_t program;
    int signals; /* a signalfd with all that can be blocked */
    Witness witness;
    bool ended;
    RunEnd end;
} Company;

/* ---- Signals that come to us ---- */

/* What was sent to the group reached the program too, unless it has left the group. */
static bool has_reached_it(Company *company, const struct signalfd_siginfo *signal)
{
    return witness_saw(&company->witness, (int)signal->ssi_signo, signal->ssi_code == SI_KERNEL) &&
           getpgid(company->program) == getpgrp();
}

/* Before the program is waited for its number cannot belong to another process. */
static void pass_on(const Company *company, const struct signalfd_siginfo *signal)
{
    siginfo_t info = {.si_signo = (int)signal->ssi_signo, .si_code = SI_QUEUE};
    if (signal->ssi_code != SI_QUEUE) {
        kill(company->program, (int)signal->ssi_signo);
        return;
    }
    info.si_pid = getpid();
    info.si_uid = getuid();
    info.si_value.sival_ptr = (void *)(uintptr_t)signal->ssi_ptr;
    syscall(SYS_rt_sigqueueinfo, company->program, info.si_signo, &info);
}

static void take_signals(Company *company)
{
    struct signalfd_siginfo signal;
    while (read(company->signals, &signal, sizeof signal) == (ssize_t)sizeof signal)
        if (signal.ssi_signo != SIGCHLD && !company->ended && !has_reached_it(company, &signal))
            pass_on(company, &signal);
}

/* ---- What becomes of the program ---- */

static bool has_terminal(void)
{
    int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0)
        close(terminal);
    return terminal >= 0;
}

/* A shell sees of a stopped job only that its own child stopped, and how. */
static void stop_like(int number)
{
    struct sigaction usual = {.sa_handler = SIG_DFL}, before;
    sigset_t one;
    /* Without a terminal nobody does job control: whoever stops the program by itself goes on with
     * it by itself, and nobody would wake us. */
    if (number == SIGSTOP && !has_terminal())
        return;
    sigemptyset(&one);
    sigaddset(&one, number);
    sigaction(number, &usual, &before);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
    kill(getpid(), number);
    sigprocmask(SIG_BLOCK, &one, NULL);
    sigaction(number, &before, NULL);
}

static void note_end(Company *company, int status)
{
    company->ended = true;
    company->end = (RunEnd){.signalled = WIFSIGNALED(status)};
    company->end.number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

/* As the first process of a container we are handed every orphan, so all are waited for. */
static void take_children(Company *company)
{
    pid_t pid;
    int status;
    while (!company->ended && (pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        if (pid == company->witness.pid)
            witness_is_gone(&company->witness);
        if (pid != company->program)
            continue;
        if (WIFSTOPPED(status))
            stop_like(WSTOPSIG(status));
        else
            note_end(company, status);
    }
}

static void accompany(Company *company, const Meanwhile *meanwhile)
{
    for (;;) {
        take_signals(company);
        take_children(company);
        if (company->ended)
            return;
        int due = meanwhile ? meanwhile->due_ms(meanwhile->subject) : -1;
        if (due == 0)
            meanwhile->look(meanwhile->subject, company->program);
        if (due == 0)
            continue;
        struct pollfd wait = {.fd = company->signals, .events = POLLIN};
        if (company->signals < 0 && (due < 0 || due > WITHOUT_SIGNALFD_MS))
            due = WITHOUT_SIGNALFD_MS;
        poll(&wait, 1, due);
    }
}

/* ---- Start ---- */

/* What we hold open is seen by others: the other end of a pipe, a lock. Standard error is kept, as
 * something may have to be said. */
static void let_go_of_descriptors(int first_kept, int second_kept)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 2 && null >= 0; fd++)
        if (fd != first_kept && fd != second_kept)
            dup3(null, fd, O_CLOEXEC);
    close_all_but(first_kept, second_kept);
}

/* The errno that the new process wrote; 0: it became the program. */
static int error_of_start(int report)
{
    int error = 0;
    ssize_t got;
    do {
        got = read(report, &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    close(report);
    return got == (ssize_t)sizeof error ? error : 0;
}

static void begin(Company *company, const RunStart *start, const Inherited *inherited)
{
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) {
        company->end = (RunEnd){.error = errno, .not_begun = true};
        return;
    }
    pid_t parent = getpid();
    company->program = fork();
    if (company->program == 0)
        become_program(start, inherited, parent, report[1]);
    int error = errno;
    close(report[1]);
    if (company->program < 0) {
        close(report[0]);
        company->end = (RunEnd){.error = error, .not_begun = true};
        return;
    }
    company->end.error = error_of_start(report[0]);
    if (company->end.error)
        waitpid(company->program, NULL, 0);
}

/* A full set has the few that a fault of our own raises too: they end us even when blocked. */
static void hold_signals(Inherited *inherited)
{
    struct sigaction usual = {.sa_handler = SIG_DFL}, before;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &inherited->mask);
    sigaction(SIGCHLD, &usual, &before);
    inherited->ignores_children =
        before.sa_handler == SIG_IGN || (before.sa_flags & SA_NOCLDWAIT) != 0;
}

static void release_signals(const Inherited *inherited)
{
    struct sigaction ignoring = {.sa_handler = SIG_IGN};
    if (inherited->ignores_children)
        sigaction(SIGCHLD, &ignoring, NULL);
    sigprocmask(SIG_SETMASK, &inherited->mask, NULL);
}

RunEnd run_child(const RunStart *start, const Meanwhile *meanwhile)
{
    Company company = {.program = -1};
    Inherited inherited;
    sigset_t all;
    hold_signals(&inherited);
    witness_begin(&company.witness);
    begin(&company, start, &inherited);
    if (!company.end.error) {
        if (!start->keeps_descriptors)
            let_go_of_descriptors(company.witness.line, -1);
        sigfillset(&all);
        company.signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
        accompany(&company, meanwhile);
        close(company.signals);
    }
    witness_end(&company.witness);
    release_signals(&inherited);
    return company.end;
}

int run_in_place(const RunStart *start)
{
    /* execvpe(3) looks at PATH of the caller. */
    environ = (char **)start->environ_;
    execvp(start->words[0], (char *const *)start->words);
    return errno;
}

/* ---- End ---- */

int status_of_failed_start(int error)
{
    return error == ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
}

_Noreturn void end_like(const RunEnd *end)
{
    struct rlimit nothing = {0, 0};
    sigset_t one;
    if (end->not_begun)
        _exit(STATUS_NOT_BEGUN);
    if (end->error)
        _exit(status_of_failed_start(end->error));
    if (!end->signalled)
        _exit(end->number);
    /* The limit alone does not stop a core that is handed to a program (core(5)). */
    setrlimit(RLIMIT_CORE, &nothing);
    prctl(PR_SET_DUMPABLE, 0);
    signal(end->number, SIG_DFL);
    sigemptyset(&one);
    sigaddset(&one, end->number);
    sigprocmask(SIG_UNBLOCK, &one, NULL);
    kill(getpid(), end->number);
    /* The first process of a container outlives its own signals. */
    _exit(SIGNAL_BASE + end->number);
}

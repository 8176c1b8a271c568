/* inject [OPTION…] -- PROGRAM [ARGUMENT…]: runs a program of which one system call fails.
 *
 *   --calls look|memory|output  which calls are counted: those that look at files (as it is without
 *                               the option), those that ask for memory, those that write
 *   --nth N                     the N-th of them (from 1) does not happen and ends with the error
 *   --on                        and so do all that come behind it
 *   --error NAME                EIO, EMFILE, ENFILE, ENOMEM, EACCES, EINTR, ENOSPC, ENOSYS
 *   --short                     instead, the N-th call may give half of what was asked for
 *   --report FILE               writes a line a counted call: its number, its name, its path
 *
 * The exit status is the program's; 125 when it could not be run or watched. The calls of the C
 * library before main() are not counted, as no program can answer for them: a static program ends
 * its start with mprotect(2).
 *
 * strace can let a call fail as well. This is for thousands of runs: a filter (seccomp) stops the
 * program at the counted calls alone. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COULD_NOT = 125, NO_ARGUMENT = -1 };

typedef enum Group { LOOK, MEMORY, OUTPUT } Group;

/* What is known of a call: which arguments hold its path, its descriptor, how much is wanted. */
typedef struct Call {
    long number;
    const char *name;
    Group group;
    int path, descriptor, length;
} Call;

static const Call calls[] = {
    {SYS_open, "open", LOOK, 0, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_openat, "openat", LOOK, 1, 0, NO_ARGUMENT},
    {SYS_openat2, "openat2", LOOK, 1, 0, NO_ARGUMENT},
    {SYS_read, "read", LOOK, NO_ARGUMENT, 0, 2},
    {SYS_pread64, "pread64", LOOK, NO_ARGUMENT, 0, 2},
    {SYS_stat, "stat", LOOK, 0, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_lstat, "lstat", LOOK, 0, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_fstat, "fstat", LOOK, NO_ARGUMENT, 0, NO_ARGUMENT},
    {SYS_newfstatat, "newfstatat", LOOK, 1, 0, NO_ARGUMENT},
    {SYS_statx, "statx", LOOK, 1, 0, NO_ARGUMENT},
    {SYS_readlink, "readlink", LOOK, 0, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_readlinkat, "readlinkat", LOOK, 1, 0, NO_ARGUMENT},
    {SYS_getdents64, "getdents64", LOOK, NO_ARGUMENT, 0, 2},
    {SYS_access, "access", LOOK, 0, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_faccessat, "faccessat", LOOK, 1, 0, NO_ARGUMENT},
    {SYS_faccessat2, "faccessat2", LOOK, 1, 0, NO_ARGUMENT},
    {SYS_getcwd, "getcwd", LOOK, NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_brk, "brk", MEMORY, NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_mmap, "mmap", MEMORY, NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_mremap, "mremap", MEMORY, NO_ARGUMENT, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_write, "write", OUTPUT, NO_ARGUMENT, 0, 2},
    {SYS_writev, "writev", OUTPUT, NO_ARGUMENT, 0, NO_ARGUMENT},
    {SYS_fsync, "fsync", OUTPUT, NO_ARGUMENT, 0, NO_ARGUMENT},
    {SYS_rename, "rename", OUTPUT, 0, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_renameat, "renameat", OUTPUT, 1, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_renameat2, "renameat2", OUTPUT, 1, NO_ARGUMENT, NO_ARGUMENT},
    {SYS_mkdirat, "mkdirat", OUTPUT, 1, NO_ARGUMENT, NO_ARGUMENT},
};
enum { CALLS = sizeof calls / sizeof *calls };

typedef struct Options {
    Group group;
    long nth;
    int error;
    bool on, cut;
    FILE *report;
    char **command;
} Options;

static const struct {
    const char *name;
    int number;
} errors[] = {
    {"EIO", EIO},       {"EMFILE", EMFILE}, {"ENFILE", ENFILE}, {"ENOMEM", ENOMEM},
    {"EACCES", EACCES}, {"EINTR", EINTR},   {"ENOSPC", ENOSPC}, {"ENOSYS", ENOSYS},
};

_Noreturn static void stop(const char *what)
{
    fprintf(stderr, "inject: %s: %s\n", what, strerror(errno));
    exit(COULD_NOT);
}

/* ---- The program ---- */

static struct sock_filter equal(unsigned number)
{
    return (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JEQ | BPF_K, number);
}

/* Stops at the calls of the group and at mprotect, lets everything else pass. */
static void set_filter(Group group)
{
    struct sock_filter code[2 * CALLS + 8];
    unsigned short length = 0;
    code[length++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i <= CALLS; i++) {
        if (i < CALLS && calls[i].group != group)
            continue;
        code[length] = equal((unsigned)(i < CALLS ? calls[i].number : SYS_mprotect));
        code[length++].jf = 1;
        code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {length, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        stop("the filter of system calls could not be set");
}

_Noreturn static void be_the_program(const Options *options)
{
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
        stop("this process could not be watched");
    raise(SIGSTOP);
    set_filter(options->group);
    execv(options->command[0], options->command);
    stop(options->command[0]);
}

/* ---- Its calls ---- */

static unsigned long long argument(const struct user_regs_struct *registers, int number)
{
    const unsigned long long values[] = {registers->rdi, registers->rsi, registers->rdx,
                                         registers->r10, registers->r8,  registers->r9};
    return values[number];
}

static const Call *call_of(const struct user_regs_struct *registers)
{
    for (size_t i = 0; i < CALLS; i++)
        if (calls[i].number == (long)registers->orig_rax)
            return &calls[i];
    return NULL;
}

/* As much of a text in the program's memory as can be had. */
static void read_text(pid_t program, unsigned long long address, char *text, size_t room)
{
    struct iovec here = {text, room - 1}, there = {(void *)(uintptr_t)address, room - 1};
    ssize_t got;
    do {
        got = process_vm_readv(program, &here, 1, &there, 1, 0);
        there.iov_len = here.iov_len /= 2; /* the rest of the page may not be there */
    } while (got < 0 && here.iov_len);
    text[got < 0 ? 0 : got] = '\0';
}

static void report(const Options *options, pid_t program, const Call *call,
                   const struct user_regs_struct *registers, long count)
{
    char text[4096] = "", link[64];
    if (!options->report)
        return;
    if (call->path != NO_ARGUMENT)
        read_text(program, argument(registers, call->path), text, sizeof text);
    if (!text[0] && call->descriptor != NO_ARGUMENT) {
        snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)program,
                 (int)argument(registers, call->descriptor));
        ssize_t length = readlink(link, text, sizeof text - 1);
        text[length < 0 ? 0 : length] = '\0';
    }
    for (char *at = text; *at; at++)
        if (*at == '\n' || *at == '\t')
            *at = ' ';
    fprintf(options->report, "%ld\t%s\t%s\n", count, call->name, text);
}

/* The call does not happen. brk(2) has no error: it tells where the memory ends, and an end below
 * what was asked for is a failure. */
static void fail(pid_t program, struct user_regs_struct *registers, int error)
{
    bool is_brk = registers->orig_rax == SYS_brk;
    registers->orig_rax = (unsigned long long)-1;
    registers->rax = is_brk ? 0 : (unsigned long long)-(long long)error;
    if (ptrace(PTRACE_SETREGS, program, NULL, registers) != 0)
        stop("a call could not be changed");
}

static void give_half(pid_t program, const Call *call, struct user_regs_struct *registers)
{
    if (call->length == NO_ARGUMENT || registers->rdx < 2)
        return;
    registers->rdx /= 2;
    if (ptrace(PTRACE_SETREGS, program, NULL, registers) != 0)
        stop("a call could not be changed");
}

static void at_call(const Options *options, pid_t program)
{
    static bool started;
    static long count;
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, program, NULL, &registers) != 0)
        stop("a call could not be looked at");
    const Call *call = call_of(&registers);
    if (!call || !started) {
        started = started || !call; /* mprotect */
        return;
    }
    count++;
    report(options, program, call, &registers, count);
    if (!options->nth || count < options->nth || (count > options->nth && !options->on))
        return;
    if (options->cut)
        give_half(program, call, &registers);
    else
        fail(program, &registers, options->error);
}

/* ---- From its start to its end ---- */

static int watch(const Options *options, pid_t program)
{
    int status;
    if (waitpid(program, &status, 0) != program || !WIFSTOPPED(status))
        stop("the program did not start");
    if (ptrace(PTRACE_SETOPTIONS, program, NULL,
               (void *)(long)(PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC)))
        stop("the program could not be watched");
    int deliver = 0;
    for (;;) {
        if (ptrace(PTRACE_CONT, program, NULL, (void *)(long)deliver) != 0 ||
            waitpid(program, &status, 0) != program)
            stop("the program could not be watched");
        if (WIFEXITED(status))
            return WEXITSTATUS(status);
        if (WIFSIGNALED(status))
            return 128 + WTERMSIG(status);
        deliver = status >> 8 == SIGTRAP || status >> 16 ? 0 : WSTOPSIG(status);
        if (status >> 16 == PTRACE_EVENT_SECCOMP)
            at_call(options, program);
    }
}

static bool take_error(const char *name, Options *options)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(errors[i].name, name) == 0)
            options->error = errors[i].number;
    return options->error != 0;
}

static bool take_group(const char *name, Options *options)
{
    static const char *const names[] = {"look", "memory", "output"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            options->group = (Group)i;
            return true;
        }
    return false;
}

/* An option with a value; false when it is none, or the value is not what it should be. */
static bool take(const char *option, const char *value, Options *options)
{
    if (strcmp(option, "--nth") == 0)
        return (options->nth = strtol(value, NULL, 10)) > 0;
    if (strcmp(option, "--error") == 0)
        return take_error(value, options);
    if (strcmp(option, "--calls") == 0)
        return take_group(value, options);
    if (strcmp(option, "--report") == 0)
        return (options->report = fopen(value, "we")) != NULL;
    return false;
}

static bool parse(char **arguments, Options *options)
{
    *options = (Options){0};
    for (; *arguments && strcmp(*arguments, "--") != 0; arguments++) {
        if (strcmp(*arguments, "--on") == 0)
            options->on = true;
        else if (strcmp(*arguments, "--short") == 0)
            options->cut = true;
        else if (!arguments[1] || !take(arguments[0], arguments[1], options))
            return false;
        else
            arguments++;
    }
    options->command = *arguments ? arguments + 1 : arguments;
    return *options->command && (!options->nth || options->cut || options->error);
}

int main(int argc, char **argv)
{
    Options options;
    if (argc < 2 || !parse(argv + 1, &options)) {
        fputs("inject: see the head of tests/torture/inject.c\n", stderr);
        return COULD_NOT;
    }
    pid_t program = fork();
    if (program < 0)
        stop("fork");
    if (program == 0)
        be_the_program(&options);
    int status = watch(&options, program);
    if (options.report && fclose(options.report) != 0)
        stop("the report could not be written");
    return status;
}

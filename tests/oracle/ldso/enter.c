/* Starts a program in another root, directory, and with the rights of another user.
 *
 *   enter ROOT DIRECTORY USER PROGRAM NAME=VALUE... -- ARGUMENT...
 *
 * "" for ROOT or USER: as it is. The variables are PROGRAM's whole environment; this program itself
 * gets none, since an LD_LIBRARY_PATH with $ORIGIN kills what glibc 2.31 links statically.
 *
 * PROGRAM is a path, or "" for what is open as descriptor 9 (which needs no path inside ROOT).
 * Starting this by posix_spawn() costs a fifth of a fork() of the whole interpreter.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { DEADLINE_SECONDS = 600, CEILING_SECONDS = 20, PROGRAM_DESCRIPTOR = 9 };

static void require(int result, const char *what)
{
    if (result == 0)
        return;
    fprintf(stderr, "cannot start: %s: ", what);
    perror("");
    _exit(111);
}

static void become(unsigned user)
{
    require(setgroups(0, NULL), "setgroups");
    require(setresgid(user, user, user), "setresgid");
    require(setresuid(user, user, user), "setresuid");
}

int main(int count, char *arguments[])
{
    int split = 5;
    while (split < count && strcmp(arguments[split], "--") != 0)
        split++;
    if (split + 1 >= count)
        return 64;
    arguments[split] = NULL;
    char **environment = arguments + 5, **rest = arguments + split + 1;
    const char *root = arguments[1], *program = arguments[4];
    require(setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}), "setrlimit");
    /* Of processor time: on a busy machine a process may wait for long. */
    require(setrlimit(RLIMIT_CPU, &(struct rlimit){CEILING_SECONDS, CEILING_SECONDS}), "setrlimit");
    if (*root)
        require(chroot(root), root);
    require(chdir(arguments[2]), arguments[2]);
    if (*arguments[3])
        become((unsigned)atoi(arguments[3]));
    alarm(DEADLINE_SECONDS);
    if (*program)
        execve(program, rest, environment);
    else
        fexecve(PROGRAM_DESCRIPTOR, rest, environment);
    require(-1, *program ? program : rest[0]);
}

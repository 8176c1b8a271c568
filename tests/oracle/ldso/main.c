/* Opens names as a plan says and prints what the real loader did.
 *
 *   main LOADED... -- OPENER... -- NAME...
 *
 * Every LOADED is opened by this program, in order. The first OPENER is opened by this program,
 * the next one from inside the first, and so on; each NAME is then opened from inside the last one
 * (from this program when there is none), in a child, so that no NAME sees another one and a crash
 * is seen. One line a NAME:
 *   found PATH | loaded PATH | failed MESSAGE | signal NUMBER
 * and, on the error output, a line "opening NAME" before whatever the loader says there;
 * or one line "setup INDEX MESSAGE" when a LOADED or an OPENER, that argument, does not open.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef void *Open(const char *name, int mode);
typedef void *Opener(Open *open, const char *name, int mode);

enum { MODE = RTLD_NOW | RTLD_LOCAL, CEILING = 4096 };

static void *open_ourselves(Open *open, const char *name, int mode)
{
    void *volatile handle = open(name, mode);
    return handle;
}

static int mapped_before(const struct link_map *before[], const void *handle)
{
    for (int i = 0; before[i]; i++)
        if (before[i] == handle)
            return 1;
    return 0;
}

static void answer(Opener *opener, const char *name)
{
    const struct link_map *before[CEILING] = {0};
    int count = 0;
    for (struct link_map *map = _r_debug.r_map; map && count < CEILING - 1; map = map->l_next)
        before[count++] = map;
    void *handle = opener(dlopen, name, MODE);
    struct link_map *map = NULL;
    if (!handle)
        printf("failed %s\n", dlerror());
    else if (dlinfo(handle, RTLD_DI_LINKMAP, &map))
        printf("failed dlinfo: %s\n", dlerror());
    else
        printf("%s %s\n", mapped_before(before, handle) ? "loaded" : "found", map->l_name);
    fflush(stdout);
    _exit(0);
}

static void setup_failed(int index)
{
    printf("setup %d %s\n", index, dlerror());
    exit(0);
}

static int at_end(const char *argument)
{
    return !argument || !strcmp(argument, "--");
}

static void print_maps(void)
{
    for (struct link_map *map = _r_debug.r_map; map; map = map->l_next)
        printf("%s\n", map->l_name);
}

int main(int count, char *arguments[])
{
    char **next = arguments + 1;
    if (count == 2 && !strcmp(*next, "--maps")) {
        print_maps();
        return 0;
    }
    for (; !at_end(*next); next++)
        if (!dlopen(*next, MODE))
            setup_failed((int)(next - arguments));
    Opener *opener = open_ourselves;
    for (next += *next != NULL; !at_end(*next); next++) {
        void *handle = opener(dlopen, *next, MODE);
        if (!handle || !(opener = (Opener *)dlsym(handle, "opener")))
            setup_failed((int)(next - arguments));
    }
    for (next += *next != NULL; *next; next++) {
        fflush(stdout);
        fprintf(stderr, "opening %s\n", *next);
        pid_t child = fork();
        if (child == 0)
            answer(opener, *next);
        int status = 0;
        waitpid(child, &status, 0);
        if (WIFSIGNALED(status))
            printf("signal %d\n", WTERMSIG(status));
        else if (WEXITSTATUS(status))
            printf("exit %d\n", WEXITSTATUS(status));
    }
    return 0;
}

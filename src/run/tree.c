#include "run/tree.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    STAT_CEILING_BYTES = 16 * 1024,
    CHILDREN_CEILING_BYTES = 1024 * 1024,
    MOST_MEMBERS = 20000,
    SLICE_MS = 20,
    AFTER_KILL_MS = 1000
};

/* ---- One process ---- */

typedef struct Process {
    pid_t parent;
    char state;
    long threads;
    uint64_t began, size;
} Process;

/* proc_pid_stat(5). The name stands in parentheses and may hold any character. */
static bool read_process(World *here, pid_t pid, Process *process)
{
    enum { STATE = 0, PARENT = 1, THREADS = 17, BEGAN = 19, SIZE = 20 };
    Text stat;
    char *path = arena_printf(world_arena(here), "/proc/%d/stat", (int)pid);
    if (world_read(here, path, STAT_CEILING_BYTES, &stat).known != PRESENT)
        return false;
    size_t end = stat.length;
    while (end > 0 && stat.at[end - 1] != ')')
        end--;
    Text rest = text_part(stat, end + 1, stat.length);
    bool more = true;
    for (int i = 0; i <= SIZE && more; i++) {
        long long number = 0;
        Text field = text_next(&rest, ' ', &more);
        if (i == STATE)
            process->state = field.length ? field.at[0] : '?';
        else
            text_number(field, &number);
        if (i == PARENT)
            process->parent = (pid_t)number;
        if (i == THREADS)
            process->threads = (long)number;
        if (i == BEGAN)
            process->began = (uint64_t)number;
        if (i == SIZE)
            process->size = (uint64_t)number;
    }
    return more && process->state != 'Z' && process->state != 'X';
}

/* ---- All of them ---- */

const Member *tree_member(const ProcessTree *tree, pid_t pid)
{
    for (size_t i = 0; i < tree->members.count; i++)
        if (tree->members.items[i].pid == pid)
            return &tree->members.items[i];
    return NULL;
}

static void add_member(ProcessTree *tree, World *here, pid_t pid, pid_t parent)
{
    Process process;
    if (tree_member(tree, pid) || tree->members.count >= MOST_MEMBERS ||
        !read_process(here, pid, &process))
        return;
    list_add(tree->arena, tree->members,
             (Member){.pid = pid,
                      .parent = parent,
                      .began = process.began,
                      .size = process.size,
                      .threads = process.threads,
                      .alive = true,
                      .news = LOOKS_AT_NEWS});
}

static void look_again(Member *member, World *here)
{
    Process process;
    member->alive = read_process(here, member->pid, &process) && process.began == member->began;
    if (!member->alive)
        return;
    if (process.size != member->size || process.threads != member->threads)
        member->news = LOOKS_AT_NEWS;
    member->size = process.size;
    member->threads = process.threads;
}

static void forget_the_gone(ProcessTree *tree)
{
    size_t kept = 0;
    for (size_t i = 0; i < tree->members.count; i++)
        if (tree->members.items[i].alive)
            tree->members.items[kept++] = tree->members.items[i];
    tree->members.count = kept;
}

/* Any thread may have started a process. False where the kernel keeps no such list. */
static bool add_children_of(ProcessTree *tree, World *here, pid_t parent)
{
    Arena *arena = world_arena(here);
    Strings threads = {0};
    const char *tasks = arena_printf(arena, "/proc/%d/task", (int)parent);
    world_list(here, tasks, &threads);
    bool any = false;
    for (size_t i = 0; i < threads.count; i++) {
        Text list, word;
        long long pid;
        bool more;
        char *path = arena_printf(arena, "%s/%s/children", tasks, threads.items[i]);
        if (world_read(here, path, CHILDREN_CEILING_BYTES, &list).known != PRESENT)
            continue;
        any = true;
        for (word = text_next(&list, ' ', &more); more; word = text_next(&list, ' ', &more))
            if (text_number(word, &pid))
                add_member(tree, here, (pid_t)pid, parent);
    }
    return any || threads.count == 0;
}

/* The long way, for kernels without those lists. Once more while it finds something, since a
 * child may have a smaller number than its parent. */
static void add_by_parents(ProcessTree *tree, World *here)
{
    Strings names = {0};
    size_t before;
    world_list(here, "/proc", &names);
    do {
        before = tree->members.count;
        for (size_t i = 0; i < names.count; i++) {
            long long pid;
            Process process;
            if (text_number(text_of(names.items[i]), &pid) &&
                read_process(here, (pid_t)pid, &process) && tree_member(tree, process.parent))
                add_member(tree, here, (pid_t)pid, process.parent);
        }
    } while (tree->members.count > before);
}

void tree_look(ProcessTree *tree, World *here, pid_t program)
{
    bool listed = true;
    for (size_t i = 0; i < tree->members.count; i++)
        look_again(&tree->members.items[i], here);
    forget_the_gone(tree);
    add_member(tree, here, program, 0);
    for (size_t i = 0; i < tree->members.count && listed; i++)
        listed = add_children_of(tree, here, tree->members.items[i].pid);
    if (!listed)
        add_by_parents(tree, here);
}

/* ---- The end ---- */

/* The descriptor is opened first and the process behind it compared then, so a number that was
 * given anew in between is never hit. */
static void send_signals(const Member *member, World *here, const int *numbers, size_t count)
{
    Process process;
    int fd = (int)syscall(SYS_pidfd_open, member->pid, 0);
    bool without_descriptor = fd < 0 && errno == ENOSYS; /* Linux before 5.3 */
    bool is_it = read_process(here, member->pid, &process) && process.began == member->began;
    for (size_t i = 0; i < count && is_it; i++) {
        if (fd >= 0)
            syscall(SYS_pidfd_send_signal, fd, numbers[i], NULL, 0);
        else if (without_descriptor)
            kill(member->pid, numbers[i]);
    }
    if (fd >= 0)
        close(fd);
}

static World *this_machine(Arena *arena)
{
    LiveOptions options = {.root = "/", .cwd = "/"};
    const char *error;
    return world_live(arena, &options, &error);
}

/* Looks for all of them. Those that were not asked yet are asked to end, or all are killed. Returns
 * whether there was any. */
static bool signal_all(ProcessTree *tree, pid_t program, bool kills)
{
    /* One that is stopped hears the first when it gets the second. */
    static const int ASKING[] = {SIGTERM, SIGCONT}, KILLING[] = {SIGKILL};
    Arena *arena = arena_new();
    World *here = this_machine(arena);
    tree_look(tree, here, program);
    for (size_t i = 0; i < tree->members.count; i++) {
        Member *member = &tree->members.items[i];
        if (kills)
            send_signals(member, here, KILLING, 1);
        else if (!member->told_to_end)
            send_signals(member, here, ASKING, 2);
        member->told_to_end = true;
    }
    arena_free(arena);
    return tree->members.count > 0;
}

static long long now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool gone_within(ProcessTree *tree, pid_t program, bool kills, int most_ms)
{
    struct timespec slice = {0, SLICE_MS * 1000000L};
    long long until = now_ms() + most_ms;
    while (signal_all(tree, program, kills)) {
        if (now_ms() >= until)
            return false;
        nanosleep(&slice, NULL);
    }
    return true;
}

void tree_end(ProcessTree *tree, pid_t program, int grace_ms)
{
    if (!gone_within(tree, program, false, grace_ms))
        gone_within(tree, program, true, AFTER_KILL_MS);
}

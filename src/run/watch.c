#include "run/watch.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    FIRST_PAUSE_MS = 20,
    LONGEST_PAUSE_MS = 1000,
    SHARE = 200,          /* a look may take one part of so many */
    UNDECIDED_MS = 10000, /* so long one process may decide while another is on the CPU */
    GRACE_MS = 5000,
    MAPS_CEILING_BYTES = 16 * 1024 * 1024,
    NAME_CEILING_BYTES = 64,
    LOG_PART_BYTES = 256 * 1024,
    MOST_OPEN_FILES = 4096
};

static long long clock_us(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (long long)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static long long now_ms(void)
{
    return clock_us(CLOCK_MONOTONIC) / 1000;
}

static World *this_machine(Arena *arena)
{
    LiveOptions options = {.root = "/", .cwd = "/"};
    const char *error;
    return world_live(arena, &options, &error);
}

/* ---- The log ---- */

/* By the descriptor, so that a file without a name is found too. */
static bool open_log(World *here, File **log)
{
    return world_open(here, "/proc/self/fd/2", log).known == PRESENT;
}

/* What stands there before the program starts was written by others. */
static void begin_log(Watch *watch, World *here)
{
    File *log;
    if (!open_log(here, &log))
        return;
    const FileInfo *info = file_info(log);
    if (info->type == FILE_REGULAR) {
        watch->log_device = info->device;
        watch->log_inode = info->inode;
        watch->log_read = info->size_bytes;
    }
    file_close(log);
}

static void read_log(Watch *watch, World *here)
{
    File *log;
    size_t got = 0;
    if (!watch->log_inode || !open_log(here, &log))
        return;
    const FileInfo *info = file_info(log);
    if (info->device == watch->log_device && info->inode == watch->log_inode &&
        info->size_bytes > watch->log_read) {
        char *part = arena_alloc(world_arena(here), LOG_PART_BYTES);
        if (file_read(log, watch->log_read, part, LOG_PART_BYTES, &got).known != PRESENT)
            got = 0;
        Text lines = {part, got};
        while (lines.length && lines.at[lines.length - 1] != '\n')
            lines.length--;
        if (!lines.length && got == LOG_PART_BYTES)
            lines.length = got; /* no log of ours has such a line */
        signs_of_log(&watch->log, lines);
        watch->log_read += lines.length;
    }
    file_close(log);
}

/* ---- The signs of one process ---- */

/* Threads before files: what a thread shows was done before it began. */
static void look_at_threads(Signs *signs, World *here, pid_t pid)
{
    Arena *arena = world_arena(here);
    Strings threads = {0};
    const char *tasks = arena_printf(arena, "/proc/%d/task", (int)pid);
    world_list(here, tasks, &threads);
    for (size_t i = 0; i < threads.count && !signs->devices_made; i++) {
        Text name;
        char *path = arena_printf(arena, "%s/%s/comm", tasks, threads.items[i]);
        if (world_read(here, path, NAME_CEILING_BYTES, &name).known == PRESENT)
            sign_of_thread(signs, name);
    }
}

static void look_at_open_files(Signs *signs, World *here, pid_t pid)
{
    Arena *arena = world_arena(here);
    Strings files = {0};
    const char *all = arena_printf(arena, "/proc/%d/fd", (int)pid);
    world_list(here, all, &files);
    for (size_t i = 0; i < files.count && i < MOST_OPEN_FILES; i++) {
        const char *target;
        char *path = arena_printf(arena, "%s/%s", all, files.items[i]);
        if (world_readlink(here, path, &target).known == PRESENT)
            sign_of_open_file(signs, text_of(target));
    }
}

/* All anew: a program may have become another one. `code` lies in `watch`. */
static void look_at_program(Watch *watch, Member *member, World *here)
{
    Text maps;
    Signs signs = {0};
    char *path = arena_printf(world_arena(here), "/proc/%d/maps", (int)member->pid);
    if (member->signs.tensorflow) {
        look_at_threads(&signs, here, member->pid);
        signs.devices_made |= has_inner_thread(here, member->pid, member->code, THREAD_OF_POOL);
    }
    if (world_read(here, path, MAPS_CEILING_BYTES, &maps).known == PRESENT)
        signs_of_maps(&signs, maps);
    if (signs.tensorflow && !member->code.count)
        member->code = code_of_tensorflow(watch->arena, maps);
    if (!signs.tensorflow) {
        member->code = (Spans){0};
        member->is_judged = false;
        member->lost = NULL;
    }
    if (signs.tensorflow && !member->signs.tensorflow)
        member->news = LOOKS_AT_NEWS; /* its threads are worth a look from now on */
    else
        member->news -= member->news > 0;
    member->signs = signs;
}

static void look_at(Watch *watch, Member *member, World *here)
{
    Signs *signs = &member->signs;
    /* The name of a thread that runs cannot be read, so this is tried at each look. */
    bool may_have_begun = signs->tensorflow && !signs->devices_made;
    if (member->news > 0 ||
        (may_have_begun && has_inner_thread(here, member->pid, member->code, THREAD_OF_POOL)))
        look_at_program(watch, member, here);
    if (signs->driver)
        look_at_open_files(signs, here, member->pid);
    signs->log_says_cpu = watch->log.log_says_cpu;
    signs->log_says_gpu = watch->log.log_says_gpu;
}

/* ---- All of them ---- */

/* A worker may leave the GPU to the program that started it. */
static bool is_topmost(const ProcessTree *tree, const Member *member)
{
    const Member *above = tree_member(tree, member->parent);
    for (size_t i = 0; above && i < tree->members.count; i++) {
        if (has_framework(&above->signs))
            return false;
        above = tree_member(tree, above->parent);
    }
    return true;
}

/* TensorFlow alone is judged: beside another framework it may be meant to be on the CPU. */
static bool will_be_on_cpu(Watch *watch, Member *member)
{
    const Signs *signs = &member->signs;
    if (!signs->tensorflow || signs->torch || signs->jax || signs->other_accelerator)
        return false;
    if (!member->is_judged && watch->foresight.foresee)
        member->lost = watch->foresight.foresee(watch->foresight.subject, member->pid);
    member->is_judged = true;
    return member->lost != NULL;
}

/* One that is on the CPU, or will be, when nothing else may still take the GPU. */
static WatchResult decide(Watch *watch)
{
    const Member *on_cpu = NULL;
    bool undecided = false;
    for (size_t i = 0; i < watch->tree.members.count; i++) {
        Member *member = &watch->tree.members.items[i];
        Placement placement = placement_of(&member->signs);
        if (placement == PLACED_ON_GPU)
            return WATCH_SAW_GPU;
        if (!has_framework(&member->signs) || !is_topmost(&watch->tree, member))
            continue;
        if (placement == PLACED_ON_CPU || will_be_on_cpu(watch, member))
            on_cpu = on_cpu ? on_cpu : member;
        else
            undecided = true;
    }
    if (!on_cpu)
        return WATCH_GOES_ON;
    if (!watch->undecided_ms)
        watch->undecided_ms = now_ms();
    if (undecided && now_ms() < watch->undecided_ms + UNDECIDED_MS)
        return WATCH_GOES_ON;
    watch->who = on_cpu->pid;
    watch->is_foreseen = placement_of(&on_cpu->signs) != PLACED_ON_CPU;
    watch->why = watch->is_foreseen ? on_cpu->lost : reason_for_cpu(watch->arena, &on_cpu->signs);
    return WATCH_SAW_CPU;
}

static void look_at_all(Watch *watch, World *here, pid_t program)
{
    tree_look(&watch->tree, here, program);
    read_log(watch, here);
    for (size_t i = 0; i < watch->tree.members.count; i++)
        look_at(watch, &watch->tree.members.items[i], here);
}

/* ---- In time ---- */

void watch_begin(Watch *watch, Arena *arena, int within_s)
{
    Arena *once = arena_new();
    *watch = (Watch){.arena = arena, .tree = {.arena = arena}};
    watch->began_ms = now_ms();
    watch->within_ms = within_s * 1000LL;
    watch->pause_ms = FIRST_PAUSE_MS;
    watch->next_ms = watch->began_ms + watch->pause_ms;
    World *here = this_machine(once);
    begin_log(watch, here);
    arena_free(once);
}

int watch_due_ms(const Watch *watch)
{
    long long left = watch->next_ms - now_ms();
    if (watch->result != WATCH_GOES_ON)
        return -1;
    return left > 0 ? (int)left : 0;
}

static void plan_next(Watch *watch, long long cost_us)
{
    long long least = cost_us * SHARE / 1000;
    watch->pause_ms += watch->pause_ms / 2;
    if (watch->pause_ms > LONGEST_PAUSE_MS)
        watch->pause_ms = LONGEST_PAUSE_MS;
    watch->next_ms = now_ms() + (watch->pause_ms > least ? watch->pause_ms : least);
    if (watch->within_ms && watch->next_ms > watch->began_ms + watch->within_ms)
        watch->next_ms = watch->began_ms + watch->within_ms;
}

WatchResult watch_look(Watch *watch, pid_t program)
{
    Arena *once = arena_new();
    long long cost = clock_us(CLOCK_PROCESS_CPUTIME_ID);
    look_at_all(watch, this_machine(once), program);
    arena_free(once);
    watch->result = decide(watch);
    if (watch->result == WATCH_GOES_ON && watch->within_ms &&
        now_ms() >= watch->began_ms + watch->within_ms)
        watch->result = WATCH_TOO_LATE;
    plan_next(watch, clock_us(CLOCK_PROCESS_CPUTIME_ID) - cost);
    return watch->result;
}

void watch_end_program(Watch *watch, pid_t program)
{
    tree_end(&watch->tree, program, GRACE_MS);
}

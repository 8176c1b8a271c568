#include "ask/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ask/inside_child.h"
#include "base/writer.h"

enum {
    SLICE_MS = 25,    /* how often is looked whether a child has ended while its pipe is open */
    KILLED_MS = 1000, /* how long a killed child may take to go */
    READ_BYTES = 16 * 1024,
    STATUS_CEILING = 16 * 1024
};

typedef struct Child {
    const ChildPlan *plan;
    ChildReport *report;
    pid_t pid;
    int answers; /* -1: closed */
    Writer said;
    bool gone;   /* has ended and is reaped, or never was */
    bool killed; /* by us */
} Child;

static long long now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void never_started(Child *child, int error)
{
    *child->report = (ChildReport){.end = CHILD_NOT_STARTED, .number = error};
    child->gone = true;
}

static void start(Child *child)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        never_started(child, errno);
        return;
    }
    pid_t parent = getpid();
    child->pid = fork();
    if (child->pid == 0)
        become_child(child->plan, parent, ends[1]);
    int error = errno;
    close(ends[1]);
    if (child->pid < 0) {
        close(ends[0]);
        never_started(child, error);
        return;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    child->answers = ends[0];
}

static void close_answers(Child *child)
{
    if (child->answers >= 0)
        close(child->answers);
    child->answers = -1;
}

/* What is there to read now. */
static void listen_to(Child *child, size_t ceiling_bytes)
{
    char buffer[READ_BYTES];
    while (child->answers >= 0 && child->said.length < ceiling_bytes) {
        size_t room = ceiling_bytes - child->said.length;
        ssize_t got = read(child->answers, buffer, room < READ_BYTES ? room : READ_BYTES);
        if (got > 0)
            put_bytes(&child->said, buffer, (size_t)got);
        else if (got == 0 || errno != EAGAIN)
            close_answers(child);
        else
            break;
    }
}

/* The whole session: what the driver left behind goes too. */
static void kill_session(const Child *child)
{
    kill(-child->pid, SIGKILL);
    kill(child->pid, SIGKILL);
}

static void read_end(Child *child, int status)
{
    int error;
    ChildReport *report = child->report;
    if (said_not_started((Text){child->said.bytes, child->said.length}, &error))
        *report = (ChildReport){.end = CHILD_NOT_STARTED, .number = error};
    else if (child->killed)
        report->end = CHILD_LATE;
    else if (WIFSIGNALED(status))
        *report = (ChildReport){.end = CHILD_SIGNALLED, .number = WTERMSIG(status)};
    else
        *report = (ChildReport){.end = CHILD_EXITED, .number = WEXITSTATUS(status)};
}

/* Its number belongs to it until it is reaped, so its session is killed before. */
static void reap_if_ended(Child *child, size_t ceiling_bytes)
{
    siginfo_t info = {.si_pid = 0};
    int status = 0;
    if (child->gone || waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid != child->pid)
        return;
    kill_session(child);
    waitpid(child->pid, &status, WNOHANG);
    listen_to(child, ceiling_bytes);
    close_answers(child);
    child->gone = true;
    read_end(child, status);
}

static bool any_runs(const Child *children, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!children[i].gone)
            return true;
    return false;
}

/* A child that closed its pipe is about to end; until then there is nothing to poll. */
static void wait_a_little(const Child *children, size_t count, long long most_ms)
{
    struct pollfd waits[CHILDREN_AT_ONCE];
    bool closing = false;
    for (size_t i = 0; i < count; i++) {
        waits[i] = (struct pollfd){.fd = children[i].answers, .events = POLLIN};
        closing = closing || (!children[i].gone && children[i].answers < 0);
    }
    long long slice = closing ? 1 : SLICE_MS;
    if (most_ms < slice)
        slice = most_ms > 0 ? most_ms : 0;
    poll(waits, count, (int)slice);
}

static void listen_until(Child *children, size_t count, long long deadline, size_t ceiling_bytes)
{
    for (;;) {
        for (size_t i = 0; i < count; i++) {
            listen_to(&children[i], ceiling_bytes);
            reap_if_ended(&children[i], ceiling_bytes);
            if (!children[i].gone && children[i].said.length >= ceiling_bytes) {
                children[i].killed = true;
                kill_session(&children[i]);
                close_answers(&children[i]);
            }
        }
        long long left = deadline - now_ms();
        if (!any_runs(children, count) || left <= 0)
            return;
        wait_a_little(children, count, left);
    }
}

/* ---- What SIGKILL does not end ---- */

static const char *state_of(World *here, pid_t pid)
{
    Arena *arena = world_arena(here);
    Text status, line, wchan;
    const char *state = NULL;
    if (world_read(here, arena_printf(arena, "/proc/%d/status", (int)pid), STATUS_CEILING, &status)
            .known != PRESENT)
        return NULL;
    while (text_line(&status, &line))
        if (text_starts(line, "State:"))
            state = text_copy(arena, text_trim(text_part(line, strlen("State:"), 64)));
    if (state &&
        world_read(here, arena_printf(arena, "/proc/%d/wchan", (int)pid), STATUS_CEILING, &wchan)
                .known == PRESENT &&
        wchan.length > 0 && !text_is(wchan, "0"))
        state = arena_printf(arena, "%s in %.64s", state, text_copy(arena, wchan));
    return state;
}

static void give_up(World *here, Child *child)
{
    if (child->gone)
        return;
    close_answers(child);
    child->report->end = CHILD_STUCK;
    child->report->state = state_of(here, child->pid);
}

void children_run(World *here, const ChildPlan *plans, size_t count, int deadline_ms,
                  size_t ceiling_bytes, ChildReport *reports)
{
    Child children[CHILDREN_AT_ONCE] = {{0}};
    long long deadline = now_ms() + deadline_ms;
    for (size_t i = 0; i < count; i++) {
        reports[i] = (ChildReport){0};
        children[i] = (Child){.plan = &plans[i], .report = &reports[i], .answers = -1};
        children[i].said = writer_new(world_arena(here));
        start(&children[i]);
    }
    listen_until(children, count, deadline, ceiling_bytes);
    for (size_t i = 0; i < count; i++) {
        if (children[i].gone)
            continue;
        children[i].killed = true;
        kill_session(&children[i]);
    }
    listen_until(children, count, now_ms() + KILLED_MS, ceiling_bytes);
    for (size_t i = 0; i < count; i++) {
        give_up(here, &children[i]);
        reports[i].said = (Text){children[i].said.bytes, children[i].said.length};
    }
}

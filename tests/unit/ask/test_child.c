/* Real processes that end, fail, hang, talk and do not die. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ask/child.h"
#include "harness.h"

enum { CEILING = 100000, LONG_MS = 20000, SHORT_MS = 700 };

static const char *const NO_VARIABLES[] = {"A=1", NULL};

static World *machine(void)
{
    LiveOptions options = {.root = "/"};
    const char *error;
    return world_live(test_arena(), &options, &error);
}

static ChildPlan shell(const char *script)
{
    const char **words = arena_alloc(test_arena(), 4 * sizeof *words);
    words[0] = "sh";
    words[1] = "-c";
    words[2] = script;
    return (ChildPlan){.program = "/bin/sh", .words = words, .environ_ = NO_VARIABLES};
}

static ChildReport run_for(const char *script, int deadline_ms)
{
    ChildPlan plan = shell(script);
    ChildReport report;
    children_run(machine(), &plan, 1, deadline_ms, CEILING, &report);
    return report;
}

static long long now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

TEST(what_a_child_answers_and_how_it_ends)
{
    ChildReport report = run_for("echo yes >&3; exit 7", LONG_MS);
    CHECK_NUMBER(report.end, CHILD_EXITED);
    CHECK_NUMBER(report.number, 7);
    CHECK_TEXT(report.said, "yes\n");
    report = run_for("kill -SEGV $$", LONG_MS);
    CHECK_NUMBER(report.end, CHILD_SIGNALLED);
    CHECK_NUMBER(report.number, SIGSEGV);
    CHECK_TEXT(report.said, "");
}

TEST(a_child_has_nothing_of_ours)
{
    int held = open("/dev/null", O_RDONLY);
    ChildReport report = run_for("ls /proc/self/fd | tr '\\n' ' ' >&3; readlink /proc/self/fd/0 "
                                 "/proc/self/fd/1 /proc/self/fd/2 >&3; echo $A >&3; "
                                 "grep NoNewPrivs /proc/self/status >&3; ulimit -c >&3",
                                 LONG_MS);
    close(held);
    Text rest = report.said, line;
    CHECK(text_line(&rest, &line));
    CHECK_TEXT(line, "0 1 2 3 4 /dev/null"); /* the fourth is the directory that ls reads */
    CHECK(strstr(report.said.at, "\n1\nNoNewPrivs:\t1\n0\n"));
}

TEST(a_signal_that_we_ignore_is_not_ignored_in_a_child)
{
    signal(SIGTERM, SIG_IGN);
    ChildReport report = run_for("kill -TERM $$; sleep 1; exit 0", LONG_MS);
    signal(SIGTERM, SIG_DFL);
    CHECK_NUMBER(report.end, CHILD_SIGNALLED);
    CHECK_NUMBER(report.number, SIGTERM);
}

TEST(a_child_that_is_late_is_ended_and_what_it_said_is_kept)
{
    long long begun = now_ms();
    ChildReport report = run_for("echo begun >&3; trap '' TERM HUP; sleep 60", SHORT_MS);
    CHECK_NUMBER(report.end, CHILD_LATE);
    CHECK_TEXT(report.said, "begun\n");
    CHECK(now_ms() - begun < 5000);
}

TEST(what_a_child_leaves_behind_is_ended_with_it)
{
    long long begun = now_ms();
    ChildReport report = run_for("sleep 60 & echo $! >&3", LONG_MS);
    CHECK_NUMBER(report.end, CHILD_EXITED);
    CHECK(now_ms() - begun < 5000);
    long long pid = 0;
    REQUIRE(text_number(text_trim(report.said), &pid));
    for (int i = 0; i < 100 && kill((pid_t)pid, 0) == 0; i++) {
        char state[64];
        snprintf(state, sizeof state, "/proc/%lld/stat", pid);
        Text text;
        if (world_read(machine(), state, 4096, &text).known == PRESENT && strstr(text.at, ") Z "))
            break; /* whoever adopted it has not looked yet */
        usleep(20000);
    }
    Text text;
    Answer answer =
        world_read(machine(), arena_printf(test_arena(), "/proc/%lld/stat", pid), 4096, &text);
    CHECK(answer.known != PRESENT || strstr(text.at, ") Z "));
}

TEST(a_child_that_talks_without_end_is_cut_off)
{
    ChildReport report =
        run_for("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy >&3; done", LONG_MS);
    CHECK_NUMBER(report.end, CHILD_LATE);
    CHECK_NUMBER(report.said.length, CEILING);
}

TEST(a_program_that_is_not_there_is_told_from_one_that_fails)
{
    ChildPlan plan = shell("exit 127");
    ChildReport report;
    plan.program = "/nonexistent/program";
    children_run(machine(), &plan, 1, LONG_MS, CEILING, &report);
    CHECK_NUMBER(report.end, CHILD_NOT_STARTED);
    CHECK_NUMBER(report.number, ENOENT);
    report = run_for("exit 127", LONG_MS);
    CHECK_NUMBER(report.end, CHILD_EXITED);
    CHECK_NUMBER(report.number, 127);
}

TEST(two_children_run_beside_each_other_under_one_deadline)
{
    ChildPlan plans[] = {shell("sleep 60"), shell("echo well >&3")};
    ChildReport reports[2];
    long long begun = now_ms();
    children_run(machine(), plans, 2, 2 * SHORT_MS, CEILING, reports);
    CHECK_NUMBER(reports[0].end, CHILD_LATE);
    CHECK_NUMBER(reports[1].end, CHILD_EXITED);
    CHECK_TEXT(reports[1].said, "well\n");
    CHECK(now_ms() - begun < 5000);
}

TEST(nothing_is_run_without_a_plan)
{
    long long begun = now_ms();
    children_run(machine(), NULL, 0, LONG_MS, CEILING, NULL);
    CHECK(now_ms() - begun < 1000);
}

/* As a process in state D: kill(2) says yes and does nothing. */
static bool make_kill_do_nothing(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static int leave_a_child_that_stays(void)
{
    if (!make_kill_do_nothing())
        return 77;
    ChildReport report = run_for("echo begun >&3; sleep 60", SHORT_MS);
    bool told = report.end == CHILD_STUCK && report.state && strstr(report.state, "sleeping") &&
                text_is(report.said, "begun\n");
    return told ? 0 : 1;
}

TEST(a_child_that_no_signal_ends_is_left_and_its_state_is_told)
{
    long long begun = now_ms();
    pid_t pid = fork();
    if (pid == 0)
        _exit(leave_a_child_that_stays());
    int status = 0;
    REQUIRE(waitpid(pid, &status, 0) == pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
        test_skip("no system call can be forbidden here");
        return;
    }
    CHECK(WIFEXITED(status));
    CHECK_NUMBER(WEXITSTATUS(status), 0);
    CHECK(now_ms() - begun < 8000);
}

TEST(as_root_a_child_takes_the_rights_that_are_asked_for)
{
    static const unsigned groups[] = {65534, 12345};
    static const User nobody = {.uid = 65534, .gid = 65534, .groups = groups, .group_count = 2};
    if (geteuid() != 0) {
        test_skip("only root can give rights up");
        return;
    }
    ChildPlan plan = shell("id -u >&3; id -g >&3; id -G >&3; grep CapEff /proc/self/status >&3");
    ChildReport report;
    plan.become = &nobody;
    children_run(machine(), &plan, 1, LONG_MS, CEILING, &report);
    CHECK_TEXT(report.said, "65534\n65534\n65534 12345\nCapEff:\t0000000000000000\n");
}

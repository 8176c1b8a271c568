/* Programs that are started and how they end. tests/cli/run_terminal.py has the rest. */
#include "run/child.h"

#include <errno.h>
#include <signal.h>

#include "harness.h"

extern char **environ;

static RunEnd end_of(const char *const *words, const Meanwhile *meanwhile)
{
    RunStart start = {
        .words = words, .environ_ = (const char *const *)environ, .keeps_descriptors = true};
    return run_child(&start, meanwhile);
}

TEST(it_ends_with_its_status)
{
    RunEnd end = end_of((const char *const[]){"sh", "-c", "exit 7", NULL}, NULL);
    CHECK_NUMBER(end.error, 0);
    CHECK(!end.signalled);
    CHECK_NUMBER(end.number, 7);
}

TEST(or_with_its_signal)
{
    RunEnd end = end_of((const char *const[]){"sh", "-c", "kill -USR1 $$", NULL}, NULL);
    CHECK(end.signalled);
    CHECK_NUMBER(end.number, SIGUSR1);
}

TEST(or_it_cannot_be_started)
{
    RunEnd end = end_of((const char *const[]){"/nonexistent/program", NULL}, NULL);
    CHECK_NUMBER(end.error, ENOENT);
    CHECK_NUMBER(status_of_failed_start(end.error), 127);
    end = end_of((const char *const[]){"/", NULL}, NULL);
    CHECK_NUMBER(end.error, EACCES);
    CHECK_NUMBER(status_of_failed_start(end.error), 126);
}

TEST(path_is_that_of_its_own_variables)
{
    static const char *const NOWHERE[] = {"PATH=/nonexistent", NULL};
    RunStart start = {.words = (const char *const[]){"sh", "-c", ":", NULL},
                      .environ_ = NOWHERE,
                      .keeps_descriptors = true};
    CHECK_NUMBER(run_child(&start, NULL).error, ENOENT);
}

static int due_ms(void *looks)
{
    return *(int *)looks >= 3 ? -1 : *(int *)looks == 0 ? 0 : 10;
}

/* The first look ends it. */
static void look(void *subject, pid_t program)
{
    int *looks = subject;
    if (++*looks == 1)
        kill(program, SIGKILL);
}

TEST(it_is_looked_at_while_it_runs)
{
    int looks = 0;
    Meanwhile meanwhile = {due_ms, look, &looks};
    RunEnd end = end_of((const char *const[]){"sleep", "60", NULL}, &meanwhile);
    CHECK(end.signalled);
    CHECK_NUMBER(end.number, SIGKILL);
}

TEST(signals_are_taken_as_before_afterwards)
{
    sigset_t before, after;
    sigprocmask(SIG_BLOCK, NULL, &before);
    end_of((const char *const[]){"true", NULL}, NULL);
    sigprocmask(SIG_BLOCK, NULL, &after);
    for (int number = 1; number < 32; number++)
        CHECK_NUMBER(sigismember(&after, number), sigismember(&before, number));
}

/* Real processes: who belongs to a program, and how all of them are ended. */
#include "run/tree.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"

static void rest(int ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

static pid_t begin(const char *script)
{
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", script, (char *)NULL);
        _exit(127);
    }
    return pid;
}

static ProcessTree look(pid_t pid)
{
    ProcessTree tree = {.arena = test_arena()};
    LiveOptions options = {.root = "/", .cwd = "/"};
    const char *error;
    tree_look(&tree, world_live(test_arena(), &options, &error), pid);
    return tree;
}

/* A machine that has much else to do starts processes late. */
static ProcessTree look_until(pid_t pid, size_t count)
{
    ProcessTree tree = look(pid);
    for (int i = 0; i < 500 && tree.members.count < count; i++) {
        rest(20);
        tree = look(pid);
    }
    return tree;
}

TEST(all_that_a_program_started_belongs_to_it)
{
    pid_t pid = begin("sh -c 'sleep 60 & sleep 60 & wait' & sleep 60 & wait");
    ProcessTree tree = look_until(pid, 5);
    CHECK_NUMBER(tree.members.count, 5);
    CHECK_NUMBER(tree.members.items[0].pid, pid);
    CHECK(tree_member(&tree, getpid()) == NULL);
    tree_end(&tree, pid, 1000);
    int status;
    CHECK_NUMBER(waitpid(pid, &status, 0), pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

TEST(one_that_does_not_listen_is_killed)
{
    pid_t pid = begin("trap '' TERM; while :; do sleep 1; done");
    ProcessTree tree = look_until(pid, 2);
    tree_end(&tree, pid, 200);
    int status;
    CHECK_NUMBER(waitpid(pid, &status, 0), pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST(a_stopped_one_ends_too)
{
    pid_t pid = begin("kill -STOP $$; sleep 60");
    int status;
    CHECK_NUMBER(waitpid(pid, &status, WUNTRACED), pid);
    ProcessTree tree = look(pid);
    tree_end(&tree, pid, 5000);
    CHECK_NUMBER(waitpid(pid, &status, 0), pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

TEST(another_process_of_the_same_number_is_left_alone)
{
    pid_t pid = begin("exec sleep 60"); /* one process: no child may be known already */
    ProcessTree tree = look_until(pid, 1);
    tree.members.items[0].began--;
    LiveOptions options = {.root = "/", .cwd = "/"};
    const char *error;
    World *here = world_live(test_arena(), &options, &error);
    /* The program itself is another one by now: nothing is found and nothing ended. */
    tree_look(&tree, here, 0x7ffffff);
    CHECK_NUMBER(tree.members.count, 0);
    CHECK_NUMBER(kill(pid, 0), 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

TEST(one_that_left_its_parent_stays_known)
{
    pid_t pid = begin("sh -c 'sleep 60 & echo' >/dev/null; sleep 60");
    ProcessTree tree = {.arena = test_arena()};
    LiveOptions options = {.root = "/", .cwd = "/"};
    const char *error;
    World *here = world_live(test_arena(), &options, &error);
    for (int i = 0; i < 300 && tree.members.count < 2; i++) {
        tree_look(&tree, here, pid);
        rest(5);
    }
    size_t known = tree.members.count;
    tree_end(&tree, pid, 1000);
    CHECK(known >= 2);
    CHECK_NUMBER(tree.members.count, 0);
    waitpid(pid, NULL, 0);
}

#include "cli/remembered.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "inspect/python.h"

static Text file_text(const char *name)
{
    const char *error;
    LiveOptions live = {.root = "/"};
    Text text;
    World *machine = world_live(test_arena(), &live, &error);
    world_read(machine, arena_printf(test_arena(), TESTS_DIRECTORY "/machines/%s", name), 1 << 20,
               &text);
    return text;
}

static char scratch[] = "/tmp/whycpu-test-XXXXXX";

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

static void remove_directory(void)
{
    nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Removed when the program ends. */
static const char *fresh_directory(void)
{
    static int number;
    if (!number && (!mkdtemp(scratch) || atexit(remove_directory) != 0))
        return NULL;
    return arena_printf(test_arena(), "%s/%d", scratch, ++number);
}

static Invocation in_state(const char *directory)
{
    const char **variables = arena_alloc(test_arena(), 3 * sizeof *variables);
    variables[0] = arena_printf(test_arena(), "XDG_STATE_HOME=%s", directory);
    variables[1] = "HOME=/nonexistent";
    return (Invocation){test_arena(), NULL, variables};
}

/* A check of a recorded machine, with a GPU or without, by the user who runs this. */
static Check checked(bool gpu, unsigned uid)
{
    const char *error = NULL;
    World *below =
        world_recorded(test_arena(), file_text("tensorflow-2.20.0-and-cuda.world"), &error);
    World *overlay = world_overlay(test_arena(), below);
    User user = {.uid = uid, .gid = uid, .name = "ada", .home = "/home/ada"};
    if (gpu)
        CHECK(overlay_text(overlay, file_text("layers/gpu.layer"), &error));
    overlay_user(overlay, &user);
    World *recorder = world_recorder(test_arena(), overlay);
    PythonChoice choice = {0};
    Check check = {.options = {.framework = FRAMEWORK_NONE},
                   .judged = {.world = recorder, .recorder = recorder}};
    judge_environment(recorder, python_find(recorder, &choice, &error), FRAMEWORK_NONE, NULL,
                      &check.judgements);
    return check;
}

/* Standard error is where it is said. */
static void remember_in_silence(const Invocation *invocation, const Check *check)
{
    int errors = dup(STDERR_FILENO);
    FILE *nowhere = freopen("/dev/null", "w", stderr);
    remember_check(invocation, check);
    CHECK(nowhere && dup2(errors, STDERR_FILENO) == STDERR_FILENO);
    close(errors);
}

static Verdict first_verdict(const Check *check)
{
    return check->judgements.items[0]->verdict;
}

TEST(what_works_is_kept_for_each_framework)
{
    const char *state = fresh_directory(), *because = NULL, *error = NULL;
    Invocation invocation = in_state(state);
    Check check = checked(true, geteuid());
    CHECK_TEXT(verdict_word(first_verdict(&check)), "gpu");
    CHECK(check.judgements.count == 2);
    remember_in_silence(&invocation, &check);
    for (size_t i = 0; i < check.judgements.count; i++) {
        const Target *target = &check.judgements.items[i]->target;
        const char *path = remembered_path(&invocation, target, &because);
        CHECK(path && starts_with(path, state) && strstr(path, "/whycpu/remembered/"));
        struct stat status;
        CHECK(stat(path, &status) == 0);
        CHECK_NUMBER(status.st_mode & 07777, 0600);
        Text text;
        CHECK(remembered_read(&invocation, target, &text).known == PRESENT);
        World *world = world_recorded(test_arena(), text, &error);
        CHECK_TEXT(error, NULL);
        if (!world)
            return;
        CHECK(!world_origin(world)->redacted);
        CHECK_TEXT(world_origin(world)->question.items[1], target->framework);
    }
}

TEST(another_environment_and_framework_have_another_file)
{
    Invocation invocation = in_state("/s");
    const char *because = NULL;
    Target a = {.framework = "tensorflow", .prefix = "/home/ada/a", .root = "/"}, b = a, c = a;
    b.prefix = "/home/ada-a";
    c.framework = "keras";
    const char *first = remembered_path(&invocation, &a, &because);
    CHECK(strcmp(first, remembered_path(&invocation, &b, &because)) != 0);
    CHECK(strcmp(first, remembered_path(&invocation, &c, &because)) != 0);
    CHECK_TEXT(first, remembered_path(&invocation, &a, &because));
    a.root = "/mnt";
    CHECK_TEXT(remembered_path(&invocation, &a, &because), NULL);
    CHECK_TEXT(because, "another machine was judged");
}

TEST(a_state_directory_that_is_not_absolute_is_not_believed)
{
    const char *because = NULL;
    static const char *const relative[] = {"XDG_STATE_HOME=x", "HOME=/h", NULL};
    static const char *const none[] = {"HOME=h", NULL};
    Target target = {.framework = "tensorflow", .prefix = "/p", .root = "/"};
    Invocation at_home = {test_arena(), NULL, relative}, nowhere = {test_arena(), NULL, none};
    CHECK(starts_with(remembered_path(&at_home, &target, &because),
                      "/h/.local/state/whycpu/remembered/tensorflow-p-"));
    CHECK_TEXT(remembered_path(&nowhere, &target, &because), NULL);
}

static bool is_kept(const Invocation *invocation, const Check *check)
{
    Text text;
    return remembered_read(invocation, &check->judgements.items[0]->target, &text).known == PRESENT;
}

TEST(nothing_else_is_kept)
{
    Invocation invocation = in_state(fresh_directory());
    Check without = checked(false, geteuid()), of_another = checked(true, geteuid() + 4711);
    remember_in_silence(&invocation, &without);
    CHECK(!is_kept(&invocation, &without));
    remember_in_silence(&invocation, &of_another);
    CHECK(!is_kept(&invocation, &of_another));
}

TEST(a_file_of_somebody_else_is_not_believed)
{
    Invocation invocation = in_state(fresh_directory());
    const char *because = NULL;
    Check check = checked(true, geteuid());
    const Target *target = &check.judgements.items[0]->target;
    Text text;
    remember_in_silence(&invocation, &check);
    if (geteuid() != 0 || chown(remembered_path(&invocation, target, &because), 12345, 12345)) {
        test_skip("only root can give a file away");
        return;
    }
    Answer answer = remembered_read(&invocation, target, &text);
    CHECK(answer.known == UNKNOWN);
    CHECK_TEXT(answer.because, "it belongs to another user");
}

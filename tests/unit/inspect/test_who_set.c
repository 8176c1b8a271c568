/* Who set a variable: ancestors' environments, and lines of files. The processes are laid over the
 * machine itself, since another machine's cannot be seen; the variable is one that nobody sets. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "inspect/machine_of_lines.h"
#include "inspect/who_set.h"

#define NAME    "WHYCPU_TEST_VARIABLE"
#define SUBJECT "variable/" NAME

static const Fact *asked(World *world, const PythonEnvironment *env, const char *value)
{
    Facts *facts = facts_new(test_arena());
    if (value)
        fact_set_text(facts, SUBJECT, FACT_VARIABLE_VALUE, value, "the environment");
    inspect_who_set(world, env, facts, NAME);
    return fact_get(facts, SUBJECT, FACT_VARIABLE_SET_BY);
}

/* ---- Processes ---- */

typedef struct Ancestor {
    const char *pid, *stat, *environment; /* environment NULL: may not be read */
} Ancestor;

static World *family(const Ancestor *ancestors, size_t count)
{
    const char *error = NULL;
    World *live = world_live(test_arena(), &(LiveOptions){.root = "/"}, &error);
    World *world = world_overlay(test_arena(), live);
    overlay_env(world, "HOME", "/nowhere");
    overlay_absent(world, "/proc/self/cgroup");
    for (size_t i = 0; i < count; i++) {
        const char *directory = arena_printf(test_arena(), "/proc/%s", ancestors[i].pid);
        overlay_file(world, arena_printf(test_arena(), "%s/stat", directory), 0444,
                     text_of(ancestors[i].stat));
        const char *path = arena_printf(test_arena(), "%s/environ", directory);
        const char *environment = ancestors[i].environment;
        if (!environment)
            overlay_unknown(world, path, EACCES, "permission denied");
        else
            overlay_file(world, path, 0400 | 0044,
                         (Text){environment, environment[0] ? strlen(environment) + 1 : 0});
    }
    return world;
}

#define FAMILY(...)                                                                                \
    family((Ancestor[]){__VA_ARGS__}, sizeof((Ancestor[]){__VA_ARGS__}) / sizeof(Ancestor))

#define SELF  "self", "90000001 (whycpu) R 90000002 1 1"
#define SHELL "90000002", "90000002 (my (odd) sh) S 90000003 1 1"
#define FIRST "90000003", "90000003 (init) S 0 1 1"

static void check_says(const Fact *by, const char *expected)
{
    CHECK_TEXT(by->source, "/proc and start files");
    if (CHECK(by->known == PRESENT && by->texts.count == 1))
        CHECK_TEXT(by->texts.items[0], expected);
}

static void check_unknown(const Fact *by, const char *because, const char *source)
{
    CHECK_NUMBER(by->known, UNKNOWN);
    CHECK_TEXT(by->because, because);
    CHECK_TEXT(by->source, source);
}

TEST(the_nearest_ancestor_without_it_brought_it_in)
{
    check_says(asked(FAMILY({SELF, NAME "=1"}, {SHELL, "OTHER=1"}, {FIRST, NAME "=1"}), NULL, "1"),
               "process 90000002 (my (odd) sh), which was itself started without it");
    check_says(asked(FAMILY({SELF, NAME "=1"}, {SHELL, NAME "=1"}, {FIRST, ""}), NULL, "1"),
               "process 90000003 (init), which was itself started without it");
}

TEST(another_value_counts_as_none)
{
    check_says(asked(FAMILY({SELF, NAME "=1"}, {SHELL, NAME "=0"}, {FIRST, ""}), NULL, "1"),
               "process 90000002 (my (odd) sh), which was itself started without it");
    check_says(asked(FAMILY({SELF, NAME "=1"}, {SHELL, NAME "X=1"}, {FIRST, ""}), NULL, "1"),
               "process 90000002 (my (odd) sh), which was itself started without it");
}

TEST(a_name_that_is_as_long_is_another_one)
{
    check_says(asked(FAMILY({SELF, NAME "=1"}, {SHELL, "WHYCPU_TEST_VARIABLF=1"}), NULL, "1"),
               "process 90000002 (my (odd) sh), which was itself started without it");
}

TEST(an_ancestor_that_ended_meanwhile)
{
    World *world = FAMILY({SELF, NAME "=1"});
    overlay_file(world, "/proc/90000002/stat", 0444, TEXT("90000002 (gone) Z 1 1 1"));
    check_unknown(asked(world, NULL, "1"), "there is no such process", "/proc/90000002/environ");
}

TEST(all_ancestors_have_it)
{
    check_says(asked(FAMILY({SELF, NAME "=1"}, {SHELL, NAME "=1"}, {FIRST, NAME "=1"}), NULL, "1"),
               "whatever started process 90000003 (init): it had it from the start");
}

TEST(an_option_of_this_call_is_told_from_the_environment)
{
    check_says(asked(FAMILY({SELF, "OTHER=1"}), NULL, "1"), "the option --env of this call");
    check_says(asked(FAMILY({SELF, NAME "=0"}), NULL, "1"), "the option --env of this call");
}

TEST(what_may_not_be_read_leaves_it_unknown)
{
    check_unknown(asked(FAMILY({SELF, NAME "=1"}, {SHELL, NULL}), NULL, "1"), "permission denied",
                  "/proc/90000002/environ");
    check_unknown(asked(FAMILY({SELF, NULL}), NULL, "1"), "permission denied",
                  "/proc/self/environ");
    check_unknown(asked(FAMILY({SELF, NAME "=1"}), NULL, "1"), "a parent process cannot be read",
                  "/proc");
}

TEST(a_stat_that_is_none_tells_nothing)
{
    static const char *const STATS[] = {"", "90000001", "90000001 whycpu R 1", "1 ) S 1",
                                        "1 ( S 1"};
    for (size_t i = 0; i < sizeof STATS / sizeof *STATS; i++)
        check_unknown(asked(FAMILY({"self", STATS[i], NAME "=1"}), NULL, "1"),
                      "our own process cannot be read", "/proc");
}

TEST(nobody_is_asked_of_a_variable_that_is_not_set)
{
    const Fact *by = asked(FAMILY({SELF, "OTHER=1"}), NULL, NULL);
    CHECK_NUMBER(by->known, UNKNOWN);
    CHECK_TEXT(by->because, "not looked at");
}

/* ---- Files ---- */

#define ASSIGNS "  | # a comment\n  | export " NAME "=1\n"

static Strings lines_of(const char *lines, const PythonEnvironment *env)
{
    const Fact *by = asked(machine_of(lines), env, "1");
    return by->known == PRESENT ? by->texts : (Strings){0};
}

TEST(every_place_of_a_start_file)
{
    static const char *const PATHS[] = {
        "/home/me/.bashrc",
        "/home/me/.bash_profile",
        "/home/me/.bash_login",
        "/home/me/.profile",
        "/home/me/.zshrc",
        "/home/me/.zshenv",
        "/home/me/.zprofile",
        "/home/me/.cshrc",
        "/home/me/.pam_environment",
        "/home/me/.config/fish/config.fish",
        "/home/me/.config/environment.d/10-gpu.conf",
        "/etc/environment",
        "/etc/profile",
        "/etc/bash.bashrc",
        "/etc/bashrc",
        "/etc/zsh/zshenv",
        "/etc/security/pam_env.conf",
        "/etc/profile.d/cuda.sh",
        "/env/bin/activate",
        "/env/etc/conda/activate.d/a.sh",
        "/env/share/jupyter/kernels/python3/kernel.json",
    };
    PythonEnvironment env = {.prefix = "/env"};
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        Strings found = lines_of(arena_printf(test_arena(), "file %s\n" ASSIGNS, PATHS[i]), &env);
        if (!CHECK(found.count == 1))
            continue;
        CHECK_TEXT(found.items[0], arena_printf(test_arena(), "%s:2: export " NAME "=1", PATHS[i]));
    }
}

TEST(every_line_that_assigns_is_named)
{
    Strings found =
        lines_of("file /home/me/.bashrc\n  | " NAME "=0\n  | x=1\n  |   " NAME "=1\n"
                 "file /etc/profile.d/a.sh\n" ASSIGNS "file /etc/profile.d/b.sh\n" ASSIGNS,
                 NULL);
    REQUIRE(found.count == 4);
    CHECK_TEXT(found.items[0], "/home/me/.bashrc:1: " NAME "=0");
    CHECK_TEXT(found.items[1], "/home/me/.bashrc:3: " NAME "=1");
    CHECK_TEXT(found.items[2], "/etc/profile.d/a.sh:2: export " NAME "=1");
    CHECK_TEXT(found.items[3], "/etc/profile.d/b.sh:2: export " NAME "=1");
}

TEST(home_of_the_environment_comes_before_that_of_the_account)
{
    const char *files = "file /h/.bashrc\n" ASSIGNS "file /home/me/.zshrc\n" ASSIGNS;
    Strings found = lines_of(arena_printf(test_arena(), "env HOME=/h\n%s", files), NULL);
    REQUIRE(found.count == 1);
    CHECK_TEXT(found.items[0], "/h/.bashrc:2: export " NAME "=1");
}

TEST(a_long_line_is_cut)
{
    char line[400];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\0';
    Strings found = lines_of(
        arena_printf(test_arena(), "file /etc/environment\n  | " NAME "=%s\n", line), NULL);
    REQUIRE(found.count == 1);
    CHECK_NUMBER(strlen(found.items[0]), strlen("/etc/environment:1: ") + 120);
}

TEST(of_another_machine_only_files_are_seen)
{
    check_unknown(asked(machine_of(""), NULL, "1"), "another machine's processes cannot be seen",
                  "/proc");
}

/* ---- The unit that we run in ---- */

static World *in_unit(const char *cgroup, const char *unit_path)
{
    World *world = FAMILY({SELF, NAME "=1"}, {SHELL, NAME "=1"}, {FIRST, NULL});
    overlay_file(world, "/proc/self/cgroup", 0444, text_of(cgroup));
    overlay_file(world, unit_path, 0644, text_of("[Service]\nEnvironment=" NAME "=1\n"));
    return world;
}

TEST(the_unit_file_and_its_additions)
{
    const char *cgroup = "0::/system.slice/whycpu-test.service\n";
    static const char *const PATHS[] = {
        "/etc/systemd/system/whycpu-test.service", "/run/systemd/system/whycpu-test.service",
        "/usr/lib/systemd/system/whycpu-test.service", "/lib/systemd/system/whycpu-test.service",
        "/etc/systemd/system/whycpu-test.service.d/gpu.conf"};
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        const Fact *by = asked(in_unit(cgroup, PATHS[i]), NULL, "1");
        if (CHECK(by->known == PRESENT && by->texts.count >= 1))
            CHECK(ends_with(by->texts.items[0], ":2: Environment=" NAME "=1"));
    }
}

TEST(without_a_unit_none_is_searched)
{
    const Fact *by = asked(
        in_unit("0::/user.slice/session-1.scope\n", "/etc/systemd/system/whycpu-test.service"),
        NULL, "1");
    CHECK_NUMBER(by->known, UNKNOWN);
}

TEST(an_endless_line_of_ancestors_ends)
{
    World *world =
        FAMILY({SELF, NAME "=1"}, {"90000002", "90000002 (loop) S 90000002 1 1", NAME "=1"});
    check_says(asked(world, NULL, "1"),
               "whatever started process 90000002 (loop): it had it from the start");
}

/* What a text tells of /proc/self is not this process. */
TEST(of_another_machine_no_process_is_asked)
{
    const Fact *by = asked(machine_of("file /proc/self/environ\n  | PATH=/bin\n"), NULL, "1");
    CHECK_NUMBER(by->known, UNKNOWN);
    CHECK_TEXT(by->because, "another machine's processes cannot be seen");
}

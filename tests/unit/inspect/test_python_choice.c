/* Which interpreter is judged. */
#include <string.h>

#include "python_worlds.h"

#define PYENV_SHIM(name)                                                                           \
    "file /p/shims/" name " mode=0755\n  | #!/bin/sh\n  | export PYENV_ROOT=\"/p\"\n"              \
    "  | exec \"/p/libexec/pyenv\" exec \"$program\"\n"
#define PYENV_VERSION(version, minor)                                                              \
    "file /p/versions/" version "/bin/python" minor " mode=0755\n"                                 \
    "link /p/versions/" version "/bin/python3 -> python" minor "\n"                                \
    "link /p/versions/" version "/bin/python -> python" minor "\n"                                 \
    "file /p/versions/" version "/lib/python" minor "/os.py\n"
#define PYENV                                                                                      \
    PYENV_SHIM("python")                                                                           \
    PYENV_SHIM("python3")                                                                          \
    PYENV_VERSION("3.11.7", "3.11") PYENV_VERSION("3.12.1", "3.12") "env PATH=/p/shims:/usr/bin\n"

static const char *chosen(const char *lines)
{
    PythonEnvironment *env = found(lines);
    return env ? arena_printf(test_arena(), "%s, %s", env->python, env->chosen_because) : "none";
}

TEST(the_active_venv_comes_first)
{
    CHECK_TEXT(chosen(UPSTREAM VENV("/env") CONFIG("/env", "false") "env VIRTUAL_ENV=/env\n"),
               "/env/bin/python, VIRTUAL_ENV");
    CHECK_TEXT(chosen(UPSTREAM VENV("/work/.venv") CONFIG("/work/.venv", "false") VENV("/env")
                          CONFIG("/env", "false") "env VIRTUAL_ENV=/env\n"),
               "/env/bin/python, VIRTUAL_ENV");
}

TEST(of_venv_and_conda_the_first_on_path_is_meant)
{
#define BOTH                                                                                       \
    UPSTREAM VENV("/env") CONFIG("/env", "false")                                                  \
        VENV("/conda") "env VIRTUAL_ENV=/env\nenv CONDA_PREFIX=/conda\n"
    CHECK_TEXT(chosen(BOTH "env PATH=/conda/bin:/env/bin\n"), "/conda/bin/python, CONDA_PREFIX");
    CHECK_TEXT(chosen(BOTH "env PATH=/env/bin:/conda/bin\n"), "/env/bin/python, VIRTUAL_ENV");
    CHECK_TEXT(chosen(BOTH "env PATH=/usr/bin\n"), "/env/bin/python, VIRTUAL_ENV");
    CHECK_TEXT(chosen(BOTH "env PATH=/conda/bin\n"), "/conda/bin/python, CONDA_PREFIX");
}

TEST(an_active_venv_that_is_gone_is_passed_over_and_told)
{
    PythonEnvironment *env = found(UPSTREAM "env VIRTUAL_ENV=/gone\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->python, "/usr/bin/python3");
    CHECK_TEXT(doubts_of(env), "<VIRTUAL_ENV names /gone, which holds no bin/python>");
}

TEST(empty_variables_are_not_set)
{
    CHECK_TEXT(chosen(UPSTREAM "env VIRTUAL_ENV=\nenv CONDA_PREFIX=\n"),
               "/usr/bin/python3, first python3 on PATH");
}

TEST(then_the_venv_of_the_directory)
{
    CHECK_TEXT(chosen(UPSTREAM VENV("/work/.venv") CONFIG("/work/.venv", "false")),
               "/work/.venv/bin/python, ./.venv");
}

TEST(then_python3_and_python_on_path)
{
    CHECK_TEXT(chosen(UPSTREAM), "/usr/bin/python3, first python3 on PATH");
    CHECK_TEXT(chosen(UPSTREAM "file /a/python mode=0755\nenv PATH=/a:/usr/bin\n"),
               "/usr/bin/python3, first python3 on PATH");
    CHECK_TEXT(chosen(PYTHON_IN_USR "link /a/python -> /usr/bin/python3.11\nenv PATH=/a\n"),
               "/a/python, first python on PATH");
}

TEST(what_a_shell_would_pass_over_is_passed_over)
{
    CHECK_TEXT(chosen(UPSTREAM "dir /a/python3\nfile /b/python3 mode=0644\n"
                               "link /c/python3 -> nothing\nenv PATH=/a:/b:/c:/d:/usr/bin\n"),
               "/usr/bin/python3, first python3 on PATH");
}

TEST(relative_and_empty_parts_of_path_mean_the_working_directory)
{
    CHECK_TEXT(chosen(UPSTREAM "link /work/python3 -> /usr/bin/python3\nenv PATH=:/usr/bin\n"),
               "/work/python3, first python3 on PATH");
    CHECK_TEXT(chosen(UPSTREAM "link /work/x/python3 -> /usr/bin/python3\nenv PATH=./x\n"),
               "/work/x/python3, first python3 on PATH");
}

TEST(without_any_interpreter_there_is_a_sentence)
{
    CHECK_TEXT(not_found("env PATH=/a\n", NULL), "there is no python3 and no python on PATH");
}

TEST(another_python_is_told)
{
#define OTHER "file /a/python3.12 mode=0755\nfile /a/lib/python3.12/os.py\n"
    PythonEnvironment *env =
        found(UPSTREAM OTHER "link /a/python -> python3.12\nenv PATH=/usr/bin:/a\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->python, "/usr/bin/python3");
    CHECK_TEXT(env->other_python, "/a/python");
}

TEST(the_same_python_by_another_name_is_not_another)
{
    CHECK_TEXT(found(UPSTREAM "link /usr/bin/python -> python3\n")->other_python, NULL);
    CHECK_TEXT(found(UPSTREAM "link /bin -> usr/bin\nlink /usr/bin/python -> python3\n"
                              "env PATH=/usr/bin:/bin\n")
                   ->other_python,
               NULL);
    CHECK_TEXT(found(UPSTREAM)->other_python, NULL);
}

TEST(a_venv_that_is_not_on_path_is_not_what_python_starts)
{
    PythonEnvironment *env = found(UPSTREAM VENV("/work/.venv") CONFIG("/work/.venv", "false"));
    REQUIRE(env != NULL);
    CHECK_TEXT(env->other_python, "/usr/bin/python3");
    env = found(UPSTREAM VENV("/env") CONFIG("/env", "false") "env VIRTUAL_ENV=/env\n"
                                                              "env PATH=/env/bin:/usr/bin\n");
    CHECK_TEXT(env->other_python, NULL);
}

TEST(one_name_of_an_interpreter_that_cannot_be_looked_at_is_no_doubt_beside_another)
{
    PythonEnvironment *env = found(UPSTREAM CONFIG(
        "/work/.venv", "false") "unknown /work/.venv/bin/python EIO\n"
                                "link /work/.venv/bin/python3 -> /usr/bin/python3\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->python, "/work/.venv/bin/python3");
    CHECK_NUMBER(env->doubts.count, 0);
    env = found(UPSTREAM "unknown /work/.venv/bin/python EIO\n"
                         "unknown /work/.venv/bin/python3 EMFILE\n");
    REQUIRE(env != NULL && env->doubts.count == 1);
    CHECK(strstr(env->doubts.items[0], "/work/.venv/bin/python cannot be looked at") != NULL);
}

TEST(no_environment_is_none_in_another_arena_too)
{
    CHECK(python_in_arena(test_arena(), NULL) == NULL);
}

TEST(options_name_an_interpreter)
{
    World *world = python_world(UPSTREAM VENV("/work/e") CONFIG("/work/e", "false"));
    CHECK_TEXT(found_in(world, &(PythonChoice){.venv = "e"})->python, "/work/e/bin/python");
    CHECK_TEXT(found_in(world, &(PythonChoice){.venv = "e"})->chosen_because, "--venv");
    CHECK_TEXT(found_in(world, &(PythonChoice){.python = "e"})->python, "/work/e/bin/python");
    CHECK_TEXT(found_in(world, &(PythonChoice){.python = "python3"})->python, "/usr/bin/python3");
    CHECK_TEXT(found_in(world, &(PythonChoice){.python = "./e/bin/python3"})->python,
               "/work/e/bin/python3");
    CHECK_TEXT(found_in(world, &(PythonChoice){.python = "/usr/bin/python3"})->other_python, NULL);
}

TEST(a_named_interpreter_must_be_there)
{
    PythonChoice python = {.python = "/nowhere/python"}, command = {.python = "python9"},
                 venv = {.venv = "/nowhere"}, folder = {.python = "/usr"};
    CHECK_TEXT(not_found(UPSTREAM, &python), "there is no /nowhere/python");
    CHECK_TEXT(not_found(UPSTREAM, &command), "there is no python9 on PATH");
    CHECK_TEXT(not_found(UPSTREAM, &venv), "/nowhere holds no bin/python");
    CHECK_TEXT(not_found("dir /usr\n", &folder), "/usr holds no bin/python");
    CHECK_TEXT(not_found("link /e/bin/python -> /gone\n", &(PythonChoice){.venv = "/e"}),
               "/e/bin/python is a link to an interpreter that is gone");
}

/* ---- Shims ---- */

TEST(a_shim_of_pyenv_is_followed)
{
    PythonEnvironment *env = found(PYENV "file /p/version\n  | 3.12.1\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->python, "/p/versions/3.12.1/bin/python3");
    CHECK_TEXT(env->shim, "pyenv's shim /p/shims/python3: version 3.12.1, set by /p/version");
    CHECK_TEXT(env->other_python, NULL);
}

TEST(the_variable_comes_before_the_files_and_the_nearest_file_first)
{
#define FILES "file /work/.python-version\n  | 3.11.7\nfile /.python-version\n  | 3.12.1\n"
    CHECK_TEXT(found(PYENV FILES "env PYENV_VERSION=3.12.1\n")->python,
               "/p/versions/3.12.1/bin/python3");
    CHECK_TEXT(found(PYENV FILES)->python, "/p/versions/3.11.7/bin/python3");
    CHECK_TEXT(found(PYENV FILES "env PYENV_DIR=/\n")->python, "/p/versions/3.12.1/bin/python3");
    CHECK_TEXT(found(PYENV "file /.python-version\n  | 3.12.1\n")->python,
               "/p/versions/3.12.1/bin/python3");
}

TEST(versions_are_tried_in_order_then_the_system)
{
    CHECK_TEXT(found(PYENV "env PYENV_VERSION=3.99:3.11.7\n")->python,
               "/p/versions/3.11.7/bin/python3");
    CHECK_TEXT(found(PYENV UPSTREAM "env PYENV_VERSION=3.99\n")->python, "/usr/bin/python3");
    CHECK_TEXT(found(PYENV UPSTREAM "env PYENV_VERSION=system\n")->python, "/usr/bin/python3");
    CHECK_TEXT(found(PYENV "env PYENV_VERSION=python-3.12\n")->python,
               "/p/versions/3.12.1/bin/python3");
    CHECK_TEXT(not_found(PYENV "env PYENV_VERSION=3.99\n", NULL),
               "/p/shims/python is a shim of pyenv, and no version that PYENV_VERSION names holds "
               "python");
}

TEST(a_shim_of_asdf_is_followed)
{
#define ASDF                                                                                       \
    "file /s/python3 mode=0755\n  | #!/bin/sh\n  | exec /x/asdf exec \"python3\" \"$@\"\n"         \
    "link /home/eva/.asdf/installs/python/3.11.7/bin/python3 -> python3.11\n"                      \
    "file /home/eva/.asdf/installs/python/3.11.7/bin/python3.11 mode=0755\n"                       \
    "file /home/eva/.asdf/installs/python/3.11.7/lib/python3.11/os.py\nenv PATH=/s\n"
    PythonEnvironment *env = found(ASDF "file /work/.tool-versions\n  | python 3.9.9 3.11.7\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->python, "/home/eva/.asdf/installs/python/3.11.7/bin/python3");
    CHECK_TEXT(python_kind_word(env->kind), "asdf");
    CHECK_TEXT(found(ASDF "env ASDF_PYTHON_VERSION=3.11.7\n")->version, "3.11.7");
    CHECK_TEXT(not_found(ASDF, NULL),
               "/s/python3 is a shim of asdf, and no version is set for it that holds python3");
}

TEST(another_script_is_not_followed)
{
    PythonEnvironment *env =
        found("file /s/python3 mode=0755\n  | #!/bin/sh\n  | exec /opt/x \"$@\"\nenv PATH=/s\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(doubts_of(env), "</s/python3 is a script: which interpreter it starts cannot be "
                               "told without running it>");
    CHECK_NUMBER(env->major, 0);
    CHECK_NUMBER(env->site_directories.count, 0);
}

TEST(a_device_is_no_interpreter)
{
    CHECK_TEXT(not_found("char /dev/null 1:3\n", &(PythonChoice){.python = "/dev/null"}),
               "/dev/null is no program");
}

TEST(a_venv_here_whose_interpreter_is_gone_is_told)
{
    PythonEnvironment *env = found(UPSTREAM "link /work/.venv/bin/python -> /gone\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->python, "/usr/bin/python3");
    CHECK_TEXT(doubts_of(env), "<./.venv/bin/python is a link to an interpreter that is gone>");
    env = found(UPSTREAM "link /work/.venv/bin/python -> /gone\n"
                         "link /work/.venv/bin/python3 -> /usr/bin/python3\n" CONFIG("/work/.venv",
                                                                                     "false"));
    CHECK_TEXT(env->prefix, "/work/.venv");
    CHECK_TEXT(doubts_of(env), "");
}

/* The same program by a link elsewhere is the same Python, unless that is a virtual environment. */
TEST(a_link_into_a_venv_starts_another)
{
#define LINKED UPSTREAM "link /a/bin/python -> /usr/bin/python3.11\nenv PATH=/usr/bin:/a/bin\n"
    CHECK_TEXT(found(LINKED)->other_python, NULL);
    CHECK_TEXT(found(LINKED CONFIG("/a", "false"))->other_python, "/a/bin/python");
}

/* Each name is looked for in the versions by itself: Python 2 has no python3. */
TEST(of_several_versions_of_pyenv_each_name_takes_the_first_that_has_it)
{
    PythonEnvironment *env = found(PYENV_SHIM("python") PYENV_SHIM("python3") PYENV_VERSION(
        "3.12.1", "3.12") "file /p/versions/2.7.18/bin/python2.7 mode=0755\n"
                          "link /p/versions/2.7.18/bin/python -> python2.7\n"
                          "env PATH=/p/shims:/usr/bin\n"
                          "env PYENV_VERSION=2.7.18:3.12.1\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->python, "/p/versions/3.12.1/bin/python3");
    CHECK_TEXT(env->other_python, "/p/versions/2.7.18/bin/python");
}

/* Which Python a command line starts. */
#include "inspect/program_python.h"

#include "python_worlds.h"

#define PATH_AND_VENV                                                                              \
    UPSTREAM VENV("/env") CONFIG("/env", "false") "env PATH=/env/bin:/usr/bin\n"                   \
                                                  "file /usr/bin/env mode=0755\n"                  \
                                                  "file /bin/sh mode=0755\n"
#define SCRIPT(path, head) "file " path " mode=0755\n" head

/* The interpreter, or why it cannot be told. */
static const char *started_by(const char *lines, const char *const *words)
{
    World *world = python_world(arena_printf(test_arena(), "%s%s", PATH_AND_VENV, lines));
    ProgramPython python = python_of_program(world, words);
    CHECK(!python.python != !python.because);
    return python.python ? python.python : python.because;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

TEST(python_is_itself)
{
    CHECK_TEXT(started_by("", WORDS("python", "train.py")), "/env/bin/python");
    CHECK_TEXT(started_by("", WORDS("/usr/bin/python3", "-u", "train.py")), "/usr/bin/python3");
    CHECK_TEXT(started_by("", WORDS("../env/bin/python3")), "/env/bin/python3");
    CHECK_TEXT(started_by("", WORDS("python", "-m", "keras_tuner.run")), "/env/bin/python");
    CHECK_TEXT(started_by("", WORDS("python", "-W", "ignore", "-X", "dev", "train.py")),
               "/env/bin/python");
    CHECK_TEXT(started_by("", WORDS("python", "--", "train.py", "-I")), "/env/bin/python");
    CHECK_TEXT(started_by("", WORDS("python", "-W", "-I", "train.py")), "/env/bin/python");
    CHECK_TEXT(started_by("", WORDS("python", "-X")), "/env/bin/python");
    CHECK_TEXT(started_by("", WORDS("python3.12", "train.py")), "there is no python3.12");
}

TEST(options_that_change_its_packages_are_not_judged)
{
    static const char ODD[] = "Python's options change where it looks for packages";
    CHECK_TEXT(started_by("", WORDS("python", "-I", "train.py")), ODD);
    CHECK_TEXT(started_by("", WORDS("python", "-u", "-S", "train.py")), ODD);
    CHECK_TEXT(started_by("", WORDS("python", "-Bsc", "pass")), ODD);
    CHECK_TEXT(started_by("", WORDS("python", "-c", "-I")), "/env/bin/python");
    CHECK_TEXT(started_by("", WORDS("python", "-mS", "x")), "/env/bin/python");
}

TEST(a_script_names_its_python)
{
    CHECK_TEXT(started_by(SCRIPT("/env/bin/torchrun", "  | #!/env/bin/python3\n"),
                          WORDS("torchrun", "--nproc-per-node", "2", "train.py")),
               "/env/bin/python3");
    CHECK_TEXT(
        started_by(SCRIPT("/work/train.py", "  | #!/usr/bin/env python3\n"), WORDS("./train.py")),
        "/env/bin/python3");
    CHECK_TEXT(started_by(SCRIPT("/work/train.py", "  | #!/usr/bin/env -S python3 -u\n"),
                          WORDS("./train.py", "-I")),
               "/env/bin/python3");
    CHECK_TEXT(
        started_by(SCRIPT("/env/bin/long", "  | #!/bin/sh\n"
                                           "  | '''exec' \"/env/bin/python\" \"$0\" \"$@\"\n"),
                   WORDS("long")),
        "/env/bin/python");
}

TEST(first_lines_are_read_as_the_kernel_and_a_shell_read_them)
{
    CHECK_TEXT(
        started_by(SCRIPT("/work/tabs", "  | #!/usr/bin/env\t-S\tpython3\t-u\n"), WORDS("./tabs")),
        "/env/bin/python3");
    CHECK_TEXT(started_by(SCRIPT("/env/bin/single", "  | #!/bin/sh\n"
                                                    "  | '''exec' '/env/bin/python' \"$0\"\n"),
                          WORDS("single")),
               "/env/bin/python");
    CHECK_TEXT(started_by(SCRIPT("/env/bin/bare", "  | #!/bin/sh\n"
                                                  "  | '''exec' /env/bin/python \"$0\"\n"),
                          WORDS("bare")),
               "/env/bin/python");
    CHECK_TEXT(started_by(SCRIPT("/env/bin/beside",
                                 "  | #!/bin/sh\n  | '''exec' \"$(dirname -- \"$(realpath -- "
                                 "\"$0\")\")\"/'python' \"$0\" \"$@\"\n"),
                          WORDS("beside")),
               "/env/bin/python");
}

TEST(names_of_python_are_told_from_names_that_begin_like_it)
{
    CHECK_TEXT(started_by("file /usr/bin/python3.13t mode=0755\n", WORDS("python3.13t", "x.py")),
               "/usr/bin/python3.13t");
    CHECK_TEXT(started_by("file /usr/bin/python3-config mode=0755\n", WORDS("python3-config")),
               "python3-config decides for itself what it starts");
}

TEST(what_decides_for_itself_is_not_judged)
{
    CHECK_TEXT(started_by("", WORDS("/bin/sh", "-c", "python train.py")),
               "sh decides for itself what it starts");
    CHECK_TEXT(
        started_by(SCRIPT("/work/go", "  | #!/bin/sh\n  | exec python train.py\n"), WORDS("./go")),
        "go decides for itself what it starts");
    CHECK_TEXT(started_by("file /usr/bin/uv mode=0755\n", WORDS("uv", "run", "train.py")),
               "uv decides for itself what it starts");
    CHECK_TEXT(started_by("", WORDS("poetry", "run", "python", "train.py")), "there is no poetry");
}

TEST(env_is_seen_through_with_its_variables)
{
    World *world = python_world(PATH_AND_VENV);
    ProgramPython python = python_of_program(
        world, WORDS("env", "-u", "A", "--unset=B", "C=1", "D=x=y", "python", "train.py", "E=2"));
    CHECK_TEXT(python.python, "/env/bin/python");
    CHECK_NUMBER(python.unset.count, 2);
    CHECK_TEXT(python.unset.items[1], "B");
    CHECK_NUMBER(python.set.count, 2);
    CHECK_TEXT(python.set.items[1], "D=x=y");
    static const char NOT_TOLD[] = "what env starts here cannot be told";
    CHECK_TEXT(started_by("", WORDS("env", "-i", "python")), NOT_TOLD);
    CHECK_TEXT(started_by("", WORDS("env", "PATH=/usr/bin", "python")), NOT_TOLD);
    CHECK_TEXT(started_by("", WORDS("env")), NOT_TOLD);
}

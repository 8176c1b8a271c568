/* Which program made a conda environment. */
#include "inspect/conda_maker.h"

#include "inspect/machine_of_lines.h"

static const char *maker(const char *history)
{
    return conda_maker(
        machine_of(arena_printf(test_arena(), "file /env/conda-meta/history\n%s", history)),
        "/env");
}

#define DATE "  | ==> 2024-05-01 10:11:12 <==\n"

TEST(the_first_command_made_it)
{
    CHECK_TEXT(maker(DATE "  | # cmd: /opt/mambaforge/bin/mamba create -n tf python=3.11\n"),
               "mamba");
    CHECK_TEXT(maker(DATE "  | # cmd: micromamba create -n tf\n  | # conda version: 3.8.0\n"),
               "micromamba");
    CHECK_TEXT(maker(DATE "  | # cmd: /opt/conda/bin/conda create -n /x/mamba\n" DATE
                          "  | # cmd: mamba install tensorflow\n"),
               "conda");
}

TEST(what_does_not_tell_is_conda)
{
    CHECK_TEXT(maker(DATE "  | # update specs: ['python']\n"), "conda");
    CHECK_TEXT(maker(DATE "  | # cmd: /opt/conda/lib/python3.12/site-packages/conda/__main__.py\n"),
               "conda");
    CHECK_TEXT(maker(""), "conda");
    CHECK_TEXT(conda_maker(machine_of("dir /env\n"), "/env"), "conda");
    CHECK_TEXT(maker(DATE "  | # cmd: \n"), "conda");
}

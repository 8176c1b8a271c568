#include "inspect/jupyter.h"

#include "python_worlds.h"

#define KERNEL(where, program, language)                                                           \
    "file " where "/kernel.json\n  | {\"argv\": [\"" program "\"], \"language\": \"" language      \
    "\"}\n"

static const char *kernels(const char *lines)
{
    Strings prefixes = {0};
    list_add(test_arena(), prefixes, "/env");
    JupyterKernels all = jupyter_kernels(python_world(lines), &prefixes);
    const char *text = "";
    for (size_t i = 0; i < all.count; i++)
        text = arena_printf(test_arena(), "%s<%s %s %s>", text, all.items[i].name,
                            all.items[i].program ? all.items[i].program : "-",
                            all.items[i].because ? all.items[i].because : "");
    return text;
}

TEST(kernels_come_in_the_order_in_which_jupyter_looks)
{
    CHECK_TEXT(kernels(KERNEL("/usr/share/jupyter/kernels/d", "/d", "python")
                           KERNEL("/env/share/jupyter/kernels/c", "/c", "python")
                               KERNEL("/home/eva/.local/share/jupyter/kernels/b", "/b", "python")
                                   KERNEL("/j/kernels/a", "/a", "Python") "env JUPYTER_PATH=/j\n"),
               "<a /a ><b /b ><c /c ><d /d >");
}

TEST(the_data_directory_can_be_moved)
{
#define MOVED KERNEL("/x/kernels/a", "/a", "python") KERNEL("/y/jupyter/kernels/b", "/b", "python")
    CHECK_TEXT(kernels(MOVED "env JUPYTER_DATA_DIR=/x\n"), "<a /a >");
    CHECK_TEXT(kernels(MOVED "env XDG_DATA_HOME=/y\n"), "<b /b >");
    CHECK_TEXT(kernels(MOVED), "");
}

TEST(kernels_of_other_languages_are_left_out)
{
    CHECK_TEXT(kernels(KERNEL("/usr/share/jupyter/kernels/r", "R", "R")), "");
}

TEST(a_bare_name_is_looked_for_on_path)
{
    CHECK_TEXT(kernels(UPSTREAM KERNEL("/usr/share/jupyter/kernels/a", "python3", "python")
                           KERNEL("/usr/share/jupyter/kernels/b", "python9", "python")),
               "<a /usr/bin/python3 ><b - >");
}

TEST(a_kernel_that_cannot_be_understood_says_why)
{
    CHECK_TEXT(kernels("file /usr/share/jupyter/kernels/a/kernel.json\n  | {}\n"
                       "dir /usr/share/jupyter/kernels/b\n"),
               "<a - its argv names no program>");
}

TEST(the_directory_of_ipython_is_one_of_the_places)
{
    CHECK_TEXT(kernels(KERNEL("/home/eva/.ipython/kernels/a", "/a", "python")), "<a /a >");
}

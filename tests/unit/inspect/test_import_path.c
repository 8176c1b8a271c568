/* What an import would take. */
#include "python_worlds.h"

#define SITE   "/env/lib/python3.11/site-packages"
#define SYSTEM "/usr/lib/python3.11/site-packages"

static ImportPath import_in(const char *lines, const char *name)
{
    World *world = python_world(
        arena_printf(test_arena(), "%s%s",
                     UPSTREAM VENV("/env") CONFIG("/env", "true") "env VIRTUAL_ENV=/env\n", lines));
    return python_import_path(world, found_in(world, NULL), name);
}

static const char *taken(const char *lines, const char *name)
{
    static const char *const forms[] = {"none",      "package", "module",
                                        "namespace", "finder",  "unknown"};
    ImportPath import = import_in(lines, name);
    return arena_printf(test_arena(), "%s %s", forms[import.form], import.path ? import.path : "-");
}

TEST(a_package_is_a_directory_with_init)
{
    CHECK_TEXT(taken("file " SITE "/a/__init__.py\n", "a"), "package " SITE "/a");
    CHECK_TEXT(taken("file " SITE "/a/__init__.cpython-311-x86_64-linux-gnu.so\n", "a"),
               "package " SITE "/a");
    CHECK_TEXT(taken("file " SITE "/a/__init__.cpython-310-x86_64-linux-gnu.so\n", "a"),
               "namespace " SITE "/a");
    CHECK_TEXT(taken("", "a"), "none -");
}

TEST(a_package_comes_before_a_module_and_compiled_before_written)
{
    CHECK_TEXT(taken("file " SITE "/a/__init__.py\nfile " SITE "/a.py\n", "a"),
               "package " SITE "/a");
    CHECK_TEXT(taken("file " SITE "/a.py\nfile " SITE "/a.cpython-311-x86_64-linux-gnu.so\n", "a"),
               "module " SITE "/a.cpython-311-x86_64-linux-gnu.so");
    CHECK_TEXT(taken("file " SITE "/a.pyc\nfile " SITE "/a.py\n", "a"), "module " SITE "/a.py");
    CHECK_TEXT(taken("dir " SITE "/a\nfile " SITE "/a.py\n", "a"), "module " SITE "/a.py");
    CHECK_TEXT(taken("file " SITE "/ab.py\nfile " SITE "/a.txt\n", "a"), "none -");
}

TEST(compiled_modules_have_three_kinds_of_names)
{
    CHECK_TEXT(taken("file " SITE "/a.so\n", "a"), "module " SITE "/a.so");
    CHECK_TEXT(taken("file " SITE "/a.abi3.so\n", "a"), "module " SITE "/a.abi3.so");
    CHECK_TEXT(taken("file " SITE "/a.cpython-312-x86_64-linux-gnu.so\n", "a"), "none -");
    CHECK_TEXT(taken("file " SITE "/a.pyc\n", "a"), "module " SITE "/a.pyc");
    CHECK_TEXT(taken("file " SITE "/a\n", "a"), "none -");
}

TEST(the_first_directory_wins_and_the_others_are_told)
{
    ImportPath import =
        import_in("file " SITE "/a/__init__.py\nfile " SYSTEM "/a/__init__.py\n", "a");
    CHECK_TEXT(import.path, SITE "/a");
    CHECK_TEXT(import.from->path, SITE);
    CHECK_NUMBER(import.others.count, 1);
    CHECK_TEXT(import.others.items[0], SYSTEM "/a");
}

TEST(a_namespace_is_taken_only_when_nothing_else_is)
{
    CHECK_TEXT(taken("dir " SITE "/a\nfile " SYSTEM "/a/__init__.py\n", "a"),
               "package " SYSTEM "/a");
    CHECK_TEXT(taken("dir " SITE "/a\ndir " SYSTEM "/a\n", "a"), "namespace " SITE "/a");
}

TEST(pythonpath_and_the_standard_library_come_before)
{
    CHECK_TEXT(taken("file /p/a.py\nenv PYTHONPATH=/p\nfile " SITE "/a/__init__.py\n", "a"),
               "module /p/a.py");
    CHECK_TEXT(taken("file /usr/lib/python3.11/json/__init__.py\nfile " SITE "/json.py\n", "json"),
               "package /usr/lib/python3.11/json");
}

TEST(archives_and_directories_that_python_cannot_list_are_passed_over)
{
    CHECK_TEXT(taken("file /x.zip\nenv PYTHONPATH=/x.zip\nfile " SITE "/a.py\n", "a"),
               "module " SITE "/a.py");
    CHECK_TEXT(taken("dir /p mode=0700\nenv PYTHONPATH=/p\nfile " SITE "/a.py\n", "a"),
               "module " SITE "/a.py");
}

TEST(what_the_world_cannot_tell_leaves_it_open)
{
    CHECK_TEXT(taken("unknown /p EIO \"an error of the disk\"\nenv PYTHONPATH=/p\n"
                     "file " SITE "/a.py\n",
                     "a"),
               "unknown -");
}

TEST(an_editable_installation_is_found_last)
{
#define FINDER                                                                                     \
    "file " SITE "/__editable__.a-1.0.pth\n  | import __editable___a_1_0_finder; "                 \
    "__editable___a_1_0_finder.install()\nfile " SITE "/__editable___a_1_0_finder.py\n"            \
    "  | MAPPING: dict[str, str] = {'a': '/src/a'}\n"
    CHECK_TEXT(taken(FINDER, "a"), "finder /src/a");
    CHECK_TEXT(taken(FINDER, "b"), "none -");
    CHECK_TEXT(taken(FINDER "file " SYSTEM "/a.py\n", "a"), "module " SYSTEM "/a.py");
}

static const char *doubted(const char *lines, const char *name)
{
    ImportPath import = import_in(lines, name);
    CHECK_NUMBER(import.form, IMPORT_NONE);
    return import.because;
}

TEST(what_is_not_found_may_be_brought_in_by_code)
{
    CHECK_TEXT(doubted("file " SITE "/a.pth\n  | import sys; sys.path.append('/src')\n", "a"),
               SITE "/a.pth:1 runs code at each start, which may bring it in");
    CHECK_TEXT(doubted("file " SITE "/sitecustomize.py\n", "a"),
               SITE "/sitecustomize.py runs at each start and may change sys.path");
    CHECK_TEXT(doubted("file " SITE "/__editable__.a-1.0.pth\n"
                       "  | import __editable___a_1_0_finder; __editable___a_1_0_finder.install()\n"
                       "file " SITE "/__editable___a_1_0_finder.py\n  | MAPPING = mapping()\n",
                       "a"),
               SITE "/__editable___a_1_0_finder.py maps names to directories, and cannot be read");
}

TEST(what_installers_write_brings_nothing_in)
{
    CHECK_TEXT(doubted("file " SITE "/_virtualenv.pth\n  | import _virtualenv\n", "a"), NULL);
    CHECK_TEXT(doubted(FINDER, "b"), NULL);
    CHECK_TEXT(
        doubted("file " SITE "/__editable__.a-1.0.pth\n"
                "  | import __editable___a_1_0_finder; __editable___a_1_0_finder.install()\n",
                "a"),
        NULL);
}

TEST(each_name_has_an_answer_of_its_own)
{
    World *world = python_world(
        UPSTREAM VENV("/env") CONFIG("/env", "true") "env VIRTUAL_ENV=/env\n"
                                                     "file " SITE "/a.py\nfile " SITE "/b.py\n");
    PythonEnvironment *env = found_in(world, NULL);
    CHECK_TEXT(python_import_path(world, env, "a").path, SITE "/a.py");
    CHECK_TEXT(python_import_path(world, env, "b").path, SITE "/b.py");
    CHECK_TEXT(python_import_path(world, env, "a").path, SITE "/a.py");
    CHECK_TEXT(python_import_path(world, env, "c").path, NULL);
}

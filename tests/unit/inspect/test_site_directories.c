/* sys.path, by the rules of the site module. */
#include <string.h>

#include "python_worlds.h"

#define USR_SITE  "dir /usr/lib/python3.11/site-packages\n"
#define USER_SITE "dir /home/eva/.local/lib/python3.11/site-packages\n"
#define IN_VENV(system, lines)                                                                     \
    found(UPSTREAM USR_SITE USER_SITE VENV("/env") CONFIG("/env", system) lines                    \
          "env VIRTUAL_ENV=/env\n")
#define SITE "/env/lib/python3.11/site-packages"

TEST(outside_a_venv_the_users_packages_come_before_the_systems)
{
    CHECK_TEXT(path_of(found(UPSTREAM USR_SITE USER_SITE)),
               "user site:/home/eva/.local/lib/python3.11/site-packages "
               "system site:/usr/lib/python3.11/site-packages");
}

TEST(directories_that_are_not_there_are_left_out)
{
    CHECK_TEXT(path_of(found(UPSTREAM)), "");
    CHECK_TEXT(path_of(found(UPSTREAM "file /usr/lib/python3.11/site-packages\n")), "");
}

TEST(the_users_packages_can_be_switched_off_or_moved)
{
    CHECK_TEXT(path_of(found(UPSTREAM USER_SITE "env PYTHONNOUSERSITE=1\n")), "");
    CHECK_TEXT(path_of(found(UPSTREAM USER_SITE "env PYTHONNOUSERSITE=\n")),
               "user site:/home/eva/.local/lib/python3.11/site-packages");
    CHECK_TEXT(path_of(found(UPSTREAM "dir /u/lib/python3.11/site-packages\n"
                                      "env PYTHONUSERBASE=/u\n")),
               "user site:/u/lib/python3.11/site-packages");
    CHECK_TEXT(path_of(found(UPSTREAM "dir /o/.local/lib/python3.11/site-packages\nenv HOME=/o\n")),
               "user site:/o/.local/lib/python3.11/site-packages");
}

TEST(a_venv_sees_its_own_packages_alone)
{
    CHECK_TEXT(path_of(IN_VENV("false", "")), "venv:" SITE);
}

TEST(a_venv_with_system_site_sees_all_its_own_first)
{
    CHECK_TEXT(path_of(IN_VENV("true", "")),
               "venv:" SITE " user site:/home/eva/.local/lib/python3.11/site-packages "
               "system site:/usr/lib/python3.11/site-packages");
}

TEST(debian_has_directories_of_its_own)
{
    CHECK_TEXT(path_of(found(DEBIAN "dir /usr/local/lib/python3.11/dist-packages\n" USR_SITE)),
               "system site:/usr/local/lib/python3.11/dist-packages "
               "system site:/usr/lib/python3/dist-packages");
}

TEST(a_venv_on_debian_keeps_site_packages)
{
    CHECK_TEXT(path_of(found(DEBIAN USR_SITE VENV("/env") CONFIG(
                   "/env", "true") "dir /env/local/lib/python3.11/dist-packages\n"
                                   "env VIRTUAL_ENV=/env\n")),
               "venv:" SITE " venv:/env/local/lib/python3.11/dist-packages "
               "system site:/usr/lib/python3.11/site-packages "
               "system site:/usr/lib/python3/dist-packages");
}

TEST(fedora_puts_usr_local_first_and_has_two_libraries)
{
    CHECK_TEXT(
        path_of(found("file /usr/bin/python3.11 mode=0755\nlink /usr/bin/python3 -> python3.11\n"
                      "file /usr/lib64/python3.11/os.py\nfile /usr/lib64/python3.11/site.py\n"
                      "  |         PREFIXES.insert(0, \"/usr/local\")\n"
                      "dir /usr/local/lib/python3.11/site-packages\n"
                      "dir /usr/lib64/python3.11/site-packages\n" USR_SITE)),
        "system site:/usr/local/lib/python3.11/site-packages "
        "system site:/usr/lib64/python3.11/site-packages "
        "system site:/usr/lib/python3.11/site-packages");
}

TEST(pythonpath_comes_first_and_keeps_what_is_not_there)
{
    PythonEnvironment *env =
        IN_VENV("false", "dir /a\ndir /work/b\nenv PYTHONPATH=/a:b::/gone:/a/:/b/../a\n");
    CHECK_TEXT(path_of(env), "PYTHONPATH:/a PYTHONPATH:/work/b PYTHONPATH:/work PYTHONPATH:/gone "
                             "venv:" SITE);
    CHECK_NUMBER(env->site_directories.items[3].known, ABSENT);
    CHECK_TEXT(path_of(IN_VENV("false", "env PYTHONPATH=\n")), "venv:" SITE);
}

TEST(a_site_directory_on_pythonpath_keeps_its_place_and_its_pth_files)
{
    CHECK_TEXT(path_of(IN_VENV("false", "env PYTHONPATH=" SITE "\ndir /x\n"
                                        "file " SITE "/a.pth\n  | /x\n")),
               "venv:" SITE " .pth file:/x");
}

TEST(pth_files_add_directories_in_order)
{
    PythonEnvironment *env = IN_VENV(
        "false", "dir /x\ndir /y\ndir " SITE "/sub\nfile /z.egg\n"
                 "file " SITE "/b.pth\n  | /x\n  | sub\n  | /gone\n  | import os\n  | # no\n"
                 "file " SITE "/a.pth\n  | /y\n  | ../site-packages\n  | /x\n  | /z.egg\n"
                 "file " SITE "/c.pth.txt\n  | /work\n"
                 "file " SITE "/sub/d.pth\n  | /work\n");
    CHECK_TEXT(path_of(env), "venv:" SITE " .pth file:/y .pth file:/x .pth file:/z.egg "
                             ".pth file:" SITE "/sub");
    CHECK_NUMBER(env->pth_imports.count, 1);
    CHECK_TEXT(env->pth_imports.items[0].text, "import os");
    CHECK_TEXT(env->pth_imports.items[0].file, SITE "/b.pth");
    CHECK_NUMBER(env->pth_imports.items[0].line, 4);
}

TEST(each_entry_says_who_brought_it_in)
{
    PythonEnvironment *env = IN_VENV("false", "dir /x\nfile " SITE "/a.pth\n  | # x\n  | /x\n");
    size_t count = env->site_directories.count;
    CHECK_TEXT(env->site_directories.items[count - 1].named_by, SITE "/a.pth:2");
    CHECK_TEXT(env->site_directories.items[count - 2].named_by, "/env/pyvenv.cfg");
}

TEST(hidden_pth_files_are_skipped_by_later_releases)
{
#define HIDDEN "dir /x\nfile " SITE "/.a.pth\n  | /x\n"
    CHECK_TEXT(path_of(IN_VENV("false", HIDDEN)), "venv:" SITE " .pth file:/x");
    CHECK_TEXT(path_of(found(UPSTREAM VENV("/env") HIDDEN
                             "file /env/pyvenv.cfg\n  | home = /usr/bin\n  | version = 3.11.8\n"
                             "  | include-system-site-packages = false\nenv VIRTUAL_ENV=/env\n")),
               "venv:" SITE);
}

TEST(customization_modules_are_told)
{
    CHECK_TEXT(doubts_of(IN_VENV("false", "file " SITE "/sitecustomize.py\n"
                                          "file " SITE "/usercustomize.py\n")),
               "<" SITE "/sitecustomize.py runs at each start and may change sys.path>");
}

TEST(a_directory_that_may_not_be_read_stays)
{
    PythonEnvironment *env =
        found(UPSTREAM USR_SITE "dir /home/eva/.local/lib/python3.11/site-packages mode=0311\n");
    CHECK_TEXT(path_of(env), "user site:/home/eva/.local/lib/python3.11/site-packages "
                             "system site:/usr/lib/python3.11/site-packages");
    CHECK_NUMBER(env->site_directories.items[3].known, UNKNOWN);
}

TEST(a_byte_order_mark_is_part_of_the_path_before_3_13)
{
#define MARKED(minor)                                                                              \
    "file /usr/bin/python3." minor " mode=0755\nlink /usr/bin/python3 -> python3." minor "\n"      \
    "file /usr/lib/python3." minor "/os.py\nfile /usr/lib/python3." minor "/site.py\n"             \
    "file /usr/lib/python3." minor "/site-packages/a.pth\n  | \xEF\xBB\xBF/work\n"
    CHECK_TEXT(path_of(found(MARKED("12"))), "system site:/usr/lib/python3.12/site-packages");
    CHECK_TEXT(path_of(found(MARKED("13"))),
               "system site:/usr/lib/python3.13/site-packages .pth file:/work");
}

TEST(pth_files_of_a_hostile_tree_end)
{
    const char *lines = UPSTREAM "";
    for (int i = 0; i < 1100; i++)
        lines = arena_printf(test_arena(), "%sdir /d/%d\n", lines, i);
    lines = arena_printf(test_arena(), "%sfile /usr/lib/python3.11/site-packages/a.pth\n", lines);
    for (int i = 0; i < 1100; i++)
        lines = arena_printf(test_arena(), "%s  | /d/%d\n", lines, i);
    PythonEnvironment *env = found(lines);
    CHECK_NUMBER(env->site_directories.count, 1000);
    CHECK_TEXT(doubts_of(env), "<sys.path has more than 1000 entries; the rest is left out>");
}

TEST(hidden_pth_files_are_read_by_early_and_skipped_by_late_releases)
{
#define RELEASE_3(minor)                                                                           \
    "file /usr/bin/python3." minor " mode=0755\nlink /usr/bin/python3 -> python3." minor "\n"      \
    "file /usr/lib/python3." minor "/os.py\nfile /usr/lib/python3." minor "/site.py\n"             \
    "dir /x\nfile /usr/lib/python3." minor "/site-packages/.a.pth\n  | /x\n"
    CHECK_TEXT(path_of(found(RELEASE_3("7"))),
               "system site:/usr/lib/python3.7/site-packages .pth file:/x");
    CHECK_TEXT(path_of(found(RELEASE_3("13"))), "system site:/usr/lib/python3.13/site-packages");
}

static const SiteDirectory *entry(const PythonEnvironment *env, const char *path)
{
    static const SiteDirectory none = {.named_by = "is not there"};
    for (size_t i = 0; i < env->site_directories.count; i++)
        if (strcmp(env->site_directories.items[i].path, path) == 0)
            return &env->site_directories.items[i];
    return &none;
}

TEST(the_standard_library_is_named_by_the_interpreter)
{
    CHECK_TEXT(entry(found(UPSTREAM), "/usr/lib/python311.zip")->named_by, "/usr/bin/python3.11");
    PythonEnvironment *env =
        found("file /x/bin/python3.13t mode=0755\nlink /x/bin/python3 -> python3.13t\n"
              "file /x/lib/python3.13t/os.py\nenv PATH=/x/bin\n");
    CHECK_TEXT(entry(env, "/x/lib/python313t.zip")->named_by, "/x/bin/python3.13t");
}

TEST(the_users_packages_are_named_by_what_tells_the_home)
{
    const char *directory = "/home/eva/.local/lib/python3.11/site-packages";
    CHECK_TEXT(entry(found(UPSTREAM USER_SITE), directory)->named_by, "/etc/passwd");
    CHECK_TEXT(entry(found(UPSTREAM USER_SITE "env HOME=/home/eva\n"), directory)->named_by,
               "HOME");
}

/* site.addsitedir() reads the .pth files of a directory that another .pth file has brought in. */
TEST(a_site_directory_that_a_pth_file_names_has_its_own_files_read)
{
    CHECK_TEXT(path_of(IN_VENV("true", "dir /x\nfile " SITE "/a.pth\n"
                                       "  | /usr/lib/python3.11/site-packages\n"
                                       "file /usr/lib/python3.11/site-packages/b.pth\n  | /x\n")),
               "venv:" SITE " system site:/usr/lib/python3.11/site-packages "
               "user site:/home/eva/.local/lib/python3.11/site-packages .pth file:/x");
}

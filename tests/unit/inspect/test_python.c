/* Prefix, kind and version of an interpreter that is not started. */
#include "python_worlds.h"

#define WITH_VENV(config) UPSTREAM VENV("/env") config "env VIRTUAL_ENV=/env\n"

TEST(a_plain_installation)
{
    PythonEnvironment *env = found(UPSTREAM);
    REQUIRE(env != NULL);
    CHECK_TEXT(env->real_python, "/usr/bin/python3.11");
    CHECK_TEXT(env->prefix, "/usr");
    CHECK_TEXT(env->base_prefix, "/usr");
    CHECK_TEXT(env->library, "/usr/lib/python3.11");
    CHECK_TEXT(python_kind_word(env->kind), "system");
    CHECK_TEXT(env->version, "3.11");
    CHECK_TEXT(env->version_source, "/usr/bin/python3.11");
    CHECK_TEXT(doubts_of(env), "");
}

TEST(debian_is_known_by_its_site_module)
{
    CHECK_TEXT(python_kind_word(found(DEBIAN)->kind), "debian");
    CHECK(!found(UPSTREAM "dir /usr/lib/python3/dist-packages\n")->has_dist_packages);
}

TEST(a_site_module_that_cannot_be_read_leaves_a_doubt)
{
    PythonEnvironment *env = found(PYTHON_IN_USR "dir /usr/lib/python3/dist-packages\n");
    CHECK(env->has_dist_packages);
    CHECK_TEXT(doubts_of(env), "</usr/lib/python3.11/site.py cannot be read, so the rules of this "
                               "distribution are guessed>");
}

TEST(a_venv_has_two_prefixes)
{
    PythonEnvironment *env = found(WITH_VENV(CONFIG("/env", "false")));
    REQUIRE(env != NULL);
    CHECK_TEXT(env->prefix, "/env");
    CHECK_TEXT(env->base_prefix, "/usr");
    CHECK_TEXT(python_kind_word(env->kind), "venv");
    CHECK_TEXT(python_kind_word(env->base_kind), "system");
    CHECK_TEXT(env->maker, "venv");
    CHECK_TEXT(env->config_file, "/env/pyvenv.cfg");
    CHECK_TEXT(env->version, "3.11.2");
    CHECK_TEXT(env->version_source, "/env/pyvenv.cfg");
    CHECK(!env->sees_system_site);
}

TEST(without_a_config_a_link_is_just_a_link)
{
    PythonEnvironment *env = found(WITH_VENV(""));
    REQUIRE(env != NULL);
    CHECK_TEXT(env->prefix, "/usr");
    CHECK_TEXT(python_kind_word(env->kind), "system");
}

TEST(a_venv_whose_python_was_upgraded_is_told)
{
    PythonEnvironment *env =
        found("file /usr/bin/python3.12 mode=0755\nlink /usr/bin/python3 -> python3.12\n"
              "file /usr/lib/python3.12/os.py\nfile /usr/lib/python3.12/site.py\n" VENV("/env")
                  CONFIG("/env", "false") "env VIRTUAL_ENV=/env\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->version, "3.12");
    CHECK_TEXT(path_of(env), "");
    CHECK_TEXT(doubts_of(env), "</env was made with Python 3.11.2, and its python is now 3.12: "
                               "what was installed for the old one is not seen>");
}

TEST(a_copied_program_has_the_version_of_what_it_was_copied_from)
{
    PythonEnvironment *env =
        found(UPSTREAM "file /env/bin/python mode=0755\nfile /env/pyvenv.cfg\n  | home = /usr/bin\n"
                       "  | executable = /usr/bin/python3.11\nenv VIRTUAL_ENV=/env\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->version, "3.11");
    CHECK_TEXT(env->version_source, "/env/pyvenv.cfg");
}

TEST(the_library_tells_when_the_name_does_not)
{
    PythonEnvironment *env = found("file /x/bin/python mode=0755\nfile /x/lib/python3.10/os.py\n"
                                   "dir /x/lib/python3.9\ndir /x/lib/engines\n"
                                   "file /x/lib/x.so\nenv PATH=/x/bin\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->version, "3.10");
    CHECK_TEXT(env->version_source, "/x/lib/python3.10/os.py");
    CHECK_TEXT(python_kind_word(env->kind), "other");
}

TEST(two_libraries_tell_nothing)
{
    PythonEnvironment *env = found("file /x/bin/python mode=0755\nfile /x/lib/python3.10/os.py\n"
                                   "file /x/lib/python3.9/os.py\nenv PATH=/x/bin\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->version, NULL);
    CHECK_NUMBER(env->major, 0);
    CHECK_TEXT(doubts_of(env),
               "<the version of /x/bin/python cannot be told from its name or library>");
}

TEST(the_whole_version_stands_in_paths_of_pyenv_and_uv)
{
    PythonEnvironment *env = found("file /h/.pyenv/versions/3.11.7/bin/python3.11 mode=0755\n"
                                   "link /h/.pyenv/versions/3.11.7/bin/python3 -> python3.11\n"
                                   "file /h/.pyenv/versions/3.11.7/lib/python3.11/os.py\nenv "
                                   "PATH=/h/.pyenv/versions/3.11.7/bin\n");
    CHECK_TEXT(env->version, "3.11.7");
    CHECK_TEXT(python_kind_word(env->kind), "pyenv");
    env = found("file /h/uv/python/cpython-3.12.4-linux-x86_64-gnu/bin/python3.12 mode=0755\n"
                "file /h/uv/python/cpython-3.12.4-linux-x86_64-gnu/lib/python3.12/os.py\n"
                "link /b/python3 -> "
                "/h/uv/python/cpython-3.12.4-linux-x86_64-gnu/bin/python3.12\nenv PATH=/b\n");
    CHECK_TEXT(env->version, "3.12.4");
    CHECK_TEXT(python_kind_word(env->kind), "uv");
    CHECK_TEXT(env->python, "/b/python3");
    CHECK_TEXT(env->prefix, "/h/uv/python/cpython-3.12.4-linux-x86_64-gnu");
}

TEST(the_header_tells_the_whole_version)
{
    PythonEnvironment *env = found(UPSTREAM "file /usr/include/python3.11/patchlevel.h\n"
                                            "  | #define PY_VERSION_HEX \"3.11.4\"\n"
                                            "  | #define PY_VERSION      \"3.11.5\"\n");
    CHECK_TEXT(env->version, "3.11.5");
    CHECK_TEXT(env->version_source, "/usr/include/python3.11/patchlevel.h");
}

TEST(a_header_of_another_version_does_not_count)
{
    PythonEnvironment *env = found(UPSTREAM "file /usr/include/python3.11/patchlevel.h\n"
                                            "  | #define PY_VERSION \"3.12.5\"\n");
    CHECK_TEXT(env->version, "3.11");
}

TEST(conda_is_known_by_its_records)
{
    PythonEnvironment *env = found(
        "file /c/bin/python3.10 mode=0755\nlink /c/bin/python -> python3.10\n"
        "file /c/lib/python3.10/os.py\n"
        "file /c/conda-meta/a-3.10.1-0.json\nfile /c/conda-meta/python-3.10.14-h955ad1f_1.json\n"
        "dir /c/lib/python3.10/site-packages\nenv CONDA_PREFIX=/c\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(python_kind_word(env->kind), "conda");
    CHECK_TEXT(env->version, "3.10.14");
    CHECK_TEXT(env->version_source, "/c/conda-meta");
    CHECK_TEXT(path_of(env), "system site:/c/lib/python3.10/site-packages");
}

TEST(free_threaded_builds_have_directories_of_their_own)
{
    PythonEnvironment *env =
        found("file /x/bin/python3.13t mode=0755\nlink /x/bin/python3 -> python3.13t\n"
              "file /x/lib/python3.13t/os.py\ndir /x/lib/python3.13t/site-packages\n"
              "dir /x/lib/python3.13/site-packages\nenv PATH=/x/bin\n");
    REQUIRE(env != NULL);
    CHECK(env->free_threaded);
    CHECK_TEXT(path_of(env), "system site:/x/lib/python3.13t/site-packages");
}

TEST(pythonhome_moves_the_library)
{
    PythonEnvironment *env = found(UPSTREAM "file /h/lib/python3.11/os.py\nenv PYTHONHOME=/h:/i\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(env->prefix, "/h");
    CHECK_TEXT(env->library, "/h/lib/python3.11");
}

TEST(a_library_that_is_gone_leaves_a_doubt)
{
    PythonEnvironment *env = found("file /x/bin/python3.11 mode=0755\n"
                                   "link /x/bin/python3 -> python3.11\nenv PATH=/x/bin\n");
    REQUIRE(env != NULL);
    CHECK_TEXT(doubts_of(env),
               "<no lib/python3.11/os.py is at or above /x/bin: the interpreter may be gone>");
}

TEST(facts_say_what_was_found)
{
    World *world = python_world(WITH_VENV(CONFIG("/env", "false")));
    Facts *facts = facts_new(test_arena());
    inspect_python(world, found_in(world, NULL), facts);
    CHECK_TEXT(fact_text_or(facts, "env", FACT_PYTHON_PATH, "-"), "/env/bin/python");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_PYTHON_PREFIX, "-"), "/env");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_PYTHON_VERSION, "-"), "3.11.2");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_PYTHON_KIND, "-"), "venv");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_PYTHON_CHOSEN_BECAUSE, "-"), "VIRTUAL_ENV");
    CHECK_TEXT(fact_text_or(facts, "env", FACT_OTHER_PYTHON, "-"), "/usr/bin/python3");
    CHECK_NUMBER(fact_get(facts, "env", FACT_SITE_DIRECTORIES)->texts.count, 1);
    CHECK_NUMBER(fact_get(facts, "env", FACT_PYTHON_DOUBTS)->known, ABSENT);
    inspect_python(world, NULL, facts);
    CHECK_NUMBER(fact_get(facts, "env", FACT_PYTHON_PATH)->known, ABSENT);
}

#define BUILT_IN(directory)                                                                        \
    "file " directory "/bin/python3.11 mode=0755\nlink " directory "/bin/python3 -> python3.11\n"  \
    "file " directory "/lib/python3.11/os.py\nenv PATH=" directory "/bin\n"

TEST(what_lies_below_the_root_of_pyenv_is_of_pyenv)
{
#define KIND(directory, root)                                                                      \
    python_kind_word(found(BUILT_IN(directory) "env PYENV_ROOT=" root "\n")->kind)
    CHECK_TEXT(KIND("/opt/py/versions/3.11.7", "/opt/py"), "pyenv");
    CHECK_TEXT(KIND("/opt/python", "/opt/py"), "other");
    CHECK_TEXT(KIND("/opt/py", "/srv/py"), "other");
    CHECK_TEXT(KIND("/opt/py", "/opt/py/versions"), "other");
}

TEST(what_looks_like_a_version_and_is_none)
{
    CHECK_TEXT(found(BUILT_IN("/opt/3.11.7"))->version, "3.11.7");
    CHECK_TEXT(found(BUILT_IN("/opt/cpython-3.11.7+20240107-x86_64"))->version, "3.11.7");
    CHECK_TEXT(found(BUILT_IN("/opt/13.11.7"))->version, "3.11");
    CHECK_TEXT(found(BUILT_IN("/opt/3.11.7rc1"))->version, "3.11");
    CHECK_TEXT(found(BUILT_IN("/opt/3.11.x"))->version, "3.11");
}

TEST(a_debug_build_has_its_letter)
{
    PythonEnvironment *env = found("file /x/bin/python3.11d mode=0755\n"
                                   "link /x/bin/python3 -> python3.11d\n"
                                   "file /x/lib/python3.11/os.py\nenv PATH=/x/bin\n");
    CHECK_TEXT(env->version, "3.11");
    CHECK_TEXT(env->version_source, "/x/bin/python3.11d");
    CHECK(!env->free_threaded);
}

#define NAMELESS(version)                                                                          \
    "file /x/bin/python mode=0755\nlink /env/bin/python -> /x/bin/python\n"                        \
    "file /x/lib/python3.10/os.py\nfile /x/lib/python3.9/os.py\n"                                  \
    "file /env/pyvenv.cfg\n  | home = /x/bin\n  | version = " version "\nenv VIRTUAL_ENV=/env\n"

TEST(the_file_of_a_venv_tells_the_version_where_nothing_else_does)
{
    PythonEnvironment *env = found(NAMELESS("3.10.4"));
    CHECK_TEXT(env->version, "3.10.4");
    CHECK_TEXT(env->library, "/x/lib/python3.10");
    CHECK_TEXT(found(NAMELESS("unknown"))->version, NULL);
}

#define HOME_AT(directory)                                                                         \
    "link /env/bin/python -> /usr/bin/python3\nfile /env/pyvenv.cfg\n"                             \
    "  | home = " directory "\nenv VIRTUAL_ENV=/env\n"

TEST(the_library_is_looked_for_upwards)
{
    PythonEnvironment *env = found("file /usr/bin/python3.11 mode=0755\n"
                                   "link /usr/bin/python3 -> python3.11\n"
                                   "file /a/lib/python3.11/os.py\n" HOME_AT("/a/b/c/bin"));
    CHECK_TEXT(env->base_prefix, "/a");
    CHECK_TEXT(env->library, "/a/lib/python3.11");
}

/* Such as that of a virtual environment made inside another. */
TEST(in_vain_it_is_looked_for_where_the_program_lies)
{
    CHECK_TEXT(found(UPSTREAM HOME_AT("/outer/bin"))->base_prefix, "/usr");
    CHECK_TEXT(found(UPSTREAM HOME_AT("not/absolute"))->library, "/usr/lib/python3.11");
}

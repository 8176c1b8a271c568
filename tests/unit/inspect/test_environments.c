#include "inspect/environments.h"

#include "python_worlds.h"

static const char *prefixes(const char *lines)
{
    World *world = python_world(lines);
    FoundEnvironments all = environments_find(world);
    const char *text = "";
    for (size_t i = 0; i < all.count; i++) {
        text = arena_printf(test_arena(), "%s<%s", text, all.items[i].env->prefix);
        for (size_t j = 0; j < all.items[i].kernels.count; j++)
            text = arena_printf(test_arena(), "%s, %s", text, all.items[i].kernels.items[j]);
        text = arena_printf(test_arena(), "%s>", text);
    }
    return text;
}

#define A_VENV(where) VENV(where) CONFIG(where, "false")

TEST(the_one_that_would_start_here_comes_first)
{
    CHECK_TEXT(prefixes(UPSTREAM A_VENV("/work/.venv")), "</work/.venv></usr>");
}

TEST(environments_are_found_where_tools_put_them)
{
    CHECK_TEXT(prefixes(UPSTREAM A_VENV("/work/here") A_VENV("/home/eva/.virtualenvs/one")
                            A_VENV("/home/eva/two") A_VENV("/opt/three")
                                A_VENV("/home/eva/.cache/pypoetry/virtualenvs/four")
                                    A_VENV("/elsewhere/five")),
               "</usr></work/here></home/eva/two></home/eva/.virtualenvs/one>"
               "</home/eva/.cache/pypoetry/virtualenvs/four></opt/three>");
}

TEST(a_directory_without_an_interpreter_is_none)
{
    CHECK_TEXT(prefixes(UPSTREAM "dir /work/a\nfile /work/b/bin/other mode=0755\n"
                                 "link /work/c/bin/python -> /gone\n"),
               "</usr>");
}

TEST(links_to_one_environment_are_one)
{
    CHECK_TEXT(prefixes(UPSTREAM A_VENV("/opt/real") "link /work/link -> /opt/real\n"
                                                     "link /home/eva/link -> /opt/real\n"),
               "</usr></work/link>");
}

#define CONDA(where)                                                                               \
    "file " where "/bin/python3.10 mode=0755\nlink " where "/bin/python -> python3.10\n"           \
    "file " where "/lib/python3.10/os.py\nfile " where "/conda-meta/python-3.10.1-0.json\n"

TEST(conda_is_found_by_its_root_and_by_its_list)
{
    CHECK_TEXT(
        prefixes(CONDA("/opt/conda") CONDA("/opt/conda/envs/a") CONDA(
            "/data/b") "file /home/eva/.conda/environments.txt\n  | /opt/conda\n  | /data/b\n"),
        "</opt/conda></opt/conda/envs/a></data/b>");
}

TEST(versions_of_pyenv_and_their_environments_are_found)
{
    CHECK_TEXT(prefixes("file /home/eva/.pyenv/versions/3.9.1/bin/python3.9 mode=0755\n"
                        "link /home/eva/.pyenv/versions/3.9.1/bin/python -> python3.9\n"
                        "file /home/eva/.pyenv/versions/3.9.1/lib/python3.9/os.py\n"),
               "</home/eva/.pyenv/versions/3.9.1>");
}

TEST(the_root_of_pyenv_can_be_moved)
{
    CHECK_TEXT(prefixes("file /p/versions/3.9.1/bin/python3.9 mode=0755\n"
                        "link /p/versions/3.9.1/bin/python -> python3.9\n"
                        "file /p/versions/3.9.1/lib/python3.9/os.py\nenv PYENV_ROOT=/p\n"),
               "</p/versions/3.9.1>");
}

TEST(an_installation_of_conda_in_the_home_directory_is_found)
{
    CHECK_TEXT(prefixes(CONDA("/home/eva/miniconda3/envs/a") CONDA("/home/eva/miniconda3")),
               "</home/eva/miniconda3></home/eva/miniconda3/envs/a>");
}

TEST(variables_name_environments)
{
    CHECK_TEXT(prefixes(UPSTREAM A_VENV("/w/a") A_VENV("/t/b") "env WORKON_HOME=/w\n"
                                                               "env UV_PROJECT_ENVIRONMENT=/t/b\n"),
               "</usr></t/b></w/a>");
    CHECK_TEXT(prefixes(UPSTREAM A_VENV("/w/a") "env WORKON_HOME=\n"), "</usr>");
}

TEST(interpreters_beside_each_other_on_path_are_found)
{
    CHECK_TEXT(prefixes(UPSTREAM "file /x/bin/python3.12 mode=0755\nfile /x/lib/python3.12/os.py\n"
                                 "file /y/bin/python3.9-config mode=0755\n"
                                 "file /y/lib/python3.9/os.py\nfile /z/bin/python3.8 mode=0644\n"
                                 "file /z/lib/python3.8/os.py\n"
                                 "env PATH=/usr/bin:/y/bin:/x/bin:/z/bin\n"),
               "</usr></x>");
}

TEST(kernels_are_told_with_the_environment_they_start)
{
#define KERNEL(where, name, program)                                                               \
    "file " where "/" name "/kernel.json\n  | {\"argv\": [\"" program                              \
    "\", \"-m\"], \"display_name\": \"Kernel " name "\", \"language\": \"python\"}\n"
    CHECK_TEXT(prefixes(UPSTREAM A_VENV("/elsewhere/env") KERNEL(
                   "/home/eva/.local/share/jupyter/kernels", "x", "/elsewhere/env/bin/python")
                            KERNEL("/usr/share/jupyter/kernels", "y", "python3")),
               "</usr, Kernel y></elsewhere/env, Kernel x>");
}

TEST(a_kernel_that_an_environment_brings_leads_to_another)
{
    CHECK_TEXT(
        prefixes(UPSTREAM A_VENV("/data/other") "file /usr/share/jupyter/kernels/x/kernel.json\n"
                                                "  | {\"argv\": [\"/data/other/bin/python\"], "
                                                "\"display_name\": \"X\"}\n"),
        "</usr></data/other, X>");
    CHECK_TEXT(prefixes(UPSTREAM A_VENV("/work/.venv") A_VENV(
                   "/data/other") "file /work/.venv/share/jupyter/kernels/x/kernel.json\n"
                                  "  | {\"argv\": [\"/data/other/bin/python\"], \"display_name\": "
                                  "\"X\"}\n"),
               "</work/.venv></usr></data/other, X>");
}

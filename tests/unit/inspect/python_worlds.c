#include "python_worlds.h"

World *python_world(const char *lines)
{
    const char *error = "";
    const char *text = arena_printf(test_arena(),
                                    "whycpu-world 1\ntree /\ndir /work\nenvironment complete\n"
                                    "user eva uid=1000 gid=1000 home=/home/eva\ncwd /work\n%s",
                                    lines);
    World *world = world_recorded(test_arena(), text_of(text), &error);
    CHECK_TEXT(world ? "" : error, "");
    return world;
}

PythonEnvironment *found_in(World *world, const PythonChoice *choice)
{
    const char *error = NULL;
    PythonEnvironment *env = world ? python_find(world, choice, &error) : NULL;
    CHECK_TEXT(env ? NULL : error ? error : "no sentence", NULL);
    return env;
}

PythonEnvironment *found(const char *lines)
{
    return found_in(python_world(lines), NULL);
}

const char *not_found(const char *lines, const PythonChoice *choice)
{
    const char *error = NULL;
    World *world = python_world(lines);
    if (!world || python_find(world, choice, &error))
        return "none";
    return error;
}

const char *path_of(const PythonEnvironment *env)
{
    const char *all = "";
    for (size_t i = 0; env && i < env->site_directories.count; i++) {
        const SiteDirectory *one = &env->site_directories.items[i];
        if (one->origin != SITE_STANDARD_LIBRARY)
            all = arena_printf(test_arena(), "%s%s%s:%s", all, *all ? " " : "",
                               site_origin_word(one->origin), one->path);
    }
    return all;
}

const char *doubts_of(const PythonEnvironment *env)
{
    const char *all = "";
    for (size_t i = 0; env && i < env->doubts.count; i++)
        all = arena_printf(test_arena(), "%s<%s>", all, env->doubts.items[i]);
    return all;
}

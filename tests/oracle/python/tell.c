/* Tells as JSON what whycpu makes of the Python that would start here, for the comparison with real
 * interpreters: tell [--python PATH | --venv DIR] [--import NAME]… */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "inspect/distributions.h"

extern char **environ;

static void put_path(Writer *out, const PythonEnvironment *env)
{
    json_key(out, "path");
    json_open(out, '[');
    for (size_t i = 0; i < env->site_directories.count; i++)
        json_string(out, env->site_directories.items[i].path);
    json_close(out, ']');
    json_key(out, "pth_imports");
    json_open(out, '[');
    for (size_t i = 0; i < env->pth_imports.count; i++)
        json_string(out, env->pth_imports.items[i].text);
    json_close(out, ']');
    json_key(out, "doubts");
    json_open(out, '[');
    for (size_t i = 0; i < env->doubts.count; i++)
        json_string(out, env->doubts.items[i]);
    json_close(out, ']');
}

static void put_distributions(Writer *out, World *world, const PythonEnvironment *env)
{
    DistributionList all = inventory_all(inventory_read(world, env));
    json_key(out, "distributions");
    json_open(out, '{');
    for (size_t i = 0; i < all.count; i++) {
        if (!all.items[i]->shadowed)
            json_pair(out, all.items[i]->normal_name, all.items[i]->version);
    }
    json_close(out, '}');
}

static void put_imports(Writer *out, World *world, const PythonEnvironment *env, int count,
                        char **arguments)
{
    json_key(out, "imports");
    json_open(out, '{');
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], "--import") != 0)
            continue;
        ImportPath found = python_import_path(world, env, arguments[i + 1]);
        json_pair(out, arguments[i + 1], found.path);
    }
    json_close(out, '}');
}

static void put_environment(Writer *out, World *world, const PythonEnvironment *env)
{
    json_pair(out, "python", env->python);
    json_pair(out, "real_python", env->real_python);
    json_pair(out, "prefix", env->prefix);
    json_pair(out, "base_prefix", env->base_prefix);
    json_pair(out, "version", env->version);
    json_pair(out, "version_source", env->version_source);
    json_pair(out, "kind", python_kind_word(env->kind));
    json_pair(out, "base_kind", python_kind_word(env->base_kind));
    json_pair(out, "chosen_because", env->chosen_because);
    json_pair(out, "other_python", env->other_python);
    json_pair(out, "shim", env->shim);
    put_path(out, env);
    put_distributions(out, world, env);
}

int main(int count, char **arguments)
{
    Arena *arena = arena_new();
    LiveOptions options = {.root = "/", .environ_ = (const char *const *)environ};
    PythonChoice choice = {0};
    const char *error = NULL;
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], "--python") == 0)
            choice.python = arguments[i + 1];
        else if (strcmp(arguments[i], "--venv") == 0)
            choice.venv = arguments[i + 1];
    }
    World *world = world_live(arena, &options, &error);
    PythonEnvironment *env = world ? python_find(world, &choice, &error) : NULL;
    Writer out = writer_new(arena);
    json_open(&out, '{');
    if (env) {
        put_environment(&out, world, env);
        put_imports(&out, world, env, count, arguments);
        json_pair_number(&out, "looks", (long long)world_cost(world).looks);
    } else {
        json_pair(&out, "error", error);
    }
    json_close(&out, '}');
    put(&out, "\n");
    bool written = writer_flush(&out, STDOUT_FILENO);
    arena_free(arena);
    return written && env ? 0 : 1;
}

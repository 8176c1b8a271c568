/* Which interpreter is judged: the one that was named, or the one that would start here. */
#include <string.h>

#include "base/path.h"
#include "inspect/python_inside.h"

static const char *const names[] = {"python", "python3"};

/* Why an environment has no program; all NULL: it holds none. */
typedef struct Missing {
    const char *dangling; /* a link that leads nowhere */
    const char *unseen;   /* what could not be looked at, with `answer` */
    Answer answer;
} Missing;

/* bin/python or bin/python3 of an environment. */
static const char *program_in(World *world, const char *directory, Missing *missing)
{
    Arena *arena = world_arena(world);
    for (size_t i = 0; i < 2; i++) {
        char *path = arena_printf(arena, "%s/bin/%s", directory, names[i]);
        FileInfo info;
        Answer answer = world_stat(world, path, &info);
        if (answer.known == PRESENT && info.type == FILE_REGULAR)
            return path;
        if (answer.known == UNKNOWN && !missing->unseen) {
            missing->unseen = path;
            missing->answer = answer;
        } else if (!missing->dangling && world_lstat(world, path, &info).known == PRESENT) {
            missing->dangling = path;
        }
    }
    return NULL;
}

static const char *unseen_words(Arena *arena, const Missing *missing)
{
    return arena_printf(arena, "%s cannot be looked at: %s", missing->unseen,
                        missing->answer.because);
}

static const char *variable(World *world, const char *name)
{
    const char *value = NULL;
    bool set = world_env(world, name, &value).known == PRESENT && value && value[0];
    return set ? path_normal(world_arena(world), world_cwd(world), value) : NULL;
}

/* ---- Named by the user ---- */

static PythonEnvironment *find_venv(World *world, const char *directory, const char *because,
                                    Refusal *refusal)
{
    Arena *arena = world_arena(world);
    Missing missing = {0};
    char *whole = path_normal(arena, world_cwd(world), directory);
    const char *program = program_in(world, whole, &missing);
    if (program)
        return python_at(world, program, because, &refusal->sentence);
    const char *why = arena_printf(arena, "%s holds no bin/python", directory);
    if (missing.unseen)
        why = unseen_words(arena, &missing);
    else if (missing.dangling)
        why = arena_printf(arena, "%s is a link to an interpreter that is gone", missing.dangling);
    refusal_set(refusal, missing.answer.error, why);
    return NULL;
}

static PythonEnvironment *find_named(World *world, const char *named, Refusal *refusal)
{
    Arena *arena = world_arena(world);
    FileInfo info;
    const char *path = named;
    if (!strchr(named, '/')) {
        path = program_on_path(world, named, NULL);
        if (!path && world_stat(world, named, &info).known != PRESENT) {
            refusal->sentence = arena_printf(arena, "there is no %s on PATH", named);
            return NULL;
        }
        path = path ? path : named;
    }
    bool is_directory =
        world_stat(world, path, &info).known == PRESENT && info.type == FILE_DIRECTORY;
    return is_directory ? find_venv(world, path, "--python", refusal)
                        : python_at(world, path, "--python", &refusal->sentence);
}

/* ---- The one that would start here ---- */

typedef struct Candidates {
    World *world;
    Strings doubts; /* about those that were passed over */
} Candidates;

static const char *active(Candidates *candidates, const char *name)
{
    World *world = candidates->world;
    Arena *arena = world_arena(world);
    const char *directory = variable(world, name);
    Missing missing = {0};
    const char *program = directory ? program_in(world, directory, &missing) : NULL;
    if (!directory || program)
        return program;
    const char *what = missing.unseen     ? unseen_words(arena, &missing)
                       : missing.dangling ? "whose python is a link to nothing"
                                          : "which holds no bin/python";
    list_add(arena, candidates->doubts,
             arena_printf(arena, "%s names %s%s%s", name, directory, missing.unseen ? "; " : ", ",
                          what));
    return NULL;
}

static size_t position_of(World *world, const char *program)
{
    return program ? position_on_path(world, path_parent(world_arena(world), program)) : (size_t)-1;
}

static const char *default_program(Candidates *candidates, const char **because)
{
    World *world = candidates->world;
    const char *venv = active(candidates, "VIRTUAL_ENV"),
               *conda = active(candidates, "CONDA_PREFIX");
    bool conda_first = conda && (!venv || position_of(world, conda) < position_of(world, venv));
    *because = conda_first ? "CONDA_PREFIX" : "VIRTUAL_ENV";
    if (venv || conda)
        return conda_first ? conda : venv;
    Missing missing = {0};
    char *here = path_join(world_arena(world), world_cwd(world), ".venv");
    const char *program = program_in(world, here, &missing);
    *because = "./.venv";
    if (missing.unseen && !program)
        list_add(world_arena(world), candidates->doubts,
                 unseen_words(world_arena(world), &missing));
    else if (missing.dangling && !program)
        list_add(world_arena(world), candidates->doubts,
                 "./.venv/bin/python is a link to an interpreter that is gone");
    if (program)
        return program;
    *because = "first python3 on PATH";
    program = program_on_path(world, "python3", NULL);
    if (!program) {
        *because = "first python on PATH";
        program = program_on_path(world, "python", NULL);
    }
    return program;
}

/* Whether the program `path` is that of `env`: the same file, started in the same environment. */
static bool is_same(World *world, const PythonEnvironment *env, const char *path)
{
    Arena *arena = world_arena(world);
    if (strcmp(path, env->python) == 0)
        return true;
    const char *real = NULL, *directory = path_parent(arena, path);
    if (!env->real_python || world_real_path(world, path, &real).known != PRESENT ||
        strcmp(real, env->real_python) != 0)
        return false;
    if (strcmp(directory, path_parent(arena, env->python)) == 0)
        return true;
    if (env->kind == PYTHON_VENV) {
        const char *own = path_parent(arena, env->python);
        return strcmp(world_real_path_or_itself(world, directory),
                      world_real_path_or_itself(world, own)) == 0;
    }
    FileInfo info;
    char *config = path_join(arena, path_parent(arena, directory), "pyvenv.cfg");
    return world_stat(world, config, &info).known != PRESENT;
}

/* What the plain command starts, when that is something else than the chosen program. */
static void look_for_other(World *world, PythonEnvironment *env)
{
    for (size_t i = 0; i < 2; i++) {
        const char *path = program_on_path(world, names[i], NULL);
        if (!path)
            continue; /* there is no `python`: then `python3` is what people type */
        const char *program = program_behind(world, path, names[i]).path;
        if (program && !is_same(world, env, program))
            env->other_python = program;
        return;
    }
}

static PythonEnvironment *find_default(World *world, const char **error)
{
    Arena *arena = world_arena(world);
    Candidates candidates = {.world = world};
    const char *because;
    const char *program = default_program(&candidates, &because);
    if (!program) {
        *error = candidates.doubts.count ? candidates.doubts.items[0]
                                         : "there is no python3 and no python on PATH";
        return NULL;
    }
    PythonEnvironment *env = python_at(world, program, because, error);
    if (!env && starts_with(because, "first python3")) {
        /* A shim may have no python3 to start and yet a python. */
        program = program_on_path(world, "python", NULL);
        env = program ? python_at(world, program, "first python on PATH", error) : NULL;
    }
    if (!env)
        return NULL;
    for (size_t i = 0; i < candidates.doubts.count; i++)
        list_add(arena, env->doubts, candidates.doubts.items[i]);
    look_for_other(world, env);
    return env;
}

PythonEnvironment *python_find_or_why(World *world, const PythonChoice *choice, Refusal *refusal)
{
    *refusal = (Refusal){0};
    if (choice && choice->venv)
        return find_venv(world, choice->venv, "--venv", refusal);
    if (choice && choice->python)
        return find_named(world, choice->python, refusal);
    return find_default(world, &refusal->sentence);
}

PythonEnvironment *python_find(World *world, const PythonChoice *choice, const char **error)
{
    Refusal refusal;
    PythonEnvironment *env = python_find_or_why(world, choice, &refusal);
    *error = refusal.sentence;
    return env;
}

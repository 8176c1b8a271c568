/* From a program to its environment: prefix, kind, directories. */
#include "inspect/python.h"

#include <string.h>

#include "base/path.h"
#include "inspect/python_inside.h"

/* ---- Is it a virtual environment? ---- */

/* pyvenv.cfg stands above the directory of the program, or in it (getpath). */
static bool read_config(World *world, PythonEnvironment *env, PyvenvConfig *config)
{
    Arena *arena = world_arena(world);
    const char *directory = path_parent(arena, env->python);
    const char *places[] = {path_parent(arena, directory), directory};
    for (size_t i = 0; i < 2; i++) {
        char *path = path_join(arena, places[i], "pyvenv.cfg");
        Text content;
        Answer answer = world_read(world, path, PYVENV_CEILING_BYTES, &content);
        if (answer.known == UNKNOWN)
            list_add(arena, env->doubts,
                     arena_printf(arena, "%s cannot be read: %s", path, answer.because));
        if (answer.known != PRESENT)
            continue;
        env->config_file = path;
        *config = pyvenv_read(arena, content);
        return true;
    }
    return false;
}

static bool below(const char *path, const char *directory)
{
    size_t length = directory ? strlen(directory) : 0;
    return length && strncmp(path, directory, length) == 0 && path[length] == '/';
}

static bool holds(const char *path, const char *part)
{
    return path && strstr(path, part);
}

static PythonKind kind_of_installation(World *world, const PythonEnvironment *env)
{
    const char *pyenv_root = NULL;
    world_env(world, "PYENV_ROOT", &pyenv_root);
    if (env->conda_packages.count)
        return PYTHON_CONDA;
    if (holds(env->base_prefix, "/.pyenv/versions/") || below(env->base_prefix, pyenv_root))
        return PYTHON_PYENV;
    if (holds(env->base_prefix, "/uv/python/"))
        return PYTHON_UV;
    if (holds(env->base_prefix, "/.asdf/installs/"))
        return PYTHON_ASDF;
    if (env->has_dist_packages)
        return PYTHON_DEBIAN;
    bool system =
        strcmp(env->base_prefix, "/usr") == 0 || strcmp(env->base_prefix, "/usr/local") == 0;
    return system ? PYTHON_SYSTEM : PYTHON_OTHER;
}

/* A distribution that changes where packages lie does it in the site module of its library. */
static void read_distribution_rules(World *world, PythonEnvironment *env)
{
    Arena *arena = world_arena(world);
    if (strcmp(env->base_prefix, "/usr") != 0 || !env->library)
        return;
    Text content;
    char *path = path_join(arena, env->library, "site.py");
    Answer answer = world_read(world, path, 4 * SMALL_FILE_CEILING_BYTES, &content);
    if (answer.known == PRESENT) {
        env->has_dist_packages = memmem(content.at, content.length, "dist-packages", 13) != NULL;
        env->has_usr_local = memmem(content.at, content.length, "\"/usr/local\"", 12) != NULL;
        return;
    }
    FileInfo info;
    env->has_dist_packages =
        world_stat(world, "/usr/lib/python3/dist-packages", &info).known == PRESENT;
    list_add(arena, env->doubts,
             arena_printf(arena, "%s cannot be read, so the rules of this distribution are guessed",
                          path));
}

static const char *python_home(World *world)
{
    const char *home = NULL;
    bool set = world_env(world, "PYTHONHOME", &home).known == PRESENT && home && home[0];
    Arena *arena = world_arena(world);
    return set ? text_copy(arena, text_part(text_of(home), 0, text_find(text_of(home), ':')))
               : NULL;
}

static void read_environment(World *world, PythonEnvironment *env)
{
    Arena *arena = world_arena(world);
    PyvenvConfig config;
    bool is_venv = read_config(world, env, &config);
    const char *home = python_home(world);
    const char *base_directory =
        path_parent(arena, env->real_python ? env->real_python : env->python);
    if (is_venv && config.home && !home)
        base_directory = path_normal(arena, world_cwd(world), config.home);
    env->base_prefix = home ? home : path_parent(arena, base_directory);
    env->prefix = is_venv ? path_parent(arena, path_parent(arena, env->python)) : env->base_prefix;
    env->sees_system_site = !is_venv || config.include_system_site;
    if (!is_venv)
        world_list(world, path_join(arena, env->base_prefix, "conda-meta"), &env->conda_packages);
    python_read_version(world, env, is_venv ? &config : NULL, home ? home : base_directory);
    if (!is_venv)
        env->prefix = env->base_prefix;
    read_distribution_rules(world, env);
    env->base_kind = kind_of_installation(world, env);
    env->kind = is_venv ? PYTHON_VENV : env->base_kind;
    env->maker = is_venv ? config.maker : NULL;
    if (env->major)
        python_read_site_directories(world, env);
}

/* What is wrong with a program that cannot be started; NULL when nothing is. */
static const char *fault_of(World *world, const Program *program)
{
    Arena *arena = world_arena(world);
    FileInfo info;
    if (!program->path)
        return program->doubt;
    Answer answer = world_stat(world, program->path, &info);
    if (answer.known == PRESENT && info.type != FILE_REGULAR)
        return arena_printf(arena, "%s is no program", program->path);
    if (answer.known != ABSENT)
        return NULL;
    bool dangling = world_lstat(world, program->path, &info).known == PRESENT;
    return dangling
               ? arena_printf(arena, "%s is a link to an interpreter that is gone", program->path)
               : arena_printf(arena, "there is no %s", program->path);
}

static void read_real_path(World *world, PythonEnvironment *env)
{
    Answer answer = world_real_path(world, env->python, &env->real_python);
    if (answer.known == PRESENT)
        return;
    Arena *arena = world_arena(world);
    env->real_python = NULL;
    env->real_python_error = answer.error;
    list_add(arena, env->doubts,
             arena_printf(arena, "where %s leads cannot be told: %s", env->python,
                          answer.because ? answer.because : "it is gone"));
}

PythonEnvironment *python_at(World *world, const char *path, const char *chosen_because,
                             const char **error)
{
    Arena *arena = world_arena(world);
    char *whole = path_normal(arena, world_cwd(world), path);
    Program program = program_behind(world, whole, path_name(whole));
    *error = fault_of(world, &program);
    if (*error)
        return NULL;
    PythonEnvironment *env = arena_new_of(arena, PythonEnvironment);
    env->import_memory = arena_alloc(arena, sizeof *env->import_memory);
    env->python = program.path;
    env->shim = program.via;
    env->chosen_because = chosen_because;
    if (program.doubt) {
        list_add(arena, env->doubts, program.doubt);
        env->prefix = env->base_prefix = path_parent(arena, path_parent(arena, env->python));
    } else {
        read_real_path(world, env);
        read_environment(world, env);
    }
    return env;
}

const PythonEnvironment *python_in_arena(Arena *arena, const PythonEnvironment *env)
{
    if (!env)
        return NULL;
    PythonEnvironment *same = arena_new_of(arena, PythonEnvironment);
    *same = *env;
    same->import_memory = arena_alloc(arena, sizeof *same->import_memory);
    return same;
}

const char *python_kind_word(PythonKind kind)
{
    static const char *const words[] = {"other", "venv", "conda",  "pyenv",
                                        "uv",    "asdf", "debian", "system"};
    return words[kind];
}

const char *site_origin_word(SiteOrigin origin)
{
    static const char *const words[] = {"PYTHONPATH", "standard library", "venv",
                                        "user site",  "system site",      ".pth file"};
    return words[origin];
}

/* The version of an interpreter that is not started, and where its standard library lies.
 *
 * Major and minor version come from what decides at run time: the name of the real program, or
 * the library that lies where it would look. pyvenv.cfg only tells what the interpreter was when
 * the environment was made; the system may have been upgraded since. */
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "inspect/python_inside.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads "3.11" at the start of `text`; what follows it is in *rest. */
static bool two_numbers(const char *text, int *major, int *minor, const char **rest)
{
    int used = 0;
    if (!is_digit(text[0]) || sscanf(text, "%2d.%3d%n", major, minor, &used) != 2 ||
        !is_digit(text[used - 1]))
        return false;
    *rest = text + used;
    return *major > 0;
}

/* "python3.11", "python3.13t", "python3.11d" (a debug build). */
static bool version_in_name(const char *name, PythonEnvironment *env)
{
    const char *rest;
    int major, minor;
    if (!starts_with(name, "python") ||
        !two_numbers(name + strlen("python"), &major, &minor, &rest))
        return false;
    if (strcmp(rest, "") != 0 && strcmp(rest, "t") != 0 && strcmp(rest, "d") != 0)
        return false;
    env->major = major;
    env->minor = minor;
    env->free_threaded = strcmp(rest, "t") == 0;
    return true;
}

static bool take_name(World *world, PythonEnvironment *env, const char *path, const char *said_by)
{
    if (!path || !version_in_name(path_name(path), env))
        return false;
    env->version_source = said_by ? said_by : arena_strdup(world_arena(world), path);
    return true;
}

/* Directories lib/pythonX.Y with an os.py; when there are several, nothing is told. */
static bool take_library(World *world, PythonEnvironment *env, const char *prefix)
{
    Arena *arena = world_arena(world);
    Strings names = {0};
    char *libraries = path_join(arena, prefix, "lib");
    PythonEnvironment found = {0};
    int count = 0;
    if (world_list(world, libraries, &names).known != PRESENT)
        return false;
    for (size_t i = 0; i < names.count; i++) {
        PythonEnvironment one = {0};
        FileInfo info;
        char *landmark = arena_printf(arena, "%s/%s/os.py", libraries, names.items[i]);
        if (!version_in_name(names.items[i], &one) ||
            world_stat(world, landmark, &info).known != PRESENT)
            continue;
        found = one;
        found.version_source = landmark;
        count++;
    }
    if (count != 1)
        return false;
    env->major = found.major;
    env->minor = found.minor;
    env->free_threaded = found.free_threaded;
    env->version_source = found.version_source;
    return true;
}

static bool take_config(PythonEnvironment *env, const char *version, const char *said_by)
{
    const char *rest;
    if (!version || !two_numbers(version, &env->major, &env->minor, &rest))
        return false;
    env->version_source = said_by;
    return true;
}

/* ---- The standard library ---- */

static bool has_library(World *world, const char *prefix, const char *name, const char **library)
{
    Arena *arena = world_arena(world);
    static const char *const places[] = {"lib", "lib64"};
    for (size_t i = 0; i < 2; i++) {
        char *directory = arena_printf(arena, "%s/%s/%s", strcmp(prefix, "/") == 0 ? "" : prefix,
                                       places[i], name);
        FileInfo info;
        if (world_stat(world, path_join(arena, directory, "os.py"), &info).known == PRESENT) {
            *library = directory;
            return true;
        }
    }
    return false;
}

/* getpath's search: upwards from a directory, as far as the root. */
static bool find_library_above(World *world, PythonEnvironment *env, const char *name,
                               const char *directory)
{
    Arena *arena = world_arena(world);
    bool in_bin = strcmp(path_name(directory), "bin") == 0; /* holds no lib of its own */
    const char *at = in_bin ? path_parent(arena, directory) : directory;
    for (;;) {
        if (has_library(world, at, name, &env->library)) {
            env->base_prefix = at;
            return true;
        }
        if (strcmp(at, "/") == 0 || strcmp(at, ".") == 0)
            return false;
        at = path_parent(arena, at);
    }
}

/* From `base_directory`; in vain when that is the bin of another virtual environment (before 3.11,
 * one that was made inside another names it as its home). Then Python falls back on the place for
 * which it was built, which is where its program lies. */
static void find_library(World *world, PythonEnvironment *env, const char *base_directory)
{
    Arena *arena = world_arena(world);
    char *name =
        arena_printf(arena, "python%d.%d%s", env->major, env->minor, env->free_threaded ? "t" : "");
    if (find_library_above(world, env, name, base_directory))
        return;
    if (env->real_python &&
        find_library_above(world, env, name, path_parent(arena, env->real_python)))
        return;
    list_add(arena, env->doubts,
             arena_printf(arena, "no lib/%s/os.py is at or above %s: the interpreter may be gone",
                          name, base_directory));
}

/* ---- The third number ---- */

/* A whole version such as "3.11.7" inside a path: "…/versions/3.11.7", "cpython-3.11.7-linux…". */
static const char *whole_version_in(Arena *arena, const PythonEnvironment *env, const char *path)
{
    char *start = arena_printf(arena, "%d.%d.", env->major, env->minor);
    for (const char *at = path; (at = strstr(at, start)); at++) {
        if (at != path && at[-1] != '/' && at[-1] != '-')
            continue;
        size_t length = strlen(start);
        while (is_digit(at[length]))
            length++;
        char behind = at[length];
        if (length > strlen(start) &&
            (behind == '\0' || behind == '/' || behind == '-' || behind == '+'))
            return arena_copy(arena, at, length);
    }
    return NULL;
}

/* conda-meta/python-3.11.7-h955ad1f_0.json */
static const char *conda_version(Arena *arena, const PythonEnvironment *env)
{
    for (size_t i = 0; i < env->conda_packages.count; i++) {
        const char *name = env->conda_packages.items[i];
        if (starts_with(name, "python-") && is_digit(name[strlen("python-")]))
            return whole_version_in(arena, env, name);
    }
    return NULL;
}

static const char *header_version(World *world, const PythonEnvironment *env, const char **source)
{
    Arena *arena = world_arena(world);
    char *path = arena_printf(arena, "%s/include/%s/patchlevel.h", env->base_prefix,
                              env->library ? path_name(env->library) : "python");
    Text content, line;
    if (world_read(world, path, SMALL_FILE_CEILING_BYTES, &content).known != PRESENT)
        return NULL;
    while (text_line(&content, &line)) {
        if (!text_starts(line, "#define PY_VERSION "))
            continue;
        size_t quote = text_find(line, '"');
        Text value = text_part(line, quote + 1, line.length);
        *source = path;
        return text_copy(arena, text_part(value, 0, text_find(value, '"')));
    }
    return NULL;
}

static bool same_minor(const PythonEnvironment *env, const char *version)
{
    int major, minor;
    const char *rest;
    return version && two_numbers(version, &major, &minor, &rest) && major == env->major &&
           minor == env->minor;
}

static void read_whole_version(World *world, PythonEnvironment *env, const PyvenvConfig *config)
{
    Arena *arena = world_arena(world);
    const char *source = env->real_python ? env->real_python : env->base_prefix;
    const char *version = whole_version_in(arena, env, source);
    if (!version && (version = conda_version(arena, env)))
        source = path_join(arena, env->prefix, "conda-meta");
    if (!version && same_minor(env, config ? config->version : NULL)) {
        version = config->version;
        source = env->config_file;
    }
    if (!version)
        version = header_version(world, env, &source);
    if (version && same_minor(env, version)) {
        env->version = version;
        env->version_source = source;
        return;
    }
    env->version = arena_printf(arena, "%d.%d", env->major, env->minor);
}

void python_read_version(World *world, PythonEnvironment *env, const PyvenvConfig *config,
                         const char *base_directory)
{
    Arena *arena = world_arena(world);
    bool known = take_name(world, env, env->real_python, NULL) ||
                 take_name(world, env, config ? config->executable : NULL, env->config_file) ||
                 take_library(world, env, env->base_prefix) ||
                 take_config(env, config ? config->version : NULL, env->config_file);
    if (!known) {
        list_add(arena, env->doubts,
                 arena_printf(arena, "the version of %s cannot be told from its name or library",
                              env->python));
        return;
    }
    find_library(world, env, base_directory);
    read_whole_version(world, env, config);
    if (config && config->version && !same_minor(env, config->version))
        list_add(arena, env->doubts,
                 arena_printf(arena,
                              "%s was made with Python %s, and its python is now %s: what was "
                              "installed for the old one is not seen",
                              env->prefix, config->version, env->version));
}

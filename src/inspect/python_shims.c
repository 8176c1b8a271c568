/* What the shims of pyenv and asdf would start: the rules of their scripts, followed by reading
 * the same variables and files in the same order. */
#include <string.h>

#include "base/path.h"
#include "inspect/python_inside.h"
#include "parse/shim.h"

/* Shims are a few lines; the smallest real interpreter (a stub before libpython) has 14 KB. */
enum { SHIM_CEILING_BYTES = 12 * 1024, VERSIONS_CEILING = 50 };

static const char *variable(World *world, const char *name)
{
    const char *value = NULL;
    bool set = world_env(world, name, &value).known == PRESENT && value && value[0];
    return set ? value : NULL;
}

static const char *home_of(World *world)
{
    const char *home = variable(world, "HOME");
    if (!home)
        home = world_user(world)->home;
    return home ? home : "/";
}

static bool is_directory(World *world, const char *path)
{
    FileInfo info;
    return world_stat(world, path, &info).known == PRESENT && info.type == FILE_DIRECTORY;
}

/* The nearest file `name` in `directory` or above it; its content in *content. */
static const char *file_upwards(World *world, const char *directory, const char *name,
                                Text *content)
{
    Arena *arena = world_arena(world);
    const char *at = path_normal(arena, world_cwd(world), directory);
    for (;;) {
        char *path = path_join(arena, at, name);
        if (world_read(world, path, SMALL_FILE_CEILING_BYTES, content).known == PRESENT)
            return path;
        if (strcmp(at, "/") == 0)
            return NULL;
        at = path_parent(arena, at);
    }
}

/* ---- pyenv ---- */

typedef struct Wanted {
    Strings versions;
    const char *set_by; /* variable or file */
} Wanted;

static Strings split(Arena *arena, const char *list)
{
    Strings parts = {0};
    Text rest = text_of(list);
    for (bool more = true; more;) {
        Text part = text_next(&rest, ':', &more);
        if (more && part.length)
            list_add(arena, parts, text_copy(arena, part));
    }
    return parts;
}

static Wanted pyenv_wanted(World *world, const char *root)
{
    Arena *arena = world_arena(world);
    Wanted wanted = {.set_by = "PYENV_VERSION"};
    const char *set = variable(world, "PYENV_VERSION");
    if (set) {
        wanted.versions = split(arena, set);
        return wanted;
    }
    const char *directory = variable(world, "PYENV_DIR");
    Text content;
    wanted.set_by = directory ? file_upwards(world, directory, ".python-version", &content) : NULL;
    if (!wanted.set_by)
        wanted.set_by = file_upwards(world, world_cwd(world), ".python-version", &content);
    if (!wanted.set_by) {
        wanted.set_by = path_join(arena, root, "version");
        if (world_read(world, wanted.set_by, SMALL_FILE_CEILING_BYTES, &content).known != PRESENT)
            content = TEXT("");
    }
    wanted.versions = pyenv_versions(arena, content);
    return wanted;
}

/* The directory of an installed version: by its name, or the newest that a prefix means. */
static const char *pyenv_version_directory(World *world, const char *root, const char *version)
{
    Arena *arena = world_arena(world);
    char *versions = path_join(arena, root, "versions");
    const char *plain = starts_with(version, "python-") ? version + strlen("python-") : version;
    const char *names[] = {version, plain};
    for (size_t i = 0; i < 2; i++) {
        char *directory = path_join(arena, versions, names[i]);
        if (names[i][0] != '/' && is_directory(world, directory))
            return directory;
    }
    Strings installed = {0};
    if (world_list(world, versions, &installed).known != PRESENT)
        return NULL;
    const char *newest = pyenv_newest(&installed, plain);
    return newest ? path_join(arena, versions, newest) : NULL;
}

static const char *pyenv_program(World *world, const char *root, const char *version,
                                 const char *name)
{
    Arena *arena = world_arena(world);
    if (strcmp(version, "system") == 0)
        return program_on_path(world, name, path_join(arena, root, "shims"));
    const char *directory = pyenv_version_directory(world, root, version);
    if (!directory)
        return NULL;
    char *path = path_join(arena, path_join(arena, directory, "bin"), name);
    return is_executable(world, path) ? path : NULL;
}

static Program behind_pyenv(World *world, const char *shim_path, const Shim *shim, const char *name)
{
    Arena *arena = world_arena(world);
    const char *root = shim->root ? shim->root : variable(world, "PYENV_ROOT");
    if (!root)
        root = path_join(arena, home_of(world), ".pyenv");
    Wanted wanted = pyenv_wanted(world, root);
    if (wanted.versions.count > VERSIONS_CEILING)
        wanted.versions.count = VERSIONS_CEILING;
    list_add(arena, wanted.versions, "system"); /* the last resort of pyenv-which */
    Program program = {0};
    for (size_t i = 0; i < wanted.versions.count && !program.path; i++) {
        const char *version = wanted.versions.items[i];
        program.path = pyenv_program(world, root, version, name);
        bool last = i + 1 == wanted.versions.count;
        program.via =
            arena_printf(arena, "pyenv's shim %s: version %s, %s%s", shim_path, version,
                         last ? "because no other holds " : "set by ", last ? name : wanted.set_by);
    }
    if (!program.path)
        program.doubt =
            arena_printf(arena, "%s is a shim of pyenv, and no version that %s names holds %s",
                         shim_path, wanted.set_by, name);
    return program;
}

/* ---- asdf ---- */

static Wanted asdf_wanted(World *world)
{
    Arena *arena = world_arena(world);
    Wanted wanted = {.set_by = "ASDF_PYTHON_VERSION"};
    const char *set = variable(world, "ASDF_PYTHON_VERSION");
    if (set) {
        Text line = text_of(arena_printf(arena, "python %s", set));
        wanted.versions = tool_versions(arena, line, "python");
        return wanted;
    }
    Text content;
    const char *starts[] = {world_cwd(world), home_of(world)};
    for (size_t i = 0; i < 2 && wanted.versions.count == 0; i++) {
        wanted.set_by = file_upwards(world, starts[i], ".tool-versions", &content);
        if (wanted.set_by)
            wanted.versions = tool_versions(arena, content, "python");
    }
    return wanted;
}

static const char *asdf_program(World *world, const char *version, const char *name,
                                const char *shim_path)
{
    Arena *arena = world_arena(world);
    if (strcmp(version, "system") == 0)
        return program_on_path(world, name, path_parent(arena, shim_path));
    const char *data = variable(world, "ASDF_DATA_DIR");
    if (!data)
        data = path_join(arena, home_of(world), ".asdf");
    const char *directory = arena_printf(arena, "%s/installs/python/%s", data, version);
    if (starts_with(version, "path:"))
        directory = version + strlen("path:");
    else if (starts_with(version, "ref:"))
        directory = arena_printf(arena, "%s/installs/python/ref-%s", data, version + 4);
    char *path = path_join(arena, path_join(arena, directory, "bin"), name);
    return is_executable(world, path) ? path : NULL;
}

static Program behind_asdf(World *world, const char *shim_path, const char *name)
{
    Arena *arena = world_arena(world);
    Wanted wanted = asdf_wanted(world);
    for (size_t i = 0; i < wanted.versions.count && i < VERSIONS_CEILING; i++) {
        const char *version = wanted.versions.items[i];
        const char *path = asdf_program(world, version, name, shim_path);
        if (path)
            return (Program){path,
                             arena_printf(arena, "asdf's shim %s: version %s, set by %s", shim_path,
                                          version, wanted.set_by),
                             NULL};
    }
    return (Program){.doubt = arena_printf(arena,
                                           "%s is a shim of asdf, and no version is set for it "
                                           "that holds %s",
                                           shim_path, name)};
}

/* ---- Which of them ---- */

static Text beginning(World *world, const char *path, char *buffer)
{
    File *file;
    size_t got = 0;
    if (world_open(world, path, &file).known != PRESENT)
        return TEXT("");
    if (file_read(file, 0, buffer, SHIM_CEILING_BYTES, &got).known != PRESENT)
        got = 0;
    file_close(file);
    return (Text){buffer, got};
}

Program program_behind(World *world, const char *path, const char *name)
{
    Arena *arena = world_arena(world);
    FileInfo info;
    Program itself = {.path = path};
    if (world_stat(world, path, &info).known != PRESENT || info.type != FILE_REGULAR ||
        info.size_bytes > SHIM_CEILING_BYTES)
        return itself;
    char *buffer = arena_alloc(arena, SHIM_CEILING_BYTES);
    Shim shim = shim_of(arena, beginning(world, path, buffer));
    switch (shim.kind) {
    case SHIM_NONE: return itself;
    case SHIM_PYENV: return behind_pyenv(world, path, &shim, name);
    case SHIM_ASDF: return behind_asdf(world, path, name);
    case SHIM_OTHER_SCRIPT:
        itself.doubt = arena_printf(
            arena, "%s is a script: which interpreter it starts cannot be told without running it",
            path);
        return itself;
    }
    return itself;
}

/* sys.path of an interpreter that is not started: PYTHONPATH, the standard library, then what the
 * site module adds, in its order and with its tests (CPython Lib/site.py, Debian's and Fedora's
 * changes to it). */
#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "inspect/python_inside.h"
#include "parse/editable_finder.h"
#include "parse/pth.h"

/* Far more than anybody has; the .pth files of a hostile tree could name any number. */
enum { DIRECTORIES_CEILING = 1000, PTH_FILES_CEILING = 1000, PTH_LINES_CEILING = 10000 };

typedef struct Path {
    World *world;
    Arena *arena;
    PythonEnvironment *env;
    const char *version_name; /* "python3.11" */
    bool uses_user_site;
    size_t pth_files, pth_lines;
    bool is_full;
} Path;

static SiteDirectory *known_directory(Path *path, const char *directory)
{
    for (size_t i = 0; i < path->env->site_directories.count; i++) {
        SiteDirectory *known = &path->env->site_directories.items[i];
        if (strcmp(known->path, directory) == 0)
            return known;
    }
    return NULL;
}

static void doubt(Path *path, const char *sentence)
{
    list_add(path->arena, path->env->doubts, sentence);
}

/* Only said of what is not found otherwise: nearly nothing that runs at a start brings it in. */
static void may_bring_in(Path *path, const char *sentence)
{
    if (!path->env->may_bring_in)
        path->env->may_bring_in = sentence;
}

/* NULL when there are too many. */
static SiteDirectory *add_directory(Path *path, const SiteDirectory *directory)
{
    size_t count = path->env->site_directories.count;
    if (count >= DIRECTORIES_CEILING) {
        if (!path->is_full)
            doubt(path, "sys.path has more than 1000 entries; the rest is left out");
        path->is_full = true;
        return NULL;
    }
    list_add(path->arena, path->env->site_directories, *directory);
    return &path->env->site_directories.items[count];
}

/* Looks into it; false when os.path.exists() would say no. */
static bool look(Path *path, SiteDirectory *directory)
{
    Answer answer = world_list(path->world, directory->path, &directory->names);
    FileInfo info;
    directory->known = answer.known;
    if (answer.known == PRESENT)
        return true;
    directory->error = answer.error;
    directory->because = answer.because;
    bool is_file =
        answer.known == ABSENT && world_stat(path->world, directory->path, &info).known == PRESENT;
    if (is_file) {
        directory->known = UNKNOWN;
        directory->because = "it is a file, which is not looked into";
    }
    return is_file || answer.known == UNKNOWN;
}

/* ---- Before the site module ---- */

/* An empty element is the working directory; what is not there stays on sys.path too. */
static void add_pythonpath(Path *path)
{
    const char *value = NULL;
    if (world_env(path->world, "PYTHONPATH", &value).known != PRESENT || !value || !value[0])
        return;
    Text rest = text_of(value);
    for (bool more = true; more;) {
        Text element = text_next(&rest, ':', &more);
        if (!more)
            break;
        SiteDirectory directory = {.origin = SITE_PYTHONPATH, .named_by = "PYTHONPATH"};
        directory.path =
            path_normal(path->arena, world_cwd(path->world), text_copy(path->arena, element));
        if (known_directory(path, directory.path))
            continue;
        look(path, &directory);
        if (!add_directory(path, &directory))
            return;
    }
}

static void add_standard_library(Path *path)
{
    PythonEnvironment *env = path->env;
    if (!env->library)
        return;
    char *libraries = path_parent(path->arena, env->library);
    const char *const entries[] = {
        arena_printf(path->arena, "%s/python%d%d%s.zip", libraries, env->major, env->minor,
                     env->free_threaded ? "t" : ""),
        env->library, path_join(path->arena, env->library, "lib-dynload")};
    for (size_t i = 0; i < 3; i++) {
        SiteDirectory entry = {.path = entries[i], .origin = SITE_STANDARD_LIBRARY};
        entry.named_by = env->real_python ? env->real_python : env->python;
        entry.known = i == 1 ? PRESENT : UNKNOWN;
        entry.because = "not looked at";
        if (!known_directory(path, entry.path))
            add_directory(path, &entry);
    }
}

/* ---- .pth files ---- */

/* Later patch releases skip files whose names begin with a dot (3.8.19, 3.9.19, 3.10.14, 3.11.8,
 * 3.12.2, and all of 3.13). */
static bool skips_hidden(const PythonEnvironment *env)
{
    static const int since[] = {19, 19, 14, 8, 2};
    Text version = text_of(env->version);
    long long patch = 0;
    size_t dot = version.length;
    while (dot > 0 && version.at[dot - 1] != '.')
        dot--;
    if (env->major != 3 || env->minor < 8 || env->minor > 12)
        return env->minor > 12;
    return text_number(text_part(version, dot, version.length), &patch) &&
           strchr(env->version, '.') != strrchr(env->version, '.') &&
           patch >= since[env->minor - 8];
}

static void add_pth_line(Path *path, const char *directory, const char *file, const PthLine *line)
{
    if (line->is_import) {
        PthImport import = {file, line->number, text_copy(path->arena, line->text)};
        list_add(path->arena, path->env->pth_imports, import);
        if (!pth_line_adds_nothing(line->text) && !editable_finder_module(line->text).length)
            may_bring_in(path, arena_printf(path->arena,
                                            "%s:%d runs code at each start, which may bring it in",
                                            file, line->number));
        return;
    }
    SiteDirectory added = {.origin = SITE_PTH};
    added.path = path_normal(path->arena, directory, text_copy(path->arena, line->text));
    added.named_by = arena_printf(path->arena, "%s:%d", file, line->number);
    if (memchr(line->text.at, '\0', line->text.length) || known_directory(path, added.path))
        return;
    if (look(path, &added))
        add_directory(path, &added);
}

static void read_pth_file(Path *path, const char *directory, const char *name)
{
    char *file = path_join(path->arena, directory, name);
    Text content;
    Answer answer = world_read(path->world, file, SMALL_FILE_CEILING_BYTES, &content);
    if (answer.known == UNKNOWN) {
        const char *unread =
            arena_printf(path->arena, "%s cannot be read: %s", file, answer.because);
        doubt(path, unread);
        may_bring_in(path, unread);
    }
    if (answer.known != PRESENT)
        return;
    PthReader reader = pth_reader(content, path->env->minor >= 13);
    PthLine line;
    while (path->pth_lines < PTH_LINES_CEILING && pth_next(&reader, &line)) {
        path->pth_lines++;
        add_pth_line(path, directory, file, &line);
    }
}

static void read_pth_files(Path *path, const char *directory, const Strings *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *name = names->items[i];
        if (!ends_with(name, ".pth") || (name[0] == '.' && skips_hidden(path->env)))
            continue;
        if (path->pth_files == PTH_FILES_CEILING || path->pth_lines == PTH_LINES_CEILING) {
            doubt(path, arena_printf(path->arena,
                                     "%s has too many .pth files or lines; the rest is "
                                     "left out",
                                     directory));
            return;
        }
        path->pth_files++;
        read_pth_file(path, directory, name);
    }
}

/* ---- The site module ---- */

static void look_for_customization(Path *path, const SiteDirectory *directory)
{
    for (size_t i = 0; i < directory->names.count; i++) {
        const char *name = directory->names.items[i];
        bool runs = strcmp(name, "sitecustomize.py") == 0 ||
                    (strcmp(name, "usercustomize.py") == 0 && path->uses_user_site);
        if (!runs)
            continue;
        const char *changes = arena_printf(
            path->arena, "%s/%s runs at each start and may change sys.path", directory->path, name);
        doubt(path, changes);
        may_bring_in(path, changes);
    }
}

/* site.addsitedir(): adds a directory that is there, and reads its .pth files even when something
 * else has brought it in before. */
static void add_site_directory(Path *path, const char *directory, SiteOrigin origin,
                               const char *named_by)
{
    SiteDirectory added = {.origin = origin, .named_by = named_by};
    added.path = path_normal(path->arena, world_cwd(path->world), directory);
    SiteDirectory *known = known_directory(path, added.path);
    if (known && known->origin != SITE_PYTHONPATH && known->origin != SITE_PTH)
        return; /* its .pth files were read then */
    if (!known) {
        if (!look(path, &added) || added.error == ENOTDIR)
            return; /* os.path.isdir() */
        known = add_directory(path, &added);
    }
    if (!known || known->known != PRESENT)
        return;
    SiteDirectory copy = *known; /* the list may move while it grows */
    known->origin = origin;
    look_for_customization(path, &copy);
    read_pth_files(path, copy.path, &copy.names);
}

static void add_below(Path *path, const char *prefix, const char *libraries, const char *last,
                      SiteOrigin origin)
{
    char *directory = arena_printf(path->arena, "%s/%s/%s/%s", strcmp(prefix, "/") ? prefix : "",
                                   libraries, path->version_name, last);
    const char *named_by = origin == SITE_VENV ? path->env->config_file : path->env->base_prefix;
    add_site_directory(path, directory, origin, named_by);
}

/* site.getsitepackages() for one prefix. */
static void add_site_packages(Path *path, const char *prefix, SiteOrigin origin)
{
    PythonEnvironment *env = path->env;
    bool lib64 = env->library && strstr(env->library, "/lib64/");
    if (env->has_dist_packages) {
        if (env->kind == PYTHON_VENV)
            add_below(path, prefix, "lib", "site-packages", origin);
        add_below(path, prefix, "local/lib", "dist-packages", origin);
        add_site_directory(path, path_join(path->arena, prefix, "lib/python3/dist-packages"),
                           origin, env->base_prefix);
        add_below(path, prefix, "lib", "dist-packages", origin);
        return;
    }
    if (lib64)
        add_below(path, prefix, "lib64", "site-packages", origin);
    add_below(path, prefix, "lib", "site-packages", origin);
}

static const char *set_variable(Path *path, const char *name)
{
    const char *value = NULL;
    bool set = world_env(path->world, name, &value).known == PRESENT && value && value[0];
    return set ? value : NULL;
}

static void add_user_site(Path *path)
{
    const char *base = set_variable(path, "PYTHONUSERBASE"), *named_by = "PYTHONUSERBASE";
    if (!base) {
        const char *home = set_variable(path, "HOME");
        named_by = home ? "HOME" : "/etc/passwd";
        home = home ? home : world_user(path->world)->home;
        base = home ? path_join(path->arena, home, ".local") : NULL;
    }
    if (!base) {
        doubt(path,
              "the home directory is not known, so the user's own packages are not looked at");
        return;
    }
    char *directory =
        arena_printf(path->arena, "%s/lib/%s/site-packages", base, path->version_name);
    add_site_directory(path, directory, SITE_USER, named_by);
}

void python_read_site_directories(World *world, PythonEnvironment *env)
{
    Path path = {.world = world, .arena = world_arena(world), .env = env};
    /* Before 3.13 the user's directory had no letter for free threading; there was none. */
    path.version_name = arena_printf(path.arena, "python%d.%d%s", env->major, env->minor,
                                     env->free_threaded ? "t" : "");
    path.uses_user_site = env->sees_system_site && !set_variable(&path, "PYTHONNOUSERSITE");
    bool is_venv = env->kind == PYTHON_VENV;
    add_pythonpath(&path);
    add_standard_library(&path);
    if (is_venv)
        add_site_packages(&path, env->prefix, SITE_VENV);
    if (path.uses_user_site)
        add_user_site(&path);
    if (!env->sees_system_site)
        return;
    if (env->has_usr_local && path.uses_user_site)
        add_site_packages(&path, "/usr/local", SITE_SYSTEM);
    add_site_packages(&path, env->base_prefix, SITE_SYSTEM);
}

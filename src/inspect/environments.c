#include "inspect/environments.h"

#include <string.h>

#include "base/path.h"
#include "inspect/python_inside.h"

enum {
    ENVIRONMENTS_CEILING = 500,
    CHILDREN_CEILING = 2000 /* of one directory: each costs a look */
};

typedef struct Search {
    World *world;
    Arena *arena;
    const char *home; /* or NULL */
    FoundEnvironments found;
    Strings real_prefixes; /* of `found` */
    Strings tried;         /* programs */
} Search;

static bool is_among(const Strings *strings, const char *one)
{
    for (size_t i = 0; i < strings->count; i++) {
        if (strcmp(strings->items[i], one) == 0)
            return true;
    }
    return false;
}

/* ---- One environment ---- */

static FoundEnvironment *add(Search *search, PythonEnvironment *env)
{
    const char *real = world_real_path_or_itself(search->world, env->prefix);
    for (size_t i = 0; i < search->real_prefixes.count; i++) {
        if (strcmp(search->real_prefixes.items[i], real) == 0)
            return &search->found.items[i];
    }
    if (search->found.count >= ENVIRONMENTS_CEILING)
        return NULL;
    list_add(search->arena, search->real_prefixes, real);
    list_add(search->arena, search->found, (FoundEnvironment){env, {0}});
    return &search->found.items[search->found.count - 1];
}

static FoundEnvironment *add_program(Search *search, const char *program, const char *because)
{
    const char *error;
    PythonEnvironment *env = python_at(search->world, program, because, &error);
    /* A script that starts some Python is no environment of its own. */
    return env && env->major ? add(search, env) : NULL;
}

/* A directory that may be an environment: it holds bin/python. */
static void try_prefix(Search *search, const char *prefix, const char *because)
{
    static const char *const names[] = {"bin/python", "bin/python3"};
    for (size_t i = 0; i < 2; i++) {
        FileInfo info;
        char *program = path_join(search->arena, prefix, names[i]);
        if (is_among(&search->tried, program))
            return;
        if (world_stat(search->world, program, &info).known == PRESENT) {
            list_add(search->arena, search->tried, program);
            add_program(search, program, because);
            return;
        }
    }
}

static void try_children(Search *search, const char *directory)
{
    Strings names = {0};
    if (world_list(search->world, directory, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count && i < CHILDREN_CEILING; i++)
        try_prefix(search, path_join(search->arena, directory, names.items[i]), directory);
}

/* ---- Places ---- */

static const char *variable(Search *search, const char *name)
{
    const char *value = NULL;
    bool set = world_env(search->world, name, &value).known == PRESENT && value && value[0];
    return set ? path_normal(search->arena, world_cwd(search->world), value) : NULL;
}

static void try_variables(Search *search)
{
    static const char *const prefixes[] = {"VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const char *prefix = variable(search, prefixes[i]);
        if (prefix)
            try_prefix(search, prefix, prefixes[i]);
    }
    static const char *const parents[] = {"WORKON_HOME", "UV_TOOL_DIR", "UV_PYTHON_INSTALL_DIR"};
    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++) {
        const char *parent = variable(search, parents[i]);
        if (parent)
            try_children(search, parent);
    }
}

static void try_below_home(Search *search)
{
    static const char *const parents[] = {
        "",
        ".virtualenvs",
        "venvs",
        ".venvs",
        "envs",
        ".local/share/virtualenvs",    /* pipenv */
        ".cache/pypoetry/virtualenvs", /* poetry */
        ".local/share/pipx/venvs",
        ".local/pipx/venvs",
        ".local/share/uv/tools",
        ".local/share/uv/python",
        ".asdf/installs/python",
        ".local/share/mise/installs/python",
        ".conda/envs",
    };
    for (size_t i = 0; search->home && i < sizeof parents / sizeof *parents; i++)
        try_children(search, path_join(search->arena, search->home, parents[i]));
}

static void try_pyenv(Search *search)
{
    const char *root = variable(search, "PYENV_ROOT");
    if (!root && search->home)
        root = path_join(search->arena, search->home, ".pyenv");
    if (!root)
        return;
    Strings versions = {0};
    char *directory = path_join(search->arena, root, "versions");
    if (world_list(search->world, directory, &versions).known != PRESENT)
        return;
    for (size_t i = 0; i < versions.count && i < CHILDREN_CEILING; i++) {
        char *version = path_join(search->arena, directory, versions.items[i]);
        try_prefix(search, version, directory);
        try_children(search, path_join(search->arena, version, "envs"));
    }
}

/* ---- conda ---- */

static void try_conda_root(Search *search, const char *root)
{
    FileInfo info;
    char *mark = path_join(search->arena, root, "conda-meta");
    if (world_stat(search->world, mark, &info).known != PRESENT)
        return;
    try_prefix(search, root, root);
    try_children(search, path_join(search->arena, root, "envs"));
}

/* conda keeps a list of every environment that it made. */
static void try_conda_list(Search *search)
{
    if (!search->home)
        return;
    char *file = path_join(search->arena, search->home, ".conda/environments.txt");
    Text content, line;
    if (world_read(search->world, file, SMALL_FILE_CEILING_BYTES, &content).known != PRESENT)
        return;
    while (text_line(&content, &line)) {
        line = text_trim(line);
        if (text_starts(line, "/"))
            try_prefix(search, text_copy(search->arena, line), file);
    }
}

static void try_conda(Search *search)
{
    static const char *const names[] = {"miniconda3", "anaconda3",  "miniforge3", "mambaforge",
                                        "conda",      "micromamba", "miniconda",  "anaconda"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (search->home)
            try_conda_root(search, path_join(search->arena, search->home, names[i]));
        try_conda_root(search, path_join(search->arena, "/opt", names[i]));
    }
    const char *root = variable(search, "MAMBA_ROOT_PREFIX");
    if (root)
        try_children(search, path_join(search->arena, root, "envs"));
    const char *conda = variable(search, "CONDA_EXE"); /* ROOT/bin/conda */
    if (conda)
        try_conda_root(search, path_parent(search->arena, path_parent(search->arena, conda)));
    try_conda_list(search);
}

/* ---- Programs ---- */

static bool is_python_name(const char *name)
{
    if (!starts_with(name, "python"))
        return false;
    const char *rest = name + strlen("python");
    return rest[strspn(rest, "0123456789.")] == '\0';
}

/* Interpreters beside each other on PATH: python3.10, python3.12, … */
static void try_path(Search *search)
{
    Strings directories = path_directories(search->world);
    for (size_t i = 0; i < directories.count; i++) {
        Strings names = {0};
        world_list(search->world, directories.items[i], &names);
        for (size_t j = 0; j < names.count; j++) {
            char *program = path_join(search->arena, directories.items[i], names.items[j]);
            if (!is_python_name(names.items[j]) || is_among(&search->tried, program))
                continue;
            list_add(search->arena, search->tried, program);
            if (is_executable(search->world, program))
                add_program(search, program, "PATH");
        }
    }
}

static void try_kernels(Search *search)
{
    Strings prefixes = {0};
    for (size_t i = 0; i < search->found.count; i++)
        list_add(search->arena, prefixes, search->found.items[i].env->prefix);
    JupyterKernels kernels = jupyter_kernels(search->world, &prefixes);
    for (size_t i = 0; i < kernels.count; i++) {
        const JupyterKernel *kernel = &kernels.items[i];
        if (!kernel->program)
            continue;
        FoundEnvironment *found = add_program(
            search, kernel->program, arena_printf(search->arena, "Jupyter's %s", kernel->file));
        const char *name = kernel->spec.display_name ? kernel->spec.display_name : kernel->name;
        if (found && !is_among(&found->kernels, name))
            list_add(search->arena, found->kernels, name);
    }
}

FoundEnvironments environments_find(World *world)
{
    Search search = {.world = world, .arena = world_arena(world)};
    search.home = variable(&search, "HOME");
    if (!search.home)
        search.home = world_user(world)->home;
    const char *error;
    PythonEnvironment *first = python_find(world, NULL, &error);
    if (first && first->major)
        add(&search, first);
    try_variables(&search);
    try_children(&search, world_cwd(world));
    try_below_home(&search);
    try_pyenv(&search);
    try_conda(&search);
    try_children(&search, "/opt");
    try_path(&search);
    try_kernels(&search);
    return search.found;
}

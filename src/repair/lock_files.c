#include "repair/lock_files.h"

#include <string.h>

#include "inspect/conda_maker.h"

typedef struct Tool {
    const char *file;
    const char *next_run; /* what takes the change back; NULL: see conda_update() */
    const char *add; /* what makes it last; the requirements stand behind it. NULL: a list in it */
} Tool;

static const Tool TOOLS[] = {
    {"uv.lock", "`uv sync`", "uv add"},
    {"poetry.lock", "`poetry sync`", "poetry add"},
    {"pdm.lock", "`pdm sync --clean`", "pdm add"},
    {"Pipfile.lock", "`pipenv sync` or `pipenv clean`", "pipenv install"},
    {"environment.yml", NULL, NULL},
};

static const char *directory_above(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash > path ? arena_copy(arena, path, (size_t)(slash - path)) : "/";
}

static bool is_of_conda(const Tool *tool)
{
    return !tool->next_run;
}

/* mamba and micromamba (from 2.0 on) have the command of conda. */
static const char *conda_update(Side *side)
{
    return arena_printf(world_arena(side->world), "`%s env update --prune`",
                        conda_maker(side->world, side->env->prefix));
}

static const Tool *tool_in(Side *side, const char *directory, const char **file)
{
    FileInfo info;
    for (size_t i = 0; directory && i < sizeof TOOLS / sizeof *TOOLS; i++) {
        if (is_of_conda(&TOOLS[i]) && side->env->kind != PYTHON_CONDA)
            continue;
        *file = arena_printf(world_arena(side->world), "%s/%s", directory, TOOLS[i].file);
        if (world_stat(side->world, *file, &info).known == PRESENT && info.type == FILE_REGULAR)
            return &TOOLS[i];
    }
    return NULL;
}

static bool takes_a_value(const char *option)
{
    return strcmp(option, "--python") == 0 || strcmp(option, "--prefix") == 0;
}

/* 'a==1' 'b' of "pip install --no-deps a==1 b"; NULL for what installs nothing new. */
static const char *requirements_of(Arena *arena, const Fix *fix)
{
    const char *list = NULL;
    bool installs = false;
    for (size_t i = 0; i < fix->command.count; i++) {
        const char *word = fix->command.items[i];
        if (strcmp(word, "--reinstall") == 0 || strcmp(word, "--force-reinstall") == 0)
            return NULL; /* the list has it already */
        if (!installs)
            installs = strcmp(word, "install") == 0;
        else if (takes_a_value(word))
            i++;
        else if (word[0] != '-')
            list =
                arena_printf(arena, "%s'%s'", list ? arena_printf(arena, "%s ", list) : "", word);
    }
    return list;
}

static const char *what_it_survives(Side *side, const Tool *tool, const char *file,
                                    const char *requirements)
{
    Arena *arena = world_arena(side->world);
    if (is_of_conda(tool))
        return arena_printf(arena,
                            "not %s, which goes by %s; what stands in its list of dependencies "
                            "lasts",
                            conda_update(side), file);
    return arena_printf(arena, "not %s, which goes by %s; `%s %s` makes it last", tool->next_run,
                        file, tool->add, requirements);
}

static void name_in_fix(Side *side, Fix *fix, const Tool *tool, const char *file)
{
    bool packages = false;
    for (size_t i = 0; i < fix->edits.count; i++)
        packages |= fix->edits.items[i].kind == EDIT_PACKAGES;
    const char *list = packages ? requirements_of(world_arena(side->world), fix) : NULL;
    if (list)
        fix->survives = what_it_survives(side, tool, file, list);
}

void name_lock_files(Side *side)
{
    if (!side->env || !side->env->prefix)
        return;
    Arena *arena = world_arena(side->world);
    const char *file;
    const Tool *tool = tool_in(side, directory_above(arena, side->env->prefix), &file);
    for (size_t i = 0; tool && i < side->judgement->causes.count; i++) {
        Cause *cause = &side->judgement->causes.items[i];
        for (size_t j = 0; j < cause->fixes.count; j++)
            name_in_fix(side, &cause->fixes.items[j], tool, file);
    }
}

#include "repair/start_files.h"

#include <string.h>

#include "base/path.h"
#include "fix/proposal.h"
#include "inspect/who_set.h"
#include "parse/start_line.h"

enum { FILE_CEILING = 512 * 1024 };

typedef struct Files {
    Side *side;
    World *world;
    Arena *arena;
    Proposal proposal;
    const char *variable;
} Files;

typedef struct Place {
    const char *path;
    const char *line; /* its number */
} Place;

/* "/home/eva/.bashrc:12: export …" */
static bool read_place(Arena *arena, const char *set_by, Place *place)
{
    const char *colon = set_by[0] == '/' ? strchr(set_by, ':') : NULL;
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;
    if (!digits || colon[1 + digits] != ':')
        return false;
    place->path = arena_copy(arena, set_by, (size_t)(colon - set_by));
    place->line = arena_copy(arena, colon + 1, digits);
    return true;
}

/* Of the user's own, or of the environment. */
static bool is_own(const Files *files, const char *path)
{
    const char *home;
    const PythonEnvironment *env = files->side->env;
    if (world_env(files->world, "HOME", &home).known != PRESENT)
        home = world_user(files->world)->home;
    return path_is_below(path, home) || (env && path_is_below(path, env->prefix));
}

static StartSyntax syntax_of(const char *path)
{
    bool plain = strcmp(path, "/etc/environment") == 0 || ends_with(path, ".pam_environment") ||
                 strstr(path, "/environment.d/") || ends_with(path, ".service");
    return plain ? START_PLAIN : START_SHELL;
}

/* What the file is without the variable; NULL: it cannot be said without harm to the rest. */
static const char *content_without(Files *files, const char *path)
{
    Text text;
    if (ends_with(path, ".json") ||
        world_read(files->world, path, FILE_CEILING, &text).known != PRESENT)
        return NULL;
    return without_variable(files->arena, text, files->variable, syntax_of(path));
}

/* ---- Taking a line out ---- */

static void by_hand(Files *files, const Place *place, bool own)
{
    Proposal *p = &files->proposal;
    add_alternative(
        p, "remove-line",
        words(p, "take %s out of %s, line %s, by hand: the line does something else besides",
              files->variable, place->path, place->line),
        (Strings){0}, !own, NULL);
    weigh(p, own ? INVADES_START_FILE : INVADES_SYSTEM, "everything");
    Fix *fix = &p->cause->fixes.items[p->cause->fixes.count - 1];
    fix->by = own ? BY_PERSON : BY_ROOT;
    fix->after = AFTER_NEW_SHELL;
}

typedef LIST_OF(Place) Places;

static bool is_among(const Edits *edits, const char *path)
{
    for (size_t i = 0; i < edits->count; i++)
        if (strcmp(edits->items[i].path, path) == 0)
            return true;
    return false;
}

/* One way for all files of one owner: each of them alone would be of no use. */
static void take_lines_out(Files *files, const Places *places, bool own)
{
    Proposal *p = &files->proposal;
    const char *named = "";
    Edits edits = {0};
    for (size_t i = 0; i < places->count; i++) {
        const Place *place = &places->items[i];
        named = words(p, "%s%s%s:%s", named, *named ? " and " : "", place->path, place->line);
        if (is_among(&edits, place->path))
            continue;
        const char *content = content_without(files, place->path);
        if (!content) {
            by_hand(files, place, own);
            return;
        }
        list_add(files->arena, edits, (Edit){EDIT_CONTENT, place->path, content});
    }
    list_add(files->arena, edits, (Edit){EDIT_UNSET, files->variable, NULL});
    add_alternative(p, "take-line-out",
                    words(p, "take the line out that sets it: %s; it stays there behind \"%s\"",
                          named, TAKEN_OUT_MARK),
                    (Strings){0}, !own, "take that mark off the line again");
    weigh(p, own ? INVADES_START_FILE : INVADES_SYSTEM,
          "everything but a tool that writes the file anew");
    Fix *fix = &p->cause->fixes.items[p->cause->fixes.count - 1];
    fix->edits = edits;
    fix->after = AFTER_NEW_SHELL;
}

/* Nothing but a shell has it. */
static void unset_in_shell(Files *files)
{
    Proposal *p = &files->proposal;
    add_alternative(p, "unset-in-shell", "take it out of the shell that has it",
                    command_of(p, "unset", files->variable, NULL), false, NULL);
    weigh(p, INVADES_ONE_START, "until that shell ends");
    Fix *fix = &p->cause->fixes.items[p->cause->fixes.count - 1];
    fix->by = BY_PERSON;
    add_edit(p, EDIT_UNSET, files->variable, NULL);
}

static void ways_without_variable(Files *files)
{
    const char *subject = words(&files->proposal, "variable/%s", files->variable);
    const Fact *set_by = fact_get(files->side->facts, subject, FACT_VARIABLE_SET_BY);
    if (set_by->known == UNKNOWN)
        inspect_who_set(files->world, files->side->env, files->side->facts, files->variable);
    set_by = fact_get(files->side->facts, subject, FACT_VARIABLE_SET_BY);
    Places own = {0}, system = {0};
    bool by_process = false;
    for (size_t i = 0; set_by->known == PRESENT && i < set_by->texts.count; i++) {
        Place place;
        if (!read_place(files->arena, set_by->texts.items[i], &place))
            by_process |= starts_with(set_by->texts.items[i], "process ");
        else if (is_own(files, place.path))
            list_add(files->arena, own, place);
        else
            list_add(files->arena, system, place);
    }
    if (own.count)
        take_lines_out(files, &own, true);
    if (system.count)
        take_lines_out(files, &system, false);
    if (by_process && !own.count && !system.count)
        unset_in_shell(files);
}

/* ---- Adding to the activation ---- */

#define BEGIN "# >>> whycpu >>>\n"
#define END   "# <<< whycpu <<<\n"

/* What is added to the activation: NAME and DIRECTORIES stand for themselves. An empty entry is
 * the working directory for the loader, so that an empty value is replaced, as one that is not set.
 * csh knows no "not set" in an expression: it is asked first. */
static const struct {
    const char *ending, *block;
} SYNTAXES[] = {
    {".fish", "if test -n \"$NAME\"\n"
              "    set -gx NAME \"DIRECTORIES:$NAME\"\n"
              "else\n"
              "    set -gx NAME \"DIRECTORIES\"\n"
              "end\n"},
    {".csh", "if (! $?NAME) setenv NAME \"\"\n"
             "if (\"$NAME\" == \"\") then\n"
             "    setenv NAME \"DIRECTORIES\"\n"
             "else\n"
             "    setenv NAME \"DIRECTORIES:$NAME\"\n"
             "endif\n"},
    {"", "NAME=\"DIRECTORIES${NAME:+:$NAME}\"\nexport NAME\n"},
};

static const char *replaced(Arena *arena, const char *text, const char *word, const char *by)
{
    const char *at = strstr(text, word);
    if (!at)
        return text;
    const char *rest = replaced(arena, at + strlen(word), word, by);
    return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, by, rest);
}

static const char *block_for(Files *files, const char *script, const char *directories)
{
    size_t i = 0;
    while (!ends_with(script, SYNTAXES[i].ending))
        i++;
    const char *block = replaced(files->arena, SYNTAXES[i].block, "NAME", files->variable);
    return arena_printf(files->arena, BEGIN "%s" END,
                        replaced(files->arena, block, "DIRECTORIES", directories));
}

/* Only what no shell takes for more than a name. */
static bool is_plain(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+:@,") ==
           strlen(text);
}

static void add_to_script(Files *files, Edits *edits, const char *script, const char *directories)
{
    Text text = {0};
    Answer answer = world_read(files->world, script, FILE_CEILING, &text);
    bool is_new = answer.known == ABSENT && strstr(script, "/activate.d/");
    if ((answer.known != PRESENT && !is_new) || memchr(text.at ? text.at : "", '\0', text.length))
        return;
    const char *gap = text.length && !text_ends(text, "\n") ? "\n" : "";
    list_add(files->arena, *edits,
             (Edit){EDIT_CONTENT, script,
                    arena_printf(files->arena, "%.*s%s%s", (int)text.length, text.at ? text.at : "",
                                 gap, block_for(files, script, directories))});
}

/* The value without what was set already: that comes again with each shell. */
static const char *new_directories(Files *files, const char *value)
{
    const char *already;
    if (world_env(files->world, files->variable, &already).known != PRESENT || !*already ||
        !ends_with(value, already))
        return value;
    size_t length = strlen(value) - strlen(already);
    return arena_copy(files->arena, value, length ? length - 1 : 0);
}

/* "sh, bash, zsh, fish": who reads the scripts that are edited. */
static const char *readers_of(Files *files, const Edits *edits)
{
    const char *list = NULL;
    for (size_t i = 0; i < edits->count; i++) {
        const char *readers = ends_with(edits->items[i].path, ".fish")  ? "fish"
                              : ends_with(edits->items[i].path, ".csh") ? "csh"
                                                                        : "sh, bash, zsh";
        list = list ? arena_printf(files->arena, "%s, %s", list, readers) : readers;
    }
    return list;
}

static void way_of_activation(Files *files, const Fix *for_start)
{
    const Edit *set = &for_start->edits.items[0];
    Proposal *p = &files->proposal;
    const PythonEnvironment *env = files->side->env;
    const char *directories = new_directories(files, set->text);
    if (!env || !env->prefix || !is_plain(directories) ||
        (env->kind != PYTHON_VENV && env->kind != PYTHON_CONDA))
        return;
    Edits edits = {0};
    if (env->kind == PYTHON_CONDA) {
        add_to_script(files, &edits, words(p, "%s/etc/conda/activate.d/whycpu.sh", env->prefix),
                      directories);
    } else {
        add_to_script(files, &edits, words(p, "%s/bin/activate", env->prefix), directories);
        add_to_script(files, &edits, words(p, "%s/bin/activate.fish", env->prefix), directories);
        add_to_script(files, &edits, words(p, "%s/bin/activate.csh", env->prefix), directories);
    }
    if (!edits.count)
        return;
    const char *script = edits.items[0].path, *doubt = for_start->doubt;
    const char *readers = readers_of(files, &edits);
    bool shadows = strcmp(for_start->id, "name-toolkit") == 0;
    list_add(files->arena, edits, *set);
    add_alternative(p, "set-at-activation",
                    words(p,
                          "let the activation name the directory: lines at the end of %s, between "
                          "\"%.16s\" and \"%.16s\": %s=%s; for %s, not for PowerShell or nushell",
                          script, BEGIN, END, files->variable, directories, readers),
                    (Strings){0}, false, "delete these lines again");
    weigh(p, shadows ? INVADES_TOOLKIT : INVADES_START_FILE,
          "a reinstallation of packages, not a move of the environment");
    Fix *fix = &p->cause->fixes.items[p->cause->fixes.count - 1];
    fix->edits = edits;
    fix->doubt = doubt;
    fix->after = AFTER_NEW_SHELL;
}

/* ---- For each cause ---- */

/* What the facts alone could say of lines is said better here. */
static void drop_bare_lines(Cause *cause)
{
    size_t kept = 0;
    bool first_went = false; /* then the next way to do the same is the first */
    for (size_t i = 0; i < cause->fixes.count; i++) {
        Fix *fix = &cause->fixes.items[i];
        fix->alternative = fix->alternative && !first_went;
        first_went = strcmp(fix->id, "remove-line") == 0 && !fix->alternative;
        if (strcmp(fix->id, "remove-line") != 0)
            cause->fixes.items[kept++] = *fix;
    }
    cause->fixes.count = kept;
}

/* The first fix of the cause that changes one variable for one start; NULL: none does. */
static const Fix *for_one_start(const Cause *cause)
{
    for (size_t i = 0; i < cause->fixes.count; i++) {
        const Fix *fix = &cause->fixes.items[i];
        if (fix->edits.count == 1 &&
            (fix->edits.items[0].kind == EDIT_SET || fix->edits.items[0].kind == EDIT_UNSET))
            return fix;
    }
    return NULL;
}

static void add_ways(Side *side, Cause *cause)
{
    const Fix *fix = for_one_start(cause);
    if (!fix)
        return;
    Arena *arena = world_arena(side->world);
    Edit edit = fix->edits.items[0];
    bool adds = edit.kind == EDIT_SET && strcmp(fix->id, "shorter-path") != 0;
    Files files = {
        side, side->world, arena, {arena, side->facts, side->judgement, cause}, edit.path};
    if (adds && strcmp(edit.path, "LD_LIBRARY_PATH") == 0) {
        Fix for_start = *fix; /* the list of fixes moves when it grows */
        way_of_activation(&files, &for_start);
    } else if (!adds) {
        drop_bare_lines(cause);
        ways_without_variable(&files);
    }
}

void add_ways_of_start_files(Side *side)
{
    for (size_t i = 0; i < side->judgement->causes.count; i++)
        if (!side->judgement->causes.items[i].follows_from)
            add_ways(side, &side->judgement->causes.items[i]);
}

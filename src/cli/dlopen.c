/* whycpu dlopen: what would the loader do with this name, when that object asks? */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "cli/dlopen_options.h"
#include "cli/judged_world.h"
#include "cli/options.h"
#include "inspect/python.h"
#include "loader/loader.h"
#include "report/opening.h"
#include "report/printable.h"
#include "report/trace.h"

const char dlopen_usage[] =
    "usage: whycpu dlopen NAME [--by OBJECT]… [OPTION…]\n"
    "\n"
    "Tells what the dynamic loader would do if OBJECT called dlopen(NAME): which\n"
    "file it would open and by which rule, every place it tries, or what stops it.\n"
    "Nothing is loaded.\n"
    "\n"
    "  --by OBJECT          the library that calls dlopen(); it was opened by the\n"
    "                       program. With several, the first asks, and each was\n"
    "                       opened by the next. Default: the program itself asks\n"
    "  --main PROGRAM       the program; default: the Python interpreter that would\n"
    "                       run here\n"
    "  --loaded FILE        what the program opened before; may be repeated, in\n"
    "                       order\n"
    "  --env NAME=VALUE     with this variable, such as LD_LIBRARY_PATH; may be\n"
    "                       repeated\n"
    "  --root DIR           on a machine whose root directory is DIR\n"
    "  --snapshot FILE      on a recorded machine\n"
    "  --format terminal|json, --json\n"
    "  --color auto|always|never\n"
    "\n"
    "Exit status: 0 it opens, 1 it does not or the process dies, 2 it cannot be\n"
    "told, 64 wrong usage, 70 whycpu or the machine failed. See whycpu-dlopen(1).\n";

typedef struct Asking {
    Arena *arena;
    World *world;
    Loader *loader;
    const DlopenOptions *options;
    const char *program;
} Asking;

/* ---- The program ---- */

static bool is_program(World *world, const char *path)
{
    FileInfo info;
    return world_stat(world, path, &info).known == PRESENT && info.type == FILE_REGULAR &&
           world_access(world, path, X_OK).known == PRESENT;
}

/* As a shell finds it; where PATH does not name it, a file in the working directory. */
static const char *program_named(Asking *asking, const char *name)
{
    const char *path;
    if (strchr(name, '/') || world_env(asking->world, "PATH", &path).known != PRESENT)
        return name;
    Text rest = text_of(path);
    bool more;
    for (Text part = text_next(&rest, ':', &more); more; part = text_next(&rest, ':', &more)) {
        const char *directory = part.length ? text_copy(asking->arena, part) : ".";
        const char *found = arena_printf(asking->arena, "%s/%s", directory, name);
        if (is_program(asking->world, found))
            return found;
    }
    return name;
}

static bool choose_program(Asking *asking, Refusal *refusal)
{
    if (asking->options->program) {
        asking->program = program_named(asking, asking->options->program);
        return true;
    }
    PythonChoice choice = {0};
    PythonEnvironment *python = python_find_or_why(asking->world, &choice, refusal);
    if (python && python->real_python) {
        asking->program = python->real_python;
        return true;
    }
    if (python)
        return refusal_set(
            refusal, python->real_python_error,
            arena_printf(asking->arena, "%s; name a program with --main", python->doubts.items[0]));
    refusal->sentence = arena_printf(
        asking->arena, "no Python was found to ask for; name a program with --main: %s",
        refusal->sentence);
    return false;
}

/* ---- Asking ---- */

typedef enum Before { THE_PROGRAM, LOADED_BEFORE, THE_CALLER } Before;

static const char *why_not_asked(Asking *asking, Before before, const char *name)
{
    Arena *arena = asking->arena;
    switch (before) {
    case THE_PROGRAM: return arena_printf(arena, "the program, %s, does not start", name);
    case LOADED_BEFORE:
        return arena_printf(arena, "what was to be loaded before, %s, does not open", name);
    case THE_CALLER: break;
    }
    return arena_printf(arena, "the object that asks, %s, does not open itself", name);
}

/* What has to be opened before the question makes sense did not open: that is the answer. */
static const Opening *instead(Asking *asking, const Opening *failed, Before before)
{
    Opening *answer = arena_new_of(asking->arena, Opening);
    *answer = *failed;
    answer->name = asking->options->name;
    answer->by = failed->name;
    answer->path = NULL;
    answer->rule = RULE_NONE;
    if (!answer->because)
        answer->because = why_not_asked(asking, before, failed->name);
    return answer;
}

static bool is_the_program(Asking *asking, const char *object)
{
    const char *a, *b;
    if (strcmp(object, asking->program) == 0)
        return true;
    return strchr(object, '/') && world_real_path(asking->world, object, &a).known == PRESENT &&
           world_real_path(asking->world, asking->program, &b).known == PRESENT &&
           strcmp(a, b) == 0;
}

static const Opening *ask(Asking *asking)
{
    const DlopenOptions *options = asking->options;
    const Opening *opening = loader_start(asking->loader, asking->program);
    if (!opens(opening))
        return instead(asking, opening, THE_PROGRAM);
    for (size_t i = 0; i < options->loaded.count; i++) {
        opening = loader_dlopen(asking->loader, options->loaded.items[i], NULL);
        if (!opens(opening))
            return instead(asking, opening, LOADED_BEFORE);
    }
    const char *by = NULL;
    for (size_t i = options->by.count; i-- > 0;) {
        if (is_the_program(asking, options->by.items[i])) {
            by = NULL;
            continue;
        }
        opening = loader_dlopen(asking->loader, options->by.items[i], by);
        if (!opens(opening))
            return instead(asking, opening, THE_CALLER);
        by = opening->path;
    }
    return loader_dlopen(asking->loader, options->name, by);
}

static int status_of(const Opening *opening)
{
    switch (opening->result) {
    case OPEN_FOUND:
    case OPEN_LOADED: return EXIT_GPU;
    case OPEN_FAILED:
    case OPEN_CRASHES: return EXIT_CPU;
    case OPEN_UNKNOWN: break;
    }
    return EXIT_UNKNOWN;
}

/* ---- Telling ---- */

static View view_of_answer(const Invocation *invocation, const DlopenOptions *options, World *world)
{
    Terminal terminal = terminal_of_stdout(invocation->environ_);
    View view = view_of(&terminal, options->world.colour);
    if (world_is_live_machine(world)) {
        view.cwd = world_cwd(world);
        view.home = world_user(world)->home;
    }
    return view;
}

int command_dlopen(const Invocation *invocation)
{
    DlopenOptions options;
    JudgedWorld judged;
    Refusal refusal = {0};
    if (!dlopen_options_parse(invocation, &options, &refusal.sentence) ||
        !judged_world(invocation, &options.world, false, &judged, &refusal))
        return refused(&refusal);
    Asking asking = {invocation->arena, judged.world, loader_new(judged.world), &options, NULL};
    if (!choose_program(&asking, &refusal))
        return refused(&refusal);
    const Opening *opening = ask(&asking);
    Writer out = writer_new(invocation->arena);
    if (options.world.json) {
        json_opening(&out, opening);
        put_char(&out, '\n');
    } else {
        View view = view_of_answer(invocation, &options, judged.world);
        report_trace(&out, opening, loader_messages(asking.loader), &view);
    }
    if (!writer_flush(&out, STDOUT_FILENO))
        fault("the answer could not be written to standard output");
    return status_of(opening);
}

#include "cli/run_mending.h"

#include <string.h>

#include "cli/environment.h"
#include "inspect/variables.h"
#include "report/quote.h"

typedef struct Words {
    Strings without; /* env -u NAME… in front of it */
    Strings with;    /* --env NAME=VALUE… behind it */
} Words;

/* What the caller's own shell would have judged otherwise. */
static void add_variable(Arena *arena, const Invocation *invocation, World *judged,
                         const char *name, Words *words)
{
    const char *here = environment_value(invocation->environ_, name), *there;
    if (world_env(judged, name, &there).known != PRESENT)
        there = NULL;
    if (there && !(here && strcmp(here, there) == 0)) {
        list_add(arena, words->with, "--env");
        list_add(arena, words->with, arena_printf(arena, "%s=%s", name, there));
    } else if (here && !there) {
        list_add(arena, words->without, "-u");
        list_add(arena, words->without, name);
    }
}

static void add_all(Arena *arena, Strings *list, Strings more)
{
    for (size_t i = 0; i < more.count; i++)
        list_add(arena, *list, more.items[i]);
}

const char *mending_command(Arena *arena, const Invocation *invocation, const CheckOptions *asked,
                            World *judged, const char *python)
{
    CheckOptions question = *asked;
    Strings line = {0};
    Words words = {0};
    if (python) {
        question.python = python;
        question.venv = NULL;
    }
    for (const char *const *name = deciding_variables; judged && *name; name++)
        add_variable(arena, invocation, judged, *name, &words);
    if (words.without.count) {
        list_add(arena, line, "env");
        add_all(arena, &line, words.without);
    }
    list_add(arena, line, "whycpu");
    list_add(arena, line, "fix");
    add_all(arena, &line, check_question(arena, &question));
    add_all(arena, &line, words.with);
    return shell_line(arena, line);
}

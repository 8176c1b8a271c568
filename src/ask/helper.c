#include "ask/helper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask/rights.h"

#define PROGRAM "whycpu-helper"

enum { WORDS = 5 };

/* Beside the program that runs, or where a package puts what nobody calls by name. */
static const char *find_program(World *here, const char **because)
{
    Arena *arena = world_arena(here);
    const char *self;
    FileInfo info;
    if (world_readlink(here, "/proc/self/exe", &self).known != PRESENT) {
        *because = "where whycpu itself lies cannot be told, so " PROGRAM " is not found";
        return NULL;
    }
    size_t directory = (size_t)(strrchr(self, '/') - self);
    const char *beside = arena_printf(arena, "%.*s/" PROGRAM, (int)directory, self);
    const char *package = arena_printf(arena, "%.*s/../libexec/" PROGRAM, (int)directory, self);
    if (world_stat(here, beside, &info).known == PRESENT)
        return beside;
    if (world_stat(here, package, &info).known == PRESENT)
        return package;
    *because = arena_printf(arena, "there is no %s", beside);
    return NULL;
}

/* ---- Environment ---- */

/* No cache is written, no kernel is loaded before its use, no library of the compiler at all. */
static const char *const OURS[] = {"CUDA_CACHE_DISABLE=1", "CUDA_MODULE_LOADING=LAZY",
                                   "CUDA_FORCE_PRELOAD_LIBRARIES=0"};

enum { OURS_COUNT = sizeof OURS / sizeof *OURS };

static bool is_ours(const char *name)
{
    for (size_t i = 0; i < OURS_COUNT; i++)
        if (strncmp(OURS[i], name, strlen(name)) == 0 && OURS[i][strlen(name)] == '=')
            return true;
    return false;
}

static const char *const *environment_of(World *world, const char **because)
{
    Arena *arena = world_arena(world);
    Strings names, all = {0};
    Answer answer = world_env_names(world, &names);
    if (answer.known != PRESENT) {
        *because = "the variables of the judged program are not known";
        return NULL;
    }
    for (size_t i = 0; i < names.count; i++) {
        const char *value;
        if (!is_ours(names.items[i]) && world_env(world, names.items[i], &value).known == PRESENT)
            list_add(arena, all, arena_printf(arena, "%s=%s", names.items[i], value));
    }
    for (size_t i = 0; i < OURS_COUNT; i++)
        list_add(arena, all, OURS[i]);
    list_add(arena, all, NULL);
    return all.items;
}

/* ---- Rights ---- */

static bool is_set(World *world, const char *name)
{
    const char *value;
    return world_env(world, name, &value).known == PRESENT && *value;
}

static const char *doubt_about_directories(World *here, const char *list)
{
    Text rest = text_of(list);
    bool more;
    for (Text part = text_next(&rest, ':', &more); more; part = text_next(&rest, ':', &more)) {
        const char *directory = text_copy(world_arena(here), part);
        FileInfo info;
        if (part.length && part.at[0] == '/' && world_stat(here, directory, &info).known == ABSENT)
            continue;
        const char *doubt = writable_by_others(here, part.length ? directory : ".");
        if (doubt)
            return doubt;
    }
    return NULL;
}

/* As root nothing is mapped in which others could have had a hand. */
static const char *doubt_as_root(World *world, World *here, const char *program,
                                 const char *library)
{
    static const char *const LOADS[] = {"LD_PRELOAD", "LD_AUDIT"};
    Arena *arena = world_arena(world);
    for (size_t i = 0; i < sizeof LOADS / sizeof *LOADS; i++)
        if (is_set(world, LOADS[i]))
            return arena_printf(arena, "as root, nothing is started with %s set", LOADS[i]);
    const char *list, *doubt = writable_by_others(here, program);
    if (!doubt && world_env(world, "LD_LIBRARY_PATH", &list).known == PRESENT && *list)
        doubt = doubt_about_directories(here, list);
    if (!doubt && library[0] == '/')
        doubt = writable_by_others(here, library);
    return doubt
               ? arena_printf(arena, "as root, only what root alone can write is opened: %s", doubt)
               : NULL;
}

static const char *choose_rights(World *world, World *here, const char *program,
                                 const char *library, const User **become)
{
    const User *judged = world_user(world);
    bool root = geteuid() == 0;
    *become = NULL;
    if (root && judged->uid == 0)
        return doubt_as_root(world, here, program, library);
    if (root)
        *become = judged;
    else if (judged->uid != geteuid())
        return arena_printf(world_arena(world),
                            "the driver answers this user, and user %u is judged", judged->uid);
    return NULL;
}

const char *plan_helper(World *world, World *here, const char *kind, const char *library,
                        ChildPlan *plan)
{
    Arena *arena = world_arena(world);
    const char *because = NULL, *program = find_program(here, &because);
    if (!program)
        return because;
    const char **words = arena_alloc(arena, WORDS * sizeof *words);
    words[0] = PROGRAM;
    words[1] = kind;
    words[2] = library;
    words[3] = arena_printf(arena, "%d", CHILD_ANSWERS_FD);
    *plan = (ChildPlan){.program = program, .words = words};
    plan->environ_ = environment_of(world, &because);
    if (!plan->environ_)
        return because;
    return choose_rights(world, here, program, library, &plan->become);
}

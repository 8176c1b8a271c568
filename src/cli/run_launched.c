#include "cli/run_launched.h"

#include <string.h>

#include "base/path.h"
#include "cli/answers.h"
#include "cli/run_mending.h"
#include "cli/run_verdict.h"
#include "inspect/program_python.h"
#include "report/printable.h"

enum { WORDS_CEILING_BYTES = 4 * 1024 * 1024, MAPS_CEILING_BYTES = 16 * 1024 * 1024 };

typedef struct Launched {
    Arena *arena; /* of this look */
    World *here;  /* the machine */
    pid_t pid;
    Text maps;
} Launched;

static char *place_of(const Launched *launched, const char *name)
{
    return arena_printf(launched->arena, "/proc/%d/%s", (int)launched->pid, name);
}

/* Each word of /proc/PID/environ or cmdline ends in a zero. */
static bool read_words(const Launched *launched, const char *name, Strings *words)
{
    Text all;
    bool more = true;
    *words = (Strings){0};
    if (world_read(launched->here, place_of(launched, name), WORDS_CEILING_BYTES, &all).known !=
        PRESENT)
        return false;
    while (all.length && more) {
        Text word = text_next(&all, '\0', &more);
        list_add(launched->arena, *words, text_copy(launched->arena, word));
    }
    list_add(launched->arena, *words, NULL);
    return words->count > 1;
}

static bool leads_alike(const Launched *launched, const char *name, const char *other)
{
    const char *one, *two;
    return world_readlink(launched->here, place_of(launched, name), &one).known == PRESENT &&
           world_readlink(launched->here, other, &two).known == PRESENT && strcmp(one, two) == 0;
}

/* The machine as that process sees it; NULL: it has files of its own, or tells too little. */
static World *world_of(const Launched *launched)
{
    Strings variables;
    const char *cwd, *error;
    if (!leads_alike(launched, "ns/mnt", "/proc/self/ns/mnt") ||
        !leads_alike(launched, "root", "/proc/self/root") ||
        !read_words(launched, "environ", &variables) ||
        world_readlink(launched->here, place_of(launched, "cwd"), &cwd).known != PRESENT)
        return NULL;
    LiveOptions live = {.root = "/", .environ_ = variables.items, .cwd = cwd};
    World *below = world_live(launched->arena, &live, &error);
    return below ? world_overlay(launched->arena, below) : NULL;
}

/* The interpreter that it was started as, when it is still that. */
static PythonEnvironment *environment_of(const Launched *launched, World *world)
{
    Strings words;
    const char *error, *program;
    if (!read_words(launched, "cmdline", &words))
        return NULL;
    ProgramPython python = python_of_program(world, words.items);
    if (!python.python ||
        world_readlink(launched->here, place_of(launched, "exe"), &program).known != PRESENT ||
        strcmp(world_real_path_or_itself(world, python.python), program) != 0)
        return NULL;
    PythonChoice choice = {.python = python.python};
    return python_find(world, &choice, &error);
}

static bool is_mapped(const Launched *launched, const char *part)
{
    return memmem(launched->maps.at, launched->maps.length, part, strlen(part)) != NULL;
}

/* Whether the TensorFlow that it has loaded is the one that its interpreter finds first. */
static bool has_loaded_that_one(const Launched *launched, World *world,
                                const PythonEnvironment *env)
{
    FileInfo info;
    for (size_t i = 0; i < env->site_directories.count; i++) {
        char *package =
            path_join(launched->arena, env->site_directories.items[i].path, "tensorflow");
        if (world_stat(world, package, &info).known == PRESENT)
            return is_mapped(launched,
                             arena_printf(launched->arena, "%s/libtensorflow_framework.so",
                                          world_real_path_or_itself(world, package)));
    }
    return false;
}

/* A program may open a library by its path before TensorFlow asks for it. */
static bool has_helped_itself(const Launched *launched, const Cause *root)
{
    for (size_t i = 0; i < root->subjects.count; i++)
        if (is_mapped(launched, arena_printf(launched->arena, "/%s", root->subjects.items[i])))
            return true;
    return false;
}

static const Cause *cause_of(const Launched *launched, const RunOptions *options, World *world,
                             const PythonEnvironment *env)
{
    const CheckOptions *check = &options->check;
    const AssumedGpu *assumed = check->assume_gpu ? &check->gpu : NULL;
    Judgements judgements = {0};
    if (assumed)
        assume_gpu(world, assumed);
    judge_environment_asking(world, env, FRAMEWORK_TENSORFLOW, assumed,
                             check->ask_driver ? driver_asker(world) : NULL, &judgements);
    const Judgement *judgement = lost(judgements);
    const Cause *root = judgement ? root_of(judgement) : NULL;
    return root && !has_helped_itself(launched, root) ? root : NULL;
}

static LaunchedLoss loss_of(const Launched *launched, const Invocation *invocation,
                            const RunOptions *options)
{
    Arena *arena = invocation->arena;
    World *world = world_of(launched);
    PythonEnvironment *env = world ? environment_of(launched, world) : NULL;
    if (!env || !has_loaded_that_one(launched, world, env))
        return (LaunchedLoss){0};
    const Cause *root = cause_of(launched, options, world, env);
    if (!root)
        return (LaunchedLoss){0};
    return (LaunchedLoss){
        .why = arena_printf(arena, "%s (%s)", printable_of(launched->arena, root->says),
                            cause_word(root->id)),
        .mending = mending_command(arena, invocation, &options->check, world, env->python)};
}

LaunchedLoss launched_is_lost(const Invocation *invocation, const RunOptions *options, pid_t pid)
{
    const char *error;
    LaunchedLoss loss = {0};
    Launched launched = {.arena = arena_new(), .pid = pid};
    LiveOptions live = {.root = "/", .cwd = "/"};
    launched.here = world_live(launched.arena, &live, &error);
    if (launched.here &&
        world_read(launched.here, place_of(&launched, "maps"), MAPS_CEILING_BYTES, &launched.maps)
                .known == PRESENT)
        loss = loss_of(&launched, invocation, options);
    arena_free(launched.arena);
    return loss;
}

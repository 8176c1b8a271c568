/* record_world [--venv DIR | --python PATH] [--env NAME=VALUE]…: judges this machine as whycpu
 * check does, once as it is and once with an assumed GPU, and prints what was asked and answered
 * as a recorded world, which `whycpu check --snapshot` replays. tests/machines/README.md tells how
 * a record becomes a test. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/writer.h"
#include "cli/answers.h"
#include "cli/check_options.h"
#include "cli/planned.h"
#include "world/world.h"

extern char **environ;

/* The list of PCI names is large, and not ours to pass on; without it, the built-in names serve. */
static void leave_out(World *overlay)
{
    overlay_absent(overlay, "/usr/share/misc/pci.ids");
    overlay_absent(overlay, "/usr/share/hwdata/pci.ids");
}

static void judge_all(World *world, const CheckOptions *options, const AssumedGpu *assumed)
{
    PythonChoice choice = {options->python, options->venv};
    const char *error;
    Judgements judgements = {0};
    PythonEnvironment *env = python_find(world, &choice, &error);
    judge_environment(world, env, options->framework, assumed, &judgements);
}

int main(int argc, char **argv)
{
    Arena *arena = arena_new();
    Invocation invocation = {arena, (const char *const *)argv + (argc > 0),
                             (const char *const *)environ};
    CheckOptions options;
    const char *error;
    Refusal refusal;
    if (!check_options_parse(&invocation, &options, &refusal)) {
        fprintf(stderr, "record_world: %s\n", refusal.sentence);
        return 64;
    }
    LiveOptions live = {.root = "/", .environ_ = invocation.environ_};
    World *machine = world_live(arena, &live, &error);
    if (!machine) {
        fprintf(stderr, "record_world: %s\n", error);
        return 70;
    }
    World *below = world_overlay(arena, machine);
    leave_out(below);
    World *recorder = world_recorder(arena, below);
    judge_all(recorder, &options, NULL);
    World *overlay = world_overlay(arena, recorder);
    AssumedGpu gpu = assumed_gpu_default();
    assume_gpu(overlay, &gpu);
    judge_all(overlay, &options, &gpu);
    look_as_for_plans(recorder, &options);
    Text text = recorder_text(recorder);
    fwrite(text.at, 1, text.length, stdout);
    arena_free(arena);
    return 0;
}

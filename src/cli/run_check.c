#include "cli/run_check.h"

#include <time.h>

#include "cli/environment.h"
#include "redact/redact.h"

static void add_notes(Arena *arena, Judgements judgements, Strings notes)
{
    for (size_t i = 0; i < judgements.count; i++)
        for (size_t j = 0; j < notes.count; j++)
            list_add(arena, judgements.items[i]->notes, notes.items[j]);
}

/* Passes on what it hears, with what the reader has to know of the world. */
typedef struct NotingListener {
    Listener base;
    Listener *next;
    Strings notes;
} NotingListener;

static void hear_and_note(Listener *listener, Arena *arena, Judgements judgements)
{
    NotingListener *noting = (NotingListener *)listener;
    add_notes(arena, judgements, noting->notes);
    noting->next->hear(noting->next, arena, judgements);
}

static void judge_all(const Check *check, Listener *listener)
{
    const CheckOptions *options = &check->options;
    const AssumedGpu *assumed = options->assume_gpu ? &options->gpu : NULL;
    NotingListener noting = {{hear_and_note}, listener, check->judged.notes};
    judge_every_environment(check->judged.world, options->framework, assumed, &noting.base);
}

static bool judge(World *world, const CheckOptions *options, Judgements *judgements,
                  const char **error)
{
    const AssumedGpu *assumed = options->assume_gpu ? &options->gpu : NULL;
    if (options->all) {
        judge_and_keep_every_environment(world, options->framework, assumed, judgements);
        return true;
    }
    PythonChoice choice = {options->python, options->venv};
    PythonEnvironment *env = python_find(world, &choice, error);
    bool named = options->python || options->venv;
    if (!env && named)
        return false;
    DriverAsker *asker = options->ask_driver ? driver_asker(world) : NULL;
    judge_environment_asking(world, env, options->framework, assumed, asker, judgements);
    if (!env)
        for (size_t i = 0; i < judgements->count; i++)
            list_add(world_arena(world), judgements->items[i]->notes, *error);
    return true;
}

/* What a GPU would lead to is asked too, so that the recording can tell what else is wrong. */
static void look_as_with_gpu(World *recorder, const CheckOptions *options)
{
    CheckOptions with_gpu = *options;
    Judgements judgements = {0};
    const char *error;
    World *overlay = world_overlay(world_arena(recorder), recorder);
    with_gpu.assume_gpu = true;
    with_gpu.ask_driver = false;
    with_gpu.gpu = assumed_gpu_default();
    assume_gpu(overlay, &with_gpu.gpu);
    judge(overlay, &with_gpu, &judgements, &error);
}

bool run_check(const Invocation *invocation, const CheckOptions *options, RecordDepth record,
               Listener *listener, Check *check, const char **error)
{
    *check = (Check){.options = *options};
    JudgedWorld *judged = &check->judged;
    if (!judged_world(invocation, &check->options, record != RECORD_NOTHING, judged, error))
        return false;
    if (check->options.all && listener)
        judge_all(check, listener);
    else if (!judge(judged->world, &check->options, &check->judgements, error))
        return false;
    add_notes(invocation->arena, check->judgements, judged->notes);
    if (record == RECORD_WITH_GPU && !check->options.assume_gpu)
        look_as_with_gpu(judged->recorder, &check->options);
    return true;
}

/* Now, or what SOURCE_DATE_EPOCH says, as reproducible-builds.org has it. */
static const char *date_of_recording(const Invocation *invocation)
{
    long long seconds;
    struct tm fields;
    const char *given = environment_value(invocation->environ_, "SOURCE_DATE_EPOCH");
    time_t moment = given && text_number(text_of(given), &seconds) ? (time_t)seconds : time(NULL);
    if (!gmtime_r(&moment, &fields))
        return NULL;
    return arena_printf(invocation->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", fields.tm_year + 1900,
                        fields.tm_mon + 1, fields.tm_mday, fields.tm_hour, fields.tm_min,
                        fields.tm_sec);
}

Text check_text(const Invocation *invocation, const Check *check)
{
    const char *home;
    WorldOrigin *origin = arena_new_of(invocation->arena, WorldOrigin);
    World *recorder = check->judged.recorder;
    world_env(recorder, "HOME", &home); /* reports shorten paths by it */
    *origin = (WorldOrigin){
        .version = WHYCPU_VERSION,
        .date = date_of_recording(invocation),
        .own_processes = world_has_own_processes(recorder),
        .redacted = check->judged.redacted,
        .has_question = true,
        .question = check_question(invocation->arena, &check->options),
        .notes = check->judged.notes,
    };
    recorder_set_origin(recorder, origin);
    Text text = recorder_text(recorder), shorter;
    const char *error;
    return world_shortened(invocation->arena, text, &shorter, &error) ? shorter : text;
}

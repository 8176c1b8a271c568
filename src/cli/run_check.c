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
                  Refusal *refusal)
{
    const AssumedGpu *assumed = options->assume_gpu ? &options->gpu : NULL;
    if (options->all) {
        judge_and_keep_every_environment(world, options->framework, assumed, judgements);
        return true;
    }
    PythonChoice choice = {options->python, options->venv};
    PythonEnvironment *env = python_find_or_why(world, &choice, refusal);
    bool named = options->python || options->venv;
    if (!env && named)
        return false;
    DriverAsker *asker = options->ask_driver ? driver_asker(world) : NULL;
    judge_environment_asking(world, env, options->framework, assumed, asker, judgements);
    if (!env)
        for (size_t i = 0; i < judgements->count; i++)
            list_add(world_arena(world), judgements->items[i]->notes, refusal->sentence);
    return true;
}

/* What a GPU would lead to is asked too, so that the recording can tell what else is wrong. */
static void look_as_with_gpu(World *recorder, const CheckOptions *options)
{
    CheckOptions with_gpu = *options;
    Judgements judgements = {0};
    Refusal refusal;
    World *overlay = world_overlay(world_arena(recorder), recorder);
    with_gpu.assume_gpu = true;
    with_gpu.ask_driver = false;
    with_gpu.gpu = assumed_gpu_default();
    assume_gpu(overlay, &with_gpu.gpu);
    judge(overlay, &with_gpu, &judgements, &refusal);
}

bool run_check(const Invocation *invocation, const CheckOptions *options, RecordDepth record,
               Listener *listener, Check *check, Refusal *refusal)
{
    *check = (Check){.options = *options};
    JudgedWorld *judged = &check->judged;
    if (!judged_world(invocation, &check->options, record != RECORD_NOTHING, judged, refusal))
        return false;
    if (check->options.all && listener) {
        judge_all(check, listener);
    } else if (!judge(judged->world, &check->options, &check->judgements, refusal)) {
        return false;
    }
    add_notes(invocation->arena, check->judgements, judged->notes);
    if (record == RECORD_WITH_GPU && !check->options.assume_gpu)
        look_as_with_gpu(judged->recorder, &check->options);
    return true;
}

/* The day so many days after 1970-01-01, in years that begin with March: a leap day comes last.
 * gmtime(3) of glibc would look for the time zone first. */
static const char *date_of_day(Arena *arena, long long days)
{
    enum { DAYS_TO_1970 = 719468, DAYS_OF_400_YEARS = 146097 };
    long long era = (days + DAYS_TO_1970) / DAYS_OF_400_YEARS;
    long long day = (days + DAYS_TO_1970) % DAYS_OF_400_YEARS;
    long long year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    long long month = (5 * day + 2) / 153; /* five months have 153 days */
    day -= (153 * month + 2) / 5;
    bool next = month >= 10;
    return arena_printf(arena, "%04lld-%02lld-%02lld", era * 400 + year + next,
                        next ? month - 9 : month + 3, day + 1);
}

/* Now, or what SOURCE_DATE_EPOCH says, as reproducible-builds.org has it. */
static const char *date_of_recording(const Invocation *invocation)
{
    enum { DAY = 24 * 60 * 60 };
    const long long end_of_year_9999 = 253402300799;
    long long seconds = time(NULL), number;
    const char *given = environment_value(invocation->environ_, "SOURCE_DATE_EPOCH");
    if (given && text_number(text_of(given), &number))
        seconds = number;
    if (seconds < 0 || seconds > end_of_year_9999)
        return NULL;
    long long second = seconds % DAY;
    return arena_printf(invocation->arena, "%sT%02lld:%02lld:%02lldZ",
                        date_of_day(invocation->arena, seconds / DAY), second / 3600,
                        second / 60 % 60, second % 60);
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

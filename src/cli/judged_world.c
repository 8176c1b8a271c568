#include "cli/judged_world.h"

#include <errno.h>
#include <string.h>

#include "cli/sudo.h"
#include "report/printable.h"

enum { SNAPSHOT_CEILING_BYTES = 64 * 1024 * 1024 };

typedef struct Maker {
    Arena *arena;
    const Invocation *invocation;
    CheckOptions *options;
    Refusal *refusal;
} Maker;

World *own_machine(const Invocation *invocation, Refusal *refusal)
{
    LiveOptions here = {.root = "/", .environ_ = invocation->environ_};
    const char *error;
    World *machine = world_live(invocation->arena, &here, &error);
    if (!machine)
        refusal_set(refusal, errno, error);
    return machine;
}

const char *answer_words(Arena *arena, Answer answer)
{
    return printable_of(arena, answer.because ? answer.because : strerror(answer.error));
}

/* The answer that was recorded is asked for again, unless the options say otherwise. */
static bool follow_question(Maker *maker, const WorldOrigin *origin)
{
    const char *problem;
    if (!maker->options->as_recorded || !origin->has_question ||
        check_question_read(maker->invocation, &origin->question, maker->options, &problem))
        return true;
    return refusal_set(maker->refusal, 0,
                       arena_printf(maker->arena, "--snapshot %s: its question cannot be read: %s",
                                    printable_of(maker->arena, maker->options->snapshot),
                                    printable_of(maker->arena, problem)));
}

static bool read_recording(Maker *maker, Text *text)
{
    if (maker->options->recording) {
        *text = *maker->options->recording;
        return true;
    }
    World *machine = own_machine(maker->invocation, maker->refusal);
    if (!machine)
        return false;
    const char *path = maker->options->snapshot;
    Answer answer = world_read(machine, path, SNAPSHOT_CEILING_BYTES, text);
    if (answer.known == PRESENT)
        return true;
    return refusal_set(maker->refusal, answer.error,
                       arena_printf(maker->arena, "--snapshot %s: %s",
                                    printable_of(maker->arena, path),
                                    answer_words(maker->arena, answer)));
}

static World *recorded(Maker *maker, JudgedWorld *judged)
{
    const char *shown = printable_of(maker->arena, maker->options->snapshot), *error;
    Text text;
    if (!read_recording(maker, &text))
        return NULL;
    World *world = world_recorded(maker->arena, text, &error);
    if (!world)
        refusal_set(maker->refusal, 0,
                    arena_printf(maker->arena, "--snapshot %s: %s", shown,
                                 printable_of(maker->arena, error)));
    if (!world || !follow_question(maker, world_origin(world)))
        return NULL;
    judged->redacted = world_origin(world)->redacted;
    judged->notes = world_origin(world)->notes;
    judged->notes.room = judged->notes.count; /* growing copies it */
    return world;
}

static World *live(Maker *maker)
{
    bool elsewhere = maker->options->root && strcmp(maker->options->root, "/") != 0;
    const char *error;
    LiveOptions live_options = {
        .root = elsewhere ? maker->options->root : "/",
        .environ_ = elsewhere ? NULL : maker->invocation->environ_,
    };
    World *world = world_live(maker->arena, &live_options, &error);
    if (!world)
        refusal_set(maker->refusal, errno,
                    arena_printf(maker->arena, "--root: %s", printable_of(maker->arena, error)));
    return world;
}

static bool judge_user(Maker *maker, World *overlay, const char *name)
{
    const User *user;
    Answer answer = world_find_user(overlay, name, &user);
    const char *shown = printable_of(maker->arena, name);
    if (answer.known == PRESENT) {
        overlay_user(overlay, user);
        return true;
    }
    if (answer.known == ABSENT)
        return refusal_set(maker->refusal, 0,
                           arena_printf(maker->arena, "--user: there is no user '%s'", shown));
    return refusal_set(
        maker->refusal, answer.error,
        arena_printf(maker->arena, "--user %s: %s", shown, answer_words(maker->arena, answer)));
}

static void set_variables(World *overlay, Arena *arena, Strings variables)
{
    for (size_t i = 0; i < variables.count; i++) {
        Text entry = text_of(variables.items[i]);
        size_t equals = text_find(entry, '=');
        overlay_env(overlay, text_copy(arena, text_part(entry, 0, equals)),
                    variables.items[i] + equals + 1);
    }
}

bool judged_world(const Invocation *invocation, CheckOptions *options, bool record,
                  JudgedWorld *judged, Refusal *refusal)
{
    Maker maker = {invocation->arena, invocation, options, refusal};
    *judged = (JudgedWorld){0};
    World *below = options->snapshot ? recorded(&maker, judged) : live(&maker);
    if (!below)
        return false;
    World *world = world_overlay(maker.arena, below);
    if (options->user) {
        if (!judge_user(&maker, world, options->user))
            return false;
    } else if (world_is_live_machine(below)) {
        judge_caller_of_sudo(world, invocation->environ_, &judged->notes);
    }
    set_variables(world, maker.arena, options->variables);
    if (record)
        judged->recorder = world = world_recorder(maker.arena, world);
    judged->machine = world;
    if (options->assume_gpu) {
        world = world_overlay(maker.arena, world);
        assume_gpu(world, &options->gpu);
    }
    judged->world = world;
    return true;
}

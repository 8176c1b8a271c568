#include "cli/question.h"

Question question_of(Arena *arena, const CheckOptions *options)
{
    AssumedGpu *gpu = arena_new_of(arena, AssumedGpu);
    *gpu = options->gpu;
    return (Question){.choice = {options->python, options->venv},
                      .framework = options->framework,
                      .assumed = options->assume_gpu ? gpu : NULL,
                      .ask_driver = options->ask_driver};
}

bool question_of_recording(const Invocation *invocation, const CheckOptions *options,
                           Recording *recording, const char **problem)
{
    CheckOptions check = *options;
    World *world = world_recorded(invocation->arena, recording->text, problem);
    if (!world)
        return false;
    const WorldOrigin *origin = world_origin(world);
    if (origin->has_question &&
        !check_question_read(invocation, &origin->question, &check, problem))
        return false;
    recording->is_redacted = origin->redacted;
    recording->question = question_of(invocation->arena, &check);
    return true;
}

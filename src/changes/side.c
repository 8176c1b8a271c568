#include "changes/side.h"

#include "ask/driver.h"
#include "changes/target.h"
#include "diagnose/judge.h"

static World *with_what_is_assumed(World *world, const AssumedGpu *assumed)
{
    if (!assumed)
        return world;
    World *overlay = world_overlay(world_arena(world), world);
    assume_gpu(overlay, assumed);
    return overlay;
}

Side side_judge(World *world, const char *name, const Question *question)
{
    const char *no_python;
    Side side = {.name = name, .world = world, .question = *question};
    World *judged = with_what_is_assumed(world, question->assumed);
    side.env = python_find(judged, &question->choice, &no_python);
    side.inspection = inspection_begin(judged, side.env, question->assumed);
    side.facts = inspect_framework(side.inspection, question->framework);
    if (question->ask_driver)
        ask_driver(driver_asker(judged), side.env ? side.env->real_python : NULL, side.facts);
    Target target = target_of(side.inspection, question->framework, side.facts);
    side.judgement = judge(side.facts, &target);
    return side;
}

Framework side_framework(World *world, const PythonChoice *choice)
{
    const char *no_python;
    PythonEnvironment *env = python_find(world, choice, &no_python);
    if (!env)
        return FRAMEWORK_NONE;
    Inspection inspection = {.world = world, .env = env};
    for (int i = 0; i < FRAMEWORK_COUNT; i++)
        if (framework_is_judged((Framework)i) && framework_is_installed(&inspection, (Framework)i))
            return (Framework)i;
    return FRAMEWORK_NONE;
}

const Cause *side_root(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return &judgement->causes.items[i];
    return NULL;
}

bool same_answer(const Judgement *a, const Judgement *b)
{
    const Cause *x = side_root(a), *y = side_root(b);
    if (a->verdict != b->verdict || a->listed != b->listed || !x != !y)
        return false;
    return !x || x->id == y->id;
}

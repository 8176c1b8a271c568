#include "cli/answers.h"

#include "base/fault.h"
#include "diagnose/judge.h"

static Target target_of(Inspection *inspection, Framework framework)
{
    const PythonEnvironment *env = inspection->env;
    Target target = {
        .kind = "environment",
        .framework = framework_word(framework),
        .version = framework_version(inspection, framework),
        .root = world_root(inspection->world),
    };
    if (env) {
        target.python = env->python;
        target.prefix = env->prefix;
        target.python_version = env->version;
        target.chosen_because = env->chosen_because;
        target.other_python = env->other_python;
    }
    return target;
}

static Judgement *judge_framework(Inspection *inspection, Framework framework)
{
    Target target = target_of(inspection, framework);
    return judge(inspect_framework(inspection, framework), &target);
}

void judge_environment(World *world, const PythonEnvironment *env, Framework framework,
                       const AssumedGpu *assumed, Judgements *judgements)
{
    Arena *arena = world_arena(world);
    Inspection *inspection = inspection_begin(world, env, assumed);
    size_t before = judgements->count;
    for (int candidate = 0; framework == FRAMEWORK_NONE && candidate < FRAMEWORK_COUNT; candidate++)
        if (framework_is_installed(inspection, (Framework)candidate))
            list_add(arena, *judgements, judge_framework(inspection, (Framework)candidate));
    if (judgements->count == before)
        list_add(arena, *judgements, judge_framework(inspection, framework));
}

int exit_status_of(Judgements judgements)
{
    bool all_gpu = judgements.count > 0;
    for (size_t i = 0; i < judgements.count; i++) {
        Verdict verdict = judgements.items[i]->verdict;
        if (verdict == VERDICT_CPU || verdict == VERDICT_FAILS)
            return EXIT_CPU;
        all_gpu = all_gpu && verdict == VERDICT_GPU;
    }
    return all_gpu ? EXIT_GPU : EXIT_UNKNOWN;
}

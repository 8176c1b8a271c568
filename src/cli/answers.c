#include "cli/answers.h"

#include "base/fault.h"
#include "diagnose/judge.h"
#include "fix/propose.h"
#include "inspect/environments.h"

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

static Judgement *judge_facts(Inspection *inspection, Framework framework, Facts *facts)
{
    Target target = target_of(inspection, framework);
    target.version = fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, target.version);
    Judgement *judgement = judge(facts, &target);
    propose_fixes(facts, judgement);
    return judgement;
}

static const char *program_of(const Inspection *inspection)
{
    return inspection->env ? inspection->env->real_python : NULL;
}

/* Asking may change what there is to see, so everything is looked at before anybody is asked. */
static void judge_frameworks(Inspection *inspection, const Framework *frameworks, size_t count,
                             DriverAsker *asker, Judgements *judgements)
{
    Facts *facts[FRAMEWORK_COUNT + 1];
    for (size_t i = 0; i < count; i++)
        facts[i] = inspect_framework(inspection, frameworks[i]);
    for (size_t i = 0; i < count; i++) {
        if (asker)
            ask_driver(asker, program_of(inspection), facts[i]);
        list_add(world_arena(inspection->world), *judgements,
                 judge_facts(inspection, frameworks[i], facts[i]));
    }
}

/* Adds a judgement for each framework that is installed, or for the named one if it is. */
static void judge_installed(Inspection *inspection, Framework framework, DriverAsker *asker,
                            Judgements *judgements)
{
    Framework installed[FRAMEWORK_COUNT];
    size_t count = 0;
    for (int candidate = 0; candidate < FRAMEWORK_COUNT; candidate++)
        if ((framework == FRAMEWORK_NONE || candidate == (int)framework) &&
            framework_is_installed(inspection, (Framework)candidate))
            installed[count++] = (Framework)candidate;
    judge_frameworks(inspection, installed, count, asker, judgements);
}

void judge_environment_asking(World *world, const PythonEnvironment *env, Framework framework,
                              const AssumedGpu *assumed, DriverAsker *asker, Judgements *judgements)
{
    Inspection *inspection = inspection_begin(world, env, assumed);
    size_t before = judgements->count;
    judge_installed(inspection, framework, asker, judgements);
    if (judgements->count == before)
        judge_frameworks(inspection, &framework, 1, asker, judgements);
}

void judge_environment(World *world, const PythonEnvironment *env, Framework framework,
                       const AssumedGpu *assumed, Judgements *judgements)
{
    judge_environment_asking(world, env, framework, assumed, NULL, judgements);
}

void judge_every_environment(World *world, Framework framework, const AssumedGpu *assumed,
                             Judgements *judgements)
{
    FoundEnvironments found = environments_find(world);
    for (size_t i = 0; i < found.count; i++) {
        Inspection *inspection = inspection_begin(world, found.items[i].env, assumed);
        size_t before = judgements->count;
        judge_installed(inspection, framework, NULL, judgements);
        for (size_t j = before; j < judgements->count; j++)
            judgements->items[j]->target.kernels = found.items[i].kernels;
    }
    if (judgements->count == 0)
        judge_environment(world, found.count ? found.items[0].env : NULL, framework, assumed,
                          judgements);
}

/* A framework that this version does not judge says nothing beside one that it does. */
static bool counts(const Judgement *judgement, bool any_judged)
{
    Framework framework;
    const char *word = judgement->target.framework;
    return !any_judged || !word || !framework_by_word(word, &framework) ||
           framework_is_judged(framework);
}

static bool any_is_judged(Judgements judgements)
{
    Framework framework;
    for (size_t i = 0; i < judgements.count; i++) {
        const char *word = judgements.items[i]->target.framework;
        if (word && framework_by_word(word, &framework) && framework_is_judged(framework))
            return true;
    }
    return false;
}

int exit_status_of(Judgements judgements)
{
    bool all_gpu = judgements.count > 0, any_judged = any_is_judged(judgements);
    for (size_t i = 0; i < judgements.count; i++) {
        if (!counts(judgements.items[i], any_judged))
            continue;
        Verdict verdict = judgements.items[i]->verdict;
        if (verdict == VERDICT_CPU || verdict == VERDICT_FAILS)
            return EXIT_CPU;
        all_gpu = all_gpu && verdict == VERDICT_GPU;
    }
    return all_gpu ? EXIT_GPU : EXIT_UNKNOWN;
}

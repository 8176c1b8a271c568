#include "cli/answers.h"

#include "base/fault.h"
#include "changes/target.h"
#include "diagnose/beside.h"
#include "diagnose/judge.h"
#include "fix/propose.h"
#include "inspect/beside.h"
#include "inspect/environments.h"
#include "inspect/pins.h"

static Judgement *judge_facts(Inspection *inspection, Framework framework, Facts *facts)
{
    Target target = target_of(inspection, framework, facts);
    return judge(facts, &target);
}

static const char *program_of(const Inspection *inspection)
{
    return inspection->env ? inspection->env->real_python : NULL;
}

/* What is known of one framework of the environment. */
typedef struct Judged {
    Framework framework;
    Facts *facts;
    Judgement *judgement;
} Judged;

/* The second one once more, in a process that used the first one before. */
static void judge_after(Inspection *inspection, const Judged *first, const Judged *second,
                        DriverAsker *asker)
{
    Truth libraries = opens_cuda_libraries(first->judgement);
    Facts *facts = is_unknown(libraries)
                       ? NULL
                       : framework_facts_beside(inspection, first->framework, second->framework,
                                                is_yes(libraries));
    if (!facts)
        return;
    if (asker)
        ask_driver(asker, program_of(inspection), facts);
    judge_beside(second->judgement, second->facts,
                 judge_facts(inspection, second->framework, facts), facts,
                 framework_word(first->framework));
}

static void look_at_pins(Inspection *inspection, const Framework *frameworks, const Judged *all,
                         size_t count)
{
    Facts *facts[FRAMEWORK_COUNT + 1];
    for (size_t i = 0; i < count; i++)
        facts[i] = all[i].facts;
    inspect_pins(inspection, frameworks, facts, count);
}

/* Asking may change what there is to see, so everything is looked at before anybody is asked. */
static void judge_frameworks(Inspection *inspection, const Framework *frameworks, size_t count,
                             DriverAsker *asker, Judgements *judgements)
{
    Judged all[FRAMEWORK_COUNT + 1];
    for (size_t i = 0; i < count; i++)
        all[i] = (Judged){.framework = frameworks[i],
                          .facts = inspect_framework(inspection, frameworks[i])};
    look_at_pins(inspection, frameworks, all, count);
    for (size_t i = 0; i < count; i++) {
        if (asker)
            ask_driver(asker, program_of(inspection), all[i].facts);
        all[i].judgement = judge_facts(inspection, all[i].framework, all[i].facts);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++)
            if (k != i)
                judge_after(inspection, &all[k], &all[i], asker);
        propose_fixes(all[i].facts, all[i].judgement);
        list_add(world_arena(inspection->world), *judgements, all[i].judgement);
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

/* ---- Every environment ---- */

static void judge_found(World *world, const PythonEnvironment *env, Strings kernels,
                        Framework framework, const AssumedGpu *assumed, Judgements *judgements)
{
    Inspection *inspection = inspection_begin(world, env, assumed);
    size_t before = judgements->count;
    judge_installed(inspection, framework, NULL, judgements);
    for (size_t i = before; i < judgements->count; i++)
        judgements->items[i]->target.kernels = kernels;
}

static const PythonEnvironment *first_of(FoundEnvironments found)
{
    return found.count ? found.items[0].env : NULL;
}

/* Whether there was anything to hear. `kernels` NULL: it is judged even without a framework. */
static bool judge_and_forget(World *world, const PythonEnvironment *env, const Strings *kernels,
                             Framework framework, const AssumedGpu *assumed, Listener *listener)
{
    Arena *arena = arena_new();
    Judgements judgements = {0};
    World *same_world = world_overlay(arena, world); /* what is read lies in this arena */
    const PythonEnvironment *same_env = python_in_arena(arena, env);
    if (kernels)
        judge_found(same_world, same_env, *kernels, framework, assumed, &judgements);
    else
        judge_environment(same_world, same_env, framework, assumed, &judgements);
    bool any = judgements.count > 0;
    if (any)
        listener->hear(listener, arena, judgements);
    arena_free(arena);
    return any;
}

void judge_every_environment(World *world, Framework framework, const AssumedGpu *assumed,
                             Listener *listener)
{
    FoundEnvironments found = environments_find(world);
    bool any = false;
    for (size_t i = 0; i < found.count; i++) {
        const FoundEnvironment *one = &found.items[i];
        any |= judge_and_forget(world, one->env, &one->kernels, framework, assumed, listener);
    }
    if (!any)
        judge_and_forget(world, first_of(found), NULL, framework, assumed, listener);
}

void judge_and_keep_every_environment(World *world, Framework framework, const AssumedGpu *assumed,
                                      Judgements *judgements)
{
    FoundEnvironments found = environments_find(world);
    for (size_t i = 0; i < found.count; i++)
        judge_found(world, found.items[i].env, found.items[i].kernels, framework, assumed,
                    judgements);
    if (judgements->count == 0)
        judge_environment(world, first_of(found), framework, assumed, judgements);
}

/* ---- The exit status ---- */

static int exit_status_of_one(const Judgement *judgement)
{
    switch (judgement->verdict) {
    case VERDICT_GPU: return EXIT_GPU;
    case VERDICT_CPU:
    case VERDICT_FAILS: return EXIT_CPU;
    case VERDICT_UNKNOWN: break;
    }
    return EXIT_UNKNOWN;
}

static int worse_of(int status, int other)
{
    if (status == EXIT_CPU || other == EXIT_CPU)
        return EXIT_CPU;
    return status == EXIT_GPU ? other : status;
}

/* The machine alone, without a framework, is judged. */
static bool is_about_another(const Judgement *judgement)
{
    Framework framework;
    const char *word = judgement->target.framework;
    return word && framework_by_word(word, &framework) && !framework_is_judged(framework);
}

void tally_add(Tally *tally, Judgements judgements)
{
    for (size_t i = 0; i < judgements.count; i++) {
        bool other = is_about_another(judgements.items[i]);
        bool *any = other ? &tally->any_other : &tally->any_judged;
        int *status = other ? &tally->of_others : &tally->of_judged;
        int of_this = exit_status_of_one(judgements.items[i]);
        *status = *any ? worse_of(*status, of_this) : of_this;
        *any = true;
    }
}

/* A framework that this version does not judge says nothing beside one that it does. */
int tally_exit_status(const Tally *tally)
{
    if (tally->any_judged)
        return tally->of_judged;
    return tally->any_other ? tally->of_others : EXIT_UNKNOWN;
}

int exit_status_of(Judgements judgements)
{
    Tally tally = {0};
    tally_add(&tally, judgements);
    return tally_exit_status(&tally);
}

#include "cli/planned.h"

#include "cli/question.h"
#include "inspect/environments.h"

static bool has_step(const Plan *plan, const PlanStep *step)
{
    for (size_t i = 0; i < plan->steps.count; i++)
        if (plan->steps.items[i].cause->id == step->cause->id)
            return true;
    return false;
}

/* Keras runs on TensorFlow, and nearly always has its steps. */
static bool says_nothing_new(const Plan *plan, const Plan *first)
{
    for (size_t i = 0; i < plan->steps.count; i++)
        if (!has_step(first, &plan->steps.items[i]))
            return false;
    return plan->before->verdict == first->before->verdict;
}

static void plan_environment(Planned *planned, Question question, const PythonEnvironment *env)
{
    World *machine = planned->judged.machine;
    Inspection inspection = {.world = machine, .env = env};
    Framework named = planned->options.framework;
    Plan *first = NULL;
    for (int i = 0; env && i < FRAMEWORK_COUNT; i++) {
        question.framework = (Framework)i;
        if ((named != FRAMEWORK_NONE && named != question.framework) ||
            !framework_is_judged(question.framework) ||
            !framework_is_installed(&inspection, question.framework))
            continue;
        Plan *plan = plan_make(machine, &question);
        if (!first || !says_nothing_new(plan, first))
            list_add(world_arena(machine), planned->plans, plan);
        first = first ? first : plan;
    }
    question.framework = named;
    if (!first)
        list_add(world_arena(machine), planned->plans, plan_make(machine, &question));
}

/* Environments without a framework that is judged are none of ours. */
static void plan_every_environment(Planned *planned, Question question)
{
    World *machine = planned->judged.machine;
    FoundEnvironments found = environments_find(machine);
    for (size_t i = 0; i < found.count; i++) {
        question.choice = (PythonChoice){.python = found.items[i].env->python};
        if (side_framework(machine, &question.choice) != FRAMEWORK_NONE)
            plan_environment(planned, question, found.items[i].env);
    }
}

void look_as_for_plans(World *recorder, const CheckOptions *options)
{
    const char *error;
    AssumedGpu gpu = assumed_gpu_default();
    Planned planned = {.options = *options, .judged = {.world = recorder, .machine = recorder}};
    Question question = question_of(world_arena(recorder), options);
    question.ask_driver = false;
    const PythonEnvironment *env = python_find(recorder, &question.choice, &error);
    plan_environment(&planned, question, env);
    question.assumed = &gpu;
    plan_environment(&planned, question, env);
}

static bool plan_one(Planned *planned, Question question, Refusal *refusal)
{
    World *machine = planned->judged.machine;
    const PythonEnvironment *env = python_find_or_why(machine, &question.choice, refusal);
    if (!env && (question.choice.python || question.choice.venv))
        return false;
    plan_environment(planned, question, env);
    if (!env)
        list_add(world_arena(machine), planned->judged.notes, refusal->sentence);
    return true;
}

bool plan_what_is_asked(const Invocation *invocation, const CheckOptions *options, Planned *planned,
                        Refusal *refusal)
{
    *planned = (Planned){.options = *options};
    if (!judged_world(invocation, &planned->options, false, &planned->judged, refusal))
        return false;
    Question question = question_of(invocation->arena, &planned->options);
    if (planned->options.all)
        plan_every_environment(planned, question);
    if (!planned->plans.count && !plan_one(planned, question, refusal))
        return false;
    for (size_t i = 0; i < planned->plans.count; i++) {
        Judgement *before = (Judgement *)planned->plans.items[i]->before;
        for (size_t j = 0; j < planned->judged.notes.count; j++)
            list_add(invocation->arena, before->notes, planned->judged.notes.items[j]);
    }
    return true;
}

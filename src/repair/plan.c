#include "repair/plan.h"

#include <string.h>

#include "repair/prove.h"
#include "repair/ways.h"

/* Each step takes one cause away; a way that brings ever new ones is given up. */
enum { STEP_CEILING = 16 };

typedef struct Planner {
    Arena *arena;
    Question question;    /* of copies in memory: no driver can be asked about them */
    World *world;         /* with the first ways so far */
    const Judgement *now; /* of that world */
    Plan *plan;
    bool asked; /* the driver was, about the machine as it is */
} Planner;

static bool has_step(const Plan *plan, const Cause *cause)
{
    for (size_t i = 0; i < plan->steps.count; i++) {
        const PlanStep *step = &plan->steps.items[i];
        if (is_same_cause(step->cause, cause))
            return true;
        for (size_t j = 0; j < step->also.count; j++)
            if (is_same_cause(step->also.items[j], cause))
                return true;
    }
    return false;
}

static const Cause *first_without_step(const Planner *planner, const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        if (!cause->follows_from && !has_step(planner->plan, cause))
            return cause;
    }
    return NULL;
}

/* What the driver told comes first: nothing of it is seen in a copy. */
static const Cause *next_cause(const Planner *planner)
{
    const Cause *told = planner->asked ? first_without_step(planner, planner->plan->before) : NULL;
    return told ? told : first_without_step(planner, planner->now);
}

static void sort_out(Planner *planner, Ways ways, PlanStep *step)
{
    for (size_t i = 0; i < ways.count; i++)
        if (is_no(ways.items[i].mends))
            list_add(planner->arena, step->no_use, ways.items[i]);
        else
            list_add(planner->arena, step->ways, ways.items[i]);
}

static bool is_same_command(const Strings *a, const Strings *b)
{
    bool same = a->count == b->count && a->count > 0;
    for (size_t i = 0; same && i < a->count; i++)
        same = strcmp(a->items[i], b->items[i]) == 0;
    return same;
}

static bool is_same_way(const Way *a, const Way *b)
{
    bool same = a->fixes.count == b->fixes.count;
    for (size_t i = 0; same && i < a->fixes.count; i++)
        same = is_same_command(&a->fixes.items[i]->command, &b->fixes.items[i]->command);
    return same;
}

/* An earlier step that nobody can foresee, and that does what this one would do: nothing is done
 * twice. */
static PlanStep *done_already(Planner *planner, const PlanStep *step)
{
    for (size_t i = 0; step->ways.count && i < planner->plan->steps.count; i++) {
        PlanStep *earlier = &planner->plan->steps.items[i];
        if (earlier->ways.count && !earlier->after &&
            is_same_way(&earlier->ways.items[0], &step->ways.items[0]))
            return earlier;
    }
    return NULL;
}

static void add_step(Planner *planner, const Cause *cause)
{
    PlanStep step = {.cause = cause};
    Ways ways = ways_of(planner->arena, cause);
    for (size_t i = 0; i < ways.count; i++)
        prove_way(planner->world, &planner->question, planner->now, cause, &ways.items[i]);
    rank_ways(&ways);
    sort_out(planner, ways, &step);
    PlanStep *earlier = done_already(planner, &step);
    if (earlier) {
        list_add(planner->arena, earlier->also, cause);
        return;
    }
    const char *because;
    if (step.ways.count && is_yes(step.ways.items[0].mends)) {
        planner->world = world_after(planner->world, &step.ways.items[0], &because);
        planner->now = step.after = judge_with_fixes(planner->world, &planner->question);
    }
    list_add(planner->arena, planner->plan->steps, step);
}

/* ---- Whether it is enough ---- */

static const PlanStep *first_not_foreseen(const Plan *plan)
{
    for (size_t i = 0; i < plan->steps.count; i++)
        if (plan->steps.items[i].ways.count && !plan->steps.items[i].after)
            return &plan->steps.items[i];
    return NULL;
}

/* The driver names a cause that nobody knows how to mend. */
static bool without_way(const Plan *plan)
{
    for (size_t i = 0; i < plan->steps.count; i++)
        if (!plan->steps.items[i].ways.count)
            return true;
    return false;
}

static const char *first_unknown(const Judgement *judgement)
{
    return judgement->unknown.count ? judgement->unknown.items[0].says : judgement->says;
}

/* Steps that nobody can foresee are of the machine alone, so that a working GPU may stand in for
 * them. */
static bool waits_for_machine_alone(const Plan *plan)
{
    for (size_t i = 0; i < plan->steps.count; i++) {
        const PlanStep *step = &plan->steps.items[i];
        if (!step->after && step_strand(cause_step(step->cause->id)) != STRAND_MACHINE)
            return false;
    }
    return true;
}

/* What is said of the rest, once the machine has a GPU that works. */
static const char *with_a_working_gpu(Planner *planner, const char *because)
{
    AssumedGpu gpu = assumed_gpu_default();
    Question question = planner->question;
    if (question.assumed || !waits_for_machine_alone(planner->plan) ||
        planner->now->verdict == VERDICT_GPU)
        return because;
    question.assumed = &gpu;
    if (judge_with_fixes(planner->world, &question)->verdict != VERDICT_GPU)
        return because;
    return arena_printf(planner->arena, "%s; with a GPU that works, nothing else is missing",
                        because);
}

static void conclude(Planner *planner)
{
    Plan *plan = planner->plan;
    const PlanStep *open = first_not_foreseen(plan);
    if (plan->after->verdict == VERDICT_GPU && !open && !without_way(plan))
        plan->suffices = truth_of(true);
    else if (open)
        plan->suffices =
            truth_unknown(plan->because = with_a_working_gpu(planner, open->ways.items[0].because));
    else if (plan->after->verdict == VERDICT_UNKNOWN)
        plan->suffices = truth_unknown(plan->because = first_unknown(plan->after));
    else {
        plan->suffices = truth_of(false);
        plan->because = plan->after->says;
    }
}

Plan *plan_make(World *world, const Question *question)
{
    Arena *arena = world_arena(world);
    Plan *plan = arena_new_of(arena, Plan);
    plan->before = judge_with_fixes(world, question);
    Planner planner = {arena, *question, world, plan->before, plan, question->ask_driver};
    if (planner.asked) {
        planner.question.ask_driver = false;
        planner.now = judge_with_fixes(world, &planner.question);
    }
    const Cause *cause;
    while (plan->steps.count < STEP_CEILING && (cause = next_cause(&planner)))
        add_step(&planner, cause);
    plan->after = planner.now;
    conclude(&planner);
    return plan;
}

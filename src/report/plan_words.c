/* The words of a plan, for both of its reports. */
#include "report/plan.h"

static const char *how_many(Arena *arena, size_t steps)
{
    return steps == 1 ? "1 step" : arena_printf(arena, "%zu steps", steps);
}

static const char *without_steps(Arena *arena, const Plan *plan)
{
    if (plan->before->verdict == VERDICT_GPU)
        return "nothing has to be mended";
    return arena_printf(arena, "nothing is seen to be broken, and it cannot be told whether all is "
                               "well; `whycpu` tells what is not known");
}

const char *plan_says(Arena *arena, const Plan *plan)
{
    size_t count = plan->steps.count;
    if (!count)
        return without_steps(arena, plan);
    const char *steps = how_many(arena, count), *it = count == 1 ? "it" : "them";
    if (is_yes(plan->suffices))
        return arena_printf(arena,
                            "%s, and the GPU is used: what %s will leave was laid over the machine "
                            "and judged",
                            steps, count == 1 ? "it" : "they");
    if (is_unknown(plan->suffices))
        return arena_printf(arena, "%s; whether the GPU is used after %s cannot be told before: %s",
                            steps, it, plan->because);
    return arena_printf(arena, "%s, and more than that is needed: %s", steps, plan->because);
}

const char *fix_after_says(FixAfter after)
{
    switch (after) {
    case AFTER_NOTHING: break;
    case AFTER_NEW_SHELL: return "a new shell, which has the environment activated anew";
    case AFTER_NEW_CONTAINER: return "a new container";
    case AFTER_NEW_JOB: return "a new job";
    case AFTER_RESTART_OF_SERVICE: return "a restart of the service";
    case AFTER_REBOOT: return "a restart of the machine";
    }
    return NULL;
}

const char *fix_after_word(FixAfter after)
{
    static const char *const WORDS[] = {"nothing", "new-shell",          "new-container",
                                        "new-job", "restart-of-service", "reboot"};
    return WORDS[after];
}

const char *fix_actor_says(FixActor by)
{
    switch (by) {
    case BY_USER: break;
    case BY_ROOT: return "root";
    case BY_HOST: return "whoever starts the container, the job or the virtual machine";
    case BY_PERSON: return "a person; no program can";
    }
    return NULL;
}

const char *fix_actor_word(FixActor by)
{
    static const char *const WORDS[] = {"user", "root", "host", "person"};
    return WORDS[by];
}

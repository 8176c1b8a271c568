/* The sentences about a comparison. */
#include <string.h>

#include "report/diff.h"
#include "report/terminal_parts.h"

static const char *place_of(Arena *arena, const Side *side)
{
    return side->is_here ? "on this machine now" : arena_printf(arena, "in %s", side->name);
}

/* "uses the GPU". */
static const char *does(Arena *arena, const Judgement *judgement)
{
    switch (judgement->verdict) {
    case VERDICT_GPU:
        return judgement->listed > 1 ? arena_printf(arena, "uses %d GPUs", judgement->listed)
                                     : "uses the GPU";
    case VERDICT_CPU: return "runs on the CPU";
    case VERDICT_FAILS: return "fails";
    case VERDICT_UNKNOWN: break;
    }
    return NULL;
}

static const char *name_of(Arena *arena, const Changes *changes)
{
    Target target = changes->after.judgement->target;
    const char *other = changes->before.judgement->target.version;
    bool is_same = target.version && other && strcmp(target.version, other) == 0;
    if (!target.framework)
        return NULL;
    if (!is_same)
        target.version = target.runs_on = NULL;
    return target_name(arena, &target);
}

static const char *same_in_words(Arena *arena, const Changes *changes, const char *name)
{
    const char *what = does(arena, changes->after.judgement);
    const Cause *root = side_root(changes->after.judgement);
    return arena_printf(arena, "%s %s %s, as %s%s", name, what, place_of(arena, &changes->after),
                        place_of(arena, &changes->before), root ? ", for the same reason" : "");
}

/* Both have one verdict, and another number of GPUs or another reason. */
static const char *otherwise(Arena *arena, const Changes *changes, const char *name)
{
    const Judgement *then = changes->before.judgement, *now = changes->after.judgement;
    const char *before = does(arena, then), *after = does(arena, now);
    if (then->verdict == now->verdict && now->verdict != VERDICT_GPU)
        return arena_printf(arena, "%s %s %s for another reason than %s", name, after,
                            place_of(arena, &changes->after), place_of(arena, &changes->before));
    return arena_printf(arena, "%s %s %s, and %s %s", name, before,
                        place_of(arena, &changes->before), after, place_of(arena, &changes->after));
}

const char *diff_says(Arena *arena, const Changes *changes)
{
    const Judgement *then = changes->before.judgement, *now = changes->after.judgement;
    const char *name = name_of(arena, changes);
    if (!name)
        return "neither of the two has a framework that is judged";
    if (!does(arena, then) && !does(arena, now))
        return arena_printf(arena, "whether %s uses the GPU cannot be told of either of them",
                            name);
    if (!does(arena, then) || !does(arena, now)) {
        const Side *known = does(arena, then) ? &changes->before : &changes->after;
        const Side *other = known == &changes->before ? &changes->after : &changes->before;
        return arena_printf(arena, "%s %s %s; %s it cannot be told", name,
                            does(arena, known->judgement), place_of(arena, known),
                            place_of(arena, other));
    }
    return same_answer(then, now) ? same_in_words(arena, changes, name)
                                  : otherwise(arena, changes, name);
}

const char *explanation_says(Arena *arena, const Explanation *explanation)
{
    switch (explanation->kind) {
    case EXPLANATION_NOT_NEEDED: return NULL;
    case EXPLANATION_ALONE:
        if (explanation->parts.count > 1)
            return "each of these changes makes the difference by itself";
        return explanation->led_by && explanation->led_by != explanation->parts.items[0]
                   ? explanation->led_by->says
                   : explanation->parts.items[0]->says;
    case EXPLANATION_TOGETHER:
        if (explanation->led_by)
            return explanation->led_by->says;
        return arena_printf(arena, "these %zu changes together make the difference",
                            explanation->parts.count);
    case EXPLANATION_COARSE:
        return "these changes together make the difference, though perhaps not all of them are "
               "needed";
    case EXPLANATION_UNRECORDED: return "what makes the difference was recorded of one side alone";
    case EXPLANATION_NONE: break;
    }
    return "no change that was recorded of both sides explains it";
}

#include "repair/one_start.h"

#include <string.h>

#include "repair/prove.h"
#include "repair/ways.h"

enum { ROUND_CEILING = 16 };

typedef struct Start {
    Arena *arena;
    const Question *question;
    World *world; /* with the variables so far */
    Judgement *now;
    LIST_OF(const Cause *) tried;
    Edits *variables;
} Start;

static const Cause *next_cause(const Start *start)
{
    for (size_t i = 0; i < start->now->causes.count; i++) {
        const Cause *cause = &start->now->causes.items[i];
        bool tried = cause->follows_from != NULL;
        for (size_t j = 0; j < start->tried.count; j++)
            tried |= is_same_cause(start->tried.items[j], cause);
        if (!tried)
            return cause;
    }
    return NULL;
}

/* What is said of a variable later replaces what was said before. */
static void keep(Start *start, Edit edit)
{
    for (size_t i = 0; i < start->variables->count; i++) {
        if (strcmp(start->variables->items[i].path, edit.path) == 0) {
            start->variables->items[i] = edit;
            return;
        }
    }
    list_add(start->arena, *start->variables, edit);
}

static void keep_all(Start *start, const Way *way)
{
    for (size_t i = 0; i < way->fixes.count; i++)
        for (size_t j = 0; j < way->fixes.items[i]->edits.count; j++)
            keep(start, way->fixes.items[i]->edits.items[j]);
}

/* The least invasive way that is variables alone and is seen to help. */
static bool mend(Start *start, const Cause *cause)
{
    Ways ways = ways_of(start->arena, cause), fit = {0};
    for (size_t i = 0; i < ways.count; i++) {
        if (!is_for_one_start(&ways.items[i]))
            continue;
        prove_way(start->world, start->question, start->now, cause, &ways.items[i]);
        if (is_yes(ways.items[i].mends))
            list_add(start->arena, fit, ways.items[i]);
    }
    if (!fit.count)
        return false;
    rank_ways(&fit);
    const char *because;
    start->world = world_after(start->world, &fit.items[0], &because);
    start->now = judge_with_fixes(start->world, start->question);
    keep_all(start, &fit.items[0]);
    return true;
}

bool plan_for_one_start(World *world, const Question *question, Edits *variables, Truth *suffices)
{
    *variables = (Edits){0};
    Start start = {.arena = world_arena(world),
                   .question = question,
                   .world = world,
                   .now = judge_with_fixes(world, question),
                   .variables = variables};
    bool all = true;
    const Cause *cause;
    while (start.tried.count < ROUND_CEILING && (cause = next_cause(&start))) {
        list_add(start.arena, start.tried, cause);
        all = mend(&start, cause) && all;
    }
    *suffices = start.now->verdict == VERDICT_GPU       ? truth_of(true)
                : start.now->verdict == VERDICT_UNKNOWN ? truth_unknown(start.now->says)
                                                        : truth_of(false);
    return all;
}

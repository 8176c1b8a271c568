#include "cli/run_verdict.h"

const Cause *root_of(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        if (judgement->causes.items[i].root)
            return &judgement->causes.items[i];
    return NULL;
}

static bool is_certainly_lost(const Judgement *judgement)
{
    const Cause *root = root_of(judgement);
    return (judgement->verdict == VERDICT_CPU || judgement->verdict == VERDICT_FAILS) && root &&
           root->certain;
}

const Judgement *lost(Judgements judgements)
{
    for (size_t i = 0; i < judgements.count; i++)
        if (!is_certainly_lost(judgements.items[i]))
            return NULL;
    return judgements.count ? judgements.items[0] : NULL;
}

#include "fix/propose.h"

#include "fix/proposal.h"

static void propose(const Facts *facts, const Judgement *judgement, Cause *cause)
{
    Proposal p = {facts_arena(facts), facts, judgement, cause};
    switch (cause_step(cause->id)) {
    case STEP_BUILD: propose_for_build(&p); break;
    case STEP_LIBRARIES: propose_for_libraries(&p); break;
    case STEP_VISIBILITY:
    case STEP_ARCHITECTURE:
    case STEP_AVAILABILITY:
    case STEP_PROGRAM: propose_for_the_rest(&p); break;
    default: propose_for_machine(&p); break;
    }
    if (cause->follows_from)
        cause->fixes.count = 0;
}

void propose_fixes(const Facts *facts, Judgement *judgement)
{
    for (size_t i = 0; i < judgement->causes.count; i++)
        propose(facts, judgement, &judgement->causes.items[i]);
    for (size_t i = 0; i < judgement->findings.count; i++)
        propose(facts, judgement, &judgement->findings.items[i]);
}

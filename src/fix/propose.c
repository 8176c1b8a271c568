#include "fix/propose.h"

#include "fix/effects.h"

static void propose_by_step(Proposal *p, const Cause *cause)
{
    if (propose_for_what_was_asked(p) || propose_for_what_was_told(p))
        return;
    switch (cause_step(cause->id)) {
    case STEP_GPU: propose_for_gpu(p); break;
    case STEP_KERNEL_DRIVER: propose_for_kernel_driver(p); break;
    case STEP_DEVICE_ACCESS: propose_for_device_access(p); break;
    case STEP_DRIVER_LIBRARY: propose_for_driver_library(p); break;
    case STEP_BUILD: propose_for_build(p); break;
    case STEP_LIBRARIES: propose_for_libraries(p); break;
    case STEP_VISIBILITY: propose_for_visibility(p); break;
    case STEP_ARCHITECTURE:
    case STEP_AVAILABILITY:
    case STEP_PROGRAM: propose_for_the_rest(p); break;
    case STEP_COUNT: break;
    }
}

static void propose(const Facts *facts, const Judgement *judgement, Cause *cause)
{
    Proposal p = {facts_arena(facts), facts, judgement, cause};
    propose_by_step(&p, cause);
    for (size_t i = 0; i < cause->fixes.count; i++) {
        tell_effects(p.arena, &cause->fixes.items[i]);
        tell_undo_of_packages(&p, &cause->fixes.items[i]);
    }
    rank_alternatives(cause);
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

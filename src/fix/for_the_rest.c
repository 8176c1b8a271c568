/* Fixes of architecture. */
#include "fix/framework_fixes.h"

static void lower_bound(Proposal *p)
{
    add_fix(p, "lower-bound", "lower the bound",
            command_of(p, "env", "TF_MIN_GPU_MULTIPROCESSOR_COUNT=1", "python", "PROGRAM.py", NULL),
            false, NULL);
    p->cause->check_yourself = "env | grep TF_MIN_GPU_MULTIPROCESSOR_COUNT";
}

void propose_for_the_rest(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_TOO_FEW_MULTIPROCESSORS: lower_bound(p); break;
    default: fixes_of(p)->for_gpu(p); break;
    }
}

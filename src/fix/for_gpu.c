/* Fixes of the step gpu: the host's administrator does them. */
#include "fix/proposal.h"

void propose_for_gpu(Proposal *p)
{
    add_fix(p, "get-a-gpu", "nothing is broken; a machine with an NVIDIA GPU is needed",
            (Strings){0}, false, NULL);
    p->cause->check_yourself = "lspci -nn -d 10de:";
}

/* What the code that a report shows means, together with what people write of it. */
#include "diagnose/logged.h"

/* What the code does whatever the lines say. */
static const Fit CODE[] = {
    {"code/hides-gpus", NULL, NULL, CAUSE_VISIBLE_DEVICES_HIDDEN, true,
     "the program itself hides the GPUs from TensorFlow"},
    {"code/int32", "kernel-missing", "kernel-on-cpu", CAUSE_SMALL_OP_PINNED_TO_HOST, false,
     "data of type int32 stays in the memory of the host by design"},
};

/* What it may mean, where nothing else is known. */
static const Fit REST[] = {
    {"code/sets-visible-late", NULL, NULL, CAUSE_VISIBLE_DEVICES_SET_TOO_LATE, false,
     "the program asks for the GPUs, and sets CUDA_VISIBLE_DEVICES behind that"},
    {"code/device-cpu", "trouble-told", NULL, CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program itself asks for the CPU"},
    {"code/moves-to-cpu", "runs-on-cpu", NULL, CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program itself moves its data to the CPU"},
    {"not-moved", NULL, NULL, CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program moves nothing to the GPU"},
    {"code/trains", "runs-on-cpu", "code/moves", CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program trains, and moves nothing to the GPU"},
    {"code/recurrent-not-cudnn", "slow", NULL, CAUSE_LSTM_NOT_CUDNN, false,
     "this recurrent layer cannot run on the kernel of cuDNN"},
    {"code/recurrent-not-cudnn", "runs-on-cpu", NULL, CAUSE_LSTM_NOT_CUDNN, false,
     "this recurrent layer cannot run on the kernel of cuDNN"},
};

void conclude_code(Case *c)
{
    conclude_fits(c, CODE, sizeof CODE / sizeof *CODE);
}

void conclude_rest(Case *c)
{
    for (size_t i = 0; i < sizeof REST / sizeof *REST; i++)
        if (!c->judgement->causes.count && !c->judgement->findings.count)
            conclude_fits(c, &REST[i], 1);
}

/* What a log tells of the kernels that a build has for a GPU. */
#include "base/version.h"
#include "diagnose/logged.h"

/* PTX, which a driver compiles for GPUs that are at least as new, is of 8.0 or 9.0 in every release
 * that says it would (cuda_compute_capabilities of 2.6 to 2.21). */
enum { OLDEST_PTX = 8 };

/* Nothing is compiled for a GPU older than the PTX. As long as no kernel has failed, that is only
 * to be expected. */
static void weigh_old_gpu(Case *c, const Fact *jit)
{
    bool failed = line_that_leaves_open(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW) != NULL;
    const char *says = say(c, "this build has no kernels for compute capability %s", jit->text);
    if (failed) {
        conclude(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, jit, says)->effect = EFFECT_FAILS;
        return;
    }
    Cause *cause = add_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, EFFECT_PART, says);
    cause->certain = false;
    put_line_of(c, cause, jit);
}

static void weigh_new_gpu(Case *c, const Fact *jit)
{
    bool failed = line_that_leaves_open(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW) != NULL ||
                  has_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW);
    if (failed)
        return;
    Cause *cause = add_cause(c, CAUSE_COMPUTE_CAPABILITY_TOO_NEW, EFFECT_SLOW,
                             say(c,
                                 "this build has no machine code for compute capability %s: its "
                                 "first start compiles, which takes long",
                                 jit->text));
    put_line_of(c, cause, jit);
}

/* The framework has no machine code for the GPU, and says that it means to compile it. */
void conclude_architecture(Case *c)
{
    const Fact *jit = seen(c, "jit-from-ptx");
    int major;
    if (!jit || version_read(jit->text, &major, 1) != 1)
        return;
    if (major < OLDEST_PTX)
        weigh_old_gpu(c, jit);
    else
        weigh_new_gpu(c, jit);
}

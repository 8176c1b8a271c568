/* Kernels that a build has as PTX alone are compiled by the driver. Whether it can, and may. */
#include "diagnose/case.h"

#include <string.h>

#include "base/version.h"

#define LIBCUDA "library/libcuda.so.1"

/* 1 is the one value that is documented to switch such a variable on. */
static const Fact *switched_on(Case *c, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Fact *fact =
            fact_get(c->facts, say(c, "variable/%s", names[i]), FACT_DRIVER_VARIABLE);
        if (fact->known == PRESENT && strcmp(fact->text, "1") == 0)
            return fact;
    }
    return NULL;
}

static const Fact *forbids_compiling(Case *c)
{
    static const char *const NAMES[] = {"CUDA_DISABLE_PTX_JIT", "CUDA_DISABLE_JIT"};
    return switched_on(c, NAMES, 2);
}

static const Fact *forces_compiling(Case *c)
{
    static const char *const NAMES[] = {"CUDA_FORCE_PTX_JIT", "CUDA_FORCE_JIT"};
    return switched_on(c, NAMES, 2);
}

static Cause *kernels_fail(Case *c, CauseId id, const char *says, Device *device)
{
    Cause *cause = add_cause(c, id, EFFECT_FAILS, says);
    device->usable = truth_of(false);
    device->because = says;
    c->fails_at[CHECK_FIRST_KERNEL] = true;
    return cause;
}

static void variable_is_at_fault(Case *c, const Fact *variable, const char *says, Device *device)
{
    const char *name = variable->subject + strlen("variable/");
    Cause *cause = kernels_fail(c, CAUSE_DRIVER_VARIABLE, says, device);
    cause_subject(c, cause, name);
    cause_evidence(c, cause, say(c, "%s=%s", name, variable->text), variable->source);
}

static bool compiler_is_missing(Case *c, const char *ptx, Device *device)
{
    const Fact *compiler = fact_get(c->facts, LIBCUDA, FACT_JIT_COMPILER);
    if (compiler->known != PRESENT || compiler->opening->result != OPEN_FAILED)
        return false;
    Cause *cause = kernels_fail(
        c, CAUSE_JIT_COMPILER_MISSING,
        say(c, "the driver's compiler is missing, and %s has only %s here", device->name, ptx),
        device);
    cause_subject(c, cause, compiler->opening->name);
    cause_evidence(c, cause, compiler->opening->error, compiler->source);
    return true;
}

static bool is_refused(Case *c, Device *device, const char *ptx)
{
    const Fact *forbids = forbids_compiling(c);
    if (forbids)
        variable_is_at_fault(c, forbids,
                             say(c, "%s forbids to compile %s, which is all that %s has here",
                                 forbids->subject + strlen("variable/"), ptx, device->name),
                             device);
    return forbids || compiler_is_missing(c, ptx, device);
}

/* The newest PTX that this GPU can take; NULL: there is none. "compute_90a" is for one chip. */
static const char *ptx_for(Case *c, int tens)
{
    const Fact *architectures = fact_get(c->facts, "env", FACT_BUILD_ARCHITECTURES);
    const char *best = NULL;
    int best_tens = 0;
    for (size_t i = 0; architectures->known == PRESENT && i < architectures->texts.count; i++) {
        const char *word = architectures->texts.items[i], *digits = word + strlen("compute_");
        int own;
        if (!starts_with(word, "compute_") || version_read(digits, &own, 1) != 1 || own > tens ||
            own < best_tens || digits[strspn(digits, "0123456789")])
            continue;
        best = word;
        best_tens = own;
    }
    return best;
}

/* Builds that have PTX of the GPU's own compute capability have machine code for it too (looked at
 * in the wheels of TensorFlow 2.13 to 2.21; "9.0+PTX" of PyTorch means both). */
static bool is_of_this_gpu(const char *ptx, int tens)
{
    int own = 0;
    version_read(ptx + strlen("compute_"), &own, 1);
    return own == tens;
}

bool judge_ptx(Case *c, Device *device, int tens, const char *ptx)
{
    const Fact *forces = forces_compiling(c);
    if (ptx && is_of_this_gpu(ptx, tens) && !forces)
        return false;
    if (!forces || ptx)
        return ptx && is_refused(c, device, ptx);
    const char *name = forces->subject + strlen("variable/");
    ptx = ptx_for(c, tens);
    if (!ptx) {
        variable_is_at_fault(
            c, forces,
            say(c, "%s asks for kernels of PTX, and the build has none for %s", name, device->name),
            device);
        return true;
    }
    return is_refused(c, device, ptx);
}

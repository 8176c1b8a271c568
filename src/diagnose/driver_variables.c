/* Variables that change how the driver works without hiding a GPU. What forbids or forces the
 * compiling of PTX is judged with the kernels (ptx.c). */
#include "diagnose/visibility.h"

#include <string.h>

typedef struct SlowVariable {
    const char *name, *value, *says;
} SlowVariable;

static const SlowVariable SLOW[] = {
    {"CUDA_LAUNCH_BLOCKING", "1", "lets each kernel wait for the one before"},
    {"CUDA_CACHE_DISABLE", "1", "compiles kernels of PTX anew at each start"},
    {"NVIDIA_TF32_OVERRIDE", "0", "switches the fast matrix format TF32 off"},
    {"CUDA_FORCE_PTX_JIT", "1", "compiles every kernel at each first start"},
    {"CUDA_FORCE_JIT", "1", "compiles every kernel at each first start"},
};

static const Fact *value_of(Case *c, const char *name)
{
    return fact_get(c->facts, say(c, "variable/%s", name), FACT_DRIVER_VARIABLE);
}

static void judge_slow(Case *c)
{
    for (size_t i = 0; i < sizeof SLOW / sizeof *SLOW; i++) {
        const Fact *fact = value_of(c, SLOW[i].name);
        if (fact->known != PRESENT || strcmp(fact->text, SLOW[i].value) != 0)
            continue;
        Cause *cause = add_cause(c, CAUSE_DRIVER_VARIABLE, EFFECT_SLOW,
                                 say(c, "%s=%s %s", SLOW[i].name, fact->text, SLOW[i].says));
        cause_subject(c, cause, SLOW[i].name);
        cause_evidence(c, cause, say(c, "%s=%s", SLOW[i].name, fact->text), fact->source);
        add_who_set(c, cause, SLOW[i].name);
    }
}

/* Libraries that take the driver's place for a share of a GPU. */
static const char *const SHIMS[][2] = {
    {"libvgpu.so", "HAMi"},
    {"libcuda-control.so", "vcuda of gpu-manager"},
    {"libnvshare.so", "nvshare"},
    {"libgemhook.so", "KubeShare"},
};

static const char *shim_in(const char *path)
{
    for (size_t i = 0; i < sizeof SHIMS / sizeof *SHIMS; i++)
        if (ends_with(path, SHIMS[i][0]))
            return SHIMS[i][1];
    return NULL;
}

static void found_shim(Case *c, const char *path, const char *source)
{
    const char *whose = shim_in(path);
    if (!whose)
        return;
    Cause *cause =
        add_cause(c, CAUSE_GPU_SHIM_PRELOADED, EFFECT_PART,
                  say(c, "a library of %s stands between the program and the driver", whose));
    cause_subject(c, cause, path);
    cause_evidence(c, cause, say(c, "%s is preloaded", path), source);
}

/* LD_PRELOAD separates by blanks and colons. */
static void judge_preloaded(Case *c)
{
    const Fact *variable = fact_get(c->facts, "variable/LD_PRELOAD", FACT_VARIABLE_VALUE);
    const Fact *file = fact_get(c->facts, "machine", FACT_PRELOADED);
    for (size_t i = 0; file->known == PRESENT && i < file->texts.count; i++)
        found_shim(c, file->texts.items[i], file->source);
    const char *rest = variable->known == PRESENT ? variable->text : "";
    while (*rest) {
        size_t length = strcspn(rest, " :");
        if (length)
            found_shim(c, arena_copy(c->arena, rest, length), "LD_PRELOAD in the environment");
        rest += length + (rest[length] != '\0');
    }
}

static bool has_gpu_of(Case *c, const char *vendor)
{
    Strings gpus = facts_subjects(c->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_text(c->facts, gpus.items[i], FACT_GPU_VENDOR, vendor)))
            return true;
    return false;
}

static void note_other_variables(Case *c)
{
    static const char *const OF_AMD[] = {"ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
                                         "GPU_DEVICE_ORDINAL"};
    const Fact *container =
        fact_get(c->facts, "variable/NVIDIA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE);
    const Fact *mps = value_of(c, "CUDA_MPS_PIPE_DIRECTORY");
    if (container->known == PRESENT &&
        fact_get(c->facts, "machine", FACT_CONTAINER)->known == ABSENT)
        add_note(c, say(c,
                        "NVIDIA_VISIBLE_DEVICES=%s does nothing here: it is for the start of a "
                        "container",
                        container->text));
    for (size_t i = 0; has_gpu_of(c, "amd") && i < sizeof OF_AMD / sizeof *OF_AMD; i++) {
        const Fact *fact = value_of(c, OF_AMD[i]);
        if (fact->known == PRESENT)
            add_note(c, say(c, "%s=%s masks AMD GPUs, and no others", OF_AMD[i], fact->text));
    }
    if (mps->known == PRESENT)
        add_note(c, say(c,
                        "CUDA_MPS_PIPE_DIRECTORY=%s: the program goes through the MPS server "
                        "there, and without one it runs alone",
                        mps->text));
}

void judge_driver_variables(Case *c)
{
    judge_slow(c);
    judge_preloaded(c);
    note_other_variables(c);
}

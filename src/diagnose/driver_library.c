/* Does the loader find the right libcuda.so.1 (and libnvidia-ml.so.1 where it is needed)? */
#include "diagnose/case.h"

#include <string.h>

#include "base/version.h"

#define LIBCUDA "library/libcuda.so.1"
#define LIBNVML "library/libnvidia-ml.so.1"

static void not_found(Case *c, CauseId id, const Opening *opening, const char *says)
{
    Cause *cause = add_cause(c, id, EFFECT_CPU, says);
    cause_subject(c, cause, opening->name);
    cause_evidence(
        c, cause, opening->error ? opening->error : "not found",
        say(c, "dlopen(\"%s\") by %s", opening->name, opening->by ? opening->by : "the program"));
    /* Without the driver, or in a container without the GPU, nobody can have it. */
    for (size_t i = 0; i + 1 < c->judgement->causes.count; i++) {
        CauseId earlier = c->judgement->causes.items[i].id;
        if (earlier == CAUSE_DRIVER_NOT_INSTALLED || earlier == CAUSE_CONTAINER_NO_GPU ||
            earlier == CAUSE_NO_NVIDIA_GPU)
            cause->follows_from = cause_word(earlier);
    }
}

static void judge_found(Case *c, const Opening *opening, bool assumed)
{
    const char *library = fact_text_or(c->facts, LIBCUDA, FACT_LIBRARY_VERSION, NULL);
    const Fact *module = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    Truth stub = fact_is_flag(c->facts, LIBCUDA, FACT_LIBRARY_IS_STUB);
    if (is_unknown(stub)) {
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libcuda.so.1 is the driver's", stub.because);
        return;
    }
    if (is_yes(stub)) {
        Cause *cause = add_cause(c, CAUSE_STUB_LIBCUDA, EFFECT_CPU,
                                 "the CUDA toolkit's stub is loaded instead of the driver");
        cause_subject(c, cause, opening->path);
        cause_evidence(c, cause, say(c, "found by %s", rule_word(opening->rule)), opening->path);
        return;
    }
    if (library && module->known == PRESENT && strcmp(library, module->text) != 0) {
        Cause *cause = add_cause(
            c, CAUSE_DRIVER_LIB_MISMATCH, EFFECT_CPU,
            say(c, "libcuda.so.1 is of driver %s, the kernel module of %s", library, module->text));
        cause_subject(c, cause, opening->path);
        cause_evidence(c, cause, say(c, "kernel module %s", module->text), module->source);
        cause_evidence(c, cause, say(c, "library %s", library), opening->path);
        return;
    }
    const char *says = !library ? say(c, "libcuda.so.1 is %s", opening->path)
                       : module->known == PRESENT
                           ? say(c, "libcuda.so.1 → %s, same as the kernel module", library)
                           : say(c, "libcuda.so.1 → %s", library);
    set_step(c, STEP_DRIVER_LIBRARY, assumed ? STEP_ASSUMED : STEP_OK, says);
    step_evidence(c, STEP_DRIVER_LIBRARY, says, opening->path);
}

/* The least driver of each CUDA major version, by minor version compatibility (CUDA Toolkit
 * release notes, table of driver versions). */
typedef struct LeastDriver {
    int cuda_major;
    const char *version;
} LeastDriver;

static const LeastDriver LEAST_DRIVERS[] = {
    {11, "450.80.02"}, {12, "525.60.13"}, {13, "580.00.00"}};

/* TensorFlow checks no driver version: it lists the GPU, and the first kernel ends in an error. */
static void judge_age(Case *c)
{
    const Fact *module = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    const char *cuda = fact_text_or(c->facts, "env", FACT_BUILD_CUDA, "");
    int major, driver[2];
    if (module->known != PRESENT || version_read(cuda, &major, 1) != 1 ||
        version_read(module->text, driver, 2) != 2)
        return;
    for (size_t i = 0; i < sizeof LEAST_DRIVERS / sizeof *LEAST_DRIVERS; i++) {
        const LeastDriver *least = &LEAST_DRIVERS[i];
        if (least->cuda_major != major || !version_is_before(module->text, least->version))
            continue;
        Cause *cause = add_cause(c, CAUSE_DRIVER_TOO_OLD, EFFECT_FAILS,
                                 say(c, "driver %s is too old for CUDA %s", module->text, cuda));
        cause_subject(c, cause, module->text);
        cause_evidence(c, cause, say(c, "CUDA %d needs driver %s or newer", major, least->version),
                       module->source);
        c->kernels_fail = true;
    }
}

static void judge_nvml(Case *c)
{
    Truth needed = fact_is_flag(c->facts, "env", FACT_NVML_NEEDED);
    bool asked = fact_get(c->facts, "env", FACT_LIBRARIES_ASKED)->known == PRESENT;
    if (is_unknown(needed) && asked)
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libnvidia-ml.so.1 is needed", needed.because);
    if (!is_yes(needed))
        return;
    const Fact *nvml = fact_get(c->facts, LIBNVML, FACT_LIBRARY_OPENING);
    if (nvml->known != PRESENT || nvml->opening->result == OPEN_UNKNOWN) {
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libnvidia-ml.so.1 opens",
                     nvml->known == PRESENT ? nvml->opening->because : nvml->because);
        return;
    }
    list_add(c->arena, c->judgement->chain[STEP_DRIVER_LIBRARY].opens, nvml->opening);
    if (!opens(nvml->opening))
        not_found(c, CAUSE_NVML_NOT_FOUND, nvml->opening,
                  "libnvidia-ml.so.1 does not open, and this version uses no GPU without it");
}

void judge_driver_library(Case *c)
{
    const Fact *fact = fact_get(c->facts, LIBCUDA, FACT_LIBRARY_OPENING);
    if (step_status(c, STEP_GPU) == STEP_BROKEN) {
        set_step(c, STEP_DRIVER_LIBRARY, STEP_NOT_REACHED, "there is no GPU to drive");
        return;
    }
    if (fact->known != PRESENT || fact->opening->result == OPEN_UNKNOWN) {
        const char *because = fact->known == PRESENT ? fact->opening->because : fact->because;
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libcuda.so.1 is found", because);
        add_need(c, "where libcuda.so.1 is", "ldconfig -p | grep libcuda");
        return;
    }
    const Opening *opening = fact->opening;
    list_add(c->arena, c->judgement->chain[STEP_DRIVER_LIBRARY].opens, opening);
    if (opens(opening))
        judge_found(c, opening, fact->assumed);
    else
        not_found(c, CAUSE_LIBCUDA_NOT_FOUND, opening,
                  "the loader finds no libcuda.so.1, the driver's own library");
    judge_nvml(c);
    StepStatus status = step_status(c, STEP_DRIVER_LIBRARY);
    if (status == STEP_OK || status == STEP_ASSUMED)
        judge_age(c);
}

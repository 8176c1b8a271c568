/* Versions of the driver's parts: library against kernel module, and a cuda-compat library. */
#include "diagnose/driver_library.h"

#include <string.h>

#include "base/version.h"

/* "535" of "535.183.01". */
static const char *branch_of(Case *c, const char *version)
{
    return arena_copy(c->arena, version, strcspn(version, "."));
}

static bool is_branch_of(Case *c, const char *branch, const char *version)
{
    return strcmp(branch, version) == 0 || strcmp(branch, branch_of(c, version)) == 0;
}

static Cause *mismatch(Case *c, const char *says, const char *subject, const Opening *opening)
{
    const Fact *module = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    Cause *cause = add_cause(c, CAUSE_DRIVER_LIB_MISMATCH, EFFECT_CPU, says);
    cause_subject(c, cause, opening->path);
    cause_evidence(c, cause, say(c, "kernel module %s", module->text), module->source);
    cause_evidence(c, cause,
                   say(c, "library %s", fact_text_or(c->facts, subject, FACT_LIBRARY_VERSION, "?")),
                   opening->path);
    add_known_setters(c, cause, opening);
    return cause;
}

/* ---- Why they differ: evidence, from the most telling on ---- */

static bool another_fits(Case *c, Cause *cause, const char *subject, const char *module)
{
    const Fact *others = fact_get(c->facts, subject, FACT_LIBRARY_OTHER_VERSIONS);
    for (size_t i = 0; others->known == PRESENT && i < others->texts.count; i++) {
        if (!ends_with(others->texts.items[i], say(c, ".so.%s", module)))
            continue;
        cause_evidence(c, cause, "two drivers are installed: the one that fits comes later",
                       others->texts.items[i]);
        return true;
    }
    return false;
}

static bool came_with_image(Case *c, Cause *cause, const char *subject)
{
    const Fact *mounted = fact_get(c->facts, subject, FACT_LIBRARY_IS_MOUNTED);
    if (mounted->known != PRESENT)
        return false;
    cause_evidence(c, cause,
                   mounted->flag ? "the library was mounted when this container started; the "
                                   "host's driver has changed since"
                                 : "the library is part of the container's image; the driver's "
                                   "libraries must be those of the host",
                   mounted->source);
    return true;
}

static void what_a_restart_loads(Case *c, Cause *cause, const char *library, const char *module)
{
    const Fact *disk = fact_get(c->facts, "machine", FACT_MODULE_ON_DISK);
    if (disk->known != PRESENT)
        return;
    if (is_branch_of(c, disk->text, library))
        cause_evidence(c, cause,
                       "the driver was updated, and the kernel still runs the old module: a "
                       "restart loads the new one",
                       disk->source);
    else if (is_branch_of(c, disk->text, module))
        cause_evidence(c, cause,
                       "a restart would load the same module again: only the libraries were "
                       "updated",
                       disk->source);
}

static void they_differ(Case *c, const char *subject, const Opening *opening, const char *library,
                        const char *module)
{
    Cause *cause = mismatch(
        c, say(c, "%s is of driver %s, the kernel module of %s", opening->name, library, module),
        subject, opening);
    if (!another_fits(c, cause, subject, module) && !came_with_image(c, cause, subject))
        what_a_restart_loads(c, cause, library, module);
}

/* ---- cuda-compat ---- */

/* Forward compatibility is for GPUs of data centres, Jetson, and some workstation cards
 * (CUDA Compatibility, "Forward Compatibility"); cuInit answers 804 on all others. */
static Truth serves_device(Case *c, const char *gpu)
{
    static const char *const CONSUMER[] = {"GeForce", "TITAN"};
    static const char *const SOME[] = {"RTX", "Quadro", "NVS"};
    const Fact *name = fact_get(c->facts, gpu, FACT_GPU_NAME);
    if (name->known != PRESENT)
        return truth_unknown("the name of the GPU is not known");
    for (size_t i = 0; i < sizeof CONSUMER / sizeof *CONSUMER; i++)
        if (strstr(name->text, CONSUMER[i]))
            return truth_of(false);
    for (size_t i = 0; i < sizeof SOME / sizeof *SOME; i++)
        if (strstr(name->text, SOME[i]))
            return truth_unknown("cuda-compat serves only some workstation cards");
    return truth_of(true);
}

static Truth serves_devices(Case *c, const char **which)
{
    Strings gpus = facts_subjects(c->facts, "gpu/");
    Truth all = truth_of(true);
    bool any = false;
    for (size_t i = 0; i < gpus.count; i++) {
        Truth nvidia = fact_is_text(c->facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia");
        if (is_no(nvidia))
            continue;
        Truth one = is_yes(nvidia) ? serves_device(c, gpus.items[i]) : nvidia;
        any = any || !is_no(one);
        if (!is_yes(one))
            *which = fact_text_or(c->facts, gpus.items[i], FACT_GPU_NAME, gpus.items[i] + 4);
        all = truth_and(all, one);
    }
    if (is_no(all) && any)
        return truth_unknown("cuda-compat serves one of the GPUs and not the other");
    return all;
}

static Truth serves_module(Case *c, const char *library, const char *module)
{
    const Fact *branches = fact_get(c->facts, LIBCUDA, FACT_COMPAT_BRANCHES);
    if (version_is_before(library, module))
        return truth_of(false);
    if (branches->known != PRESENT)
        return truth_unknown(branches->because);
    return truth_of(strings_have(branches->texts, branch_of(c, module)));
}

static void judge_compat(Case *c, const Opening *opening, const char *library, const char *module)
{
    const Fact *branches = fact_get(c->facts, LIBCUDA, FACT_COMPAT_BRANCHES);
    const char *which = NULL;
    Truth fits = serves_module(c, library, module), device = serves_devices(c, &which);
    if (is_no(fits)) {
        Cause *cause =
            mismatch(c, say(c, "cuda-compat %s does not run on kernel module %s", library, module),
                     LIBCUDA, opening);
        cause_evidence(c, cause,
                       version_is_before(library, module)
                           ? "it is older than the kernel module, and cuda-compat is for older ones"
                           : say(c, "it serves branches %s", join_names(c, branches->texts)),
                       branches->known == PRESENT ? branches->source : opening->path);
    } else if (is_no(device)) {
        Cause *cause =
            mismatch(c, say(c, "cuda-compat does not run on %s", which), LIBCUDA, opening);
        cause_evidence(c, cause, "cuInit answers 804: it is for GPUs of data centres",
                       "CUDA Compatibility, Forward Compatibility");
    } else if (is_unknown(fits) || is_unknown(device)) {
        step_unknown(c, STEP_DRIVER_LIBRARY,
                     say(c, "whether cuda-compat %s runs on kernel module %s", library, module),
                     is_unknown(fits) ? fits.because : device.because);
        add_need(c, "what the driver says", "whycpu --ask driver");
    }
}

void judge_versions(Case *c, const char *subject, const Opening *opening)
{
    const char *library = fact_text_or(c->facts, subject, FACT_LIBRARY_VERSION, NULL);
    const char *module = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE, NULL);
    const Fact *kind = fact_get(c->facts, LIBCUDA, FACT_LIBRARY_KIND);
    if (!library || !module || strcmp(library, module) == 0)
        return;
    bool is_libcuda = strcmp(subject, LIBCUDA) == 0;
    if (!is_libcuda || is_yes(fact_is_text(c->facts, LIBCUDA, FACT_LIBRARY_KIND, "driver")))
        they_differ(c, subject, opening, library, module);
    else if (is_yes(fact_is_text(c->facts, LIBCUDA, FACT_LIBRARY_KIND, "compat")))
        judge_compat(c, opening, library, module);
    else
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libcuda.so.1 fits the kernel module",
                     kind->because ? kind->because : "its kind is not known");
}

/* Does the loader find the right libcuda.so.1 (and libnvidia-ml.so.1 where it is needed)? */
#include "diagnose/driver_library.h"

#include <string.h>

static bool is_kind(const Case *c, const char *kind)
{
    return is_yes(fact_is_text(c->facts, LIBCUDA, FACT_LIBRARY_KIND, kind));
}

/* Without the driver, or in a container without the GPU, nobody can have its library. */
void follows_from_missing_driver(Case *c, Cause *cause)
{
    static const CauseId REASONS[] = {CAUSE_DRIVER_NOT_INSTALLED, CAUSE_CONTAINER_NO_GPU,
                                      CAUSE_CONTAINER_TOOLKIT_BROKEN, CAUSE_NO_NVIDIA_GPU};
    for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++)
        if (has_cause(c, REASONS[i]))
            cause->follows_from = cause_word(REASONS[i]);
    /* nouveau has the card of a machine on which NVIDIA's driver was never installed. */
    bool installed = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE_FILE)->known != ABSENT;
    /* Into a container it comes with the GPU, which a host without its driver cannot give. */
    bool inside = fact_get(c->facts, "machine", FACT_CONTAINER)->known == PRESENT;
    if (has_cause(c, CAUSE_NOUVEAU_IN_USE) && (!installed || inside))
        cause->follows_from = cause_word(CAUSE_NOUVEAU_IN_USE);
    if (has_cause(c, CAUSE_DRIVER_NOT_LOADED) && inside)
        cause->follows_from = cause_word(CAUSE_DRIVER_NOT_LOADED);
}

static bool in_wsl(const Case *c)
{
    return is_yes(fact_is_flag(c->facts, "machine", FACT_WSL));
}

/* ---- Not found ---- */

static const char *first_of(Case *c, const char *subject, FactName name)
{
    const Fact *fact = fact_get(c->facts, subject, name);
    return fact->known == PRESENT && fact->texts.count ? fact->texts.items[0] : NULL;
}

/* A file of the driver without its link .so.1; the toolkit's stub is none. */
static const char *unlinked_driver(Case *c, const char *subject)
{
    const Fact *others = fact_get(c->facts, subject, FACT_LIBRARY_OTHER_VERSIONS);
    for (size_t i = 0; others->known == PRESENT && i < others->texts.count; i++)
        if (!strstr(others->texts.items[i], "/stubs/"))
            return others->texts.items[i];
    return NULL;
}

static bool met_foreign(const Opening *opening)
{
    for (size_t i = 0; i < opening->tried.count; i++)
        if (opening->tried.items[i].outcome == TRY_FOREIGN &&
            strcmp(opening->tried.items[i].for_name, opening->name) == 0)
            return true;
    return false;
}

static const char *made_for_glibc(Case *c, const char *name)
{
    return say(c, "%s is made for glibc, and this program runs on musl, which cannot load it",
               name);
}

/* What is known of why it was not found, as one more sentence with its source. */
static void why_not_found(Case *c, Cause *cause, const char *subject, const Opening *opening)
{
    const char *elsewhere = first_of(c, subject, FACT_LIBRARY_INSTALLED_AT);
    const char *unlinked = unlinked_driver(c, subject);
    const char *stub = first_of(c, subject, FACT_LIBRARY_OTHER_VERSIONS);
    if (is_yes(fact_is_flag(c->facts, subject, FACT_LIBRARY_FOR_GLIBC)))
        cause->says = made_for_glibc(c, opening->name);
    else if (elsewhere)
        cause->says =
            say(c, "%s is at %s, where the loader does not look", opening->name, elsewhere);
    else if (unlinked)
        cause->says = say(c, "%s is there, but the link %s to it is not", unlinked, opening->name);
    else if (met_foreign(opening) ||
             is_yes(fact_is_flag(c->facts, subject, FACT_LIBRARY_IS_FOREIGN)))
        cause->says =
            say(c, "%s is there only for another kind of machine (32 bits?)", opening->name);
    else if (stub)
        cause_evidence(c, cause, "only the toolkit's stub is there, which is no driver", stub);
    if (elsewhere || unlinked)
        cause_evidence(c, cause, "the file is there", elsewhere ? elsewhere : unlinked);
}

static Cause *not_found(Case *c, CauseId id, const Opening *opening, const char *says)
{
    const char *subject = say(c, "library/%s", opening->name);
    Cause *cause = add_cause(c, id, EFFECT_CPU, says);
    cause_subject(c, cause, opening->name);
    cause_evidence(
        c, cause, opening->error ? opening->error : "not found",
        say(c, "dlopen(\"%s\") by %s", opening->name, opening->by ? opening->by : "the program"));
    why_not_found(c, cause, subject, opening);
    if (cause->says != says) /* why it is not found is known: the step says so too */
        set_step(c, STEP_DRIVER_LIBRARY, STEP_BROKEN, cause->says);
    follows_from_missing_driver(c, cause);
    if (!cause->follows_from && driver_may_be_left_out(c))
        cause->certain = false;
    return cause;
}

/* The driver's other library is there: a package of its own, or a capability of the container. */
static void note_half_of_driver(Case *c, Cause *cause)
{
    const Fact *nvml = fact_get(c->facts, LIBNVML, FACT_LIBRARY_OPENING);
    if (nvml->known == PRESENT && opens(nvml->opening))
        cause_evidence(c, cause,
                       "libnvidia-ml.so.1 opens: only the computing half of the driver is missing",
                       nvml->opening->path);
}

/* ---- Found ---- */

void add_known_setters(Case *c, Cause *cause, const Opening *opening)
{
    const Fact *set_by = fact_get(c->facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_SET_BY);
    if (opening->rule != RULE_LD_LIBRARY_PATH || set_by->known != PRESENT)
        return;
    for (size_t i = 0; i < set_by->texts.count; i++)
        cause_evidence(c, cause, "LD_LIBRARY_PATH is set by", set_by->texts.items[i]);
}

static void is_the_stub(Case *c, const Opening *opening)
{
    Cause *cause = add_cause(c, CAUSE_STUB_LIBCUDA, EFFECT_CPU,
                             "the CUDA toolkit's stub is loaded instead of the driver");
    const char *real = fact_text_or(c->facts, LIBCUDA, FACT_LIBRARY_REAL_PATH, opening->path);
    cause_subject(c, cause, opening->path);
    cause_evidence(c, cause, say(c, "found by %s", rule_word(opening->rule)), opening->path);
    add_known_setters(c, cause, opening);
    if (strcmp(real, opening->path) != 0)
        cause_evidence(c, cause, say(c, "it is %s", real), opening->path);
    const char *driver = first_of(c, LIBCUDA, FACT_LIBRARY_INSTALLED_AT);
    driver = driver ? driver : unlinked_driver(c, LIBCUDA);
    if (driver)
        cause_evidence(c, cause, "the driver's own is there too, and comes later", driver);
    else
        follows_from_missing_driver(c, cause);
}

static void is_fine(Case *c, const Opening *opening, bool assumed)
{
    const char *library = fact_text_or(c->facts, LIBCUDA, FACT_LIBRARY_VERSION, NULL);
    const Fact *module = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    bool same = library && module->known == PRESENT && strcmp(library, module->text) == 0;
    const char *says =
        is_kind(c, "wsl") ? "libcuda.so.1 is the one that Windows provides"
        : !library        ? say(c, "libcuda.so.1 is %s", opening->path)
        : same            ? say(c, "libcuda.so.1 → %s, same as the kernel module", library)
        : is_kind(c, "compat") && module->known == PRESENT
            ? say(c, "libcuda.so.1 → %s, cuda-compat over kernel module %s", library, module->text)
            : say(c, "libcuda.so.1 → %s", library);
    set_step(c, STEP_DRIVER_LIBRARY, assumed ? STEP_ASSUMED : STEP_OK, says);
    step_evidence(c, STEP_DRIVER_LIBRARY, says, opening->path);
}

/* musl maps it, and then finds none of the functions that only glibc has. */
static void is_for_glibc(Case *c, const Opening *opening)
{
    const char *says = made_for_glibc(c, opening->name);
    Cause *cause = add_cause(c, CAUSE_LIBCUDA_NOT_FOUND, EFFECT_CPU, says);
    cause_subject(c, cause, opening->name);
    cause_evidence(c, cause, "the file is there", opening->path);
}

static void judge_found(Case *c, const Opening *opening, bool assumed)
{
    Truth stub = fact_is_flag(c->facts, LIBCUDA, FACT_LIBRARY_IS_STUB);
    const Fact *for_glibc = fact_get(c->facts, LIBCUDA, FACT_LIBRARY_FOR_GLIBC);
    if (for_glibc->known == PRESENT && for_glibc->flag) {
        is_for_glibc(c, opening);
        return;
    }
    if (opening->on_musl) {
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libcuda.so.1 can be loaded on musl",
                     for_glibc->because);
        return;
    }
    if (is_unknown(stub)) {
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libcuda.so.1 is the driver's", stub.because);
        return;
    }
    is_fine(c, opening, assumed);
    if (is_yes(stub))
        is_the_stub(c, opening);
    else if (in_wsl(c))
        judge_found_in_wsl(c, opening);
    else
        judge_versions(c, LIBCUDA, opening);
}

/* ---- libnvidia-ml.so.1 ---- */

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
    else if (!has_cause(c, CAUSE_DRIVER_LIB_MISMATCH) && !in_wsl(c))
        judge_versions(c, LIBNVML, nvml->opening);
}

void judge_driver_library(Case *c)
{
    const Fact *fact = fact_get(c->facts, LIBCUDA, FACT_LIBRARY_OPENING);
    if (step_status(c, STEP_GPU) == STEP_BROKEN) {
        set_step(c, STEP_DRIVER_LIBRARY, STEP_NOT_REACHED, "there is no GPU to drive");
        return;
    }
    if (!is_no(is_rocm_on_amd(c))) {
        set_step(c, STEP_DRIVER_LIBRARY, STEP_NOT_APPLICABLE, "ROCm needs no libcuda.so.1");
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
    else if (in_wsl(c))
        judge_missing_in_wsl(c, opening);
    else
        note_half_of_driver(c, not_found(c, CAUSE_LIBCUDA_NOT_FOUND, opening,
                                         "the loader finds no libcuda.so.1, the driver's own "
                                         "library"));
    judge_nvml(c);
    StepStatus status = step_status(c, STEP_DRIVER_LIBRARY);
    if ((status == STEP_OK || status == STEP_ASSUMED) && !in_wsl(c))
        judge_age(c);
}

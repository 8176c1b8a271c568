/* How new the driver is: which CUDA it serves, and what the build needs of it. */
#include "diagnose/driver_library.h"

#include <string.h>

#include "base/version.h"

/* The least driver of each CUDA version. From 11 on one of the same major version is enough
 * (minor version compatibility); before, each version has its own. Source: CUDA Toolkit release
 * notes, table of driver versions. */
typedef struct LeastDriver {
    int cuda_major, cuda_minor; /* minor -1: any */
    const char *version;
} LeastDriver;

static const LeastDriver LEAST_DRIVERS[] = {
    {10, 0, "410.48"},     {10, 1, "418.39"},     {10, 2, "440.33"},
    {11, -1, "450.80.02"}, {12, -1, "525.60.13"}, {13, -1, "580.00.00"},
};

/* The newest CUDA of each branch: what cuDriverGetVersion answers. Same source, read from right to
 * left; branches that came with no toolkit serve what the one before them does. */
typedef struct Branch {
    int branch;
    const char *cuda;
} Branch;

static const Branch BRANCHES[] = {
    {410, "10.0"}, {418, "10.1"}, {430, "10.1"}, {435, "10.1"}, {440, "10.2"}, {450, "11.0"},
    {455, "11.1"}, {460, "11.2"}, {465, "11.3"}, {470, "11.4"}, {495, "11.5"}, {510, "11.6"},
    {515, "11.7"}, {520, "11.8"}, {525, "12.0"}, {530, "12.1"}, {535, "12.2"}, {545, "12.3"},
    {550, "12.4"}, {555, "12.5"}, {560, "12.6"}, {565, "12.7"}, {570, "12.8"}, {575, "12.9"},
    {580, "13.0"}, {590, "13.1"}, {595, "13.2"}, {610, "13.3"},
};

const char *cuda_of_driver(const char *version)
{
    int branch;
    if (version_read(version, &branch, 1) != 1)
        return NULL;
    for (size_t i = 0; i < sizeof BRANCHES / sizeof *BRANCHES; i++)
        if (BRANCHES[i].branch == branch)
            return BRANCHES[i].cuda;
    return NULL;
}

static const LeastDriver *least_driver(const char *cuda)
{
    int parts[2];
    if (version_read(cuda, parts, 2) < 1)
        return NULL;
    for (size_t i = 0; i < sizeof LEAST_DRIVERS / sizeof *LEAST_DRIVERS; i++) {
        const LeastDriver *least = &LEAST_DRIVERS[i];
        if (least->cuda_major == parts[0] &&
            (least->cuda_minor < 0 || least->cuda_minor == parts[1]))
            return least;
    }
    return NULL;
}

const char *driver_for_cuda(const char *cuda)
{
    const LeastDriver *least = least_driver(cuda);
    return least ? least->version : NULL;
}

/* The version of libcuda counts; where its name does not tell it, it is that of the module. */
static const char *driver_version(Case *c, const char **source)
{
    const Fact *library = fact_get(c->facts, LIBCUDA, FACT_LIBRARY_VERSION);
    const Fact *module = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    bool compat = is_yes(fact_is_text(c->facts, LIBCUDA, FACT_LIBRARY_KIND, "compat"));
    const Fact *counts = compat && library->known == PRESENT ? library : module;
    *source = counts->source;
    return counts->known == PRESENT ? counts->text : NULL;
}

static const char *cuda_served(Case *c, const char *driver)
{
    const Fact *note = fact_get(c->facts, LIBCUDA, FACT_COMPAT_CUDA);
    return note->known == PRESENT ? note->text : cuda_of_driver(driver);
}

/* Within one major version an older driver does. It cannot compile PTX of a newer CUDA than its own
 * (222), but a build's PTX is often older than the CUDA of the build: TensorFlow 2.20.0, of CUDA
 * 12.5, has PTX of 12.3. So this is said, and nothing follows from it. */
static void note_minor_version(Case *c, const char *served, const char *cuda, const char *source)
{
    int driver[2], build[2];
    if (!served || version_read(served, driver, 2) != 2 || version_read(cuda, build, 2) != 2 ||
        driver[0] != build[0] || driver[1] >= build[1])
        return;
    step_evidence(c, STEP_DRIVER_LIBRARY,
                  say(c,
                      "the driver serves CUDA %s and the build is of %s: enough within one major "
                      "version; PTX of a newer CUDA than the driver's would not compile (222)",
                      served, cuda),
                  source);
}

void judge_age(Case *c)
{
    const char *cuda = fact_text_or(c->facts, "env", FACT_BUILD_CUDA, ""), *source;
    const char *driver = driver_version(c, &source);
    const LeastDriver *least = least_driver(cuda);
    int numbers[2];
    if (!driver || !least || version_read(driver, numbers, 2) != 2)
        return;
    const char *served = cuda_served(c, driver);
    if (!version_is_before(driver, least->version)) {
        note_minor_version(c, served, cuda, source);
        return;
    }
    Cause *cause = add_cause_by_form(c, CAUSE_DRIVER_TOO_OLD,
                                     say(c, "driver %s is too old for CUDA %s", driver, cuda));
    cause_subject(c, cause, driver);
    cause_evidence(c, cause,
                   say(c, "CUDA %d needs driver %s or newer", least->cuda_major, least->version),
                   source);
    if (served)
        cause_evidence(c, cause, say(c, "this driver serves CUDA up to %s", served), source);
}

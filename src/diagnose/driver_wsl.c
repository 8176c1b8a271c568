/* libcuda.so.1 inside WSL: a small loader from Windows, below /usr/lib/wsl. */
#include "diagnose/driver_library.h"

#include <string.h>

#define WSL_PLACE "/usr/lib/wsl/lib"

static bool windows_gives(Case *c, const char *name)
{
    const Fact *libraries = fact_get(c->facts, "machine", FACT_WSL_LIBRARIES);
    return libraries->known == PRESENT && strings_have(libraries->texts, name);
}

/* WSL 2 has "microsoft-standard-WSL2" there. */
static bool is_wsl_1(Case *c, const char **source)
{
    const Fact *release = fact_get(c->facts, "machine", FACT_KERNEL_RELEASE);
    *source = release->source;
    return release->known == PRESENT && ends_with(release->text, "-Microsoft");
}

/* A driver for Linux has no kernel module to talk to here: the GPU belongs to Windows. */
void judge_found_in_wsl(Case *c, const Opening *opening)
{
    const Fact *kind = fact_get(c->facts, LIBCUDA, FACT_LIBRARY_KIND);
    const Fact *libraries = fact_get(c->facts, "machine", FACT_WSL_LIBRARIES);
    if (kind->known != PRESENT) {
        step_unknown(c, STEP_DRIVER_LIBRARY, "whether libcuda.so.1 is the one of Windows",
                     kind->because);
    } else if (strcmp(kind->text, "driver") == 0) {
        Cause *cause = add_cause(c, CAUSE_WSL_LINUX_DRIVER_INSTALLED, EFFECT_CPU,
                                 "a driver for Linux is installed inside WSL, and its libcuda.so.1 "
                                 "comes before that of Windows");
        cause_subject(c, cause, opening->path);
        cause_evidence(c, cause, say(c, "found by %s", rule_word(opening->rule)), kind->source);
        if (windows_gives(c, "libcuda.so.1"))
            cause_evidence(c, cause, "the one of Windows is there too", WSL_PLACE);
    } else if (libraries->known == PRESENT && !windows_gives(c, "libdxcore.so") &&
               strcmp(kind->text, "wsl") == 0) {
        Cause *cause = add_cause(c, CAUSE_WSL_LIBCUDA_MISSING, EFFECT_CPU,
                                 "libdxcore.so, by which libcuda reaches Windows, is missing");
        cause_subject(c, cause, "libdxcore.so");
        cause_evidence(c, cause, "the directory has no such file", libraries->source);
    }
}

void judge_missing_in_wsl(Case *c, const Opening *opening)
{
    const Fact *libraries = fact_get(c->facts, "machine", FACT_WSL_LIBRARIES);
    const char *release;
    bool old = is_wsl_1(c, &release), there = windows_gives(c, "libcuda.so.1");
    Cause *cause = add_cause(
        c, CAUSE_WSL_LIBCUDA_MISSING, EFFECT_CPU,
        old                           ? "this is WSL 1, which gives no GPU to its programs"
        : libraries->known == UNKNOWN ? "the loader finds no libcuda.so.1, which Windows provides"
        : there ? "the libcuda.so.1 of Windows is there, and the loader does not look "
                  "there"
                : "Windows has not put its libcuda.so.1 into this WSL");
    cause_subject(c, cause, opening->name);
    cause_evidence(
        c, cause, opening->error ? opening->error : "not found",
        say(c, "dlopen(\"%s\") by %s", opening->name, opening->by ? opening->by : "the program"));
    if (old)
        cause_evidence(c, cause, "the kernel is that of WSL 1", release);
    else if (libraries->known == UNKNOWN)
        cause_evidence(c, cause, "whether it is in " WSL_PLACE " cannot be told",
                       libraries->source);
    else
        cause_evidence(c, cause, there ? "it is there" : "there is none in " WSL_PLACE,
                       libraries->source);
    follows_from_missing_driver(c, cause);
    if (!there && has_cause(c, CAUSE_DEVICE_NODES_MISSING)) /* /dev/dxg: Windows offers no GPU */
        cause->follows_from = cause_word(CAUSE_DEVICE_NODES_MISSING);
}

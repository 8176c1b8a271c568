/* Read out of the wheels 1.16.3 to 1.31.1: the CUDA of each, its extras, the kernels in it. */
#include "fix/onnxruntime.h"

#include <string.h>

#include "base/version.h"
#include "diagnose/judgement.h"
#include "fix/library.h"

#define GPU    "onnxruntime-gpu"
#define EXTRAS GPU "[cuda,cudnn]"

/* The first release for CUDA 12, and for 13; the driver that each needs. */
#define FIRST_FOR_12  "1.19"
#define FIRST_FOR_13  "1.27"
#define DRIVER_FOR_11 "450.80.02"
#define DRIVER_FOR_12 "525.60.13"
#define DRIVER_FOR_13 "580"

/* The extras came with 1.21. Those of 1.27 ask for packages that the index does not have. */
static bool has_extras(const char *version)
{
    return !version_is_before(version, "1.21") &&
           (version_is_before(version, "1.27") || !version_is_before(version, "1.28"));
}

static const char *version_of(const Proposal *p)
{
    return deciding_version(&p->judgement->target);
}

static const char *driver_of(const Proposal *p)
{
    return fact_text_or(p->facts, "machine", FACT_NVIDIA_MODULE, NULL);
}

const char *onnxruntime_for_driver(Proposal *p)
{
    const char *driver = driver_of(p);
    if (!driver || version_is_before(driver, DRIVER_FOR_11))
        return NULL;
    return version_is_before(driver, DRIVER_FOR_12) ? GPU "<" FIRST_FOR_12
                                                    : EXTRAS
               ">=1.21,<" FIRST_FOR_13; /* the first with extras */
}

/* Not each release for the CPU has its twin with CUDA, but each series has. */
const char *onnxruntime_gpu(Proposal *p)
{
    const char *version = version_of(p), *driver = driver_of(p);
    int parts[2];
    if (!version || version_read(version, parts, 2) != 2)
        return EXTRAS;
    bool needs_13 = !version_is_before(version, FIRST_FOR_13);
    bool needs_12 = !version_is_before(version, FIRST_FOR_12);
    bool too_old = driver && ((needs_13 && version_is_before(driver, DRIVER_FOR_13)) ||
                              (needs_12 && version_is_before(driver, DRIVER_FOR_12)));
    const char *older = too_old ? onnxruntime_for_driver(p) : NULL;
    return older ? older
                 : words(p, "%s==%d.%d.*", has_extras(version) ? EXTRAS : GPU, parts[0], parts[1]);
}

const char *onnxruntime_installed(Proposal *p)
{
    const Fact *owners = fact_get(p->facts, "env", FACT_FRAMEWORK_OWNERS);
    const char *owner =
        owners->known == PRESENT && owners->texts.count == 1 ? owners->texts.items[0] : NULL;
    size_t name = owner ? strcspn(owner, " ") : 0;
    return owner && owner[name] && strcmp(owner + name, " ?") != 0
               ? words(p, "%.*s==%s", (int)name, owner, owner + name + 1)
               : GPU;
}

void then_preload_in_program(Proposal *p)
{
    const char *version = version_of(p);
    if (version && has_extras(version))
        add_fix(p, "preload-in-program",
                "then call onnxruntime.preload_dlls() in the program, before anything else of it: "
                "nothing else looks where these packages lie",
                (Strings){0}, false, NULL);
}

/* "nvidia-cublas==13.*", "nvidia-cudnn-cu11==8.*": the packages of CUDA 13 have no suffix, and are
 * numbered as their libraries are. */
static const char *requirement(Proposal *p, const char *name)
{
    const char *package = package_of(p, name), *number = strstr(name, ".so.");
    if (!package)
        return NULL;
    const char *release = wanted_release(p, name, package);
    bool is_open = strcmp(release, package) == 0 && !strstr(package, "-cu1");
    if (!is_open || !number)
        return release;
    number += strlen(".so.");
    return words(p, "%s==%.*s.*", package, (int)strcspn(number, "."), number);
}

/* Each once; none where one is in no package of NVIDIA. */
static Strings requirements(Proposal *p)
{
    Strings names = missing_names(p), packages = {0};
    for (size_t i = 0; i < names.count; i++) {
        const char *one = requirement(p, names.items[i]);
        if (!one)
            return (Strings){0};
        if (!strings_have(packages, one))
            list_add(p->arena, packages, one);
    }
    return packages;
}

static bool is_of_wheel(const char *name)
{
    return starts_with(name, "libonnxruntime_providers_");
}

void install_for_onnxruntime(Proposal *p)
{
    const char *version = version_of(p);
    if (is_of_wheel(missing_name(p))) {
        add_fix(p, "reinstall-package", "install it again; it brings this library",
                reinstall_command(p, onnxruntime_installed(p)), false, NULL);
        return;
    }
    Strings packages = requirements(p);
    if (packages.count && has_cuda_packages(p)) {
        add_fix(p, "install-package",
                packages.count == 1 ? "install the package that has it, again when it is recorded "
                                      "already"
                                    : "install the packages that have them, again when they are "
                                      "recorded already",
                reinstall_commands(p, packages), false, NULL);
    } else if (packages.count && version && has_extras(version)) {
        add_fix(p, "install-cuda-packages",
                "install the CUDA libraries that this release was made for",
                install_command(p, words(p, EXTRAS "==%s", version)), false, NULL);
        then_preload_in_program(p);
    } else if (packages.count) {
        add_fix(p, "install-cuda-packages",
                "install the CUDA libraries that this release was made for; it has no such extra",
                install_commands(p, packages), false, NULL);
    } else {
        add_fix(p, "install-package", words(p, "install what has %s", missing_name(p)),
                (Strings){0}, false, NULL);
    }
}

/* ---- Kernels ---- */

static int tens_of_gpu(Proposal *p)
{
    const char *pci = p->cause->subjects.count ? p->cause->subjects.items[0] : "";
    const char *text =
        fact_text_or(p->facts, words(p, "gpu/%s", pci), FACT_GPU_COMPUTE_CAPABILITY, "");
    int parts[2];
    return version_read(text, parts, 2) == 2 ? parts[0] * 10 + parts[1] : 0;
}

/* 1.23.2 has machine code from 6.0 on and PTX of 9.0, 1.16.3 both from 5.2 on; 1.31.1 has machine
 * code from 7.5 on and no PTX. */
void propose_onnxruntime_for_gpu(Proposal *p)
{
    int tens = tens_of_gpu(p);
    const char *version = version_of(p);
    bool is_newer = version && !version_is_before(version, "1.24");
    const char *provider = fact_text_or(p->facts, "env", FACT_LIBRARY_OPENER, "PROVIDER");
    p->cause->check_yourself = words(p, "cuobjdump --list-elf --list-ptx %s | sort -u", provider);
    if (tens >= 60 && is_newer)
        add_fix(p, "older-release",
                "install a release that has kernels for it, or PTX that the driver compiles for it",
                install_command(p, EXTRAS "==1.23.*"), false, NULL);
    else if (p->cause->id == CAUSE_COMPUTE_CAPABILITY_TOO_NEW)
        add_fix(p, "newer-release", "install a release that knows this GPU",
                install_command(p, EXTRAS "==1.23.*"), false, NULL);
    else if (tens >= 52)
        add_fix(p, "older-release", "install an older release, which has kernels for it",
                install_command(p, GPU "==1.16.*"), false, NULL);
}

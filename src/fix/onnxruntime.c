/* Repairs of ONNX Runtime. Read out of the wheels 1.16.3 to 1.31.1: the CUDA of each, its extras,
 * the kernels in it. */
#include <string.h>

#include "base/version.h"
#include "fix/framework_fixes.h"
#include "fix/library.h"

#define GPU    "onnxruntime-gpu"
#define EXTRAS GPU "[cuda,cudnn]"

/* The first release for CUDA 12, and for 13. */
#define FIRST_FOR_12 "1.19"
#define FIRST_FOR_13 "1.27"

/* The extras came with 1.21. Those of 1.27 ask for packages that the index does not have. */
static bool has_extras(const char *version)
{
    return !version_is_before(version, "1.21") &&
           (version_is_before(version, "1.27") || !version_is_before(version, "1.28"));
}

static const char *for_driver(Proposal *p)
{
    if (!driver_version(p) || driver_is_before(p, DRIVER_FOR_CUDA_11))
        return NULL;
    return driver_is_before(p, DRIVER_FOR_CUDA_12) ? GPU "<" FIRST_FOR_12
                                                   : EXTRAS
               ">=1.21,<" FIRST_FOR_13; /* the first with extras */
}

/* Not each release for the CPU has its twin with CUDA, but each series has. */
static const char *gpu_build(Proposal *p, const char *version)
{
    int parts[2];
    if (!version || version_read(version, parts, 2) != 2)
        return EXTRAS;
    bool needs_13 = !version_is_before(version, FIRST_FOR_13);
    bool needs_12 = !version_is_before(version, FIRST_FOR_12);
    bool too_old = (needs_13 && driver_is_before(p, DRIVER_FOR_CUDA_13)) ||
                   (needs_12 && driver_is_before(p, DRIVER_FOR_CUDA_12));
    const char *older = too_old ? for_driver(p) : NULL;
    return older ? older
                 : words(p, "%s==%d.%d.*", has_extras(version) ? EXTRAS : GPU, parts[0], parts[1]);
}

static const char *with_libraries(Proposal *p)
{
    const char *version = public_version(p);
    return of_this_release(p, !version || has_extras(version) ? EXTRAS : GPU);
}

/* The packages lie where nothing looks: the program has to load them. */
static void then_preload_in_program(Proposal *p)
{
    const char *version = public_version(p);
    if (version && has_extras(version))
        add_fix(p, "preload-in-program",
                "call onnxruntime.preload_dlls() in the program, before anything else of it: "
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

static void install_what_is_missing(Proposal *p)
{
    const char *version = public_version(p);
    if (is_of_wheel(missing_name(p))) {
        add_fix(p, "reinstall-package", "install it again; it brings this library",
                again_command(p, GPU), false, NULL);
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
                install_command(p, with_libraries(p)), false, NULL);
        then_preload_in_program(p);
    } else if (packages.count) {
        add_fix(p, "install-cuda-packages",
                "install the CUDA libraries that this release was made for; it has no such extra",
                install_commands(p, packages), false, NULL);
    } else if (!version) {
        add_fix(p, "install-cuda-packages", "install it with the CUDA libraries of its release",
                install_command(p, EXTRAS), false, NULL);
    } else {
        add_fix(p, "install-package", words(p, "install what has %s", missing_name(p)),
                (Strings){0}, false, NULL);
    }
}

/* ---- Kernels ---- */

/* 1.23.2 has machine code from 6.0 on and PTX of 9.0, 1.16.3 both from 5.2 on; 1.31.1 has machine
 * code from 7.5 on and no PTX. */
static void for_gpu(Proposal *p)
{
    int tenths = tenths_of_gpu(p);
    const char *version = public_version(p);
    bool is_newer = version && !version_is_before(version, "1.24");
    const char *provider = fact_text_or(p->facts, "env", FACT_LIBRARY_OPENER, "PROVIDER");
    p->cause->check_yourself = words(p, "cuobjdump --list-elf --list-ptx %s | sort -u", provider);
    if (tenths >= 60 && is_newer)
        add_fix(p, "older-release",
                "install a release that has kernels for it, or PTX that the driver compiles for it",
                install_command(p, EXTRAS "==1.23.*"), false, NULL);
    else if (p->cause->id == CAUSE_COMPUTE_CAPABILITY_TOO_NEW)
        add_fix(p, "newer-release", "install a release that knows this GPU",
                install_command(p, EXTRAS "==1.23.*"), false, NULL);
    else if (tenths >= 52)
        add_fix(p, "older-release", "install an older release, which has kernels for it",
                install_command(p, GPU "==1.16.*"), false, NULL);
}

const FrameworkFixes ONNXRUNTIME_FIXES = {.distribution = GPU,
                                          .gpu_build = gpu_build,
                                          .with_libraries = with_libraries,
                                          .for_driver = for_driver,
                                          .for_gpu = for_gpu,
                                          .install_missing = install_what_is_missing,
                                          .then = then_preload_in_program};

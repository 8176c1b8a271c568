/* Repairs of JAX, whose part for CUDA is a plugin in two distributions. */
#include "base/version.h"
#include "fix/framework_fixes.h"
#include "fix/library.h"

/* The first release with a plugin for CUDA 13. */
#define FIRST_FOR_13 "0.7.2"

/* 12 or 13, of what is installed; 0: not known. */
static int cuda_of_plugin(const Proposal *p)
{
    const char *cuda = fact_text_or(p->facts, "env", FACT_BUILD_CUDA, "");
    return starts_with(cuda, "13") ? 13 : starts_with(cuda, "12") ? 12 : 0;
}

/* Packages of CUDA 12 and 13 lay their cuDNN in the same place: beside those of 13, which another
 * framework brought, the plugin for 12 would break both. */
static bool has_packages_for_13(Proposal *p)
{
    const Fact *packages = fact_get(p->facts, "env", FACT_CUDA_PACKAGES);
    for (size_t i = 0; packages->known == PRESENT && i < packages->texts.count; i++)
        if (starts_with(packages->texts.items[i], "nvidia-cuda-runtime 13.") ||
            starts_with(packages->texts.items[i], "nvidia-cudnn-cu13 "))
            return true;
    return false;
}

static const char *extra(int cuda)
{
    return cuda == 13 ? "jax[cuda13]" : "jax[cuda12]";
}

static const char *gpu_build(Proposal *p, const char *version)
{
    bool exists = !version || !version_is_before(version, FIRST_FOR_13);
    bool fits = exists && has_packages_for_13(p) && !driver_is_before(p, DRIVER_FOR_CUDA_13);
    return of_release(p, extra(fits ? 13 : 12), version);
}

static const char *with_libraries(Proposal *p)
{
    int cuda = cuda_of_plugin(p);
    return cuda ? of_this_release(p, extra(cuda)) : gpu_build(p, public_version(p));
}

/* The plugin for 13 comes first where both are there. */
static const char *for_driver(Proposal *p)
{
    bool serves_12 =
        driver_is_before(p, DRIVER_FOR_CUDA_13) && !driver_is_before(p, DRIVER_FOR_CUDA_12);
    return cuda_of_plugin(p) == 13 && serves_12 ? of_this_release(p, extra(12)) : NULL;
}

static void for_gpu(Proposal *p)
{
    int tenths = tenths_of_gpu(p);
    p->cause->check_yourself = "python -c 'import jax; jax.print_environment_info()'";
    if (p->cause->id == CAUSE_COMPUTE_CAPABILITY_TOO_NEW)
        add_fix(p, "newer-release", "install a newer release, whose libraries know this GPU",
                upgrade_command(p, extra(cuda_of_plugin(p))), false, NULL);
    else if (cuda_of_plugin(p) == 13 && tenths >= 50)
        add_fix(p, "older-cuda",
                "install the plugin for CUDA 12, whose libraries still serve this GPU, and remove "
                "jax-cuda13-plugin and jax-cuda13-pjrt",
                install_command(p, of_this_release(p, extra(12))), false, NULL);
}

/* Of the release of JAX itself: a newer one does not fit it. */
static Strings half_again(Proposal *p, const char *half)
{
    const char *name = words(p, "jax-cuda%d-%s", cuda_of_plugin(p) == 13 ? 13 : 12, half);
    return reinstall_command(p, of_this_release(p, name));
}

/* The plugin for CUDA is missing, or a part of it, which only another installation brings back. */
static void replace_cpu_build(Proposal *p)
{
    if (cuda_of_plugin(p)) {
        add_fix(p, "reinstall-plugin", "install one half of the plugin again",
                half_again(p, "plugin"), false, NULL);
        add_fix(p, "reinstall-plugin-library", "and the other half", half_again(p, "pjrt"), false,
                NULL);
        return;
    }
    add_fix(p, "install-plugin", "install the plugin for CUDA of the same release",
            install_command(p, gpu_build(p, public_version(p))), false, NULL);
}

const FrameworkFixes JAX_FIXES = {.gpu_build = gpu_build,
                                  .with_libraries = with_libraries,
                                  .asks_for_libraries = true,
                                  .for_driver = for_driver,
                                  .for_gpu = for_gpu,
                                  .replace_cpu_build = replace_cpu_build,
                                  .memory_variable = "XLA_PYTHON_CLIENT_PREALLOCATE=false"};

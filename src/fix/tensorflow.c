/* Repairs of TensorFlow. */
#include "base/version.h"
#include "fix/framework_fixes.h"
#include "fix/known_good.h"
#include "fix/library.h"

#define WITH_CUDA "tensorflow[and-cuda]"

/* The same release with CUDA: a defect of its search is mended by the link that comes next. */
static const char *gpu_build(Proposal *p, const char *version)
{
    if (version && version_is_before(version, FIRST_WITH_EXTRA))
        return WITH_CUDA ">=" FIRST_WITH_EXTRA WITHOUT_DEFECTS;
    return of_release(p, WITH_CUDA, version);
}

static const char *with_libraries(Proposal *p)
{
    return of_this_release(p, WITH_CUDA);
}

static const char *for_driver(Proposal *p)
{
    bool is_installed = is_yes(fact_is_text(p->facts, "env", FACT_FRAMEWORK, "tensorflow"));
    return is_installed ? WITH_CUDA "<2.15" : NULL;
}

static void for_gpu(Proposal *p)
{
    const char *path = fact_text_or(p->facts, "env", FACT_FRAMEWORK_PATH, "tensorflow");
    bool too_new = p->cause->id == CAUSE_COMPUTE_CAPABILITY_TOO_NEW;
    add_fix(
        p, too_new ? "newer-release" : "older-release",
        too_new
            ? "install a newer release, or NVIDIA's own container image, whose build knows this GPU"
            : "install an older release, whose build still has kernels for this GPU",
        too_new ? upgrade_command(p, WITH_CUDA) : install_command(p, WITH_CUDA "<2.16"), false,
        NULL);
    p->cause->check_yourself =
        words(p, "grep cuda_compute_capabilities %s/python/platform/build_info.py", path);
}

const FrameworkFixes TENSORFLOW_FIXES = {.gpu_build = gpu_build,
                                         .with_libraries = with_libraries,
                                         .for_driver = for_driver,
                                         .for_gpu = for_gpu,
                                         .memory_variable = "TF_FORCE_GPU_ALLOW_GROWTH=true"};

/* Repairs of PyTorch. Which CUDA a wheel of the package index is for was read in the metadata
 * of 2.0 to 2.15, which kernels it has in its binary: 2.0.1 from 3.7 on, 2.1.2 and 2.7.1 from 5.0
 * on, 2.10.0 from 7.0 on, 2.15.0 from 7.5 on. */
#include "base/version.h"
#include "fix/framework_fixes.h"

/* The first release for CUDA 12, and for 13. */
#define FIRST_FOR_12 "2.1"
#define FIRST_FOR_13 "2.11"
#define FOR_12       "torch<" FIRST_FOR_13
#define FOR_11       "torch<" FIRST_FOR_12

static const char *for_driver(Proposal *p)
{
    if (!driver_version(p) || driver_is_before(p, DRIVER_FOR_CUDA_11) ||
        !driver_is_before(p, DRIVER_FOR_CUDA_13))
        return NULL;
    return driver_is_before(p, DRIVER_FOR_CUDA_12) ? FOR_11 : FOR_12;
}

static bool is_too_new_for_driver(Proposal *p, const char *version)
{
    const char *least = !version || !version_is_before(version, FIRST_FOR_13) ? DRIVER_FOR_CUDA_13
                        : !version_is_before(version, FIRST_FOR_12)           ? DRIVER_FOR_CUDA_12
                                                                              : DRIVER_FOR_CUDA_11;
    return driver_is_before(p, least);
}

static const char *with_libraries(Proposal *p)
{
    return of_this_release(p, "torch");
}

static const char *gpu_build(Proposal *p, const char *version)
{
    const char *older = is_too_new_for_driver(p, version) ? for_driver(p) : NULL;
    return older ? older : of_release(p, "torch", version);
}

static void for_gpu(Proposal *p)
{
    int tenths = tenths_of_gpu(p);
    const char *older = for_driver(p);
    if (p->cause->id == CAUSE_COMPUTE_CAPABILITY_TOO_NEW)
        add_fix(p, "newer-release", "install a newer release, whose build knows this GPU",
                upgrade_command(p, older ? older : "torch"), false, NULL);
    else if (tenths >= 37)
        add_fix(p, "older-release",
                "install an older release, whose build still has kernels for this GPU",
                install_command(p, tenths >= 70   ? FOR_12
                                   : tenths >= 50 ? "torch<2.8"
                                                  : FOR_11),
                false, NULL);
    p->cause->check_yourself = "python -c 'import torch; print(torch.cuda.get_arch_list())'";
}

const FrameworkFixes TORCH_FIXES = {.gpu_build = gpu_build,
                                    .with_libraries = with_libraries,
                                    .asks_for_libraries = true,
                                    .for_driver = for_driver,
                                    .for_gpu = for_gpu};

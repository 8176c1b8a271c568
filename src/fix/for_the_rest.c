/* Fixes of architecture. */
#include "fix/onnxruntime.h"

static void other_architecture(Proposal *p)
{
    if (form_of(p) == &ONNXRUNTIME_FORM) {
        propose_onnxruntime_for_gpu(p);
        return;
    }
    const char *path = fact_text_or(p->facts, "env", FACT_FRAMEWORK_PATH, "tensorflow");
    bool too_new = p->cause->id == CAUSE_COMPUTE_CAPABILITY_TOO_NEW;
    add_fix(
        p, too_new ? "newer-release" : "older-release",
        too_new
            ? "install a newer release, or NVIDIA's own container image, whose build knows this GPU"
            : "install an older release, whose build still has kernels for this GPU",
        too_new ? upgrade_command(p, "tensorflow[and-cuda]")
                : install_command(p, "tensorflow[and-cuda]<2.16"),
        false, NULL);
    p->cause->check_yourself =
        words(p, "grep cuda_compute_capabilities %s/python/platform/build_info.py", path);
}

static void lower_bound(Proposal *p)
{
    add_fix(p, "lower-bound", "lower the bound",
            command_of(p, "env", "TF_MIN_GPU_MULTIPROCESSOR_COUNT=1", "python", "PROGRAM.py", NULL),
            false, NULL);
    p->cause->check_yourself = "env | grep TF_MIN_GPU_MULTIPROCESSOR_COUNT";
}

void propose_for_the_rest(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_TOO_FEW_MULTIPROCESSORS: lower_bound(p); break;
    default: other_architecture(p); break;
    }
}

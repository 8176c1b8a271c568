/* What people write of containers, device nodes, rights and services. A sentence that names what
 * helped is believed; one that only describes is a suspicion, until a second one fits it. */
#include <string.h>

#include "diagnose/logged.h"

#define WITHOUT_GPU "nvidia-smi is not in the container: it was started without the GPU"
#define BUILT       "while an image is built there is no GPU, and no library of the driver"

static const Fit FITS[] = {
    {"says/container/smi/fails", "driver-version", "container-with-gpu", CAUSE_CONTAINER_NO_GPU,
     true, "nvidia-smi works on the host, and not in the container"},
    {"says/container/smi/fails", "container-without-gpu", NULL, CAUSE_CONTAINER_NO_GPU, true,
     WITHOUT_GPU},
    {"says/container/smi/fails", NULL, "container-with-gpu", CAUSE_CONTAINER_NO_GPU, false,
     WITHOUT_GPU},
    {"nvidia-smi-failed/not-found", "container-without-gpu", NULL, CAUSE_CONTAINER_NO_GPU, true,
     WITHOUT_GPU},
    {"nvidia-smi-failed/not-found", "container-prose", "container-with-gpu", CAUSE_CONTAINER_NO_GPU,
     false, WITHOUT_GPU},
    {"image-build", "libcuda-failed", NULL, CAUSE_CONTAINER_NO_GPU, false, BUILT},
    {"image-build", "libcuda-said", NULL, CAUSE_CONTAINER_NO_GPU, false, BUILT},
    {"uvm-load-helps", NULL, "suspended", CAUSE_DEVICE_NODES_MISSING, true,
     "the module nvidia_uvm is not loaded, so its device node is not there"},
    {"root-once-helps", NULL, NULL, CAUSE_DEVICE_NODES_MISSING, true,
     "the first call as root makes the device nodes, and nothing else does"},
    {"nodes-absent-said", NULL, "container-prose", CAUSE_DEVICE_NODES_MISSING, false,
     "device nodes of the driver are not there"},
    {"chmod-helps", NULL, NULL, CAUSE_DEVICE_PERMISSION, true,
     "it works when everybody may open the device nodes: the user may not"},
    {"kfd-closed", "rocm-named", NULL, CAUSE_ROCM_PERMISSION, false,
     "the device node of the GPUs of AMD is for a group in which the user is not"},
    {"fabric-manager-absent", "code-802", NULL, CAUSE_FABRIC_MANAGER_DOWN, true,
     "the driver waits for the fabric manager, which does not run"},
    {"fabric-manager-helps", NULL, NULL, CAUSE_FABRIC_MANAGER_DOWN, true,
     "it works when the fabric manager runs"},
    {"nouveau-said", "nvidia-smi-failed/no-driver-answer", NULL, CAUSE_NOUVEAU_IN_USE, true,
     "nouveau has the card, and the module of NVIDIA does not answer"},
};

/* A container that had the GPU and lost it was not started without it. */
static bool had_it_before(const Case *c, const Fit *fit)
{
    return fit->cause == CAUSE_CONTAINER_NO_GPU &&
           (was_seen(c, "worked-for-a-while") || was_seen(c, "harmed/while") ||
            was_seen(c, "says/container/smi/works"));
}

static bool is_met(const Case *c, const Fit *fit)
{
    return !had_it_before(c, fit) && was_seen(c, fit->one) &&
           (!fit->other || was_seen(c, fit->other)) &&
           (!fit->unless || !was_seen(c, fit->unless)) && !is_ruled_out(c, fit->cause);
}

/* The file stands there, and the program says that it does not find it. */
static void weigh_found_libcuda(Case *c)
{
    const Fact *there = seen(c, "libcuda-outside-wsl");
    bool fails = was_seen(c, "libcuda-said") || was_seen(c, "libcuda-failed");
    if (there && fails && strcmp(logged_system(c), "wsl") != 0 && !was_seen(c, "container-prose") &&
        !was_seen(c, "container"))
        conclude(c, CAUSE_LIBCUDA_NOT_FOUND, there,
                 "libcuda.so.1 is there, and the loader does not look in its directory");
}

void conclude_fits(Case *c, const Fit *fits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Fit *fit = &fits[i];
        if (!is_met(c, fit))
            continue;
        Cause *cause = fit->certain ? conclude(c, fit->cause, seen(c, fit->one), fit->says)
                                    : suspect(c, fit->cause, seen(c, fit->one), fit->says);
        if (cause && fit->other)
            put_line_of(c, cause, seen(c, fit->other));
    }
}

void conclude_sentences(Case *c)
{
    conclude_fits(c, FITS, sizeof FITS / sizeof *FITS);
    weigh_found_libcuda(c);
}

/* ---- What helped ---- */

static const struct {
    const char *remedy;
    CauseId cause;
    const char *says;
} REMEDIES[] = {
    {"remedy/gpus-option", CAUSE_CONTAINER_NO_GPU, "asking for the GPU helped the container"},
    {"remedy/toolkit", CAUSE_CONTAINER_TOOLKIT_BROKEN, "another container toolkit helped"},
    {"remedy/unset-variable", CAUSE_VISIBLE_DEVICES_HIDDEN,
     "it helped to take CUDA_VISIBLE_DEVICES away"},
    {"remedy/compute-mode", CAUSE_EXCLUSIVE_COMPUTE_MODE, "another compute mode helped"},
    {"remedy/kill", CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, "it helped to end another process"},
    {"remedy/gfx-override", CAUSE_ROCM_UNSUPPORTED_GPU,
     "it helped to give the GPU out for another one"},
    {"remedy/soft-placement", CAUSE_OP_NO_GPU_KERNEL, "soft placement helped"},
    {"remedy/blacklist-nouveau", CAUSE_NOUVEAU_IN_USE, "it helped to keep nouveau off"},
    {"remedy/secure-boot", CAUSE_DRIVER_NOT_LOADED,
     "it helped to let the kernel load the module of the driver"},
    {"remedy/stubs", CAUSE_STUB_LIBCUDA, "it helped to search the stubs of the toolkit no more"},
    {"remedy/wsl-update", CAUSE_WSL_LIBCUDA_MISSING, "a newer WSL helped"},
};

void conclude_remedies(Case *c)
{
    if (c->judgement->causes.count || c->judgement->findings.count)
        return;
    for (size_t i = 0; i < sizeof REMEDIES / sizeof *REMEDIES; i++) {
        const Fact *helped = seen(c, REMEDIES[i].remedy);
        if (helped)
            suspect(c, REMEDIES[i].cause, helped, REMEDIES[i].says);
    }
}

/* What the code that a report shows means, together with what people write of it. */
#include <string.h>

#include "diagnose/logged.h"

/* What the code does whatever the lines say. */
static const Fit CODE[] = {
    {"code/hides-gpus", NULL, "raised", CAUSE_VISIBLE_DEVICES_HIDDEN, true,
     "the program itself hides the GPUs from TensorFlow"},
    {"code/int32", "kernel-missing", "kernel-on-cpu", CAUSE_SMALL_OP_PINNED_TO_HOST, false,
     "data of type int32 stays in the memory of the host by design"},
    {"dll-failed", "path-named", NULL, CAUSE_CUDA_LIBS_NOT_ON_PATH, false,
     "a library that the build for the GPU needs is not found"},
};

/* What it may mean, where nothing else is known. */
static const Fit REST[] = {
    {"slower-on-gpu", "recurrent-named", NULL, CAUSE_LSTM_NOT_CUDNN, false,
     "the recurrent layer seems to run without the kernel of cuDNN"},
    {"slower-on-gpu", NULL, "feeds-by-python", CAUSE_MODEL_TOO_SMALL, false,
     "what is slower on the GPU than on the CPU is mostly too small to fill it"},
    {"uneven-use", NULL, "windows-task-manager", CAUSE_INPUT_PIPELINE_BOUND, false,
     "a GPU that is busy now and then mostly waits for its data"},
    {"low-use", "data-is-slow", "windows-task-manager", CAUSE_INPUT_PIPELINE_BOUND, false,
     "the GPU seems to wait for its data"},
    {"slow", "data-is-slow", "windows-task-manager", CAUSE_INPUT_PIPELINE_BOUND, false,
     "the GPU seems to wait for its data"},
    {"container-lacks-gpu", NULL, "container-with-gpu", CAUSE_CONTAINER_NO_GPU, false,
     "the container does not see the GPU: it was mostly started without it"},
    {"notebook-lacks-gpu", NULL, NULL, CAUSE_WRONG_PYTHON_ENV, false,
     "the notebook runs another Python than the terminal, or with other variables"},
    {"hidden-by-number", NULL, NULL, CAUSE_VISIBLE_DEVICES_HIDDEN, false,
     "it runs on the CPU when the variable is set: it may name a GPU that is not there, and those "
     "that are left are counted from 0 anew"},
    {"nouveau-instead", NULL, NULL, CAUSE_NOUVEAU_IN_USE, false, "nouveau has the card"},
    {"exclusive-told", "trouble-told", NULL, CAUSE_EXCLUSIVE_COMPUTE_MODE, false,
     "the GPU serves one process at a time, and another one may have it"},
    {"exclusive-told", "raised", NULL, CAUSE_EXCLUSIVE_COMPUTE_MODE, false,
     "the GPU serves one process at a time, and another one may have it"},
    {"gfx-without-code", "trouble-told", NULL, CAUSE_ROCM_UNSUPPORTED_GPU, false,
     "builds for ROCm have no code for this architecture"},
    {"nouveau-said", "trouble-told", NULL, CAUSE_NOUVEAU_IN_USE, false,
     "nouveau, the open driver, is there: only one driver can have the card"},
    {"no-nvidia-said", NULL, NULL, CAUSE_NO_NVIDIA_GPU, false, "there is no card of NVIDIA"},
    {"jaxlib-listed", "gpu-lacking-told", "jax-cuda-listed", CAUSE_CPU_ONLY_BUILD, false,
     "jaxlib is there without its part for CUDA"},
    {"cpu-build-told", NULL, NULL, CAUSE_CPU_ONLY_BUILD, false, "a build for the CPU is told of"},
    {"cpu-wheel-named", "trouble-told", NULL, CAUSE_CPU_ONLY_BUILD, false,
     "the wheel that is named is the build for the CPU"},
    {"code/sets-visible-late", NULL, NULL, CAUSE_VISIBLE_DEVICES_SET_TOO_LATE, false,
     "the program asks for the GPUs, and sets CUDA_VISIBLE_DEVICES behind that"},
    {"code/limits-memory-late", "trouble-told", NULL, CAUSE_MEMORY_GROWTH_AFTER_INIT, false,
     "the devices are made before their memory is limited, and keep what they were made with"},
    {"code/limits-memory-late", "raised", NULL, CAUSE_MEMORY_GROWTH_AFTER_INIT, false,
     "the devices are made before their memory is limited, and keep what they were made with"},
    {"code/device-cpu", "trouble-told", NULL, CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program itself asks for the CPU"},
    {"code/sets-backend-late", NULL, NULL, CAUSE_KERAS_BACKEND_NOT_TF, false,
     "the program sets KERAS_BACKEND behind the import of Keras, which has read it by then"},
    {"soft-placement-told", "not-placed-told", NULL, CAUSE_SOFT_PLACEMENT_FALLBACK, false,
     "soft placement puts on the CPU what cannot be on the GPU, and says nothing of it"},
    {"code/device-gpu", "silently-on-cpu", NULL, CAUSE_SOFT_PLACEMENT_FALLBACK, false,
     "soft placement puts on the CPU what cannot be on the GPU, and says nothing of it"},
    {"code/asks-for-cpu", "runs-on-cpu", NULL, CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program itself asks for the CPU"},
    {"code/moves-to-cpu", "runs-on-cpu", NULL, CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program itself moves its data to the CPU"},
    {"not-moved", NULL, NULL, CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program moves nothing to the GPU"},
    {"code/trains", "runs-on-cpu", "code/moves", CAUSE_EXPLICIT_CPU_PLACEMENT, false,
     "the program trains, and moves nothing to the GPU"},
    {"code/recurrent-not-cudnn", "slow", NULL, CAUSE_LSTM_NOT_CUDNN, false,
     "this recurrent layer cannot run on the kernel of cuDNN"},
    {"code/recurrent-not-cudnn", "runs-on-cpu", NULL, CAUSE_LSTM_NOT_CUDNN, false,
     "this recurrent layer cannot run on the kernel of cuDNN"},
    {"recurrent-slow", NULL, NULL, CAUSE_LSTM_NOT_CUDNN, false,
     "the recurrent layer seems to run without the kernel of cuDNN"},
    {"code/sets-visible", "more-gpus-than-asked", NULL, CAUSE_VISIBLE_DEVICES_SET_TOO_LATE, false,
     "the program sets CUDA_VISIBLE_DEVICES itself, and sees other GPUs than it names"},
    {"keras-backend-told", "other-backend-named", NULL, CAUSE_KERAS_BACKEND_NOT_TF, false,
     "Keras computes with another backend than the one that is meant"},
    {"plugin-named", "cuda-named", NULL, CAUSE_GPU_PLUGIN_REPLACES_CUDA, false,
     "a plug-in of another kind of GPU takes the place of CUDA"},
    {"cpu-package-installed", "gpu-package-named", NULL, CAUSE_CONFLICTING_TF_PACKAGES, false,
     "a package for the CPU was installed beside the one for the GPU"},
    {"requested/tensorflow", "requested/tensorflow-gpu", NULL, CAUSE_CONFLICTING_TF_PACKAGES, false,
     "both packages were asked for, and the one for the CPU may have come last"},
    {"cpu-since-install", "gpu-package-named", NULL, CAUSE_CONFLICTING_TF_PACKAGES, false,
     "what was installed seems to have brought a package for the CPU"},
    {"capability-too-low-told", NULL, NULL, CAUSE_COMPUTE_CAPABILITY_TOO_LOW, false,
     "the card is older than what is asked for"},
    {"libdevice-told", NULL, NULL, CAUSE_LIBDEVICE_OR_PTXAS_MISSING, false,
     "a part of the toolkit that XLA needs is not found"},
};

/* A GPU of another maker, and a framework that asks for one of NVIDIA. */
static void weigh_other_maker(Case *c, const Fact *lacking)
{
    static const char *const MAKERS[] = {"gpu-vendor/amd", "gpu-vendor/intel", "gpu-vendor/apple"};
    bool is_amd = was_seen(c, MAKERS[0]);
    bool elsewhere =
        strcmp(logged_system(c), "windows") == 0 || strcmp(logged_system(c), "macos") == 0;
    const char *says = "the GPU is not one of NVIDIA";
    if (was_seen(c, "gpu-named") || was_seen(c, "rocm-named") || !lacking)
        return;
    for (size_t i = 0; i < sizeof MAKERS / sizeof *MAKERS; i++)
        if (was_seen(c, MAKERS[i]))
            suspect(c, is_amd && !elsewhere ? CAUSE_ROCM_WRONG_PACKAGE : CAUSE_NO_NVIDIA_GPU,
                    seen(c, MAKERS[i]), says);
}

void conclude_code(Case *c)
{
    conclude_fits(c, CODE, sizeof CODE / sizeof *CODE);
    if (was_seen(c, "dll-failed") && was_seen(c, "gpu-package-named"))
        weigh_other_maker(c, seen(c, "dll-failed"));
}

void conclude_rest(Case *c)
{
    for (size_t i = 0; i < sizeof REST / sizeof *REST; i++)
        if (!has_any_cause(c))
            conclude_fits(c, &REST[i], 1);
    if (!has_any_cause(c))
        weigh_other_maker(c, seen(c, "gpu-lacking-told"));
}

/* What is concluded of hints, where nothing else is known: how fast it goes, which options are
 * spoken of, where it runs. Each rule says something that is true of the field as a whole. */
#include <string.h>

#include "base/version.h"
#include "diagnose/logged.h"

/* ---- What is known at once ---- */

/* Slurm writes this word where a job asked for no GPU; nobody else does. */
static const Fit SURE[] = {
    {"nodevfiles-told", NULL, NULL, CAUSE_VISIBLE_DEVICES_HIDDEN, true,
     "Slurm hides every GPU from a job that asked for none"},
    {"one-mig-part", "mig-resource", NULL, CAUSE_MIG_MISCONFIGURED, false,
     "a process may use one part of a GPU that is divided"},
};

/* A compiled function reaches no variable on the CPU. One of type int32 lies there by itself,
 * another where the program put it. */
static void weigh_resource(Case *c)
{
    const Fact *line = line_that_leaves_open(c, CAUSE_SMALL_OP_PINNED_TO_HOST);
    const Fact *device = seen(c, "code/device-cpu");
    if (line && line == line_that_leaves_open(c, CAUSE_EXPLICIT_CPU_PLACEMENT) && device &&
        !was_seen(c, "code/int32"))
        suspect(c, CAUSE_EXPLICIT_CPU_PLACEMENT, device,
                "the variable was made on the CPU, and a compiled function wants it on the GPU");
}

/* Where Python sees the GPU and one program finds no device, the program hides it from itself. */
static void weigh_one_program(Case *c)
{
    const Fact *line = line_that_leaves_open(c, CAUSE_VISIBLE_DEVICES_HIDDEN);
    const Fact *program = seen(c, "one-program-told");
    if (line && program && was_seen(c, "says/any/gpu/works") && was_seen(c, "cuinit-failed"))
        suspect(c, CAUSE_VISIBLE_DEVICES_HIDDEN, program,
                "the GPU is found elsewhere on this machine, and not by this program: it may set "
                "CUDA_VISIBLE_DEVICES itself");
}

/* Slurm hides from a job every GPU that the job did not ask for (slurm.conf(5), gres.conf(5)). */
static void weigh_job(Case *c)
{
    const Fact *script = seen(c, "slurm-script");
    bool none = leaves_open(c, CAUSE_VISIBLE_DEVICES_HIDDEN) || leaves_open(c, CAUSE_NO_NVIDIA_GPU);
    if (script && none && !was_seen(c, "slurm-gpu-asked"))
        suspect(c, CAUSE_VISIBLE_DEVICES_HIDDEN, script,
                "the job asks Slurm for no GPU, and Slurm hides those that a job did not ask for");
}

/* The same program finds the library in a terminal: other variables are set there. */
static void weigh_terminal(Case *c)
{
    Strings failed = facts_subjects(c->facts, "log/library-failed/");
    const Fact *works = seen(c, "terminal-works");
    if (failed.count && works && was_seen(c, "in-notebook"))
        suspect(c, CAUSE_CUDA_LIBS_NOT_ON_PATH, works,
                "in a terminal the library is found: LD_LIBRARY_PATH is set there and not here");
}

void conclude_hints(Case *c)
{
    weigh_terminal(c);
    weigh_job(c);
    weigh_one_program(c);
    weigh_resource(c);
    conclude_fits(c, SURE, sizeof SURE / sizeof *SURE);
}

/* ---- Recurrent layers ---- */

/* Until TensorFlow 2.0, Keras' LSTM and GRU have no kernel of cuDNN; CuDNNLSTM is a layer of its
 * own (keras/layers/cudnn_recurrent.py). */
static bool is_before_fused_layers(const Case *c)
{
    const char *release = fact_text_or(c->facts, "env", FACT_FRAMEWORK_VERSION, NULL);
    return release && version_is_before(release, "2.0");
}

static const Fact *told_slow(const Case *c)
{
    static const char *const WAYS[] = {"pace/gpu-slower", "pace/little-use", "pace/slow", "slow"};
    const Fact *fact = NULL;
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS && !fact; i++)
        fact = seen(c, WAYS[i]);
    return fact;
}

/* PyTorch's layers use cuDNN as they are. */
void weigh_slow_recurrence(Case *c)
{
    const Fact *slow = told_slow(c), *named = seen(c, "recurrent-named");
    const Fact *plain = seen(c, "code/recurrent-not-cudnn");
    if (!plain && is_before_fused_layers(c))
        plain = seen(c, "code/recurrent");
    bool against_cpu = was_seen(c, "pace/gpu-slower") || was_seen(c, "pace/little-use");
    if (!slow || has_any_cause(c) || was_seen(c, "torch-named"))
        return;
    if (plain)
        suspect(c, CAUSE_LSTM_NOT_CUDNN, plain,
                "this recurrent layer cannot run on the kernel of cuDNN");
    else if (named && against_cpu)
        suspect(c, CAUSE_LSTM_NOT_CUDNN, named,
                "the recurrent layer seems to run step by step, without the kernel of cuDNN");
}

/* ---- How fast it goes ---- */

/* A GPU that is used now and then waits: TensorFlow takes its memory when it starts, so that a full
 * memory says nothing of work. Mostly it waits for data (the guide to the profiler of TensorFlow
 * begins there); steps that are too small look alike. */
static void weigh_pace(Case *c)
{
    const Fact *little = seen(c, "pace/little-use"), *slower = seen(c, "pace/gpu-slower");
    bool drags = was_seen(c, "pace/slow") || was_seen(c, "pace/memory-taken") ||
                 was_seen(c, "pace/cpu-busy");
    if (has_any_cause(c) || was_seen(c, "windows-task-manager"))
        return;
    if (slower || (little && was_seen(c, "small-work")))
        suspect(c, CAUSE_MODEL_TOO_SMALL, slower ? slower : little,
                "the work of a step seems to be too small to fill the GPU");
    else if (little && drags)
        suspect(c, CAUSE_INPUT_PIPELINE_BOUND, little,
                "the GPU is used little and its memory is taken: it seems to wait for its data");
}

/* ---- What is left ---- */

static const Fit LEFT[] = {
    {"memory-option-named", "memory-option-in-vain", NULL, CAUSE_MEMORY_GROWTH_AFTER_INIT, false,
     "the option for the memory of the GPU was given where TensorFlow no longer looks"},
    {"memory-kept", "process-ended", NULL, CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, false,
     "a process that seems to have ended holds the GPU's memory"},
    {"exclusive-mode-told", "trouble-told", NULL, CAUSE_EXCLUSIVE_COMPUTE_MODE, false,
     "the GPU is in a mode in which only one process may use it"},
    {"libcuda-said", "wsl-named", "container-prose", CAUSE_WSL_LIBCUDA_MISSING, false,
     "in WSL the libcuda that Windows provides was not found"},
    {"nodes-for-a-group", "says/user/gpu/fails", NULL, CAUSE_DEVICE_PERMISSION, false,
     "the device nodes are made for a group alone, in which the user is not"},
    {"nodes-for-a-group", "says/user/nodes/fails", NULL, CAUSE_DEVICE_PERMISSION, false,
     "the device nodes are made for a group alone, in which the user is not"},
    {"code-told/802", NULL, NULL, CAUSE_FABRIC_MANAGER_DOWN, false,
     "802: the driver waits for the fabric manager, which does not run or is of another version"},
    {"code-told/803", NULL, NULL, CAUSE_DRIVER_LIB_MISMATCH, false,
     "803: library and kernel module of the driver are of different versions"},
    {"cuda-library-missing-told", NULL, NULL, CAUSE_CUDA_LIBS_MISSING, false,
     "a library of CUDA is told to be missing"},
    {"old-card-told", "trouble-told", NULL, CAUSE_DRIVER_DROPS_OLD_GPU, false,
     "the installed driver seems to support this card no longer"},
    {"variable-set-late-told", NULL, NULL, CAUSE_VISIBLE_DEVICES_SET_TOO_LATE, false,
     "CUDA_VISIBLE_DEVICES is told to be set behind the import, when CUDA has read it"},
    {"code/sets-visible-behind-import", "trouble-told", NULL, CAUSE_VISIBLE_DEVICES_SET_TOO_LATE,
     false, "the program sets CUDA_VISIBLE_DEVICES behind the import, which may have started CUDA"},
    {"placed-by-type-told", "code/int32", NULL, CAUSE_SMALL_OP_PINNED_TO_HOST, false,
     "int32 tensors are kept in host memory by design"},
    {"torch-index-missing", "trouble-told", NULL, CAUSE_CPU_ONLY_BUILD, false,
     "PyTorch has no index for this version of CUDA, and pip takes the ordinary wheel instead"},
    {"mig-told", "trouble-told", NULL, CAUSE_MIG_MISCONFIGURED, false,
     "MIG is on, and a process has to name a part of the GPU"},
    {"cudnn-missing-told", NULL, NULL, CAUSE_CUDNN_MISSING, false, "cuDNN is told to be missing"},
    {"nvml-said", NULL, "container-prose", CAUSE_NVML_NOT_FOUND, false,
     "the program looked for the library of NVML and did not find it"},
    {"gpus-insufficient-told", NULL, NULL, CAUSE_CONTAINER_TOOLKIT_BROKEN, false,
     "no node offers a GPU to Kubernetes, or all are taken"},
    {"says/container/gpu/fails", "device-plugin-named", NULL, CAUSE_CONTAINER_TOOLKIT_BROKEN, false,
     "the pod was to get a GPU by the device plugin, and has none"},
    {"container-without-gpu", "gpu-lacking-told", NULL, CAUSE_CONTAINER_NO_GPU, false,
     "the container was started without the GPU"},
    {"says/container/gpu/fails", "compose-named", NULL, CAUSE_CONTAINER_NO_GPU, false,
     "a service of Docker Compose has a GPU only where its file reserves one"},
    {"notebook-without-gpu", NULL, NULL, CAUSE_NO_NVIDIA_GPU, false,
     "a rented notebook has a GPU only where its settings ask for one"},
    {"driver-updated-told", "reboot-helped", NULL, CAUSE_DRIVER_LIB_MISMATCH, false,
     "the driver was updated, and until the reboot the old kernel module ran"},
    {"module-not-loaded-told", NULL, "container-prose", CAUSE_DRIVER_NOT_LOADED, false,
     "the kernel module of the driver is not loaded"},
    {"secure-boot-told", "trouble-told", NULL, CAUSE_DRIVER_NOT_LOADED, false,
     "Secure Boot is on, and refuses modules that it does not know"},
};

/* It prints its table in one place and fails in another, and containers are spoken of. */
static void weigh_inside(Case *c)
{
    const Fact *fails = seen(c, "says/any/smi/fails");
    if (fails && was_seen(c, "driver-version") && was_seen(c, "container-prose") &&
        !was_seen(c, "container-with-gpu") && !has_any_cause(c))
        suspect(c, CAUSE_CONTAINER_NO_GPU, fails,
                "nvidia-smi works in one place and fails in another, which may be a container");
}

void conclude_left(Case *c)
{
    for (size_t i = 0; i < sizeof LEFT / sizeof *LEFT && !has_any_cause(c); i++)
        conclude_fits(c, &LEFT[i], 1);
    weigh_exclusive_mode(c);
    weigh_closed_nodes(c);
    weigh_inside(c);
    weigh_pace(c);
}

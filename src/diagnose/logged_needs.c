/* What else one would have to know, with the command that tells it. */
#include <string.h>

#include "diagnose/logged.h"

typedef struct Decides {
    CauseId cause;
    const char *says, *command;
} Decides;

static const Decides DECIDES[] = {
    {CAUSE_NO_NVIDIA_GPU, "whether the machine has an NVIDIA GPU, and whether its driver answers",
     "nvidia-smi; lspci -nnk -d 10de:"},
    {CAUSE_DRIVER_NOT_INSTALLED, "whether the driver is installed and loaded",
     "nvidia-smi; lsmod | grep nvidia"},
    {CAUSE_DRIVER_NOT_LOADED, "why the kernel module is not loaded",
     "lsmod | grep -E 'nvidia|nouveau'; sudo dmesg | grep -i nvrm"},
    {CAUSE_NOUVEAU_IN_USE, "which kernel driver has the card", "lspci -nnk -d 10de:"},
    {CAUSE_CUINIT_UNKNOWN_999, "whether nvidia-uvm is loaded, and what the kernel log says",
     "ls -l /dev/nvidia*; lsmod | grep nvidia; sudo dmesg | grep -iE 'nvrm|xid'"},
    {CAUSE_CONTAINER_NO_GPU, "how the container was started, and which driver the host has",
     "docker inspect --format '{{json .HostConfig.DeviceRequests}}' CONTAINER"},
    {CAUSE_CONTAINER_TOOLKIT_BROKEN, "which container toolkit the host has",
     "nvidia-ctk --version; docker info | grep -i runtime"},
    {CAUSE_DEVICE_NODES_MISSING, "which device nodes there are", "ls -l /dev/nvidia*"},
    {CAUSE_DEVICE_PERMISSION, "who may open the device nodes", "ls -l /dev/nvidia*; id"},
    {CAUSE_ROCM_PERMISSION, "the user's groups, and the rights on /dev/kfd",
     "id; ls -l /dev/kfd /dev/dri"},
    {CAUSE_LIBCUDA_NOT_FOUND, "whether the driver is installed, and where its library is",
     "nvidia-smi; ldconfig -p | grep libcuda"},
    {CAUSE_NVML_NOT_FOUND,
     "whether libnvidia-ml.so.1 is found: without it TensorFlow 2.21 counts no GPU, and is silent",
     "ldconfig -p | grep libnvidia-ml; whycpu"},
    {CAUSE_WSL_LIBCUDA_MISSING, "which libcuda.so.1 there is", "ls -l /usr/lib/wsl/lib"},
    {CAUSE_WSL_LINUX_DRIVER_INSTALLED, "which libcuda.so.1 is loaded",
     "ldconfig -p | grep libcuda"},
    {CAUSE_DRIVER_TOO_OLD, "the version of the driver and of the CUDA that is used", "nvidia-smi"},
    {CAUSE_CPU_ONLY_BUILD, "which build of the framework is installed",
     "python -c 'import tensorflow as tf; print(tf.test.is_built_with_cuda())'; pip list; conda "
     "list tensorflow"},
    {CAUSE_CONFLICTING_TF_PACKAGES, "which packages of the framework are installed",
     "pip list | grep -i tensor"},
    {CAUSE_FRAMEWORK_NOT_INSTALLED, "which Python runs, and what is installed for it",
     "python -c 'import sys; print(sys.executable)'; python -m pip list"},
    {CAUSE_CUDA_LIBS_MISSING, "which version of the library is on the machine, and where",
     "whycpu"},
    {CAUSE_CUDA_LIBS_NOT_ON_PATH, "where the library is, and where it is looked for", "whycpu"},
    {CAUSE_CUDA_VERSION_MISMATCH, "which versions of the library are on the machine", "whycpu"},
    {CAUSE_LIBRARY_DAMAGED, "which library of CUDA is cut off or empty", "whycpu"},
    {CAUSE_CUDNN_MISSING, "which version of cuDNN is on the machine, and where", "whycpu"},
    {CAUSE_CUDNN_VERSION_MISMATCH, "which version of cuDNN is on the machine, and where", "whycpu"},
    {CAUSE_VISIBLE_DEVICES_HIDDEN, "what CUDA_VISIBLE_DEVICES says in that process",
     "tr '\\0' '\\n' </proc/PID/environ | grep CUDA_VISIBLE"},
    {CAUSE_MIG_MISCONFIGURED, "whether MIG is on, and which instances there are", "nvidia-smi -L"},
    {CAUSE_GPU_MEMORY_EXHAUSTED, "who holds the memory of the GPU", "nvidia-smi"},
    {CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, "who holds the memory of the GPU", "nvidia-smi"},
    {CAUSE_INPUT_PIPELINE_BOUND, "the model, the batch size, and a profile of a few steps",
     "nvidia-smi dmon -s u"},
    {CAUSE_MODEL_TOO_SMALL, "the model, the batch size, and a profile of a few steps",
     "nvidia-smi dmon -s u"},
    {CAUSE_EXPLICIT_CPU_PLACEMENT, "which lines of the program ask for a device",
     "grep -nE 'device\\(|set_visible_devices' PROGRAM"},
    {CAUSE_OP_NO_GPU_KERNEL, "the list of registered kernels that stands below the error",
     "python PROGRAM 2>&1 | whycpu log -"},
    {CAUSE_DTYPE_NO_GPU_KERNEL, "the list of registered kernels that stands below the error",
     "python PROGRAM 2>&1 | whycpu log -"},
};

static bool is_asked(const Case *c, const char *says)
{
    for (size_t i = 0; i < c->judgement->needs.count; i++)
        if (strcmp(c->judgement->needs.items[i].says, says) == 0)
            return true;
    return false;
}

/* How a build tells what it is, each framework says in its own way. */
static const char *command_that_decides(const Case *c, const Decides *decides)
{
    const char *framework = c->judgement->target.framework;
    bool is_of_build = decides->cause == CAUSE_CPU_ONLY_BUILD;
    bool is_other = framework && c->form != &TENSORFLOW_FORM && c->form->build_command;
    return is_of_build && is_other ? c->form->build_command : decides->command;
}

void need_what_decides_of(Case *c, CauseId id)
{
    for (size_t i = 0; i < sizeof DECIDES / sizeof *DECIDES; i++)
        if (DECIDES[i].cause == id && !is_asked(c, DECIDES[i].says))
            add_need(c, DECIDES[i].says, command_that_decides(c, &DECIDES[i]));
}

static bool is_certain_of(const Case *c, CauseId id)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (c->judgement->causes.items[i].id == id)
            return c->judgement->causes.items[i].certain;
    return false;
}

static bool has_certain_cause(const Case *c)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (c->judgement->causes.items[i].certain)
            return true;
    return false;
}

/* The words of a line leave much open, and its code nothing. */
static bool proves_something(const Case *c, const char *open)
{
    const char *source = fact_get(c->facts, open, FACT_LOG_OPEN)->source;
    for (size_t i = 0; i < c->judgement->causes.count; i++) {
        const Cause *cause = &c->judgement->causes.items[i];
        if (cause->certain && cause->line.source && strcmp(cause->line.source, source) == 0)
            return true;
    }
    return false;
}

/* A line that leaves several causes open: what tells the likeliest from the next one. */
static void ask_about_open(Case *c)
{
    enum { WORTH_ASKING = 3 };
    Strings open = facts_subjects(c->facts, "open/");
    for (size_t i = 0; i < open.count; i++) {
        const Fact *line = fact_get(c->facts, open.items[i], FACT_LOG_OPEN);
        Strings ids = line->texts;
        CauseId id;
        bool settled = proves_something(c, open.items[i]);
        for (size_t j = 0; j < ids.count; j++)
            settled = settled || (cause_by_word(ids.items[j], &id) && is_certain_of(c, id));
        for (size_t j = 0; !settled && j < ids.count && c->judgement->needs.count < WORTH_ASKING;
             j++)
            if (cause_by_word(ids.items[j], &id) && !is_ruled_out(c, id) &&
                !is_of_another_code(c, line, id))
                need_what_decides_of(c, id);
    }
}

static void ask_about_uncertain(Case *c, const CauseList *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].certain)
            need_what_decides_of(c, list->items[i].id);
}

/* "No device" is what a driver says too that may show none. */
static void ask_what_hides(Case *c)
{
    enum { NO_DEVICE = 100 };
    const Fact *code = fact_get(c->facts, "log/cuinit-failed", FACT_ASKED_CODE);
    bool is_it = code->known == PRESENT && code->number == NO_DEVICE;
    if (is_it && !has_certain_cause(c) && !is_ruled_out(c, CAUSE_VISIBLE_DEVICES_HIDDEN))
        need_what_decides_of(c, CAUSE_VISIBLE_DEVICES_HIDDEN);
}

/* Nobody is left with a suspicion and nothing to do about it. */
static void ask_on_that_machine(Case *c)
{
    const Judgement *judgement = c->judgement;
    bool suspects = judgement->causes.count && !has_certain_cause(c);
    for (size_t i = 0; i < judgement->needs.count; i++)
        suspects = suspects && !judgement->needs.items[i].detail;
    if (suspects)
        add_need(c, "what keeps the framework from the GPU on that machine", "whycpu");
}

/* That one GPU is left out says nothing of the others. */
static bool tells_of_the_whole(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->findings.count; i++)
        if (judgement->findings.items[i].id != CAUSE_TOO_FEW_MULTIPROCESSORS)
            return true;
    return false;
}

static const char *looks_for_a_gpu(const Case *c)
{
    const char *framework = c->judgement->target.framework;
    if (framework && strcmp(framework, "torch") == 0)
        return "python -c 'import torch; torch.cuda.init()'";
    if (framework && strcmp(framework, "jax") == 0)
        return "python -c 'import jax; print(jax.devices())'";
    return "python -c 'import tensorflow as tf; print(tf.config.list_physical_devices(\"GPU\"))'";
}

void need_what_decides(Case *c)
{
    const Judgement *judgement = c->judgement;
    ask_about_uncertain(c, &judgement->causes);
    ask_about_uncertain(c, &judgement->findings);
    ask_what_hides(c);
    ask_about_open(c);
    ask_on_that_machine(c);
    bool gpu = fact_get(c->facts, "log", FACT_LOG_GPU_MADE)->known == PRESENT;
    bool told = judgement->causes.count || tells_of_the_whole(judgement);
    if (gpu || told || judgement->needs.count)
        return;
    if (was_seen(c, "slow"))
        add_need(c, "the model, the batch size, and a profile of a few steps",
                 "nvidia-smi dmon -s u");
    else
        add_need(c, "what the framework prints when it looks for a GPU", looks_for_a_gpu(c));
}

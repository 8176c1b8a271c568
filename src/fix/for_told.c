/* Fixes of what only a log tells: causes within the program, and of builds that no machine that is
 * looked at has. */
#include "fix/proposal.h"

/* Rows of one cause are ways to choose from. Commands are words between blanks; NULL where only a
 * person can do it. */
typedef struct ToldFix {
    CauseId cause;
    const char *id, *says, *command, *check;
} ToldFix;

static const ToldFix FIXES[] = {
    {CAUSE_WINDOWS_NATIVE_UNSUPPORTED, "use-wsl", "use it inside WSL 2, where the GPU works",
     "wsl --install", "python -c \"import platform; print(platform.system())\""},
    {CAUSE_WINDOWS_NATIVE_UNSUPPORTED, "last-for-windows",
     "install the last release with a GPU on Windows", "pip install tensorflow<2.11", NULL},
    {CAUSE_TENSORFLOW_GPU_PACKAGE_REMOVED, "install-successor",
     "install the package that took its place", "pip install tensorflow[and-cuda]",
     "pip index versions tensorflow-gpu"},
    {CAUSE_MACOS_NO_METAL, "install-metal", "install the plug-in of Apple",
     "pip install tensorflow-metal", "pip show tensorflow-metal"},
    {CAUSE_LIBDEVICE_OR_PTXAS_MISSING, "install-nvcc",
     "install the compiler's package, which brings both", "pip install nvidia-cuda-nvcc-cu12",
     "find / -name libdevice.10.bc"},
    {CAUSE_LIBDEVICE_OR_PTXAS_MISSING, "name-toolkit", "name the directory of the toolkit",
     "env XLA_FLAGS=--xla_gpu_cuda_data_dir=/usr/local/cuda python PROGRAM.py", NULL},
    {CAUSE_ROCM_UNSUPPORTED_GPU, "override-architecture",
     "let it pass for a relative that is supported, where one is near enough",
     "env HSA_OVERRIDE_GFX_VERSION=10.3.0 python PROGRAM.py", "rocminfo"},
    {CAUSE_GPU_MEMORY_EXHAUSTED, "allow-growth", "take only what is used",
     "env TF_FORCE_GPU_ALLOW_GROWTH=true python PROGRAM.py",
     "nvidia-smi --query-gpu=memory.free,memory.total --format=csv"},
    {CAUSE_GPU_MEMORY_EXHAUSTED, "smaller-batch", "make the batch smaller", NULL, NULL},
    {CAUSE_MEMORY_GROWTH_AFTER_INIT, "move-call",
     "make the call the first thing behind the import of the framework", NULL,
     "grep -nE 'set_memory_growth|set_visible_devices|set_logical_device' PROGRAM.py"},
    {CAUSE_VISIBLE_DEVICES_SET_TOO_LATE, "set-before-start",
     "set the variable before the program starts, or above every import",
     "env CUDA_VISIBLE_DEVICES=0 python PROGRAM.py", "grep -n CUDA_VISIBLE_DEVICES PROGRAM.py"},
    {CAUSE_EXPLICIT_CPU_PLACEMENT, "remove-placement", "take the line out that asks for the CPU",
     NULL, "grep -rnE \"device\\(.*cpu|set_visible_devices\" ."},
    {CAUSE_DTYPE_NO_GPU_KERNEL, "cast", "cast to float32 or float16 in front of the operation",
     NULL, "python -c 'import tensorflow as tf; tf.config.set_soft_device_placement(False)'"},
    {CAUSE_OP_NO_GPU_KERNEL, "soft-placement", "let that one operation run on the CPU", NULL,
     "python -c 'import tensorflow as tf; tf.config.set_soft_device_placement(True)'"},
    {CAUSE_SMALL_OP_PINNED_TO_HOST, "leave-as-it-is", "nothing has to be mended", NULL,
     "python -c 'import tensorflow as tf; print(tf.constant([1.5]).device)'"},
    {CAUSE_SOFT_PLACEMENT_FALLBACK, "find-operation",
     "switch soft placement off while searching; the error names the operation", NULL,
     "grep -rn soft_placement ."},
    {CAUSE_LSTM_NOT_CUDNN, "arguments-of-cudnn",
     "give the layer the arguments that cuDNN has: no recurrent_dropout, tanh and sigmoid", NULL,
     "grep -rnE 'LSTM|GRU' ."},
    {CAUSE_INPUT_PIPELINE_BOUND, "feed-faster",
     "make the data beforehand or in parallel: tf.data with map, cache and prefetch", NULL,
     "nvidia-smi dmon -s u"},
    {CAUSE_MODEL_TOO_SMALL, "larger-batch", "make the batch larger", NULL, "nvidia-smi dmon -s u"},
};

static Strings words_of(Proposal *p, const char *command)
{
    Strings list = {0};
    Text rest = text_of(command);
    bool more;
    for (Text word = text_next(&rest, ' ', &more); more && command;
         word = text_next(&rest, ' ', &more))
        list_add(p->arena, list, text_copy(p->arena, word));
    return list;
}

bool propose_for_what_was_told(Proposal *p)
{
    bool told = false;
    for (size_t i = 0; i < sizeof FIXES / sizeof *FIXES; i++) {
        const ToldFix *fix = &FIXES[i];
        if (fix->cause != p->cause->id)
            continue;
        add_alternative(p, fix->id, fix->says, words_of(p, fix->command), false, NULL);
        if (fix->check)
            p->cause->check_yourself = fix->check;
        told = true;
    }
    return told;
}

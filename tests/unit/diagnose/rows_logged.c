/* Causes that only a log tells, laid over a machine where nothing else is wrong. */
#include "diagnose/rows.h"

static void tell(Facts *f, const char *subject)
{
    fact_set_text(f, subject, FACT_TOLD, "surely", "train.log:7");
    fact_set_text(f, subject, FACT_TOLD_LINE, "the line", "train.log:7");
}

#define TELLS(NAME, id)                                                                            \
    static void NAME(Facts *f)                                                                     \
    {                                                                                              \
        tell(f, "told/" id);                                                                       \
    }

TELLS(windows, "windows-native-unsupported")
TELLS(gpu_package, "tensorflow-gpu-package-removed")
TELLS(macos, "macos-no-metal")
TELLS(libdevice, "libdevice-or-ptxas-missing")
TELLS(rocm_gpu, "rocm-unsupported-gpu")
TELLS(exhausted, "gpu-memory-exhausted")
TELLS(growth, "memory-growth-after-init")
TELLS(too_late, "visible-devices-set-too-late")
TELLS(on_cpu, "explicit-cpu-placement")
TELLS(dtype, "dtype-no-gpu-kernel")
TELLS(no_kernel, "op-no-gpu-kernel")
TELLS(pinned, "small-op-pinned-to-host")
TELLS(soft, "soft-placement-fallback")
TELLS(lstm, "lstm-not-cudnn")
TELLS(input, "input-pipeline-bound")
TELLS(small, "model-too-small")

static void possible_alone(Facts *f)
{
    fact_set_text(f, "told/macos-no-metal", FACT_TOLD, "possibly", "train.log:7");
}

static const Row ROWS[] = {
    {"a log of Windows", windows, "windows-native-unsupported", NULL, VERDICT_CPU, 0},
    {"a log of tensorflow-gpu", gpu_package, "tensorflow-gpu-package-removed", NULL, VERDICT_FAILS,
     1},
    {"a log of macOS", macos, "macos-no-metal", NULL, VERDICT_CPU, 0},
    {"a log without libdevice", libdevice, "libdevice-or-ptxas-missing", NULL, VERDICT_FAILS, 1},
    {"a log of ROCm", rocm_gpu, "rocm-unsupported-gpu", NULL, VERDICT_CPU, 0},
    {"a log of memory", exhausted, "gpu-memory-exhausted", NULL, VERDICT_FAILS, 1},
    {"a log of growth", growth, "memory-growth-after-init", NULL, VERDICT_FAILS, 1},
    {"a log of a late variable", too_late, "visible-devices-set-too-late", NULL, VERDICT_FAILS, 1},
    {"a log of a placement", on_cpu, "explicit-cpu-placement", NULL, VERDICT_CPU, 0},
    {"a log of a type", dtype, "", "dtype-no-gpu-kernel", VERDICT_GPU, 1},
    {"a log of an operation", no_kernel, "op-no-gpu-kernel", NULL, VERDICT_FAILS, 1},
    {"a log of int32", pinned, "", "small-op-pinned-to-host", VERDICT_GPU, 1},
    {"a log of soft placement", soft, "", "soft-placement-fallback", VERDICT_GPU, 1},
    {"a log of LSTM", lstm, "", "lstm-not-cudnn", VERDICT_GPU, 1},
    {"a log of slow data", input, "", "input-pipeline-bound", VERDICT_GPU, 1},
    {"a log of a small model", small, "", "model-too-small", VERDICT_GPU, 1},
    {"a log that leaves it open", possible_alone, "", NULL, VERDICT_GPU, 1},
};

const RowGroup rows_of_logged = {ROWS, sizeof ROWS / sizeof *ROWS};

/* Changes of what a driver that was asked told, and what must follow. */
#include "diagnose/rows_asked.h"

#define CUDA "asked/cuda"
#define NVML "asked/nvml"

static void end(Facts *f, const char *subject, const char *outcome, const char *call)
{
    const char *source = arena_printf(facts_arena(f), "asked: %s", call);
    fact_set_text(f, subject, FACT_ASKED_OUTCOME, outcome, source);
    fact_set_text(f, subject, FACT_ASKED_CALL, call, source);
}

void cuda_returns(Facts *f, long long code)
{
    end(f, CUDA, "answered", "cuInit");
    fact_set_number(f, CUDA, FACT_ASKED_CODE, code, "asked: cuInit");
}

void nvml_returns(Facts *f, long long code)
{
    end(f, NVML, "answered", "nvmlInit_v2");
    fact_set_number(f, NVML, FACT_ASKED_CODE, code, "asked: nvmlInit_v2");
}

static void devices(Facts *f, long long count)
{
    end(f, CUDA, "answered", "cuDeviceGetCount");
    fact_set_number(f, CUDA, FACT_ASKED_CODE, 0, "asked: cuDeviceGetCount");
    fact_set_number(f, CUDA, FACT_ASKED_DEVICES, count, "asked: cuDeviceGetCount");
    fact_set_text(f, CUDA, FACT_ASKED_VERSION, "13.0", "asked: cuDriverGetVersion");
    end(f, NVML, "answered", "nvmlDeviceGetCount_v2");
    fact_set_number(f, NVML, FACT_ASKED_CODE, 0, "asked: nvmlDeviceGetCount_v2");
    fact_set_number(f, NVML, FACT_ASKED_DEVICES, count, "asked: nvmlDeviceGetCount_v2");
    fact_set_text(f, NVML, FACT_ASKED_VERSION, "580.65.06", "asked: nvmlSystemGetDriverVersion");
}

static void tell_gpu(Facts *f, const char *gpu, long long ordinal)
{
    fact_set_number(f, gpu, FACT_GPU_ORDINAL, ordinal, "asked: cuDeviceGet");
    fact_set_number(f, gpu, FACT_GPU_MEMORY_TOTAL, 80LL << 30, "asked: NVML");
    fact_set_number(f, gpu, FACT_GPU_MEMORY_FREE, 79LL << 30, "asked: NVML");
    fact_set_text(f, gpu, FACT_GPU_COMPUTE_MODE, "default", "asked: NVML");
    fact_set_texts(f, gpu, FACT_GPU_PROCESSES, (Strings){0}, "asked: NVML");
}

void answers_well(Facts *f)
{
    devices(f, 1);
    tell_gpu(f, GPU0, 0);
}
static void refused(Facts *f)
{
    fact_set_unknown(f, CUDA, FACT_ASKED_OUTCOME, "there is no whycpu-helper", "whycpu-helper");
    fact_set_unknown(f, NVML, FACT_ASKED_OUTCOME, "there is no whycpu-helper", "whycpu-helper");
}
static void one_refused(Facts *f)
{
    answers_well(f);
    fact_set_unknown(f, NVML, FACT_ASKED_OUTCOME, "as root", "whycpu-helper");
}
static void nothing_seen(Facts *f)
{
    answers_well(f);
    module_unknown(f);
    fact_set_unknown(f, "machine", FACT_PCI_LISTED, "hidden", "test");
    fact_set_unknown(f, "node//dev/nvidiactl", FACT_NODE_TYPE, "hidden", "test");
    library_unknown(f, "libcuda.so.1", "hidden");
}

/* ---- the driver works, and it did not look so ---- */
static void works_without_module(Facts *f)
{
    no_module(f);
    answers_well(f);
    fact_set_text(f, GPU0, FACT_GPU_DRIVER, "nvidia", "asked: CUDA");
}
static void works_though_refused(Facts *f)
{
    answers_well(f);
    set_node(f, "node//dev/nvidiactl", "mode");
}
static void works_though_hidden(Facts *f)
{
    answers_well(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void works_without_types(Facts *f)
{
    answers_well(f);
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "CPU");
}
static void works_and_is_too_old(Facts *f)
{
    answers_well(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE, "470.0.0", "test");
    fact_set_text(f, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "470.0.0", "test");
    fact_set_text(f, CUDA, FACT_ASKED_VERSION, "11.4", "asked: cuDriverGetVersion");
}
static void serves_too_little(Facts *f)
{
    answers_well(f);
    fact_set_text(f, CUDA, FACT_ASKED_VERSION, "11.8", "asked: cuDriverGetVersion");
}
static void serves_just_enough(Facts *f)
{
    answers_well(f);
    fact_set_text(f, CUDA, FACT_ASKED_VERSION, "12.0", "asked: cuDriverGetVersion");
}
static void one_of_two_offered(Facts *f)
{
    second_gpu(f);
    devices(f, 2);
    end(f, CUDA, "answered", "cuDeviceGetCount");
    fact_set_number(f, CUDA, FACT_ASKED_DEVICES, 1, "asked: cuDeviceGetCount");
    tell_gpu(f, GPU0, 0);
    fact_set_absent(f, GPU1, FACT_GPU_ORDINAL, "asked: cuDeviceGetCount");
}
static void serves_untold(Facts *f)
{
    answers_well(f);
    fact_set_unknown(f, CUDA, FACT_ASKED_VERSION, "not told", "asked: cuDriverGetVersion");
}
static void serves_untold_and_module_hidden(Facts *f)
{
    serves_untold(f);
    module_unknown(f);
}
static void nvml_counts_one_of_two(Facts *f)
{
    second_gpu(f);
    devices(f, 1);
    tell_gpu(f, GPU0, 0);
    fact_set_absent(f, GPU1, FACT_GPU_ORDINAL, "asked: cuDeviceGetCount");
}
static void cuda_alone_offers_one_of_two(Facts *f)
{
    nvml_counts_one_of_two(f);
    fact_set_unknown(f, NVML, FACT_ASKED_OUTCOME, "as root", "whycpu-helper");
}
static void nothing_seen_one_of_two_offered(Facts *f)
{
    nothing_seen(f);
    fact_set_number(f, NVML, FACT_ASKED_DEVICES, 2, "asked: nvmlDeviceGetCount_v2");
}
static void variable_hidden(Facts *f)
{
    answers_well(f);
    fact_set_unknown(f, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE, "not recorded",
                     "test");
}
static void variable_and_libraries_hidden(Facts *f)
{
    variable_hidden(f);
    library_unknown(f, SOLVER, "not recorded");
}
static void differs(Facts *f)
{
    answers_well(f);
    fact_set_texts(f, "machine", FACT_ASKED_DIFFERENCES, one(f, "9.0 here, 9.1 there"), "test");
}

/* ---- the driver fails ---- */
static void no_device(Facts *f)
{
    cuda_returns(f, 100);
}
static void no_device_counted(Facts *f)
{
    devices(f, 0);
}
static void no_device_counted_by_cuda(Facts *f)
{
    answers_well(f);
    fact_set_number(f, CUDA, FACT_ASKED_DEVICES, 0, "asked: cuDeviceGetCount");
    fact_set_absent(f, GPU0, FACT_GPU_ORDINAL, "asked: cuDeviceGetCount");
}
static void no_device_hidden(Facts *f)
{
    cuda_returns(f, 100);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "-1");
}
static void no_device_no_module(Facts *f)
{
    cuda_returns(f, 100);
    no_module(f);
}
static void no_device_for_mig(Facts *f)
{
    answers_well(f);
    cuda_returns(f, 100);
    fact_set_unknown(f, CUDA, FACT_ASKED_DEVICES, "not told", "test");
    fact_set_absent(f, GPU0, FACT_GPU_ORDINAL, "asked: cuDeviceGetCount");
    fact_set_text(f, GPU0, FACT_GPU_MIG, "on", "asked: NVML");
    fact_set_number(f, GPU0, FACT_GPU_MIG_INSTANCES, 0, "asked: NVML");
}
static void stub(Facts *f)
{
    cuda_returns(f, 34);
}
static void mismatch(Facts *f)
{
    cuda_returns(f, 803);
}
static void mismatch_by_nvml(Facts *f)
{
    cuda_returns(f, 999);
    nvml_returns(f, 18);
}
static void forbidden_by_nvml(Facts *f)
{
    cuda_returns(f, 100);
    nvml_returns(f, 4);
}
static void compat(Facts *f)
{
    cuda_returns(f, 804);
}
static void unknown_error(Facts *f)
{
    cuda_returns(f, 999);
}
static void not_initialised(Facts *f)
{
    cuda_returns(f, 3);
}
static void no_fabric(Facts *f)
{
    cuda_returns(f, 802);
}
static void fabric(Facts *f, const char *state)
{
    no_fabric(f);
    fact_set_text(f, GPU0, FACT_GPU_FABRIC, state, "asked: NVML");
}
static void fabric_in_progress(Facts *f)
{
    fabric(f, "in-progress");
}
static void fabric_complete(Facts *f)
{
    fabric(f, "complete");
}
static void switches(Facts *f)
{
    fact_set_number(f, "machine", FACT_NVSWITCHES, 4, "/sys/bus/pci/devices");
}
static void fabric_in_progress_by_switches(Facts *f)
{
    fabric_in_progress(f);
    switches(f);
}
static void fabric_complete_by_switches(Facts *f)
{
    fabric_complete(f);
    switches(f);
}
static void unknown_error_no_module(Facts *f)
{
    cuda_returns(f, 999);
    no_module(f);
}
static void mps(Facts *f)
{
    cuda_returns(f, 805);
}
static void no_such_code(Facts *f)
{
    cuda_returns(f, 12345);
}
static void does_not_open(Facts *f)
{
    end(f, CUDA, "not-opened", "dlopen");
    fact_set_text(f, CUDA, FACT_ASKED_DETAIL, "libcuda.so.1: cannot enable executable stack",
                  "asked: dlopen");
}
static void does_not_open_without_gpu(Facts *f)
{
    does_not_open(f);
    no_gpu(f);
}
static void does_not_open_node_refused(Facts *f)
{
    does_not_open(f);
    set_node(f, "node//dev/nvidia0", "mode");
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void no_function(Facts *f)
{
    end(f, CUDA, "no-function", "cuInit");
}
static void dies(Facts *f)
{
    end(f, CUDA, "crashed", "cuInit");
    fact_set_text(f, CUDA, FACT_ASKED_DETAIL, "SIGSEGV", "asked: cuInit");
}
static void dies_without_gpu(Facts *f)
{
    dies(f);
    no_gpu(f);
}
static void silent(Facts *f)
{
    end(f, CUDA, "silent", "cuInit");
    fact_set_text(f, CUDA, FACT_ASKED_DETAIL, "no answer within 5 s, and was ended",
                  "asked: cuInit");
}
static void silent_without_module(Facts *f)
{
    silent(f);
    no_module(f);
}

/* ---- NVML alone fails ---- */
static void nvml_needed(Facts *f)
{
    fact_set_flag(f, "env", FACT_NVML_NEEDED, true, "test");
}
static void nvml_fails(Facts *f)
{
    answers_well(f);
    nvml_returns(f, 18);
}
static void nvml_fails_needed(Facts *f)
{
    nvml_fails(f);
    nvml_needed(f);
}
static void nvml_dies_needed(Facts *f)
{
    answers_well(f);
    nvml_needed(f);
    end(f, NVML, "crashed", "nvmlInit_v2");
    fact_set_text(f, NVML, FACT_ASKED_DETAIL, "SIGABRT", "asked: nvmlInit_v2");
}
static void nvml_silent_needed(Facts *f)
{
    answers_well(f);
    nvml_needed(f);
    end(f, NVML, "silent", "nvmlInit_v2");
}
static void nvml_not_found_nor_asked(Facts *f)
{
    one_refused(f);
    nvml_needed(f);
    library_fails(f, "libnvidia-ml.so.1", "libnvidia-ml.so.1");
}
static void nvml_well_needed(Facts *f)
{
    answers_well(f);
    nvml_needed(f);
}

/* ---- availability ---- */
static void prohibited(Facts *f)
{
    answers_well(f);
    fact_set_text(f, GPU0, FACT_GPU_COMPUTE_MODE, "prohibited", "asked: NVML");
}
static void two_offered(Facts *f)
{
    second_gpu(f);
    devices(f, 2);
    tell_gpu(f, GPU0, 0);
    tell_gpu(f, GPU1, 1);
}
static void both_prohibited(Facts *f)
{
    two_offered(f);
    fact_set_text(f, GPU0, FACT_GPU_COMPUTE_MODE, "prohibited", "asked: NVML");
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_MODE, "prohibited", "asked: NVML");
}
static void both_hot(Facts *f)
{
    two_offered(f);
    fact_set_texts(f, GPU0, FACT_GPU_SLOWED, one(f, "it is hot"), "asked: NVML");
    fact_set_texts(f, GPU1, FACT_GPU_SLOWED, one(f, "it is hot"), "asked: NVML");
}
static void both_hot_and_worn(Facts *f)
{
    both_hot(f);
    fact_set_texts(f, GPU0, FACT_GPU_REPAIRS, one(f, "rows are replaced"), "asked: NVML");
}
static void exclusive(Facts *f)
{
    answers_well(f);
    fact_set_text(f, GPU0, FACT_GPU_COMPUTE_MODE, "exclusive-process", "asked: NVML");
}
static void exclusive_and_taken(Facts *f)
{
    exclusive(f);
    fact_set_texts(f, GPU0, FACT_GPU_PROCESSES, one(f, "process 4711 holds 300 MiB"),
                   "asked: NVML");
}
static void shared(Facts *f)
{
    answers_well(f);
    fact_set_texts(f, GPU0, FACT_GPU_PROCESSES, one(f, "process 4711 holds 300 MiB"),
                   "asked: NVML");
}
static void free_bytes(Facts *f, long long bytes)
{
    answers_well(f);
    fact_set_number(f, GPU0, FACT_GPU_MEMORY_FREE, bytes, "asked: NVML");
}
static void full(Facts *f)
{
    free_bytes(f, (512LL << 20) - 1);
}
static void nearly_full(Facts *f)
{
    free_bytes(f, 512LL << 20);
}
static void half_full(Facts *f)
{
    free_bytes(f, 40LL << 30);
}
static void small_card(Facts *f)
{
    free_bytes(f, 400LL << 20);
    fact_set_number(f, GPU0, FACT_GPU_MEMORY_TOTAL, 450LL << 20, "asked: NVML");
}
static void nonsense_memory(Facts *f)
{
    free_bytes(f, 81LL << 30);
}
static void memory_not_told(Facts *f)
{
    answers_well(f);
    fact_set_unknown(f, GPU0, FACT_GPU_MEMORY_FREE, "not told", "test");
}
static void hot(Facts *f)
{
    answers_well(f);
    fact_set_texts(f, GPU0, FACT_GPU_SLOWED, one(f, "the driver slows it down, since it is hot"),
                   "asked: NVML");
}
static void cool(Facts *f)
{
    answers_well(f);
    fact_set_texts(f, GPU0, FACT_GPU_SLOWED, (Strings){0}, "asked: NVML");
}
static void worn(Facts *f)
{
    answers_well(f);
    fact_set_texts(f, GPU0, FACT_GPU_REPAIRS,
                   one(f, "rows of its memory are replaced at the next reset"), "asked: NVML");
}
static void lost(Facts *f)
{
    cuda_returns(f, 999);
    nvml_returns(f, 15);
}

static void one_card_lost(Facts *f)
{
    answers_well(f);
    fact_set_number(f, NVML, FACT_ASKED_DEVICE_CODE, 15, "asked: nvmlDeviceGetHandleByIndex_v2");
}
static void the_card_is_lost(Facts *f)
{
    one_card_lost(f);
    cuda_returns(f, 100);
    fact_set_unknown(f, CUDA, FACT_ASKED_DEVICES, "not told", "test");
}
static void one_card_odd(Facts *f)
{
    answers_well(f);
    fact_set_number(f, NVML, FACT_ASKED_DEVICE_CODE, 3, "asked: nvmlDeviceGetHandleByIndex_v2");
}

static const Row ROWS[] = {
    {"asked: all well", answers_well, "", NULL, VERDICT_GPU, 1},
    {"asked: refused", refused, "", NULL, VERDICT_GPU, 1},
    {"asked: NVML refused", one_refused, "", NULL, VERDICT_GPU, 1},
    {"asked: nothing else was seen", nothing_seen, "", NULL, VERDICT_GPU, 1},
    {"asked: works without a module", works_without_module, "", NULL, VERDICT_GPU, 1},
    {"asked: works though a node is refused", works_though_refused, "", NULL, VERDICT_GPU, 1},
    {"asked: works though hidden", works_though_hidden, "", NULL, VERDICT_GPU, 1},
    {"asked: works, device types do not", works_without_types, "visible-devices-hidden", NULL,
     VERDICT_CPU, 0},
    {"asked: works and is too old", works_and_is_too_old, "driver-too-old", NULL, VERDICT_FAILS, 1},
    {"asked: one of two offered", one_of_two_offered, "", NULL, VERDICT_GPU, 1},
    {"asked: which CUDA it serves is untold", serves_untold, "", NULL, VERDICT_GPU, 1},
    {"asked: which CUDA is untold, module hidden", serves_untold_and_module_hidden, "", NULL,
     VERDICT_UNKNOWN, -1},
    {"asked: NVML counts one of two", nvml_counts_one_of_two, "", NULL, VERDICT_GPU, 1},
    {"asked: CUDA alone, one of two offered", cuda_alone_offers_one_of_two, "", NULL, VERDICT_GPU,
     1},
    {"asked: nothing seen, one of two offered", nothing_seen_one_of_two_offered, "", NULL,
     VERDICT_GPU, -1},
    {"asked: works, variable hidden", variable_hidden, "", NULL, VERDICT_GPU, 1},
    {"asked: works, variable and a library hidden", variable_and_libraries_hidden, "", NULL,
     VERDICT_UNKNOWN, -1},
    {"asked: the driver differs", differs, "", NULL, VERDICT_GPU, 1},
    {"asked: 100", no_device, "cuinit-fails", NULL, VERDICT_CPU, 0},
    {"asked: no device counted", no_device_counted, "gpu-does-not-start", NULL, VERDICT_CPU, 0},
    {"asked: no device counted by CUDA", no_device_counted_by_cuda, "cuinit-fails", NULL,
     VERDICT_CPU, 0},
    {"asked: 100, hidden", no_device_hidden, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"asked: 100, no module", no_device_no_module, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"asked: 100, MIG without instances", no_device_for_mig, "mig-misconfigured", NULL, VERDICT_CPU,
     0},
    {"asked: 34", stub, "stub-libcuda", NULL, VERDICT_CPU, 0},
    {"asked: 803", mismatch, "driver-lib-mismatch", NULL, VERDICT_CPU, 0},
    {"asked: 999, NVML 18", mismatch_by_nvml, "driver-lib-mismatch", NULL, VERDICT_CPU, 0},
    {"asked: 100, NVML 4", forbidden_by_nvml, "device-permission", NULL, VERDICT_CPU, 0},
    {"asked: 804", compat, "driver-lib-mismatch", NULL, VERDICT_CPU, 0},
    {"asked: 999", unknown_error, "cuinit-unknown-999", NULL, VERDICT_CPU, 0},
    {"asked: 999, no module", unknown_error_no_module, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"asked: 3", not_initialised, "cuinit-unknown-999", NULL, VERDICT_CPU, 0},
    {"asked: 802", no_fabric, "fabric-manager-down", NULL, VERDICT_CPU, 0},
    {"asked: 802, in progress", fabric_in_progress, "fabric-manager-down", NULL, VERDICT_CPU, 0},
    {"asked: 802, complete", fabric_complete, "fabric-manager-down", NULL, VERDICT_CPU, 0},
    {"asked: 802, in progress, by switches", fabric_in_progress_by_switches, "fabric-manager-down",
     NULL, VERDICT_CPU, 0},
    {"asked: 802, complete, by switches", fabric_complete_by_switches, "fabric-manager-down", NULL,
     VERDICT_CPU, 0},
    {"asked: serves too little", serves_too_little, "driver-too-old", NULL, VERDICT_FAILS, 1},
    {"asked: serves just enough", serves_just_enough, "", NULL, VERDICT_GPU, 1},
    {"asked: 805", mps, "cuinit-fails", NULL, VERDICT_CPU, 0},
    {"asked: 12345", no_such_code, "cuinit-fails", NULL, VERDICT_CPU, 0},
    {"asked: does not open", does_not_open, "libcuda-not-found", NULL, VERDICT_CPU, 0},
    {"asked: does not open, no GPU", does_not_open_without_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU,
     0},
    {"asked: does not open, node refused", does_not_open_node_refused, "device-permission", NULL,
     VERDICT_CPU, 0},
    {"asked: no cuInit", no_function, "cuinit-fails", NULL, VERDICT_CPU, 0},
    {"asked: dies", dies, "cuinit-fails", NULL, VERDICT_FAILS, -1},
    {"asked: dies, no GPU", dies_without_gpu, "no-nvidia-gpu", NULL, VERDICT_FAILS, -1},
    {"asked: silent", silent, "", NULL, VERDICT_UNKNOWN, -1},
    {"asked: silent, no module", silent_without_module, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"asked: NVML 18", nvml_fails, "", NULL, VERDICT_GPU, 1},
    {"asked: NVML 18, needed", nvml_fails_needed, "nvml-not-found", NULL, VERDICT_CPU, 0},
    {"asked: NVML dies, needed", nvml_dies_needed, "nvml-not-found", NULL, VERDICT_FAILS, -1},
    {"asked: NVML silent, needed", nvml_silent_needed, "", NULL, VERDICT_UNKNOWN, -1},
    {"asked: NVML not found nor asked", nvml_not_found_nor_asked, "nvml-not-found", NULL,
     VERDICT_CPU, 0},
    {"asked: NVML well, needed", nvml_well_needed, "", NULL, VERDICT_GPU, 1},
    {"asked: prohibited", prohibited, "exclusive-compute-mode", NULL, VERDICT_FAILS, 1},
    {"asked: both prohibited", both_prohibited, "exclusive-compute-mode", NULL, VERDICT_FAILS, 2},
    {"asked: both hot", both_hot, "", "gpu-throttled", VERDICT_GPU, 2},
    {"asked: both hot, one worn", both_hot_and_worn, "", "gpu-throttled", VERDICT_GPU, 2},
    {"asked: exclusive", exclusive, "", NULL, VERDICT_GPU, 1},
    {"asked: exclusive and taken", exclusive_and_taken, "exclusive-compute-mode", NULL,
     VERDICT_FAILS, 1},
    {"asked: shared", shared, "", NULL, VERDICT_GPU, 1},
    {"asked: full", full, "gpu-memory-held-by-other-process", NULL, VERDICT_FAILS, 1},
    {"asked: nearly full", nearly_full, "", "gpu-memory-held-by-other-process", VERDICT_GPU, 1},
    {"asked: half full", half_full, "", NULL, VERDICT_GPU, 1},
    {"asked: a small card", small_card, "", NULL, VERDICT_GPU, 1},
    {"asked: more free than there is", nonsense_memory, "", NULL, VERDICT_GPU, 1},
    {"asked: memory not told", memory_not_told, "", NULL, VERDICT_GPU, 1},
    {"asked: hot", hot, "", "gpu-throttled", VERDICT_GPU, 1},
    {"asked: cool", cool, "", NULL, VERDICT_GPU, 1},
    {"asked: worn", worn, "", "gpu-needs-reset", VERDICT_GPU, 1},
    {"asked: one card is lost", one_card_lost, "", "gpu-lost", VERDICT_GPU, 1},
    {"asked: the card is lost", the_card_is_lost, "gpu-lost", NULL, VERDICT_CPU, 0},
    {"asked: one card is odd", one_card_odd, "", NULL, VERDICT_GPU, 1},
    {"asked: lost", lost, "gpu-lost", NULL, VERDICT_CPU, 0},
};

const RowGroup rows_of_asked = {ROWS, sizeof ROWS / sizeof *ROWS};

/* Changes of GPUs and their kernel driver, and what must follow. */
#include "diagnose/rows.h"

Strings one(Facts *f, const char *text)
{
    Strings list = {0};
    list_add(facts_arena(f), list, text);
    return list;
}

static void nothing(Facts *f)
{
    (void)f;
}

/* ---- gpu ---- */
void no_gpu(Facts *f)
{
    fact_set_absent(f, GPU0, FACT_GPU_VENDOR, "test");
}
static void amd_gpu(Facts *f)
{
    fact_set_text(f, GPU0, FACT_GPU_VENDOR, "amd", "test");
}
static void pci_unreadable(Facts *f)
{
    no_gpu(f);
    fact_set_unknown(f, "machine", FACT_PCI_LISTED, "permission denied", "test");
}
static void wsl(Facts *f)
{
    no_gpu(f);
    fact_set_flag(f, "machine", FACT_WSL, true, "test");
    fact_set_text(f, "library/libcuda.so.1", FACT_LIBRARY_KIND, "wsl", "test");
}

/* ---- kernel-driver ---- */
void nouveau(Facts *f)
{
    fact_set_text(f, GPU0, FACT_GPU_DRIVER, "nouveau", "test");
}
void nouveau_beside_good(Facts *f)
{
    fact_set_text(f, GPU1, FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, "10de:2335", "test");
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    fact_set_text(f, GPU1, FACT_GPU_DRIVER, "nouveau", "test");
}
void no_module(Facts *f)
{
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE, "test");
    fact_set_absent(f, GPU0, FACT_GPU_DRIVER, "test");
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE_FILE, "updates/dkms/nvidia.ko", "test");
}
static void nothing_installed(Facts *f)
{
    no_module(f);
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE_FILE, "test");
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void module_file_gone_library_there(Facts *f)
{
    no_module(f);
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE_FILE, "test");
}
void module_unknown(Facts *f)
{
    fact_set_unknown(f, "machine", FACT_NVIDIA_MODULE, "permission denied", "test");
}

/* ---- more of the machine ---- */
static void unreadable_vendor(Facts *f)
{
    fact_set_unknown(f, GPU0, FACT_GPU_VENDOR, "permission denied", "test");
}
static void amd_without_name(Facts *f)
{
    amd_gpu(f);
    fact_set_unknown(f, GPU0, FACT_GPU_NAME, "no pci.ids", "test");
}
static void known_by_chip(Facts *f)
{
    fact_set_unknown(f, GPU0, FACT_GPU_NAME, "no pci.ids", "test");
    fact_set_text(f, GPU0, FACT_GPU_CHIP, "GH100", "test");
}
static void known_by_number(Facts *f)
{
    fact_set_unknown(f, GPU0, FACT_GPU_NAME, "no pci.ids", "test");
}
void amd_beside(Facts *f)
{
    fact_set_text(f, GPU1, FACT_GPU_VENDOR, "amd", "test");
    fact_set_text(f, GPU1, FACT_GPU_DRIVER, "amdgpu", "test");
}
static void amd_without_driver_beside(Facts *f)
{
    amd_beside(f);
    fact_set_absent(f, GPU1, FACT_GPU_DRIVER, "test");
}
static void all_assumed(Facts *f)
{
    fact_mark_assumed(f, GPU0, FACT_GPU_VENDOR);
    fact_mark_assumed(f, "machine", FACT_NVIDIA_MODULE);
    fact_mark_assumed(f, "node//dev/nvidia0", FACT_NODE_TYPE);
    fact_mark_assumed(f, "library/libcuda.so.1", FACT_LIBRARY_OPENING);
}
void list_in_doubt(Facts *f)
{
    fact_set_unknown(f, "machine", FACT_PCI_LISTED, "permission denied", "test");
}
static void list_in_doubt_first_alone(Facts *f)
{
    list_in_doubt(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "0");
}
static void list_in_doubt_second_alone(Facts *f)
{
    list_in_doubt(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void nouveau_and_doubt(Facts *f)
{
    nouveau(f);
    list_in_doubt(f);
}
static void open_module(Facts *f)
{
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE_FLAVOUR, "open", "test");
}
static void closed_module(Facts *f)
{
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE_FLAVOUR, "proprietary", "test");
}
static void vfio(Facts *f)
{
    fact_set_text(f, GPU0, FACT_GPU_DRIVER, "vfio-pci", "test");
}
void unbound(Facts *f)
{
    fact_set_absent(f, GPU0, FACT_GPU_DRIVER, "test");
}
static void driver_of_gpu_unknown(Facts *f)
{
    fact_set_unknown(f, GPU0, FACT_GPU_DRIVER, "permission denied", "test");
}
static void driver_of_second_unknown(Facts *f)
{
    second_gpu(f);
    fact_set_unknown(f, GPU1, FACT_GPU_DRIVER, "permission denied", "test");
}
static void module_file_unknown(Facts *f)
{
    no_module(f);
    fact_set_unknown(f, "machine", FACT_NVIDIA_MODULE_FILE, "there is no such file", "test");
}
static void no_module_library_unknown(Facts *f)
{
    no_module(f);
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE_FILE, "test");
    library_unknown(f, "libcuda.so.1", "not recorded");
}
static void no_module_no_library_to_open(Facts *f)
{
    nothing_installed(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE_FILE, "nvidia.ko", "test");
}

static const Row ROWS[] = {
    {"healthy", nothing, "", NULL, VERDICT_GPU, 1},
    {"no GPU", no_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"an AMD GPU", amd_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"PCI cannot be read", pci_unreadable, "", NULL, VERDICT_UNKNOWN, -1},
    {"WSL has no PCI", wsl, "", NULL, VERDICT_UNKNOWN, -1},
    {"nouveau", nouveau, "nouveau-in-use", NULL, VERDICT_CPU, 0},
    {"nouveau has only the second", nouveau_beside_good, "", NULL, VERDICT_GPU, 1},
    {"module not loaded", no_module, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"no driver at all", nothing_installed, "driver-not-installed", NULL, VERDICT_CPU, 0},
    {"library without module file", module_file_gone_library_there, "driver-not-loaded", NULL,
     VERDICT_CPU, 0},
    {"module unknown", module_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"unreadable vendor", unreadable_vendor, "", NULL, VERDICT_UNKNOWN, -1},
    {"amd without name", amd_without_name, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"known by chip", known_by_chip, "", NULL, VERDICT_GPU, 1},
    {"known by number", known_by_number, "", NULL, VERDICT_GPU, 1},
    {"amd beside", amd_beside, "", NULL, VERDICT_GPU, 1},
    {"amd without driver beside", amd_without_driver_beside, "", NULL, VERDICT_GPU, 1},
    {"all assumed", all_assumed, "", NULL, VERDICT_GPU, 1},
    {"list in doubt", list_in_doubt, "", NULL, VERDICT_GPU, -1},
    {"list in doubt first alone", list_in_doubt_first_alone, "", NULL, VERDICT_GPU, -1},
    {"list in doubt second alone", list_in_doubt_second_alone, "", NULL, VERDICT_UNKNOWN, -1},
    {"nouveau and doubt", nouveau_and_doubt, "", NULL, VERDICT_UNKNOWN, -1},
    {"open module", open_module, "", NULL, VERDICT_GPU, 1},
    {"closed module", closed_module, "", NULL, VERDICT_GPU, 1},
    {"vfio", vfio, "nouveau-in-use", NULL, VERDICT_CPU, 0},
    {"unbound", unbound, "", NULL, VERDICT_UNKNOWN, -1},
    {"driver of gpu unknown", driver_of_gpu_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"driver of second unknown", driver_of_second_unknown, "", NULL, VERDICT_GPU, -1},
    {"module file unknown", module_file_unknown, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"no module library unknown", no_module_library_unknown, "driver-not-installed", NULL,
     VERDICT_CPU, 0},
    {"no module no library to open", no_module_no_library_to_open, "driver-not-loaded", NULL,
     VERDICT_CPU, 0},
};

const RowGroup rows_of_machine = {ROWS, sizeof ROWS / sizeof *ROWS};

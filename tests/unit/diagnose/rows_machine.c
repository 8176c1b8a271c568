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

/* ---- why there is no GPU ---- */
static Strings two(Facts *f, const char *first, const char *second)
{
    Strings list = one(f, first);
    list_add(facts_arena(f), list, second);
    return list;
}
static void card_without_display(Facts *f)
{
    no_gpu(f);
    fact_set_texts(f, "machine", FACT_GPU_REMAINS, one(f, "0000:01:00.1"), "test");
}
static void no_remains(Facts *f)
{
    no_gpu(f);
    fact_set_absent(f, "machine", FACT_GPU_REMAINS, "test");
    fact_set_absent(f, "machine", FACT_GPU_SWITCHES, "test");
    fact_set_absent(f, "machine", FACT_HYPERVISOR, "test");
}
static void switched_off(Facts *f)
{
    no_remains(f);
    fact_set_texts(f, "machine", FACT_GPU_SWITCHES, one(f, "/etc/prime-discrete: off"), "test");
}
static void switched_off_and_amd(Facts *f)
{
    switched_off(f);
    fact_set_text(f, GPU1, FACT_GPU_VENDOR, "amd", "test");
}
static void switch_off_and_card_there(Facts *f)
{
    fact_set_texts(f, "machine", FACT_GPU_SWITCHES, one(f, "/etc/prime-discrete: off"), "test");
}
static void remains_in_doubt(Facts *f)
{
    card_without_display(f);
    list_in_doubt(f);
}
static void virtual_machine(Facts *f)
{
    no_gpu(f);
    fact_set_text(f, "machine", FACT_HYPERVISOR, "QEMU", "test");
    fact_set_text(f, "machine", FACT_MACHINE_PRODUCT, "QEMU Standard PC", "test");
    fact_set_texts(f, "machine", FACT_VIRTUAL_DISPLAYS, two(f, "1234:1111 (QEMU)", "x"), "test");
}
static void unnamed_virtual_machine(Facts *f)
{
    no_gpu(f);
    fact_set_text(f, "machine", FACT_HYPERVISOR, "a hypervisor", "test");
}
static void cloud_type(Facts *f)
{
    no_gpu(f);
    fact_set_text(f, "machine", FACT_HYPERVISOR, "Amazon EC2", "test");
    fact_set_text(f, "machine", FACT_MACHINE_PRODUCT, "Amazon EC2 t3.micro", "test");
}
static void bare_metal(Facts *f)
{
    no_remains(f);
    fact_set_text(f, "machine", FACT_MACHINE_PRODUCT, "Dell PowerEdge R750", "test");
}
static void tegra(Facts *f)
{
    no_gpu(f);
    fact_set_flag(f, "machine", FACT_TEGRA, true, "test");
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE, "test");
}
static void wsl_without_module(Facts *f)
{
    wsl(f);
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE, "test");
}
static void asleep(Facts *f)
{
    fact_set_flag(f, GPU0, FACT_GPU_ASLEEP, true, "test");
}

/* ---- the loaded driver and its cards ---- */
static void family(Facts *f, const char *gpu, const char *name, int last, const char *needed)
{
    fact_set_text(f, gpu, FACT_GPU_FAMILY, name, "test");
    if (last)
        fact_set_number(f, gpu, FACT_GPU_LAST_BRANCH, last, "test");
    else
        fact_set_absent(f, gpu, FACT_GPU_LAST_BRANCH, "test");
    if (needed)
        fact_set_text(f, gpu, FACT_GPU_MODULE_NEEDED, needed, "test");
    else
        fact_set_absent(f, gpu, FACT_GPU_MODULE_NEEDED, "test");
}
static void log_says(Facts *f, const char *kind, const char *line)
{
    const char *subject = arena_printf(facts_arena(f), "kernel-log/%s", kind);
    fact_set_text(f, "machine", FACT_KERNEL_LOG, "/var/log/kern.log", "/var/log/kern.log");
    fact_set_text(f, subject, FACT_LOG_LINE, line, "/var/log/kern.log");
    fact_set_text(f, subject, FACT_LOG_GPU, "0000:01:00", "/var/log/kern.log");
}
static void idle(Facts *f)
{
    fact_set_flag(f, GPU0, FACT_GPU_INITIALISED, false, "test");
}
static void kepler(Facts *f)
{
    unbound(f);
    family(f, GPU0, "Kepler", 470, "proprietary");
}
static void kepler_of_the_right_branch(Facts *f)
{
    kepler(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE, "470.256.02", "test");
    fact_set_text(f, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "470.256.02", "test");
}
static void kepler_bound(Facts *f)
{
    kepler(f);
    fact_set_text(f, GPU0, FACT_GPU_DRIVER, "nvidia", "test");
}
static void kepler_by_log(Facts *f)
{
    unbound(f);
    log_says(f, "legacy-gpu", "NVRM: ignoring the legacy GPU 0000:01:00.0");
}
static void log_of_no_card(Facts *f)
{
    kepler_by_log(f);
    fact_set_absent(f, "kernel-log/legacy-gpu", FACT_LOG_GPU, "test");
}
static void log_of_another_card(Facts *f)
{
    kepler_by_log(f);
    fact_set_text(f, "kernel-log/legacy-gpu", FACT_LOG_GPU, "0000:02:00", "test");
}
static void kepler_and_module_not_loaded(Facts *f)
{
    kepler(f);
    no_module(f);
}
static void kepler_without_module_in_doubt(Facts *f)
{
    kepler_and_module_not_loaded(f);
    list_in_doubt(f);
}
static void kepler_without_module_in_container(Facts *f)
{
    kepler_and_module_not_loaded(f);
    fact_set_text(f, "machine", FACT_CONTAINER, "docker", "test");
}
static void kepler_with_other_branch_on_disk(Facts *f)
{
    kepler_and_module_not_loaded(f);
    fact_set_text(f, "machine", FACT_NVIDIA_DISK_VERSION, "470.256.02", "test");
}
static void kepler_beside(Facts *f)
{
    nouveau_beside_good(f);
    fact_set_absent(f, GPU1, FACT_GPU_DRIVER, "test");
    family(f, GPU1, "Kepler", 470, "proprietary");
}
static void unbound_beside(Facts *f)
{
    nouveau_beside_good(f);
    fact_set_absent(f, GPU1, FACT_GPU_DRIVER, "test");
}
static void pascal(Facts *f)
{
    unbound(f);
    family(f, GPU0, "Pascal", 580, "proprietary");
    closed_module(f);
}
static void pascal_open(Facts *f)
{
    pascal(f);
    open_module(f);
}
static void pascal_open_by_log(Facts *f)
{
    unbound(f);
    log_says(f, "needs-proprietary", "NVRM: not supported by open nvidia.ko");
}
static void pascal_open_not_loaded(Facts *f)
{
    no_module(f);
    family(f, GPU0, "Pascal", 580, "proprietary");
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE_FILE, "kernel/nvidia-580-open/nvidia.ko",
                  "test");
}
static void pascal_proprietary_not_loaded(Facts *f)
{
    pascal_open_not_loaded(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE_FILE, "kernel/nvidia-580/nvidia.ko", "test");
}
static void blackwell_closed(Facts *f)
{
    closed_module(f);
    idle(f);
    family(f, GPU0, "Blackwell", 0, "open");
}
static void blackwell_open(Facts *f)
{
    blackwell_closed(f);
    open_module(f);
}
static void blackwell_closed_and_running(Facts *f)
{
    blackwell_closed(f);
    fact_set_flag(f, GPU0, FACT_GPU_INITIALISED, true, "test");
}
static void blackwell_not_looked_at(Facts *f)
{
    blackwell_closed(f);
    fact_set_unknown(f, GPU0, FACT_GPU_INITIALISED, "not recorded", "test");
}
static void excluded(Facts *f)
{
    fact_set_flag(f, GPU0, FACT_GPU_EXCLUDED, true, "test");
}
static void not_excluded(Facts *f)
{
    fact_set_flag(f, GPU0, FACT_GPU_EXCLUDED, false, "test");
}
static void second_excluded(Facts *f)
{
    second_gpu(f);
    fact_set_flag(f, GPU1, FACT_GPU_EXCLUDED, true, "test");
}
static void no_firmware(Facts *f)
{
    open_module(f);
    idle(f);
    fact_set_absent(f, "machine", FACT_GSP_FIRMWARE, "/lib/firmware/nvidia/580.65.06");
}
static void firmware_there(Facts *f)
{
    no_firmware(f);
    fact_set_text(f, "machine", FACT_GSP_FIRMWARE, "/lib/firmware/nvidia/580.65.06", "test");
}
static void no_firmware_by_log(Facts *f)
{
    idle(f);
    log_says(f, "firmware-missing", "firmware load for nvidia/580.65.06/gsp_ga10x.bin failed");
    log_says(f, "init-failed", "NVRM: GPU 0000:01:00.0: RmInitAdapter failed! (0x62:0x40:1)");
}
static void init_failed(Facts *f)
{
    idle(f);
    log_says(f, "init-failed", "NVRM: GPU 0000:01:00.0: RmInitAdapter failed! (0x24:0x65:1)");
}
static void init_failed_and_running(Facts *f)
{
    init_failed(f);
    fact_set_flag(f, GPU0, FACT_GPU_INITIALISED, true, "test");
}
static void no_room_for_bars(Facts *f)
{
    unbound(f);
    log_says(f, "bad-bar", "NVRM: This PCI I/O region assigned to your NVIDIA device is invalid:");
}
static void off_the_bus(Facts *f)
{
    idle(f);
    log_says(f, "xid-79", "NVRM: Xid (PCI:0000:01:00): 79");
}
static void off_the_bus_while_running(Facts *f)
{
    off_the_bus(f);
    fact_set_flag(f, GPU0, FACT_GPU_INITIALISED, true, "test");
}
static void other_xid(Facts *f)
{
    idle(f);
    log_says(f, "xid-31", "NVRM: Xid (PCI:0000:01:00): 31");
    log_says(f, "xid-9999", "NVRM: Xid (PCI:0000:01:00): 9999");
    log_says(f, "api-mismatch", "NVRM: API mismatch: the client has the version 550.54.14, but");
}
static void nouveau_kept_away(Facts *f)
{
    nouveau(f);
    fact_set_texts(f, "machine", FACT_NOUVEAU_BLACKLIST,
                   one(f, "/etc/modprobe.d/x.conf: blacklist nouveau"), "test");
    log_says(f, "not-probed", "NVRM: The NVIDIA probe routine was not called for 1 device(s).");
}
static void still_starting(Facts *f)
{
    unbound(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE_STATE, "coming", "test");
}
static void kept_for_another_driver(Facts *f)
{
    unbound(f);
    fact_set_text(f, GPU0, FACT_GPU_OVERRIDE, "vfio-pci", "test");
}
static void unbound_and_log_read(Facts *f)
{
    unbound(f);
    fact_set_text(f, "machine", FACT_KERNEL_LOG, "/var/log/kern.log", "test");
}

/* ---- why the module is not loaded ---- */
static void module_elsewhere(Facts *f)
{
    no_module(f);
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE_FILE, "test");
    fact_set_texts(f, "machine", FACT_NVIDIA_BUILT_FOR, one(f, "6.0.0"), "test");
    fact_set_texts(f, "machine", FACT_NVIDIA_SOURCES, one(f, "/usr/src/nvidia-580.65.06"), "test");
    fact_set_text(f, "machine", FACT_NVIDIA_DISK_VERSION, "580.65.06", "test");
    fact_set_flag(f, "machine", FACT_KERNEL_HEADERS, true, "test");
}
static void sources_without_library(Facts *f)
{
    module_elsewhere(f);
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void no_headers(Facts *f)
{
    module_elsewhere(f);
    fact_set_flag(f, "machine", FACT_KERNEL_HEADERS, false, "test");
}
static void build_failed(Facts *f)
{
    module_elsewhere(f);
    fact_set_text(f, "machine", FACT_DKMS_ERROR, "x.c:1: error: no member named y",
                  "/var/lib/dkms/nvidia/580.65.06/build/make.log");
}
static void kernel_replaced(Facts *f)
{
    no_module(f);
    fact_set_unknown(f, "machine", FACT_NVIDIA_MODULE_FILE, "there is no such file", "test");
    fact_set_flag(f, "machine", FACT_KERNEL_MODULES, false, "/lib/modules/6.1.0");
}
static void kernel_replaced_and_nothing_installed(Facts *f)
{
    kernel_replaced(f);
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
    fact_set_absent(f, "machine", FACT_NVIDIA_SOURCES, "test");
    fact_set_absent(f, "machine", FACT_NVIDIA_BUILT_FOR, "test");
}
static void secure_boot(Facts *f)
{
    no_module(f);
    fact_set_flag(f, "machine", FACT_SECURE_BOOT, true, "test");
    fact_set_flag(f, "machine", FACT_NVIDIA_MODULE_SIGNED, false, "test");
    fact_set_text(f, "machine", FACT_KERNEL_LOCKDOWN, "integrity", "test");
}
static void secure_boot_and_signed(Facts *f)
{
    secure_boot(f);
    fact_set_flag(f, "machine", FACT_NVIDIA_MODULE_SIGNED, true, "test");
}
static void secure_boot_signed_and_helper(Facts *f)
{
    secure_boot_and_signed(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void rejected_by_log(Facts *f)
{
    no_module(f);
    log_says(f, "module-rejected", "Loading of unsigned module is rejected");
}
static void blacklisted(Facts *f)
{
    no_module(f);
    fact_set_flag(f, "machine", FACT_SECURE_BOOT, false, "test");
    fact_set_texts(f, "machine", FACT_NVIDIA_BLACKLIST,
                   one(f, "/etc/modprobe.d/x.conf: blacklist nvidia"), "test");
}
static void nothing_forbids_and_helper(Facts *f)
{
    no_module(f);
    fact_set_absent(f, "machine", FACT_NVIDIA_BLACKLIST, "test");
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}

/* ---- what CUDA needs besides ---- */
static void no_uvm(Facts *f)
{
    fact_set_flag(f, "machine", FACT_NVIDIA_UVM, false, "test");
    fact_set_absent(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "test");
}
static void no_uvm_and_helper(Facts *f)
{
    no_uvm(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void no_fabric_manager(Facts *f)
{
    fact_set_number(f, "machine", FACT_NVSWITCHES, 4, "test");
    fact_set_absent(f, "machine", FACT_FABRIC_MANAGER, "/run/nvidia-fabricmanager");
}
static void fabric_manager(Facts *f)
{
    no_fabric_manager(f);
    fact_set_text(f, "machine", FACT_FABRIC_MANAGER, "/run/nvidia-fabricmanager/socket", "test");
}
static void no_switches(Facts *f)
{
    no_fabric_manager(f);
    fact_set_number(f, "machine", FACT_NVSWITCHES, 0, "test");
}
static void uvm_has_no_room(Facts *f)
{
    log_says(f, "uvm-failed", "nvidia-uvm: request_free_mem_region() err -34");
}
static void has_slept(Facts *f)
{
    fact_set_number(f, "machine", FACT_TIMES_RESUMED, 3, "test");
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
    {"card without its display function", card_without_display, "gpu-switched-off", NULL,
     VERDICT_CPU, 0},
    {"no part of a card", no_remains, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"switched off", switched_off, "gpu-switched-off", NULL, VERDICT_CPU, 0},
    {"switched off beside AMD", switched_off_and_amd, "gpu-switched-off", NULL, VERDICT_CPU, 0},
    {"switched off, card there", switch_off_and_card_there, "", NULL, VERDICT_GPU, 1},
    {"part of a card, list in doubt", remains_in_doubt, "", NULL, VERDICT_UNKNOWN, -1},
    {"virtual machine", virtual_machine, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"unnamed virtual machine", unnamed_virtual_machine, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"cloud type without GPU", cloud_type, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"bare metal", bare_metal, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"Tegra", tegra, "", NULL, VERDICT_UNKNOWN, -1},
    {"WSL without a module", wsl_without_module, "", NULL, VERDICT_UNKNOWN, -1},
    {"asleep", asleep, "", NULL, VERDICT_GPU, 1},
    {"Kepler and driver 580", kepler, "driver-drops-old-gpu", NULL, VERDICT_CPU, 0},
    {"Kepler and driver 470", kepler_of_the_right_branch, "driver-too-old", NULL, VERDICT_UNKNOWN,
     -1},
    {"Kepler and driver 580, bound", kepler_bound, "", NULL, VERDICT_GPU, 1},
    {"legacy by the log, no address", log_of_no_card, "driver-drops-old-gpu", NULL, VERDICT_CPU, 0},
    {"Kepler, module not loaded, list in doubt", kepler_without_module_in_doubt,
     "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"legacy by the log", kepler_by_log, "driver-drops-old-gpu", NULL, VERDICT_CPU, 0},
    {"legacy is another card", log_of_another_card, "", NULL, VERDICT_UNKNOWN, -1},
    {"Kepler, module not loaded", kepler_and_module_not_loaded, "driver-drops-old-gpu", NULL,
     VERDICT_CPU, 0},
    {"Kepler, module not loaded, container", kepler_without_module_in_container,
     "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"Kepler, its branch on the disk", kepler_with_other_branch_on_disk, "driver-not-loaded", NULL,
     VERDICT_CPU, 0},
    {"Kepler beside", kepler_beside, "", "driver-drops-old-gpu", VERDICT_GPU, 1},
    {"without a driver beside", unbound_beside, "", NULL, VERDICT_GPU, 1},
    {"Pascal and proprietary module", pascal, "", NULL, VERDICT_UNKNOWN, -1},
    {"Pascal and open module", pascal_open, "driver-wrong-flavour", NULL, VERDICT_CPU, 0},
    {"Pascal and open module by the log", pascal_open_by_log, "driver-wrong-flavour", NULL,
     VERDICT_CPU, 0},
    {"Pascal, open module on the disk", pascal_open_not_loaded, "driver-wrong-flavour", NULL,
     VERDICT_CPU, 0},
    {"Pascal, proprietary module on the disk", pascal_proprietary_not_loaded, "driver-not-loaded",
     NULL, VERDICT_CPU, 0},
    {"Blackwell and proprietary module", blackwell_closed, "driver-wrong-flavour", NULL,
     VERDICT_CPU, 0},
    {"Blackwell and open module", blackwell_open, "", NULL, VERDICT_GPU, 1},
    {"Blackwell runs", blackwell_closed_and_running, "", NULL, VERDICT_GPU, 1},
    {"Blackwell, whether it runs unknown", blackwell_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"excluded", excluded, "gpu-excluded", NULL, VERDICT_CPU, 0},
    {"not excluded", not_excluded, "", NULL, VERDICT_GPU, 1},
    {"second excluded", second_excluded, "", "gpu-excluded", VERDICT_GPU, 1},
    {"no firmware", no_firmware, "gsp-firmware-missing", NULL, VERDICT_CPU, 0},
    {"firmware there", firmware_there, "", NULL, VERDICT_GPU, 1},
    {"no firmware by the log", no_firmware_by_log, "gsp-firmware-missing", NULL, VERDICT_CPU, 0},
    {"start of the card failed", init_failed, "gpu-does-not-start", NULL, VERDICT_CPU, 0},
    {"start of the card failed before", init_failed_and_running, "", NULL, VERDICT_GPU, 1},
    {"no room for the card", no_room_for_bars, "gpu-does-not-start", NULL, VERDICT_CPU, 0},
    {"off the bus", off_the_bus, "gpu-lost", NULL, VERDICT_CPU, 0},
    {"off the bus while it ran", off_the_bus_while_running, "gpu-lost", NULL, VERDICT_CPU, 0},
    {"another Xid", other_xid, "", NULL, VERDICT_GPU, 1},
    {"nouveau, kept away since", nouveau_kept_away, "nouveau-in-use", NULL, VERDICT_CPU, 0},
    {"nouveau has the second, a finding", nouveau_beside_good, "", "nouveau-in-use", VERDICT_GPU,
     1},
    {"module still starting", still_starting, "", NULL, VERDICT_UNKNOWN, -1},
    {"kept for another driver", kept_for_another_driver, "", NULL, VERDICT_UNKNOWN, -1},
    {"unbound, log read", unbound_and_log_read, "", NULL, VERDICT_UNKNOWN, -1},
    {"module for another kernel", module_elsewhere, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"sources and no library", sources_without_library, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"no headers", no_headers, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"build failed", build_failed, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"kernel replaced", kernel_replaced, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"kernel replaced, nothing installed", kernel_replaced_and_nothing_installed,
     "driver-not-installed", NULL, VERDICT_CPU, 0},
    {"Secure Boot", secure_boot, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"Secure Boot and signed", secure_boot_and_signed, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"Secure Boot, signed, and the helper", secure_boot_signed_and_helper, "driver-not-loaded",
     NULL, VERDICT_CPU, 0},
    {"rejected by the log", rejected_by_log, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"blacklisted", blacklisted, "driver-not-loaded", NULL, VERDICT_CPU, 0},
    {"nothing forbids it, helper", nothing_forbids_and_helper, "driver-not-loaded", NULL,
     VERDICT_CPU, 0},
    {"no uvm", no_uvm, "device-nodes-missing", NULL, VERDICT_CPU, 0},
    {"no uvm, helper", no_uvm_and_helper, "", NULL, VERDICT_GPU, 1},
    {"no fabric manager", no_fabric_manager, "fabric-manager-down", NULL, VERDICT_CPU, 0},
    {"fabric manager", fabric_manager, "", NULL, VERDICT_GPU, 1},
    {"no NVSwitch", no_switches, "", NULL, VERDICT_GPU, 1},
    {"uvm has no room", uvm_has_no_room, "cuinit-unknown-999", NULL, VERDICT_CPU, 0},
    {"has slept", has_slept, "", NULL, VERDICT_GPU, 1},
};

const RowGroup rows_of_machine = {ROWS, sizeof ROWS / sizeof *ROWS};

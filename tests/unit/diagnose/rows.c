#include "diagnose/rows.h"

static Strings one(Facts *f, const char *text)
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
static void no_gpu(Facts *f)
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
}

/* ---- kernel-driver ---- */
static void nouveau(Facts *f)
{
    fact_set_text(f, GPU0, FACT_GPU_DRIVER, "nouveau", "test");
}
static void nouveau_beside_good(Facts *f)
{
    fact_set_text(f, GPU1, FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, "10de:2335", "test");
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    fact_set_text(f, GPU1, FACT_GPU_DRIVER, "nouveau", "test");
}
static void no_module(Facts *f)
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
static void module_unknown(Facts *f)
{
    fact_set_unknown(f, "machine", FACT_NVIDIA_MODULE, "permission denied", "test");
}

/* ---- device-access ---- */
static void set_node(Facts *f, const char *subject, const char *access)
{
    fact_set_text(f, subject, FACT_NODE_TYPE, "character device", "test");
    fact_set_text(f, subject, FACT_NODE_ACCESS, access, "test");
    fact_set_text(f, subject, FACT_NODE_OWNER, "mode 0660, user 0, group 44", "test");
}
static void no_nodes(Facts *f)
{
    fact_set_absent(f, "node//dev/nvidia0", FACT_NODE_TYPE, "test");
    fact_set_absent(f, "node//dev/nvidiactl", FACT_NODE_TYPE, "test");
    fact_set_absent(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "test");
}
static void no_nodes_in_container(Facts *f)
{
    no_nodes(f);
    fact_set_text(f, "machine", FACT_CONTAINER, "docker", "/.dockerenv");
}
static void no_uvm_in_container(Facts *f)
{
    fact_set_text(f, "machine", FACT_CONTAINER, "docker", "/.dockerenv");
    fact_set_absent(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "test");
}
static void no_nodes_but_modprobe(Facts *f)
{
    no_nodes(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void node_refused(Facts *f)
{
    fact_set_text(f, "node//dev/nvidia0", FACT_NODE_ACCESS, "mode", "test");
}
static void node_forbidden(Facts *f)
{
    fact_set_text(f, "node//dev/nvidiactl", FACT_NODE_ACCESS, "device-cgroup", "test");
}

/* ---- driver-library ---- */
static void no_libcuda(Facts *f)
{
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void stub(Facts *f)
{
    fact_set_flag(f, "library/libcuda.so.1", FACT_LIBRARY_IS_STUB, true, "test");
}
static void other_driver_version(Facts *f)
{
    fact_set_text(f, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "570.26", "test");
}
static void set_driver(Facts *f, const char *version)
{
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE, version, "test");
    fact_set_text(f, "library/libcuda.so.1", FACT_LIBRARY_VERSION, version, "test");
}
static void old_driver(Facts *f)
{
    set_driver(f, "525.60.12");
}
static void oldest_driver(Facts *f)
{
    set_driver(f, "525.60.13");
}
static void library_version_unknown(Facts *f)
{
    fact_set_unknown(f, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "no version in the name",
                     "test");
}
static void no_nvml(Facts *f)
{
    library_fails(f, "libnvidia-ml.so.1", "libnvidia-ml.so.1");
    fact_set_flag(f, "env", FACT_NVML_NEEDED, true, "test");
}
static void no_nvml_and_no_need(Facts *f)
{
    library_fails(f, "libnvidia-ml.so.1", "libnvidia-ml.so.1");
}

/* ---- build ---- */
static void not_installed(Facts *f)
{
    fact_set_absent(f, "env", FACT_FRAMEWORK_PATH, "test");
}
static void no_framework(Facts *f)
{
    fact_set_absent(f, "env", FACT_FRAMEWORK, "test");
}
static void installed_elsewhere(Facts *f)
{
    Strings other = {0};
    list_add(facts_arena(f), other, "/other/bin/python");
    not_installed(f);
    fact_set_texts(f, "env", FACT_FRAMEWORK_ELSEWHERE, other, "test");
}
static void python_too_new(Facts *f)
{
    not_installed(f);
    fact_set_flag(f, "env", FACT_PYTHON_HAS_WHEELS, false, "test");
}
static void python_has_wheels(Facts *f)
{
    not_installed(f);
    fact_set_flag(f, "env", FACT_PYTHON_HAS_WHEELS, true, "test");
}
static void cpu_build(Facts *f)
{
    fact_set_flag(f, "env", FACT_BUILD_IS_CUDA, false, "test");
    fact_set_absent(f, "env", FACT_LIBRARIES_ASKED, "test");
}
static void two_owners(Facts *f)
{
    Strings owners = {0};
    list_add(facts_arena(f), owners, "tensorflow 2.20.0");
    list_add(facts_arena(f), owners, "tensorflow-cpu 2.20.0");
    fact_set_texts(f, "env", FACT_FRAMEWORK_OWNERS, owners, "test");
}
static void two_owners_cpu_last(Facts *f)
{
    two_owners(f);
    cpu_build(f);
}
static void rocm_build(Facts *f)
{
    cpu_build(f);
    fact_set_flag(f, "env", FACT_BUILD_IS_ROCM, true, "test");
}
static void import_breaks(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so", .result = OPEN_FAILED, .fails_on = "libstdc++.so.6"};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
static void plugin(Facts *f)
{
    Strings plugins = {0};
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/tfdml_plugin.so");
    fact_set_texts(f, "env", FACT_DEVICE_PLUGINS, plugins, "test");
}
static void other_plugin(Facts *f)
{
    Strings plugins = {0};
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/libsomething.so");
    fact_set_texts(f, "env", FACT_DEVICE_PLUGINS, plugins, "test");
}
static void build_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_BUILD_IS_CUDA, "there is no such file", "test");
}
static void keras_on_jax(Facts *f)
{
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "jax", "KERAS_BACKEND");
}
static void keras_on_tensorflow(Facts *f)
{
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "tensorflow", "test");
}

/* ---- libraries ---- */
#define SOLVER "libcusolver.so.11"
static void places_known(Facts *f, const char *name)
{
    const char *subject = arena_printf(facts_arena(f), "library/%s", name);
    fact_set_texts(f, subject, FACT_LIBRARY_INSTALLED_AT, (Strings){0}, "test");
    fact_set_texts(f, subject, FACT_LIBRARY_OTHER_VERSIONS, (Strings){0}, "test");
}
static void solver_nowhere(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    places_known(f, SOLVER);
}
static void solver_elsewhere(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    installed_at(f, SOLVER, "/env/lib/nvidia/cusolver/lib/libcusolver.so.11");
}
static void solver_of_other_version(Facts *f)
{
    solver_nowhere(f);
    other_version_at(f, SOLVER, "/usr/local/cuda/lib64/libcusolver.so.12");
}
static void solver_both(Facts *f)
{
    solver_of_other_version(f);
    installed_at(f, SOLVER, "/env/lib/nvidia/cusolver/lib/libcusolver.so.11");
}
static void solver_needs_missing(Facts *f)
{
    places_known(f, "libnvJitLink.so.12");
    library_fails(f, SOLVER, "libnvJitLink.so.12");
}
static void solver_refused(Facts *f)
{
    library_fails(f, SOLVER, "/env/lib/nvidia/libcusparse.so.12");
}
static void solver_empty(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_TOO_SHORT);
}
static void solver_foreign(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_FOREIGN);
}
static void solver_foreign_and_elsewhere(Facts *f)
{
    solver_foreign(f);
    installed_at(f, SOLVER, "/elsewhere/libcusolver.so.11");
}
static void solver_cut(Facts *f)
{
    library_crashes(f, SOLVER, "/env/x/libcusolver.so.11");
}
static void solver_cut_without_gpu(Facts *f)
{
    solver_cut(f);
    no_gpu(f);
}
static void cudart_cut_without_gpu(Facts *f)
{
    library_crashes(f, "libcudart.so.12", "/env/x/libcudart.so.12");
    no_gpu(f);
}
static void solver_unknown(Facts *f)
{
    library_unknown(f, SOLVER, "not recorded");
}
static void cudnn_nowhere(Facts *f)
{
    places_known(f, "libcudnn.so.9");
    library_fails(f, "libcudnn.so.9", "libcudnn.so.9");
}
static void cudnn_of_other_version(Facts *f)
{
    cudnn_nowhere(f);
    other_version_at(f, "libcudnn.so.9", "/usr/lib/libcudnn.so.8");
}
static void cudnn_part_nowhere(Facts *f)
{
    Strings parts = {0};
    list_add(facts_arena(f), parts, "libcudnn_graph.so.9");
    fact_set_texts(f, "env", FACT_CUDNN_PARTS, parts, "test");
    library_fails(f, "libcudnn_graph.so.9", "libcudnn_graph.so.9");
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, false, "test");
}
static void cudnn_part_nowhere_early(Facts *f)
{
    cudnn_part_nowhere(f);
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, true, "test");
}
static void second_cudnn_part_nowhere(Facts *f)
{
    Strings parts = {0};
    list_add(facts_arena(f), parts, "libcudnn_graph.so.9");
    list_add(facts_arena(f), parts, "libcudnn_ops.so.9");
    fact_set_texts(f, "env", FACT_CUDNN_PARTS, parts, "test");
    library_opens(f, "libcudnn_graph.so.9", "/env/lib/nvidia/libcudnn_graph.so.9", RULE_RUNPATH);
    library_fails(f, "libcudnn_ops.so.9", "libcudnn_ops.so.9");
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, true, "test");
}
static void sparse_of_system(Facts *f)
{
    library_opens(f, "libcusparse.so.12", "/usr/local/cuda-13.0/lib/libcusparse.so.12", RULE_CACHE);
    fact_set_flag(f, "library/libcusparse.so.12", FACT_LIBRARY_FROM_SYSTEM, true, "test");
}

/* ---- visibility ---- */
static void hidden(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "-1");
}
static void not_hidden(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "0");
}
static void beyond(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void by_uuid(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "GPU-12345678");
}
static void second_gpu(Facts *f)
{
    nouveau_beside_good(f);
    fact_set_text(f, GPU1, FACT_GPU_DRIVER, "nvidia", "test");
    set_node(f, "node//dev/nvidia1", "read-write");
}
static void one_of_two(Facts *f)
{
    second_gpu(f);
    not_hidden(f);
}
static void types_without_gpu(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "CPU,gpu");
}
static void types_with_gpu(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "CPU,GPU,");
}
static void types_without_cpu(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "GPU");
}
static void types_not_read(Facts *f)
{
    types_without_gpu(f);
    fact_set_flag(f, "env", FACT_READS_DEVICE_TYPES, false, "test");
}

/* ---- architecture ---- */
static void capability(Facts *f, const char *value)
{
    fact_set_text(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, value, "test");
}
static void below_floor(Facts *f)
{
    capability(f, "3.0");
}
static void no_kernels_for_old(Facts *f)
{
    capability(f, "5.0");
}
static void oldest_with_kernels(Facts *f)
{
    capability(f, "6.1");
}
static void through_ptx(Facts *f)
{
    capability(f, "12.0");
}
static void too_new_without_ptx(Facts *f)
{
    Strings kernels = {0};
    list_add(facts_arena(f), kernels, "sm_80");
    fact_set_texts(f, "env", FACT_BUILD_ARCHITECTURES, kernels, "test");
}
static void capability_unknown(Facts *f)
{
    fact_set_unknown(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, "not in our table", "test");
}
static void few_multiprocessors(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "200");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void enough_multiprocessors(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "132");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void bound_is_no_number(Facts *f)
{
    few_multiprocessors(f);
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "abc");
}
static void bound(Facts *f, const char *value)
{
    few_multiprocessors(f);
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", value);
}
static void bound_with_blanks_and_sign(Facts *f)
{
    bound(f, " +200 ");
}
static void bound_below_zero(Facts *f)
{
    bound(f, "-5");
}
static void bound_beyond_32_bits(Facts *f)
{
    bound(f, "5000000000");
}
static void bound_with_a_letter(Facts *f)
{
    bound(f, "200x");
}
static void small_beside_large(Facts *f)
{
    second_gpu(f);
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, "10de:1d01", "test");
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "6.1", "test");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 3, "test");
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
static void amd_beside(Facts *f)
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
static void list_in_doubt(Facts *f)
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
static void unbound(Facts *f)
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

/* ---- more of device access ---- */
static void one_of_two_nodes_forbidden(Facts *f)
{
    second_gpu(f);
    set_node(f, "node//dev/nvidia1", "device-cgroup");
}
static void both_nodes_refused(Facts *f)
{
    second_gpu(f);
    set_node(f, "node//dev/nvidia0", "mode");
    set_node(f, "node//dev/nvidia1", "mode");
}
static void control_node_refused_too(Facts *f)
{
    one_of_two_nodes_forbidden(f);
    set_node(f, "node//dev/nvidiactl", "mode");
}
static void container_of_one(Facts *f)
{
    nouveau_beside_good(f);
    fact_set_text(f, GPU1, FACT_GPU_DRIVER, "nvidia", "test");
    fact_set_text(f, "machine", FACT_CONTAINER, "docker", "/.dockerenv");
}
static void container_of_one_by_uuid(Facts *f)
{
    container_of_one(f);
    fact_set_text(f, GPU0, FACT_GPU_UUID, "GPU-aaaa", "test");
    fact_set_text(f, GPU1, FACT_GPU_UUID, "GPU-bbbb", "test");
    set_variable(f, "CUDA_VISIBLE_DEVICES", "GPU-aaaa");
}
static void container_of_both(Facts *f)
{
    second_gpu(f);
    fact_set_text(f, "machine", FACT_CONTAINER, "docker", "/.dockerenv");
}
static void second_node_not_made(Facts *f)
{
    container_of_one(f);
    fact_set_absent(f, "machine", FACT_CONTAINER, "test");
}
static void second_node_will_be_made(Facts *f)
{
    second_node_not_made(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void node_is_a_file(Facts *f)
{
    fact_set_text(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "regular file", "test");
}
static void node_access_unknown(Facts *f)
{
    fact_set_unknown(f, "node//dev/nvidia0", FACT_NODE_ACCESS, "I/O error", "faccessat");
}
static void node_type_unknown(Facts *f)
{
    fact_set_unknown(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "I/O error", "/dev/nvidia-uvm");
    fact_set_unknown(f, "node//dev/nvidiactl", FACT_NODE_TYPE, "later", "/dev/nvidiactl");
}
static void no_nodes_container_unknown(Facts *f)
{
    no_nodes(f);
    fact_set_unknown(f, "machine", FACT_CONTAINER, "permission denied", "test");
}
static void no_nodes_nothing_known(Facts *f)
{
    no_nodes_container_unknown(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void no_nodes_helper_unknown(Facts *f)
{
    no_nodes(f);
    fact_set_unknown(f, "machine", FACT_NVIDIA_MODPROBE, "I/O error", "test");
}
static void container_with_modprobe(Facts *f)
{
    no_nodes_in_container(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void container_with_one_untold(Facts *f)
{
    no_nodes_in_container(f);
    fact_set_unknown(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "I/O error", "test");
}
static void container_with_one_refused_gpu(Facts *f)
{
    no_nodes_in_container(f);
    set_node(f, "node//dev/nvidia0", "mode");
}

/* ---- more of the driver library ---- */
static void libcuda_unknown(Facts *f)
{
    library_unknown(f, "libcuda.so.1", "not recorded");
}
static void libcuda_not_looked_at(Facts *f)
{
    fact_set_unknown(f, "library/libcuda.so.1", FACT_LIBRARY_OPENING, "no loader", "test");
}
static void stub_or_not(Facts *f)
{
    fact_set_unknown(f, "library/libcuda.so.1", FACT_LIBRARY_IS_STUB, "permission denied", "test");
}
static void no_libcuda_in_empty_container(Facts *f)
{
    no_nodes_in_container(f);
    no_libcuda(f);
}
static void no_libcuda_and_module_not_loaded(Facts *f)
{
    no_module(f);
    no_libcuda(f);
}
static void libcuda_fails_without_words(Facts *f)
{
    Opening *opening = arena_new_of(facts_arena(f), Opening);
    *opening = (Opening){.name = "libcuda.so.1", .result = OPEN_FAILED};
    fact_set_opening(f, "library/libcuda.so.1", FACT_LIBRARY_OPENING, opening, "test");
}
static void older_than_cuda_11(Facts *f)
{
    fact_set_text(f, "env", FACT_BUILD_CUDA, "11.8", "test");
    set_driver(f, "450.80.01");
}
static void just_cuda_11(Facts *f)
{
    fact_set_text(f, "env", FACT_BUILD_CUDA, "11.8", "test");
    set_driver(f, "450.80.02");
}
static void minor_too_old(Facts *f)
{
    fact_set_text(f, "env", FACT_BUILD_CUDA, "11.8", "test");
    set_driver(f, "450.79.99");
}
static void minor_newer(Facts *f)
{
    fact_set_text(f, "env", FACT_BUILD_CUDA, "11.8", "test");
    set_driver(f, "450.81.01");
}
static void two_numbers(Facts *f)
{
    fact_set_text(f, "env", FACT_BUILD_CUDA, "13.0", "test");
    set_driver(f, "580.0");
}
static void branch_too_old_for_13(Facts *f)
{
    fact_set_text(f, "env", FACT_BUILD_CUDA, "13.0", "test");
    set_driver(f, "579.99.99");
}
static void version_is_no_version(Facts *f)
{
    set_driver(f, "100");
}
static void old_stub(Facts *f)
{
    old_driver(f);
    stub(f);
}
static void old_driver_and_unknown_module(Facts *f)
{
    old_driver(f);
    module_unknown(f);
}
static void cuda_is_no_version(Facts *f)
{
    old_driver(f);
    fact_set_text(f, "env", FACT_BUILD_CUDA, "x", "test");
}
static void nvml_unknown(Facts *f)
{
    library_unknown(f, "libnvidia-ml.so.1", "not recorded");
    fact_set_flag(f, "env", FACT_NVML_NEEDED, true, "test");
}
static void nvml_not_looked_at(Facts *f)
{
    fact_set_unknown(f, "library/libnvidia-ml.so.1", FACT_LIBRARY_OPENING, "no loader", "test");
    fact_set_flag(f, "env", FACT_NVML_NEEDED, true, "test");
}
static void nvml_there(Facts *f)
{
    fact_set_flag(f, "env", FACT_NVML_NEEDED, true, "test");
}
static void nvml_need_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_NVML_NEEDED, "it cannot be read", "test");
}
static void nvml_need_unknown_and_nothing_asked(Facts *f)
{
    nvml_need_unknown(f);
    fact_set_unknown(f, "env", FACT_LIBRARIES_ASKED, "it cannot be read", "test");
}
static void no_nvml_no_libcuda_unknown_nvml(Facts *f)
{
    no_libcuda(f);
    nvml_unknown(f);
}

/* ---- more of the build ---- */
static void framework_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_FRAMEWORK, "not looked at", "test");
}
static void path_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_FRAMEWORK_PATH, "sys.path cannot be told", "test");
}
static void not_installed_here_nor_elsewhere(Facts *f)
{
    not_installed(f);
    fact_set_texts(f, "env", FACT_FRAMEWORK_ELSEWHERE, (Strings){0}, "test");
}
static void keras_without_backend(Facts *f)
{
    not_installed(f);
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_text(f, "env", FACT_KERAS_VERSION, "3.12.0", "test");
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "tensorflow", "test");
}
static void tensorflow_missing_beside_keras(Facts *f)
{
    not_installed(f);
    fact_set_text(f, "env", FACT_KERAS_VERSION, "3.12.0", "test");
}
static void no_keras(Facts *f)
{
    not_installed(f);
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
}
static void keras_on_jax_without_tensorflow(Facts *f)
{
    not_installed(f);
    keras_on_jax(f);
}
static void backend_of_tensorflow_alone(Facts *f)
{
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "jax", "KERAS_BACKEND");
}
static void import_crashes(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so", .result = OPEN_CRASHES};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
static void import_says_why(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so",
                       .result = OPEN_FAILED,
                       .fails_on = "libstdc++.so.6",
                       .error = "libstdc++.so.6: cannot open shared object file"};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
static void import_unknown(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so", .result = OPEN_UNKNOWN, .because = "not recorded"};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
static void import_not_looked_at(Facts *f)
{
    fact_set_unknown(f, "env", FACT_FRAMEWORK_LOADS, "no interpreter", "test");
}
static void cpu_build_import_breaks(Facts *f)
{
    cpu_build(f);
    import_breaks(f);
}
static void cpu_build_import_unknown(Facts *f)
{
    cpu_build(f);
    import_unknown(f);
}
static void cpu_build_without_owner(Facts *f)
{
    cpu_build(f);
    fact_set_texts(f, "env", FACT_FRAMEWORK_OWNERS, (Strings){0}, "test");
}
static void cpu_build_owner_unknown(Facts *f)
{
    cpu_build(f);
    fact_set_unknown(f, "env", FACT_FRAMEWORK_OWNERS, "permission denied", "test");
}
static void cpu_build_rocm_unknown(Facts *f)
{
    cpu_build(f);
    fact_set_unknown(f, "env", FACT_BUILD_IS_ROCM, "no such key", "test");
}
static void cpu_build_with_plugin(Facts *f)
{
    cpu_build(f);
    other_plugin(f);
}
static void cpu_build_with_directml(Facts *f)
{
    cpu_build(f);
    plugin(f);
}
static void two_owners_cpu_and_plugin(Facts *f)
{
    two_owners_cpu_last(f);
    other_plugin(f);
}
static void both_plugins(Facts *f)
{
    Strings plugins = {0};
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/libsomething.so");
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/tfdml_plugin.so");
    fact_set_texts(f, "env", FACT_DEVICE_PLUGINS, plugins, "test");
}
static void rocm_build_with_two_owners(Facts *f)
{
    rocm_build(f);
    two_owners(f);
}
static void amd_beside_good(Facts *f)
{
    amd_beside(f);
}
static void build_without_cudnn(Facts *f)
{
    fact_set_absent(f, "env", FACT_BUILD_CUDNN, "test");
}
static void build_without_versions(Facts *f)
{
    build_without_cudnn(f);
    fact_set_absent(f, "env", FACT_BUILD_CUDA, "test");
}
static void others_installed(Facts *f)
{
    Strings others = {0}, shadowed = {0};
    list_add(facts_arena(f), others, "torch 2.9.0");
    list_add(facts_arena(f), shadowed, "/usr/lib/python3/dist-packages/tensorflow");
    fact_set_texts(f, "env", FACT_OTHER_FRAMEWORKS, others, "test");
    fact_set_texts(f, "env", FACT_FRAMEWORK_SHADOWED, shadowed, "test");
}
static void cpu_build_without_gpu(Facts *f)
{
    cpu_build(f);
    no_gpu(f);
}
static void import_breaks_without_gpu(Facts *f)
{
    import_breaks(f);
    no_gpu(f);
}

/* ---- more of the libraries ---- */
static void no_module_and_solver_elsewhere(Facts *f)
{
    no_module(f);
    solver_elsewhere(f);
}
static void solver_nowhere_but_not_looked_for(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
}
static void one_place_not_looked_at(Facts *f)
{
    solver_nowhere(f);
    fact_set_unknown(f, "library/" SOLVER, FACT_LIBRARY_OTHER_VERSIONS, "?", "test");
}
static void two_nowhere_one_unsure(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    library_fails(f, "libcusparse.so.12", "libcusparse.so.12");
    places_known(f, "libcusparse.so.12");
}
static void solver_and_sparse_elsewhere(Facts *f)
{
    solver_elsewhere(f);
    library_fails(f, "libcusparse.so.12", "libcusparse.so.12");
    installed_at(f, "libcusparse.so.12", "/env/lib/nvidia/cusparse/lib/libcusparse.so.12");
}
static void solver_needs_misplaced(Facts *f)
{
    library_fails(f, SOLVER, "libnvJitLink.so.12");
    installed_at(f, "libnvJitLink.so.12", "/env/lib/nvidia/nvjitlink/lib/libnvJitLink.so.12");
}
static void solver_and_sparse_need_missing(Facts *f)
{
    library_fails(f, SOLVER, "libnvJitLink.so.12");
    library_fails(f, "libcusparse.so.12", "libnvJitLink.so.12");
}
static void nothing_of_cuda(Facts *f)
{
    static const char *const NAMES[] = {
        "libcudart.so.12",   "libcublas.so.12", "libcublasLt.so.12", "libcufft.so.11", SOLVER,
        "libcusparse.so.12", "libcudnn.so.9"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        library_fails(f, NAMES[i], NAMES[i]);
        places_known(f, NAMES[i]);
    }
    fact_set_texts(f, "env", FACT_CUDA_PACKAGES, (Strings){0}, "test");
}
static void nothing_of_cuda_but_packages(Facts *f)
{
    nothing_of_cuda(f);
    fact_set_texts(f, "env", FACT_CUDA_PACKAGES, one(f, "nvidia-cublas-cu12 12.5.3.2"), "test");
}
static void many_other_versions(Facts *f)
{
    Strings versions = {0};
    for (int i = 12; i < 17; i++)
        list_add(facts_arena(f), versions,
                 arena_printf(facts_arena(f), "/usr/local/cuda/lib64/libcusolver.so.%d", i));
    library_fails(f, SOLVER, SOLVER);
    fact_set_texts(f, "library/" SOLVER, FACT_LIBRARY_OTHER_VERSIONS, versions, "test");
}
static void needs_another_version(Facts *f)
{
    places_known(f, "libnvJitLink.so.12");
    library_fails(f, SOLVER, "libnvJitLink.so.12");
    other_version_at(f, "libnvJitLink.so.12", "/usr/local/cuda/lib64/libnvJitLink.so.13");
}
static void refused_though_elsewhere(Facts *f)
{
    solver_refused(f);
    installed_at(f, "libcusparse.so.12", "/elsewhere/libcusparse.so.12");
}
static void refused_though_unusable_met(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_FOREIGN);
    Opening *opening = (Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening;
    opening->fails_on = "/env/y/libcusolver.so.11";
}
static void cudnn_refused(Facts *f)
{
    library_fails(f, "libcudnn.so.9", "/env/lib/nvidia/libcudnn.so.9");
}
static void solver_truncated(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_TRUNCATED);
}
static void solver_is_text(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_NOT_ELF);
}
static void solver_is_directory(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_DIRECTORY);
}
static void solver_unreadable(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_UNREADABLE);
}
static void solver_absent_where_tried(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libcusolver.so.11", TRY_ABSENT);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->fails_on = SOLVER;
}
static void dependency_foreign(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libnvJitLink.so.12", TRY_FOREIGN);
    Opening *opening = (Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening;
    opening->fails_on = "libnvJitLink.so.12";
    opening->tried.items[0].for_name = "libnvJitLink.so.12";
}
static void foreign_of_another_name(Facts *f)
{
    library_meets(f, SOLVER, "/env/x/libnvJitLink.so.12", TRY_FOREIGN);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)
        ->tried.items[0]
        .for_name = "libnvJitLink.so.12";
}
static void two_damaged(Facts *f)
{
    solver_empty(f);
    library_meets(f, "libcusparse.so.12", "/env/x/libcusparse.so.12", TRY_NOT_ELF);
}
static void solver_cut_and_sparse_empty(Facts *f)
{
    solver_cut(f);
    library_meets(f, "libcusparse.so.12", "/env/x/libcusparse.so.12", TRY_TOO_SHORT);
}
static void crash_without_words(Facts *f)
{
    library_crashes(f, SOLVER, NULL);
}
static void failure_without_words(Facts *f)
{
    library_fails(f, SOLVER, NULL);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->error = NULL;
}
static void damaged_without_words(Facts *f)
{
    solver_empty(f);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->error = NULL;
}
static void needed_without_words(Facts *f)
{
    solver_needs_missing(f);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->error = NULL;
}
static void cudart_cut(Facts *f)
{
    library_crashes(f, "libcudart.so.12", "/env/x/libcudart.so.12");
}
static void solver_cut_step_unknown(Facts *f)
{
    solver_cut(f);
    module_unknown(f);
}
static void two_unknown(Facts *f)
{
    library_unknown(f, "libcufft.so.11", "the first reason");
    solver_unknown(f);
}
static void unknown_and_missing(Facts *f)
{
    solver_unknown(f);
    library_fails(f, "libcufft.so.11", "libcufft.so.11");
}
static void solver_not_looked_at(Facts *f)
{
    fact_set_unknown(f, "library/" SOLVER, FACT_LIBRARY_OPENING, "no loader", "test");
}
static void asked_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_LIBRARIES_ASKED, "not in our table", "test");
}
static void asked_absent(Facts *f)
{
    fact_set_absent(f, "env", FACT_LIBRARIES_ASKED, "test");
}
static void opener_unknown(Facts *f)
{
    solver_elsewhere(f);
    fact_set_unknown(f, "env", FACT_LIBRARY_OPENER, "?", "test");
}
static void solver_mapped_before(Facts *f)
{
    library_opens(f, SOLVER, "/preloaded/libcusolver.so.11", RULE_PRELOAD);
    ((Opening *)fact_get(f, "library/" SOLVER, FACT_LIBRARY_OPENING)->opening)->result =
        OPEN_LOADED;
}
static void system_rescues_two(Facts *f)
{
    sparse_of_system(f);
    library_opens(f, SOLVER, "/usr/local/cuda-12/lib/libcusolver.so.11", RULE_CACHE);
    fact_set_flag(f, "library/" SOLVER, FACT_LIBRARY_FROM_SYSTEM, true, "test");
}
static void not_from_system(Facts *f)
{
    fact_set_flag(f, "library/" SOLVER, FACT_LIBRARY_FROM_SYSTEM, false, "test");
}
static void two_owners_and_solver_nowhere(Facts *f)
{
    two_owners(f);
    solver_nowhere(f);
}
static void plugin_and_solver_nowhere(Facts *f)
{
    plugin(f);
    solver_nowhere(f);
}
static void cudnn_parts(Facts *f, bool early)
{
    Strings parts = {0};
    list_add(facts_arena(f), parts, "libcudnn_graph.so.9");
    list_add(facts_arena(f), parts, "libcudnn_ops.so.9");
    fact_set_texts(f, "env", FACT_CUDNN_PARTS, parts, "/env/libcudnn.so.9");
    fact_set_flag(f, "env", FACT_CUDNN_USED_EARLY, early, "test");
    library_opens(f, "libcudnn_graph.so.9", "/env/libcudnn_graph.so.9", RULE_RUNPATH);
    library_opens(f, "libcudnn_ops.so.9", "/env/libcudnn_ops.so.9", RULE_RUNPATH);
}
static void cudnn_parts_open(Facts *f)
{
    cudnn_parts(f, true);
}
static void cudnn_both_parts_nowhere(Facts *f)
{
    cudnn_parts(f, false);
    library_fails(f, "libcudnn_graph.so.9", "libcudnn_graph.so.9");
    library_fails(f, "libcudnn_ops.so.9", "libcudnn_ops.so.9");
}
static void cudnn_part_empty(Facts *f)
{
    cudnn_parts(f, false);
    library_meets(f, "libcudnn_ops.so.9", "/env/libcudnn_ops.so.9", TRY_TOO_SHORT);
}
static void cudnn_part_cut(Facts *f)
{
    cudnn_parts(f, true);
    library_crashes(f, "libcudnn_graph.so.9", "/env/libcudnn_graph.so.9");
}
static void cudnn_part_without_words(Facts *f)
{
    cudnn_parts(f, false);
    library_fails(f, "libcudnn_ops.so.9", NULL);
    ((Opening *)fact_get(f, "library/libcudnn_ops.so.9", FACT_LIBRARY_OPENING)->opening)->error =
        NULL;
}
static void cudnn_part_unknown(Facts *f)
{
    cudnn_parts(f, false);
    library_unknown(f, "libcudnn_ops.so.9", "not recorded");
}
static void cudnn_part_not_looked_at(Facts *f)
{
    cudnn_parts(f, false);
    fact_set_unknown(f, "library/libcudnn_ops.so.9", FACT_LIBRARY_OPENING, "no loader", "test");
}
static void cudnn_needs_its_part(Facts *f)
{
    library_fails(f, "libcudnn.so.9", "libcudnn_graph.so.9");
    places_known(f, "libcudnn_graph.so.9");
}
static void cudnn_part_use_unknown(Facts *f)
{
    cudnn_part_nowhere(f);
    fact_set_unknown(f, "env", FACT_CUDNN_USED_EARLY, "?", "test");
}

/* ---- more of visibility ---- */
static void hidden_by_known(Facts *f)
{
    Strings by = {0};
    hidden(f);
    list_add(facts_arena(f), by, "/home/me/.bashrc:12: export CUDA_VISIBLE_DEVICES=-1");
    list_add(facts_arena(f), by, "process 7 (bash), which was itself started without it");
    fact_set_texts(f, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_SET_BY, by, "test");
}
static void hidden_by_unknown(Facts *f)
{
    hidden(f);
    fact_set_unknown(f, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_SET_BY, "permission denied",
                     "/proc/1/environ");
}
static void hidden_by_empty(Facts *f)
{
    set_variable(f, "CUDA_VISIBLE_DEVICES", "");
}
static void variable_unknown(Facts *f)
{
    fact_set_unknown(f, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE, "not recorded",
                     "test");
}
static void types_unknown(Facts *f)
{
    fact_set_unknown(f, "variable/TF_ENABLED_DEVICE_TYPES", FACT_VARIABLE_VALUE, "not recorded",
                     "test");
}
static void types_unknown_not_read(Facts *f)
{
    types_unknown(f);
    fact_set_flag(f, "env", FACT_READS_DEVICE_TYPES, false, "test");
}
static void types_empty(Facts *f)
{
    set_variable(f, "TF_ENABLED_DEVICE_TYPES", "");
}
static void types_maybe_read(Facts *f)
{
    types_without_gpu(f);
    fact_set_unknown(f, "env", FACT_READS_DEVICE_TYPES, "nobody looked", "test");
}
static void types_maybe_read_not_installed(Facts *f)
{
    types_maybe_read(f);
    not_installed(f);
}
static void types_maybe_read_and_hidden(Facts *f)
{
    types_maybe_read(f);
    hidden(f);
}
static void types_whole_maybe_read(Facts *f)
{
    types_with_gpu(f);
    fact_set_unknown(f, "env", FACT_READS_DEVICE_TYPES, "nobody looked", "test");
}
static void hidden_twice(Facts *f)
{
    hidden(f);
    types_without_gpu(f);
}
static void uuids(Facts *f, const char *value)
{
    second_gpu(f);
    fact_set_text(f, GPU0, FACT_GPU_UUID, "GPU-aaaa", "test");
    fact_set_text(f, GPU1, FACT_GPU_UUID, "GPU-bbbb", "test");
    set_variable(f, "CUDA_VISIBLE_DEVICES", value);
}
static void both_by_uuid(Facts *f)
{
    uuids(f, "GPU-bbbb,GPU-aaaa");
}
static void one_by_uuid(Facts *f)
{
    uuids(f, "GPU-bbbb");
}
static void none_by_uuid(Facts *f)
{
    uuids(f, "GPU-cccc");
}
static void one_uuid_unknown(Facts *f)
{
    uuids(f, "GPU-bbbb");
    fact_set_unknown(f, GPU1, FACT_GPU_UUID, "?", "test");
}
static void hidden_without_gpu(Facts *f)
{
    no_gpu(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void both_listed(Facts *f)
{
    second_gpu(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1,0");
}

/* ---- more of architecture ---- */
static void kernels(Facts *f, const char *first, const char *second)
{
    Strings list = {0};
    list_add(facts_arena(f), list, first);
    if (second)
        list_add(facts_arena(f), list, second);
    fact_set_texts(f, "env", FACT_BUILD_ARCHITECTURES, list, "test");
}
static void exact_kernels(Facts *f)
{
    kernels(f, "compute_80", "sm_90");
}
static void kernels_of_other_minor(Facts *f)
{
    capability(f, "8.9");
    kernels(f, "sm_80", NULL);
}
static void kernels_of_later_minor(Facts *f)
{
    capability(f, "8.0");
    kernels(f, "sm_86", NULL);
}
static void chip_specific_kernels(Facts *f)
{
    kernels(f, "sm_90a", NULL);
}
static void chip_specific_of_sibling(Facts *f)
{
    capability(f, "10.3");
    kernels(f, "sm_100a", "compute_100a");
}
static void family_kernels(Facts *f)
{
    capability(f, "10.3");
    kernels(f, "sm_100f", NULL);
}
static void family_ptx_of_other_major(Facts *f)
{
    capability(f, "12.0");
    kernels(f, "compute_100f", NULL);
}
static void family_ptx(Facts *f)
{
    capability(f, "10.3");
    kernels(f, "compute_100f", NULL);
}
static void kernels_in_other_words(Facts *f)
{
    kernels(f, "9.0", NULL);
}
static void kernels_in_other_words_and_fit(Facts *f)
{
    kernels(f, "9.0", "sm_90");
}
static void kernels_with_odd_letter(Facts *f)
{
    kernels(f, "sm_90x", NULL);
}
static void kernels_with_more_behind(Facts *f)
{
    kernels(f, "sm_90ab", NULL);
}
static void only_newer_ptx(Facts *f)
{
    kernels(f, "compute_100", NULL);
}
static void ptx_of_same_major(Facts *f)
{
    capability(f, "8.6");
    kernels(f, "compute_80", NULL);
}
static void older_and_newer_kernels(Facts *f)
{
    kernels(f, "sm_80", "sm_100");
}
static void kernels_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_BUILD_ARCHITECTURES, "build_info does not list them", "test");
}
static void capability_no_number(Facts *f)
{
    capability(f, "nine");
}
static void at_the_floor(Facts *f)
{
    capability(f, "3.5");
    kernels(f, "sm_35", NULL);
}
static void below_floor_kernels_unknown(Facts *f)
{
    below_floor(f);
    kernels_unknown(f);
}
static void second_of(Facts *f, const char *capability, const char *id)
{
    second_gpu(f);
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, capability, "test");
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, id, "test");
    fact_set_text(f, GPU1, FACT_GPU_NAME, "the second", "test");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 40, "test");
}
static void second_below_floor(Facts *f)
{
    second_of(f, "3.0", "10de:1180");
}
static void first_below_floor(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    below_floor(f);
}
static void both_below_floor(Facts *f)
{
    second_of(f, "3.0", "10de:1180");
    below_floor(f);
}
static void below_floor_beside_nouveau(Facts *f)
{
    nouveau_beside_good(f);
    below_floor(f);
}
static void second_too_old(Facts *f)
{
    second_of(f, "5.0", "10de:1380");
}
static void second_too_old_one_visible(Facts *f)
{
    second_too_old(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void second_too_old_none_visible(Facts *f)
{
    second_too_old(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "-1");
}
static void second_too_new(Facts *f)
{
    second_of(f, "12.0", "10de:2b85");
    kernels(f, "sm_90", NULL);
}
static void second_capability_unknown(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    fact_set_unknown(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "not in our table", "test");
}
static void too_old_on_nouveau(Facts *f)
{
    nouveau(f);
    capability(f, "5.0");
}
static void small_alone_visible(Facts *f)
{
    small_beside_large(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "1");
}
static void small_beside_large_first(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 3, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void seven_beside_large(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 7, "test");
}
static void eight_beside_large(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 8, "test");
}
static void two_small(Facts *f)
{
    small_beside_large(f);
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 5, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 4, "test");
}
static void two_kinds_untold(Facts *f)
{
    second_of(f, "6.1", "10de:1d01");
    fact_set_unknown(f, GPU0, FACT_GPU_MULTIPROCESSORS, "not asked", "test");
    fact_set_unknown(f, GPU1, FACT_GPU_MULTIPROCESSORS, "not asked", "test");
}
static void two_kinds_untold_one_old(Facts *f)
{
    two_kinds_untold(f);
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "5.0", "test");
}
static void bound_set_and_untold(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "20");
}
static void bound_unknown(Facts *f)
{
    fact_set_unknown(f, "variable/TF_MIN_GPU_MULTIPROCESSOR_COUNT", FACT_VARIABLE_VALUE,
                     "not recorded", "test");
}
static void bound_too_high_for_one(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "100");
}
static void bound_too_high_for_both(Facts *f)
{
    second_of(f, "9.0", "10de:2330");
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "200");
}
static void bound_of_equals(Facts *f)
{
    second_of(f, "9.0", "10de:2335");
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "100");
}
static void other_kind_on_nouveau(Facts *f)
{
    nouveau_beside_good(f);
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, "10de:1d01", "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 500, "test");
}
static void second_small_third_large(Facts *f)
{
    small_beside_large(f);
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_DRIVER, "nvidia", "test");
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_PCI_ID, "10de:2335", "test");
    fact_set_text(f, "gpu/0000:03:00.0", FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    fact_set_number(f, "gpu/0000:03:00.0", FACT_GPU_MULTIPROCESSORS, 132, "test");
    set_node(f, "node//dev/nvidia2", "read-write");
}

static void kernels_of_another_vendor(Facts *f)
{
    kernels(f, "gfx_90", NULL);
}
static void newest_ptx_first(Facts *f)
{
    kernels(f, "compute_90", "compute_80");
}
static void newest_ptx_last(Facts *f)
{
    kernels(f, "compute_80", "compute_90");
}
static void third_gpu(Facts *f, const char *id, const char *driver)
{
    fact_set_text(f, GPU2, FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, GPU2, FACT_GPU_PCI_ID, id, "test");
    fact_set_text(f, GPU2, FACT_GPU_COMPUTE_CAPABILITY, "9.0", "test");
    fact_set_text(f, GPU2, FACT_GPU_DRIVER, driver, "test");
    set_node(f, "node//dev/nvidia2", "read-write");
}
static void two_alike_and_another_on_nouveau(Facts *f)
{
    second_gpu(f);
    third_gpu(f, "10de:1d01", "nouveau");
}
static void two_of_three_visible_one_too_old(Facts *f)
{
    second_too_old(f);
    third_gpu(f, "10de:2335", "nvidia");
    fact_set_number(f, GPU2, FACT_GPU_MULTIPROCESSORS, 132, "test");
    set_variable(f, "CUDA_VISIBLE_DEVICES", "0,1");
}
static void bound_is_no_number_and_untold(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "abc");
}
static void bound_is_no_number_and_two_kinds(Facts *f)
{
    two_kinds_untold(f);
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "abc");
}
static void bound_of_zero(Facts *f)
{
    set_variable(f, "TF_MIN_GPU_MULTIPROCESSOR_COUNT", "0");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
}
static void first_too_new(Facts *f)
{
    second_of(f, "9.0", "10de:2335");
    capability(f, "12.0");
    kernels(f, "sm_90", NULL);
}
static void below_floor_and_list_in_doubt(Facts *f)
{
    below_floor(f);
    list_in_doubt(f);
}

static void amd_beside_unbound(Facts *f)
{
    amd_beside(f);
    unbound(f);
}

static void solver_foreign_other_versions_unknown(Facts *f)
{
    solver_foreign(f);
    fact_set_texts(f, "library/" SOLVER, FACT_LIBRARY_INSTALLED_AT, (Strings){0}, "test");
}
static void types_hide_what_a_uuid_leaves_open(Facts *f)
{
    by_uuid(f);
    types_without_gpu(f);
}

const Row ROWS[] = {
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

    {"no nodes", no_nodes, "device-nodes-missing", NULL, VERDICT_CPU, 0},
    {"no nodes in a container", no_nodes_in_container, "container-no-gpu", NULL, VERDICT_CPU, 0},
    {"uvm missing in a container", no_uvm_in_container, "device-nodes-missing", NULL, VERDICT_CPU,
     0},
    {"nodes will be made", no_nodes_but_modprobe, "", NULL, VERDICT_GPU, 1},
    {"node refused", node_refused, "device-permission", NULL, VERDICT_CPU, 0},
    {"node forbidden", node_forbidden, "device-permission", NULL, VERDICT_CPU, 0},

    {"no libcuda", no_libcuda, "libcuda-not-found", NULL, VERDICT_CPU, 0},
    {"stub", stub, "stub-libcuda", NULL, VERDICT_CPU, 0},
    {"versions differ", other_driver_version, "driver-lib-mismatch", NULL, VERDICT_CPU, 0},
    {"driver too old for CUDA 12", old_driver, "driver-too-old", NULL, VERDICT_FAILS, 1},
    {"just new enough", oldest_driver, "", NULL, VERDICT_GPU, 1},
    {"version not in the name", library_version_unknown, "", NULL, VERDICT_GPU, 1},
    {"no NVML", no_nvml, "nvml-not-found", NULL, VERDICT_CPU, 0},
    {"no NVML, not needed", no_nvml_and_no_need, "", NULL, VERDICT_GPU, 1},

    {"not installed", not_installed, "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"no framework", no_framework, "", NULL, VERDICT_UNKNOWN, -1},
    {"installed elsewhere", installed_elsewhere, "wrong-python-env", NULL, VERDICT_FAILS, -1},
    {"no wheel for Python", python_too_new, "python-version-no-wheel", NULL, VERDICT_FAILS, -1},
    {"wheel for Python", python_has_wheels, "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"CPU build", cpu_build, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"two owners, GPU build", two_owners, "", "conflicting-tf-packages", VERDICT_GPU, 1},
    {"two owners, CPU build", two_owners_cpu_last, "conflicting-tf-packages", NULL, VERDICT_CPU, 0},
    {"ROCm build", rocm_build, "rocm-wrong-package", NULL, VERDICT_CPU, 0},
    {"import breaks", import_breaks, "framework-broken", NULL, VERDICT_FAILS, -1},
    {"a plugin of type GPU", plugin, "gpu-plugin-replaces-cuda", NULL, VERDICT_CPU, 0},
    {"another plugin", other_plugin, "", NULL, VERDICT_UNKNOWN, -1},
    {"build unknown", build_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"Keras on JAX", keras_on_jax, "", "keras-backend-not-tf", VERDICT_UNKNOWN, -1},
    {"Keras on TensorFlow", keras_on_tensorflow, "", NULL, VERDICT_GPU, 1},

    {"cuSOLVER nowhere", solver_nowhere, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"cuSOLVER elsewhere", solver_elsewhere, "cuda-libs-not-on-path", NULL, VERDICT_CPU, 0},
    {"cuSOLVER of another version", solver_of_other_version, "cuda-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"cuSOLVER elsewhere and another", solver_both, "cuda-libs-not-on-path", NULL, VERDICT_CPU, 0},
    {"its dependency nowhere", solver_needs_missing, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"a version that is not defined", solver_refused, "cuda-version-mismatch", NULL, VERDICT_CPU,
     0},
    {"cuSOLVER empty", solver_empty, "library-damaged", NULL, VERDICT_CPU, 0},
    {"cuSOLVER foreign", solver_foreign, "library-damaged", NULL, VERDICT_CPU, 0},
    {"foreign, the right one elsewhere", solver_foreign_and_elsewhere, "cuda-libs-not-on-path",
     NULL, VERDICT_CPU, 0},
    {"cuSOLVER cut", solver_cut, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"cuSOLVER cut, no GPU", solver_cut_without_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"cudart cut, no GPU", cudart_cut_without_gpu, "no-nvidia-gpu", NULL, VERDICT_FAILS, -1},
    {"cuSOLVER unknown", solver_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"cuDNN nowhere", cudnn_nowhere, "cudnn-missing", NULL, VERDICT_CPU, 0},
    {"cuDNN of another version", cudnn_of_other_version, "cudnn-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"a part of cuDNN nowhere", cudnn_part_nowhere, "cudnn-sublib-missing", NULL, VERDICT_FAILS, 1},
    {"the same, used early", cudnn_part_nowhere_early, "cudnn-sublib-missing", NULL, VERDICT_FAILS,
     -1},
    {"a later part of cuDNN nowhere", second_cudnn_part_nowhere, "cudnn-sublib-missing", NULL,
     VERDICT_FAILS, 1},
    {"cuSPARSE of the system", sparse_of_system, "", "system-toolkit-rescues", VERDICT_GPU, 1},

    {"hidden", hidden, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"not hidden", not_hidden, "", NULL, VERDICT_GPU, 1},
    {"index beyond", beyond, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"by UUID", by_uuid, "", NULL, VERDICT_UNKNOWN, -1},
    {"two GPUs", second_gpu, "", NULL, VERDICT_GPU, 2},
    {"one of two", one_of_two, "", "visible-devices-hidden", VERDICT_GPU, 1},
    {"types without GPU", types_without_gpu, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"types with GPU", types_with_gpu, "", NULL, VERDICT_GPU, 1},
    {"types without CPU", types_without_cpu, "visible-devices-hidden", NULL, VERDICT_FAILS, -1},
    {"types not read", types_not_read, "", NULL, VERDICT_GPU, 1},

    {"below the floor", below_floor, "compute-capability-too-low", NULL, VERDICT_CPU, 0},
    {"no kernels for an old GPU", no_kernels_for_old, "compute-capability-too-low", NULL,
     VERDICT_FAILS, 1},
    {"oldest with kernels", oldest_with_kernels, "", NULL, VERDICT_GPU, 1},
    {"through PTX", through_ptx, "", "compute-capability-too-new", VERDICT_GPU, 1},
    {"too new, no PTX", too_new_without_ptx, "compute-capability-too-new", NULL, VERDICT_FAILS, 1},
    {"capability unknown", capability_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"few multiprocessors", few_multiprocessors, "too-few-multiprocessors", NULL, VERDICT_CPU, 0},
    {"just enough", enough_multiprocessors, "", NULL, VERDICT_GPU, 1},
    {"the bound is no number", bound_is_no_number, "", NULL, VERDICT_GPU, 1},
    {"the bound has blanks and a sign", bound_with_blanks_and_sign, "too-few-multiprocessors", NULL,
     VERDICT_CPU, 0},
    {"the bound is below zero", bound_below_zero, "", NULL, VERDICT_GPU, 1},
    {"the bound is beyond 32 bits", bound_beyond_32_bits, "", NULL, VERDICT_GPU, 1},
    {"the bound has a letter", bound_with_a_letter, "", NULL, VERDICT_GPU, 1},
    {"small beside large", small_beside_large, "", "too-few-multiprocessors", VERDICT_GPU, 1},

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
    {"one of two nodes forbidden", one_of_two_nodes_forbidden, "", NULL, VERDICT_GPU, 1},
    {"both nodes refused", both_nodes_refused, "device-permission", NULL, VERDICT_CPU, 0},
    {"control node refused too", control_node_refused_too, "device-permission", NULL, VERDICT_CPU,
     0},
    {"container of one", container_of_one, "", NULL, VERDICT_GPU, 1},
    {"container of one by uuid", container_of_one_by_uuid, "", NULL, VERDICT_UNKNOWN, -1},
    {"container of both", container_of_both, "", NULL, VERDICT_GPU, 2},
    {"second node not made", second_node_not_made, "", NULL, VERDICT_GPU, -1},
    {"second node will be made", second_node_will_be_made, "", NULL, VERDICT_GPU, 2},
    {"node is a file", node_is_a_file, "device-nodes-missing", NULL, VERDICT_CPU, 0},
    {"node access unknown", node_access_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"node type unknown", node_type_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"no nodes container unknown", no_nodes_container_unknown, "device-nodes-missing", NULL,
     VERDICT_CPU, 0},
    {"no nodes nothing known", no_nodes_nothing_known, "", NULL, VERDICT_UNKNOWN, -1},
    {"no nodes helper unknown", no_nodes_helper_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"container with modprobe", container_with_modprobe, "container-no-gpu", NULL, VERDICT_CPU, 0},
    {"container with one untold", container_with_one_untold, "device-nodes-missing", NULL,
     VERDICT_CPU, 0},
    {"container with one refused gpu", container_with_one_refused_gpu, "device-permission", NULL,
     VERDICT_CPU, 0},
    {"libcuda unknown", libcuda_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"libcuda not looked at", libcuda_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"stub or not", stub_or_not, "", NULL, VERDICT_UNKNOWN, -1},
    {"no libcuda in empty container", no_libcuda_in_empty_container, "container-no-gpu", NULL,
     VERDICT_CPU, 0},
    {"no libcuda and module not loaded", no_libcuda_and_module_not_loaded, "driver-not-loaded",
     NULL, VERDICT_CPU, 0},
    {"libcuda fails without words", libcuda_fails_without_words, "libcuda-not-found", NULL,
     VERDICT_CPU, 0},
    {"older than cuda 11", older_than_cuda_11, "driver-too-old", NULL, VERDICT_FAILS, 1},
    {"just cuda 11", just_cuda_11, "", NULL, VERDICT_GPU, 1},
    {"minor too old", minor_too_old, "driver-too-old", NULL, VERDICT_FAILS, 1},
    {"minor newer", minor_newer, "", NULL, VERDICT_GPU, 1},
    {"two numbers", two_numbers, "", NULL, VERDICT_GPU, 1},
    {"branch too old for 13", branch_too_old_for_13, "driver-too-old", NULL, VERDICT_FAILS, 1},
    {"version is no version", version_is_no_version, "", NULL, VERDICT_GPU, 1},
    {"old stub", old_stub, "stub-libcuda", NULL, VERDICT_CPU, 0},
    {"old driver and unknown module", old_driver_and_unknown_module, "", NULL, VERDICT_UNKNOWN, -1},
    {"cuda is no version", cuda_is_no_version, "", NULL, VERDICT_GPU, 1},
    {"nvml unknown", nvml_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"nvml not looked at", nvml_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"nvml there", nvml_there, "", NULL, VERDICT_GPU, 1},
    {"nvml need unknown", nvml_need_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"nvml need unknown and nothing asked", nvml_need_unknown_and_nothing_asked, "", NULL,
     VERDICT_UNKNOWN, -1},
    {"no nvml no libcuda unknown nvml", no_nvml_no_libcuda_unknown_nvml, "libcuda-not-found", NULL,
     VERDICT_CPU, 0},
    {"framework unknown", framework_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"path unknown", path_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"not installed here nor elsewhere", not_installed_here_nor_elsewhere,
     "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"keras without backend", keras_without_backend, "framework-not-installed", NULL, VERDICT_FAILS,
     -1},
    {"tensorflow missing beside keras", tensorflow_missing_beside_keras, "framework-not-installed",
     NULL, VERDICT_FAILS, -1},
    {"no keras", no_keras, "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"keras on jax without tensorflow", keras_on_jax_without_tensorflow, "", NULL, VERDICT_UNKNOWN,
     -1},
    {"backend of tensorflow alone", backend_of_tensorflow_alone, "", NULL, VERDICT_GPU, 1},
    {"import crashes", import_crashes, "framework-broken", NULL, VERDICT_FAILS, -1},
    {"import says why", import_says_why, "framework-broken", NULL, VERDICT_FAILS, -1},
    {"import unknown", import_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"import not looked at", import_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"cpu build import breaks", cpu_build_import_breaks, "framework-broken", NULL, VERDICT_FAILS,
     -1},
    {"cpu build import unknown", cpu_build_import_unknown, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build without owner", cpu_build_without_owner, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build owner unknown", cpu_build_owner_unknown, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build rocm unknown", cpu_build_rocm_unknown, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build with plugin", cpu_build_with_plugin, "", NULL, VERDICT_UNKNOWN, -1},
    {"cpu build with directml", cpu_build_with_directml, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"two owners cpu and plugin", two_owners_cpu_and_plugin, "", NULL, VERDICT_UNKNOWN, -1},
    {"both plugins", both_plugins, "gpu-plugin-replaces-cuda", NULL, VERDICT_CPU, 0},
    {"rocm build with two owners", rocm_build_with_two_owners, "rocm-wrong-package", NULL,
     VERDICT_CPU, 0},
    {"amd beside good", amd_beside_good, "", NULL, VERDICT_GPU, 1},
    {"build without cudnn", build_without_cudnn, "", NULL, VERDICT_GPU, 1},
    {"build without versions", build_without_versions, "", NULL, VERDICT_GPU, 1},
    {"others installed", others_installed, "", NULL, VERDICT_GPU, 1},
    {"cpu build without gpu", cpu_build_without_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"import breaks without gpu", import_breaks_without_gpu, "no-nvidia-gpu", NULL, VERDICT_FAILS,
     -1},
    {"no module and solver elsewhere", no_module_and_solver_elsewhere, "driver-not-loaded", NULL,
     VERDICT_CPU, 0},
    {"solver nowhere but not looked for", solver_nowhere_but_not_looked_for, "cuda-libs-missing",
     NULL, VERDICT_CPU, 0},
    {"one place not looked at", one_place_not_looked_at, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"two nowhere one unsure", two_nowhere_one_unsure, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"solver and sparse elsewhere", solver_and_sparse_elsewhere, "cuda-libs-not-on-path", NULL,
     VERDICT_CPU, 0},
    {"solver needs misplaced", solver_needs_misplaced, "cuda-libs-not-on-path", NULL, VERDICT_CPU,
     0},
    {"solver and sparse need missing", solver_and_sparse_need_missing, "cuda-libs-missing", NULL,
     VERDICT_CPU, 0},
    {"nothing of cuda", nothing_of_cuda, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"nothing of cuda but packages", nothing_of_cuda_but_packages, "cudnn-missing", NULL,
     VERDICT_CPU, 0},
    {"many other versions", many_other_versions, "cuda-version-mismatch", NULL, VERDICT_CPU, 0},
    {"needs another version", needs_another_version, "cuda-version-mismatch", NULL, VERDICT_CPU, 0},
    {"refused though elsewhere", refused_though_elsewhere, "cuda-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"refused though unusable met", refused_though_unusable_met, "cuda-version-mismatch", NULL,
     VERDICT_CPU, 0},
    {"cudnn refused", cudnn_refused, "cudnn-version-mismatch", NULL, VERDICT_CPU, 0},
    {"solver truncated", solver_truncated, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver is text", solver_is_text, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver is directory", solver_is_directory, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver unreadable", solver_unreadable, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver absent where tried", solver_absent_where_tried, "cuda-libs-missing", NULL, VERDICT_CPU,
     0},
    {"dependency foreign", dependency_foreign, "library-damaged", NULL, VERDICT_CPU, 0},
    {"foreign of another name", foreign_of_another_name, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"two damaged", two_damaged, "library-damaged", NULL, VERDICT_CPU, 0},
    {"solver cut and sparse empty", solver_cut_and_sparse_empty, "library-damaged", NULL,
     VERDICT_FAILS, -1},
    {"crash without words", crash_without_words, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"failure without words", failure_without_words, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"damaged without words", damaged_without_words, "library-damaged", NULL, VERDICT_CPU, 0},
    {"needed without words", needed_without_words, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"cudart cut", cudart_cut, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"solver cut step unknown", solver_cut_step_unknown, "library-damaged", NULL, VERDICT_UNKNOWN,
     -1},
    {"two unknown", two_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"unknown and missing", unknown_and_missing, "cuda-libs-missing", NULL, VERDICT_CPU, 0},
    {"solver not looked at", solver_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"asked unknown", asked_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"asked absent", asked_absent, "", NULL, VERDICT_UNKNOWN, -1},
    {"opener unknown", opener_unknown, "cuda-libs-not-on-path", NULL, VERDICT_CPU, 0},
    {"solver mapped before", solver_mapped_before, "", NULL, VERDICT_GPU, 1},
    {"system rescues two", system_rescues_two, "", NULL, VERDICT_GPU, 1},
    {"not from system", not_from_system, "", NULL, VERDICT_GPU, 1},
    {"two owners and solver nowhere", two_owners_and_solver_nowhere, "cuda-libs-missing", NULL,
     VERDICT_CPU, 0},
    {"plugin and solver nowhere", plugin_and_solver_nowhere, "gpu-plugin-replaces-cuda", NULL,
     VERDICT_CPU, 0},
    {"cudnn parts open", cudnn_parts_open, "", NULL, VERDICT_GPU, 1},
    {"cudnn both parts nowhere", cudnn_both_parts_nowhere, "cudnn-sublib-missing", NULL,
     VERDICT_FAILS, 1},
    {"cudnn part empty", cudnn_part_empty, "library-damaged", NULL, VERDICT_FAILS, 1},
    {"cudnn part cut", cudnn_part_cut, "library-damaged", NULL, VERDICT_FAILS, -1},
    {"cudnn part without words", cudnn_part_without_words, "cudnn-sublib-missing", NULL,
     VERDICT_FAILS, 1},
    {"cudnn part unknown", cudnn_part_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"cudnn part not looked at", cudnn_part_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"cudnn needs its part", cudnn_needs_its_part, "cudnn-sublib-missing", NULL, VERDICT_CPU, 0},
    {"cudnn part use unknown", cudnn_part_use_unknown, "cudnn-sublib-missing", NULL, VERDICT_FAILS,
     -1},
    {"hidden by known", hidden_by_known, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"hidden by unknown", hidden_by_unknown, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"hidden by empty", hidden_by_empty, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"variable unknown", variable_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"types unknown", types_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"types unknown not read", types_unknown_not_read, "", NULL, VERDICT_GPU, 1},
    {"types empty", types_empty, "", NULL, VERDICT_GPU, 1},
    {"types maybe read", types_maybe_read, "", NULL, VERDICT_UNKNOWN, -1},
    {"types maybe read not installed", types_maybe_read_not_installed, "framework-not-installed",
     NULL, VERDICT_FAILS, -1},
    {"types maybe read and hidden", types_maybe_read_and_hidden, "visible-devices-hidden", NULL,
     VERDICT_CPU, 0},
    {"types whole maybe read", types_whole_maybe_read, "", NULL, VERDICT_GPU, 1},
    {"hidden twice", hidden_twice, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"both by uuid", both_by_uuid, "", NULL, VERDICT_GPU, 2},
    {"one by uuid", one_by_uuid, "", NULL, VERDICT_GPU, 1},
    {"none by uuid", none_by_uuid, "visible-devices-hidden", NULL, VERDICT_CPU, 0},
    {"one uuid unknown", one_uuid_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"hidden without gpu", hidden_without_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"both listed", both_listed, "", NULL, VERDICT_GPU, 2},
    {"exact kernels", exact_kernels, "", NULL, VERDICT_GPU, 1},
    {"kernels of other minor", kernels_of_other_minor, "", NULL, VERDICT_GPU, 1},
    {"kernels of later minor", kernels_of_later_minor, "compute-capability-too-low", NULL,
     VERDICT_FAILS, 1},
    {"chip specific kernels", chip_specific_kernels, "", NULL, VERDICT_GPU, 1},
    {"chip specific of sibling", chip_specific_of_sibling, "compute-capability-too-new", NULL,
     VERDICT_FAILS, 1},
    {"family kernels", family_kernels, "", NULL, VERDICT_GPU, 1},
    {"family ptx of other major", family_ptx_of_other_major, "compute-capability-too-new", NULL,
     VERDICT_FAILS, 1},
    {"family ptx", family_ptx, "", NULL, VERDICT_GPU, 1},
    {"kernels in other words", kernels_in_other_words, "", NULL, VERDICT_UNKNOWN, -1},
    {"kernels in other words and fit", kernels_in_other_words_and_fit, "", NULL, VERDICT_GPU, 1},
    {"kernels with odd letter", kernels_with_odd_letter, "", NULL, VERDICT_UNKNOWN, -1},
    {"kernels with more behind", kernels_with_more_behind, "", NULL, VERDICT_UNKNOWN, -1},
    {"only newer ptx", only_newer_ptx, "compute-capability-too-low", NULL, VERDICT_FAILS, 1},
    {"ptx of same major", ptx_of_same_major, "", NULL, VERDICT_GPU, 1},
    {"older and newer kernels", older_and_newer_kernels, "compute-capability-too-low", NULL,
     VERDICT_FAILS, 1},
    {"kernels unknown", kernels_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"capability no number", capability_no_number, "", NULL, VERDICT_UNKNOWN, -1},
    {"at the floor", at_the_floor, "", NULL, VERDICT_GPU, 1},
    {"below floor kernels unknown", below_floor_kernels_unknown, "compute-capability-too-low", NULL,
     VERDICT_CPU, 0},
    {"second below floor", second_below_floor, "", NULL, VERDICT_GPU, 1},
    {"first below floor", first_below_floor, "", NULL, VERDICT_GPU, 1},
    {"both below floor", both_below_floor, "compute-capability-too-low", NULL, VERDICT_CPU, 0},
    {"below floor beside nouveau", below_floor_beside_nouveau, "compute-capability-too-low", NULL,
     VERDICT_CPU, 0},
    {"second too old", second_too_old, "", NULL, VERDICT_GPU, 2},
    {"second too old one visible", second_too_old_one_visible, "", NULL, VERDICT_UNKNOWN, -1},
    {"second too old none visible", second_too_old_none_visible, "visible-devices-hidden", NULL,
     VERDICT_CPU, 0},
    {"second too new", second_too_new, "compute-capability-too-new", NULL, VERDICT_FAILS, 2},
    {"second capability unknown", second_capability_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"too old on nouveau", too_old_on_nouveau, "nouveau-in-use", NULL, VERDICT_CPU, 0},
    {"small alone visible", small_alone_visible, "", NULL, VERDICT_GPU, 1},
    {"small beside large first", small_beside_large_first, "", NULL, VERDICT_GPU, 1},
    {"seven beside large", seven_beside_large, "", NULL, VERDICT_GPU, 1},
    {"eight beside large", eight_beside_large, "", NULL, VERDICT_GPU, 2},
    {"two small", two_small, "", NULL, VERDICT_GPU, 1},
    {"two kinds untold", two_kinds_untold, "", NULL, VERDICT_GPU, -1},
    {"two kinds untold one old", two_kinds_untold_one_old, "", NULL, VERDICT_UNKNOWN, -1},
    {"bound set and untold", bound_set_and_untold, "", NULL, VERDICT_UNKNOWN, -1},
    {"bound unknown", bound_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"bound too high for one", bound_too_high_for_one, "", NULL, VERDICT_GPU, 1},
    {"bound too high for both", bound_too_high_for_both, "too-few-multiprocessors", NULL,
     VERDICT_CPU, 0},
    {"bound of equals", bound_of_equals, "", NULL, VERDICT_GPU, 1},
    {"other kind on nouveau", other_kind_on_nouveau, "", NULL, VERDICT_GPU, 1},
    {"second small third large", second_small_third_large, "", NULL, VERDICT_GPU, 2},
    {"kernels of another vendor", kernels_of_another_vendor, "", NULL, VERDICT_UNKNOWN, -1},
    {"newest ptx first", newest_ptx_first, "", NULL, VERDICT_GPU, 1},
    {"newest ptx last", newest_ptx_last, "", NULL, VERDICT_GPU, 1},
    {"two alike and another on nouveau", two_alike_and_another_on_nouveau, "", NULL, VERDICT_GPU,
     2},
    {"two of three visible, one too old", two_of_three_visible_one_too_old, "",
     "visible-devices-hidden", VERDICT_GPU, 2},
    {"bound is no number and untold", bound_is_no_number_and_untold, "", NULL, VERDICT_GPU, 1},
    {"bound is no number and two kinds", bound_is_no_number_and_two_kinds, "", NULL, VERDICT_GPU,
     -1},
    {"bound of zero", bound_of_zero, "", NULL, VERDICT_GPU, 1},
    {"first too new", first_too_new, "compute-capability-too-new", NULL, VERDICT_FAILS, 2},
    {"below floor and list in doubt", below_floor_and_list_in_doubt, "",
     "compute-capability-too-low", VERDICT_UNKNOWN, -1},
    {"amd beside unbound", amd_beside_unbound, "", NULL, VERDICT_UNKNOWN, -1},
    {"solver foreign, other versions unknown", solver_foreign_other_versions_unknown,
     "library-damaged", NULL, VERDICT_CPU, 0},
    {"types hide what a uuid leaves open", types_hide_what_a_uuid_leaves_open,
     "visible-devices-hidden", NULL, VERDICT_CPU, 0},
};

const size_t ROW_COUNT = sizeof ROWS / sizeof *ROWS;

/* Changes of device nodes and the driver's libraries, and what must follow. */
#include "diagnose/rows.h"

/* ---- device-access ---- */
void set_node(Facts *f, const char *subject, const char *access)
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

static const Row ROWS[] = {
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
};

const RowGroup rows_of_access = {ROWS, sizeof ROWS / sizeof *ROWS};

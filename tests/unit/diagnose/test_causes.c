/* Each cause fires, and its nearest neighbour does not take it along. One row: what is changed on a
 * healthy machine, the root cause and the verdict that must follow. The last test holds that no row
 * of causes.def is without one here. */
#include <stdio.h>
#include <string.h>

#include "diagnose/healthy.h"
#include "harness.h"

typedef struct Row {
    const char *name;
    void (*change)(Facts *facts);
    const char *root;    /* "" for none */
    const char *finding; /* or NULL */
    Verdict verdict;
    int listed;
} Row;

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
static void solver_nowhere(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
}
static void solver_elsewhere(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    installed_at(f, SOLVER, "/env/lib/nvidia/cusolver/lib/libcusolver.so.11");
}
static void solver_of_other_version(Facts *f)
{
    library_fails(f, SOLVER, SOLVER);
    other_version_at(f, SOLVER, "/usr/local/cuda/lib64/libcusolver.so.12");
}
static void solver_both(Facts *f)
{
    solver_of_other_version(f);
    installed_at(f, SOLVER, "/env/lib/nvidia/cusolver/lib/libcusolver.so.11");
}
static void solver_needs_missing(Facts *f)
{
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
}
static void cudnn_part_nowhere_early(Facts *f)
{
    cudnn_part_nowhere(f);
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
static void small_beside_large(Facts *f)
{
    second_gpu(f);
    fact_set_text(f, GPU1, FACT_GPU_PCI_ID, "10de:1d01", "test");
    fact_set_text(f, GPU1, FACT_GPU_COMPUTE_CAPABILITY, "6.1", "test");
    fact_set_number(f, GPU0, FACT_GPU_MULTIPROCESSORS, 132, "test");
    fact_set_number(f, GPU1, FACT_GPU_MULTIPROCESSORS, 3, "test");
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
    {"small beside large", small_beside_large, "", "too-few-multiprocessors", VERDICT_GPU, 1},
};

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static void check_row(const Row *row)
{
    Facts *facts = healthy(test_arena());
    row->change(facts);
    Judgement *judgement = judged(facts);
    bool right = strcmp(root_of(judgement), row->root) == 0 && judgement->verdict == row->verdict &&
                 judgement->listed == row->listed &&
                 (!row->finding || has_finding_of(judgement, row->finding));
    if (!CHECK(right))
        printf("# %s: root %s, verdict %s, listed %d\n", row->name, root_of(judgement),
               verdict_word(judgement->verdict), judgement->listed);
}

TEST(each_change_of_a_healthy_machine_has_its_root_cause)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        check_row(&ROWS[i]);
}

TEST(a_healthy_machine_has_no_cause_and_no_finding)
{
    Judgement *judgement = judged(healthy(test_arena()));
    CHECK_NUMBER(judgement->causes.count, 0);
    CHECK_NUMBER(judgement->findings.count, 0);
}

TEST(every_cause_has_a_row_that_fires_it)
{
    for (int id = 0; id < CAUSE_COUNT; id++) {
        bool fired = false;
        for (size_t i = 0; i < ROW_COUNT; i++)
            fired = fired || strcmp(ROWS[i].root, cause_word((CauseId)id)) == 0 ||
                    (ROWS[i].finding && strcmp(ROWS[i].finding, cause_word((CauseId)id)) == 0);
        if (!CHECK(fired))
            printf("# no row fires %s\n", cause_word((CauseId)id));
    }
}

TEST(both_strands_are_told_at_once)
{
    Facts *facts = healthy(test_arena());
    no_gpu(facts);
    solver_elsewhere(facts);
    Judgement *judgement = judged(facts);
    CHECK_TEXT(root_of(judgement), "no-nvidia-gpu");
    CHECK(has_cause_of(judgement, "cuda-libs-not-on-path"));
    CHECK(judgement->headline_detail &&
          strstr(judgement->headline_detail, "with a GPU it would still run on the CPU, because"));
}

TEST(an_unknown_step_before_the_root_makes_it_uncertain)
{
    Facts *facts = healthy(test_arena());
    module_unknown(facts);
    solver_elsewhere(facts);
    Judgement *judgement = judged(facts);
    CHECK_TEXT(root_of(judgement), "cuda-libs-not-on-path");
    CHECK(!judgement->causes.items[0].certain);
}

TEST(a_consequence_names_what_it_follows_from)
{
    Facts *facts = healthy(test_arena());
    no_nodes_in_container(facts);
    no_libcuda(facts);
    Judgement *judgement = judged(facts);
    REQUIRE(judgement->causes.count == 2);
    CHECK_TEXT(root_of(judgement), "container-no-gpu");
    CHECK_TEXT(judgement->causes.items[1].follows_from, "container-no-gpu");
}

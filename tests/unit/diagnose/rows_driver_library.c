/* Changes of the driver's libraries, of WSL, of PTX and its variables (tables 2C, 2E, 2H, 2I of
 * docs/MACHINE.md), and what must follow. Each fault stands beside its nearest neighbour. */
#include "diagnose/rows.h"

#define CUDA    "library/libcuda.so.1"
#define NVML    "library/libnvidia-ml.so.1"
#define TRIPLET "/usr/lib/x86_64-linux-gnu/"
#define COMPAT  "/usr/local/cuda-12.9/compat/"
#define MASK    "CUDA_VISIBLE_DEVICES"

static void text(Facts *f, const char *subject, FactName name, const char *value)
{
    fact_set_text(f, subject, name, value, "test");
}
static void texts(Facts *f, const char *subject, FactName name, const char *value)
{
    fact_set_texts(f, subject, name, one(f, value), "test");
}
static void variable(Facts *f, const char *name, const char *value)
{
    text(f, arena_printf(facts_arena(f), "variable/%s", name), FACT_DRIVER_VARIABLE, value);
}

/* ---- Not found ---- */
static void none(Facts *f)
{
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void none_and_no_nvml(Facts *f)
{
    none(f);
    library_fails(f, "libnvidia-ml.so.1", "libnvidia-ml.so.1");
}
static void unlinked(Facts *f)
{
    none(f);
    other_version_at(f, "libcuda.so.1", TRIPLET "libcuda.so.580.65.06");
}
static void only_the_stub(Facts *f)
{
    none(f);
    other_version_at(f, "libcuda.so.1", "/usr/local/cuda/lib64/stubs/libcuda.so");
}
static void not_searched(Facts *f)
{
    none(f);
    installed_at(f, "libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1");
}
static void foreign(Facts *f)
{
    library_meets(f, "libcuda.so.1", "/usr/lib/libcuda.so.1", TRY_FOREIGN);
}
static void foreign_elsewhere(Facts *f)
{
    none(f);
    fact_set_flag(f, CUDA, FACT_LIBRARY_IS_FOREIGN, true, "test");
}
static void on_musl(Facts *f)
{
    none(f);
    fact_set_flag(f, CUDA, FACT_LIBRARY_FOR_GLIBC, true, "test");
}
static void mapped_on_musl(Facts *f)
{
    Opening *opening = arena_new_of(facts_arena(f), Opening);
    *opening = *fact_get(f, CUDA, FACT_LIBRARY_OPENING)->opening;
    opening->on_musl = true;
    fact_set_opening(f, CUDA, FACT_LIBRARY_OPENING, opening, "test");
    fact_set_flag(f, CUDA, FACT_LIBRARY_FOR_GLIBC, true, "test");
}
static void on_musl_with_gcompat(Facts *f)
{
    mapped_on_musl(f);
    fact_set_unknown(f, CUDA, FACT_LIBRARY_FOR_GLIBC, "gcompat is installed", "test");
}

/* ---- The stub ---- */
static void stub(Facts *f)
{
    text(f, CUDA, FACT_LIBRARY_KIND, "stub");
    fact_set_flag(f, CUDA, FACT_LIBRARY_IS_STUB, true, "test");
    text(f, CUDA, FACT_LIBRARY_REAL_PATH, "/usr/local/cuda/lib64/stubs/libcuda.so");
}
static void stub_before_driver(Facts *f)
{
    stub(f);
    installed_at(f, "libcuda.so.1", TRIPLET "libcuda.so.1");
}
static void stub_by_a_file(Facts *f)
{
    stub(f);
    library_opens(f, "libcuda.so.1", "/usr/local/cuda/lib64/stubs/libcuda.so.1",
                  RULE_LD_LIBRARY_PATH);
    texts(f, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_SET_BY, "/home/me/.bashrc:9: export");
}
static void stub_in_container(Facts *f)
{
    static const char *const NODES[] = {"node//dev/nvidia0", "node//dev/nvidiactl",
                                        "node//dev/nvidia-uvm"};
    text(f, "machine", FACT_CONTAINER, "docker");
    for (size_t i = 0; i < sizeof NODES / sizeof *NODES; i++)
        fact_set_absent(f, NODES[i], FACT_NODE_TYPE, "test");
    stub(f);
}
static void of_no_kind(Facts *f)
{
    text(f, CUDA, FACT_LIBRARY_KIND, "other");
    fact_set_unknown(f, CUDA, FACT_LIBRARY_VERSION, "the name of the file has no version", "test");
}

/* ---- Versions ---- */
static void differ(Facts *f)
{
    text(f, CUDA, FACT_LIBRARY_VERSION, "580.95.05");
}
static void updated(Facts *f)
{
    differ(f);
    text(f, "machine", FACT_MODULE_ON_DISK, "580.95.05");
}
static void branch_on_disk(Facts *f)
{
    text(f, CUDA, FACT_LIBRARY_VERSION, "590.44.01");
    text(f, "machine", FACT_MODULE_ON_DISK, "590");
}
static void libraries_alone(Facts *f)
{
    differ(f);
    text(f, "machine", FACT_MODULE_ON_DISK, "580.65.06");
}
static void another_on_disk(Facts *f)
{
    differ(f);
    text(f, "machine", FACT_MODULE_ON_DISK, "570.86.10");
}
static void in_image(Facts *f)
{
    differ(f);
    text(f, "machine", FACT_CONTAINER, "docker");
    fact_set_flag(f, CUDA, FACT_LIBRARY_IS_MOUNTED, false, "test");
}
static void host_changed(Facts *f)
{
    in_image(f);
    fact_set_flag(f, CUDA, FACT_LIBRARY_IS_MOUNTED, true, "test");
}
static void two_drivers(Facts *f)
{
    updated(f);
    texts(f, CUDA, FACT_LIBRARY_OTHER_VERSIONS, "/usr/lib64/libcuda.so.580.65.06");
}
static void two_wrong_drivers(Facts *f)
{
    differ(f);
    texts(f, CUDA, FACT_LIBRARY_OTHER_VERSIONS, "/usr/lib64/libcuda.so.570.86.10");
}
static void kind_unknown(Facts *f)
{
    differ(f);
    fact_set_unknown(f, CUDA, FACT_LIBRARY_KIND, "not recorded", "test");
}
static void tegra(Facts *f)
{
    text(f, CUDA, FACT_LIBRARY_KIND, "tegra");
    fact_set_unknown(f, CUDA, FACT_LIBRARY_VERSION, "the name of the file has no version", "test");
}
static void nvml_differs(Facts *f)
{
    fact_set_flag(f, "env", FACT_NVML_NEEDED, true, "test");
    text(f, NVML, FACT_LIBRARY_VERSION, "580.95.05");
}
static void nvml_differs_unneeded(Facts *f)
{
    nvml_differs(f);
    fact_set_flag(f, "env", FACT_NVML_NEEDED, false, "test");
}
static void both_differ(Facts *f)
{
    nvml_differs(f);
    differ(f);
}

/* ---- cuda-compat ---- */
static void compat(Facts *f)
{
    library_opens(f, "libcuda.so.1", COMPAT "libcuda.so.1", RULE_LD_LIBRARY_PATH);
    text(f, CUDA, FACT_LIBRARY_KIND, "compat");
    text(f, CUDA, FACT_LIBRARY_VERSION, "575.57.08");
    text(f, CUDA, FACT_COMPAT_CUDA, "12.9");
    texts(f, CUDA, FACT_COMPAT_BRANCHES, "535");
    text(f, "machine", FACT_NVIDIA_MODULE, "535.183.01");
}
static void compat_for_others(Facts *f)
{
    compat(f);
    texts(f, CUDA, FACT_COMPAT_BRANCHES, "550");
}
static void compat_on_geforce(Facts *f)
{
    compat(f);
    text(f, GPU0, FACT_GPU_NAME, "NVIDIA GeForce RTX 4090");
}
static void compat_on_workstation(Facts *f)
{
    compat(f);
    text(f, GPU0, FACT_GPU_NAME, "NVIDIA RTX A6000");
}
static void compat_on_geforce_too(Facts *f)
{
    compat(f);
    second_gpu(f);
    text(f, GPU1, FACT_GPU_NAME, "NVIDIA GeForce RTX 4090");
}
static void compat_without_note(Facts *f)
{
    compat(f);
    fact_set_unknown(f, CUDA, FACT_COMPAT_BRANCHES, "the file has no note that tells it", "test");
}
static void compat_older(Facts *f)
{
    compat(f);
    text(f, "machine", FACT_NVIDIA_MODULE, "595.45.04");
    fact_set_unknown(f, CUDA, FACT_COMPAT_BRANCHES, "the file has no note that tells it", "test");
}
static void compat_same(Facts *f)
{
    compat(f);
    text(f, "machine", FACT_NVIDIA_MODULE, "575.57.08");
}
static void compat_makes_new_enough(Facts *f)
{
    compat(f);
    text(f, "env", FACT_BUILD_CUDA, "13.0");
    text(f, CUDA, FACT_LIBRARY_VERSION, "580.65.06");
    text(f, CUDA, FACT_COMPAT_CUDA, "13.0");
}
static void compat_still_too_old(Facts *f)
{
    compat(f);
    text(f, "env", FACT_BUILD_CUDA, "13.0");
}

/* ---- How old ---- */
static void module_of(Facts *f, const char *version, const char *cuda)
{
    text(f, "machine", FACT_NVIDIA_MODULE, version);
    text(f, CUDA, FACT_LIBRARY_VERSION, version);
    text(f, "env", FACT_BUILD_CUDA, cuda);
}
static void older_minor(Facts *f)
{
    module_of(f, "535.183.01", "12.5.1");
}
static void cuda_10_1(Facts *f)
{
    module_of(f, "418.39", "10.1");
}
static void cuda_10_2(Facts *f)
{
    module_of(f, "418.39", "10.2");
}
static void too_old_for_torch(Facts *f)
{
    module_of(f, "470.256.02", "12.6");
    text(f, "env", FACT_FRAMEWORK, "torch");
}
static void too_old_for_jax(Facts *f)
{
    too_old_for_torch(f);
    text(f, "env", FACT_FRAMEWORK, "jax");
}

/* ---- WSL ---- */
static void wsl(Facts *f)
{
    Strings names = one(f, "libcuda.so.1");
    list_add(facts_arena(f), names, "libdxcore.so");
    fact_set_flag(f, "machine", FACT_WSL, true, "test");
    text(f, "machine", FACT_KERNEL_RELEASE, "5.15.153.1-microsoft-standard-WSL2");
    fact_set_texts(f, "machine", FACT_WSL_LIBRARIES, names, "/usr/lib/wsl/lib");
    library_opens(f, "libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1", RULE_CACHE);
    text(f, CUDA, FACT_LIBRARY_KIND, "wsl");
    set_node(f, "node//dev/dxg", "read-write");
}
static void wsl_linux_driver(Facts *f)
{
    wsl(f);
    text(f, CUDA, FACT_LIBRARY_KIND, "driver");
}
static void wsl_not_searched(Facts *f)
{
    wsl(f);
    none(f);
}
static void wsl_nothing_there(Facts *f)
{
    wsl_not_searched(f);
    fact_set_absent(f, "machine", FACT_WSL_LIBRARIES, "/usr/lib/wsl/lib");
}
static void wsl_place_unknown(Facts *f)
{
    wsl_not_searched(f);
    fact_set_unknown(f, "machine", FACT_WSL_LIBRARIES, "not recorded", "test");
}
static void wsl_without_dxcore(Facts *f)
{
    wsl(f);
    texts(f, "machine", FACT_WSL_LIBRARIES, "libcuda.so.1");
}
static void wsl_1(Facts *f)
{
    wsl_nothing_there(f);
    text(f, "machine", FACT_KERNEL_RELEASE, "4.4.0-19041-Microsoft");
}

/* ---- PTX ---- */
static void only_ptx(Facts *f)
{
    text(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, "12.0");
}
static void compiler(Facts *f, OpenResult result)
{
    Opening *opening = arena_new_of(facts_arena(f), Opening);
    *opening = (Opening){.name = "libnvidia-ptxjitcompiler.so.1", .result = result};
    opening->error = result == OPEN_FAILED ? "cannot open shared object file" : NULL;
    fact_set_opening(f, CUDA, FACT_JIT_COMPILER, opening, "test");
}
static void compiler_missing(Facts *f)
{
    only_ptx(f);
    compiler(f, OPEN_FAILED);
}
static void compiler_missing_unneeded(Facts *f)
{
    compiler(f, OPEN_FAILED);
}
static void compiler_there(Facts *f)
{
    only_ptx(f);
    compiler(f, OPEN_FOUND);
}
static void compiling_forbidden(Facts *f)
{
    only_ptx(f);
    variable(f, "CUDA_DISABLE_PTX_JIT", "1");
}
static void compiling_allowed(Facts *f)
{
    only_ptx(f);
    variable(f, "CUDA_DISABLE_PTX_JIT", "0");
}
static void compiling_forbidden_unneeded(Facts *f)
{
    variable(f, "CUDA_DISABLE_JIT", "1");
}
static void compiling_forced(Facts *f)
{
    variable(f, "CUDA_FORCE_PTX_JIT", "1");
}
static void compiling_forced_without_ptx(Facts *f)
{
    text(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, "8.0");
    variable(f, "CUDA_FORCE_PTX_JIT", "1");
}
static void compiling_forced_and_missing(Facts *f)
{
    compiling_forced(f);
    compiler(f, OPEN_FAILED);
}

/* Some builds tell the PTX alone; their machine code for the same GPUs is there too. */
static void own_ptx(Facts *f)
{
    fact_set_texts(f, "env", FACT_BUILD_ARCHITECTURES, one(f, "compute_90"), "test");
}
static void own_ptx_and_forbidden(Facts *f)
{
    own_ptx(f);
    variable(f, "CUDA_DISABLE_PTX_JIT", "1");
}
static void own_ptx_forced_and_forbidden(Facts *f)
{
    own_ptx_and_forbidden(f);
    variable(f, "CUDA_FORCE_PTX_JIT", "1");
}

/* ---- Variables that slow, libraries that stand between ---- */
static void mask_of_amd_alone(Facts *f)
{
    variable(f, "ROCR_VISIBLE_DEVICES", "0");
}
static void mask_of_amd(Facts *f)
{
    amd_beside(f);
    mask_of_amd_alone(f);
}
static void launch_blocking(Facts *f)
{
    variable(f, "CUDA_LAUNCH_BLOCKING", "1");
    texts(f, "variable/CUDA_LAUNCH_BLOCKING", FACT_VARIABLE_SET_BY, "/home/me/.bashrc:3: export");
}
static void launch_not_blocking(Facts *f)
{
    variable(f, "CUDA_LAUNCH_BLOCKING", "0");
}
static void no_tf32(Facts *f)
{
    variable(f, "NVIDIA_TF32_OVERRIDE", "0");
}
static void shim_of_variable(Facts *f)
{
    set_variable(f, "LD_PRELOAD", "/usr/local/vgpu/libvgpu.so:/a/libx.so  /b/liby.so");
}
static void shim_of_file(Facts *f)
{
    texts(f, "machine", FACT_PRELOADED, "/usr/local/vgpu/libvgpu.so");
}
static void preloads_others(Facts *f)
{
    set_variable(f, "LD_PRELOAD", "/usr/lib/libjemalloc.so.2");
    texts(f, "machine", FACT_PRELOADED, "/usr/lib/libsnoopy.so");
}
static void for_others(Facts *f)
{
    amd_beside(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "none");
    variable(f, "HIP_VISIBLE_DEVICES", "0");
    variable(f, "CUDA_MPS_PIPE_DIRECTORY", "/tmp/mps");
}

/* ---- Masks ---- */
static void two_by_place(Facts *f, const char *mask)
{
    second_gpu(f);
    set_variable(f, "CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    set_variable(f, MASK, mask);
}
static void second_by_place(Facts *f)
{
    two_by_place(f, "1");
}
static void second_by_speed(Facts *f)
{
    two_by_place(f, "1");
    set_variable(f, "CUDA_DEVICE_ORDER", "FASTEST_FIRST");
}
static void uuids(Facts *f, const char *mask)
{
    second_gpu(f);
    text(f, GPU0, FACT_GPU_UUID, "GPU-aaaa-1");
    text(f, GPU1, FACT_GPU_UUID, "GPU-aabb-2");
    set_variable(f, MASK, mask);
}
static void uuid_prefix(Facts *f)
{
    uuids(f, "GPU-aab");
}
static void uuid_prefix_of_two(Facts *f)
{
    uuids(f, "GPU-aa");
}
static void uuid_then_index(Facts *f)
{
    uuids(f, "GPU-aabb,0");
}
static void index_then_uuid(Facts *f)
{
    uuids(f, "0,GPU-aabb");
}
static void uuid_twice(Facts *f)
{
    uuids(f, "GPU-aabb,GPU-aab");
}
static void uuid_in_lower_case(Facts *f)
{
    uuids(f, "gpu-aabb");
}
static void mig_of_other_gpu(Facts *f)
{
    uuids(f, "MIG-GPU-cccc/1/0");
}
static void mig_of_this_gpu(Facts *f)
{
    uuids(f, "MIG-GPU-aaaa-1/1/0");
}
static void mig_by_uuid(Facts *f)
{
    uuids(f, "MIG-1234");
}
static void mig_where_none_can_be(Facts *f)
{
    set_variable(f, MASK, "MIG-1234");
    text(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, "8.9");
}
static void mig_where_one_may_be(Facts *f)
{
    set_variable(f, MASK, "MIG-1234");
    text(f, GPU0, FACT_GPU_COMPUTE_CAPABILITY, "8.0");
}
static void mig_instance(Facts *f, const char *path, const char *what)
{
    const char *subject = arena_printf(facts_arena(f), "capability/%s", path);
    text(f, subject, FACT_NODE_CAPABILITY, what);
    text(f, subject, FACT_NODE_TYPE, "character device");
    text(f, subject, FACT_NODE_ACCESS, "read-write");
}
static void one_instance(Facts *f)
{
    mig_instance(f, "/dev/nvidia-caps/nvidia-cap12", "gpu0/mig/gi1");
    mig_instance(f, "/dev/nvidia-caps/nvidia-cap13", "gpu0/mig/gi1/ci0");
}
static void two_instances(Facts *f)
{
    one_instance(f);
    mig_instance(f, "/dev/nvidia-caps/nvidia-cap21", "gpu0/mig/gi2");
    mig_instance(f, "/dev/nvidia-caps/nvidia-cap22", "gpu0/mig/gi2/ci0");
}
static void two_instances_one_named(Facts *f)
{
    two_instances(f);
    set_variable(f, MASK, "MIG-1234");
}
static void instance_beside_gpu(Facts *f)
{
    second_gpu(f);
    one_instance(f);
}
static void instances_hidden(Facts *f)
{
    two_instances(f);
    set_variable(f, MASK, "");
}
static void job(Facts *f, const char *gpus, const char *mask)
{
    set_variable(f, MASK, "");
    text(f, "machine", FACT_SCHEDULER, "slurm");
    if (gpus)
        text(f, "machine", FACT_SCHEDULER_GPUS, gpus);
    else
        fact_set_absent(f, "machine", FACT_SCHEDULER_GPUS, "SLURM_STEP_GPUS");
    if (mask)
        text(f, "machine", FACT_SCHEDULER_MASK, mask);
}
static void job_without_gpu(Facts *f)
{
    job(f, NULL, NULL);
}
static void job_mask_changed(Facts *f)
{
    job(f, "2", "2");
}
static void job_mask_kept(Facts *f)
{
    job(f, "2", "");
}

#define GPU        VERDICT_GPU, 1
#define CPU        VERDICT_CPU, 0
#define UNTOLD     VERDICT_UNKNOWN, -1
#define FAILS      VERDICT_FAILS, 1
#define MISMATCH   "driver-lib-mismatch"
#define HIDDEN     "visible-devices-hidden"
#define MISSING    "libcuda-not-found"
#define BY_A_SHIM  "gpu-shim-preloaded"
#define BY_SETTING "driver-variable"

static const Row ROWS[] = {
    {"libcuda: none", none, MISSING, NULL, CPU},
    {"libcuda: none, and no NVML", none_and_no_nvml, MISSING, NULL, CPU},
    {"libcuda: without its link", unlinked, MISSING, NULL, CPU},
    {"libcuda: only the stub, not linked", only_the_stub, MISSING, NULL, CPU},
    {"libcuda: not searched", not_searched, MISSING, NULL, CPU},
    {"libcuda: for another machine", foreign, MISSING, NULL, CPU},
    {"libcuda: for another machine elsewhere", foreign_elsewhere, MISSING, NULL, CPU},
    {"libcuda: musl", on_musl, MISSING, NULL, CPU},
    {"libcuda: musl maps it", mapped_on_musl, MISSING, NULL, CPU},
    {"libcuda: musl with gcompat", on_musl_with_gcompat, "", NULL, UNTOLD},
    {"libcuda: stub", stub, "stub-libcuda", NULL, CPU},
    {"libcuda: stub before the driver", stub_before_driver, "stub-libcuda", NULL, CPU},
    {"libcuda: stub by a line of a file", stub_by_a_file, "stub-libcuda", NULL, CPU},
    {"libcuda: stub in a container without GPU", stub_in_container, "container-no-gpu", NULL, CPU},
    {"libcuda: neither stub nor driver", of_no_kind, "", NULL, GPU},

    {"versions: differ", differ, MISMATCH, NULL, CPU},
    {"versions: updated, not restarted", updated, MISMATCH, NULL, CPU},
    {"versions: branch on disk", branch_on_disk, MISMATCH, NULL, CPU},
    {"versions: libraries updated alone", libraries_alone, MISMATCH, NULL, CPU},
    {"versions: a third one on disk", another_on_disk, MISMATCH, NULL, CPU},
    {"versions: baked into the image", in_image, MISMATCH, NULL, CPU},
    {"versions: the host changed", host_changed, MISMATCH, NULL, CPU},
    {"versions: two drivers", two_drivers, MISMATCH, NULL, CPU},
    {"versions: two wrong drivers", two_wrong_drivers, MISMATCH, NULL, CPU},
    {"versions: kind unknown", kind_unknown, "", NULL, UNTOLD},
    {"versions: Tegra tells none", tegra, "", NULL, GPU},
    {"versions: NVML differs", nvml_differs, MISMATCH, NULL, CPU},
    {"versions: NVML differs, not needed", nvml_differs_unneeded, "", NULL, GPU},
    {"versions: both differ", both_differ, MISMATCH, NULL, CPU},

    {"compat: serves the branch", compat, "", NULL, GPU},
    {"compat: serves other branches", compat_for_others, MISMATCH, NULL, CPU},
    {"compat: GeForce", compat_on_geforce, MISMATCH, NULL, CPU},
    {"compat: workstation", compat_on_workstation, "", NULL, UNTOLD},
    {"compat: GeForce beside", compat_on_geforce_too, "", NULL, UNTOLD},
    {"compat: without a note", compat_without_note, "", NULL, UNTOLD},
    {"compat: older than the module", compat_older, MISMATCH, NULL, CPU},
    {"compat: the same version", compat_same, "", NULL, GPU},
    {"compat: makes the driver new enough", compat_makes_new_enough, "", NULL, GPU},
    {"compat: still too old", compat_still_too_old, "driver-too-old", NULL, FAILS},

    {"age: older minor version", older_minor, "", NULL, GPU},
    {"age: CUDA 10.1", cuda_10_1, "", NULL, GPU},
    {"age: CUDA 10.2", cuda_10_2, "driver-too-old", NULL, FAILS},
    {"age: PyTorch", too_old_for_torch, "driver-too-old", NULL, CPU},
    {"age: JAX", too_old_for_jax, "driver-too-old", NULL, VERDICT_FAILS, -1},

    {"WSL: Windows's libcuda", wsl, "", NULL, VERDICT_GPU, -1},
    {"WSL: a driver for Linux", wsl_linux_driver, "wsl-linux-driver-installed", NULL, CPU},
    {"WSL: not searched", wsl_not_searched, "wsl-libcuda-missing", NULL, CPU},
    {"WSL: nothing there", wsl_nothing_there, "wsl-libcuda-missing", NULL, CPU},
    {"WSL: place unknown", wsl_place_unknown, "wsl-libcuda-missing", NULL, CPU},
    {"WSL: no libdxcore", wsl_without_dxcore, "wsl-libcuda-missing", NULL, CPU},
    {"WSL: version 1", wsl_1, "wsl-libcuda-missing", NULL, CPU},

    {"PTX: compiler missing", compiler_missing, "jit-compiler-missing", NULL, FAILS},
    {"PTX: compiler missing, not needed", compiler_missing_unneeded, "", NULL, GPU},
    {"PTX: compiler there", compiler_there, "", "compute-capability-too-new", GPU},
    {"PTX: forbidden", compiling_forbidden, BY_SETTING, NULL, FAILS},
    {"PTX: not forbidden", compiling_allowed, "", NULL, GPU},
    {"PTX: forbidden, not needed", compiling_forbidden_unneeded, "", NULL, GPU},
    {"PTX: forced", compiling_forced, "", BY_SETTING, GPU},
    {"PTX: forced, none there", compiling_forced_without_ptx, BY_SETTING, BY_SETTING, FAILS},
    {"PTX: its own, forbidden", own_ptx_and_forbidden, "", NULL, GPU},
    {"PTX: its own, forced and forbidden", own_ptx_forced_and_forbidden, BY_SETTING, NULL, FAILS},
    {"PTX: forced, no compiler", compiling_forced_and_missing, "jit-compiler-missing", NULL, FAILS},

    {"slow: launch blocking", launch_blocking, "", BY_SETTING, GPU},
    {"slow: not blocking", launch_not_blocking, "", NULL, GPU},
    {"slow: no TF32", no_tf32, "", BY_SETTING, GPU},
    {"shim: LD_PRELOAD", shim_of_variable, "", BY_A_SHIM, GPU},
    {"shim: ld.so.preload", shim_of_file, "", BY_A_SHIM, GPU},
    {"shim: others are preloaded", preloads_others, "", NULL, GPU},
    {"variables for others", for_others, "", NULL, GPU},

    {"mask: the second by place", second_by_place, "", HIDDEN, GPU},
    {"mask: the second by speed", second_by_speed, "", HIDDEN, GPU},
    {"mask: beginning of a UUID", uuid_prefix, "", HIDDEN, GPU},
    {"mask: beginning of two UUIDs", uuid_prefix_of_two, HIDDEN, NULL, CPU},
    {"mask: UUID, then index", uuid_then_index, "", HIDDEN, GPU},
    {"mask: index, then UUID", index_then_uuid, "", HIDDEN, GPU},
    {"mask: one UUID twice", uuid_twice, HIDDEN, NULL, CPU},
    {"mask: UUID in lower case", uuid_in_lower_case, "", NULL, UNTOLD},
    {"mask: MIG of another GPU", mig_of_other_gpu, HIDDEN, NULL, CPU},
    {"mask: MIG of this GPU", mig_of_this_gpu, "", NULL, UNTOLD},
    {"mask: MIG by UUID", mig_by_uuid, "", NULL, UNTOLD},
    {"mask: MIG, no GPU can be divided", mig_where_none_can_be, HIDDEN, NULL, CPU},
    {"mask: MIG, the GPU can be divided", mig_where_one_may_be, "", NULL, UNTOLD},
    {"MIG: one instance", one_instance, "", NULL, GPU},
    {"MIG: two instances", two_instances, "", "mig-misconfigured", GPU},
    {"MIG: two, one named", two_instances_one_named, "", NULL, UNTOLD},
    {"MIG: beside a whole GPU it hides", instance_beside_gpu, "", "mig-misconfigured", GPU},
    {"MIG: hidden", instances_hidden, HIDDEN, NULL, CPU},
    {"mask: job without a GPU", job_without_gpu, HIDDEN, NULL, CPU},
    {"mask: changed in the job", job_mask_changed, HIDDEN, NULL, CPU},
    {"mask: set by the scheduler", job_mask_kept, HIDDEN, NULL, CPU},
    {"ROCR_VISIBLE_DEVICES without an AMD GPU", mask_of_amd_alone, "", NULL, GPU},
    {"ROCR_VISIBLE_DEVICES with an AMD GPU", mask_of_amd, "", NULL, GPU},
};

const RowGroup rows_of_driver_library = {ROWS, sizeof ROWS / sizeof *ROWS};

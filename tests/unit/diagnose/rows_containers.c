/* Containers, jobs of schedulers, WSL, MIG, AMD: changes of who may open a node and what a
 * container was given, and what must follow. */
#include "diagnose/rows.h"

/* ---- What the rows are made of ---- */

static void in(Facts *f, const char *kind)
{
    fact_set_text(f, "machine", FACT_CONTAINER, kind, "test");
    fact_set_absent(f, "machine", FACT_CONTAINER_INJECTED, "/proc/self/mountinfo");
    fact_set_absent(f, "variable/NVIDIA_VISIBLE_DEVICES", FACT_VARIABLE_VALUE, "test");
    fact_set_absent(f, "variable/NVIDIA_DRIVER_CAPABILITIES", FACT_VARIABLE_VALUE, "test");
}
static void injected(Facts *f, const char *path)
{
    fact_set_texts(f, "machine", FACT_CONTAINER_INJECTED, one(f, path), "/proc/self/mountinfo");
}
static void nothing_there(Facts *f)
{
    fact_set_absent(f, "node//dev/nvidia0", FACT_NODE_TYPE, "test");
    fact_set_absent(f, "node//dev/nvidiactl", FACT_NODE_TYPE, "test");
    fact_set_absent(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "test");
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
    library_fails(f, "libnvidia-ml.so.1", "libnvidia-ml.so.1");
}
static void all_forbidden(Facts *f)
{
    set_node(f, "node//dev/nvidia0", "device-cgroup");
    set_node(f, "node//dev/nvidiactl", "device-cgroup");
    set_node(f, "node//dev/nvidia-uvm", "device-cgroup");
}
static void driver_mounted(Facts *f)
{
    injected(f, "/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06");
}
static void refused(Facts *f, const char *why)
{
    set_node(f, "node//dev/nvidia0", "mode");
    fact_set_text(f, "node//dev/nvidia0", FACT_NODE_REFUSAL, why, "test");
    fact_set_text(f, "node//dev/nvidia0", FACT_NODE_GROUP, "video", "/etc/group");
}

/* ---- 2B: nodes ---- */

static void uvm_stale(Facts *f)
{
    fact_set_text(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "stale node", "test");
    fact_set_text(f, "node//dev/nvidia-uvm", FACT_NODE_NUMBERS, "510:0", "test");
    fact_set_text(f, "node//dev/nvidia-uvm", FACT_NODE_EXPECTED, "509:0", "/proc/devices");
}
static void uvm_stale_in_container(Facts *f)
{
    uvm_stale(f);
    in(f, "docker");
    driver_mounted(f);
}
static void uvm_stale_but_modprobe(Facts *f)
{
    uvm_stale(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void uvm_stale_container_with_modprobe(Facts *f)
{
    uvm_stale_but_modprobe(f);
    in(f, "docker");
    driver_mounted(f);
}
static void uvm_stale_container_unknown(Facts *f)
{
    uvm_stale(f);
    fact_set_unknown(f, "machine", FACT_CONTAINER, "permission denied", "test");
}
static void gpu_stale_and_control_missing(Facts *f)
{
    fact_set_text(f, "node//dev/nvidia0", FACT_NODE_TYPE, "stale node", "test");
    fact_set_absent(f, "node//dev/nvidiactl", FACT_NODE_TYPE, "test");
}
static void one_gpu_of_two_stale(Facts *f)
{
    second_gpu(f);
    set_node(f, "node//dev/nvidia1", "read-write");
    fact_set_text(f, "node//dev/nvidia1", FACT_NODE_TYPE, "stale node", "test");
}
static void helper_may_not(Facts *f)
{
    nothing_there(f);
    library_opens(f, "libcuda.so.1", "/usr/lib/libcuda.so.1", RULE_CACHE);
    fact_set_flag(f, "machine", FACT_DRIVER_MAKES_NODES, false, "/proc/driver/nvidia/params");
}
static void not_a_member(Facts *f)
{
    refused(f, "not-a-member");
}
static void not_taken_up(Facts *f)
{
    refused(f, "not-taken-up");
}
static void owner_only(Facts *f)
{
    refused(f, "owner-only");
    fact_set_text(f, "machine", FACT_DRIVER_NODE_MODE, "mode 0600, user 0, group 0", "params");
}
static void unmapped(Facts *f)
{
    refused(f, "unmapped");
    in(f, "podman");
    driver_mounted(f);
}
static void access_list(Facts *f)
{
    refused(f, "access-list");
}
static void nodev(Facts *f)
{
    set_node(f, "node//dev/nvidia0", "nodev");
    set_node(f, "node//dev/nvidiactl", "nodev");
    set_node(f, "node//dev/nvidia-uvm", "nodev");
}
static void nodev_in_container(Facts *f)
{
    nodev(f);
    in(f, "docker");
}

/* ---- 2G: containers ---- */

static void docker_without(Facts *f)
{
    in(f, "docker");
    nothing_there(f);
}
static void docker_with_an_old_image(Facts *f)
{
    docker_without(f);
    set_variable(f, "CUDA_VERSION", "10.1");
    set_variable(f, "NVIDIA_REQUIRE_CUDA", NULL);
}
static void pod_with_mounts_of_the_plugin(Facts *f)
{
    in(f, "kubernetes");
    nothing_there(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "/var/run/nvidia-container-devices");
}
static void pod_with_all(Facts *f)
{
    in(f, "kubernetes");
    driver_mounted(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "all");
}
static void pod_with_one(Facts *f)
{
    pod_with_all(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6");
}
static void docker_void(Facts *f)
{
    docker_without(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "void");
}
static void docker_all_and_nothing(Facts *f)
{
    docker_without(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "all");
}
static void docker_none(Facts *f)
{
    in(f, "docker");
    driver_mounted(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "none");
    fact_set_absent(f, "node//dev/nvidia0", FACT_NODE_TYPE, "test");
}
static void docker_without_uvm(Facts *f)
{
    in(f, "docker");
    driver_mounted(f);
    fact_set_absent(f, "node//dev/nvidia-uvm", FACT_NODE_TYPE, "test");
}
static void pod_without(Facts *f)
{
    in(f, "kubernetes");
    nothing_there(f);
}
static void pod_with_plugin_and_nothing(Facts *f)
{
    pod_without(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6");
}
static void pod_with_plugin_and_mounts_unknown(Facts *f)
{
    pod_with_plugin_and_nothing(f);
    fact_set_unknown(f, "machine", FACT_CONTAINER_INJECTED, "permission denied", "test");
}
static void docker_with_uuid_and_nothing(Facts *f)
{
    docker_without(f);
    set_variable(f, "NVIDIA_VISIBLE_DEVICES", "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6");
}
static void gvisor_without(Facts *f)
{
    docker_without(f);
    fact_set_text(f, "machine", FACT_CONTAINER_SANDBOX, "gvisor", "/proc/version");
}
static void image_build(Facts *f)
{
    in(f, "image-build");
    nothing_there(f);
}
static void utility_only(Facts *f)
{
    in(f, "docker");
    injected(f, "/usr/lib/libnvidia-ml.so.580.65.06");
    set_variable(f, "NVIDIA_DRIVER_CAPABILITIES", "utility");
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void utility_only_mounts_unknown(Facts *f)
{
    utility_only(f);
    fact_set_unknown(f, "machine", FACT_CONTAINER_INJECTED, "not recorded", "test");
}
static void compute_only(Facts *f)
{
    in(f, "docker");
    driver_mounted(f);
    set_variable(f, "NVIDIA_DRIVER_CAPABILITIES", "compute");
    library_fails(f, "libnvidia-ml.so.1", "libnvidia-ml.so.1");
    fact_set_flag(f, "env", FACT_NVML_NEEDED, true, "test");
}
static void compute_only_and_no_need(Facts *f)
{
    compute_only(f);
    fact_set_flag(f, "env", FACT_NVML_NEEDED, false, "test");
}
static void mounted_and_not_found(Facts *f)
{
    in(f, "docker");
    driver_mounted(f);
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void privileged_without_libraries(Facts *f)
{
    in(f, "docker");
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void privileged_with_own_library(Facts *f)
{
    in(f, "docker");
}
static void privileged_with_a_lost_library(Facts *f)
{
    privileged_without_libraries(f);
    installed_at(f, "libcuda.so.1", "/opt/driver/libcuda.so.1");
}
static void lxc_with_a_lost_library(Facts *f)
{
    privileged_with_a_lost_library(f);
    fact_set_text(f, "machine", FACT_CONTAINER, "lxc", "test");
}
static void lxc_without_libraries(Facts *f)
{
    privileged_without_libraries(f);
    fact_set_text(f, "machine", FACT_CONTAINER, "lxc", "test");
}
static void left_out_or_not(Facts *f)
{
    privileged_without_libraries(f);
    fact_set_unknown(f, "machine", FACT_CONTAINER_INJECTED, "not recorded", "test");
}
static void container_or_not_and_no_libcuda(Facts *f)
{
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
    fact_set_unknown(f, "machine", FACT_CONTAINER, "permission denied", "test");
}
static void compute_asked_and_left_out(Facts *f)
{
    in(f, "docker");
    injected(f, "/proc/driver/nvidia");
    set_variable(f, "NVIDIA_DRIVER_CAPABILITIES", "compute,utility");
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void all_asked_and_left_out(Facts *f)
{
    compute_asked_and_left_out(f);
    set_variable(f, "NVIDIA_DRIVER_CAPABILITIES", "all");
}
static void node_is_a_directory_in_container(Facts *f)
{
    docker_without(f);
    fact_set_text(f, "node//dev/nvidia0", FACT_NODE_TYPE, "directory", "test");
}
static void privileged_with_a_stub(Facts *f)
{
    in(f, "docker");
    fact_set_flag(f, "library/libcuda.so.1", FACT_LIBRARY_IS_STUB, true, "test");
}
static void apptainer_without_nv(Facts *f)
{
    in(f, "apptainer");
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void no_container_and_no_libcuda(Facts *f)
{
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
}
static void rights_lost(Facts *f)
{
    in(f, "docker");
    driver_mounted(f);
    all_forbidden(f);
    fact_set_text(f, "machine", FACT_DEVICE_RULES, "c 195:* m", "devices.list");
}
static void rights_lost_in_pod(Facts *f)
{
    rights_lost(f);
    fact_set_text(f, "machine", FACT_CONTAINER, "kubernetes", "test");
}
static void rights_never_given(Facts *f)
{
    in(f, "docker");
    all_forbidden(f);
    library_fails(f, "libcuda.so.1", "libcuda.so.1");
    fact_set_absent(f, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "test");
}
static void rights_lost_with_a_driver_in_one_directory(Facts *f)
{
    in(f, "kubernetes");
    all_forbidden(f);
}
static void rights_never_given_and_other_driver(Facts *f)
{
    in(f, "docker");
    all_forbidden(f);
    fact_set_text(f, "library/libcuda.so.1", FACT_LIBRARY_VERSION, "550.10", "test");
}
static void rights_and_mounts_unknown(Facts *f)
{
    rights_never_given(f);
    fact_set_unknown(f, "machine", FACT_CONTAINER_INJECTED, "not recorded", "test");
}
static void lxc_forbidden(Facts *f)
{
    in(f, "lxc");
    driver_mounted(f);
    all_forbidden(f);
}
static void forbidden_container_unknown(Facts *f)
{
    all_forbidden(f);
    fact_set_unknown(f, "machine", FACT_CONTAINER, "permission denied", "test");
}

/* ---- 2F: schedulers ---- */

static void slurm(Facts *f)
{
    fact_set_text(f, "machine", FACT_SCHEDULER, "slurm", "SLURM_JOB_ID");
    fact_set_text(f, "machine", FACT_SCHEDULER_JOB, "12", "SLURM_JOB_ID");
    fact_set_text(f, "machine", FACT_SCHEDULER_GPUS, "0", "SLURM_JOB_GPUS");
}
static void slurm_without_gpu(Facts *f)
{
    slurm(f);
    fact_set_absent(f, "machine", FACT_SCHEDULER_GPUS, "SLURM_JOB_GPUS");
}
static void slurm_fenced(Facts *f)
{
    slurm_without_gpu(f);
    set_node(f, "node//dev/nvidia0", "device-cgroup");
}
static void slurm_fenced_and_given(Facts *f)
{
    slurm_fenced(f);
    slurm(f);
}
static void slurm_on_empty_node(Facts *f)
{
    slurm_without_gpu(f);
    no_gpu(f);
}
static void login_node(Facts *f)
{
    no_gpu(f);
    fact_set_text(f, "machine", FACT_CLUSTER, "slurm", "/etc/slurm");
}

/* ---- Some of several GPUs ---- */

static void two_minors(Facts *f)
{
    second_gpu(f);
    fact_set_number(f, GPU0, FACT_GPU_MINOR, 0, "information");
    fact_set_number(f, GPU1, FACT_GPU_MINOR, 1, "information");
    fact_set_text(f, GPU0, FACT_GPU_UUID, "GPU-aaaa", "test");
    fact_set_text(f, GPU1, FACT_GPU_UUID, "GPU-bbbb", "test");
}
static void container_of_the_second(Facts *f)
{
    two_minors(f);
    in(f, "docker");
    driver_mounted(f);
    fact_set_absent(f, "node//dev/nvidia0", FACT_NODE_TYPE, "test");
    set_node(f, "node//dev/nvidia1", "read-write");
}

static void container_of_the_second_by_uuid(Facts *f)
{
    container_of_the_second(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "GPU-bbbb");
}
static void container_of_the_second_by_the_firsts_uuid(Facts *f)
{
    container_of_the_second(f);
    set_variable(f, "CUDA_VISIBLE_DEVICES", "GPU-aaaa");
}

/* ---- 2H: WSL ---- */

static void wsl(Facts *f)
{
    fact_set_flag(f, "machine", FACT_WSL, true, "test");
    fact_set_text(f, "machine", FACT_KERNEL_RELEASE, "5.15.153.1-microsoft-standard-WSL2", "test");
    set_node(f, "node//dev/dxg", "read-write");
    fact_set_text(f, "library/libcuda.so.1", FACT_LIBRARY_KIND, "wsl", "test");
}
static void wsl_without_node(Facts *f)
{
    wsl(f);
    fact_set_absent(f, "node//dev/dxg", FACT_NODE_TYPE, "test");
}
static void wsl_first(Facts *f)
{
    wsl_without_node(f);
    fact_set_text(f, "machine", FACT_KERNEL_RELEASE, "4.4.0-19041-Microsoft", "test");
}
static void wsl_container(Facts *f)
{
    wsl_without_node(f);
    in(f, "docker");
}
static void wsl_refused(Facts *f)
{
    wsl(f);
    set_node(f, "node//dev/dxg", "mode");
}
static void wsl_untold(Facts *f)
{
    wsl(f);
    fact_set_unknown(f, "node//dev/dxg", FACT_NODE_ACCESS, "not recorded", "test");
}

/* ---- MIG ---- */

static void capability(Facts *f, const char *path, const char *what, Known there)
{
    const char *subject = arena_printf(facts_arena(f), "capability/%s", path);
    fact_set_text(f, subject, FACT_NODE_CAPABILITY, what, "test");
    if (there == ABSENT) {
        fact_set_absent(f, subject, FACT_NODE_TYPE, "test");
        return;
    }
    fact_set_text(f, subject, FACT_NODE_TYPE, "character device", "test");
    if (there == PRESENT)
        fact_set_text(f, subject, FACT_NODE_ACCESS, "read-write", "test");
    else
        fact_set_unknown(f, subject, FACT_NODE_ACCESS, "not recorded", "test");
}
#define CAP12 "/dev/nvidia-caps/nvidia-cap12"
#define CAP13 "/dev/nvidia-caps/nvidia-cap13"
#define CAP21 "/dev/nvidia-caps/nvidia-cap21"
#define CAP22 "/dev/nvidia-caps/nvidia-cap22"
static void mig(Facts *f)
{
    capability(f, CAP12, "gpu0/mig/gi1", PRESENT);
    capability(f, CAP13, "gpu0/mig/gi1/ci0", PRESENT);
    capability(f, CAP21, "gpu0/mig/gi2", ABSENT);
    capability(f, CAP22, "gpu0/mig/gi2/ci0", ABSENT);
}
static void mig_without_nodes(Facts *f)
{
    mig(f);
    capability(f, CAP12, "gpu0/mig/gi1", ABSENT);
}
static void mig_without_nodes_in_container(Facts *f)
{
    mig_without_nodes(f);
    in(f, "docker");
    driver_mounted(f);
}
static void mig_nodes_will_be_made(Facts *f)
{
    mig_without_nodes(f);
    fact_set_text(f, "machine", FACT_NVIDIA_MODPROBE, "/usr/bin/nvidia-modprobe", "test");
}
static void mig_without_compute_instance(Facts *f)
{
    mig(f);
    capability(f, CAP13, "gpu0/mig/gi1/ci0", ABSENT);
}
static void mig_refused(Facts *f)
{
    mig(f);
    fact_set_text(f, "capability/" CAP12, FACT_NODE_ACCESS, "mode", "test");
}
static void mig_untold(Facts *f)
{
    mig(f);
    capability(f, CAP12, "gpu0/mig/gi1", UNKNOWN);
}
static void mig_beside_whole(Facts *f)
{
    second_gpu(f);
    mig_without_nodes(f);
}

/* ---- AMD ---- */

static void rocm(Facts *f)
{
    fact_set_flag(f, "env", FACT_BUILD_IS_CUDA, false, "test");
    fact_set_flag(f, "env", FACT_BUILD_IS_ROCM, true, "test");
    fact_set_text(f, GPU0, FACT_GPU_VENDOR, "amd", "test");
    fact_set_text(f, GPU0, FACT_GPU_DRIVER, "amdgpu", "test");
    fact_set_absent(f, "machine", FACT_NVIDIA_MODULE, "test");
    set_node(f, "amd-node//dev/kfd", "read-write");
    set_node(f, "amd-node//dev/dri/renderD128", "read-write");
}
static void rocm_refused(Facts *f)
{
    rocm(f);
    set_node(f, "amd-node//dev/kfd", "mode");
}
static void rocm_render_refused(Facts *f)
{
    rocm(f);
    set_node(f, "amd-node//dev/dri/renderD128", "device-cgroup");
}
static void rocm_other_render_refused(Facts *f)
{
    rocm(f);
    set_node(f, "amd-node//dev/dri/renderD129", "mode");
}
static void rocm_without_kfd(Facts *f)
{
    rocm(f);
    fact_set_absent(f, "amd-node//dev/kfd", FACT_NODE_TYPE, "test");
}
static void rocm_beside_nvidia(Facts *f)
{
    rocm_refused(f);
    fact_set_text(f, GPU1, FACT_GPU_VENDOR, "nvidia", "test");
    fact_set_text(f, GPU1, FACT_GPU_DRIVER, "nvidia", "test");
    fact_set_text(f, "machine", FACT_NVIDIA_MODULE, "580.65.06", "test");
}
static void cuda_and_kfd_refused(Facts *f)
{
    set_node(f, "amd-node//dev/kfd", "mode");
}

#define CPU VERDICT_CPU, 0
#define GPU VERDICT_GPU, 1
static const Row ROWS[] = {
    {"uvm stale", uvm_stale, "device-nodes-stale", NULL, CPU},
    {"uvm stale in a container", uvm_stale_in_container, "device-nodes-stale", NULL, CPU},
    {"uvm stale, to be made anew", uvm_stale_but_modprobe, "", NULL, GPU},
    {"uvm stale in a container with modprobe", uvm_stale_container_with_modprobe,
     "device-nodes-stale", NULL, CPU},
    {"uvm stale, container unknown", uvm_stale_container_unknown, "device-nodes-stale", NULL, CPU},
    {"gpu stale and control missing", gpu_stale_and_control_missing, "device-nodes-stale", NULL,
     CPU},
    {"one gpu of two stale", one_gpu_of_two_stale, "", NULL, VERDICT_GPU, -1},
    {"helper may not make nodes", helper_may_not, "device-nodes-missing", NULL, CPU},
    {"not a member", not_a_member, "device-permission", NULL, CPU},
    {"group not taken up", not_taken_up, "device-permission", NULL, CPU},
    {"owner only", owner_only, "device-permission", NULL, CPU},
    {"owners unmapped", unmapped, "device-permission", NULL, CPU},
    {"access list", access_list, "device-permission", NULL, CPU},
    {"nodev", nodev, "device-permission", NULL, CPU},
    {"nodev in a container", nodev_in_container, "device-permission", NULL, CPU},

    {"docker without a GPU", docker_without, "container-no-gpu", NULL, CPU},
    {"docker, an old image", docker_with_an_old_image, "container-no-gpu", NULL, CPU},
    {"pod, mounts of the plugin", pod_with_mounts_of_the_plugin, "container-toolkit-broken", NULL,
     CPU},
    {"pod with all GPUs", pod_with_all, "", NULL, GPU},
    {"pod with one GPU", pod_with_one, "", NULL, GPU},
    {"docker, void", docker_void, "container-no-gpu", NULL, CPU},
    {"docker, all and nothing came", docker_all_and_nothing, "container-no-gpu", NULL, CPU},
    {"docker, none", docker_none, "container-no-gpu", NULL, CPU},
    {"docker without uvm", docker_without_uvm, "device-nodes-missing", NULL, CPU},
    {"pod without a GPU", pod_without, "container-no-gpu", NULL, CPU},
    {"pod, the plugin gave one", pod_with_plugin_and_nothing, "container-toolkit-broken", NULL,
     CPU},
    {"pod, the plugin gave one, mounts unknown", pod_with_plugin_and_mounts_unknown,
     "container-no-gpu", NULL, CPU},
    {"docker, a UUID and nothing came", docker_with_uuid_and_nothing, "container-no-gpu", NULL,
     CPU},
    {"gVisor", gvisor_without, "container-no-gpu", NULL, CPU},
    {"image build", image_build, "container-no-gpu", NULL, CPU},
    {"utility only", utility_only, "container-no-gpu", NULL, CPU},
    {"utility only, mounts unknown", utility_only_mounts_unknown, "container-no-gpu", NULL, CPU},
    {"compute only", compute_only, "container-no-gpu", NULL, CPU},
    {"compute only and no need of NVML", compute_only_and_no_need, "", NULL, GPU},
    {"mounted and not found", mounted_and_not_found, "libcuda-not-found", NULL, CPU},
    {"privileged without libraries", privileged_without_libraries, "container-no-gpu", NULL, CPU},
    {"privileged with its own library", privileged_with_own_library, "", NULL, GPU},
    {"privileged with a lost library", privileged_with_a_lost_library, "container-no-gpu", NULL,
     CPU},
    {"LXC with a lost library", lxc_with_a_lost_library, "libcuda-not-found", NULL, CPU},
    {"LXC without libraries", lxc_without_libraries, "container-no-gpu", NULL, CPU},
    {"left out or not", left_out_or_not, "libcuda-not-found", NULL, CPU},
    {"container or not, no libcuda", container_or_not_and_no_libcuda, "libcuda-not-found", NULL,
     CPU},
    {"compute asked for and left out", compute_asked_and_left_out, "container-toolkit-broken", NULL,
     CPU},
    {"all asked for and left out", all_asked_and_left_out, "container-toolkit-broken", NULL, CPU},
    {"a node is a directory", node_is_a_directory_in_container, "device-nodes-missing", NULL, CPU},
    {"privileged with a stub", privileged_with_a_stub, "container-no-gpu", NULL, CPU},
    {"apptainer without --nv", apptainer_without_nv, "container-no-gpu", NULL, CPU},
    {"no container and no libcuda", no_container_and_no_libcuda, "libcuda-not-found", NULL, CPU},
    {"rights lost", rights_lost, "container-cgroup-lost", NULL, CPU},
    {"rights lost in a pod", rights_lost_in_pod, "container-cgroup-lost", NULL, CPU},
    {"rights never given", rights_never_given, "container-no-gpu", NULL, CPU},
    {"rights lost, the driver in one directory", rights_lost_with_a_driver_in_one_directory,
     "container-cgroup-lost", NULL, CPU},
    {"rights never given, a driver of the image", rights_never_given_and_other_driver,
     "container-no-gpu", NULL, CPU},
    {"rights and mounts unknown", rights_and_mounts_unknown, "device-permission", NULL, CPU},
    {"LXC forbids", lxc_forbidden, "device-permission", NULL, CPU},
    {"forbidden, container unknown", forbidden_container_unknown, "device-permission", NULL, CPU},

    {"Slurm", slurm, "", NULL, GPU},
    {"Slurm without a GPU, not fenced", slurm_without_gpu, "", NULL, GPU},
    {"Slurm fences", slurm_fenced, "device-permission", NULL, CPU},
    {"Slurm fences and gave one", slurm_fenced_and_given, "device-permission", NULL, CPU},
    {"Slurm on a node without a GPU", slurm_on_empty_node, "no-nvidia-gpu", NULL, CPU},
    {"login node", login_node, "no-nvidia-gpu", NULL, CPU},

    {"two GPUs with minors", two_minors, "", NULL, VERDICT_GPU, 2},
    {"container of the second", container_of_the_second, "", NULL, GPU},
    {"container of the second by UUID", container_of_the_second_by_uuid, "", NULL, GPU},
    {"container of the second by the first's UUID", container_of_the_second_by_the_firsts_uuid,
     "visible-devices-hidden", NULL, CPU},

    {"WSL", wsl, "", NULL, VERDICT_GPU, -1},
    {"WSL without a node", wsl_without_node, "device-nodes-missing", NULL, CPU},
    {"WSL 1", wsl_first, "device-nodes-missing", NULL, CPU},
    {"container in WSL", wsl_container, "container-no-gpu", NULL, CPU},
    {"WSL refused", wsl_refused, "device-permission", NULL, CPU},
    {"WSL untold", wsl_untold, "", NULL, VERDICT_UNKNOWN, -1},

    {"MIG", mig, "", NULL, GPU},
    {"MIG without nodes", mig_without_nodes, "device-nodes-missing", NULL, CPU},
    {"MIG without nodes in a container", mig_without_nodes_in_container, "container-no-gpu", NULL,
     CPU},
    {"MIG nodes will be made", mig_nodes_will_be_made, "", NULL, GPU},
    {"MIG without a compute instance", mig_without_compute_instance, "device-nodes-missing", NULL,
     CPU},
    {"MIG refused", mig_refused, "device-permission", NULL, CPU},
    {"MIG untold", mig_untold, "", NULL, VERDICT_UNKNOWN, -1},
    {"MIG beside a whole GPU", mig_beside_whole, "", NULL, VERDICT_GPU, 2},

    {"ROCm refused", rocm_refused, "rocm-permission", NULL, CPU},
    {"ROCm, the render node refused", rocm_render_refused, "rocm-permission", NULL, CPU},
    {"ROCm, the render node of another card refused", rocm_other_render_refused, "", NULL,
     VERDICT_UNKNOWN, -1},
    {"ROCm allowed", rocm, "", NULL, VERDICT_UNKNOWN, -1},
    {"ROCm without kfd", rocm_without_kfd, "", NULL, VERDICT_UNKNOWN, -1},
    {"ROCm beside NVIDIA", rocm_beside_nvidia, "rocm-wrong-package", NULL, CPU},
    {"CUDA, and AMD's node refused", cuda_and_kfd_refused, "", NULL, GPU},
};

const RowGroup rows_of_containers = {ROWS, sizeof ROWS / sizeof *ROWS};

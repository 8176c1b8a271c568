/* The machine: its modules, cards, containers and rights, from lines and sentences to the cause. */
#include "judged_log.h"

TEST(modules_that_do_not_load)
{
    static const Told ROWS[] = {
        {"modprobe: ERROR: could not insert 'nvidia_535': Required key not available\n",
         "driver-not-loaded"},
        {"NVIDIA kernel module missing. Falling back to nouveau.\n", "driver-not-loaded"},
        {"nvidia: module verification failed: signature and/or required key missing - tainting "
         "kernel\n",
         ""},
        {"ERROR: Unable to build the NVIDIA kernel module.\n", "driver-not-loaded"},
        {"modprobe: ERROR: could not insert 'nvidia_384': No such device\n", "nouveau-in-use"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(cards_without_power)
{
    static const Told ROWS[] = {
        {"nvidia 0000:01:00.0: Unable to change power state from D3cold to D0, device "
         "inaccessible\n",
         "gpu-switched-off"},
        {"01:00.0 3D controller: NVIDIA Corporation GM107M [GeForce GTX 960M] (rev ff)\n",
         "gpu-switched-off"},
        {"Unable to determine the device handle for GPU0000:3B:00.0: GPU requires reset\n",
         "gpu-needs-reset"},
        {"nvml init failed: ERROR_LIB_RM_VERSION_MISMATCH\n", "driver-lib-mismatch"},
        {"nvml init failed: ERROR_DRIVER_NOT_LOADED\n", "driver-not-loaded"},
        {"nvml init failed: ERROR_NO_PERMISSION\n", "device-permission"},
        {"nvml init failed: ERROR_GPU_IS_LOST\n", "gpu-lost"},
        {"nvml init failed: RM has detected an NVML/RM version mismatch.\n", "driver-lib-mismatch"},
        {"nvml init failed: Insufficient External Power\n", "gpu-does-not-start"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(toolkits_that_fail)
{
    static const Told ROWS[] = {
        {"nvidia-container-cli: container error: cgroup subsystem devices not found\n",
         "container-toolkit-broken"},
        {"Error: stat /dev/nvidia-uvm: no such file or directory\n", "device-nodes-missing"},
        {"Failed to start nvml with error:  could not load NVML library.\n",
         "container-toolkit-broken"},
        {"device 0 has no MIG devices configured\n", "mig-misconfigured"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(who_can_and_who_cannot)
{
    static const Told ROWS[] = {
        {"As root nvidia-smi works, as user it fails\n", "device-permission"},
        {"torch cannot use the GPU unless superuser\n", "device-permission"},
        {"As root rocminfo works, as user it fails\n", "rocm-permission"},
        {"As root it works, as user it fails; after nvidia-modprobe it works for all\n",
         "device-nodes-missing"},
        {"As root nvidia-smi works, as user it works too\n", ""},
        {"nvidia-smi works on the host. In docker it is not found.\n", "container-no-gpu"},
        {"nvidia-smi works on the host. In docker it is not found.\n"
         "$ docker run --gpus all -it tensorflow/tensorflow bash\n",
         "container-toolkit-broken"},
        {"lxd: nvidia-smi works on the host. In the container the GPU is not usable.\n", ""},
        {"nvidia-smi works on the host and in the container. In docker the GPU is not usable.\n",
         ""},
        {"On the login node the GPU works, in the job it is not available\n",
         "visible-devices-hidden"},
        {"In the job the GPU is not available\n", ""},
        {"su root: nvidia-smi works\nas user: nvidia-smi fails:\nNo devices were found\n",
         "device-permission"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_mended_it_tells_the_cause)
{
    static const Told ROWS[] = {
        {"Disabling Secure Boot fixed it\n", "driver-not-loaded"},
        {"Disabling Secure Boot did not fix it\n", ""},
        {"Adding my user to the video group helped\n", "device-permission"},
        {"ROCm: adding my user to the render group helped\n", "rocm-permission"},
        {"WSL2: purging the nvidia driver fixed it\n", "wsl-linux-driver-installed"},
        {"purging the nvidia driver fixed it\n", ""},
        {"WSL2: export LD_LIBRARY_PATH=/usr/lib/wsl/lib fixes it\n", "wsl-libcuda-missing"},
        {"Restarting the container helps for a day\n", "container-cgroup-lost"},
        {"A CUDA-capable device(s) is/are busy or unavailable\nWithout MIG it works again\n",
         "mig-misconfigured"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_is_not_there_is_suspected)
{
    static const Told ROWS[] = {
        {"/dev/nvidia-uvm is not there\n", "device-nodes-missing"},
        {"/dev/nvidia-uvm is not there in the container\n", "container-no-gpu"},
        {"/dev/nvidia-uvm is not there in the lxc container\n", "device-nodes-missing"},
        {"In the container nvidia-smi works, and /dev/nvidia-uvm is not there\n",
         "device-nodes-missing"},
        {"the nvidia kernel module is not loaded\n", "driver-not-loaded"},
        {"[  1.2] the nvidia kernel module is not loaded\n", ""},
        {"ls: cannot access '/dev/nvidia0': No such file or directory\n", ""},
        {"CUDA is not available while building the image\n", "container-no-gpu"},
        {"nvidia-smi fails inside singularity\n", "container-no-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_happened_before_is_suspected)
{
    static const Told ROWS[] = {
        {"After suspend CUDA fails\n", "cuinit-unknown-999"},
        {"After a kernel update nvidia-smi fails\n", "driver-not-loaded"},
        {"After apt upgrade nvidia-smi fails\n", "driver-lib-mismatch"},
        {"After a few hours nvidia-smi fails in the container\n", "container-cgroup-lost"},
        {"After a few hours the GPU is gone\n", ""},
        {"the card is switched off\n", "gpu-switched-off"},
        {"WSL2: after apt install cuda the GPU is lost\n", "wsl-linux-driver-installed"},
        {"After apt install cuda the GPU is lost\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_program_that_wants_a_gpu_where_there_is_none)
{
    static const Told ROWS[] = {
        {"A machine without a GPU\npynvml.nvml.NVMLError_LibraryNotFound: NVML Shared Library Not "
         "Found\n",
         "no-nvidia-gpu"},
        {"A machine without a GPU\nE a.cc:1] failed call to cuInit: UNKNOWN ERROR (303)\n", ""},
        {"A machine without a GPU\nValueError: no such file\n", ""},
        {"The host does not have a GPU\nnvidia-container-cli: initialization error: cuda error: "
         "unknown error\n",
         "no-nvidia-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(nouveau_and_old_cards)
{
    static const Told ROWS[] = {
        {"The machine has the nouveau driver installed, and crashes\n", "nouveau-in-use"},
        {"blacklisted nouveau, no nouveau driver installed\nisn't loaded\n", ""},
        {"GeForce GTX 680\nOnly CPU is used\n", "compute-capability-too-low"},
        {"GeForce GTX 1080\nOnly CPU is used\n", ""},
        {"GeForce GTX 680\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

#define CUINIT  "E cuda_driver.cc:491] failed call to cuInit: CUDA_ERROR_NO_DEVICE\n"
#define LIBCUDA "I cuda_diagnostics.cc:185] libcuda reported version is: 367.57.0\n"
#define CONTENTS                                                                                   \
    "I cuda_diagnostics.cc:356] driver version file contents: \"\"\"NVRM version: NVIDIA UNIX "    \
    "x86_64 Kernel Module  "

TEST(the_file_that_the_module_writes_tells_its_version)
{
    static const Told ROWS[] = {
        {LIBCUDA CONTENTS "367.48  Sat Sep 3 18:21\n" CUINIT, "driver-lib-mismatch"},
        {LIBCUDA CONTENTS "367.57  Sat Sep 3 18:21\n" CUINIT, "no-nvidia-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

#define MAPPING "I direct_session.cc:111] Device mapping:\n"
#define THREADS                                                                                    \
    "I tensorflow/core/common_runtime/local_device.cc:25] Local device intra op parallelism "      \
    "threads: 8\n"

TEST(a_session_that_knows_no_device)
{
    static const Told ROWS[] = {
        {THREADS "Device mapping: no known devices.\n" MAPPING, "cpu-only-build"},
        {THREADS "Device mapping: no known devices.\n" MAPPING CUINIT, "no-nvidia-gpu"},
        {THREADS MAPPING, ""},
    };
    CHECK_ROOTS(ROWS);
}

/* Sentences of a report, from the words to the cause. */
#include "judged_log.h"

TEST(sentences_about_containers)
{
    static const Told ROWS[] = {
        {"nvidia-smi is not found inside the container\n", "container-no-gpu"},
        {"I pulled the image, and nvidia-smi fails in docker\n", "container-no-gpu"},
        {"nvidia-smi fails\n", ""},
        {"libcuda.so.1 cannot be opened, cannot find libcuda during the image build\n",
         "container-no-gpu"},
        {"We run docker.\nbash: nvidia-smi: command not found\n", "container-no-gpu"},
        {"bash: nvidia-smi: command not found\n", "driver-not-installed"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_nodes_and_rights)
{
    static const Told ROWS[] = {
        {"After modprobe nvidia_uvm everything works\n", "device-nodes-missing"},
        {"modprobe nvidia_uvm did not help, nothing works\n", ""},
        {"After nvidia-smi ran once as root, my user has the GPU\n", "device-nodes-missing"},
        {"chmod 666 /dev/nvidia* solves it\n", "device-permission"},
        {"chmod 666 /dev/nvidia* does not solve it\n", ""},
        {"rocminfo fails, as /dev/kfd is restricted to a group\n", "rocm-permission"},
        {"the fabric manager is not running\nerror 802 of cuInit\n", "fabric-manager-down"},
        {"Starting the fabricmanager fixed it\n", "fabric-manager-down"},
        {"the fabric manager is not running\n", ""},
        {"The module nouveau is still loaded\nNVIDIA-SMI has failed because it couldn't "
         "communicate with the NVIDIA driver.\n",
         "nouveau-in-use"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_the_driver_library)
{
    static const Told ROWS[] = {
        {"libcuda is not found\n/opt/driver/lib/libcuda.so.1\n", "libcuda-not-found"},
        {"/opt/driver/lib/libcuda.so.1\n", ""},
        {"WSL2, Ubuntu 22.04: sudo apt install nvidia-utils-510\nFailed to initialize NVML: GPU "
         "access blocked by the operating system\n",
         "wsl-linux-driver-installed"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_the_work)
{
    static const Told ROWS[] = {
        {"argmax does not support int16 tensors on the GPU\n", "dtype-no-gpu-kernel"},
        {"this operation has no GPU kernel\n", "op-no-gpu-kernel"},
        {"A small network, the GPU is slower than the CPU\n", "model-too-small"},
        {"The GPU sits idle until the generator is done; we load jpeg files from disk\n",
         "input-pipeline-bound"},
        {"My LSTM is slow on the GPU.\nA CNN is much faster there\n", "lstm-not-cudnn"},
        {"os.environ['CUDA_VISIBLE_DEVICES'] = '1' is in main.py, and it will always use the "
         "first one\n",
         "visible-devices-set-too-late"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(numbers_that_do_not_fit_each_other)
{
    static const Told ROWS[] = {
        {"conda install pytorch cudatoolkit=10.2 -c pytorch\n"
         "| NVIDIA-SMI 418.67   Driver Version: 418.67   CUDA Version: 10.1 |\n",
         "driver-too-old"},
        {"conda install pytorch cudatoolkit=10.1 -c pytorch\n"
         "| NVIDIA-SMI 418.67   Driver Version: 418.67   CUDA Version: 10.1 |\n",
         ""},
        {"Total memory: 7.92GiB\nFree memory: 190.31MiB\n"
         "ResourceExhaustedError: OOM when allocating tensor with shape[1024]\n",
         "gpu-memory-held-by-other-process"},
        {"totalMemory: 7.92GiB freeMemory: 190.31MiB\n"
         "ResourceExhaustedError: OOM when allocating tensor with shape[1024]\n",
         "gpu-memory-held-by-other-process"},
        {"NVRM:  supported through the NVIDIA 390.xx Legacy drivers. Please\n",
         "driver-drops-old-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_what_helped)
{
    static const Told ROWS[] = {
        {"Adding --gpus all helped\n", "container-no-gpu"},
        {"We start it with --gpus all.\n", ""},
        {"Adding --gpus all did not help\n", ""},
        {"unset CUDA_VISIBLE_DEVICES solved it\n", "visible-devices-hidden"},
        {"nvidia-smi -c 0 fixes that\n", "exclusive-compute-mode"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_speed_and_options)
{
    static const Told ROWS[] = {
        {"tensorflow: the GPU is 2 times slower than the CPU\n", "model-too-small"},
        {"GPU-Util is 3%, the memory is nearly full\n", "input-pipeline-bound"},
        {"My LSTM: the GPU is 2 times slower than the CPU\n", "lstm-not-cudnn"},
        {"config.gpu_options.allow_growth = True\nThe memory is full all the same\n",
         "memory-growth-after-init"},
        {"config.gpu_options.allow_growth = True\nHow to see whether the memory is full?\n", ""},
        {"CUDA_VISIBLE_DEVICES is NoDevFiles in the job\n", "visible-devices-hidden"},
        {"The GPU is in exclusive mode, and the second process fails\n", "exclusive-compute-mode"},
        {"The GPU is not in exclusive mode, and the second process fails\n", ""},
        {"os.environ['CUDA_VISIBLE_DEVICES'] = '2' does not work here\n",
         "visible-devices-set-too-late"},
        {"WSL2: libcuda.so.1 does not exist\n", "wsl-libcuda-missing"},
        {"In Colab, runtime type was None\n", "no-nvidia-gpu"},
        {"In Colab, runtime type is GPU\n", ""},
        {"apt upgraded nvidia-driver-470. A reboot fixed it\n", "driver-lib-mismatch"},
        {"Secure Boot is enabled, and the GPU cannot be used\n", "driver-not-loaded"},
        {"Secure Boot is disabled, and the GPU cannot be used\n", ""},
        {"0/3 nodes are available: 3 insufficient nvidia.com/gpu\n", "container-toolkit-broken"},
        {"Failed to initialize NVML: Unknown Error, in docker nvidia-smi fails\n",
         "container-cgroup-lost"},
        {"out of memory on the GPU. Jupyter was open in another tab\n",
         "gpu-memory-held-by-other-process"},
        {"My program crashed, and the GPU memory is not released\n",
         "gpu-memory-held-by-other-process"},
        {"My program does not crash, and the GPU memory is not released\n", ""},
        {"singularity exec a.sif python b.py\ntorch.cuda.is_available()\nFalse\n",
         "container-no-gpu"},
        {"segment_sum: there are no supported GPU kernels\n", "op-no-gpu-kernel"},
    };
    CHECK_ROOTS(ROWS);
}

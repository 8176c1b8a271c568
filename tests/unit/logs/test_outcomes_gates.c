/* What speaks against a conclusion from versions, and what a card, a guest or a wheel tells. */
#include "judged_log.h"

#define OPENED(library)                                                                            \
    "I tensorflow/stream_executor/dso_loader.cc:111] successfully opened CUDA library " library    \
    " locally\n"
#define OPENED_2(library)                                                                          \
    "2021-01-02 03:04:05.060708: I tensorflow/stream_executor/platform/default/dso_loader.cc:49] " \
    "Successfully opened dynamic library " library "\n"
#define FOUND(card, capability)                                                                    \
    "pciBusID: 0000:01:00.0 name: " card " computeCapability: " capability "\n"

TEST(versions_in_pairs_come_last)
{
    static const Told ROWS[] = {
        {"TF 2.4.1 and CUDA 10.1 have a problem\n", "cuda-version-mismatch"},
        {"TF 2.4.1 and CUDA 10.1 have a problem\nKilling a zombie fixed it\n",
         "gpu-memory-held-by-other-process"},
        {"TF 0.11 and CUDA 8.0 do not work\n" OPENED("libcublas.so"), ""},
        {"TF 2.4.1 and CUDA 10.1 have a problem\n" OPENED_2("libcudart.so.11.0"), ""},
        {"TF 2.4.1 and CUDA 10.1 have a problem\n" OPENED_2("libcuda.so.1"),
         "cuda-version-mismatch"},
        {"TF 2.1.0 with CUDA 10.2, it shows XLA_GPU\n", "cuda-version-mismatch"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_card_that_is_newer_than_the_runtime)
{
    static const Told ROWS[] = {
        {OPENED_2("libcudart.so.10.1") FOUND("GeForce RTX 3080", "8.6"), ""},
        {OPENED_2("libcudart.so.10.1") FOUND("GeForce RTX 3080", "8.6") "It takes minutes\n",
         "compute-capability-too-new"},
        {OPENED_2("cudart64_101.dll") FOUND("GeForce RTX 3080", "8.6") "It hangs\n",
         "compute-capability-too-new"},
        {OPENED_2("libcudart.so.11.0") FOUND("GeForce RTX 3080", "8.6") "It takes minutes\n", ""},
        /* One name serves all of 11, of which 11.8 knows this card; nor does 12 end at 12.0. */
        {OPENED_2("libcudart.so.11.0") FOUND("H100", "9.0") "It takes minutes\n", ""},
        {OPENED_2("libcudart.so.11.0") FOUND("B200", "10.0") "It takes minutes\n",
         "compute-capability-too-new"},
        {OPENED_2("libcudart.so.12") FOUND("B200", "10.0") "It takes minutes\n", ""},
        {OPENED_2("cudart64_110.dll") FOUND("H100", "9.0") "It takes minutes\n", ""},
        {OPENED_2("cudart64_12.dll") FOUND("H100", "9.0") "It takes minutes\n", ""},
        {OPENED_2("cudart64_101.dll") FOUND("GeForce RTX 3080", "8.6") "It takes minutes\n",
         "compute-capability-too-new"},
        {OPENED_2("libcudart.so.10.1") FOUND("Tesla T4", "7.5") "It takes minutes\n", ""},
        {OPENED_2("libcudart.so.10.1")
             FOUND("GeForce RTX 3080",
                   "8.6") "no kernel image is available for execution on the device\n",
         "compute-capability-too-new"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_nvidia_smi_says_in_parentheses)
{
    static const Told ROWS[] = {
        {"TF 2.20.0, CUDA (from nvidia-smi): 13.0, RTX 5080\nmatmul fails\n",
         "compute-capability-too-new"},
        {"TF 2.20.0, CUDA (from nvidia-smi): 13.0\nmatmul fails\n", ""},
        {"TF 2.20.0, CUDA: 13.0\nmatmul fails\n", "cuda-version-mismatch"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(guests_and_cards_of_others)
{
    static const Told ROWS[] = {
        {"It is a VirtualBox guest\n>>> torch.cuda.is_available()\nFalse\n", "no-nvidia-gpu"},
        {"It is a VirtualBox guest\n", ""},
        {"It is a VMware guest with vGPU\n>>> torch.cuda.is_available()\nFalse\n", ""},
        {"NVIDIA: no NVIDIA devices found\n", "no-nvidia-gpu"},
        {"I don't have any NVIDIA hardware, Intel draws the screen\n", "no-nvidia-gpu"},
        {"GPU in exclusive mode: the second program crashes\n", "exclusive-compute-mode"},
        {"The GPU is in exclusive mode.\n", ""},
        {"A matrix product fails on the gfx1103\n", "rocm-unsupported-gpu"},
        {"A matrix product fails on the gfx1100\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(wheels_and_packages_that_are_listed)
{
    static const Told ROWS[] = {
        {"The kernel is not found with "
         "https://example.org/tensorflow/linux/cpu/tensorflow-0.12.whl\n",
         "cpu-only-build"},
        {"The kernel is not found with "
         "https://example.org/tensorflow/linux/gpu/tensorflow-0.12.whl\n",
         ""},
        {"WARNING:absl:No GPU/TPU found, falling back to CPU.\n$ pip list\njaxlib   0.1.57\n",
         "cpu-only-build"},
        {"the GPU is not used by jax\n$ pip list\njaxlib   0.1.57\n", "cpu-only-build"},
        {"the GPU is not used by jax\n$ pip list\njaxlib   0.1.57+cuda110\n", ""},
        {"the GPU is not used by jax\n$ pip list\njaxlib   0.4.30\njax-cuda12-plugin   0.4.30\n",
         ""},
        {"no GPU is seen\n$ pip list\ntensorflow   2.3.1\ntensorflow-gpu   2.3.1\n", ""},
        {"no GPU is seen\n$ pip list\ntensorflow   2.3.1\ntensorflow-gpu   2.3.0\n",
         "conflicting-tf-packages"},
        {"no GPU is seen\n$ pip list\ntensorflow   1.14.0\ntensorflow-gpu   1.14.0\n",
         "conflicting-tf-packages"},
        {"no GPU is seen\n$ pip list\ntensorflow   2.3.1\ntensorflow-cpu   2.3.1\n",
         "conflicting-tf-packages"},
        {"The CUDA version of my laptop is 12.1, I can not find tensorflow-gpu: source_windows\n",
         "windows-native-unsupported"},
        {"The CUDA version of my laptop is 11.2, I can not find tensorflow-gpu: source_windows\n",
         ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(whose_memory_it_is)
{
#define OOM "ResourceExhaustedError: OOM when allocating tensor with shape[8] and type float on "
    static const Told ROWS[] = {
        {OOM "/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc\n",
         "gpu-memory-exhausted"},
        {OOM "/job:localhost/replica:0/task:0/device:CPU:0 by allocator x\n", ""},
        {OOM "/job:localhost/replica:0/task:0 by allocator mklcpu\n", ""},
        {"It throws OOM when allocating tensor with shape\n", "gpu-memory-exhausted"},
        {"CUDA out of memory\nTried to allocate 9.00 MiB (GPU 0; 8.00 GiB total capacity; 9.00 MiB "
         "already allocated; 9.00 MiB free; 80.00 MiB reserved in total by PyTorch)\n",
         "gpu-memory-held-by-other-process"},
        {"CUDA out of memory\nTried to allocate 9.00 MiB (GPU 0; 8.00 GiB total capacity; 7.50 GiB "
         "already allocated; 9.00 MiB free; 7.60 GiB reserved in total by PyTorch)\n",
         "gpu-memory-exhausted"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_is_settled_by_a_proof)
{
    static const Told ROWS[] = {
        {"failed call to cuInit: UNKNOWN ERROR (34)\nkernel driver does not appear to be running "
         "on "
         "this host (a): /proc/driver/nvidia/version does not exist\n",
         "stub-libcuda"},
        {"kernel driver does not appear to be running on this host (a): "
         "/proc/driver/nvidia/version "
         "does not exist\n",
         "driver-not-loaded"},
        {"Docker Desktop on WSL2\n$ docker run --gpus all -it image bash\nfailed call to cuInit: "
         "CUDA_ERROR_NOT_FOUND: named symbol not found\n",
         "container-toolkit-broken"},
        {"Unable to load cuBLAS DSO.\n", "cuda-libs-missing"},
        {"Unable to load cuDNN DSO\n", "cudnn-missing"},
        {"Outdated cuDNN installation found.\nVersion JAX was built against: 8907\n",
         "cudnn-version-mismatch"},
        {"it runs with CUDA_VISIBLE_DEVICES=3 only on the CPU, no GPU\n", "visible-devices-hidden"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_laptop_of_apple_that_runs_linux)
{
    static const Told ROWS[] = {
        {"macOS 13, the GPU is not used, tensorflow 2.5\n", "macos-no-metal"},
        {"macOS 13, the GPU is not used, tensorflow 2.5\n" OPENED("libcublas.so"), ""},
        {"macOS 13, the GPU is not used, tensorflow 2.5\nCould not load dynamic library "
         "'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file\n",
         "cuda-libs-missing"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(how_busy_the_gpu_is)
{
    static const Told ROWS[] = {
        {"The GPU is 3 times slower than CPU\n", "model-too-small"},
        {"The GPU is faster\n", ""},
        {"My LSTM model is on the GPU; the GPU is slower than the CPU\n", "lstm-not-cudnn"},
        {"Volatile GPU-Util is fluctuant\n", "input-pipeline-bound"},
        {"The GPU temperature fluctuates\n", ""},
        {"GPU usage is low, the io bottleneck is the disk\n", "input-pipeline-bound"},
        {"GPU usage is low\n", ""},
        {"GPU usage is unstable in the task manager\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(files_that_are_there_beside_the_one_that_is_missing)
{
    static const Told ROWS[] = {
        {"Could not find 'cudart64_90.dll'\nthere is a file called cudart64_92.dll\n",
         "cuda-version-mismatch"},
        {"Could not find 'cudart64_90.dll'\nthere is a file called cublas64_92.dll\n",
         "cuda-libs-missing"},
        {"Could not find 'cudart64_90.dll'\nnobody wrote of cudart64_92.dll\n",
         "cuda-libs-missing"},
        {"libcudnn.so.7 is not found\nI have libcudnn.so.8 instead\n", "cudnn-version-mismatch"},
        {"libcudnn.so.7 is not found\nI have libcudnn.so.7 instead\n", "cudnn-missing"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_helped_tells_whether_a_library_was_there)
{
    static const Told ROWS[] = {
        {"cudart64_110.dll not found\nI got past this error by os.add_dll_directory(1)\n",
         "cuda-libs-not-on-path"},
        {"cudart64_110.dll not found\nDowngrading to CUDA 10.0 fixed it\n",
         "cuda-version-mismatch"},
        {"cudnn64_7.dll not found\nDowngrading to cuDNN 7.6 fixed it\n", "cudnn-version-mismatch"},
        {"cudnn64_7.dll not found\nDowngrading to CUDA 10.0 fixed it\n", "cudnn-missing"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_wsl_and_builds)
{
    static const Told ROWS[] = {
        {"What about WSL2?\nCould not load dynamic library 'libcuda.so.1'; dlerror: libcuda.so.1: "
         "cannot open shared object file: No such file or directory\n",
         "wsl-libcuda-missing"},
        {"OS: Windows 10\nWhat about WSL2?\nCould not load dynamic library 'libcuda.so.1'; "
         "dlerror: "
         "libcuda.so.1: cannot open shared object file: No such file or directory\n",
         "libcuda-not-found"},
        {"It installs cpu version instead of cuda\n", "cpu-only-build"},
        {"I uninstalled the cpu version\n", ""},
        {"failed call to cuInit: CUDA_ERROR_NO_DEVICE\nkernel driver does not appear to be running "
         "on this host (a): /proc/driver/nvidia/version does not exist\nI do have GPU\n",
         "driver-not-loaded"},
        {"failed call to cuInit: CUDA_ERROR_NO_DEVICE\nkernel driver does not appear to be running "
         "on this host (a): /proc/driver/nvidia/version does not exist\n",
         "no-nvidia-gpu"},
        {"I have disabled the GPU by export CUDA_VISIBLE_DEVICES=-1, it is faster\n", ""},
        {"$ export CUDA_VISIBLE_DEVICES=-1\n$ python a.py\n", "visible-devices-hidden"},
        {"the nvidia drivers aren't loaded, instead the nouveau driver\n", "nouveau-in-use"},
        {"Windows 11 runs here fine, and the GPU is not used\n", ""},
        {"ImportError: DLL load failed: The specified module could not be found.\ntensorflow-gpu "
         "1.13.1, CUDA 9.0\n",
         "cuda-version-mismatch"},
        {"Keras with theano as backend finds no GPU\n", "keras-backend-not-tf"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(words_of_lists_runs_and_codes)
{
    static const Told ROWS[] = {
        {"Ubuntu 18.04, pip3 install tensorflow --upgrade, TF 2.1.0, CUDA 10.2\nTF 2.0.0b1 found "
         "it, my device type is XLA_GPU\n",
         "cuda-version-mismatch"},
        {"Ubuntu 18.04, I want to install another, TF 2.1.0, CUDA 10.2\nTF 2.0.0b1 found it, my "
         "device type is XLA_GPU\n",
         ""},
        {"No GPU/TPU found, falling back to CPU.\nthe GPU is slower than the CPU\n",
         "model-too-small"},
        {"No GPU/TPU found, falling back to CPU.\nthe GPU is idle\n", "cpu-only-build"},
        {"failed to create cublas handle: CUBLAS_STATUS_NOT_INITIALIZED\n", "gpu-memory-exhausted"},
        {"Failed to get convolution algorithm. This is probably because cuDNN failed to "
         "initialize\nI tried a different version of cuDNN and then it works\n",
         "cudnn-version-mismatch"},
        {"torch 1.6.0 is too low for this card\nGPU: RTX 3090\n", "compute-capability-too-new"},
        {"TF 1.3, CUDA 7.5\nCUDA_VISIBLE_DEVICES=3 python a.py: it will only use CPU\n",
         "visible-devices-hidden"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(containers_and_notebooks_that_do_not_see_it)
{
    static const Told ROWS[] = {
        {"inside the docker container the GPU was not recognized\n", "container-no-gpu"},
        {"inside the docker container the GPU was recognized\n", ""},
        {"inside the docker container the GPU was not recognized\n"
         "$ docker run --gpus all -it image bash\n",
         ""},
        {"The GPU is found in the terminal and not in jupyter\n", "wrong-python-env"},
        {"The GPU is found in the terminal and in jupyter\n", ""},
        {"failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected\n",
         "no-nvidia-gpu"},
        {"failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected\n"
         "GPU: GeForce GTX 1080\n",
         "driver-not-loaded"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(lists_without_a_heading_and_cards_before_toolkits)
{
    static const Told ROWS[] = {
        {"it just uses the CPU, no GPU\ntensorflow           1.14.0\ntensorflow-gpu       1.14.0\n",
         "conflicting-tf-packages"},
        {"it just uses the CPU, no GPU\ntensorflow-gpu       1.14.0\n", ""},
        {"it just uses the CPU, no GPU\ntensorflow 1.14.0\ntensorflow-gpu 1.14.0\n", ""},
        {"TF 1.14.0 with CUDA 11.1 fails on the GPU\nGPU: RTX 3090\n",
         "compute-capability-too-new"},
        {"TF 1.14.0 with CUDA 11.1 fails on the GPU\nGPU: RTX 2080\n", "cuda-version-mismatch"},
        {"TF 1.14.0 takes a long time on the GPU\nGPU: RTX 3090\n", "compute-capability-too-new"},
        {"TF 1.14.0 runs on the GPU\nGPU: RTX 3090\n", ""},
        {"I use tensorflow-gpu.\ninstalling keras-tuner, tensorflow is pulled in for the GPU\n",
         "conflicting-tf-packages"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_the_newest_of_several_releases_cannot)
{
    static const Told ROWS[] = {
        {"Why do TF 1.13 and TF 1.15 fail on my RTX 3090?\n", "compute-capability-too-new"},
        {"Why do TF 1.13 and TF 2.6 fail on my RTX 3090?\n", ""},
        {"Why do TF 2.6 and TF 1.13 fail on my RTX 3090?\n", ""},
        {"Why do TF 1.13 and TF 1.15 fail on my RTX 2080?\n", ""},
        {"Why do TF 1.13 and torch 1.5.0 fail on my RTX 3090?\n", ""},
        {"Why do torch 1.4.0 and torch 1.5.0 fail on my RTX 3090?\n", "compute-capability-too-new"},
    };
    CHECK_ROOTS(ROWS);
}

/* What reports retell of a machine and a program, with and without what makes it count. */
#include "judged_log.h"

#define NO_DEVICE                                                                                  \
    "E tensorflow/stream_executor/cuda/cuda_driver.cc:318] failed call to cuInit: "                \
    "CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected\n"
#define UNKNOWN_ERROR                                                                              \
    "E tensorflow/stream_executor/cuda/cuda_driver.cc:318] failed call to cuInit: "                \
    "CUDA_ERROR_UNKNOWN: unknown error\n"

TEST(a_gpu_of_another_maker_alone)
{
    static const Told ROWS[] = {
        {"GPU: Intel (R) UHD Graphics 620\n" UNKNOWN_ERROR, "no-nvidia-gpu"},
        {"Intel Core i7, Iris Xe graphics\n" NO_DEVICE, "no-nvidia-gpu"},
        {"a laptop with an AMD Radeon RX 580\n" NO_DEVICE, "no-nvidia-gpu"},
        {"Intel UHD Graphics and NVIDIA GTX 1650\n" UNKNOWN_ERROR, "cuinit-unknown-999"},
        {"Intel Core i7-8700, GPU on the mainboard\n" UNKNOWN_ERROR, "cuinit-unknown-999"},
        {"AMD Ryzen 7 5800X with a GPU\n" UNKNOWN_ERROR, "cuinit-unknown-999"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(one_program_that_hides_the_gpu_from_itself)
{
    static const Told ROWS[] = {
        {"In a Python shell TensorFlow sees my GPU.\nWith this repo it does not:\n" NO_DEVICE,
         "visible-devices-hidden"},
        {"With this repo it does not:\n" NO_DEVICE, "no-nvidia-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(an_end_that_has_nothing_to_do_with_the_gpu)
{
    static const char WARNING[] =
        "W tensorflow/stream_executor/platform/default/dso_loader.cc:64] Could not load dynamic "
        "library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file: "
        "No such file or directory\n";
    static const char ENDS[] = "TypeError: Descriptors cannot be created directly.\n";
    CHECK_TEXT(root_of(judged(WARNING)), "cuda-libs-missing");
    CHECK_TEXT(root_of(judged(arena_printf(test_arena(), "%s%s", WARNING, ENDS))), "");
    CHECK_TEXT(root_of(judged(arena_printf(test_arena(), "%s%sIt runs on the CPU all the time.\n",
                                           WARNING, ENDS))),
               "cuda-libs-missing");
    static const Told ROWS[] = {
        {"AttributeError: module 'tensorflow' has no attribute 'ConfigProto'\n", ""},
        {"AttributeError: module 'tensorflow' has no attribute 'config'\n", "framework-broken"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(modules_that_are_not_there)
{
    static const Told ROWS[] = {
        {"ImportError: No module named 'tensorflow'\n", "framework-not-installed"},
        {"it says: no module named tensorflow\n", "framework-not-installed"},
        {"ImportError: No module named 'pandas'\n", ""},
        {"in the terminal works, in the jupyter notebook:\nImportError: no module named "
         "'tensorflow'\n",
         "wrong-python-env"},
        {"ImportError: AutoModel requires the PyTorch library but it was not found in your "
         "environment.\n",
         "framework-not-installed"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_driver_that_is_older_than_the_release_needs)
{
#define ASKED "torch.__version__ = 1.4.0\ntorch.cuda.is_available() returns False\n"
    static const Told ROWS[] = {
        {ASKED "| NVIDIA-SMI 410.78       Driver Version: 410.78       CUDA Version: 10.0     |\n",
         "driver-too-old"},
        {ASKED "| NVIDIA-SMI 418.67       Driver Version: 418.67       CUDA Version: 10.1     |\n",
         ""},
    };
    CHECK_ROOTS(ROWS);
#undef ASKED
}

TEST(a_first_use_that_compiles_every_kernel)
{
    static const Told ROWS[] = {
        {"the first call to model.cuda() takes 5 minutes, then it is fast, GPU is a new one\n",
         "compute-capability-too-new"},
        {"the first epoch on the GPU takes 5 minutes, then it is fast\n", ""},
        {"RTX3090, torch 1.4: the first tensor takes 400s\n", "compute-capability-too-new"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(where_int32_and_its_like_run)
{
    static const Told ROWS[] = {
        {"with tf.device('/gpu:0'):\n  b = tf.constant([0], dtype=tf.int32)\nprint(b.device)\n"
         "/job:localhost/replica:0/task:0/device:CPU:0\n",
         "small-op-pinned-to-host"},
        {"with tf.device('/gpu:0'):\n  b = tf.constant([0], dtype=tf.float32)\nprint(b.device)\n"
         "/job:localhost/replica:0/task:0/device:CPU:0\n",
         ""},
        {"the profile of the GPU shows that tf.unique is on the CPU, the rest on the GPU\n",
         "op-no-gpu-kernel"},
        {"a = tf.ones([9, 9], dtype=tf.int32)\ntf.matmul(a, a) is always on the CPU, not on the "
         "GPU\n",
         "dtype-no-gpu-kernel"},
        {"With allow_soft_placement=True ops that cannot be placed on the GPU run all the same.\n",
         "soft-placement-fallback"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(the_backend_of_keras)
{
    static const Told ROWS[] = {
        {"import keras_core as k\nos.environ[\"KERAS_BACKEND\"] = \"jax\"\nno GPU\n",
         "keras-backend-not-tf"},
        {"os.environ[\"KERAS_BACKEND\"] = \"jax\"\nimport keras_core as k\nthe GPU works\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(libraries_that_people_miss)
{
    static const Told ROWS[] = {
        {"the GPU probe fails with\nno libnvidia-ml.so\n", "nvml-not-found"},
        {"cuDNN is missing for the GPU, how can it be installed?\n", "cudnn-missing"},
        {"WSL2: RuntimeError: Failed to dlopen libcuda.so\n", "wsl-libcuda-missing"},
        {"pip install tensorflow[and-cuda]\n2024-03-09 19:15:45.018171: I "
         "tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized "
         "to use available CPU instructions in performance-critical operations.\n"
         ">>> tf.config.list_physical_devices('GPU')\n[]\n",
         "cuda-libs-not-on-path"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(several_processes_and_parts_of_a_gpu)
{
    static const Told ROWS[] = {
        {"it happens if two notebook kernels use the GPU\nCUDA error: out of memory\n",
         "gpu-memory-held-by-other-process"},
        {"an A100 with MIG instances\nRuntimeError: cuda runtime error (101) : invalid device "
         "ordinal at Module.cpp:33\n",
         "mig-misconfigured"},
        {"an A100\nRuntimeError: cuda runtime error (101) : invalid device ordinal at "
         "Module.cpp:33\n",
         "visible-devices-hidden"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_module_that_leaves_an_old_card_out)
{
    static const Told ROWS[] = {
        {"NVRM:  supported through the NVIDIA 470.xx Legacy drivers. Please\n"
         "NVRM: No NVIDIA GPU found.\n",
         "driver-drops-old-gpu"},
        {"NVRM: No NVIDIA GPU found.\n", "no-nvidia-gpu"},
        {"the GPU of AMD: rocminfo works as root and fails as the normal user\n",
         "rocm-permission"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(words_count_however_they_are_quoted)
{
    static const Told ROWS[] = {
        {"tensorflow-gpu was there; this also installs \"tensorflow\"\nthe GPU is not used\n",
         "conflicting-tf-packages"},
        {"tensorflow-gpu was there; this also installs tensorflow (without gpu).\nthe GPU is not "
         "used\n",
         "conflicting-tf-packages"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(where_the_table_of_kernels_decides)
{
#define KERNELS                                                                                    \
    "InvalidArgumentError: No OpKernel was registered to support Op 'Conv2D' with these attrs.  "  \
    "Registered devices: [CPU,GPU], Registered kernels:\n"
    static const Told ROWS[] = {
        {KERNELS "  device='CPU'; T in [DT_FLOAT]\n  device='GPU'; T in [DT_FLOAT]\n",
         "dtype-no-gpu-kernel"},
        {KERNELS "  device='CPU'; T in [DT_FLOAT]\n", "op-no-gpu-kernel"},
        {"Tensors on conflicting devices: cannot compute SplitV as input #1 was expected to be on "
         "CPU\n",
         "small-op-pinned-to-host"},
        {"with tf.device('/GPU:0'):\nThe operation runs on CPU, with no warnings\n",
         "soft-placement-fallback"},
    };
    CHECK_ROOTS(ROWS);
#undef KERNELS
}

TEST(wsl_and_other_systems)
{
#define SMI_FAILED                                                                                 \
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure "     \
    "that the latest NVIDIA driver is installed and running.\n"
#define CLI_FAILED                                                                                 \
    "nvidia-container-cli: initialization error: load library failed: libnvidia-ml.so.1: cannot "  \
    "open shared object file: no such file or directory: unknown.\n"
    static const Told ROWS[] = {
        {"WSL 2\nsudo apt install nvidia-driver-440\n" SMI_FAILED, "wsl-linux-driver-installed"},
        {"Ubuntu 18.04\nsudo apt install nvidia-driver-440\n" SMI_FAILED, "driver-not-loaded"},
        {CLI_FAILED, "driver-not-installed"},
        {"nvidia-smi works in the container when I use sudo docker.\nWithout it:\n" CLI_FAILED,
         "container-toolkit-broken"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(switches_that_leave_the_gpu_alone)
{
    static const Told ROWS[] = {
        {"It runs on the CPU.\nmodel = Model(path, use_cuda=False)\n", "explicit-cpu-placement"},
        {"It runs on the CPU.\nmodel = Model(path, use_cuda = False)\n", "explicit-cpu-placement"},
        {"It runs on the CPU.\n# model = Model(path, use_cuda=False)\n", ""},
        {"It runs on the CPU.\nmodel = Model(path, use_cuda=True)\n", ""},
        {"It runs on the CPU.\nmodel = Model(path, dont_use_cuda=False)\n", ""},
        {"llm_load_tensors: offloaded 0/41 layers to GPU\n", "explicit-cpu-placement"},
        {"llm_load_tensors: offloaded 41/41 layers to GPU\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(numbers_of_driver_and_toolkit)
{
    static const Told ROWS[] = {
        {"CUDA toolkit 12.5 and driver version 550.90.07: kernels fail with error code 222\n",
         "driver-too-old"},
        {"CUDA toolkit 12.4 and driver version 550.90.07: kernels fail with error code 222\n", ""},
        {"RADEON RX460: an epoch takes 5 seconds on the GPU, and 0.3 seconds on the CPU\n",
         "model-too-small"},
        {"GTX 1080: an epoch takes 0.3 seconds on the GPU, and 5 seconds on the CPU\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(listings_without_their_headings)
{
    static const Told ROWS[] = {
        {"tensorflow                2.3.0           mkl_py38h8557ec7_0\n"
         "tensorflow-base           2.3.0           eigen_py38h75a453f_0\n"
         "The GPUs are not displayed.\n",
         "cpu-only-build"},
        {"ImportError: libcublas.so.9.0: cannot open shared object file: No such file or "
         "directory\n"
         "/usr/local/cuda-8.0/targets/x86_64-linux/lib:\n"
         "\tlibcublas.so.8.0 -> libcublas.so.8.0.88\n",
         "cuda-version-mismatch"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(who_may_open_the_nodes_and_who_makes_them)
{
    static const Told ROWS[] = {
        {"options nvidia NVreg_DeviceFileMode=0660\na regular user cannot access the nvidia "
         "devices\n",
         "device-permission"},
        {"options nvidia NVreg_DeviceFileMode=0666\na regular user cannot access the nvidia "
         "devices\n",
         ""},
        {"the first usage of cuda has to be done by root so as to create /dev/nvidia-uvm\n",
         "device-nodes-missing"},
        {"nvidia cannot be loaded because nouveau is always loaded\n", "nouveau-in-use"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_is_asked_about_is_not_missed)
{
    static const Told ROWS[] = {
        {"macOS, the GPU is selected. Is this message correct? It is not documented.\n", ""},
        {"macOS, the GPU is selected. It is not used.\n", "macos-no-metal"},
        {"\"NVML shared library not found\", I have a GTX 1060\n", "nvml-not-found"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_certain_cause_goes_before_a_guess)
{
    static const Told ROWS[] = {
        {"AMD Radeon 890M, docker, torch 2.5.1+cu124\n"
         "RuntimeError: Found no NVIDIA driver on your system\n",
         "rocm-wrong-package"},
        {"docker run image, torch 2.5.1+cu124\n"
         "RuntimeError: Found no NVIDIA driver on your system\n",
         "container-no-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(modes_rights_and_variables_of_a_gpu_that_fails)
{
    static const Told ROWS[] = {
        {"the service of the GPU fails\ncrw-rw---- 1 root video 195, 255 25. Nov 19:53 "
         "/dev/nvidiactl\n",
         "device-permission"},
        {"the service of the GPU fails\ncrw-rw-rw- 1 root root 195, 255 25. Nov 19:53 "
         "/dev/nvidiactl\n",
         ""},
        {"With sudo the GPU is detected; a run without sudo after that works.\n" UNKNOWN_ERROR,
         "device-nodes-missing"},
        {"It runs on the CPU, the machine has one GPU\nexport CUDA_VISIBLE_DEVICES=1\n",
         "visible-devices-hidden"},
        {"It runs on the CPU, the machine has one GPU\nexport CUDA_VISIBLE_DEVICES=0\n", ""},
        {"nvidia-smi lists four GPUs, MIG is shown as enabled\nThe program finds no GPU\n",
         "mig-misconfigured"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_ends_for_want_of_something_else)
{
    static const Told ROWS[] = {
        {"GPU training: the process gets killed after some epochs, the model is using too much "
         "RAM.\n",
         ""},
        {"TensorFlow 2.2.0, CUDA 10.0, GTX 1070, no GPU\nMy CPU does not support the AVX "
         "instruction set\n",
         ""},
        {"TensorFlow 2.2.0, CUDA 10.0, GTX 1070, no GPU\n", "cuda-version-mismatch"},
        {"the GPU is hidden with CUDA_VISIBLE_DEVICES=-1 since the CPU is faster than the GPU\n",
         "model-too-small"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(packages_that_bring_a_build_for_the_cpu)
{
    static const Told ROWS[] = {
        {"tensorflow-gpu was installed before\npip3 install -r requirements.txt   (the file lists "
         "tensorflow)\nthe GPUs are not used\n",
         "conflicting-tf-packages"},
        {"int32 variables are never placed on the GPU, those of float32 are\n",
         "small-op-pinned-to-host"},
        {"Mac: /Library/Frameworks/Python.framework/Versions/3.7\nthe GPU is not used\n",
         "macos-no-metal"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_people_name_by_its_number_or_its_name)
{
    static const Told ROWS[] = {
        {"on the H100 CUDA initialization fails with system error 802\n", "fabric-manager-down"},
        {"on the H100 CUDA initialization fails with error 803\n", "driver-lib-mismatch"},
        {"lsmod shows that the nouveau kernel module is still loaded\n", "nouveau-in-use"},
        {"Python 3.10.0\nTensorFlow 2.6.2 and 2.7.0 wanted: no version to install is found, GPU\n",
         "python-version-no-wheel"},
        {"Python 3.8.0\nTensorFlow 2.6.2 and 2.7.0 wanted: no version to install is found, GPU\n",
         ""},
        {"CUDA 10.1 for the GPU came without cuBLAS: no libcublas files in lib\n",
         "cuda-libs-missing"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(who_lacks_the_runtime_lacks_cudnn_with_it)
{
#define LACKS(name)                                                                                \
    "W dso_loader.cc:64] Could not load dynamic library '" name "'; dlerror: " name                \
    ": cannot open shared object file: No such file or directory\n"
    static const Told ROWS[] = {
        {LACKS("libcudart.so.11.0") LACKS("libcudnn.so.8"), "cuda-libs-missing"},
        {LACKS("libcufft.so.10") LACKS("libcudnn.so.8"), "cudnn-missing"},
        {LACKS("libcudnn.so.8"), "cudnn-missing"},
    };
    CHECK_ROOTS(ROWS);
#undef LACKS
}

static bool is_of_slurm(const char *script)
{
    const Judgement *judgement =
        judged(arena_printf(test_arena(),
                            "#SBATCH --partition=gpu\n%s\nsrun python train.py\n"
                            "RuntimeError: No CUDA GPUs are available\n",
                            script));
    return judgement->causes.count && strstr(judgement->causes.items[0].says, "Slurm");
}

TEST(a_job_that_asks_slurm_for_no_gpu)
{
    CHECK(is_of_slurm("#SBATCH --time=24:00:00"));
    CHECK(!is_of_slurm("#SBATCH --gres=gpu:1"));
    CHECK(!is_of_slurm("#SBATCH --gpus-per-node=2"));
    CHECK_TEXT(root_of(judged("#SBATCH --time=1:00:00\nRuntimeError: No CUDA GPUs are available\n"
                              "$ nvidia-smi\nNo devices were found\n")),
               "visible-devices-hidden");
}

TEST(builds_that_show_themselves)
{
    static const Told ROWS[] = {
        {"AttributeError: module 'torch._C' has no attribute '_cuda_setDevice'\n",
         "cpu-only-build"},
        {"Unable to initialize backend 'cuda': module 'jaxlib.xla_extension' has no attribute "
         "'GpuAllocatorConfig'\nNo GPU/TPU found, falling back to CPU.\n",
         "cpu-only-build"},
        {"pip3 install torch --extra-index-url https://example.org/whl/cu114\nCUDA is not "
         "available\n",
         "cpu-only-build"},
        {"pip3 install torch --extra-index-url https://example.org/whl/cu118\nCUDA is not "
         "available\n",
         ""},
        {"an AMD GPU with ROCm\nImportError: libcublas.so.9.0: cannot open shared object file: No "
         "such file or directory\n",
         "rocm-wrong-package"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(variables_and_places_of_a_program)
{
    static const Told ROWS[] = {
        {"import jax\nos.environ[\"CUDA_VISIBLE_DEVICES\"] = \"2\"\nnot working, GPU\n",
         "visible-devices-set-too-late"},
        {"os.environ[\"CUDA_VISIBLE_DEVICES\"] = \"2\"\nimport jax\nnot working, GPU\n", ""},
        {"import jax\nos.environ[\"CUDA_VISIBLE_DEVICES\"] = \"0\"\nnot working, GPU\n", ""},
        {"I run it in Terminal without any error, and in PyCharm:\nImportError: libcudnn.so.5: "
         "cannot open shared object file: No such file or directory\n",
         "cuda-libs-not-on-path"},
        {"I run it in PyCharm:\nImportError: libcudnn.so.5: cannot open shared object file: No "
         "such "
         "file or directory\n",
         "cudnn-missing"},
        {"everything else runs on the GPU, but tf.image.crop takes 200 ms\n", "op-no-gpu-kernel"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_is_there_under_its_whole_name)
{
    static const Told ROWS[] = {
        {"libcudart.so.7.5.18 lies in /usr/local/cuda/lib64\nImportError: libcudart.so.7.5: cannot "
         "open shared object file\n$ ls /usr/local/cuda/lib64/libcudart*\n"
         "/usr/local/cuda/lib64/libcudart.so.7.5.18\n",
         "cuda-libs-not-on-path"},
        {"ImportError: libcudart.so.7.5: cannot open shared object file\n$ ls "
         "/usr/local/cuda/lib64/libcudart*\n/usr/local/cuda/lib64/libcudart.so.8.0.44\n",
         "cuda-version-mismatch"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_container_in_which_it_works)
{
#define WARNED                                                                                     \
    "docker run --gpus all nvcr.io/nvidia/tensorflow:20.03-tf2-py3\nWARNING: The NVIDIA Driver "   \
    "was "                                                                                         \
    "not detected.  GPU functionality will not be available.\n"
    static const Told ROWS[] = {
        {"the message is shown, but gpu works fine inside the container\n" WARNED, ""},
        {"the GPU does not work inside the container\n" WARNED, "container-no-gpu"},
    };
    CHECK_ROOTS(ROWS);
#undef WARNED
}

TEST(rights_and_cards_that_are_told)
{
    static const Told ROWS[] = {
        {"permission errors of the GPU\nc-w--wx-wT 1 root video 195, 255 Jun 25 11:05 "
         "/dev/nvidiactl\n",
         "device-permission"},
        {"the GPU fails: it is supported by the 390.xx legacy driver\n", "driver-drops-old-gpu"},
        {"the processor is from Intel with an integrated GPU\nFound no NVIDIA driver on your "
         "system\n",
         "no-nvidia-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

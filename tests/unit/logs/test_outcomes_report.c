/* What a report says beside its lines: listings, numbers, sentences. */
#include "judged_log.h"

#define NO_DEVICE "RuntimeError: No CUDA GPUs are available\n"
#define UNKNOWN   "E a.cc:1] failed call to cuInit: CUDA_ERROR_UNKNOWN: unknown error\n"

TEST(numbers_of_a_report_count)
{
    CHECK_TEXT(root_of(judged("OS: Windows 11, Python 3.11.2, TensorFlow 2.12.0\n"
                              "Num GPUs Available:  0\n")),
               "windows-native-unsupported");
    CHECK_TEXT(root_of(judged("OS: Windows 11, Python 3.9.2, TensorFlow 2.10.0\n"
                              "Num GPUs Available:  0\n")),
               "");
    CHECK_TEXT(root_of(judged("CUDA 10.2\nCould not load dynamic library 'libcudart.so.10.1'; "
                              "dlerror: no such file\n")),
               "cuda-version-mismatch");
    CHECK_TEXT(root_of(judged("CUDA 11.8\nCould not load dynamic library 'libcudart.so.11.0'; "
                              "dlerror: no such file\n")),
               "cuda-libs-not-on-path");
}

TEST(a_container_without_the_gpu_settles_what_its_lines_leave_open)
{
    CHECK_TEXT(root_of(judged("$ docker run -it tensorflow/tensorflow:latest-gpu python\n"
                              "E a.cc:1] failed call to cuInit: UNKNOWN ERROR (303)\n")),
               "container-no-gpu");
    Judgement *judgement =
        judged("$ docker run --gpus all -it tensorflow/tensorflow:latest-gpu python\n"
               "E a.cc:1] failed call to cuInit: UNKNOWN ERROR (303)\n");
    REQUIRE(judgement->causes.count > 0);
    CHECK(!judgement->causes.items[0].certain);
}

#define NOT_READY                                                                                  \
    "RuntimeError: Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions? "  \
    "Error 802: system not yet initialized\n"

#define ERROR(number, text)                                                                        \
    "RuntimeError: Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions? "  \
    "Error " number ": " text "\n"

/* Each of the causes that the line leaves open has a code of its own. */
TEST(what_another_code_would_mean_is_not_suspected)
{
    CHECK_TEXT(root_of(judged(ERROR("2", "out of memory"))), "gpu-memory-held-by-other-process");
    CHECK_TEXT(root_of(judged(ERROR("46", "CUDA-capable device(s) is/are busy or unavailable"))),
               "gpu-memory-held-by-other-process");
    CHECK_TEXT(root_of(judged(ERROR("101", "invalid device ordinal"))), "visible-devices-hidden");
    CHECK_TEXT(root_of(judged(ERROR("34", "CUDA driver is a stub library"))), "stub-libcuda");
    CHECK_TEXT(
        root_of(judged(ERROR("804", "forward compatibility was attempted on non supported HW"))),
        "driver-lib-mismatch");
    CHECK_TEXT(
        root_of(judged("RuntimeError: Unexpected error from cudaGetDeviceCount() Error 9: x\n")),
        "fabric-manager-down");
    const Judgement *judgement = judged(ERROR("101", "invalid device ordinal"));
    REQUIRE(judgement->needs.count > 0);
    CHECK(!strstr(judgement->needs.items[0].says, "memory"));
    CHECK(strstr(judgement->needs.items[0].says, "CUDA_VISIBLE_DEVICES"));
}

/* is_available() may have asked NVML alone. */
TEST(what_fails_behind_an_available_gpu_counts)
{
    Judgement *judgement = judged("PyTorch version: 2.7.1\nIs CUDA available: True\n" NOT_READY);
    CHECK_TEXT(root_of(judgement), "fabric-manager-down");
    CHECK(judgement->verdict == VERDICT_CPU);
    judgement = judged(NOT_READY "PyTorch version: 2.7.1\nIs CUDA available: True\n");
    CHECK_TEXT(root_of(judgement), "");
    CHECK(judgement->verdict == VERDICT_GPU);
    CHECK(judged("Is CUDA available: True\nRuntimeError: Found no NVIDIA driver on your system\n")
              ->verdict != VERDICT_GPU);
    CHECK(judged("Is CUDA available: True\nRuntimeError: No CUDA GPUs are available\n")->verdict !=
          VERDICT_GPU);
    /* A list that was printed is no such question. */
    CHECK(judged("Num GPUs Available:  1\n" NOT_READY)->verdict == VERDICT_GPU);
}

TEST(listings_of_a_report_count)
{
    CHECK_TEXT(root_of(judged("$ CUDA_VISIBLE_DEVICES=-1 python train.py\nE a.cc:1] failed call to "
                              "cuInit: CUDA_ERROR_NO_DEVICE\n")),
               "visible-devices-hidden");
    CHECK_TEXT(root_of(judged("$ export CUDA_VISIBLE_DEVICES=\"-1\"\n$ python train.py\n")),
               "visible-devices-hidden");
    CHECK_TEXT(root_of(judged("01:00.0 VGA compatible controller: NVIDIA Corporation GA102 "
                              "[GeForce RTX 3090] (rev a1)\n\tKernel driver in use: nouveau\n")),
               "nouveau-in-use");
    CHECK_TEXT(root_of(judged("$ pip list\nPackage Version\n---------- -------\n"
                              "tensorflow 2.15.0\ntensorflow-cpu 2.15.0\n")),
               "conflicting-tf-packages");
}

TEST(a_build_for_rocm_has_no_cuda_and_lacks_nothing)
{
    CHECK_TEXT(root_of(judged("PyTorch version: 2.1.0\nCUDA used to build PyTorch: None\n"
                              "ROCM used to build PyTorch: N/A\nIs CUDA available: False\n")),
               "cpu-only-build");
    CHECK_TEXT(root_of(judged("PyTorch version: 2.1.0\nCUDA used to build PyTorch: N/A\n"
                              "ROCM used to build PyTorch: 5.6.31061\nIs CUDA available: False\n")),
               "");
    CHECK_TEXT(root_of(judged(">>> tf.test.is_built_with_cuda()\nFalse\n"
                              ">>> tf.test.is_built_with_rocm()\nTrue\n")),
               "");
    CHECK_TEXT(root_of(judged(">>> tf.test.is_built_with_cuda()\nFalse\n"
                              ">>> tf.test.is_built_with_rocm()\nFalse\n")),
               "cpu-only-build");
    CHECK_TEXT(root_of(judged(">>> torch.version.cuda\n>>> torch.version.hip\n'5.6'\n")), "");
    CHECK_TEXT(root_of(judged(">>> torch.version.cuda\nNone\n>>> torch.version.hip\nNone\n")),
               "cpu-only-build");
}

TEST(what_two_sentences_say_together)
{
    CHECK_TEXT(root_of(judged("sys.executable differs between the notebook and the shell\n")),
               "wrong-python-env");
    CHECK_TEXT(
        root_of(judged("tf.config.list_physical_devices('GPU') is empty\nTF 2.4, CUDA 10.1\n")),
        "cuda-version-mismatch");
    CHECK_TEXT(root_of(judged("onnxruntime-gpu 1.16, CUDA 12.1\nFAIL : LoadLibrary failed with "
                              "error 126\n")),
               "cuda-version-mismatch");
    CHECK_TEXT(root_of(judged("CUDA 12.1\n$ pip list\nPackage Version\n---------- -------\n"
                              "onnxruntime-gpu 1.16.3\n\nFAIL : LoadLibrary failed "
                              "with error 126\n")),
               "cuda-version-mismatch");
    CHECK_TEXT(root_of(judged("AMD Radeon RX 7900 XTX\ntorch is the CUDA build\n")),
               "rocm-wrong-package");
    CHECK_TEXT(root_of(judged("the GPU load shows spikes\nwith synthetic data it is high\n")),
               "input-pipeline-bound");
    CHECK_TEXT(root_of(judged("with synthetic data it is high\n")), "");
    CHECK_TEXT(root_of(judged("works with sudo\nas a normal user it fails\n")),
               "device-permission");
    CHECK_TEXT(root_of(judged("works with sudo\n")), "");
}

TEST(modules_and_nodes_of_listings_settle_what_lines_leave_open)
{
    static const Told ROWS[] = {
        {"ERROR: Unable to load the 'nvidia-drm' kernel module.\n$ lsmod | grep nouveau\n"
         "nouveau              1716224  4\n",
         "nouveau-in-use"},
        {"ERROR: Unable to load the 'nvidia-drm' kernel module.\n$ lsmod\n"
         "nouveau              1716224  4\nnvidia              35315712  4\n",
         "driver-not-loaded"},
        {"$ lsmod | grep nouveau\nnouveau              1716224  4\n", ""},
        {UNKNOWN "ls: cannot access '/dev/nvidia-uvm': No such file or directory\n",
         "device-nodes-missing"},
        {"$ lsmod | grep nvidia\nnvidia              35315712  4\n"
         "ls: cannot access '/dev/nvidia*': No such file or directory\n",
         "device-nodes-missing"},
        {"ls: cannot access '/dev/nvidia*': No such file or directory\n", ""},
        {"the sample ends in an unknown error; /dev/nvidia-uvm does not exist\n",
         "device-nodes-missing"},
        {UNKNOWN "$ ls -l /dev/nvidia0\n"
                 "crw-rw---- 1 root video 195,   0 Feb 15 19:37 /dev/nvidia0\n"
                 "uid=1000(user) gid=1000(user) groups=1000(user),4(adm)\n",
         "device-permission"},
        {UNKNOWN "$ ls -l /dev/nvidia0\n"
                 "crw-rw---- 1 root video 195,   0 Feb 15 19:37 /dev/nvidia0\n"
                 "uid=1000(user) gid=1000(user) groups=1000(user),44(video)\n",
         "cuinit-unknown-999"},
        {UNKNOWN "crw-rw-rw- 1 root video 195,   0 Feb 15 19:37 /dev/nvidia0\n"
                 "uid=1000(user) gid=1000(user) groups=1000(user),4(adm)\n",
         "cuinit-unknown-999"},
        {"options nvidia NVreg_DeviceFileMode=0660\nafter adding the user to the video group it "
         "works\n",
         "device-permission"},
    };
    CHECK_ROOTS(ROWS);
}

#define ONE_GPU                                                                                    \
    "| NVIDIA-SMI 535.129.03             Driver Version: 535.129.03   CUDA Version: 12.2     |\n"  \
    "|   0  NVIDIA GeForce RTX 3090        On  | 00000000:07:00.0 Off |                  N/A |\n"  \
    "| 30%   41C    P0              73W / 400W |      4MiB / 24576MiB |      0%      Default |\n"

TEST(a_variable_that_names_no_gpu_hides_all)
{
    static const struct {
        const char *text, *root;
        bool certain;
    } ROWS[] = {
        {"$ CUDA_VISIBLE_DEVICES=1 python a.py\n" NO_DEVICE ONE_GPU, "visible-devices-hidden",
         true},
        {"$ CUDA_VISIBLE_DEVICES=1 python a.py\n" NO_DEVICE, "visible-devices-hidden", false},
        {"$ CUDA_VISIBLE_DEVICES=$0 python a.py\n" NO_DEVICE, "visible-devices-hidden", true},
        {"$ CUDA_VISIBLE_DEVICES=$GPU python a.py\n" NO_DEVICE, "visible-devices-hidden", false},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Judgement *judgement = judged(ROWS[i].text);
        CHECK_TEXT(root_of(judgement), ROWS[i].root);
        REQUIRE(judgement->causes.count > 0);
        CHECK(judgement->causes.items[0].certain == ROWS[i].certain);
    }
    CHECK_NUMBER(judged("$ CUDA_VISIBLE_DEVICES=1 python a.py\n")->causes.count, 0);
    CHECK_TEXT(
        root_of(judged("os.environ['CUDA_VISIBLE_DEVICES'] = '-1' after the import: it still "
                       "uses the GPU\n")),
        "visible-devices-set-too-late");
}

TEST(mig_is_told_where_the_whole_gpu_is_asked_for)
{
    static const Told ROWS[] = {
        {"GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)\n"
         "  MIG 1g.10gb     Device  0: (UUID: "
         "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)\n" NO_DEVICE,
         "mig-misconfigured"},
        {"GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)\n"
         "  MIG 1g.10gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)\n",
         ""},
    };
    CHECK_ROOTS(ROWS);
}

#define FULL "RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; "

TEST(who_holds_the_memory_is_told_by_numbers)
{
    static const Told ROWS[] = {
        {FULL "7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; 3.06 GiB "
              "reserved in total by PyTorch)\n",
         "gpu-memory-held-by-other-process"},
        {FULL "7.93 GiB total capacity; 7.00 GiB already allocated; 25.38 MiB free; 7.06 GiB "
              "reserved in total by PyTorch)\n",
         "gpu-memory-exhausted"},
        {FULL "7.93 GiB total capacity; 2.81 GiB already allocated; 25.38 MiB free; 2.90 GiB "
              "cached)\n",
         "gpu-memory-held-by-other-process"},
        {"torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a "
         "total capacity of 23.65 GiB of which 1.10 GiB is free. Process 71 has 12.00 GiB memory "
         "in "
         "use. Including non-PyTorch memory, this process has 10.53 GiB memory in use.\n",
         "gpu-memory-held-by-other-process"},
        {"CUDA out of memory\nA zombie process holds the memory\n",
         "gpu-memory-held-by-other-process"},
        {"CUDA out of memory\n", "gpu-memory-exhausted"},
        {"A new program gets out of memory\nThe memory is not deallocated\n",
         "gpu-memory-held-by-other-process"},
        {"A new program gets out of memory\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

#define NO_LIBCUDA                                                                                 \
    "W a.cc:1] Could not load dynamic library 'libcuda.so.1'; dlerror: libcuda.so.1: cannot open " \
    "shared object file: No such file or directory\n"

TEST(in_wsl_a_missing_libcuda_is_that_of_windows)
{
    static const Told ROWS[] = {
        {"Ubuntu 18.04 on WSL2\n" NO_LIBCUDA, "wsl-libcuda-missing"},
        {NO_LIBCUDA "ls: cannot access '/usr/lib/wsl/lib': No such file or directory\n",
         "wsl-libcuda-missing"},
        {"Ubuntu 18.04\n" NO_LIBCUDA, "libcuda-not-found"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_another_framework_can_do_is_no_answer_of_this_one)
{
    static const Told ROWS[] = {
        {"Windows 11, TensorFlow 2.11.0\n>>> tf.test.is_built_with_cuda()\nFalse\n"
         ">>> tf.config.list_physical_devices('GPU')\n[]\n>>> torch.cuda.is_available()\nTrue\n",
         "windows-native-unsupported"},
        {">>> torch.cuda.is_available()\nTrue\n>>> tf.config.list_physical_devices('GPU')\n"
         "[PhysicalDevice(name='/physical_device:GPU:0', device_type='GPU')]\n",
         ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(packages_that_own_one_directory_conflict_and_companions_do_not)
{
    static const Told ROWS[] = {
        {"$ pip list\nPackage Version\n---------- -------\ntensorflow 2.10.0\n"
         "tensorflow-intel 2.10.0\n",
         ""},
        {"tensorflow-gpu==1.4.0\ntensorflow==1.4.0\n", "conflicting-tf-packages"},
        {"TensorFlow 2.0.1, tensorflow-gpu 2.0.0\n", "conflicting-tf-packages"},
        {"TensorFlow 2.4, tensorflow-gpu 2.4.1\n", ""},
        {"onnxruntime==1.20.1\nonnxruntime-gpu==1.20.1\n"
         "['AzureExecutionProvider', 'CPUExecutionProvider']\n",
         "conflicting-tf-packages"},
        {"onnxruntime-gpu==1.20.1\n['AzureExecutionProvider', 'CPUExecutionProvider']\n",
         "cpu-only-build"},
        {"tensorflow-gpu, and pip install -e . installs the CPU version of tensorflow\n",
         "conflicting-tf-packages"},
        {"$ pip install tensorflow-gpu==2.12.0\n", "tensorflow-gpu-package-removed"},
        {"OS: Windows 11\n$ pip install tensorflow-gpu==2.12.0\n", "windows-native-unsupported"},
        {"$ pip install tensorflow-gpu==2.4.0\n", ""},
        {"# Name  Version  Build  Channel\ntensorflow  2.2.0  mkl_py36h5a57954_0\n",
         "cpu-only-build"},
        {"# Name  Version  Build  Channel\npytorch  1.11.0  py3.8_cpu_0  pytorch\n",
         "cpu-only-build"},
        {"# Name  Version  Build  Channel\npytorch  1.11.0  py3.8_cuda11.3_0  pytorch\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

#define LISTS "[PhysicalDevice(name='/physical_device:GPU:0', device_type='GPU')]\n"

TEST(another_python_is_told_where_one_lists_the_gpu_and_one_does_not)
{
    static const Told ROWS[] = {
        {"In the terminal:\n" LISTS "In the Jupyter notebook:\nGPU Available: []\n",
         "wrong-python-env"},
        {LISTS "GPU Available: []\n", ""},
        {"In a Jupyter notebook of the same terminal:\nModuleNotFoundError: No module named "
         "'tensorflow'\n",
         "wrong-python-env"},
        {"ModuleNotFoundError: No module named 'tensorflow'\n", "framework-not-installed"},
        {"GPU Available: []\npython3 is the one of the system\n", "wrong-python-env"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_people_say_of_their_machine_and_their_program)
{
    static const Told ROWS[] = {
        {"I installed the driver inside WSL too\n", "wsl-linux-driver-installed"},
        {"I did not install a driver inside WSL\n", ""},
        {"docker-compose up\nRuntimeError: Found no NVIDIA driver on your system.\n",
         "container-no-gpu"},
        {"AMD GPU RX 6800 XT\nRuntimeError: Found no NVIDIA driver on your system.\n",
         "rocm-wrong-package"},
        {"AMD GPU RX 6800 XT, torch 2.1.1+cu121\nRuntimeError: Torch is not able to use GPU\n",
         "rocm-wrong-package"},
        {"AMD GPU RX 6800 XT\n", ""},
        {"I don't have a GPU.\nCould not load dynamic library 'libcudart.so.11.0'; dlerror: x\n",
         ""},
        {"torch.cuda.is_available(): True\nmodel(gpu=False)\n>>>> using CPU\n",
         "explicit-cpu-placement"},
        {"model(gpu=False)\n>>>> using CPU\n", "explicit-cpu-placement"},
        {"model(gpu=True)\n>>>> using CPU\n", ""},
        {"recurrent_dropout=0.1: training time above 17 min\n", "lstm-not-cudnn"},
        {"CUDA fails after resuming from suspend until nvidia_uvm is reloaded\n",
         "cuinit-unknown-999"},
        {"MacBook Air M1, tensorflow 2.4\nGPU is NOT AVAILABLE\n", "macos-no-metal"},
        {"export LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs\n"
         "Call to cuInit results in UNKNOWN_CUDA_ERROR\n",
         "stub-libcuda"},
        {"export LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs\n" UNKNOWN, "cuinit-unknown-999"},
        {"Fatal: GLIBC\nImportError: version `GLIBC_2.29' not found\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

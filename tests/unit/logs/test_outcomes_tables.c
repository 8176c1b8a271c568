/* Causes that follow from a table that somebody pasted together with a complaint. */
#include "judged_log.h"

#define NO_ANSWER                                                                                  \
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure "     \
    "that the latest NVIDIA driver is installed and running.\n"
#define NONE_LISTED   ">>> tf.config.list_physical_devices('GPU')\n[]\n\n"
#define NONE_IN_TORCH ">>> torch.cuda.is_available()\nFalse\n\n"
#define NO_LIBCUDA                                                                                 \
    "Could not load dynamic library 'libcuda.so.1'; dlerror: libcuda.so.1: cannot open shared "    \
    "object file: No such file or directory\n\n"

/* ---- Cards ---- */

#define LSHW(state, product, vendor, configuration)                                                \
    "  *-display" state "\n       product: " product "\n       vendor: " vendor                    \
    "\n       configuration: " configuration "\n"
#define LSHW_INTEL          LSHW("", "HD 630", "Intel Corporation", "driver=i915 latency=0")
#define LSHW_NVIDIA(driver) LSHW("", "TU117M", "NVIDIA Corporation", "driver=" driver " latency=0")
#define LSHW_BARE           LSHW(" UNCLAIMED", "TU117M", "NVIDIA Corporation", "latency=0")

TEST(cards_of_lshw)
{
    static const Told ROWS[] = {
        {NONE_LISTED LSHW_INTEL LSHW_NVIDIA("nouveau"), "nouveau-in-use"},
        {NONE_LISTED LSHW_INTEL LSHW_NVIDIA("nvidia"), ""},
        {NONE_LISTED LSHW_INTEL LSHW_BARE, "driver-not-installed"},
        {NONE_LISTED LSHW_INTEL LSHW_NVIDIA("vfio-pci"), "nouveau-in-use"},
        {NONE_LISTED LSHW_INTEL, "no-nvidia-gpu"},
        {NO_ANSWER LSHW_INTEL LSHW_BARE, "driver-not-loaded"},
        {NONE_LISTED "The guest has it:\n\n" LSHW_NVIDIA("vfio-pci"), ""},
        {LSHW_INTEL LSHW_BARE, ""},
        {LSHW_INTEL LSHW_NVIDIA("vfio-pci"), ""},
        {LSHW_INTEL, ""},
    };
    CHECK_ROOTS(ROWS);
}

#define LSPCI(modules)                                                                             \
    "01:00.0 VGA compatible controller: NVIDIA Corporation GK208\n\tKernel modules: " modules "\n"

/* In WSL, and where Windows lacks the driver of a card, the name of Microsoft stands for it. */
TEST(a_stand_in_says_nothing_of_the_card)
{
    static const Told ROWS[] = {
        {NONE_LISTED "d6f3:00:00.0 3D controller: Microsoft Corporation Device 008e\n", ""},
        {NONE_LISTED "           Card name: Microsoft Basic Display Adapter\n", ""},
        {NONE_LISTED LSHW("", "Basic Render Driver", "Microsoft Corporation", "driver=dxgkrnl"),
         ""},
        {NONE_LISTED
         "00:08.0 VGA compatible controller: Microsoft Corporation Hyper-V virtual VGA\n",
         "no-nvidia-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(modules_that_could_drive_a_card)
{
    static const Told ROWS[] = {
        {NONE_LISTED LSPCI("nvidiafb, nouveau"), "driver-not-installed"},
        {NONE_LISTED LSPCI("nvidiafb, nouveau, nvidia_drm, nvidia"), "driver-not-loaded"},
        {NONE_LISTED LSPCI("nvidia"), "driver-not-loaded"},
        {LSPCI("nvidia"), ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(cards_of_inxi_and_ubuntu_drivers)
{
    static const Told ROWS[] = {
        {NONE_IN_TORCH "Graphics:  Device-1: NVIDIA GP107M [GeForce GTX 1050] driver: nouveau\n",
         "nouveau-in-use"},
        {NONE_IN_TORCH "Graphics:  Device-1: NVIDIA GP107M [GeForce GTX 1050] driver: N/A\n",
         "driver-not-installed"},
        {NONE_IN_TORCH "Graphics:  Card: Intel HD Graphics 530 driver: i915\n", "no-nvidia-gpu"},
        {NONE_IN_TORCH "Graphics:  Device-1: NVIDIA GP107M driver: nvidia v: 535.113.01\n", ""},
        {"RuntimeError: No CUDA GPUs are available\n"
         "Graphics:  Device-1: NVIDIA GP107M driver: nvidia v: 535.113.01\n",
         "visible-devices-hidden"},
        {NONE_LISTED "== /sys/devices/pci0000:00/0000:01:00.0 ==\nvendor   : NVIDIA Corporation\n"
                     "driver   : xserver-xorg-video-nouveau - distro free builtin\n",
         ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(cards_of_windows_and_macos)
{
    static const Told ROWS[] = {
        {NONE_LISTED "C:\\Users\\me>wmic path win32_VideoController get name\nName\n"
                     "Intel(R) UHD Graphics 630\n",
         "no-nvidia-gpu"},
        {NONE_LISTED "C:\\Users\\me>wmic path win32_VideoController get name\nName\n"
                     "Intel(R) UHD Graphics 630\nNVIDIA GeForce GTX 1650\n",
         ""},
        {NONE_LISTED "      Chipset Model: AMD Radeon Pro 5500M\n", "macos-no-metal"},
        {NONE_IN_TORCH "      Chipset Model: Apple M1\n", "no-nvidia-gpu"},
        {NONE_LISTED "           Card name: Intel(R) UHD Graphics 620\n", "no-nvidia-gpu"},
    };
    CHECK_ROOTS(ROWS);
}

/* ---- Packages of the distribution ---- */

#define SEARCH     "me@h:~$ dpkg -l | grep nvidia\n"
#define LIBRARY(v) "ii  libnvidia-compute-" v ":amd64  " v ".54.3-0ubuntu1  amd64  NVIDIA library\n"
#define MODULE(v)  "ii  nvidia-dkms-" v "  " v ".54.3-0ubuntu1  amd64  NVIDIA DKMS package\n"
#define TOOLKIT    "ii  nvidia-container-toolkit  1.13.5-1  amd64  NVIDIA Container toolkit\n"
#define NO_SMI     "bash: nvidia-smi: command not found\n"
#define IN_WSL     "Linux D 5.15.90.1-microsoft-standard-WSL2 #1 SMP x86_64 GNU/Linux\n\n"

TEST(packages_of_the_distribution)
{
    static const Told ROWS[] = {
        {IN_WSL NONE_IN_TORCH SEARCH LIBRARY("535"), "wsl-linux-driver-installed"},
        {IN_WSL "torch.cuda.is_available() returns False\n" SEARCH LIBRARY("535"),
         "wsl-linux-driver-installed"},
        {IN_WSL SEARCH LIBRARY("535"), ""},
        {IN_WSL NONE_IN_TORCH SEARCH TOOLKIT, ""},
        {NONE_IN_TORCH SEARCH LIBRARY("535"), ""},
        {NONE_LISTED SEARCH LIBRARY("535") MODULE("525"), "driver-lib-mismatch"},
        {NONE_LISTED SEARCH LIBRARY("535") MODULE("535"), ""},
        {NONE_LISTED SEARCH LIBRARY("535") MODULE("535") MODULE("525"), ""},
        {SEARCH LIBRARY("535") MODULE("525"), ""},
        {NO_LIBCUDA SEARCH TOOLKIT, "driver-not-installed"},
        {NO_LIBCUDA "me@h:~$ dpkg -l | grep nvidia\nme@h:~$ \n", "driver-not-installed"},
        {NO_LIBCUDA "me@h:~$ rpm -qa | grep -i nvidia\nme@h:~$ \n", "driver-not-installed"},
        {NO_LIBCUDA SEARCH LIBRARY("535"), "libcuda-not-found"},
        {NO_LIBCUDA TOOLKIT, "libcuda-not-found"},
        {NO_SMI SEARCH TOOLKIT, "driver-not-installed"},
        {NO_SMI SEARCH "ii  nvidia-settings  510.47.03-0ubuntu1  amd64  x\n",
         "driver-not-installed"},
        {NO_LIBCUDA "$ pacman -Qs nvidia\nlocal/linux515-nvidia 535.113.01-2\n",
         "libcuda-not-found"},
        {SEARCH TOOLKIT, ""},
    };
    CHECK_ROOTS(ROWS);
    const Judgement *judgement = judged(NONE_LISTED SEARCH LIBRARY("535") MODULE("525"));
    CHECK(!judgement->causes.items[0].certain);
}

/* ---- Kubernetes and services ---- */

#define SAYS_802                                                                                   \
    "RuntimeError: Unexpected error from cudaGetDeviceCount(). Error 802: system not yet "         \
    "initialized\n"

TEST(pods_and_services)
{
    static const Told ROWS[] = {
        {NO_LIBCUDA "    Limits:\n      nvidia.com/gpu:  0\n", "container-no-gpu"},
        {"    Limits:\n      nvidia.com/gpu:  0\n", ""},
        {"Allocatable:\n  nvidia.com/gpu:     0\n", "container-toolkit-broken"},
        {"Allocatable:\n  nvidia.com/gpu:     1\n", ""},
        {"The GPUs are joined by NVSwitch.\n\n"
         "Unit nvidia-fabricmanager.service could not be found.\n",
         "fabric-manager-down"},
        {SAYS_802 "$ systemctl is-active nvidia-fabricmanager\ninactive\n", "fabric-manager-down"},
        {"$ systemctl is-active nvidia-fabricmanager\ninactive\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

/* ---- Programs that only ask ---- */

#define DEVICE_QUERY "./deviceQuery Starting...\n\n"
#define INSUFFICIENT                                                                               \
    DEVICE_QUERY "cudaGetDeviceCount returned 35\n"                                                \
                 "-> CUDA driver version is insufficient for CUDA runtime version\n"
#define PASSED                                                                                     \
    DEVICE_QUERY "Detected 1 CUDA Capable device(s)\n\nDevice 0: \"NVIDIA GeForce GTX 1650\"\n"    \
                 "  CUDA Driver Version / Runtime Version          12.2 / 11.8\n"                  \
                 "  CUDA Capability Major/Minor version number:    7.5\nResult = PASS\n"

TEST(device_query)
{
    static const Told ROWS[] = {
        {DEVICE_QUERY "cudaGetDeviceCount returned 999\n-> unknown error\nResult = FAIL\n",
         "cuinit-unknown-999"},
        {DEVICE_QUERY "cudaGetDeviceCount returned 30\n-> unknown error\nResult = FAIL\n",
         "cuinit-unknown-999"},
        {DEVICE_QUERY "cudaGetDeviceCount returned 803\n-> x\nResult = FAIL\n",
         "driver-lib-mismatch"},
        {DEVICE_QUERY "cudaGetDeviceCount returned 38\n-> no CUDA-capable device is detected\n"
                      "$ echo $CUDA_VISIBLE_DEVICES\n-1\n",
         "visible-devices-hidden"},
        {DEVICE_QUERY "cudaGetDeviceCount returned 3\n-> initialization error\n",
         "cuinit-unknown-999"},
        {DEVICE_QUERY "There are no available device(s) that support CUDA\n",
         "visible-devices-hidden"},
        {INSUFFICIENT, "driver-too-old"},
        {INSUFFICIENT "$ nvidia-smi\nbash: nvidia-smi: command not found\n",
         "driver-not-installed"},
        {INSUFFICIENT "$ docker run -it nvidia/cuda:11.0-base bash\n", "container-no-gpu"},
        {PASSED, ""},
        {DEVICE_QUERY "  CUDA Capability Major/Minor version number:    3.0\n"
                      "RuntimeError: no kernel image is available for execution on the device\n",
         "compute-capability-too-low"},
        {PASSED "Error: CUDA_ERROR_NO_DEVICE\n", "visible-devices-hidden"},
    };
    CHECK_ROOTS(ROWS);
    CHECK(!judged(INSUFFICIENT)->causes.items[0].certain);
    CHECK(judged("NVRM version: NVIDIA UNIX x86_64 Kernel Module  418.87.00  Thu\n" INSUFFICIENT)
              ->causes.items[0]
              .certain);
}

#define INIT         "numba.cuda.cudadrv.error.CudaSupportError: Error at driver init: \n"
#define MAPPED(path) "  Mapped libcuda.so paths:\n    " path "\n"

TEST(numba)
{
    static const Told ROWS[] = {
        {INIT "[34] Call to cuInit results in UNKNOWN_CUDA_ERROR:\n", "stub-libcuda"},
        {INIT "[999] Call to cuInit results in CUDA_ERROR_UNKNOWN:\n", "cuinit-unknown-999"},
        {INIT "[803] Call to cuInit results in UNKNOWN_CUDA_ERROR:\n", "driver-lib-mismatch"},
        {INIT "[100] Call to cuInit results in CUDA_ERROR_NO_DEVICE:\n"
              "$ echo $CUDA_VISIBLE_DEVICES\n-1\n",
         "visible-devices-hidden"},
        {"numba.cuda.cudadrv.error.CudaSupportError: Error at driver init: Call to cuInit results "
         "in UNKNOWN_CUDA_ERROR (34)\n",
         "stub-libcuda"},
        {MAPPED("/usr/local/cuda/lib64/stubs/libcuda.so"), "stub-libcuda"},
        {MAPPED("/usr/lib/x86_64-linux-gnu/libcuda.so.535.129.03"), ""},
        {IN_WSL MAPPED("/usr/lib/x86_64-linux-gnu/libcuda.so.535.129.03"),
         "wsl-linux-driver-installed"},
        {IN_WSL MAPPED("/usr/lib/wsl/lib/libcuda.so.1.1"), ""},
        {"CUDA Device Initialized                       : False\n", ""},
    };
    CHECK_ROOTS(ROWS);
    CHECK_TEXT(verdict_word(judged("CUDA Device Initialized       : False\n")->verdict), "cpu");
    const Judgement *judgement = judged(IN_WSL MAPPED("/usr/lib/libcuda.so.1"));
    CHECK_TEXT(root_of(judgement), "wsl-linux-driver-installed");
    CHECK(!judgement->causes.items[0].certain);
}

#define UNDEFINED(path) "AttributeError: " path ": undefined symbol: cuMemGetAddressRange_v2\n"

TEST(a_libcuda_that_lacks_a_symbol)
{
    static const Told ROWS[] = {
        {UNDEFINED("/usr/local/cuda/lib64/stubs/libcuda.so"), "stub-libcuda"},
        {UNDEFINED("/usr/local/cuda/lib64/stubs/libcuda.so.1"), "stub-libcuda"},
        {UNDEFINED("/lib/x86_64-linux-gnu/libcuda.so.1"), "driver-too-old"},
        {IN_WSL UNDEFINED("/lib/x86_64-linux-gnu/libcuda.so.1"), "wsl-linux-driver-installed"},
        {IN_WSL UNDEFINED("/usr/lib/wsl/lib/libcuda.so.1"), "driver-too-old"},
    };
    CHECK_ROOTS(ROWS);
    CHECK(judged(ROWS[3].text)->causes.count == 1);
}

TEST(jax_tells_of_its_environment)
{
    CHECK_TEXT(verdict_word(judged("jax:    0.4.26\njaxlib: 0.4.26\n"
                                   "device info: cpu-1, 1 local devices\"\n")
                                ->verdict),
               "cpu");
    CHECK_TEXT(verdict_word(judged("jax:    0.4.26\njaxlib: 0.4.26\n"
                                   "device info: Tesla T4-1, 1 local devices\"\n")
                                ->verdict),
               "gpu");
}

TEST(a_program_that_does_not_find_nvidia_smi)
{
    static const char line[] =
        "FileNotFoundError: [Errno 2] No such file or directory: 'nvidia-smi'\n";
    CHECK_TEXT(root_of(judged(line)), "driver-not-installed");
    CHECK_TEXT(root_of(judged("FileNotFoundError: [Errno 2] No such file or directory: 'x'\n")),
               "");
}

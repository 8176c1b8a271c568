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

/* Graphics cards as lshw, inxi, ubuntu-drivers, Windows and macOS list them. */
#include "harness.h"
#include "report_shown.h"

TEST(lshw_tells_of_display_functions_alone)
{
    CHECK_TEXT(report_short("  *-display UNCLAIMED\n    product: GA102\n    vendor: NVIDIA Corp"),
               "pci-function display vendor=nvidia; pci-function display device=GA102; "
               "pci-function display driver=none");
    CHECK_TEXT(report_short("*-network\n vendor: NVIDIA Corporation\n configuration: driver=x"),
               "");
    CHECK_TEXT(report_short("*-display\n\n vendor: NVIDIA Corporation"), "");
    CHECK_TEXT(report_short("*-display\nthat is all\nvendor: NVIDIA Corporation"), "");
    CHECK_TEXT(report_short("*-display\n configuration: latency=0"), "");
    CHECK_TEXT(report_short("*-displays\n vendor: NVIDIA Corporation"), "");
}

TEST(inxi_tells_the_drivers_of_cards_and_not_those_of_the_screen)
{
    CHECK_TEXT(report_short("Graphics:  Card: NVIDIA GK208 [GeForce GT 710] driver: nouveau\n"
                            "           Display Server: X.Org drivers: nvidia driver: x"),
               "pci-function Card vendor=nvidia; "
               "pci-function Card device=NVIDIA GK208 [GeForce GT 710]; "
               "pci-function Card driver=nouveau");
    CHECK_TEXT(report_short("Graphics:\n  Device-1: Intel HD 620 driver: i915\nAudio:\n"
                            "  Device-1: NVIDIA Audio driver: nvidia"),
               "pci-function Device-1 vendor=intel; pci-function Device-1 device=Intel HD 620; "
               "pci-function Device-1 driver=i915");
    CHECK_TEXT(report_short("Graphics: NVIDIA with driver: nouveau"), "");
    CHECK_TEXT(report_short("Device-1: NVIDIA driver: nouveau"), "");
    CHECK_TEXT(report_short("Graphics:\nI think it is Device-1: NVIDIA"),
               "pci-function Device-1 vendor=nvidia; pci-function Device-1 device=NVIDIA");
    CHECK_TEXT(report_short("Graphics:\nI do not know.\n  Device-1: NVIDIA driver: nouveau"), "");
    CHECK_TEXT(report_short("Graphics:\n  Device-1: NVIDIA GA106\n    driver: N/A bus-ID: 01:00.0"),
               "pci-function Device-1 vendor=nvidia; pci-function Device-1 device=NVIDIA GA106; "
               "pci-function Device-1 driver=none");
    CHECK_TEXT(
        report_short("Graphics:\n  Device-1: NVIDIA X driver: nvidia\n    v: 535.113.01 x: y"),
        "pci-function Device-1 vendor=nvidia; pci-function Device-1 device=NVIDIA X; "
        "pci-function Device-1 driver=nvidia; driver version=535.113.01");
    CHECK_TEXT(report_short("Graphics:\n  Device-1: NVIDIA X driver: nvidia\n"
                            "  Display: x11 server: X.Org v: 535.113"),
               "pci-function Device-1 vendor=nvidia; pci-function Device-1 device=NVIDIA X; "
               "pci-function Device-1 driver=nvidia");
    CHECK_TEXT(report_short("Graphics:\n  Device-1: Intel HD driver:\n    i915 v: kernel"),
               "pci-function Device-1 vendor=intel; pci-function Device-1 device=Intel HD");
}

TEST(a_driver_that_could_be_installed_is_none_in_use)
{
    CHECK_TEXT(report_short("== /sys/devices/pci0000:00/0000:01:00.0 ==\n"
                            "vendor   : NVIDIA Corporation\n"
                            "driver   : nvidia-driver-535 - distro non-free recommended\n"
                            "thanks\nvendor   : Intel Corporation"),
               "pci-function 0000:01:00.0 vendor=nvidia");
    CHECK_TEXT(report_short("vendor   : NVIDIA Corporation"), "");
}

TEST(a_card_that_lspci_shows_without_a_driver)
{
    static const char rows[] = "01:00.0 VGA compatible controller: NVIDIA Corporation X\n"
                               "\tKernel modules: nouveau";
    CHECK_TEXT(report_short(rows),
               "pci-function 01:00.0 class=VGA compatible controller; "
               "pci-function 01:00.0 vendor=nvidia; "
               "pci-function 01:00.0 device=NVIDIA Corporation X; "
               "pci-function 01:00.0 driver=none; pci-function 01:00.0 modules=nouveau");
    CHECK_TEXT(
        report_short("$ lspci -k | grep -E 'VGA|modules'\n"
                     "01:00.0 VGA compatible controller: NVIDIA Corporation X\n"
                     "\tKernel modules: nouveau"),
        "pci-function 01:00.0 class=VGA compatible controller; "
        "pci-function 01:00.0 vendor=nvidia; "
        "pci-function 01:00.0 device=NVIDIA Corporation X; pci-function 01:00.0 modules=nouveau");
}

TEST(what_windows_and_macos_list)
{
    CHECK_TEXT(report_short("Card name: Intel(R) UHD Graphics 620"),
               "pci-function vendor=intel; pci-function device=Intel(R) UHD Graphics 620; "
               "gpu vendor=intel");
    CHECK_TEXT(report_short("Card name: "), "");
    CHECK_TEXT(
        report_short("C:\\Users\\me>wmic path Win32_VideoController get name\nName\n"
                     "Microsoft Basic Display Adapter"),
        "pci-function vendor=microsoft; pci-function device=Microsoft Basic Display Adapter");
    CHECK_TEXT(report_short("C:\\Users\\me>wmic path Win32_VideoController get name\n"
                            "Mine is not the one of Intel."),
               "");
    CHECK_TEXT(report_short("wmic path win32_VideoController get name\nName\nGeForce"),
               "pci-function vendor=nvidia; pci-function device=GeForce");
    CHECK_TEXT(report_short("C:\\Users\\me>dir\nIntel"), "");
    CHECK_TEXT(report_short("Chipset Model: Apple M1"),
               "system name=macos; pci-function vendor=apple; pci-function device=Apple M1; "
               "gpu vendor=apple");
}

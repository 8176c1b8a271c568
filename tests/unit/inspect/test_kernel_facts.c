/* Why there is no GPU, and why its kernel driver is not loaded or does not drive it: all facts of
 * small machines, line by line, against expected/kernel.txt. */
#include "expected.h"
#include "inspect/kernel_modules.h"
#include "inspect/machine.h"
#include "inspect/machine_of_lines.h"

typedef struct Row {
    const char *name, *lines;
} Row;

#define FUNCTION(address, class, id, more)                                                         \
    "file /sys/bus/pci/devices/" address "/uevent\n  | PCI_CLASS=" class "\n  | PCI_ID=" id        \
                                                                         "\n" more
#define BRIDGE  FUNCTION("0000:00:00.0", "60000", "8086:1237", "")
#define UNBOUND FUNCTION("0000:01:00.0", "30200", "10DE:2335", "")
#define BOUND   FUNCTION("0000:01:00.0", "30200", "10DE:2335", "  | DRIVER=nvidia\n")
#define NOUVEAU FUNCTION("0000:01:00.0", "30200", "10DE:2335", "  | DRIVER=nouveau\n")
#define INTEL   FUNCTION("0000:00:02.0", "30000", "8086:9A49", "  | DRIVER=i915\n")
#define RUNNING "dir /sys/module\nfile /proc/sys/kernel/osrelease\n  | 6.1.0\n"
#define MODULES "file /lib/modules/6.1.0/modules.dep\n"
#define MODULE  MODULES "  | updates/dkms/nvidia.ko: \n"
#define LOADED                                                                                     \
    RUNNING "file /sys/module/nvidia/version\n  | 580.65.06\ndir /sys/module/nvidia_uvm\n"
#define OPEN                                                                                       \
    "file /proc/driver/nvidia/version\n"                                                           \
    "  | NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06\n"
#define INFORMATION(lines)                                                                         \
    "file /proc/driver/nvidia/gpus/0000:01:00.0/information\n  | Model: \t NVIDIA H200\n" lines
#define IDLE INFORMATION("  | Video BIOS: \t ??.??.??.??.??\n  | GPU Excluded:\t No\n")
#define EFI  "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define DMI  "/sys/class/dmi/id/"
#define LOG  "file /var/log/kern.log\n"
#define HEAD "  | Nov 21 10:00:00 box kernel: "

static const Row ROWS[] = {
    {"no GPU, QEMU", BRIDGE FUNCTION("0000:00:01.0", "30000", "1234:1111",
                                     "") "file " DMI "sys_vendor\n  | QEMU\nfile " DMI
                                         "product_name\n  | Standard PC\n"},
    {"no GPU, Amazon EC2",
     BRIDGE "file " DMI "sys_vendor\n  | Amazon EC2\nfile " DMI "product_name\n  | t3.micro\n"},
    {"no GPU, Amazon EC2, metal",
     BRIDGE "file " DMI "sys_vendor\n  | Amazon EC2\nfile " DMI "product_name\n  | m5.metal\n"},
    {"no GPU, bare metal", BRIDGE "file " DMI "sys_vendor\n  | Dell Inc.\nfile " DMI
                                  "product_name\n  | PowerEdge R750\n"},
    {"no GPU, virtio alone", BRIDGE FUNCTION("0000:00:03.0", "20000", "1AF4:1041", "")},
    {"no GPU, the firmware may not be asked", BRIDGE "unknown " DMI "sys_vendor EACCES\n"},
    {"sound of a card whose display is gone", FUNCTION("0000:01:00.1", "40300", "10DE:22BA", "")},
    {"USB of a card whose display is gone", FUNCTION("0000:01:00.2", "C0330", "10DE:1AD8", "")},
    {"USB-C of a card whose display is gone", FUNCTION("0000:01:00.3", "C8000", "10DE:1AD9", "")},
    {"no GPU, the product begins with its maker",
     BRIDGE "file " DMI "sys_vendor\n  | LENOVO\nfile " DMI "product_name\n  | LENOVO 20XW\n"},
    {"no GPU, the product has no name", BRIDGE "file " DMI "sys_vendor\n  | LENOVO\n"},
    {"sound of an old board", FUNCTION("0000:00:05.1", "40300", "10DE:026C", "")},
    {"sound beside its display", UNBOUND FUNCTION("0000:01:00.1", "40300", "10DE:22BA", "")},
    {"ASUS has it off", INTEL "file /sys/devices/platform/asus-nb-wmi/dgpu_disable\n  | 1\n"},
    {"ASUS has it on", INTEL "file /sys/devices/platform/asus-nb-wmi/dgpu_disable\n  | 0\n"},
    {"bbswitch has it off", INTEL "file /proc/acpi/bbswitch\n  | 0000:01:00.0 OFF\n"},
    {"bbswitch has it on", INTEL "file /proc/acpi/bbswitch\n  | 0000:01:00.0 ON\n"},
    {"prime says off", INTEL "file /etc/prime-discrete\n  | off\n"},
    {"prime says intel", INTEL "file /etc/prime-discrete\n  | intel\n"},
    {"prime says on-demand", INTEL "file /etc/prime-discrete\n  | on-demand\n"},
    {"a rule removes it", INTEL "file /etc/udev/rules.d/50-remove-nvidia.rules\n  | x\n"},
    {"a switch and a card", UNBOUND "file /etc/prime-discrete\n  | off\n"},
    {"Tegra by its release",
     "processor aarch64\n" BRIDGE "file /etc/nv_tegra_release\n  | # R36\n"},
    {"Tegra by its chip",
     "processor aarch64\n" BRIDGE "file /sys/devices/soc0/family\n  | tegra\n"},
    {"aarch64 that is none",
     "processor aarch64\n" BRIDGE "file /sys/devices/soc0/family\n  | Snapdragon\n"},
    {"WSL", "file /proc/sys/kernel/osrelease\n  | 5.15-WSL2\n" BRIDGE},

    {"asleep", BOUND INTEL LOADED
     "file /sys/bus/pci/devices/0000:01:00.0/power/runtime_status\n  | suspended\n"},
    {"awake", BOUND INTEL LOADED
     "file /sys/bus/pci/devices/0000:01:00.0/power/runtime_status\n  | active\n"},
    {"kept for another driver",
     UNBOUND LOADED "file /sys/bus/pci/devices/0000:01:00.0/driver_override\n  | vfio-pci\n"
                    "file /sys/module/nvidia/initstate\n  | live\n"},
    {"kept for none",
     UNBOUND LOADED "file /sys/bus/pci/devices/0000:01:00.0/driver_override\n  | (null)\n"
                    "file /sys/module/nvidia/initstate\n  | coming\n"},
    {"all that the driver tells",
     BOUND LOADED OPEN INFORMATION(
         "  | GPU UUID: \t GPU-8932f937\n  | Video BIOS: \t 96.00.89.00.01\n"
         "  | Device Minor: \t 3\n  | GPU Excluded:\t Yes\n")},
    {"not started", BOUND LOADED OPEN IDLE "dir /lib/firmware/nvidia/580.65.06\n"
                                           "  names gsp_ga10x.bin gsp_tu10x.bin\n"},
    {"not started, no firmware", BOUND LOADED OPEN IDLE "dir /lib/firmware/nvidia/580.65.06\n"
                                                        "  names other.bin\n"},
    {"not started, firmware not listed",
     BOUND LOADED OPEN IDLE "unknown /lib/firmware/nvidia/580.65.06 EACCES\n"},
    {"not started, proprietary", BOUND LOADED IDLE "file /proc/driver/nvidia/version\n"
                                                   "  | NVIDIA UNIX x86_64 Kernel Module 1\n"},
    {"in a container nothing of the host is looked at",
     BOUND LOADED OPEN IDLE "file /.dockerenv\n" LOG HEAD "NVRM: Xid (PCI:0000:01:00): 79, x\n"
                            "file /sys/power/suspend_stats/success\n  | 4\n"},
    {"NVSwitches and no fabric manager",
     BOUND LOADED FUNCTION("0000:05:00.0", "68000", "10DE:22A3", "")
         FUNCTION("0000:06:00.0", "68000", "10DE:22A3", "")},
    {"NVSwitches and a fabric manager",
     BOUND LOADED FUNCTION("0000:05:00.0", "68000", "10DE:22A3",
                           "") "dir /run/nvidia-fabricmanager\n  names socket\n"},
    {"NVSwitches and an empty directory",
     BOUND LOADED FUNCTION("0000:05:00.0", "68000", "10DE:22A3",
                           "") "dir /run/nvidia-fabricmanager\n"},
    {"network of an old board is no NVSwitch",
     BOUND LOADED FUNCTION("0000:00:0a.0", "68000", "10DE:0057", "")},
    {"slept", BOUND LOADED "file /sys/power/suspend_stats/success\n  | 4\n"},

    {"module there, nothing forbids it", UNBOUND RUNNING MODULE
     "file /lib/modules/6.1.0/updates/dkms/nvidia.ko\n  | ELF\n  | ~Module signature appended~\n"
     "file /sys/kernel/security/lockdown\n  | [none] integrity confidentiality\n"},
    {"module there, Secure Boot", UNBOUND RUNNING MODULE
     "file /lib/modules/6.1.0/updates/dkms/nvidia.ko\n  | ELF without anything at its end\n"
     "file " EFI "\n  \"\\x06\\x00\\x00\\x00\\x01\"\n"
     "file /sys/kernel/security/lockdown\n  | none [integrity] confidentiality\n"},
    {"module there, Secure Boot off",
     UNBOUND RUNNING MODULE "file " EFI "\n  \"\\x06\\x00\\x00\\x00\\x00\"\n"},
    {"module there, Secure Boot odd", UNBOUND RUNNING MODULE "file " EFI "\n  \"\\x06\"\n"},
    {"module there, Secure Boot not readable", UNBOUND RUNNING MODULE "unknown " EFI " EACCES\n"},
    {"module there, blacklisted",
     UNBOUND RUNNING MODULE "file /etc/modprobe.d/a.conf\n  | # x\n  | blacklist nvidia\n"
                            "file /etc/modprobe.d/b.txt\n  | blacklist nvidia\n"
                            "file /lib/modprobe.d/c.conf\n  | install nvidia /bin/false\n"
                            "file /proc/cmdline\n  | ro module_blacklist=nvidia\n"},
    {"module there, a file hides another",
     UNBOUND RUNNING MODULE "file /etc/modprobe.d/a.conf\n  | # nothing\n"
                            "file /usr/lib/modprobe.d/a.conf\n  | blacklist nvidia\n"},
    {"Debian's names", UNBOUND RUNNING MODULES
     "  | updates/dkms/nvidia-current-uvm.ko:\n  | updates/dkms/nvidia-current.ko:\n"
     "file /etc/modprobe.d/nvidia.conf\n  | install nvidia modprobe -i nvidia-current $X\n"},
    {"Ubuntu's names", UNBOUND RUNNING MODULES "  | kernel/nvidia-580-open/nvidia.ko.zst:\n"},

    {"sources, not built", UNBOUND RUNNING MODULES
     "  | kernel/x.ko:\ndir /usr/src/nvidia-580.65.06\ndir /lib/modules/6.1.0/build\n"},
    {"sources, no headers",
     UNBOUND RUNNING MODULES "  | kernel/x.ko:\ndir /usr/src/nvidia-580.65.06\n"
                             "link /lib/modules/6.1.0/build -> /usr/src/linux-headers-6.1.0\n"},
    {"built for another kernel", UNBOUND RUNNING MODULES
     "  | kernel/x.ko:\ndir /var/lib/dkms/nvidia/580.65.06/6.0.0\n"
     "link /var/lib/dkms/nvidia/kernel-6.0.0-x86_64 -> 580.65.06/6.0.0/x86_64\n"
     "dir /var/lib/dkms/nvidia-fs/2.2/6.0.0\n"},
    {"sources of one version, a module of another",
     UNBOUND RUNNING MODULES "dir /usr/src/nvidia-580.65.06\n"
                             "dir /lib/modules/6.0.0/extra/nvidia-570.86.10\n"},
    {"built by akmods for another kernel", UNBOUND RUNNING MODULES
     "  | kernel/x.ko:\nfile /lib/modules/6.0.0/extra/nvidia/nvidia.ko.xz\n"},
    {"a build that failed", UNBOUND RUNNING MODULES
     "  | kernel/x.ko:\nfile /var/lib/dkms/nvidia/580.65.06/build/make.log\n"
     "  | DKMS make.log for nvidia-580.65.06 for kernel 6.1.0 (x86_64)\n  | make: x\n"
     "  |   nv.c:1:2: error: no member named y\n  | make: *** [x] Error 1\n"},
    {"a build that failed for another kernel", UNBOUND RUNNING MODULES
     "  | kernel/x.ko:\nfile /var/lib/dkms/nvidia/580.65.06/build/make.log\n"
     "  | DKMS make.log for nvidia-580.65.06 for kernel 6.0.0 (x86_64)\n  | error: x\n"},
    {"the kernel's modules are gone", UNBOUND RUNNING "dir /lib/modules\n"
                                                      "file /lib/modules/6.2.0/extramodules/"
                                                      "nvidia.ko.zst\n"},
    {"in a container they never were", UNBOUND RUNNING "dir /lib/modules\nfile /.dockerenv\n"},
    {"nouveau, kept away since", NOUVEAU RUNNING MODULES
     "  | kernel/x.ko:\nfile /etc/modprobe.d/n.conf\n  | blacklist nouveau\n"},
    {"nova, kept away since",
     FUNCTION("0000:01:00.0", "30200", "10DE:2335", "  | DRIVER=NovaCore\n") RUNNING MODULES
     "  | kernel/x.ko:\nfile /etc/modprobe.d/n.conf\n  | blacklist nova-core\n"},
    {"nouveau, not kept away", NOUVEAU RUNNING MODULES "  | kernel/x.ko:\n"},

    {"the log since the last start", BOUND LOADED OPEN IDLE LOG HEAD
     "[ 9.000000] NVRM: Xid (PCI:0000:01:00): 31, pid=7, name=x\n" HEAD
     "[    0.000000] Linux version 6.1.0\n" HEAD
     "[    5.000000] NVRM: GPU 0000:01:00.0: RmInitAdapter failed! (0x24:0x65:1426)\n" HEAD
     "[    6.000000] NVRM: Xid (PCI:0000:01:00): 119, pid=7, name=secret, x\n" HEAD
     "[    7.000000] NVRM: Xid (PCI:0000:01:00): 119, pid=8, name=secret, x\n" HEAD
     "[    8.000000] NVRM: API mismatch: the client has the version 1\n"},
    {"the second log", BOUND LOADED "unknown /var/log/kern.log EACCES\n"
                                    "file /var/log/messages\n  | NVRM: ignoring the legacy GPU\n"},
    {"no log may be read", BOUND LOADED "unknown /var/log/kern.log EACCES\n"
                                        "unknown /var/log/syslog EACCES\n"},
};

TEST(every_fact_of_small_machines_with_trouble)
{
    Writer all = writer_new(test_arena());
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Facts *facts = facts_new(test_arena());
        World *world = machine_of(ROWS[i].lines);
        inspect_container(world, facts);
        inspect_gpus(world, facts);
        inspect_kernel_driver(world, facts);
        put_format(&all, "\n== %s\n", ROWS[i].name);
        put_text(&all, all_facts(facts));
    }
    CHECK_EXPECTED(all.bytes, "inspect/expected/kernel.txt");
}

/* The end of a long log is read, and what was cut off is not. */
TEST(of_a_long_log_the_end_is_read)
{
    Writer lines = writer_new(test_arena());
    put_text(&lines, TEXT(BOUND LOADED LOG HEAD "NVRM: Xid (PCI:0000:01:00): 62, x\n"));
    for (int i = 0; i < 2000; i++)
        put_format(&lines, HEAD "something else that fills the file, line %d\n", i);
    put_text(&lines, TEXT(HEAD "NVRM: Xid (PCI:0000:01:00): 79, x\n"));
    Facts *facts = facts_new(test_arena());
    World *world = machine_of(lines.bytes);
    inspect_gpus(world, facts);
    inspect_kernel_driver(world, facts);
    CHECK_NUMBER(fact_get(facts, "kernel-log/xid-79", FACT_LOG_LINE)->known, PRESENT);
    CHECK_NUMBER(fact_get(facts, "kernel-log/xid-62", FACT_LOG_LINE)->known, UNKNOWN);
}

TEST(names_that_begin_alike_are_not_the_driver)
{
    static const char *const NONE[] = {"nvidia-settings-580.65.06", "nvidia-container-toolkit",
                                       "nvidiafb.ko", "nvidia-uvm.ko", "x-nvidia.ko"};
    static const char *const DRIVER[] = {"nvidia",           "nvidia.ko.zst",   "nvidia-580.65.06",
                                         "nvidia-current-1", "nvidia-open-580", "nvidia-srv-580"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
        CHECK(!is_nvidia_driver_name(NONE[i]));
    for (size_t i = 0; i < sizeof DRIVER / sizeof *DRIVER; i++)
        CHECK(is_nvidia_driver_name(DRIVER[i]));
}

/* All facts of small machines, line by line, against expected/machine.txt. */
#include "expected.h"
#include "inspect/machine.h"
#include "inspect/machine_of_lines.h"

typedef struct Row {
    const char *name, *lines;
} Row;

#define FUNCTION(address, class, id, more)                                                         \
    "file /sys/bus/pci/devices/" address "/uevent\n  | PCI_CLASS=" class "\n  | PCI_ID=" id        \
                                                                         "\n" more
#define H200     FUNCTION("0000:01:00.0", "30200", "10DE:2335", "  | DRIVER=nvidia\n")
#define UNBOUND  FUNCTION("0000:01:00.0", "30200", "10DE:2335", "")
#define BUS_LIST "file /proc/bus/pci/devices\n"
#define RUNNING  "dir /sys/module\nfile /proc/sys/kernel/osrelease\n  | 6.1.0\n"
#define MODULES  "file /lib/modules/6.1.0/modules.dep\n"
#define EVERY_BUS                                                                                  \
    FUNCTION("0000:00:02.0", "30000", "8086:56A0", "  | DRIVER=i915\n")                            \
    FUNCTION("0000:03:1f.7", "38000", "1002:740F", "  | DRIVER=amdgpu\n") H200

static const Row ROWS[] = {
    {"nothing at all", ""},
    {"an empty bus", "dir /sys/bus/pci/devices\n"},
    {"the bus may not be listed", "unknown /sys/bus/pci/devices EACCES\n"},
    {"three vendors", EVERY_BUS},
    {"classes that are none", FUNCTION("0000:01:00.0", "38000", "10DE:2335", "")
                                  FUNCTION("0000:02:00.0", "30100", "1002:740F", "")
                                      FUNCTION("0000:03:00.0", "30000", "1234:1111", "")},
    {"3D and VGA of each", FUNCTION("0000:01:00.0", "30000", "10DE:2335", "")
                               FUNCTION("0000:02:00.0", "30200", "1002:740F", "")
                                   FUNCTION("0000:03:00.0", "30200", "8086:56a0", "")
                                       FUNCTION("0000:04:00.0", "38000", "8086:56a0", "")
                                           FUNCTION("0000:05:00.0", "30000", "1002:740F", "")},
    {"digits of each kind", FUNCTION("0000:01:00.0", "30000", "10de:9aF0", "")
                                FUNCTION("0000:02:00.0", "30000", "10DE:0fA9", "")
                                    FUNCTION("0000:03:00.0", "30000", "10DE:2330:17", "")
                                        FUNCTION("0000:04:00.0", "30000", "10DE:2a3g", "")},
    {"a function without uevent", H200 "dir /sys/bus/pci/devices/0000:02:00.0\n"},
    {"a function that may not be read",
     H200 "unknown /sys/bus/pci/devices/0000:02:00.0/uevent EACCES \"not for you\"\n"},
    {"other lines of uevent",
     FUNCTION("0000:01:00.0", "30200", "10DE:2335",
              "  | PCI_SUBSYS_ID=1002:1111\n  | MODALIAS=pci:v00001002\n  | DRIVERX=x\n")},

    {"the bus list names each", EVERY_BUS BUS_LIST "  | 0010\t808656a0\t10\ti915\n"
                                                   "  | 03ff\t1002740f\t0\tamdgpu\n"
                                                   "  | 0100\t10de2335\t0\tnvidia\n"},
    {"the bus list names xe", EVERY_BUS BUS_LIST "  | 0010\t808656a0\t10\txe\n"},
    {"the bus list has no GPU of Intel", EVERY_BUS BUS_LIST "  | 0010\t808656a0\t10\te1000e\n"
                                                            "  | 0100\t10de2335\t0\tnvidia\n"},
    {"the bus list is empty", EVERY_BUS BUS_LIST},
    {"the bus list spares a look",
     H200 "unknown /sys/bus/pci/devices/0000:00:1f.0/uevent EACCES\n" BUS_LIST
          "  | 00f8\t80860d57\t0\t\n  | 0100\t10de2335\t0\tnvidia\n"},
    {"an address that is none",
     FUNCTION("strange", "30000", "10DE:2335", "") BUS_LIST "  | 0100\t10de2335\t0\tnvidia\n"},

    {"the driver tells more",
     H200 "file /proc/driver/nvidia/gpus/0000:01:00.0/information\n"
          "  | Model: \t NVIDIA H200\n  | IRQ: 16\n  | GPU UUID: GPU-1\n  | Bus: x\n"},
    {"the driver tells of NVIDIA's alone",
     FUNCTION(
         "0000:01:00.0", "30000", "1002:740F",
         "") "file /proc/driver/nvidia/gpus/0000:01:00.0/information\n  | Model: \t NVIDIA H200\n"},
    {"pci.ids", H200 "file /usr/share/hwdata/pci.ids\n  | # a comment\n  | \n"
                     "  | 10de  NVIDIA\n  | \t2334  another\n  | \t2335  GH100 without brackets\n"},
    {"pci.ids, brackets that do not close",
     H200 "file /usr/share/misc/pci.ids\n  | 10de  NVIDIA\n  | \t2335  GH100 [H200\n"},
    {"pci.ids, two of them", H200 "file /usr/share/misc/pci.ids\n  | 10de  NVIDIA\n"
                                  "file /usr/share/hwdata/pci.ids\n  | 10de  NVIDIA\n"
                                  "  | \t2335  GH100 [H200]\n"},
    {"pci.ids, only of another vendor",
     H200 "file /usr/share/misc/pci.ids\n  | 10df  Emulex\n  | \t2335  none\n"},
    {"pci.ids, the number in a later vendor",
     H200 "file /usr/share/misc/pci.ids\n  | 10de  NVIDIA\n  | 10df  Emulex\n  | \t2335  none\n"},

    {"the module is loaded", RUNNING "file /sys/module/nvidia/version\n  | 580.65.06\n"},
    {"the module is closed",
     RUNNING "file /sys/module/nvidia/version\n  | 580.65.06\n"
             "file /proc/driver/nvidia/version\n"
             "  | NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06\n"},
    {"its flavour may not be read", RUNNING "file /sys/module/nvidia/version\n  | 580.65.06\n"
                                            "unknown /proc/driver/nvidia/version EACCES\n"},
    {"the module may not be looked at", RUNNING "unknown /sys/module/nvidia/version EACCES\n"},
    {"no module and no GPU", RUNNING MODULES "  | updates/dkms/nvidia.ko: \n"},
    {"no module, its file is there", UNBOUND RUNNING MODULES "  | updates/dkms/nvidia.ko.zst: x\n"},
    {"its file at the top", UNBOUND RUNNING MODULES "  | nvidia.ko:\n"},
    {"files of other modules",
     UNBOUND RUNNING MODULES "  | kernel/xnvidia.ko:\n  | nvidia.ko/other.ko: nvidia.ko\n"},
    {"no list of modules", UNBOUND RUNNING},
    {"the list of modules may not be read",
     UNBOUND RUNNING "unknown /lib/modules/6.1.0/modules.dep EACCES\n"},
    {"the running kernel is not known", UNBOUND "dir /sys/module\n"},

    {"nodes without a module", "char /dev/nvidia0 195:0 mode=0666\n"},
    {"nodes of other types",
     "file /dev/nvidia0\ndir /dev/nvidia1\nblock /dev/nvidia2 1:1\nfifo /dev/nvidia3\n"
     "char /dev/nvidia 1:1\nchar /dev/nvidia-modeset 1:1\nchar /dev/xnvidia4 1:1\n"},
    {"a node that may not be looked at", "unknown /dev/nvidia0 EACCES\n"},
    {"a node whose rights are unknown", "char /dev/nvidia0 195:0 mode=0666 access=rw:EIO\n"},
    {"a helper that is nobody's",
     "char /dev/nvidia0 195:0 mode=0666\nfile /usr/bin/nvidia-modprobe mode=04755 uid=1000\n"
     "file /usr/sbin/nvidia-modprobe mode=04755\n"},

    {"docker", "file /.dockerenv\n"},
    {"podman", "file /run/.containerenv\nfile /.dockerenv\n"},
    {"nspawn", "file /run/systemd/container\n"},
    {"apptainer", "env APPTAINER_CONTAINER=/x.sif\n"},
    {"singularity", "env SINGULARITY_CONTAINER=/x.sif\nenv KUBERNETES_SERVICE_HOST=h\n"},
    {"kubernetes", "env KUBERNETES_SERVICE_HOST=h\nfile /run/.containerenv\n"},
    {"a marker that may not be looked at", "unknown /.dockerenv EACCES\n"},
    {"one that may not be looked at and one that is there",
     "unknown /run/.containerenv EACCES\nfile /.dockerenv\n"},
    {"WSL", "file /proc/sys/kernel/osrelease\n  | 5.15-microsoft-standard\n"},
    {"WSL by its other name", "file /proc/sys/kernel/osrelease\n  | 5.15-WSL2-mine\n"},
    {"the release may not be read", "unknown /proc/sys/kernel/osrelease EACCES\n"},
};

TEST(every_fact_of_small_machines)
{
    Writer all = writer_new(test_arena());
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        Facts *facts = facts_new(test_arena());
        inspect_machine(machine_of(ROWS[i].lines), facts);
        put_format(&all, "\n== %s\n", ROWS[i].name);
        put_text(&all, all_facts(facts));
    }
    CHECK_EXPECTED(all.bytes, "inspect/expected/machine.txt");
}

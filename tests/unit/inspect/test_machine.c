/* The machine strand, read from recorded worlds: what each look makes of what it sees. */
#include "harness.h"
#include "inspect/chips.h"
#include "inspect/machine.h"

#define NVIDIA_GPU                                                                                 \
    "file /sys/bus/pci/devices/0000:01:00.0/uevent\n"                                              \
    "  | DRIVER=nvidia\n"                                                                          \
    "  | PCI_CLASS=30200\n"                                                                        \
    "  | PCI_ID=10DE:2335\n"

#define EMPTY_ROOT "whycpu-world 1\ntree /\nuser root uid=0 gid=0\ncwd /\n"

static Facts *inspected(const char *text)
{
    const char *error = "";
    World *world = world_recorded(
        test_arena(), text_of(arena_printf(test_arena(), "%s%s", EMPTY_ROOT, text)), &error);
    if (!CHECK_TEXT(world ? "" : error, ""))
        return facts_new(test_arena());
    Facts *facts = facts_new(test_arena());
    inspect_machine(world, facts);
    return facts;
}

static const char *text(Facts *facts, const char *subject, FactName name)
{
    return fact_text_or(facts, subject, name, "-");
}

TEST(a_gpu_is_a_display_controller_of_its_vendor)
{
    Facts *facts = inspected(NVIDIA_GPU "file /sys/bus/pci/devices/0000:01:00.1/uevent\n"
                                        "  | PCI_CLASS=40300\n"
                                        "  | PCI_ID=10DE:22BA\n"
                                        "file /sys/bus/pci/devices/0000:02:00.0/uevent\n"
                                        "  | DRIVER=amdgpu\n"
                                        "  | PCI_CLASS=38000\n"
                                        "  | PCI_ID=1002:740F\n"
                                        "file /sys/bus/pci/devices/0000:03:00.0/uevent\n"
                                        "  | DRIVER=bochs-drm\n"
                                        "  | PCI_CLASS=30000\n"
                                        "  | PCI_ID=1234:1111\n");
    CHECK_NUMBER(facts_subjects(facts, "gpu/").count, 2);
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_VENDOR), "nvidia");
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_PCI_ID), "10de:2335");
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_CHIP), "GH100");
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_COMPUTE_CAPABILITY), "9.0");
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_DRIVER), "nvidia");
    CHECK_TEXT(text(facts, "gpu/0000:02:00.0", FACT_GPU_VENDOR), "amd");
    CHECK_NUMBER(fact_get(facts, "machine", FACT_PCI_LISTED)->known, PRESENT);
}

TEST(of_more_gpus_than_any_machine_has_the_first_are_looked_at)
{
    const char *lines = "";
    for (int i = 0; i < 300; i++)
        lines = arena_printf(test_arena(),
                             "%sfile /sys/bus/pci/devices/%04x:01:00.0/uevent\n"
                             "  | DRIVER=nvidia\n  | PCI_CLASS=30200\n  | PCI_ID=10DE:2335\n",
                             lines, i);
    Facts *facts = inspected(lines);
    CHECK_NUMBER(facts_subjects(facts, "gpu/").count, 256);
    CHECK_NUMBER(fact_get(facts, "machine", FACT_PCI_LISTED)->known, UNKNOWN);
}

TEST(a_gpu_without_a_driver_has_none)
{
    Facts *facts = inspected("file /sys/bus/pci/devices/0000:01:00.0/uevent\n"
                             "  | PCI_CLASS=30000\n"
                             "  | PCI_ID=10DE:2684\n");
    CHECK_NUMBER(fact_get(facts, "gpu/0000:01:00.0", FACT_GPU_DRIVER)->known, ABSENT);
}

TEST(what_cannot_be_listed_or_read_leaves_the_list_unknown)
{
    CHECK_NUMBER(fact_get(inspected("unknown /sys/bus/pci/devices EACCES \"permission denied\"\n"),
                          "machine", FACT_PCI_LISTED)
                     ->known,
                 UNKNOWN);
    CHECK_NUMBER(fact_get(inspected(""), "machine", FACT_PCI_LISTED)->known, UNKNOWN);
    Facts *one = inspected(
        NVIDIA_GPU
        "unknown /sys/bus/pci/devices/0000:02:00.0/uevent EACCES \"permission denied\"\n");
    CHECK_NUMBER(fact_get(one, "machine", FACT_PCI_LISTED)->known, UNKNOWN);
}

/* The kernel's one-file list spares a look at each function; bus 01, device 00, function 0. */
TEST(the_bus_list_narrows_the_look)
{
    Facts *facts = inspected(
        NVIDIA_GPU "unknown /sys/bus/pci/devices/0000:00:1f.0/uevent EACCES \"permission denied\"\n"
                   "file /proc/bus/pci/devices\n"
                   "  | 00f8\t80860d57\t0\t\n"
                   "  | 0100\t10de2335\t0\tnvidia\n");
    CHECK_NUMBER(facts_subjects(facts, "gpu/").count, 1);
}

TEST(the_driver_itself_knows_the_model_and_the_uuid)
{
    Facts *facts =
        inspected(NVIDIA_GPU "file /proc/driver/nvidia/gpus/0000:01:00.0/information\n"
                             "  | Model: \t\t NVIDIA H200\n"
                             "  | IRQ:   \t\t 16\n"
                             "  | GPU UUID: \t GPU-8932f937-d72c-4106-c12f-20bd9faed9f6\n");
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_NAME), "NVIDIA H200");
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_UUID),
               "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6");
}

TEST(pci_ids_names_what_no_driver_does)
{
    Facts *facts = inspected(NVIDIA_GPU "file /usr/share/misc/pci.ids\n"
                                        "  | 1002  AMD\n"
                                        "  | \t2335  wrong vendor\n"
                                        "  | 10de  NVIDIA Corporation\n"
                                        "  | \t2334  another\n"
                                        "  | \t2335  GH100 [H200 SXM 141GB]\n"
                                        "  | 10df  Emulex\n");
    CHECK_TEXT(text(facts, "gpu/0000:01:00.0", FACT_GPU_NAME), "H200 SXM 141GB");
}

TEST(kernel_module_loaded_with_its_flavour)
{
    Facts *facts =
        inspected("file /sys/module/nvidia/version\n  | 580.65.06\n"
                  "file /proc/driver/nvidia/version\n"
                  "  | NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06\n");
    CHECK_TEXT(text(facts, "machine", FACT_NVIDIA_MODULE), "580.65.06");
    CHECK_TEXT(text(facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR), "open");
}

#define RUNNING "dir /sys/module\n"

TEST(kernel_module_on_disk_is_looked_for_only_when_it_is_not_loaded)
{
    Facts *facts =
        inspected(NVIDIA_GPU RUNNING "file /proc/sys/kernel/osrelease\n  | 6.1.0-9-amd64\n"
                                     "file /lib/modules/6.1.0-9-amd64/modules.dep\n"
                                     "  | kernel/drivers/net/nvidia.ko.not: \n"
                                     "  | updates/dkms/nvidia.ko.xz: kernel/drivers/x.ko\n");
    CHECK_NUMBER(fact_get(facts, "machine", FACT_NVIDIA_MODULE)->known, ABSENT);
    CHECK(fact_get(facts, "machine", FACT_NVIDIA_MODULE_FILE)->known == PRESENT);
    Facts *none =
        inspected(NVIDIA_GPU RUNNING "file /proc/sys/kernel/osrelease\n  | 6.1.0-9-amd64\n"
                                     "file /lib/modules/6.1.0-9-amd64/modules.dep\n"
                                     "  | kernel/drivers/net/e1000.ko: \n");
    CHECK_NUMBER(fact_get(none, "machine", FACT_NVIDIA_MODULE_FILE)->known, ABSENT);
    /* In a container the host's modules are not to be seen. */
    Facts *container =
        inspected(NVIDIA_GPU RUNNING "file /proc/sys/kernel/osrelease\n  | 6.1.0-9-amd64\n");
    CHECK_NUMBER(fact_get(container, "machine", FACT_NVIDIA_MODULE_FILE)->known, UNKNOWN);
}

/* The root of an image or a mounted disk: nothing runs there, so nothing is told of its modules. */
TEST(without_sysfs_nothing_is_known_of_the_module)
{
    const Fact *module = fact_get(inspected(NVIDIA_GPU), "machine", FACT_NVIDIA_MODULE);
    CHECK_NUMBER(module->known, UNKNOWN);
    CHECK_TEXT(module->because, "there is no /sys/module");
    CHECK_NUMBER(fact_get(inspected(RUNNING), "machine", FACT_NVIDIA_MODULE)->known, ABSENT);
}

TEST(device_nodes_and_who_refuses_them)
{
    Facts *facts = inspected("file /sys/module/nvidia/version\n  | 580.65.06\n"
                             "char /dev/nvidia3 195:3 mode=0666\n"
                             "char /dev/nvidiactl 195:255 mode=0660 access=rw:EACCES\n"
                             "char /dev/nvidia-uvm 511:0 mode=0666 access=rw:EPERM\n"
                             "char /dev/nvidia-modeset 195:254 mode=0666\n");
    CHECK_TEXT(text(facts, "node//dev/nvidia3", FACT_NODE_ACCESS), "read-write");
    CHECK_TEXT(text(facts, "node//dev/nvidiactl", FACT_NODE_ACCESS), "mode");
    CHECK_TEXT(text(facts, "node//dev/nvidia-uvm", FACT_NODE_ACCESS), "device-cgroup");
    /* A container may have been given nvidia3 alone. */
    CHECK_NUMBER(facts_subjects(facts, "node/").count, 3);
}

TEST(missing_nodes_are_asked_for_by_name_only_with_a_driver)
{
    CHECK_NUMBER(facts_subjects(inspected("dir /dev\n"), "node/").count, 0);
    Facts *facts = inspected("dir /dev\nfile /sys/module/nvidia/version\n  | 580.65.06\n"
                             "file /usr/bin/nvidia-modprobe mode=04755\n");
    CHECK_NUMBER(facts_subjects(facts, "node/").count, 3);
    CHECK_NUMBER(fact_get(facts, "node//dev/nvidia0", FACT_NODE_TYPE)->known, ABSENT);
    CHECK_NUMBER(fact_get(facts, "machine", FACT_NVIDIA_MODPROBE)->known, PRESENT);
    Facts *plain = inspected("dir /dev\nfile /sys/module/nvidia/version\n  | 580.65.06\n"
                             "file /usr/bin/nvidia-modprobe mode=0755\n");
    CHECK_NUMBER(fact_get(plain, "machine", FACT_NVIDIA_MODPROBE)->known, ABSENT);
}

TEST(containers_by_what_their_runtime_leaves)
{
    CHECK_TEXT(text(inspected("file /.dockerenv\n"), "machine", FACT_CONTAINER), "docker");
    CHECK_TEXT(text(inspected("file /run/.containerenv\n"), "machine", FACT_CONTAINER), "podman");
    CHECK_TEXT(text(inspected("env KUBERNETES_SERVICE_HOST=10.0.0.1\nfile /.dockerenv\n"),
                    "machine", FACT_CONTAINER),
               "kubernetes");
    CHECK_TEXT(text(inspected("env APPTAINER_CONTAINER=/x.sif\n"), "machine", FACT_CONTAINER),
               "apptainer");
}

TEST(wsl_by_its_kernel)
{
    Facts *facts =
        inspected("file /proc/sys/kernel/osrelease\n  | 5.15.153.1-microsoft-standard-WSL2\n");
    CHECK(is_yes(fact_is_flag(facts, "machine", FACT_WSL)));
    CHECK(is_no(fact_is_flag(inspected("file /proc/sys/kernel/osrelease\n  | 6.1.0-9-amd64\n"),
                             "machine", FACT_WSL)));
}

TEST(chips_and_compute_capabilities)
{
    static const struct {
        unsigned device;
        const char *chip, *capability;
    } ROWS[] = {
        {0x102D, "GK210", "3.7"}, {0x1023, "GK110", "3.5"}, {0x17C2, "GM200", "5.2"},
        {0x15F8, "GP100", "6.0"}, {0x1B06, "GP102", "6.1"}, {0x1DB6, "GV100", "7.0"},
        {0x1EB8, "TU104", "7.5"}, {0x20B5, "GA100", "8.0"}, {0x2204, "GA102", "8.6"},
        {0x2684, "AD102", "8.9"}, {0x2330, "GH100", "9.0"}, {0x2B85, "GB202", "12.0"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        CHECK_TEXT(chip_of_device(ROWS[i].device), ROWS[i].chip);
        CHECK_TEXT(chip_compute_capability(ROWS[i].chip), ROWS[i].capability);
    }
    CHECK(chip_of_device(0xFFFF) == NULL);
    CHECK(chip_compute_capability("XX100") == NULL);
    CHECK_TEXT(chip_compute_capability("GA104M"), "8.6");
    CHECK_NUMBER(chip_device_with("9.0"), 0x2335);
    CHECK_NUMBER(chip_device_with("99.9"), 0);
}

TEST(the_distribution_by_its_own_file)
{
    Facts *facts = inspected("link /etc/os-release -> ../usr/lib/os-release\n"
                             "file /usr/lib/os-release\n  | ID=ubuntu\n  | ID_LIKE=debian\n"
                             "  | VERSION_ID=\"24.04\"\n");
    CHECK_TEXT(text(facts, "machine", FACT_DISTRIBUTION), "ubuntu 24.04");
    CHECK_TEXT(text(facts, "machine", FACT_DISTRIBUTION_LIKE), "debian");
    Facts *rolling = inspected("file /usr/lib/os-release\n  | ID=arch\n");
    CHECK_TEXT(text(rolling, "machine", FACT_DISTRIBUTION), "arch");
    CHECK_NUMBER(fact_get(rolling, "machine", FACT_DISTRIBUTION_LIKE)->known, ABSENT);
    CHECK_NUMBER(fact_get(inspected(""), "machine", FACT_DISTRIBUTION)->known, UNKNOWN);
    CHECK_NUMBER(
        fact_get(inspected("unknown /etc/os-release EACCES\n"), "machine", FACT_DISTRIBUTION)
            ->known,
        UNKNOWN);
}

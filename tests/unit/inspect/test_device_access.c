/* Who may open the nodes, what a container was given, whose job this is: what each look makes of
 * the machine. */
#include <string.h>

#include "base/writer.h"
#include "inspect/machine.h"
#include "inspect/machine_of_lines.h"

#define MODULE "dir /sys/module\nfile /sys/module/nvidia/version\n  | 580.65.06\n"
#define DEVICES                                                                                    \
    "file /proc/devices\n  | Character devices:\n  | 195 nvidia\n  | 508 nvidia-caps\n"            \
    "  | 509 nvidia-uvm\n"
#define RELEASE "file /proc/sys/kernel/osrelease\n  | 6.1.0\n"
#define NODES                                                                                      \
    "char /dev/nvidia0 195:0 mode=0666\nchar /dev/nvidiactl 195:255 mode=0666\n"                   \
    "char /dev/nvidia-uvm 509:0 mode=0666\n"
#define MOUNTED "file /proc/self/mountinfo\n  | 1 0 0:5 / / rw - overlay overlay rw\n"
#define DRIVER_MOUNTS                                                                              \
    MOUNTED                                                                                        \
    "  | 2 1 8:1 /usr/lib/libcuda.so.9 /usr/lib/libcuda.so.9 ro,nodev - ext4 /dev/sda1 rw\n"       \
    "  | 3 1 0:6 / /proc/driver/nvidia/params ro - tmpfs tmpfs rw\n"                               \
    "  | 4 1 8:1 /usr/lib/libcudart.so /usr/lib/libcudart.so ro - ext4 /dev/sda1 rw\n"

static Facts *inspected(const char *lines)
{
    Facts *facts = facts_new(test_arena());
    inspect_machine(machine_of(lines), facts);
    return facts;
}

static const char *told(Facts *facts, const char *subject, FactName name)
{
    const Fact *fact = fact_get(facts, subject, name);
    return fact->known == PRESENT ? fact->text : fact->known == ABSENT ? "absent" : "unknown";
}

static const char *of_node(const char *lines, const char *path, FactName name)
{
    return told(inspected(lines), arena_printf(test_arena(), "node/%s", path), name);
}

static const char *of_machine(const char *lines, FactName name)
{
    return told(inspected(lines), "machine", name);
}

/* ---- Numbers ---- */

TEST(a_node_with_other_numbers_than_the_driver_has_is_stale)
{
    CHECK_TEXT(of_node(MODULE DEVICES NODES, "/dev/nvidia-uvm", FACT_NODE_TYPE),
               "character device");
    const char *old = MODULE DEVICES "char /dev/nvidia0 195:0 mode=0666\n"
                                     "char /dev/nvidiactl 195:254 mode=0666\n"
                                     "char /dev/nvidia-uvm 510:0 mode=0666\n";
    CHECK_TEXT(of_node(old, "/dev/nvidia0", FACT_NODE_TYPE), "character device");
    CHECK_TEXT(of_node(old, "/dev/nvidiactl", FACT_NODE_TYPE), "stale node");
    CHECK_TEXT(of_node(old, "/dev/nvidia-uvm", FACT_NODE_TYPE), "stale node");
    CHECK_TEXT(of_node(old, "/dev/nvidia-uvm", FACT_NODE_NUMBERS), "510:0");
    CHECK_TEXT(of_node(old, "/dev/nvidia-uvm", FACT_NODE_EXPECTED), "509:0");
    CHECK_TEXT(
        of_node(MODULE "char /dev/nvidia1 195:0 mode=0666\n", "/dev/nvidia1", FACT_NODE_TYPE),
        "stale node");
}

TEST(the_last_minor_is_of_no_gpu)
{
    CHECK_TEXT(
        of_node(MODULE "char /dev/nvidia255 195:255 mode=0666\n", "/dev/nvidia255", FACT_NODE_TYPE),
        "unknown");
}

/* Without the list, and where the module is not in it, its number is not known. */
TEST(without_the_list_of_majors_uvm_is_not_stale)
{
    CHECK_TEXT(of_node(MODULE NODES, "/dev/nvidia-uvm", FACT_NODE_TYPE), "character device");
    CHECK_TEXT(of_node(MODULE NODES, "/dev/nvidia-uvm", FACT_NODE_EXPECTED), "unknown");
    CHECK_TEXT(of_node(MODULE NODES "file /proc/devices\n  | Character devices:\n  | 1 mem\n",
                       "/dev/nvidia-uvm", FACT_NODE_TYPE),
               "character device");
}

/* ---- Rights ---- */

#define GROUPS "file /etc/group\n  | root:x:0:\n  | video:x:44:adam,me\n  | render:x:105:adam\n"
#define PASSWD "file /etc/passwd\n  | me:x:1000:1000::/home/me:/bin/sh\n"

static const char *refusal(const char *node)
{
    return of_node(
        arena_printf(test_arena(), MODULE GROUPS PASSWD "char /dev/nvidia0 195:0 %s\n", node),
        "/dev/nvidia0", FACT_NODE_REFUSAL);
}

TEST(why_the_mode_refuses)
{
    CHECK_TEXT(refusal("mode=0660 gid=44"), "not-taken-up");
    CHECK_TEXT(refusal("mode=0660 gid=105"), "not-a-member");
    CHECK_TEXT(refusal("mode=0660 gid=7"), "not-a-member"); /* a group without a name */
    CHECK_TEXT(refusal("mode=0600 gid=44"), "owner-only");
    CHECK_TEXT(refusal("mode=0640 gid=44"), "owner-only");
    CHECK_TEXT(refusal("mode=0660"), "owner-only"); /* nobody is to join the group root */
    CHECK_TEXT(refusal("mode=0660 uid=65534 gid=65534"), "unmapped");
    CHECK_TEXT(refusal("mode=0660 gid=65534"), "unmapped");
    CHECK_TEXT(refusal("mode=0660 uid=65534 gid=44"), "unmapped");
    CHECK_TEXT(refusal("mode=0660 gid=1000 access=rw:EACCES"), "access-list");
    CHECK_TEXT(refusal("mode=0666 access=rw:EACCES"), "access-list");
    CHECK_TEXT(refusal("mode=0600 uid=1000 access=rw:EACCES"), "access-list");
    CHECK_TEXT(refusal("mode=0060 uid=1000 gid=1000"), "not-a-member"); /* his own bits decide */
    CHECK_TEXT(refusal("mode=0666"), "unknown");                        /* nobody refuses */
    CHECK_TEXT(refusal("mode=0666 access=rw:EPERM"), "unknown");
}

TEST(the_group_that_owns_a_refused_node_has_a_name)
{
    const char *lines = MODULE GROUPS "char /dev/nvidia0 195:0 mode=0660 gid=105\n";
    CHECK_TEXT(of_node(lines, "/dev/nvidia0", FACT_NODE_GROUP), "render");
    CHECK_TEXT(of_node(MODULE "char /dev/nvidia0 195:0 mode=0660 gid=105\n", "/dev/nvidia0",
                       FACT_NODE_GROUP),
               "unknown");
}

TEST(the_mode_that_the_driver_gives_its_nodes)
{
    const char *params = "file /proc/driver/nvidia/params\n  | DeviceFileUID: 0\n"
                         "  | DeviceFileGID: 44\n  | DeviceFileMode: 432\n";
    const char *refused =
        arena_printf(test_arena(), MODULE "char /dev/nvidia0 195:0 mode=0660 gid=44\n%s", params);
    CHECK_TEXT(of_machine(refused, FACT_DRIVER_NODE_MODE), "mode 0660, user 0, group 44");
    CHECK_TEXT(
        of_machine(arena_printf(test_arena(), MODULE NODES "%s", params), FACT_DRIVER_NODE_MODE),
        "unknown"); /* nobody is refused */
}

TEST(nothing_opens_on_a_mount_without_devices)
{
    const char *nodev = MODULE NODES MOUNTED "  | 2 1 0:6 / /dev rw,nosuid,nodev - tmpfs none rw\n";
    CHECK_TEXT(of_node(nodev, "/dev/nvidia0", FACT_NODE_ACCESS), "nodev");
    /* one that was mounted over it by itself */
    CHECK_TEXT(of_node(MODULE NODES MOUNTED
                       "  | 2 1 0:6 / /dev rw,nodev - tmpfs none rw\n"
                       "  | 3 2 0:5 /nvidia0 /dev/nvidia0 rw - devtmpfs udev rw\n",
                       "/dev/nvidia0", FACT_NODE_ACCESS),
               "read-write");
    CHECK_TEXT(of_node(MODULE NODES, "/dev/nvidia0", FACT_NODE_ACCESS), "read-write");
    /* who is refused anyway is refused by the mode */
    CHECK_TEXT(of_node(MODULE "char /dev/nvidia0 195:0 mode=0600\n" MOUNTED
                              "  | 2 1 0:6 / /dev rw,nodev - tmpfs none rw\n",
                       "/dev/nvidia0", FACT_NODE_ACCESS),
               "mode");
}

TEST(rules_of_control_groups_of_version_1)
{
    const char *lines = MODULE "char /dev/nvidia0 195:0 mode=0666 access=rw:EPERM\n"
                               "file /sys/fs/cgroup/devices/devices.list\n";
    CHECK_TEXT(
        of_machine(arena_printf(test_arena(), "%s  | c 1:3 rwm\n", lines), FACT_DEVICE_RULES),
        "no rule allows major 195");
    CHECK_TEXT(of_machine(arena_printf(test_arena(), "%s  | c 1:3 rwm\n  | c 195:* m\n", lines),
                          FACT_DEVICE_RULES),
               "c 195:* m");
    CHECK_TEXT(of_machine(MODULE NODES, FACT_DEVICE_RULES), "unknown"); /* nobody refuses */
}

/* ---- Who makes nodes ---- */

TEST(a_driver_that_may_not_make_nodes_makes_none)
{
    const char *helper = MODULE "file /usr/bin/nvidia-modprobe mode=04755\n";
    CHECK_TEXT(of_machine(helper, FACT_NVIDIA_MODPROBE), "/usr/bin/nvidia-modprobe");
    const char *params = "file /proc/driver/nvidia/params\n  | ModifyDeviceFiles: ";
    CHECK_TEXT(
        of_machine(arena_printf(test_arena(), "%s%s0\n", helper, params), FACT_NVIDIA_MODPROBE),
        "absent");
    CHECK_TEXT(
        of_machine(arena_printf(test_arena(), "%s%s1\n", helper, params), FACT_NVIDIA_MODPROBE),
        "/usr/bin/nvidia-modprobe");
    CHECK_TEXT(
        of_machine(MODULE "unknown /usr/sbin/nvidia-modprobe EACCES\n", FACT_NVIDIA_MODPROBE),
        "unknown");
    /* where everything is there, nobody asks */
    CHECK_TEXT(
        of_machine(MODULE NODES "file /usr/bin/nvidia-modprobe mode=04755\n", FACT_NVIDIA_MODPROBE),
        "unknown");
}

/* ---- Containers ---- */

TEST(kinds_of_containers)
{
    static const char *const ROWS[][2] = {
        {"file /.flatpak-info\nfile /.dockerenv\n", "flatpak"},
        {"dir /.singularity.d\n", "apptainer"},
        {"dir /run/secrets/kubernetes.io\nfile /run/.containerenv\n", "kubernetes"},
        {"file /run/systemd/container\n  | lxc\n", "lxc"},
        {"file /run/systemd/container\n  | docker\n", "docker"},
        {"file /run/systemd/container\n  | rkt\n", "container"},
        {"file /run/systemd/container\n  | wsl\n", "absent"},
        {"env container=podman\n", "podman"},
        {"env container=oci\n", "podman"},
        {"env container=lxc\n", "lxc"},
        {"env container=yes\n", "absent"},
        {"file /.dockerenv\n" MOUNTED, "docker"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(of_machine(ROWS[i][0], FACT_CONTAINER), ROWS[i][1]);
}

/* Firecracker and the like boot the file system of an image. */
TEST(a_marker_on_a_whole_disk_proves_nothing)
{
    static const char *const ROWS[][2] = {
        {"1 0 8:1 / / rw - ext4 /dev/vda rw", "unknown"},
        {"1 0 8:1 /var/lib/docker/vfs/dir/x / rw - ext4 /dev/vda rw", "docker"},
        {"1 0 8:1 / / rw - ext4 /dev/mapper/docker-254 rw", "docker"},
        {"1 0 8:1 / / rw - zfs pool/docker rw", "docker"},
        {"1 0 8:1 / / rw - overlay overlay rw", "docker"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(of_machine(arena_printf(test_arena(),
                                           "file /.dockerenv\nfile /proc/self/mountinfo\n  | %s\n",
                                           ROWS[i][0]),
                              FACT_CONTAINER),
                   ROWS[i][1]);
    const Fact *doubt = fact_get(inspected("file /.dockerenv\nfile /proc/self/mountinfo\n"
                                           "  | 1 0 8:1 / / rw - ext4 /dev/vda rw\n"),
                                 "machine", FACT_CONTAINER);
    CHECK_TEXT(doubt->because, "/.dockerenv is there, and / is the whole disk /dev/vda: a virtual "
                               "machine that was made from an image looks like that");
}

TEST(gvisor_tells_everybody_the_same_kernel)
{
    const char *release = "file /proc/sys/kernel/osrelease\n  | 4.4.0\n";
    CHECK_TEXT(of_machine(arena_printf(test_arena(),
                                       "%sfile /proc/version\n  | Linux version 4.4.0 #1 SMP Sun "
                                       "Jan 10 15:06:54 PST 2016\n",
                                       release),
                          FACT_CONTAINER_SANDBOX),
               "gvisor");
    CHECK_TEXT(of_machine(arena_printf(test_arena(),
                                       "%sfile /proc/version\n  | Linux version 4.4.0 (gcc) #1\n",
                                       release),
                          FACT_CONTAINER_SANDBOX),
               "unknown");
}

TEST(containers_without_a_marker_are_looked_for_when_nodes_are_missing)
{
    static const char *const ROWS[][2] = {
        {"1 0 0:5 / / rw - overlay overlay rw,upperdir=/var/lib/containerd/x/snapshots/1",
         "containerd"},
        {"1 0 0:5 / / rw - overlay overlay rw,upperdir=/var/lib/docker/overlay2/x", "docker"},
        {"1 0 0:5 / / rw - overlay overlay rw,upperdir=/var/lib/containers/storage/x", "podman"},
        {"1 0 0:5 / / rw - overlay overlay rw,upperdir=/run/live/overlay", "absent"},
        {"1 0 8:1 / / rw - ext4 /dev/sda1 rw", "absent"},
        {"2 1 0:7 /proc/cpuinfo /proc/cpuinfo rw - fuse.lxcfs lxcfs rw", "lxc"},
        {"2 1 8:1 /var/lib/docker/buildkit/executor/resolv.conf /etc/resolv.conf rw - ext4 x rw",
         "image-build"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *mounts =
            arena_printf(test_arena(), "file /proc/self/mountinfo\n  | %s\n", ROWS[i][0]);
        CHECK_TEXT(of_machine(arena_printf(test_arena(), MODULE "%s", mounts), FACT_CONTAINER),
                   ROWS[i][1]);
        CHECK_TEXT(of_machine(arena_printf(test_arena(), MODULE DEVICES NODES "%s", mounts),
                              FACT_CONTAINER),
                   "absent");
    }
    const char *snap =
        MODULE "file /proc/self/mountinfo\n  | 1 0 7:1 / / ro - squashfs /dev/loop1 ro\n";
    CHECK_TEXT(of_machine(arena_printf(test_arena(), "%senv SNAP_NAME=x\n", snap), FACT_CONTAINER),
               "snap");
    CHECK_TEXT(of_machine(snap, FACT_CONTAINER), "absent");
    CHECK_TEXT(of_machine(MODULE MOUNTED "env SNAP_NAME=x\n", FACT_CONTAINER), "absent");
}

/* A marker that may not be looked at is one thing, the storage of a runtime below / another. */
TEST(mounts_tell_where_a_marker_does_not)
{
    const char *lines = MODULE "unknown /.dockerenv EACCES\nfile /proc/self/mountinfo\n"
                               "  | 1 0 0:5 / / rw - overlay overlay ";
    CHECK_TEXT(of_machine(arena_printf(test_arena(), "%srw,upperdir=/var/lib/docker/x\n", lines),
                          FACT_CONTAINER),
               "docker");
    CHECK_TEXT(of_machine(arena_printf(test_arena(), "%srw\n", lines), FACT_CONTAINER), "unknown");
}

TEST(what_the_runtime_mounted)
{
    Facts *facts = inspected("file /.dockerenv\n" DRIVER_MOUNTS);
    const Fact *injected = fact_get(facts, "machine", FACT_CONTAINER_INJECTED);
    REQUIRE(injected->known == PRESENT && injected->texts.count == 2);
    CHECK_TEXT(injected->texts.items[0], "/usr/lib/libcuda.so.9");
    CHECK_TEXT(injected->texts.items[1], "/proc/driver/nvidia/params");
    CHECK_TEXT(of_machine("file /.dockerenv\n" MOUNTED, FACT_CONTAINER_INJECTED), "absent");
    CHECK_TEXT(of_machine("file /.dockerenv\n", FACT_CONTAINER_INJECTED), "unknown");
    CHECK_TEXT(of_machine(DRIVER_MOUNTS, FACT_CONTAINER_INJECTED), "unknown"); /* no container */
}

TEST(rootless_by_the_map_of_ids)
{
#define MAP "file /.dockerenv\nfile /proc/self/uid_map\n  | 0 "
    CHECK(is_no(fact_is_flag(inspected(MAP "0 4294967295\n"), "machine", FACT_CONTAINER_ROOTLESS)));
    CHECK(is_yes(fact_is_flag(inspected(MAP "1000 1\n"), "machine", FACT_CONTAINER_ROOTLESS)));
    CHECK(is_unknown(
        fact_is_flag(inspected("file /.dockerenv\n"), "machine", FACT_CONTAINER_ROOTLESS)));
}

/* In a container whose kernel tells nothing of modules, the nodes tell what it was given. */
TEST(in_a_container_without_sysfs_nodes_are_looked_at_all_the_same)
{
    CHECK_TEXT(of_node(RELEASE "file /.dockerenv\ndir /dev\n", "/dev/nvidiactl", FACT_NODE_TYPE),
               "absent");
    /* the tree of a container's files, in which nothing runs */
    CHECK_TEXT(of_node("file /.dockerenv\ndir /dev\n", "/dev/nvidiactl", FACT_NODE_TYPE),
               "unknown");
    CHECK_TEXT(of_node(RELEASE "dir /dev\n", "/dev/nvidiactl", FACT_NODE_TYPE), "unknown");
}

TEST(in_wsl_there_is_one_node)
{
    const char *wsl = "file /proc/sys/kernel/osrelease\n  | 5.15-microsoft-standard-WSL2\n"
                      "char /dev/dxg 10:125 mode=0666\n";
    CHECK_TEXT(of_node(wsl, "/dev/dxg", FACT_NODE_ACCESS), "read-write");
    CHECK_TEXT(of_node(wsl, "/dev/nvidiactl", FACT_NODE_TYPE), "unknown");
}

/* ---- Jobs ---- */

TEST(schedulers_and_what_they_gave)
{
    static const struct {
        const char *lines, *scheduler, *gpus;
    } ROWS[] = {
        {"env SLURM_JOB_ID=12\n", "slurm", "absent"},
        {"env SLURM_JOB_ID=12\nenv SLURM_JOB_GPUS=0\n", "slurm", "0"},
        {"env SLURM_JOB_ID=12\nenv SLURM_STEP_GPUS=2,3\nenv SLURM_JOB_GPUS=0\n", "slurm", "2,3"},
        {"env SLURM_JOB_ID=12\nenv SLURM_GPUS_ON_NODE=0\n", "slurm", "absent"},
        {"env SLURM_JOB_ID=12\nenv SLURM_GPUS_ON_NODE=4\n", "slurm", "4"},
        {"env LSB_JOBID=7\nenv CUDA_VISIBLE_DEVICES=0\n", "lsf", "0"},
        {"env LSB_JOBID=7\nenv CUDA_VISIBLE_DEVICES=NoDevFiles\n", "lsf", "absent"},
        {"env PBS_JOBID=7\n", "pbs", "absent"},
        {"env PBS_JOBID=7\nenv PBS_GPUFILE=/x\n", "pbs", "/x"},
        {"env JOB_ID=7\nenv SGE_ROOT=/sge\n", "sge", "absent"},
        {"env JOB_ID=7\n", "absent", "unknown"},
        {"env _CONDOR_SLOT=1\nenv _CONDOR_AssignedGPUs=GPU-1\n", "htcondor", "GPU-1"},
        {"", "absent", "unknown"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        CHECK_TEXT(of_machine(ROWS[i].lines, FACT_SCHEDULER), ROWS[i].scheduler);
        CHECK_TEXT(of_machine(ROWS[i].lines, FACT_SCHEDULER_GPUS), ROWS[i].gpus);
    }
    CHECK_TEXT(of_machine("env SLURM_JOB_ID=12\nenv ROCR_VISIBLE_DEVICES=1\n", FACT_SCHEDULER_MASK),
               "1");
}

#define GPU                                                                                        \
    "file /sys/bus/pci/devices/0000:01:00.0/uevent\n  | PCI_CLASS=30200\n  | PCI_ID=10DE:2330\n"   \
    "  | DRIVER=nvidia\n"

TEST(a_login_node_is_looked_for_where_no_gpu_is)
{
    CHECK_TEXT(of_machine("dir /etc/slurm\n", FACT_CLUSTER), "slurm");
    CHECK_TEXT(of_machine("file /etc/pbs.conf\n", FACT_CLUSTER), "pbs");
    CHECK_TEXT(of_machine("env LSF_ENVDIR=/x\n", FACT_CLUSTER), "lsf");
    CHECK_TEXT(of_machine(GPU "dir /etc/slurm\n", FACT_CLUSTER), "unknown");
    CHECK_TEXT(of_machine("dir /etc/slurm\nfile /.dockerenv\n", FACT_CLUSTER), "unknown");
    CHECK_TEXT(of_machine("dir /etc/slurm\nenv SLURM_JOB_ID=1\n", FACT_CLUSTER), "unknown");
}

/* ---- MIG, AMD ---- */

#define CAPABILITIES "/proc/driver/nvidia/capabilities/gpu0/mig"
#define INSTANCES                                                                                  \
    "file " CAPABILITIES "/gi1/access\n  | DeviceFileMinor: 12\n  | DeviceFileMode: 292\n"         \
    "file " CAPABILITIES "/gi1/ci0/access\n  | DeviceFileMinor: 13\n"                              \
    "char /dev/nvidia-caps/nvidia-cap12 508:12 mode=0444\n"

TEST(capabilities_of_mig_need_reading_alone)
{
    Facts *facts = inspected(GPU MODULE DEVICES NODES INSTANCES);
    const char *first = "capability//dev/nvidia-caps/nvidia-cap12";
    const char *second = "capability//dev/nvidia-caps/nvidia-cap13";
    CHECK_TEXT(told(facts, first, FACT_NODE_CAPABILITY), "gpu0/mig/gi1");
    CHECK_TEXT(told(facts, first, FACT_NODE_ACCESS), "read-write");
    CHECK_TEXT(told(facts, second, FACT_NODE_CAPABILITY), "gpu0/mig/gi1/ci0");
    CHECK_TEXT(told(facts, second, FACT_NODE_TYPE), "absent");
}

TEST(only_gpus_that_can_be_partitioned_are_asked)
{
    const char *ada = "file /sys/bus/pci/devices/0000:01:00.0/uevent\n  | PCI_CLASS=30000\n"
                      "  | PCI_ID=10DE:2684\n  | DRIVER=nvidia\n";
    Facts *facts = inspected(arena_printf(test_arena(), "%s" MODULE DEVICES NODES INSTANCES, ada));
    CHECK_NUMBER(facts_subjects(facts, "capability/").count, 0);
}

TEST(nodes_of_amd)
{
    const char *amd = "file /sys/bus/pci/devices/0000:01:00.0/uevent\n  | PCI_CLASS=30000\n"
                      "  | PCI_ID=1002:740F\n  | DRIVER=amdgpu\n";
    Facts *facts = inspected(
        arena_printf(test_arena(),
                     "%schar /dev/kfd 234:0 mode=0660 gid=105\n"
                     "char /dev/dri/renderD128 226:128 mode=0666\nchar /dev/dri/card0 226:0\n",
                     amd));
    CHECK_TEXT(told(facts, "amd-node//dev/kfd", FACT_NODE_ACCESS), "mode");
    CHECK_TEXT(told(facts, "amd-node//dev/dri/renderD128", FACT_NODE_ACCESS), "read-write");
    CHECK_NUMBER(facts_subjects(facts, "amd-node/").count, 2);
    CHECK_NUMBER(facts_subjects(inspected("char /dev/kfd 234:0 mode=0666\n"), "amd-node/").count,
                 0);
}

/* Where the bus lists a GPU, or may not be listed, or the module is loaded, there may be nodes. */
TEST(nodes_are_looked_for_where_there_may_be_some)
{
    static const char *const THERE[] = {
        "unknown /sys/bus/pci/devices EACCES\ndir /sys/module\n",
        "dir /sys/module\nfile /sys/bus/pci/devices/0000:01:00.0/uevent\n  | PCI_CLASS=30200\n"
        "  | PCI_ID=10DE:2335\n",
        "dir /sys/bus/pci/devices\n" MODULE};
    for (size_t i = 0; i < sizeof THERE / sizeof *THERE; i++)
        CHECK_TEXT(of_node(arena_printf(test_arena(),
                                        RELEASE "char /dev/nvidia3 195:3 mode=0666\n%s", THERE[i]),
                           "/dev/nvidia3", FACT_NODE_TYPE),
                   "character device");
}

/* A container's list of mounts may be long: one mount for each file of the driver. */
TEST(a_long_list_of_mounts_is_read_in_a_container)
{
    Writer lines = writer_new(test_arena());
    put(&lines, MODULE NODES "file /.dockerenv\n" MOUNTED);
    for (int i = 0; i < 2000; i++)
        put_format(&lines, "  | %d 1 8:1 /usr/lib/x%d.so /usr/lib/x%d.so ro - ext4 y rw\n", 10 + i,
                   i, i);
    put(&lines, "  | 2 1 0:6 / /dev rw,nosuid,nodev - tmpfs none rw\n");
    CHECK(lines.length > 64 * 1024);
    CHECK_TEXT(of_node(lines.bytes, "/dev/nvidia0", FACT_NODE_ACCESS), "nodev");
}

/* A step of an image's build runs on storage of docker's too. */
TEST(a_build_of_an_image_is_told_from_the_container_that_it_runs_in)
{
    static const char BUILD[] = "/var/lib/docker/buildkit/executor/resolv.conf /etc/resolv.conf";
    const char *lines = arena_printf(
        test_arena(),
        MODULE "file /proc/self/mountinfo\n"
               "  | 1 0 0:5 / / rw - overlay overlay rw,upperdir=/var/lib/docker/overlay2/x\n"
               "  | 2 1 8:1 %s rw - ext4 x rw\n"
               "  | 3 1 0:7 /proc/cpuinfo /proc/cpuinfo rw - fuse.lxcfs lxcfs rw\n",
        BUILD);
    CHECK_TEXT(of_machine(lines, FACT_CONTAINER), "image-build");
}

static bool makes_nodes(const char *value)
{
    const char *lines = arena_printf(test_arena(),
                                     MODULE "file /usr/bin/nvidia-modprobe mode=04755\n"
                                            "file /proc/driver/nvidia/params\n"
                                            "  | ModifyDeviceFiles: %s\n",
                                     value);
    return is_yes(fact_is_flag(inspected(lines), "machine", FACT_DRIVER_MAKES_NODES));
}

TEST(a_driver_that_was_told_so_makes_no_nodes)
{
    CHECK(makes_nodes("1"));
    CHECK(!makes_nodes("0"));
}

static const char *refused_to(const char *groups)
{
    const char *error = NULL;
    const char *lines = arena_printf(test_arena(),
                                     "whycpu-world 1\ntree /\nenvironment complete\n"
                                     "user me uid=1000 gid=1000 groups=%s home=/home/me\n" MODULE
                                     "char /dev/nvidia0 195:0 mode=0660 gid=44 access=rw:EACCES\n",
                                     groups);
    World *world = world_recorded(test_arena(), text_of(lines), &error);
    CHECK_TEXT(error, NULL);
    Facts *facts = facts_new(test_arena());
    inspect_machine(world, facts);
    return told(facts, "node//dev/nvidia0", FACT_NODE_REFUSAL);
}

/* Whom the mode allows, by any of his groups, something else refuses. */
TEST(each_group_of_the_user_counts)
{
    CHECK_TEXT(refused_to("1000,44"), "access-list");
    CHECK_TEXT(refused_to("44,1000"), "access-list");
    CHECK_TEXT(refused_to("7,1000"), "not-a-member");
}

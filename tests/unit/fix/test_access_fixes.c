/* Every fix of device-access, word for word, against expected/access.txt: by runtime, by scheduler,
 * by what refuses. */
#include <string.h>

#include "expected.h"
#include "fix/propose.h"

typedef struct Row {
    const char *name;
    CauseId id;
    const char *subject;
    const char *container, *scheduler; /* or NULL */
    const char *refusal;               /* NODE_ACCESS, or why the mode refuses; or NULL */
    void (*know)(Facts *facts);
} Row;

static void rootless(Facts *facts)
{
    fact_set_flag(facts, "machine", FACT_CONTAINER_ROOTLESS, true, "");
}
static void gvisor(Facts *facts)
{
    fact_set_text(facts, "machine", FACT_CONTAINER_SANDBOX, "gvisor", "");
}
static void driver_580(Facts *facts)
{
    fact_set_text(facts, "machine", FACT_NVIDIA_MODULE, "580.65.06", "");
}
static void wsl(Facts *facts)
{
    fact_set_flag(facts, "machine", FACT_WSL, true, "");
    fact_set_text(facts, "machine", FACT_KERNEL_RELEASE, "5.15-microsoft-standard-WSL2", "");
}
static void wsl_first(Facts *facts)
{
    wsl(facts);
    fact_set_text(facts, "machine", FACT_KERNEL_RELEASE, "4.4.0-19041-Microsoft", "");
}
static void no_helper(Facts *facts)
{
    fact_set_absent(facts, "machine", FACT_NVIDIA_MODPROBE, "");
    fact_set_text(facts, "machine", FACT_DISTRIBUTION, "fedora 42", "");
}
static void may_not(Facts *facts)
{
    fact_set_absent(facts, "machine", FACT_NVIDIA_MODPROBE, "");
    fact_set_flag(facts, "machine", FACT_DRIVER_MAKES_NODES, false, "");
}
static void made_for_all(Facts *facts)
{
    fact_set_text(facts, "machine", FACT_DRIVER_NODE_MODE, "mode 0666, user 0, group 0", "");
}
static void group_named(Facts *facts)
{
    fact_set_text(facts, "node//dev/nvidia0", FACT_NODE_GROUP, "render", "");
}

#define NODE   "/dev/nvidia0"
#define NO_GPU CAUSE_CONTAINER_NO_GPU

static const Row ROWS[] = {
    {"docker", NO_GPU, NODE, "docker", .know = NULL},
    {"docker, a part of the driver", NO_GPU, "libcuda.so.1", "docker", .know = NULL},
    {"docker in WSL", NO_GPU, "/dev/dxg", "docker", .know = wsl},
    {"podman", NO_GPU, NODE, "podman", .know = NULL},
    {"podman, rootless", NO_GPU, NODE, "podman", .know = rootless},
    {"pod", NO_GPU, NODE, "kubernetes", .know = NULL},
    {"pod, a part of the driver", NO_GPU, "libnvidia-ml.so.1", "kubernetes", .know = NULL},
    {"apptainer", NO_GPU, NODE, "apptainer", .know = NULL},
    {"LXC", NO_GPU, NODE, "lxc", .know = NULL},
    {"nspawn", NO_GPU, NODE, "systemd-nspawn", .know = NULL},
    {"flatpak", NO_GPU, NODE, "flatpak", .know = driver_580},
    {"snap", NO_GPU, NODE, "snap", .know = NULL},
    {"image build", NO_GPU, NODE, "image-build", .know = NULL},
    {"containerd", NO_GPU, NODE, "containerd", .know = NULL},
    {"gVisor", NO_GPU, NODE, "docker", .know = gvisor},

    {"toolkit of a pod", CAUSE_CONTAINER_TOOLKIT_BROKEN, NODE, "kubernetes", .know = NULL},
    {"toolkit of docker", CAUSE_CONTAINER_TOOLKIT_BROKEN, "libcuda.so.1", "docker", .know = NULL},
    {"toolkit of podman", CAUSE_CONTAINER_TOOLKIT_BROKEN, "libcuda.so.1", "podman", .know = NULL},
    {"rights lost", CAUSE_CONTAINER_CGROUP_LOST, NODE, "docker", .know = NULL},
    {"rights lost in a pod", CAUSE_CONTAINER_CGROUP_LOST, NODE, "kubernetes", .know = NULL},

    {"stale", CAUSE_DEVICE_NODES_STALE, "/dev/nvidia-uvm", .know = NULL},
    {"stale in podman", CAUSE_DEVICE_NODES_STALE, "/dev/nvidia-uvm", "podman", .know = NULL},
    {"stale in LXC", CAUSE_DEVICE_NODES_STALE, "/dev/nvidia-uvm", "lxc", .know = NULL},
    {"missing, no helper", CAUSE_DEVICE_NODES_MISSING, NODE, .know = no_helper},
    {"missing, the driver may not", CAUSE_DEVICE_NODES_MISSING, NODE, .know = may_not},
    {"missing in a container", CAUSE_DEVICE_NODES_MISSING, "/dev/nvidia-uvm", "docker",
     .know = NULL},
    {"missing in WSL", CAUSE_DEVICE_NODES_MISSING, "/dev/dxg", .know = wsl},
    {"missing in WSL 1", CAUSE_DEVICE_NODES_MISSING, "/dev/dxg", .know = wsl_first},

    {"not a member", CAUSE_DEVICE_PERMISSION, NODE, .refusal = "not-a-member", .know = group_named},
    {"not taken up", CAUSE_DEVICE_PERMISSION, NODE, .refusal = "not-taken-up", .know = group_named},
    {"owner only", CAUSE_DEVICE_PERMISSION, NODE, .refusal = "owner-only"},
    {"owner only, made for all", CAUSE_DEVICE_PERMISSION, NODE, .refusal = "owner-only",
     .know = made_for_all},
    {"unmapped", CAUSE_DEVICE_PERMISSION, NODE, "podman", .refusal = "unmapped"},
    {"access list", CAUSE_DEVICE_PERMISSION, NODE, .refusal = "access-list"},
    {"nodev", CAUSE_DEVICE_PERMISSION, NODE, .refusal = "nodev"},
    {"rules of a unit", CAUSE_DEVICE_PERMISSION, NODE, .refusal = "device-cgroup"},
    {"rules of LXC", CAUSE_DEVICE_PERMISSION, NODE, "lxc", .refusal = "device-cgroup"},
    {"rules of Slurm", CAUSE_DEVICE_PERMISSION, NODE, .scheduler = "slurm",
     .refusal = "device-cgroup"},
    {"rules of LSF", CAUSE_DEVICE_PERMISSION, NODE, .scheduler = "lsf", .refusal = "device-cgroup"},
    {"rules of PBS", CAUSE_DEVICE_PERMISSION, NODE, .scheduler = "pbs", .refusal = "device-cgroup"},
    {"rules of Grid Engine", CAUSE_DEVICE_PERMISSION, NODE, .scheduler = "sge",
     .refusal = "device-cgroup"},
    {"rules of HTCondor", CAUSE_DEVICE_PERMISSION, NODE, .scheduler = "htcondor",
     .refusal = "device-cgroup"},
    {"AMD", CAUSE_ROCM_PERMISSION, "/dev/kfd", .know = NULL},
    {"AMD in a container", CAUSE_ROCM_PERMISSION, "/dev/kfd", "docker", .know = NULL},
};

static void know_row(Facts *facts, const Row *row)
{
    const char *node = arena_printf(test_arena(), "node/%s", row->subject);
    if (row->container)
        fact_set_text(facts, "machine", FACT_CONTAINER, row->container, "");
    if (row->scheduler) {
        fact_set_text(facts, "machine", FACT_SCHEDULER, row->scheduler, "");
        fact_set_absent(facts, "machine", FACT_SCHEDULER_GPUS, "");
    }
    if (row->refusal) {
        bool by_mode = strcmp(row->refusal, "nodev") && strcmp(row->refusal, "device-cgroup");
        fact_set_text(facts, node, FACT_NODE_ACCESS, by_mode ? "mode" : row->refusal, "");
        if (by_mode)
            fact_set_text(facts, node, FACT_NODE_REFUSAL, row->refusal, "");
    }
    if (row->know)
        row->know(facts);
}

static void put_row(Writer *writer, const Row *row)
{
    Facts *facts = facts_new(test_arena());
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Cause cause = {.id = row->id};
    list_add(test_arena(), cause.subjects, row->subject);
    list_add(test_arena(), judgement->causes, cause);
    know_row(facts, row);
    propose_fixes(facts, judgement);
    const Cause *told = &judgement->causes.items[0];
    put_format(writer, "\n== %s\ncheck: %s\n", row->name, told->check_yourself);
    for (size_t i = 0; i < told->fixes.count; i++) {
        const Fix *fix = &told->fixes.items[i];
        put_format(writer, "%s%s: %s\n", fix->id, fix->needs_root ? " (as root)" : "", fix->says);
        for (size_t k = 0; k < fix->command.count; k++)
            put_format(writer, "%s%s%s", k ? " " : "  $ ", fix->command.items[k],
                       k + 1 < fix->command.count ? "" : "\n");
        if (fix->undo)
            put_format(writer, "  undo: %s\n", fix->undo);
    }
}

TEST(every_fix_of_device_access_word_for_word)
{
    Writer all = writer_new(test_arena());
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        put_row(&all, &ROWS[i]);
    CHECK_EXPECTED(all.bytes, "fix/expected/access.txt");
}

/* Fixes of the step device-access: nodes that are missing, stale, or refused. */
#include "fix/for_device_access.h"

#include <string.h>

#include "fix/distribution.h"

static const char *node_of(const Proposal *p)
{
    return p->cause->subjects.count ? p->cause->subjects.items[0] : "/dev/nvidiactl";
}

static const char *told_of_node(Proposal *p, FactName name)
{
    return fact_text_or(p->facts, words(p, "node/%s", node_of(p)), name, "");
}

/* ---- Missing ---- */

static void make_wsl_node(Proposal *p)
{
    const char *release = fact_text_or(p->facts, "machine", FACT_KERNEL_RELEASE, "");
    if (ends_with(release, "-Microsoft"))
        add_fix(p, "second-version", "in Windows: turn this distribution into WSL 2",
                command_of(p, "wsl.exe", "--set-version", "DISTRIBUTION", "2", NULL), false, NULL);
    else
        add_fix(p, "update-wsl", "in Windows, after installing NVIDIA's driver for Windows",
                command_of(p, "wsl.exe", "--update", NULL), false, NULL);
    p->cause->check_yourself = "ls -l /dev/dxg; uname -r";
}

static void run_modprobe(Proposal *p, const char *says)
{
    add_fix(p, "make-nodes", says, command_of(p, "sudo", "nvidia-modprobe", "-c", "0", "-u", NULL),
            true, NULL);
}

/* Without nvidia_uvm nothing can make its node. */
static void load_uvm(Proposal *p, const char *where)
{
    const Fact *uvm = fact_get(p->facts, "machine", FACT_NVIDIA_UVM);
    if (uvm->known != PRESENT || uvm->flag)
        return;
    add_fix(p, "load-uvm", words(p, "%sload the kernel module that CUDA needs besides", where),
            command_of(p, "sudo", "modprobe", "nvidia_uvm", NULL), true, "sudo rmmod nvidia_uvm");
    add_fix(p, "load-uvm-at-start", words(p, "%sand at each start", where),
            command_of(p, "sudo", "sh", "-c",
                       "echo nvidia_uvm > /etc/modules-load.d/nvidia-uvm.conf", NULL),
            true, "sudo rm /etc/modules-load.d/nvidia-uvm.conf");
}

static void make_nodes(Proposal *p)
{
    const Fact *makes = fact_get(p->facts, "machine", FACT_DRIVER_MAKES_NODES);
    bool helper_is_there = makes->known == PRESENT;
    p->cause->check_yourself = "ls -l /dev/nvidia0 /dev/nvidiactl /dev/nvidia-uvm";
    if (strcmp(node_of(p), "/dev/dxg") == 0) {
        make_wsl_node(p);
        return;
    }
    if (in_container_of(p, "")) {
        load_uvm(p, "on the host: ");
        run_modprobe(p, "on the host: let the driver's own tool make the device nodes");
        restart_container(p, "then start the container anew");
        return;
    }
    if (helper_is_there && !makes->flag) {
        add_fix(p, "let-tools-make-nodes",
                "let the driver's tools make nodes: set NVreg_ModifyDeviceFiles=1 in the files of "
                "/etc/modprobe.d and load the module anew",
                (Strings){0}, true, NULL);
        p->cause->check_yourself = "grep ModifyDeviceFiles /proc/driver/nvidia/params";
        return;
    }
    load_uvm(p, "");
    run_modprobe(p, "let the driver's own tool make the device nodes");
    if (fact_get(p->facts, "machine", FACT_NVIDIA_MODPROBE)->known == ABSENT) {
        Family family = family_here(p);
        const char *package = driver_package(p, family, DRIVER_MODPROBE, NULL);
        add_fix(p, "install-modprobe",
                words(p, "for each start: with it installed they are made by themselves%s",
                      as_an_example(family)),
                install_packages(p, family, package, NULL), true, remove_words(p, family, package));
    }
}

static void renew_nodes(Proposal *p)
{
    p->cause->check_yourself = words(p, "ls -l %s; grep nvidia /proc/devices", node_of(p));
    if (in_container_of(p, "")) {
        restart_container(p, "on the host: started anew, it gets the nodes of the loaded driver");
        return;
    }
    Strings command = command_of(p, "sudo", "rm", NULL);
    for (size_t i = 0; i < p->cause->subjects.count; i++)
        list_add(p->arena, command, p->cause->subjects.items[i]);
    add_fix(p, "remove-node", "remove what leads nowhere", command, true, NULL);
    run_modprobe(p, "let the driver's own tool make it anew");
}

/* ---- Refused ---- */

static void join_group(Proposal *p, const char *group)
{
    bool known = *group != '\0';
    add_fix(p, "join-group", "join the group that owns the nodes",
            command_of(p, "sudo", "usermod", "-aG", known ? group : "video,render", "USER", NULL),
            true, known ? words(p, "sudo gpasswd -d USER %s", group) : NULL);
    add_fix(p, "log-in-again",
            "log out and in again; a service needs SupplementaryGroups= and a restart",
            (Strings){0}, false, NULL);
    p->cause->check_yourself = words(p, "ls -l %s; id", node_of(p));
}

static void log_in_again(Proposal *p)
{
    const char *group = told_of_node(p, FACT_NODE_GROUP);
    add_fix(p, "log-in-again", "log out and in again; nothing else is to be done", (Strings){0},
            false, NULL);
    add_alternative(p, "new-group", "for one shell, until you log in again",
                    command_of(p, "newgrp", *group ? group : "video", NULL), false, NULL);
    p->cause->check_yourself = "id -nG; id -nG \"$(id -un)\"";
}

/* The driver has its nodes made for everybody, and somebody changed this one. */
static bool driver_makes_it_for_all(const Proposal *p)
{
    return starts_with(fact_text_or(p->facts, "machine", FACT_DRIVER_NODE_MODE, ""), "mode 0666");
}

static void open_to_all(Proposal *p)
{
    p->cause->check_yourself =
        words(p, "ls -l %s; grep DeviceFile /proc/driver/nvidia/params", node_of(p));
    if (driver_makes_it_for_all(p)) {
        run_modprobe(p, "the driver makes it for everybody: let its tool set the mode right");
        return;
    }
    Strings command = command_of(p, "sudo", "chmod", "0666", NULL);
    for (size_t i = 0; i < p->cause->subjects.count; i++)
        list_add(p->arena, command, p->cause->subjects.items[i]);
    add_fix(p, "widen-mode", "until the module is loaded anew: allow it to everybody", command,
            true, NULL);
    add_fix(p, "mode-of-driver",
            "for good: write options nvidia NVreg_DeviceFileMode=0666 into "
            "/etc/modprobe.d/nvidia.conf and load the module anew",
            (Strings){0}, true, NULL);
}

static void keep_groups(Proposal *p)
{
    add_fix(p, "keep-groups", "start it with the groups that you have on the host (needs crun)",
            command_of(p, "podman", "run", "--group-add=keep-groups", "--device",
                       "nvidia.com/gpu=all", "IMAGE", NULL),
            false, NULL);
    p->cause->check_yourself = words(p, "ls -ln %s; cat /proc/self/uid_map", node_of(p));
}

static void allow_by_list(Proposal *p)
{
    add_fix(p, "access-list", "allow it in the access list",
            command_of(p, "sudo", "setfacl", "-m", "u:USER:rw", node_of(p), NULL), true,
            words(p, "sudo setfacl -x u:USER %s", node_of(p)));
    add_alternative(p, "selinux", "where SELinux refuses a container, on the host",
                    command_of(p, "sudo", "setsebool", "-P", "container_use_devices", "on", NULL),
                    true, "sudo setsebool -P container_use_devices off");
    p->cause->check_yourself = words(p, "getfacl %s; ls -Z %s", node_of(p), node_of(p));
}

static void mount_with_devices(Proposal *p)
{
    add_fix(p, "mount-with-devices",
            "mount it without the option nodev, or bind-mount the nodes from the host's /dev",
            (Strings){0}, true, NULL);
    p->cause->check_yourself = words(p, "findmnt -no TARGET,OPTIONS -T %s", node_of(p));
}

/* The rules of a control group are those of whoever made it. */
static void change_rules(Proposal *p)
{
    p->cause->check_yourself = words(p, "ls -l %s; cat %s", node_of(p), node_of(p));
    if (ask_scheduler_for_a_gpu(p))
        return;
    if (in_container_of(p, "lxc") || in_container_of(p, "systemd-nspawn")) {
        give_container_the_gpu(p);
        return;
    }
    add_fix(p, "allow-in-unit",
            "in the unit that starts the program: DeviceAllow=/dev/nvidiactl rw, and so on for "
            "/dev/nvidia0 and /dev/nvidia-uvm",
            command_of(p, "sudo", "systemctl", "edit", "UNIT", NULL), true, NULL);
}

static void give_rights(Proposal *p)
{
    const char *access = told_of_node(p, FACT_NODE_ACCESS);
    const char *why = told_of_node(p, FACT_NODE_REFUSAL);
    const char *group = told_of_node(p, FACT_NODE_GROUP);
    if (strcmp(access, "device-cgroup") == 0)
        change_rules(p);
    else if (strcmp(access, "nodev") == 0)
        mount_with_devices(p);
    else if (strcmp(why, "not-taken-up") == 0)
        log_in_again(p);
    else if (strcmp(why, "owner-only") == 0)
        open_to_all(p);
    else if (strcmp(why, "unmapped") == 0)
        keep_groups(p);
    else if (strcmp(why, "access-list") == 0)
        allow_by_list(p);
    else
        join_group(p, group);
}

static void give_amd_rights(Proposal *p)
{
    p->cause->check_yourself = "ls -l /dev/kfd /dev/dri; id";
    if (in_container_of(p, "")) {
        add_fix(p, "start-with-devices", "start it with both devices",
                command_of(p, "docker", "run", "--device", "/dev/kfd", "--device", "/dev/dri",
                           "--group-add", "video", "IMAGE", NULL),
                false, NULL);
        return;
    }
    add_fix(p, "join-group", "join the groups that own the nodes, then log in again",
            command_of(p, "sudo", "usermod", "-aG", "render,video", "USER", NULL), true,
            "sudo gpasswd -d USER render");
}

void propose_for_device_access(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_CONTAINER_NO_GPU: give_container_the_gpu(p); break;
    case CAUSE_CONTAINER_TOOLKIT_BROKEN: mend_toolkit(p); break;
    case CAUSE_CONTAINER_CGROUP_LOST: give_rights_back(p); break;
    case CAUSE_DEVICE_NODES_STALE: renew_nodes(p); break;
    case CAUSE_DEVICE_NODES_MISSING: make_nodes(p); break;
    case CAUSE_ROCM_PERMISSION: give_amd_rights(p); break;
    default: give_rights(p); break;
    }
}

/* Fixes of the step device-access: the host's administrator does them. */
#include <string.h>

#include "fix/proposal.h"

static void give_container_the_gpu(Proposal *p)
{
    const char *kind = fact_text_or(p->facts, "machine", FACT_CONTAINER, "docker");
    if (strcmp(kind, "kubernetes") == 0)
        add_fix(p, "request-gpu", "ask for it in the pod: resources.limits: nvidia.com/gpu: 1",
                (Strings){0}, false, NULL);
    else if (strcmp(kind, "apptainer") == 0)
        add_fix(p, "start-with-nv", "start it with --nv",
                command_of(p, "apptainer", "exec", "--nv", "IMAGE", "COMMAND", NULL), false, NULL);
    else if (strcmp(kind, "podman") == 0)
        add_fix(p, "start-with-device", "start it with the device",
                command_of(p, "podman", "run", "--device", "nvidia.com/gpu=all", "IMAGE", NULL),
                false, NULL);
    else
        add_fix(p, "start-with-gpus", "start it with the GPU",
                command_of(p, "docker", "run", "--gpus", "all", "IMAGE", NULL), false, NULL);
    p->cause->check_yourself = "ls -l /dev/nvidiactl /dev/nvidia0";
}

static void make_nodes(Proposal *p)
{
    add_fix(p, "make-nodes", "let the driver's own tool make the device nodes",
            command_of(p, "sudo", "nvidia-modprobe", "-c", "0", "-u", NULL), true, NULL);
    p->cause->check_yourself = "ls -l /dev/nvidia0 /dev/nvidiactl /dev/nvidia-uvm";
}

static void give_rights(Proposal *p)
{
    add_fix(p, "join-group", "join the group that owns the nodes, then log in again",
            command_of(p, "sudo", "usermod", "-aG", "video,render", "USER", NULL), true, NULL);
    p->cause->check_yourself = "ls -l /dev/nvidia*; id";
}

void propose_for_device_access(Proposal *p)
{
    switch (p->cause->id) {
    case CAUSE_CONTAINER_NO_GPU: give_container_the_gpu(p); break;
    case CAUSE_DEVICE_NODES_MISSING: make_nodes(p); break;
    default: give_rights(p); break;
    }
}

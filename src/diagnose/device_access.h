/* The step device-access is judged by several files; this is what they share. */
#ifndef WHYCPU_DIAGNOSE_DEVICE_ACCESS_H
#define WHYCPU_DIAGNOSE_DEVICE_ACCESS_H

#include "diagnose/case.h"

/* Paths of NVIDIA's nodes, by what they are good for. */
typedef struct Nodes {
    Strings good, missing, stale, refused;
    size_t good_gpus, unknown_gpus; /* nvidia0, nvidia1, … among the good and the unknown */
    size_t stale_gpus;
    Strings refused_gpus; /* and among the refused */
    const Fact *refusal;  /* NODE_ACCESS of the first that is refused */
    const Fact *unknown;  /* the first that cannot be told */
    bool assumed;
} Nodes;

/* ---- device_access.c ---- */

/* Whether a node that is missing or stale is made anew at the first use: outside a container, by a
 * set-user-id nvidia-modprobe. */
Truth nodes_will_be_made(const Case *c);
void name_nodes(Case *c, Cause *cause, Strings paths, const char *says);

/* ---- container_access.c: what the container was given ---- */

/* "docker container", "Kubernetes pod", …; "container" when its kind is not known. */
const char *container_words(Case *c);
bool in_container(const Case *c);
/* A container without any node, or with the driver's nodes and none of a GPU. */
void container_without_gpu(Case *c, const Nodes *nodes);
/* Whether this is, or may be, a container of a runtime that writes device rules. */
bool rules_may_be_the_containers(const Case *c);
/* The nodes are there, and the device rules of the container's control group refuse them. True when
 * a cause was named. */
bool container_is_denied(Case *c, Strings refused);
/* The nodes are fine, and the libraries of the host's driver were left out. */
void container_without_driver(Case *c);

/* ---- scheduler_access.c: the job that we are in ---- */

/* "job 12 of Slurm"; NULL when we are in none. */
const char *job_words(Case *c);
/* A scheduler gave the job no GPU. */
bool job_has_no_gpu(const Case *c);
void note_scheduler(Case *c);

/* ---- other_nodes.c ---- */

void judge_wsl_node(Case *c); /* /dev/dxg */
/* A Tegra whose GPU the kernel's own modules drive: it has none of NVIDIA's nodes. */
bool is_tegra_without_nvidia(const Case *c);
void judge_tegra_node(Case *c); /* /dev/nvmap */
void judge_mig_nodes(Case *c);  /* capabilities of MIG instances */
void judge_amd_nodes(Case *c);  /* /dev/kfd */

#endif

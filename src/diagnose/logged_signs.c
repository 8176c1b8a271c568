/* Signs of the machine in what programs show: services, a card that is switched off, the libraries
 * that the loader chose, nodes that were given to a container, modules that were built. */
#include <string.h>

#include "diagnose/logged.h"

static bool smi_gets_no_answer(const Case *c)
{
    return was_seen(c, "nvidia-smi-failed/no-driver-answer");
}

/* ---- The card ---- */

static void weigh_switch(Case *c)
{
    const Fact *off = seen(c, "card-switched-off");
    if (off)
        suspect(c, CAUSE_GPU_SWITCHED_OFF, off, "the card of NVIDIA is switched off");
}

/* In this mode the driver lets no program compute (nvidia-smi(1), compute mode). */
static void weigh_mode(Case *c)
{
    const Fact *mode = seen(c, "compute-mode");
    if (mode && strcmp(mode->text, "Prohibited") == 0)
        suspect(c, CAUSE_EXCLUSIVE_COMPUTE_MODE, mode,
                "the compute mode of the GPU is Prohibited: no program may use it");
}

/* One process at a time, and a program that fails: mostly another one has the GPU. */
void weigh_exclusive_mode(Case *c)
{
    const Fact *mode = seen(c, "compute-mode");
    bool one = mode && (strncmp(mode->text, "E. ", 3) == 0 || strstr(mode->text, "Exclusive"));
    if (one && was_seen(c, "trouble-told") && !c->judgement->causes.count)
        suspect(c, CAUSE_EXCLUSIVE_COMPUTE_MODE, mode,
                "the GPU serves one process at a time, and another one may have it");
}

/* A listing of all display functions, none of which is NVIDIA's. */
static void weigh_listed_cards(Case *c)
{
    static const char *const OTHERS[] = {"pci-vendor/intel", "pci-vendor/amd", "pci-vendor/apple",
                                         "pci-vendor/other"};
    const Fact *none = seen(c, "no-output/lspci-nvidia");
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS && !none; i++)
        none = seen(c, OTHERS[i]);
    bool wanted = was_left_without_gpu(c) || was_seen(c, "libcuda-failed") ||
                  was_seen(c, "nvidia-smi-failed/not-found") || smi_gets_no_answer(c);
    if (none && wanted && !was_seen(c, "pci-vendor/nvidia") && !was_seen(c, "driver-version") &&
        !was_seen(c, "gpu-vendor/amd"))
        suspect(c, CAUSE_NO_NVIDIA_GPU, none, "no card of NVIDIA is listed");
}

/* ---- Its module ---- */

/* DKMS has built the module for other kernels than the one that runs, or not at all. */
static void weigh_built_modules(Case *c)
{
    const Fact *kernel = seen(c, "kernel-release"), *unbuilt = seen(c, "dkms-not-installed");
    Strings built = facts_subjects(c->facts, "log/dkms/");
    if (!smi_gets_no_answer(c))
        return;
    if (unbuilt && !built.count)
        conclude(c, CAUSE_DRIVER_NOT_LOADED, unbuilt,
                 "DKMS has the module of the driver, and did not install it");
    else if (kernel && built.count && !was_seen(c, say(c, "dkms/%s", kernel->text)))
        conclude(
            c, CAUSE_DRIVER_NOT_LOADED, kernel,
            say(c, "DKMS has no module of the driver for the kernel that runs, %s", kernel->text));
}

/* ---- Services ---- */

static void weigh_fabric(Case *c)
{
    const Fact *down = seen(c, "service-down/nvidia-fabricmanager");
    const Fact *state = seen(c, "fabric-not-ready");
    bool wanted = was_seen(c, "code-802") || leaves_open(c, CAUSE_FABRIC_MANAGER_DOWN) ||
                  was_seen(c, "nvswitch-named");
    if (down && wanted)
        conclude(c, CAUSE_FABRIC_MANAGER_DOWN, down, "the fabric manager does not run");
    else if (state)
        suspect(c, CAUSE_FABRIC_MANAGER_DOWN, state,
                "the GPUs wait to be joined, which the fabric manager does");
}

/* ---- What a container was given ---- */

/* Each node by itself, and the one of nvidia-uvm not. */
static void weigh_given_nodes(Case *c)
{
    const Fact *given = seen(c, "nodes-given");
    if (!given)
        given = seen(c, "node-listed");
    if (given && !was_seen(c, "uvm-mentioned") && leaves_open(c, CAUSE_DEVICE_NODES_MISSING))
        suspect(c, CAUSE_DEVICE_NODES_MISSING, given, "/dev/nvidia-uvm is not among the nodes");
}

static void weigh_offered(Case *c)
{
    const Fact *none = seen(c, "no-gpus-offered");
    if (none)
        suspect(c, CAUSE_CONTAINER_TOOLKIT_BROKEN, none,
                "the node offers no GPU to Kubernetes: its device plugin sees none");
}

/* The host has a driver, and a process in a container finds none. */
static void weigh_prompt(Case *c)
{
    const Fact *inside = seen(c, "container-prompt");
    const Fact *without = seen(c, "container-without-gpu");
    bool none = fact_number_or(c->facts, "log", FACT_LOG_GPUS_LISTED, -1) == 0;
    if (inside && was_seen(c, "driver-version") && leaves_open(c, CAUSE_CONTAINER_NO_GPU))
        suspect(c, CAUSE_CONTAINER_NO_GPU, inside,
                "the host has a driver, and the process in the container finds none");
    else if (without && none)
        suspect(c, CAUSE_CONTAINER_NO_GPU, without, "the container was started without the GPU");
}

static bool is_of_letters(const char *text, size_t length, const char *letters)
{
    return strspn(text, letters) >= length;
}

/* Docker names a container by twelve digits of its number; Kubernetes ends the name of a pod that a
 * deployment made with "-", the hash of its template, "-" and five more letters. Neither uses
 * vowels (rand.String of apimachinery). */
static bool is_name_of_container(const char *name)
{
    static const char HEX[] = "0123456789abcdef", SAFE[] = "bcdfghjklmnpqrstvwxz2456789";
    size_t length = strlen(name);
    if (length == 12 && is_of_letters(name, length, HEX))
        return strpbrk(name, "0123456789") != NULL;
    const char *tail = strrchr(name, '-'), *hash = tail;
    while (hash > name && hash[-1] != '-')
        hash--;
    return tail && strlen(tail + 1) == 5 && is_of_letters(tail + 1, 5, SAFE) && hash > name &&
           tail - hash >= 8 && tail - hash <= 10 &&
           is_of_letters(hash, (size_t)(tail - hash), SAFE);
}

static void weigh_host_name(Case *c)
{
    const Fact *host = seen(c, "host-named");
    if (host && is_name_of_container(host->text) && leaves_open(c, CAUSE_CONTAINER_NO_GPU) &&
        !was_seen(c, "container-with-gpu"))
        suspect(c, CAUSE_CONTAINER_NO_GPU, host,
                say(c, "%s is the name of a container, and the driver is not there", host->text));
}

/* ---- Its libraries ---- */

/* The stub of toolkits before 11 answers every call with -1. */
static void weigh_stub(Case *c)
{
    const Fact *failed = seen(c, "cuinit-failed");
    const Fact *code = failed ? fact_get(c->facts, failed->subject, FACT_ASKED_CODE) : NULL;
    if (code && code->known == PRESENT && code->number == -1)
        suspect(c, CAUSE_STUB_LIBCUDA, failed, "-1 is what the stub of the toolkit answers");
}

static void weigh_resolved(Case *c)
{
    const Fact *stub = seen(c, "stub-resolved");
    if (stub)
        conclude(c, CAUSE_STUB_LIBCUDA, stub, "the loader takes the stub of the toolkit");
}

void conclude_signs(Case *c)
{
    weigh_switch(c);
    weigh_mode(c);
    weigh_listed_cards(c);
    weigh_built_modules(c);
    weigh_fabric(c);
    weigh_given_nodes(c);
    weigh_offered(c);
    weigh_prompt(c);
    weigh_host_name(c);
    weigh_stub(c);
    weigh_resolved(c);
}

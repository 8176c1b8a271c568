/* What listings in a report tell of the machine: modules, device nodes, rights, MIG, and which GPUs
 * a process may see. A listing alone is no fault; it settles what a line leaves open. */
#include <string.h>

#include "diagnose/logged.h"

/* ---- Kernel modules ---- */

static bool smi_failed(const Case *c)
{
    return facts_subjects(c->facts, "log/nvidia-smi-failed/").count > 0;
}

/* A card has one driver: where nouveau is loaded and nvidia is not, nouveau has it. */
static void weigh_modules(Case *c)
{
    const Fact *nouveau = seen(c, "module-loaded/nouveau");
    if (!nouveau)
        nouveau = seen(c, "module-loaded/nova_core");
    if (!nouveau || was_seen(c, "module-loaded/nvidia"))
        return;
    if (smi_failed(c) || leaves_open(c, CAUSE_NOUVEAU_IN_USE) ||
        leaves_open(c, CAUSE_DRIVER_NOT_LOADED))
        conclude(c, CAUSE_NOUVEAU_IN_USE, nouveau,
                 "another driver is loaded, and the one of NVIDIA is not");
}

/* ---- Device nodes ---- */

static const Fact *absent_node(const Case *c)
{
    static const char *const NODES[] = {"node-absent//dev/nvidia-uvm", "uvm-absent",
                                        "node-absent//dev/nvidia*", "node-absent//dev/nvidiactl",
                                        "node-absent//dev/nvidia0"};
    for (size_t i = 0; i < sizeof NODES / sizeof *NODES; i++)
        if (was_seen(c, NODES[i]))
            return seen(c, NODES[i]);
    return NULL;
}

/* In WSL there are none, and all is well. */
static void weigh_nodes(Case *c)
{
    const Fact *absent = absent_node(c);
    if (!absent || strcmp(logged_system(c), "wsl") == 0 || has_cause(c, CAUSE_CONTAINER_NO_GPU) ||
        is_left_out_of_container(c))
        return;
    const char *says = "the kernel module runs, and a device node that CUDA needs is not there";
    if (was_seen(c, "module-loaded/nvidia") || was_seen(c, "driver-version") ||
        leaves_open(c, CAUSE_DEVICE_NODES_MISSING))
        conclude(c, CAUSE_DEVICE_NODES_MISSING, absent, says);
    else if (was_seen(c, "uvm-absent"))
        suspect(c, CAUSE_DEVICE_NODES_MISSING, absent, says);
}

/* "crw-rw----": others may not both read and write, as the driver needs it. */
static bool is_closed_to_others(const char *mode)
{
    return strlen(mode) >= 10 && (mode[7] != 'r' || mode[8] != 'w');
}

/* "adm,video" has "video". */
static bool is_in_group(const char *groups, const char *group)
{
    size_t length = strlen(group);
    for (const char *at = groups; *at; at += strspn(at, ",")) {
        size_t size = strcspn(at, ",");
        if (size == length && strncmp(at, group, size) == 0)
            return true;
        at += size;
    }
    return false;
}

static void weigh_node_rights(Case *c)
{
    static const char *const NODES[] = {"/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm"};
    for (size_t i = 0; i < sizeof NODES / sizeof *NODES; i++) {
        const Fact *mode = seen(c, say(c, "node-mode/%s", NODES[i]));
        const Fact *group = seen(c, say(c, "node-group/%s", NODES[i]));
        const char *groups = seen_text(c, "user-groups");
        if (!mode || !group || !is_closed_to_others(mode->text) || is_in_group(groups, group->text))
            continue;
        const char *says = say(c, "%s is for the group %s alone", NODES[i], group->text);
        if (*groups && leaves_open(c, CAUSE_DEVICE_PERMISSION))
            conclude(c, CAUSE_DEVICE_PERMISSION, mode, says);
        else if (leaves_open(c, CAUSE_DEVICE_PERMISSION))
            suspect(c, CAUSE_DEVICE_PERMISSION, mode, says);
    }
}

/* Device nodes for a group alone, and somebody for whom it fails. */
void weigh_closed_nodes(Case *c)
{
    const Fact *mode = seen(c, "node-mode//dev/nvidiactl");
    mode = mode ? mode : seen(c, "node-mode//dev/nvidia0");
    if (mode && is_closed_to_others(mode->text) && was_seen(c, "trouble-told") &&
        !c->judgement->causes.count)
        suspect(c, CAUSE_DEVICE_PERMISSION, mode,
                "the device nodes are for a group alone, in which the user may not be");
}

/* ---- Which GPUs a process may see ---- */

/* How many the table of nvidia-smi has; 0: it was not shown. */
static size_t gpus_shown(const Case *c)
{
    return facts_subjects(c->facts, "log/gpu-index/").count;
}

/* Whether the variable names a GPU that is there: TRUTH_UNKNOWN where their number is not told, and
 * where a word stands that may be a value in somebody's text. The list ends at the first entry that
 * is none. */
static Truth names_a_gpu(const Case *c, const char *value)
{
    if (strncmp(value, "$0", 2) == 0) /* the name of the shell or of its script */
        return truth_of(false);
    Text digits = {value, strspn(value, "0123456789")};
    long long number;
    if (digits.length == 0)
        return truth_unknown("what is meant by it is not told");
    if (!text_number(digits, &number)) /* larger than any */
        return truth_of(false);
    if (number > 0 && !gpus_shown(c))
        return truth_unknown("how many GPUs there are is not told");
    return truth_of(number == 0 || (size_t)number < gpus_shown(c));
}

static const Fact *visible_devices(const Case *c)
{
    static const char *const WAYS[] = {"visible-devices", "visible-devices-for-command",
                                       "visible-devices-in-program"};
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++)
        if (was_seen(c, WAYS[i]))
            return seen(c, WAYS[i]);
    return NULL;
}

/* No device, and a variable that names one which may not be there. */
static void weigh_named_device(Case *c)
{
    const Fact *value = visible_devices(c);
    const char *named = value ? first_word(c, value->text) : "";
    bool none = leaves_open(c, CAUSE_VISIBLE_DEVICES_HIDDEN) || was_seen(c, "runs-on-cpu") ||
                fact_number_or(c->facts, "log", FACT_LOG_GPUS_LISTED, -1) == 0;
    if (!*named || !none || is_ruled_out(c, CAUSE_VISIBLE_DEVICES_HIDDEN) ||
        has_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN))
        return;
    Truth there = names_a_gpu(c, named);
    if (is_yes(there))
        return;
    const char *says = say(c, "CUDA_VISIBLE_DEVICES=%s names a GPU that is not there", named);
    const char *perhaps = say(c, "CUDA_VISIBLE_DEVICES=%s may name a GPU that is not there", named);
    Cause *cause = is_no(there) ? conclude(c, CAUSE_VISIBLE_DEVICES_HIDDEN, value, says)
                                : suspect(c, CAUSE_VISIBLE_DEVICES_HIDDEN, value, perhaps);
    if (cause)
        cause_subject(c, cause, "CUDA_VISIBLE_DEVICES");
}

/* ---- MIG ---- */

/* A GPU that is divided offers its parts, by their names, and never itself. */
static void weigh_mig(Case *c)
{
    const Fact *on = seen(c, "mig-enabled"), *parts = seen(c, "mig-device");
    on = on ? on : seen(c, "mig-told");
    const Fact *value = visible_devices(c);
    bool fails =
        leaves_open(c, CAUSE_VISIBLE_DEVICES_HIDDEN) || leaves_open(c, CAUSE_MIG_MISCONFIGURED);
    bool by_name = value && strncmp(value->text, "MIG-", 4) == 0;
    if ((!on && !parts) || !fails || by_name)
        return;
    if (was_seen(c, "no-mig-parts"))
        conclude(c, CAUSE_MIG_MISCONFIGURED, on ? on : parts,
                 "MIG is on, and no part of the GPU was made");
    else
        suspect(c, CAUSE_MIG_MISCONFIGURED, on ? on : parts,
                "MIG is on, and the process names none of the parts");
}

/* ---- Libraries of the driver ---- */

/* The stub answers 34 to every call; a driver that answers otherwise is no stub. */
static void weigh_stubs(Case *c)
{
    const Fact *path = seen(c, "stubs-searched"), *failed = seen(c, "cuinit-failed");
    if (!path || !failed ||
        fact_get(c->facts, "log/cuinit-failed", FACT_ASKED_CODE)->known == PRESENT)
        return;
    suspect(c, CAUSE_STUB_LIBCUDA, path,
            "LD_LIBRARY_PATH leads to the stubs of the toolkit, and cuInit fails");
}

/* Inside WSL the driver is that of Windows. */
static void weigh_wsl_driver(Case *c)
{
    bool wsl = strcmp(logged_system(c), "wsl") == 0 || was_seen(c, "libcuda-of-wsl");
    const Fact *outside = seen(c, "libcuda-outside-wsl"), *told = seen(c, "linux-driver-in-wsl");
    const Fact *installs = seen(c, "installs-linux-driver");
    bool fails =
        was_seen(c, "nvml-failed") || was_seen(c, "libcuda-failed") || was_seen(c, "cuinit-failed");
    const char *says = "a Linux driver is installed inside WSL and hides the one of Windows";
    if (wsl && outside)
        conclude(c, CAUSE_WSL_LINUX_DRIVER_INSTALLED, outside, says);
    else if (told || (wsl && installs && fails))
        suspect(c, CAUSE_WSL_LINUX_DRIVER_INSTALLED, told ? told : installs, says);
}

/* ---- Guests ---- */

/* VirtualBox and VMware show a card of their own, and never the one of the host. */
static void weigh_guest(Case *c)
{
    const Fact *guest = seen(c, "guest-named");
    bool none = was_left_without_gpu(c) || leaves_open(c, CAUSE_NO_NVIDIA_GPU) ||
                was_seen(c, "no-device") ||
                (was_seen(c, "raised") && !was_seen(c, "ended-otherwise")) ||
                was_seen(c, "gpu-lacking-told");
    if (guest && none && !was_seen(c, "guest-has-gpu") && !was_seen(c, "driver-version") &&
        strcmp(logged_system(c), "wsl") != 0)
        suspect(c, CAUSE_NO_NVIDIA_GPU, guest,
                "it runs in a virtual machine, which does not have the card of its host");
}

/* ---- AMD ---- */

static void weigh_amd(Case *c)
{
    const Fact *amd = seen(c, "gpu-vendor/amd");
    if (!amd && was_seen(c, "rocm-named") && !was_seen(c, "gpu-named"))
        amd = seen(c, "named-vendor/amd");
    const Fact *packages = fact_get(c->facts, "env", FACT_CUDA_PACKAGES);
    const char *says = "the GPU is one of AMD, and the framework is built for CUDA";
    if (!amd || was_seen(c, "pci-vendor/nvidia"))
        return;
    bool cuda_build = was_seen(c, "cuda-build-of-torch") || was_seen(c, "cuda-build-told") ||
                      packages->known == PRESENT ||
                      facts_subjects(c->facts, "log/library-failed/libcu").count > 0 ||
                      (was_seen(c, "libcuda-failed") && is_ruled_out(c, CAUSE_CPU_ONLY_BUILD));
    if (cuda_build)
        conclude(c, CAUSE_ROCM_WRONG_PACKAGE, amd, says);
    else if (leaves_open(c, CAUSE_ROCM_WRONG_PACKAGE) || was_seen(c, "libcuda-failed"))
        suspect(c, CAUSE_ROCM_WRONG_PACKAGE, amd, says);
}

void conclude_machine(Case *c)
{
    weigh_modules(c);
    weigh_nodes(c);
    weigh_node_rights(c);
    weigh_mig(c);
    weigh_named_device(c);
    weigh_stubs(c);
    weigh_wsl_driver(c);
    weigh_guest(c);
    weigh_amd(c);
}

/* What people tell in sentences: where it works and where not, what mended it, what it was before
 * it broke. Who says that something mended it is believed; the rest is a suspicion, which counts
 * where nothing else is known. */
#include <string.h>

#include "diagnose/logged.h"

/* ---- Where it works, and where not ---- */

/* "says/PLACE/THING/HOW"; NULL for `thing`: any of them. */
static const Fact *told_of(const Case *c, const char *place, const char *thing, const char *how)
{
    static const char *const THINGS[] = {"smi", "uvm", "nodes", "gpu", "libcuda", "kfd", "any"};
    if (thing)
        return seen(c, arena_printf(c->arena, "says/%s/%s/%s", place, thing, how));
    for (size_t i = 0; i < sizeof THINGS / sizeof *THINGS; i++) {
        const Fact *fact = told_of(c, place, THINGS[i], how);
        if (fact)
            return fact;
    }
    return NULL;
}

static bool works(const Case *c, const char *place)
{
    return told_of(c, place, NULL, "works") != NULL;
}

bool is_about_amd(const Case *c)
{
    return was_seen(c, "rocm-named") || was_seen(c, "gpu-vendor/amd");
}

bool is_in_wsl(const Case *c)
{
    return strcmp(logged_system(c), "wsl") == 0 || was_seen(c, "wsl-named");
}

bool is_in_container(const Case *c)
{
    return was_seen(c, "container-prose") || was_seen(c, "container") ||
           was_seen(c, "container-prompt");
}

/* Where it works for root, on the host or in a container, the card and its module are in order. */
bool is_denied_by_people(const Case *c, CauseId id)
{
    StepId step = cause_step(id);
    bool machine = step == STEP_GPU || step == STEP_KERNEL_DRIVER;
    bool elsewhere = told_of(c, "host", "smi", "works") || told_of(c, "host", "gpu", "works") ||
                     told_of(c, "container", "smi", "works");
    bool for_root = works(c, "root") && told_of(c, "user", NULL, "fails");
    bool works_inside = told_of(c, "container", "gpu", "works") && !was_left_without_gpu(c) &&
                        !told_of(c, "container", "gpu", "fails") && !was_seen(c, "cuinit-failed");
    if (id == CAUSE_CONTAINER_NO_GPU)
        return works_inside;
    return machine && id != CAUSE_CUINIT_UNKNOWN_999 && (elsewhere || for_root || works_inside);
}

/* Docker and its like leave a device out that was not asked for. LXC has those of the host. */
bool is_left_out_of_container(const Case *c)
{
    bool fails =
        told_of(c, "container", "uvm", "fails") || told_of(c, "container", "nodes", "fails");
    return fails && !told_of(c, "container", "smi", "works") && !was_seen(c, "lxc-named");
}

/* Root may, somebody else may not. One call as root that helps all others makes device nodes. */
static void weigh_users(Case *c)
{
    const Fact *root = told_of(c, "root", NULL, "works"), *user = told_of(c, "user", NULL, "fails");
    if (!root || !user || works(c, "user") || was_seen(c, "root-once-helps") ||
        was_seen(c, "helped/run-once") || was_seen(c, "helped/uvm-load"))
        return;
    CauseId id = is_about_amd(c) ? CAUSE_ROCM_PERMISSION : CAUSE_DEVICE_PERMISSION;
    if (is_ruled_out(c, id) || has_cause(c, CAUSE_DEVICE_NODES_MISSING))
        return;
    put_line_of(c, conclude(c, id, user, "it works for root and not for an ordinary user"), root);
}

/* On the host it works, and in the container it does not. */
static void weigh_containers(Case *c)
{
    const Fact *host = told_of(c, "host", NULL, "works");
    const Fact *inside = told_of(c, "container", NULL, "fails");
    if (!host || !inside || told_of(c, "container", "smi", "works") || was_seen(c, "lxc-named"))
        return;
    if (was_seen(c, "container-with-gpu"))
        suspect(c, CAUSE_CONTAINER_TOOLKIT_BROKEN, inside,
                "the GPU was asked for and works on the host, and not in the container");
    else
        suspect(c, CAUSE_CONTAINER_NO_GPU, inside,
                "it works on the host, and not in the container");
}

/* ---- What mended it ---- */

static const struct {
    const char *deed;
    CauseId cause;
    const char *needs; /* an outcome that has to be seen too; NULL: none */
    const char *says;
} DEEDS[] = {
    {"secure-boot", CAUSE_DRIVER_NOT_LOADED, NULL,
     "it works without Secure Boot, or with a key for it: the module was refused"},
    {"nouveau-off", CAUSE_NOUVEAU_IN_USE, NULL, "it works when no other driver has the card"},
    {"modprobe", CAUSE_DRIVER_NOT_LOADED, NULL, "it works when the module is loaded by hand"},
    {"uvm-load", CAUSE_DEVICE_NODES_MISSING, NULL, "it works when nvidia_uvm is loaded by hand"},
    {"make-nodes", CAUSE_DEVICE_NODES_MISSING, NULL, "it works when the device nodes are made"},
    {"run-once", CAUSE_DEVICE_NODES_MISSING, NULL,
     "the first call as root makes the device nodes, and nothing else does"},
    {"reload-uvm", CAUSE_CUINIT_UNKNOWN_999, NULL, "it works when the module is loaded anew"},
    {"fabric-start", CAUSE_FABRIC_MANAGER_DOWN, NULL, "it works when the fabric manager runs"},
    {"wsl-path", CAUSE_WSL_LIBCUDA_MISSING, NULL,
     "it works when the directory of the driver of Windows is searched"},
    {"wsl-update", CAUSE_WSL_LIBCUDA_MISSING, "wsl", "a newer WSL or driver of Windows helped"},
    {"remove-driver", CAUSE_WSL_LINUX_DRIVER_INSTALLED, "wsl",
     "it works when the Linux driver inside WSL is removed"},
    {"stubs", CAUSE_STUB_LIBCUDA, NULL, "it works when the stubs are searched no more"},
    {"default-mode", CAUSE_EXCLUSIVE_COMPUTE_MODE, NULL, "another compute mode helped"},
    {"mig-set", CAUSE_MIG_MISCONFIGURED, NULL, "it helped to set up MIG anew"},
    {"gfx", CAUSE_ROCM_UNSUPPORTED_GPU, NULL, "it helped to give the GPU out for another one"},
    {"rocm-build", CAUSE_ROCM_WRONG_PACKAGE, "rocm-named", "the build for ROCm helped"},
    {"switch-gpu", CAUSE_GPU_SWITCHED_OFF, NULL, "it helped to switch the card on"},
    {"restart-container", CAUSE_CONTAINER_CGROUP_LOST, "container-prose",
     "it helped to start the container anew"},
    {"unset-variable", CAUSE_VISIBLE_DEVICES_HIDDEN, NULL, "it helped to set the variable right"},
    {"chmod", CAUSE_DEVICE_PERMISSION, NULL, "it helped to let everybody open the device nodes"},
    {"group", CAUSE_DEVICE_PERMISSION, NULL, "it helped to let the user open the device nodes"},
    {"firmware", CAUSE_GSP_FIRMWARE_MISSING, NULL, "it helped to see to the firmware of the card"},
    {"other-flavour", CAUSE_DRIVER_WRONG_FLAVOUR, NULL, "the other kernel module helped"},
    {"bar-space", CAUSE_GPU_DOES_NOT_START, NULL, "it helped to set up the machine's firmware"},
    {"reset", CAUSE_GPU_NEEDS_RESET, NULL, "a reset of the GPU helped"},
    {"reseat", CAUSE_GPU_LOST, NULL, "it helped to see to the card's slot, power or cooling"},
    {"find-libcuda", CAUSE_LIBCUDA_NOT_FOUND, "libcuda-said",
     "it works when the loader finds the driver's library"},
    {"give-gpu", CAUSE_CONTAINER_NO_GPU, NULL, "it works when the GPU is asked for"},
    {"toolkit", CAUSE_CONTAINER_TOOLKIT_BROKEN, NULL, "it helped to set up the container toolkit"},
    {"kill", CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, NULL, "it helped to end another process"},
    {"rebuild", CAUSE_DRIVER_NOT_LOADED, NULL, "it helped to build the module for this kernel"},
    {"older-branch", CAUSE_DRIVER_DROPS_OLD_GPU, NULL, "an older driver helped"},
    {"install-driver", CAUSE_DRIVER_NOT_INSTALLED, NULL, "it helped to install the driver"},
    {"update-driver", CAUSE_DRIVER_TOO_OLD, NULL, "a newer driver helped"},
    {"other-cuda", CAUSE_CUDA_VERSION_MISMATCH, NULL, "another version of CUDA helped"},
    {"other-cudnn", CAUSE_CUDNN_VERSION_MISMATCH, NULL, "another version of cuDNN helped"},
    {"install-cudnn", CAUSE_CUDNN_MISSING, NULL, "it helped to install cuDNN"},
    {"ptxas", CAUSE_LIBDEVICE_OR_PTXAS_MISSING, NULL,
     "it helped to give XLA its part of the toolkit"},
    {"library-path", CAUSE_CUDA_LIBS_NOT_ON_PATH, NULL,
     "it helped to have the libraries of CUDA found"},
    {"install-cuda", CAUSE_CUDA_LIBS_MISSING, NULL, "it helped to install the libraries of CUDA"},
    {"one-package", CAUSE_CONFLICTING_TF_PACKAGES, NULL,
     "it helped to take one of two packages away"},
    {"metal", CAUSE_MACOS_NO_METAL, NULL, "the plug-in for Metal helped"},
    {"gpu-build", CAUSE_CPU_ONLY_BUILD, NULL, "a build for the GPU helped"},
    {"other-environment", CAUSE_WRONG_PYTHON_ENV, NULL, "another environment of Python helped"},
    {"other-python", CAUSE_PYTHON_VERSION_NO_WHEEL, NULL, "another version of Python helped"},
    {"keras-backend", CAUSE_KERAS_BACKEND_NOT_TF, NULL, "another backend of Keras helped"},
    {"cudnn-layer", CAUSE_LSTM_NOT_CUDNN, NULL, "it helped to let the layer use cuDNN"},
    {"move-to-gpu", CAUSE_EXPLICIT_CPU_PLACEMENT, NULL, "it helped to move the work to the GPU"},
    {"faster-data", CAUSE_INPUT_PIPELINE_BOUND, NULL, "it helped to bring the data faster"},
    {"more-work", CAUSE_MODEL_TOO_SMALL, NULL, "it helped to give the GPU more work at a time"},
};

static CauseId cause_of_deed(const Case *c, size_t i)
{
    bool rights = DEEDS[i].cause == CAUSE_DEVICE_PERMISSION;
    return rights && is_about_amd(c) ? CAUSE_ROCM_PERMISSION : DEEDS[i].cause;
}

static const Fact *helped(const Case *c, size_t i)
{
    bool is_met = !DEEDS[i].needs || was_seen(c, DEEDS[i].needs) ||
                  (strcmp(DEEDS[i].needs, "wsl") == 0 && is_in_wsl(c));
    return is_met ? seen(c, arena_printf(c->arena, "helped/%s", DEEDS[i].deed)) : NULL;
}

/* A line leaves the cause open, and what mended it fits. */
static void settle_by_deeds(Case *c)
{
    for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS; i++) {
        const Fact *fact = helped(c, i);
        CauseId id = cause_of_deed(c, i);
        if (fact && leaves_open(c, id))
            suspect(c, id, fact, DEEDS[i].says);
    }
}

void conclude_tellings(Case *c)
{
    weigh_users(c);
    weigh_containers(c);
    settle_by_deeds(c);
}

/* ---- Where nothing else is known ---- */

static void suspect_by_deeds(Case *c)
{
    for (size_t i = 0; i < sizeof DEEDS / sizeof *DEEDS && !has_any_cause(c); i++) {
        const Fact *fact = helped(c, i);
        if (fact)
            suspect(c, cause_of_deed(c, i), fact, DEEDS[i].says);
    }
}

/* What is not there, and what that means on a machine or in a container. */
static const struct {
    const char *thing;
    CauseId cause, inside;
    const char *says;
} MISSING[] = {
    {"uvm", CAUSE_DEVICE_NODES_MISSING, CAUSE_CONTAINER_NO_GPU, "/dev/nvidia-uvm is not there"},
    {"nodes", CAUSE_DEVICE_NODES_MISSING, CAUSE_CONTAINER_NO_GPU,
     "device nodes of the driver are not there"},
    {"module", CAUSE_DRIVER_NOT_LOADED, CAUSE_DRIVER_NOT_LOADED,
     "the kernel module of the driver is not there"},
    {"dxg", CAUSE_WSL_LIBCUDA_MISSING, CAUSE_WSL_LIBCUDA_MISSING,
     "/dev/dxg, by which WSL reaches the GPU, is not there"},
    {"toolkit", CAUSE_CONTAINER_TOOLKIT_BROKEN, CAUSE_CONTAINER_TOOLKIT_BROKEN,
     "the container toolkit does not work"},
    {"plugin", CAUSE_CONTAINER_TOOLKIT_BROKEN, CAUSE_CONTAINER_TOOLKIT_BROKEN,
     "the device plugin offers no GPU"},
};

static void suspect_by_missing(Case *c)
{
    static const char *const PLACES[] = {"container", "any", "host", "job", "user", "wsl", "guest"};
    for (size_t i = 0; i < sizeof MISSING / sizeof *MISSING; i++)
        for (size_t k = 0; k < sizeof PLACES / sizeof *PLACES && !has_any_cause(c); k++) {
            const Fact *fails = told_of(c, PLACES[k], MISSING[i].thing, "fails");
            bool inside =
                k == 0 && !told_of(c, "container", "smi", "works") && !was_seen(c, "lxc-named");
            if (fails)
                suspect(c, inside ? MISSING[i].inside : MISSING[i].cause, fails, MISSING[i].says);
        }
}

static const struct {
    const char *harm;
    CauseId cause;
    bool in_container, in_wsl; /* it counts there alone */
    const char *says;
} HARMS[] = {
    {"switched-off", CAUSE_GPU_SWITCHED_OFF, false, false, "the card is switched off"},
    {"secure-boot-on", CAUSE_DRIVER_NOT_LOADED, false, false,
     "Secure Boot is on, and refuses modules that it does not know"},
    {"sleep", CAUSE_CUINIT_UNKNOWN_999, false, false, "it fails since the machine slept"},
    {"while", CAUSE_CONTAINER_CGROUP_LOST, true, false,
     "the container had the GPU and lost it while it ran"},
    {"lost", CAUSE_CONTAINER_CGROUP_LOST, true, false,
     "the container had the GPU and lost it while it ran"},
    {"linux-driver", CAUSE_WSL_LINUX_DRIVER_INSTALLED, false, true,
     "a Linux driver was installed inside WSL"},
    {"kernel-update", CAUSE_DRIVER_NOT_LOADED, false, false,
     "it fails since the kernel was updated: the module was not built for the new one"},
    {"driver-update", CAUSE_DRIVER_LIB_MISMATCH, false, false,
     "it fails since packages were updated: libraries and module of the driver may differ"},
};

static void suspect_by_harms(Case *c)
{
    for (size_t i = 0; i < sizeof HARMS / sizeof *HARMS && !has_any_cause(c); i++) {
        const Fact *harmed = seen(c, arena_printf(c->arena, "harmed/%s", HARMS[i].harm));
        bool there =
            (!HARMS[i].in_container || is_in_container(c)) && (!HARMS[i].in_wsl || is_in_wsl(c));
        if (harmed && there)
            suspect(c, HARMS[i].cause, harmed, HARMS[i].says);
    }
}

/* Two sentences, or a sentence and a table, that fit each other. */
static const struct {
    const char *one, *other;
    CauseId cause;
    const char *says;
} PAIRS[] = {
    {"rules-rewritten", "container-prose", CAUSE_CONTAINER_CGROUP_LOST,
     "the rules for devices of the container were written anew"},
    {"one-mig-part", "mig-device", CAUSE_MIG_MISCONFIGURED,
     "a process may use one part of a GPU that is divided"},
    {"one-mig-part", "mig-enabled", CAUSE_MIG_MISCONFIGURED,
     "a process may use one part of a GPU that is divided"},
    {"gpu-memory-told", "gpu-memory-told", CAUSE_GPU_MEMORY_EXHAUSTED,
     "the memory of the GPU does not suffice"},
    {"helped/variable-first", "sets-variable-inside", CAUSE_VISIBLE_DEVICES_SET_TOO_LATE,
     "the program sets CUDA_VISIBLE_DEVICES itself, after CUDA has read it"},
};

static void suspect_by_pairs(Case *c)
{
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS && !has_any_cause(c); i++) {
        const Fact *one = seen(c, PAIRS[i].one);
        if (one && was_seen(c, PAIRS[i].other))
            suspect(c, PAIRS[i].cause, one, PAIRS[i].says);
    }
}

/* One user can and another cannot. */
static void suspect_by_accounts(Case *c)
{
    const Fact *two = seen(c, "two-accounts");
    bool differs = told_of(c, "any", NULL, "works") && told_of(c, "any", NULL, "fails");
    CauseId id = is_about_amd(c) ? CAUSE_ROCM_PERMISSION : CAUSE_DEVICE_PERMISSION;
    if (two && (differs || (works(c, "user") && told_of(c, "user", NULL, "fails"))) &&
        !has_any_cause(c))
        suspect(c, id, two, "one user can use the GPU, and another cannot");
}

/* In a container, while an image is built, on a node of a cluster. */
static void suspect_by_places(Case *c)
{
    const Fact *inside = told_of(c, "container", "smi", "fails");
    const Fact *built = told_of(c, "build", NULL, "fails"), *job = told_of(c, "job", NULL, "fails");
    if (!has_any_cause(c) && built)
        suspect(c, CAUSE_CONTAINER_NO_GPU, built, "while an image is built there is no GPU");
    if (!has_any_cause(c) && inside && !was_seen(c, "container-with-gpu"))
        suspect(c, CAUSE_CONTAINER_NO_GPU, inside, "nvidia-smi does not work in the container");
    if (!has_any_cause(c) && job && works(c, "login"))
        suspect(c, CAUSE_VISIBLE_DEVICES_HIDDEN, job,
                "it works where one logs in, and not in the job: the job may have no GPU");
}

void conclude_hearsay(Case *c)
{
    suspect_by_pairs(c);
    suspect_by_deeds(c);
    suspect_by_accounts(c);
    suspect_by_missing(c);
    suspect_by_harms(c);
    suspect_by_places(c);
}

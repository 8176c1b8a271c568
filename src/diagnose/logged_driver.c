/* What a log tells of the driver: its codes, its versions, and how the container was started. */
#include <string.h>

#include "base/version.h"
#include "diagnose/driver_codes.h"
#include "diagnose/driver_library.h"
#include "diagnose/logged.h"
#include "diagnose/visible_devices.h"

enum { INSUFFICIENT_DRIVER = 35, NO_DEVICE = 100, SYMBOL_NOT_FOUND = 500, UNKNOWN_ERROR = 999 };

/* ---- Versions ---- */

static void versions_differ(Case *c, const Fact *one, const char *library, const char *kernel)
{
    Cause *cause = conclude(
        c, CAUSE_DRIVER_LIB_MISMATCH, one,
        say(c, "the library of the driver is of %s, and its kernel module of %s", library, kernel));
    cause_subject(c, cause, library);
    cause_subject(c, cause, kernel);
}

/* "384.130" and "384.130.0" are one version. */
static bool is_same_version(const char *a, const char *b)
{
    return !version_is_before(a, b) && !version_is_before(b, a);
}

static void compare_versions(Case *c)
{
    static const char *const LIBRARIES[] = {"libcuda-version", "smi-version", "library-version"};
    const Fact *kernel = seen(c, "driver-version");
    for (size_t i = 0; kernel && i < sizeof LIBRARIES / sizeof *LIBRARIES; i++) {
        const Fact *library = seen(c, LIBRARIES[i]);
        int numbers[2];
        /* nvidia-smi of WSL is of another version than the driver of Windows. */
        if (i && is_in_wsl(c))
            return;
        bool whole = library && version_read(library->text, numbers, 2) == 2 &&
                     version_read(kernel->text, numbers, 2) == 2;
        if (whole && !is_same_version(library->text, kernel->text))
            versions_differ(c, library, library->text, kernel->text);
    }
}

/* ---- Age ---- */

static void weigh_age(Case *c)
{
    if (has_cause(c, CAUSE_DRIVER_TOO_OLD) || is_ruled_out(c, CAUSE_DRIVER_TOO_OLD))
        return;
    size_t before = c->judgement->causes.count;
    judge_age(c);
    if (c->judgement->causes.count == before)
        return;
    Cause *cause = &c->judgement->causes.items[before];
    const Fact *driver = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    cause->line = (LoggedLine){driver->source, driver->text};
}

/* Somebody names a GPU of another maker, and none of NVIDIA: no driver of NVIDIA can find one. */
static const Fact *only_other_maker(const Case *c)
{
    static const char *const OTHERS[] = {"gpu-vendor/intel", "gpu-vendor/amd", "named-vendor/intel",
                                         "named-vendor/amd"};
    if (was_seen(c, "gpu-named") || was_seen(c, "named-gpu") || was_seen(c, "pci-vendor/nvidia") ||
        was_seen(c, "driver-version") || was_seen(c, "rocm-named"))
        return NULL;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (was_seen(c, OTHERS[i]))
            return seen(c, OTHERS[i]);
    return NULL;
}

/* ---- Codes ---- */

static void name_code(Case *c, const Fact *failed, const DriverCode *code, CauseId id)
{
    Cause *cause = conclude(c, id, failed, say(c, "the driver answers: %s", code->says));
    if (code->hint)
        cause_evidence(c, cause, code->hint, failed->source);
}

/* Unknown means that the driver itself does not know; it has several reasons. */
static void unknown_error(Case *c, const Fact *failed)
{
    const Fact *slept = seen(c, "suspended");
    if (has_cause(c, CAUSE_DEVICE_NODES_MISSING) || has_cause(c, CAUSE_DEVICE_PERMISSION))
        return;
    Cause *cause = suspect(c, CAUSE_CUINIT_UNKNOWN_999, failed,
                           "cuInit ends in an unknown error, mostly after the machine slept, or "
                           "when the module nvidia_uvm is not loaded");
    if (cause && slept) {
        cause->certain = true;
        cause_evidence(c, cause, "the machine slept before", slept->source);
    }
}

/* A runtime that does not know the new driver of Windows gives its libraries in part. */
static void symbol_not_found(Case *c, const Fact *failed)
{
    bool wsl = is_in_wsl(c);
    if (wsl && was_seen(c, "container"))
        conclude(c, CAUSE_CONTAINER_TOOLKIT_BROKEN, failed,
                 "the container toolkit gives the container only a part of the driver of Windows");
    else if (wsl)
        suspect(c, CAUSE_WSL_LIBCUDA_MISSING, failed,
                "the libcuda that is loaded is not the one that Windows provides");
}

static bool may_be_without_card(long long code)
{
    return code == NO_DEVICE || code == UNKNOWN_ERROR;
}

/* 35 comes of the runtime, never of the driver, and also where it finds no driver at all.
 * TensorFlow has asked the driver itself before it calls the runtime. */
static void too_old_or_missing(Case *c, const Fact *failed)
{
    const char *framework = c->judgement->target.framework;
    bool asked = framework && strcmp(framework, "tensorflow") == 0;
    bool there = asked || was_seen(c, "driver-version") || was_seen(c, "card-has-driver") ||
                 was_seen(c, "module-loaded/nvidia");
    const char *says = "the driver is older than this CUDA needs, or is not there";
    if (there)
        conclude(c, CAUSE_DRIVER_TOO_OLD, failed, "the driver is older than this CUDA needs");
    else
        suspect(c, CAUSE_DRIVER_TOO_OLD, failed, says);
}

static void weigh_code(Case *c, const Fact *failed)
{
    const Fact *number = fact_get(c->facts, failed->subject, FACT_ASKED_CODE);
    const Fact *maker = only_other_maker(c);
    CauseId id;
    if (number->known != PRESENT)
        return;
    if (maker && may_be_without_card(number->number)) {
        put_line_of(
            c, suspect(c, CAUSE_NO_NVIDIA_GPU, maker, "the GPU that is named is not one of NVIDIA"),
            failed);
        return;
    }
    const DriverCode *code = cuda_code(number->number);
    if (number->number == UNKNOWN_ERROR)
        unknown_error(c, failed);
    else if (number->number == INSUFFICIENT_DRIVER)
        too_old_or_missing(c, failed);
    else if (number->number == SYMBOL_NOT_FOUND)
        symbol_not_found(c, failed);
    else if (code && code->cause && cause_by_word(code->cause, &id))
        name_code(c, failed, code, id);
}

/* ---- Containers, variables, rights ---- */

static void weigh_container(Case *c)
{
    const Fact *without = seen(c, "container-without-gpu");
    const Fact *line = line_that_leaves_open(c, CAUSE_CONTAINER_NO_GPU);
    const Fact *prose = seen(c, "container-prose");
    if (!line || is_ruled_out(c, CAUSE_CONTAINER_NO_GPU))
        return;
    if (!without) {
        if (prose && was_seen(c, "libcuda-failed") && !was_seen(c, "container-with-gpu"))
            suspect(c, CAUSE_CONTAINER_NO_GPU, line, "it runs in a container, without a driver");
        return;
    }
    Cause *cause =
        conclude(c, CAUSE_CONTAINER_NO_GPU, without, "the container was started without the GPU");
    put_line_of(c, cause, line);
}

/* Numbers are read as the driver reads them. Of words, only those are believed that are written to
 * hide every GPU: others may stand for a value in somebody's text. */
static bool hides_all(Case *c, const char *value)
{
    static const char *const NONE[] = {"", "none", "None", "NoDevFiles"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
        if (strcmp(value, NONE[i]) == 0)
            return true;
    return strchr("-0123456789", *value) &&
           visible_devices(c->arena, value, 0, (Strings){0}).hides_all;
}

static void weigh_variable(Case *c)
{
    const Fact *value = seen(c, "visible-devices");
    if (!value && line_that_leaves_open(c, CAUSE_VISIBLE_DEVICES_HIDDEN))
        value = seen(c, "visible-devices-for-command");
    if (was_seen(c, "variable-without-effect") || was_seen(c, "hidden-on-purpose"))
        return;
    const char *says = value ? first_word(c, value->text) : "";
    if (!value || !hides_all(c, says) || is_ruled_out(c, CAUSE_VISIBLE_DEVICES_HIDDEN))
        return;
    Cause *cause = conclude(c, CAUSE_VISIBLE_DEVICES_HIDDEN, value,
                            say(c, "CUDA_VISIBLE_DEVICES=%s hides every GPU", says));
    cause_subject(c, cause, "CUDA_VISIBLE_DEVICES");
}

/* What root may and another user may not is a matter of rights. */
static void weigh_rights(Case *c)
{
    const Fact *root = seen(c, "works-as-root"), *group = seen(c, "group-helped");
    const char *closed = "the device nodes are for a group alone, in which the user is not";
    CauseId id = is_about_amd(c) ? CAUSE_ROCM_PERMISSION : CAUSE_DEVICE_PERMISSION;
    if (group && was_seen(c, "nodes-for-a-group"))
        conclude(c, id, group, closed);
    else if (group && leaves_open(c, id))
        suspect(c, id, group, closed);
    if (root && was_seen(c, "fails-as-user") && !has_cause(c, id) &&
        !was_seen(c, "root-once-helps"))
        conclude(c, id, root,
                 "it works for root and not for an ordinary user: the user may not open the device "
                 "nodes");
}

/* What worked in a running container and stopped without a change of the container. */
static void weigh_loss(Case *c)
{
    const Fact *worked = seen(c, "worked-for-a-while"), *nvml = seen(c, "nvml-failed");
    if (worked && nvml && !is_told_surely(c, CAUSE_DRIVER_LIB_MISMATCH) && is_in_container(c))
        conclude(c, CAUSE_CONTAINER_CGROUP_LOST, nvml,
                 "the container had the GPU and lost it while it ran: its device rules were "
                 "written anew");
}

/* Ways in which nvidia-smi fails, and what is behind each first of all. */
static const struct {
    const char *how;
    CauseId cause;
    const char *says;
} SMI[] = {
    {"version-mismatch", CAUSE_DRIVER_LIB_MISMATCH,
     "nvidia-smi: library and kernel module of the driver are of different versions"},
    {"no-driver-answer", CAUSE_DRIVER_NOT_LOADED,
     "nvidia-smi is installed, and no kernel module answers it"},
    {"not-loaded", CAUSE_DRIVER_NOT_LOADED, "NVML: the kernel module is not loaded"},
    {"not-found", CAUSE_DRIVER_NOT_INSTALLED, "there is no nvidia-smi, so no driver is installed"},
    {"library-not-found", CAUSE_DRIVER_NOT_INSTALLED,
     "nvidia-smi does not find the driver's library"},
    {"insufficient-permissions", CAUSE_DEVICE_PERMISSION, "this user may not ask the driver"},
    {"lost-gpu", CAUSE_GPU_LOST, "nvidia-smi: a GPU is lost"},
};

static void weigh_smi(Case *c)
{
    for (size_t i = 0; i < sizeof SMI / sizeof *SMI; i++) {
        const Fact *failed = seen(c, say(c, "nvidia-smi-failed/%s", SMI[i].how));
        bool of_container =
            SMI[i].cause == CAUSE_DRIVER_NOT_INSTALLED && has_cause(c, CAUSE_CONTAINER_NO_GPU);
        bool waits = SMI[i].cause == CAUSE_GPU_LOST && has_cause(c, CAUSE_GPU_NEEDS_RESET);
        if (failed && !of_container && !waits)
            suspect(c, SMI[i].cause, failed, SMI[i].says);
    }
}

static void weigh_other_driver(Case *c)
{
    const Fact *other = seen(c, "other-kernel-driver");
    if (other && was_seen(c, "pci-vendor/nvidia"))
        conclude(c, CAUSE_NOUVEAU_IN_USE, other,
                 say(c, "the kernel driver %s has the card", other->text));
}

/* Windows puts its libcuda there; a listing without it shows that it did not. */
static void weigh_wsl(Case *c)
{
    const Fact *listing = seen(c, "listing//usr/lib/wsl/lib"), *absent = seen(c, "wsl-lib-absent");
    const Fact *failed = seen(c, "libcuda-failed");
    bool without = listing && !strstr(listing->text, "libcuda");
    if (without || absent)
        conclude(c, CAUSE_WSL_LIBCUDA_MISSING, absent ? absent : listing,
                 "Windows has put no libcuda into /usr/lib/wsl/lib");
    else if (failed && strcmp(logged_system(c), "wsl") == 0 && !was_seen(c, "container") &&
             !was_seen(c, "libcuda-outside-wsl"))
        suspect(c, CAUSE_WSL_LIBCUDA_MISSING, failed,
                "in WSL the libcuda that Windows provides was not found");
}

/* The file to link programs with knows of no GPU. */
static void weigh_file_of_libcuda(Case *c)
{
    const Fact *file = seen(c, "libcuda-at");
    if (file && strstr(file->text, "/stubs/"))
        conclude(c, CAUSE_STUB_LIBCUDA, file,
                 say(c, "the libcuda that was opened is the stub %s", file->text));
}

/* NVML was opened, and nothing came of it: it may have answered with an error, of which TensorFlow
 * says nothing. */
static void weigh_silent_nvml(Case *c)
{
    const Fact *opened = seen(c, "library-opened/libnvidia-ml.so.1");
    bool none = fact_number_or(c->facts, "log", FACT_LOG_GPUS_LISTED, -1) == 0;
    if (opened && none)
        suspect(c, CAUSE_NVML_NOT_FOUND, opened,
                "libnvidia-ml.so.1 was opened, and no GPU was counted: NVML may have failed");
}

/* Who opens NVML needs it. Where libcuda.so.1 was opened too, the driver is there and only this
 * part of it is not. A device that was counted all the same refutes it. */
static void weigh_nvml(Case *c)
{
    const Fact *failed = seen(c, "nvml-not-opened");
    if (leaves_open(c, CAUSE_CONTAINER_TOOLKIT_BROKEN) || was_seen(c, "cuinit-failed") ||
        is_ruled_out(c, CAUSE_NVML_NOT_FOUND))
        return;
    if (!failed) {
        weigh_silent_nvml(c);
        return;
    }
    const char *says = "libnvidia-ml.so.1 cannot be opened, and without it no GPU is counted";
    Cause *cause = was_seen(c, "library-opened/libcuda.so.1")
                       ? conclude(c, CAUSE_NVML_NOT_FOUND, failed, says)
                       : suspect(c, CAUSE_NVML_NOT_FOUND, failed, says);
    if (cause)
        cause_subject(c, cause, failed->text);
}

/* What comes right when the module is loaded anew after a sleep was a bad state of it. */
static void weigh_sleep(Case *c)
{
    const Fact *slept = seen(c, "suspended");
    if (slept && was_seen(c, "uvm-reload-helps"))
        conclude(c, CAUSE_CUINIT_UNKNOWN_999, slept,
                 "the module nvidia_uvm is in a bad state since the machine slept");
}

/* No driver is missed where there is nothing for it to drive. */
static void weigh_other_maker(Case *c)
{
    const Fact *maker = only_other_maker(c);
    bool amd = maker && was_seen(c, "named-vendor/amd") && strcmp(logged_system(c), "windows") != 0;
    if (maker && !amd &&
        (leaves_open(c, CAUSE_NO_NVIDIA_GPU) || leaves_open(c, CAUSE_DRIVER_NOT_INSTALLED)))
        suspect(c, CAUSE_NO_NVIDIA_GPU, maker, "the GPU that is named is not one of NVIDIA");
}

void conclude_driver(Case *c)
{
    compare_versions(c);
    weigh_container(c);
    weigh_variable(c);
    weigh_rights(c);
    weigh_loss(c);
    weigh_smi(c);
    weigh_wsl(c);
    weigh_other_driver(c);
    weigh_file_of_libcuda(c);
    weigh_nvml(c);
    weigh_sleep(c);
    weigh_other_maker(c);
}

/* Of these the code says more than cuda_code(): memory that is held, or a card that is taken. */
static bool is_held(long long code)
{
    enum { OUT_OF_MEMORY = 2, DEVICE_UNAVAILABLE = 46 };
    return code == OUT_OF_MEMORY || code == DEVICE_UNAVAILABLE;
}

bool is_of_another_code(const Case *c, const Fact *line, CauseId id)
{
    enum { LAST_CODE = 999 };
    const Fact *failed = seen(c, "cuinit-failed");
    if (!failed || strcmp(failed->source, line->source) != 0)
        return false;
    long long code = fact_number_or(c->facts, "log/cuinit-failed", FACT_ASKED_CODE, 0);
    const DriverCode *own = code ? cuda_code(code) : NULL;
    if (!own || (own->cause && strcmp(own->cause, cause_word(id)) == 0))
        return false;
    if (id == CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS)
        return !is_held(code);
    for (long long other = 1; other <= LAST_CODE; other++) {
        const DriverCode *of = cuda_code(other);
        if (of && of->cause && strcmp(of->cause, cause_word(id)) == 0)
            return true;
    }
    return false;
}

void conclude_codes(Case *c)
{
    static const char *const CODES[] = {"cuinit-failed", "cuda-failed"};
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        if (was_seen(c, CODES[i]))
            weigh_code(c, seen(c, CODES[i]));
    weigh_age(c);
}

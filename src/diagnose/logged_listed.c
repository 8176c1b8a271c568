/* What programs list of cards and packages, beside a complaint. A listing alone is no fault. */
#include <string.h>

#include "diagnose/logged.h"

/* Something shows that the GPU is not used, or that its driver does not answer. */
static bool has_complaint(const Case *c)
{
    static const char *const FAILURES[] = {"libcuda-failed",  "libcuda-said", "no-device",
                                           "cuinit-failed",   "nvml-failed",  "gpu-lacking-told",
                                           "unavailable-told"};
    for (size_t i = 0; i < sizeof FAILURES / sizeof *FAILURES; i++)
        if (was_seen(c, FAILURES[i]))
            return true;
    return was_left_without_gpu(c) || facts_subjects(c->facts, "log/nvidia-smi-failed/").count > 0;
}

/* ---- Cards ---- */

/* The driver answers, or the card has it. */
static bool runs_driver(const Case *c)
{
    return was_seen(c, "driver-version") || was_seen(c, "card-has-driver") ||
           was_seen(c, "module-loaded/nvidia");
}

static void weigh_card_without_driver(Case *c)
{
    const Fact *bare = seen(c, "card-without-driver");
    const char *says = "no kernel driver has the card of NVIDIA";
    if (!bare || runs_driver(c) || !has_complaint(c))
        return;
    if (was_seen(c, "nvidia-smi-failed/no-driver-answer") ||
        was_seen(c, "nvidia-smi-failed/not-loaded") || was_seen(c, "card-module-there"))
        suspect(c, CAUSE_DRIVER_NOT_LOADED, bare, says);
    else if (was_seen(c, "nvidia-smi-failed/not-found") || !leaves_open(c, CAUSE_DRIVER_NOT_LOADED))
        suspect(c, CAUSE_DRIVER_NOT_INSTALLED, bare, says);
    else
        suspect(c, CAUSE_DRIVER_NOT_LOADED, bare, says);
}

/* Who gives the card to a guest means to; on the host no program has it then. */
static void weigh_card_for_guest(Case *c)
{
    const Fact *kept = seen(c, "card-kept-for-guest");
    if (kept && has_complaint(c) && !runs_driver(c) && !was_seen(c, "guest-named") &&
        !was_seen(c, "guest-spoken-of"))
        suspect(c, CAUSE_NOUVEAU_IN_USE, kept, "the card is kept for a virtual machine");
}

/* ---- Which libcuda ---- */

/* The file of a driver for Linux ends in its version; that of Windows in "1" or "1.1". */
static bool is_of_linux_driver(const char *path)
{
    const char *name = strstr(path, "/libcuda.so.");
    return name && strlen(name) > strlen("/libcuda.so.") + 4;
}

/* Inside WSL the driver is that of Windows. */
static void weigh_libcuda_in_wsl(Case *c)
{
    const Fact *file = seen(c, "libcuda-at");
    const char *says = "a Linux driver is installed inside WSL and hides the one of Windows";
    if (!file || *file->text != '/' || strstr(file->text, "/wsl") || !is_in_wsl(c) ||
        is_in_container(c))
        return;
    if (is_of_linux_driver(file->text))
        conclude(c, CAUSE_WSL_LINUX_DRIVER_INSTALLED, file, says);
    else
        suspect(c, CAUSE_WSL_LINUX_DRIVER_INSTALLED, file, says);
}

/* ---- Packages of the distribution ---- */

/* A package of such a version; NULL: there is none. */
static const char *version_that_other_lacks(const Case *c, const char *of, const char *other)
{
    Strings versions = facts_subjects(c->facts, of);
    for (size_t i = 0; i < versions.count; i++) {
        const char *version = versions.items[i] + strlen(of);
        const char *same = arena_printf(c->arena, "%s%s", other, version);
        if (!*version || fact_get(c->facts, same, FACT_LOG_SEEN)->known == PRESENT)
            return NULL;
    }
    return versions.count ? versions.items[0] + strlen(of) : NULL;
}

/* Both come of one driver. Where nvidia-smi works the two that run are of one version. */
static void weigh_package_versions(Case *c)
{
    static const char LIBRARY[] = "log/driver-library/", MODULE[] = "log/driver-module/";
    const char *library = version_that_other_lacks(c, LIBRARY, MODULE);
    const char *module = version_that_other_lacks(c, MODULE, LIBRARY);
    if (!library || !module || !has_complaint(c) || was_seen(c, "smi-version") ||
        is_in_container(c))
        return;
    suspect(c, CAUSE_DRIVER_LIB_MISMATCH, seen(c, say(c, "driver-library/%s", library)),
            say(c, "the packages of the driver's library are of %s, those of its module of %s",
                library, module));
}

/* Inside WSL the driver is that of Windows, and no package of it is needed. */
static void weigh_package_in_wsl(Case *c)
{
    Strings libraries = facts_subjects(c->facts, "log/driver-library/");
    if (libraries.count && is_in_wsl(c) && has_complaint(c) && !is_in_container(c) &&
        !was_seen(c, "driver-answers"))
        suspect(c, CAUSE_WSL_LINUX_DRIVER_INSTALLED, seen(c, libraries.items[0] + strlen("log/")),
                "a package of the driver for Linux is installed inside WSL");
}

/* A list of NVIDIA's packages without one of its driver. Its own installer leaves none. */
static void weigh_no_package(Case *c)
{
    const Fact *searched = seen(c, "packages-searched");
    bool open =
        leaves_open(c, CAUSE_DRIVER_NOT_INSTALLED) || was_seen(c, "nvidia-smi-failed/not-found");
    if (searched && open && !was_seen(c, "driver-package") && !runs_driver(c) &&
        !was_seen(c, "driver-answers") && !is_in_container(c) && !is_in_wsl(c))
        suspect(c, CAUSE_DRIVER_NOT_INSTALLED, searched, "no package of the driver is installed");
}

bool is_refuted_by_listing(const Case *c, CauseId id)
{
    switch (id) {
    case CAUSE_NO_NVIDIA_GPU:
        return was_seen(c, "pci-vendor/nvidia") || was_seen(c, "driver-answers");
    case CAUSE_DRIVER_NOT_INSTALLED:
        return was_seen(c, "driver-answers") || was_seen(c, "card-module-there") ||
               (facts_subjects(c->facts, "log/driver-library/").count && !is_in_container(c));
    case CAUSE_DRIVER_NOT_LOADED:
    case CAUSE_NOUVEAU_IN_USE:
        return was_seen(c, "card-has-driver") || was_seen(c, "driver-answers");
    default: return false;
    }
}

void conclude_listed(Case *c)
{
    weigh_card_without_driver(c);
    weigh_card_for_guest(c);
    weigh_libcuda_in_wsl(c);
    weigh_package_versions(c);
    weigh_package_in_wsl(c);
    weigh_no_package(c);
}

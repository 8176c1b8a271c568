/* What programs list of cards and packages, beside a complaint. A listing alone is no fault. */
#include <string.h>

#include "diagnose/logged.h"

/* Something shows that the GPU is not used, or that its driver does not answer. */
static bool has_complaint(const Case *c)
{
    static const char *const FAILURES[] = {"libcuda-failed", "libcuda-said",    "no-device",
                                           "cuinit-failed",  "cuda-failed",     "nvml-failed",
                                           "raised",         "gpu-lacking-told"};
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
    if (!bare || runs_driver(c) || (!has_complaint(c) && !was_seen(c, "gpu-lacking-told")))
        return;
    if (was_seen(c, "nvidia-smi-failed/no-driver-answer") ||
        was_seen(c, "nvidia-smi-failed/not-loaded"))
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

bool is_refuted_by_listing(const Case *c, CauseId id)
{
    switch (id) {
    case CAUSE_NO_NVIDIA_GPU: return was_seen(c, "pci-vendor/nvidia");
    case CAUSE_DRIVER_NOT_LOADED:
    case CAUSE_NOUVEAU_IN_USE: return was_seen(c, "card-has-driver");
    default: return false;
    }
}

void conclude_listed(Case *c)
{
    weigh_card_without_driver(c);
    weigh_card_for_guest(c);
}

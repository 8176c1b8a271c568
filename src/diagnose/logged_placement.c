/* What it means where operations ran. */
#include "diagnose/logged.h"

/* Everything that need not be on the CPU ran there. */
bool ran_on_cpu(const Case *c)
{
    return was_seen(c, "placed-on-cpu") && !was_seen(c, "placed-on-gpu") &&
           !was_seen(c, "cudnn-loaded");
}

static void was_moved(Case *c, const Fact *moved)
{
    Cause *cause =
        conclude(c, CAUSE_SOFT_PLACEMENT_FALLBACK, moved,
                 say(c, "%s asked for the GPU, and soft placement put it on the CPU", moved->text));
    cause_subject(c, cause, moved->text);
}

static void was_asked_for(Case *c, const Fact *asked)
{
    Cause *cause = suspect(c, CAUSE_EXPLICIT_CPU_PLACEMENT, asked,
                           say(c, "%s asked for the CPU", asked->text));
    if (cause)
        cause_subject(c, cause, asked->text);
}

/* Without a GPU the request has nothing to do with it. */
static void weigh_requests(Case *c)
{
    const Fact *moved = seen(c, "moved-to-cpu"), *asked = seen(c, "asked-for-cpu");
    const Fact *on_cpu = seen(c, "placed-on-cpu");
    bool on_gpu = was_seen(c, "asks-for-gpu") && was_seen(c, "soft-placement-on");
    if (moved)
        was_moved(c, moved);
    else if (on_cpu && on_gpu)
        suspect(c, CAUSE_SOFT_PLACEMENT_FALLBACK, on_cpu,
                "the program asks for the GPU, and soft placement put this on the CPU");
    else if (asked && ran_on_cpu(c))
        was_asked_for(c, asked);
}

static void note_cpu(Case *c)
{
    const Fact *placed = seen(c, "placed-on-cpu");
    add_note(c, say(c, "all that the log shows ran on the CPU: %s", placed->text));
    if (!has_cause(c, CAUSE_EXPLICIT_CPU_PLACEMENT) && !was_seen(c, "moved-to-cpu"))
        add_need(c, "which device each operation asks for",
                 "TF_CPP_VMODULE=execute=1,placer=1 python PROGRAM");
}

void conclude_placement(Case *c)
{
    bool gpu_made = fact_get(c->facts, "log", FACT_LOG_GPU_MADE)->known == PRESENT;
    if (!gpu_made)
        return;
    weigh_requests(c);
    if (ran_on_cpu(c))
        note_cpu(c);
}

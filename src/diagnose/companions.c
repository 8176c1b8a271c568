/* The driver has the card. What else does CUDA need of the kernel's side, and which signs are worth
 * a note? */
#include "diagnose/kernel_driver.h"

#include <string.h>

#include "diagnose/xid.h"

/* Without it the GPUs of such a machine refuse CUDA with error 802, and nvidia-smi works. */
static void judge_fabric_manager(Case *c)
{
    const Fact *switches = fact_get(c->facts, "machine", FACT_NVSWITCHES);
    const Fact *manager = fact_get(c->facts, "machine", FACT_FABRIC_MANAGER);
    if (switches->known != PRESENT || switches->number == 0 || manager->known != ABSENT)
        return;
    Cause *cause = add_cause(c, CAUSE_FABRIC_MANAGER_DOWN, EFFECT_CPU,
                             "the GPUs are joined by NVSwitches and no fabric manager runs");
    cause->certain = false; /* what it leaves in /run was not seen on such a machine */
    cause_evidence(c, cause, say(c, "%lld NVSwitches on the bus", switches->number),
                   switches->source);
    cause_evidence(c, cause, "a running fabric manager leaves its socket here", manager->source);
    add_need(c, "whether the fabric manager runs", "systemctl status nvidia-fabricmanager");
}

/* A kernel that randomises its addresses may leave nvidia_uvm no room for its own memory. */
static void judge_uvm_start(Case *c)
{
    const Fact *line = fact_get(c->facts, "kernel-log/uvm-failed", FACT_LOG_LINE);
    if (line->known != PRESENT)
        return;
    Cause *cause = add_cause(c, CAUSE_CUINIT_UNKNOWN_999, EFFECT_CPU,
                             "nvidia_uvm could not set itself up, so CUDA cannot start");
    cause->certain = false;
    cause_subject(c, cause, "nvidia_uvm");
    cause_evidence(c, cause, line->text, line->source);
    add_need(c, "whether CUDA starts", "whycpu check --ask driver");
}

void judge_companions(Case *c)
{
    judge_fabric_manager(c);
    judge_uvm_start(c);
}

static void note_xids(Case *c)
{
    Strings lines = facts_subjects(c->facts, "kernel-log/xid-");
    for (size_t i = 0; i < lines.count; i++) {
        long long number;
        const Fact *line = fact_get(c->facts, lines.items[i], FACT_LOG_LINE);
        Text digits = text_of(lines.items[i] + strlen("kernel-log/xid-"));
        if (line->known != PRESENT || !text_number(digits, &number))
            continue;
        const char *meaning = xid_meaning(number);
        if (meaning)
            add_note(c, say(c, "%s says \"%s\": %s", line->source, line->text, meaning));
    }
}

static void note_mismatch(Case *c)
{
    const Fact *line = fact_get(c->facts, "kernel-log/api-mismatch", FACT_LOG_LINE);
    if (line->known == PRESENT)
        add_note(c, say(c,
                        "%s says \"%s\": since the last start a program came with libraries of "
                        "another version than the kernel module",
                        line->source, line->text));
}

static void note_sleeping(Case *c)
{
    Strings gpus = facts_subjects(c->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_flag(c->facts, gpus.items[i], FACT_GPU_ASLEEP)))
            add_note(c, say(c, "the GPU at %s sleeps until a program uses it; that is normal",
                            gpus.items[i] + strlen("gpu/")));
}

void note_signs(Case *c)
{
    long long resumed = fact_number_or(c->facts, "machine", FACT_TIMES_RESUMED, 0);
    if (resumed > 0 && c->driven_count)
        add_note(c, "this machine has slept since it was started; if CUDA fails with error 999, "
                    "reload nvidia_uvm");
    note_xids(c);
    note_mismatch(c);
    note_sleeping(c);
}

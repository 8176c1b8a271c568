/* A framework that counts GPUs by NVML, without CUDA, lists them whatever keeps CUDA from starting,
 * and fails when it first uses one. */
#include <string.h>

#include "diagnose/asked.h"

/* What NVML does on a machine where this keeps CUDA from starting: PRESENT, it tells its GPUs;
 * ABSENT, it fails too; UNKNOWN, one or the other. */
static Known nvml_beside(CauseId cause)
{
    switch (cause) {
    case CAUSE_LIBCUDA_NOT_FOUND:
    case CAUSE_DRIVER_TOO_OLD:
    case CAUSE_STUB_LIBCUDA:
    case CAUSE_FABRIC_MANAGER_DOWN: return PRESENT;
    case CAUSE_GPU_SWITCHED_OFF:
    case CAUSE_NO_NVIDIA_GPU:
    case CAUSE_NOUVEAU_IN_USE:
    case CAUSE_DRIVER_DROPS_OLD_GPU:
    case CAUSE_DRIVER_NOT_INSTALLED:
    case CAUSE_DRIVER_NOT_LOADED: return ABSENT;
    default: return UNKNOWN;
    }
}

/* What it does beside all that was found; one that fails too decides. */
static Known nvml_beside_all(const Case *c)
{
    const CauseList *causes = &c->judgement->causes;
    Known all = PRESENT;
    for (size_t i = 0; i < causes->count; i++) {
        Known one = is_of_machine(cause_step(causes->items[i].id))
                        ? nvml_beside(causes->items[i].id)
                        : PRESENT;
        if (one == ABSENT)
            return ABSENT;
        all = one == UNKNOWN ? UNKNOWN : all;
    }
    return all;
}

/* Whether NVML tells GPUs of which this process may see one. */
static Known nvml_lists(Case *c)
{
    Told told = nvml_told(c);
    const Fact *opening = fact_get(c->facts, "library/libnvidia-ml.so.1", FACT_LIBRARY_OPENING);
    if (has_cause(c, CAUSE_VISIBLE_DEVICES_HIDDEN))
        return ABSENT; /* the framework reads that variable itself */
    if (told.wanted && !told.refused && (told_well(&told) || told_failure(&told)))
        return told_well(&told) && told.devices ? PRESENT : ABSENT;
    if (opening->known != PRESENT || opening->opening->result == OPEN_UNKNOWN)
        return UNKNOWN;
    return opens(opening->opening) ? nvml_beside_all(c) : ABSENT;
}

static bool keeps_from_start(const Cause *cause)
{
    return is_of_machine(cause_step(cause->id)) && cause->effect == EFFECT_CPU;
}

static bool anything_keeps_from_start(const Case *c)
{
    for (size_t i = 0; i < c->judgement->causes.count; i++)
        if (keeps_from_start(&c->judgement->causes.items[i]))
            return true;
    return false;
}

static void fail_at_first_use(Case *c)
{
    CauseList *causes = &c->judgement->causes;
    for (size_t i = 0; i < causes->count; i++)
        if (keeps_from_start(&causes->items[i]))
            causes->items[i].effect = EFFECT_FAILS;
    c->fails_at[CHECK_FIRST_KERNEL] = true;
    add_note(c, say(c,
                    "%s lists a GPU all the same: PYTORCH_NVML_BASED_CUDA_CHECK=1 makes it ask "
                    "NVML, which works without CUDA",
                    c->form->name));
}

static void leave_open(Case *c)
{
    c->listing_unknown = true;
    add_unknown(c, say(c, "whether %s lists a GPU", c->form->name),
                "PYTORCH_NVML_BASED_CUDA_CHECK=1 makes it ask NVML, which may work where CUDA does "
                "not");
    add_need(c, "what NVML answers", "whycpu --ask driver");
}

void judge_listing_by_nvml(Case *c)
{
    const Fact *listed = fact_get(c->facts, "env", FACT_LISTED_BY_NVML);
    if (listed->known != PRESENT || !anything_keeps_from_start(c))
        return;
    Known lists = nvml_lists(c);
    if (lists == PRESENT && listed->flag)
        fail_at_first_use(c);
    else if (lists == UNKNOWN && listed->flag)
        leave_open(c);
    else if (lists == PRESENT)
        add_note(c, "torch.cuda.device_count() counts the GPU all the same: it asks NVML, where "
                    "torch.cuda.is_available() asks CUDA");
}

Checkpoint check_of_start(const Case *c, Checkpoint check)
{
    const CauseList *causes = &c->judgement->causes;
    for (size_t i = 0; check == CHECK_FIRST_KERNEL && i < causes->count; i++) {
        Checkpoint other = check_of(c, causes->items[i].id);
        if (causes->items[i].effect == EFFECT_FAILS && comes_before(c, other, check))
            check = other;
    }
    return check;
}

Raise raise_told(Case *c, Checkpoint check)
{
    Told cuda = cuda_told(c);
    const CodeRaise *row = c->form->start_codes;
    bool told = check == CHECK_CUINIT && cuda.wanted && told_is(&cuda, "answered") &&
                cuda.has_code && cuda.code && strcmp(cuda.call, "cuInit") == 0;
    if (!row || !told)
        return (Raise){0};
    while (row->code && row->code != cuda.code)
        row++;
    return row->raises;
}

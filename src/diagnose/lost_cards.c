/* Cards that the loaded driver cannot or will not use. */
#include "diagnose/kernel_driver.h"

#include <string.h>

/* The last line of a kind in the kernel's log, when it is about this card or names none. */
static const Fact *line_about(Case *c, const Card *card, const char *kind)
{
    const char *subject = say(c, "kernel-log/%s", kind);
    const Fact *line = fact_get(c->facts, subject, FACT_LOG_LINE);
    const Fact *address = fact_get(c->facts, subject, FACT_LOG_GPU);
    if (line->known != PRESENT || address->known == UNKNOWN)
        return NULL;
    bool of_another = address->known == PRESENT && !starts_with(card_address(card), address->text);
    return of_another ? NULL : line;
}

static bool is_dropped(Case *c, const Card *card)
{
    const char *version = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE, "");
    long long last = fact_number_or(c->facts, card->subject, FACT_GPU_LAST_BRANCH, 0);
    if (card->driver->known != ABSENT)
        return false;
    return (last && driver_branch_of(version) > last) || line_about(c, card, "legacy-gpu");
}

/* The open module leaves a card without a GSP alone; the proprietary one takes a Blackwell and
 * fails to start it. */
static bool has_wrong_flavour(Case *c, const Card *card)
{
    const char *has = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, NULL);
    const char *needs = fact_text_or(c->facts, card->subject, FACT_GPU_MODULE_NEEDED, NULL);
    if (card->driver->known == ABSENT && line_about(c, card, "needs-proprietary"))
        return true;
    if (!has || !needs || strcmp(has, needs) == 0)
        return false;
    return strcmp(needs, "open") == 0 || card->driver->known == ABSENT;
}

static bool lacks_firmware(Case *c, const Card *card)
{
    return line_about(c, card, "firmware-missing") ||
           fact_get(c->facts, "machine", FACT_GSP_FIRMWARE)->known == ABSENT;
}

/* Causes of a card that the driver has and cannot start. */
static CauseId why_not_started(Case *c, const Card *card)
{
    if (has_wrong_flavour(c, card))
        return CAUSE_DRIVER_WRONG_FLAVOUR;
    if (!card_is_bound(card) && !line_about(c, card, "bad-bar"))
        return CAUSE_COUNT;
    if (lacks_firmware(c, card))
        return CAUSE_GSP_FIRMWARE_MISSING;
    if (line_about(c, card, "init-failed") || line_about(c, card, "bad-bar"))
        return CAUSE_GPU_DOES_NOT_START;
    return CAUSE_COUNT;
}

/* A card that runs at this moment refutes what was said of its start. That it was lost since does
 * not show there. */
static CauseId loss_of(Case *c, const Card *card)
{
    if (card->driver->known == UNKNOWN || card_is_elsewhere(card))
        return CAUSE_COUNT;
    if (is_dropped(c, card))
        return CAUSE_DRIVER_DROPS_OLD_GPU;
    if (is_yes(fact_is_flag(c->facts, card->subject, FACT_GPU_EXCLUDED)))
        return CAUSE_GPU_EXCLUDED;
    if (line_about(c, card, "off-the-bus") || line_about(c, card, "xid-79"))
        return CAUSE_GPU_LOST;
    Truth runs = fact_is_flag(c->facts, card->subject, FACT_GPU_INITIALISED);
    CauseId why = is_yes(runs) ? CAUSE_COUNT : why_not_started(c, card);
    if (why == CAUSE_COUNT || is_no(runs) || !card_is_bound(card))
        return why;
    step_unknown(c, STEP_KERNEL_DRIVER, "whether the driver can start the GPU", runs.because);
    add_need(c, "whether the GPU answers now", "nvidia-smi -L");
    return CAUSE_COUNT;
}

static const char *name_of(Case *c, const Card *card)
{
    return fact_text_or(c->facts, card->subject, FACT_GPU_NAME,
                        say(c, "the GPU at %s", card_address(card)));
}

static const char *sentence(Case *c, CauseId id, const Card *card)
{
    const char *version = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE, "?");
    const char *flavour = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, "loaded");
    long long last = fact_number_or(c->facts, card->subject, FACT_GPU_LAST_BRANCH, 0);
    switch (id) {
    case CAUSE_DRIVER_DROPS_OLD_GPU:
        return last ? say(c, "driver %s no longer supports %s; branch %lld was the last", version,
                          name_of(c, card), last)
                    : say(c, "driver %s no longer supports %s", version, name_of(c, card));
    case CAUSE_DRIVER_WRONG_FLAVOUR:
        return say(c, "the %s kernel module cannot drive %s", flavour, name_of(c, card));
    case CAUSE_GPU_EXCLUDED:
        return say(c, "the driver was told to leave out the GPU at %s", card_address(card));
    case CAUSE_GSP_FIRMWARE_MISSING:
        return say(c, "the firmware that driver %s sends to the GPU is missing", version);
    case CAUSE_GPU_LOST: return say(c, "%s no longer answers", name_of(c, card));
    default: return say(c, "the driver could not start %s", name_of(c, card));
    }
}

static void add_line(Case *c, Cause *cause, const Card *card, const char *kind)
{
    const Fact *line = line_about(c, card, kind);
    if (line)
        cause_evidence(c, cause, line->text, line->source);
}

static void add_fact(Case *c, Cause *cause, const char *says, const char *subject, FactName name)
{
    const Fact *fact = fact_get(c->facts, subject, name);
    if (fact->known != UNKNOWN)
        cause_evidence(c, cause, says, fact->source);
}

static void add_evidence(Case *c, Cause *cause, const Card *card)
{
    const char *family = fact_text_or(c->facts, card->subject, FACT_GPU_FAMILY, "this family");
    const char *needs = fact_text_or(c->facts, card->subject, FACT_GPU_MODULE_NEEDED, NULL);
    switch (cause->id) {
    case CAUSE_DRIVER_DROPS_OLD_GPU:
        add_fact(c, cause, say(c, "%s is a %s", card_address(card), family), card->subject,
                 FACT_GPU_FAMILY);
        add_fact(c, cause, "the driver is loaded and has left the GPU alone", card->subject,
                 FACT_GPU_DRIVER);
        add_line(c, cause, card, "legacy-gpu");
        break;
    case CAUSE_DRIVER_WRONG_FLAVOUR:
        add_fact(c, cause, say(c, "a %s needs the %s module", family, needs ? needs : "other"),
                 card->subject, FACT_GPU_FAMILY);
        add_fact(c, cause, "the other one is loaded", "machine", FACT_NVIDIA_MODULE_FLAVOUR);
        add_line(c, cause, card, "needs-proprietary");
        add_line(c, cause, card, "init-failed");
        break;
    case CAUSE_GPU_EXCLUDED:
        add_fact(c, cause, "GPU Excluded: Yes", card->subject, FACT_GPU_EXCLUDED);
        break;
    case CAUSE_GSP_FIRMWARE_MISSING:
        add_fact(c, cause, "there is no file gsp_*.bin", "machine", FACT_GSP_FIRMWARE);
        add_line(c, cause, card, "firmware-missing");
        break;
    default:
        add_line(c, cause, card, "off-the-bus");
        add_line(c, cause, card, "xid-79");
        add_line(c, cause, card, "bad-bar");
        add_line(c, cause, card, "init-failed");
        break;
    }
}

/* What a log says of this start of the machine may have passed since. */
static bool is_sure(CauseId id)
{
    return id == CAUSE_DRIVER_DROPS_OLD_GPU || id == CAUSE_DRIVER_WRONG_FLAVOUR ||
           id == CAUSE_GPU_EXCLUDED;
}

static void take_away(Case *c, const Card *card, const char *because)
{
    for (size_t i = 0; i < c->judgement->devices.count; i++) {
        Device *device = &c->judgement->devices.items[i];
        if (strcmp(device->pci, card_address(card)) != 0)
            continue;
        device->taken_away = true;
        device->usable = truth_of(false);
        device->because = because;
    }
}

static void say_lost(Case *c, const Cards *cards, CauseId id, Effect effect)
{
    Cause *cause = NULL;
    for (size_t i = 0; i < cards->count; i++) {
        const Card *card = &cards->items[i];
        if (card->lost != id)
            continue;
        if (!cause)
            cause = add_cause(c, id, effect, sentence(c, id, card));
        cause->certain = is_sure(id);
        cause_subject(c, cause, card_address(card));
        add_evidence(c, cause, card);
        take_away(c, card, cause->says);
    }
    if (cause && !cause->certain && effect == EFFECT_CPU)
        add_need(c, "whether the GPU answers now", "nvidia-smi -L");
}

void judge_lost_cards(Case *c, Cards *cards)
{
    size_t lost = 0;
    for (size_t i = 0; i < cards->count; i++) {
        Card *card = &cards->items[i];
        card->lost = loss_of(c, card);
        lost += card->lost != CAUSE_COUNT;
        if (card->lost != CAUSE_COUNT && card_is_bound(card))
            c->driven_count--;
    }
    bool whole = c->driven_count == 0 && c->gpu_count_known;
    for (int id = 0; lost && id < CAUSE_COUNT; id++)
        say_lost(c, cards, (CauseId)id, whole ? EFFECT_CPU : EFFECT_PART);
}

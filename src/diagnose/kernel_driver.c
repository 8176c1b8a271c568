/* Is its kernel driver installed, loaded and bound to it? */
#include "diagnose/kernel_driver.h"

#include <string.h>

const char *card_address(const Card *card)
{
    return card->subject + strlen("gpu/");
}

bool card_is_bound(const Card *card)
{
    return card->driver->known == PRESENT && strcmp(card->driver->text, "nvidia") == 0;
}

bool card_is_elsewhere(const Card *card)
{
    return card->driver->known == PRESENT && strcmp(card->driver->text, "nvidia") != 0;
}

long long driver_branch_of(const char *version)
{
    long long branch;
    Text text = text_of(version);
    return text_number(text_part(text, 0, text_find(text, '.')), &branch) ? branch : -1;
}

static Cards nvidia_cards(Case *c)
{
    Cards cards = {0};
    Strings gpus = facts_subjects(c->facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (is_yes(fact_is_text(c->facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia")))
            list_add(c->arena, cards,
                     (Card){.subject = gpus.items[i],
                            .driver = fact_get(c->facts, gpus.items[i], FACT_GPU_DRIVER),
                            .lost = CAUSE_COUNT});
    return cards;
}

static void say_who_else(Case *c, const Cards *cards, Effect effect)
{
    Cause *cause = NULL;
    for (size_t i = 0; i < cards->count; i++) {
        const Card *card = &cards->items[i];
        if (!card_is_elsewhere(card))
            continue;
        const char *driver = card->driver->text;
        if (!cause)
            cause = add_cause(c, CAUSE_NOUVEAU_IN_USE, effect,
                              effect == EFFECT_PART
                                  ? say(c, "the kernel driver %s has taken the GPU at %s", driver,
                                        card_address(card))
                                  : say(c, "the kernel driver %s has taken the GPU", driver));
        cause_subject(c, cause, driver);
        cause_evidence(c, cause, say(c, "DRIVER=%s", driver), card->driver->source);
    }
    const Fact *lines = fact_get(c->facts, "machine", FACT_NOUVEAU_BLACKLIST);
    for (size_t i = 0; cause && lines->known == PRESENT && i < lines->texts.count; i++)
        cause_evidence(c, cause, "kept away since, but the initramfs may be older",
                       lines->texts.items[i]);
    const Fact *line = fact_get(c->facts, "kernel-log/not-probed", FACT_LOG_LINE);
    if (cause && line->known == PRESENT)
        cause_evidence(c, cause, line->text, line->source);
}

/* Beside cards that are driven. */
static void note_left_alone(Case *c, const Cards *cards)
{
    for (size_t i = 0; i < cards->count; i++)
        if (cards->items[i].driver->known == ABSENT && cards->items[i].lost == CAUSE_COUNT)
            add_note(c, say(c,
                            "no driver has taken the GPU at %s; its log may say why: "
                            "sudo dmesg | grep -i nvrm",
                            card_address(&cards->items[i])));
}

/* The module is there, and no card is bound to it for a reason that can be seen. */
static void left_alone(Case *c, const Cards *cards)
{
    const char *because = "no driver is bound to it; the kernel log was not read";
    const char *state = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE_STATE, "live");
    if (fact_get(c->facts, "machine", FACT_KERNEL_LOG)->known == PRESENT)
        because = "no driver is bound to it; the kernel log does not say why";
    for (size_t i = 0; i < cards->count; i++) {
        const Fact *override = fact_get(c->facts, cards->items[i].subject, FACT_GPU_OVERRIDE);
        if (override->known == PRESENT)
            because = say(c, "%s keeps it for the driver %s", override->source, override->text);
    }
    const Fact *share = fact_get(c->facts, "kernel-log/virtual-function", FACT_LOG_LINE);
    if (share->known == PRESENT)
        because = say(c, "it is a share of a card, which is for the driver of a vGPU guest (%s)",
                      share->text);
    if (strcmp(state, "live") != 0)
        because = say(c, "the module is still %s (/sys/module/nvidia/initstate)",
                      strcmp(state, "coming") == 0 ? "starting" : "ending");
    step_unknown(c, STEP_KERNEL_DRIVER, "why the loaded driver has not taken the GPU", because);
    add_need(c, "what the driver said of the GPU", "sudo dmesg | grep -i nvrm");
}

static void say_loaded(Case *c, const Fact *module)
{
    const char *flavour = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, NULL);
    const char *says = flavour && strcmp(flavour, "open") == 0
                           ? say(c, "nvidia %s, open kernel module", module->text)
                           : say(c, "nvidia %s", module->text);
    set_step(c, STEP_KERNEL_DRIVER, module->assumed ? STEP_ASSUMED : STEP_OK, says);
    step_evidence(c, STEP_KERNEL_DRIVER, says, module->source);
}

static void judge_loaded(Case *c, Cards *cards, const Fact *module, const Fact *untold)
{
    set_step(c, STEP_KERNEL_DRIVER, STEP_OK, NULL);
    judge_lost_cards(c, cards);
    if (step_status(c, STEP_KERNEL_DRIVER) != STEP_OK)
        return;
    if (c->driven_count == 0 && untold) {
        step_unknown(c, STEP_KERNEL_DRIVER, "which driver has taken the GPU",
                     say(c, "%s: %s", untold->source, untold->because));
    } else if (step_status(c, STEP_GPU) != STEP_UNKNOWN && c->driven_count == 0) {
        left_alone(c, cards);
    } else {
        say_loaded(c, module);
        judge_companions(c);
        if (c->driven_count && c->gpu_count_known)
            say_who_else(c, cards, EFFECT_PART);
        note_left_alone(c, cards);
    }
}

/* Where the GPU is no PCI function, another driver has it. */
static const char *another_machine(const Case *c)
{
    if (is_yes(fact_is_flag(c->facts, "machine", FACT_WSL)))
        return "Windows drives the GPU, no module of Linux does";
    if (is_yes(fact_is_flag(c->facts, "machine", FACT_TEGRA)))
        return "the GPU of a Tegra is driven by the kernel's own modules";
    if (!is_no(is_rocm_on_amd(c)))
        return "AMD's driver is part of the kernel";
    return NULL;
}

void judge_kernel_driver(Case *c)
{
    if (step_status(c, STEP_GPU) == STEP_BROKEN) {
        set_step(c, STEP_KERNEL_DRIVER, STEP_NOT_REACHED, "there is no GPU to drive");
        return;
    }
    Cards cards = nvidia_cards(c);
    const Fact *untold = NULL;
    size_t elsewhere = 0;
    for (size_t i = 0; i < cards.count; i++) {
        c->driven_count += card_is_bound(&cards.items[i]);
        elsewhere += card_is_elsewhere(&cards.items[i]);
        if (cards.items[i].driver->known == UNKNOWN)
            untold = cards.items[i].driver;
    }
    c->gpu_count_known = c->gpu_count_known && !untold;
    const Fact *module = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    if (cards.count == 0 && another_machine(c)) {
        set_step(c, STEP_KERNEL_DRIVER, STEP_NOT_APPLICABLE, another_machine(c));
    } else if (elsewhere && c->driven_count == 0 && !untold &&
               (c->gpu_count_known || module->known == ABSENT)) {
        say_who_else(c, &cards, EFFECT_CPU);
    } else if (module->known == UNKNOWN) {
        step_unknown(c, STEP_KERNEL_DRIVER, "whether the kernel module nvidia is loaded",
                     say(c, "%s: %s", module->source, module->because));
        add_need(c, "whether the driver is loaded", "cat /proc/driver/nvidia/version");
    } else if (module->known == ABSENT) {
        judge_missing_module(c, &cards);
    } else {
        judge_loaded(c, &cards, module, untold);
    }
    c->gpu_count = c->driven_count;
    note_signs(c);
}

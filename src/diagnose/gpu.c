/* Is there a GPU that this framework could use? */
#include "diagnose/case.h"

#include <string.h>

static bool is_of(const Case *c, const char *subject, const char *vendor)
{
    return is_yes(fact_is_text(c->facts, subject, FACT_GPU_VENDOR, vendor));
}

static const char *name_of(Case *c, const char *subject)
{
    const char *name = fact_text_or(c->facts, subject, FACT_GPU_NAME, NULL);
    if (name)
        return name;
    const char *chip = fact_text_or(c->facts, subject, FACT_GPU_CHIP, NULL);
    return chip ? say(c, "NVIDIA %s", chip)
                : say(c, "PCI %s", fact_text_or(c->facts, subject, FACT_GPU_PCI_ID, "?"));
}

static void add_device(Case *c, const char *subject)
{
    Device device = {
        .name = name_of(c, subject),
        .pci = subject + strlen("gpu/"),
        .compute_capability = fact_text_or(c->facts, subject, FACT_GPU_COMPUTE_CAPABILITY, NULL),
        .visible = truth_unknown("not judged yet"),
        .usable = truth_unknown("not judged yet"),
    };
    list_add(c->arena, c->judgement->devices, device);
}

static const char *summary(Case *c, Strings nvidia)
{
    const char *first = name_of(c, nvidia.items[0]);
    return nvidia.count == 1 ? first : say(c, "%zu GPUs, first %s", nvidia.count, first);
}

static void no_nvidia_gpu(Case *c, Strings others)
{
    const char *says = "this machine has no NVIDIA GPU";
    Cause *cause = add_cause(c, CAUSE_NO_NVIDIA_GPU, EFFECT_CPU, says);
    cause_evidence(c, cause, "no PCI function of vendor 10de is a display controller",
                   fact_get(c->facts, "machine", FACT_PCI_LISTED)->source);
    for (size_t i = 0; i < others.count; i++)
        cause_evidence(c, cause,
                       say(c, "there is %s of vendor %s, which a CUDA build cannot use",
                           name_of(c, others.items[i]),
                           fact_text_or(c->facts, others.items[i], FACT_GPU_VENDOR, "?")),
                       fact_get(c->facts, others.items[i], FACT_GPU_VENDOR)->source);
}

void judge_gpu(Case *c)
{
    Strings all = facts_subjects(c->facts, "gpu/"), nvidia = {0}, others = {0};
    for (size_t i = 0; i < all.count; i++) {
        if (is_of(c, all.items[i], "nvidia"))
            list_add(c->arena, nvidia, all.items[i]);
        else
            list_add(c->arena, others, all.items[i]);
    }
    if (nvidia.count) {
        bool assumed = fact_get(c->facts, nvidia.items[0], FACT_GPU_VENDOR)->assumed;
        set_step(c, STEP_GPU, assumed ? STEP_ASSUMED : STEP_OK, summary(c, nvidia));
        for (size_t i = 0; i < nvidia.count; i++) {
            add_device(c, nvidia.items[i]);
            step_evidence(c, STEP_GPU, name_of(c, nvidia.items[i]), nvidia.items[i] + 4);
        }
        return;
    }
    const Fact *listed = fact_get(c->facts, "machine", FACT_PCI_LISTED);
    bool wsl = is_yes(fact_is_flag(c->facts, "machine", FACT_WSL));
    if (wsl)
        step_unknown(c, STEP_GPU, "whether there is a GPU",
                     "inside WSL a GPU is no PCI function; the driver was not asked");
    else if (listed->known != PRESENT)
        step_unknown(c, STEP_GPU, "whether there is a GPU",
                     say(c, "%s: %s", listed->source, listed->because ? listed->because : "?"));
    else
        no_nvidia_gpu(c, others);
    if (wsl || listed->known != PRESENT)
        add_need(c, "what the machine has", "lspci -nn -d 10de:");
}

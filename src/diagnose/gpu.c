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
    const char *capability =
        fact_text_or(c->facts, nvidia.items[0], FACT_GPU_COMPUTE_CAPABILITY, NULL);
    if (capability && fact_get(c->facts, nvidia.items[0], FACT_GPU_NAME)->assumed)
        first = say(c, "%s of compute capability %s", first, capability);
    return nvidia.count == 1 ? first : say(c, "%zu GPUs, first %s", nvidia.count, first);
}

static void name_others(Case *c, Cause *cause, Strings others)
{
    for (size_t i = 0; i < others.count; i++) {
        const Fact *vendor = fact_get(c->facts, others.items[i], FACT_GPU_VENDOR);
        const char *id = fact_text_or(c->facts, others.items[i], FACT_GPU_PCI_ID, "?");
        cause_evidence(
            c, cause,
            say(c, "there is %s of vendor %s, which a CUDA build cannot use",
                fact_text_or(c->facts, others.items[i], FACT_GPU_NAME, say(c, "PCI %s", id)),
                vendor->text),
            vendor->source);
    }
}

static void add_texts(Case *c, Cause *cause, const char *says, FactName name)
{
    const Fact *fact = fact_get(c->facts, "machine", name);
    for (size_t i = 0; fact->known == PRESENT && i < fact->texts.count; i++)
        cause_evidence(c, cause, say(c, "%s%s", says, fact->texts.items[i]), fact->source);
}

/* The card is in this machine, and something has taken it off the bus. */
static bool is_switched_off(const Case *c)
{
    return fact_get(c->facts, "machine", FACT_GPU_REMAINS)->known == PRESENT ||
           fact_get(c->facts, "machine", FACT_GPU_SWITCHES)->known == PRESENT;
}

static void switched_off(Case *c, Strings others)
{
    bool remains = fact_get(c->facts, "machine", FACT_GPU_REMAINS)->known == PRESENT;
    Cause *cause =
        add_cause(c, CAUSE_GPU_SWITCHED_OFF, EFFECT_CPU,
                  remains ? "the NVIDIA card is here, and its display function is off the bus"
                          : "the NVIDIA GPU of this machine is switched off");
    add_texts(c, cause, "a part of the card is still on the bus: ", FACT_GPU_REMAINS);
    add_texts(c, cause, "", FACT_GPU_SWITCHES);
    cause_evidence(c, cause, "no PCI function of vendor 10de is a display controller",
                   fact_get(c->facts, "machine", FACT_PCI_LISTED)->source);
    name_others(c, cause, others);
}

/* A machine with a hypervisor was given none; on bare metal there is none. */
static const char *why_there_is_none(Case *c)
{
    const char *hypervisor = fact_text_or(c->facts, "machine", FACT_HYPERVISOR, NULL);
    const char *product = fact_text_or(c->facts, "machine", FACT_MACHINE_PRODUCT, NULL);
    if (!hypervisor)
        return "this machine has no NVIDIA GPU";
    if (strcmp(hypervisor, "Amazon EC2") == 0 && product)
        return say(c, "this virtual machine (%s) has no NVIDIA GPU", product);
    return strcmp(hypervisor, "a hypervisor") == 0
               ? "this virtual machine was given no NVIDIA GPU"
               : say(c, "this virtual machine (%s) was given no NVIDIA GPU", hypervisor);
}

static void no_nvidia_gpu(Case *c, Strings others)
{
    Cause *cause = add_cause(c, CAUSE_NO_NVIDIA_GPU, EFFECT_CPU, why_there_is_none(c));
    /* Inside WSL a GPU is no PCI function. */
    cause->certain = !is_unknown(fact_is_flag(c->facts, "machine", FACT_WSL));
    const Fact *product = fact_get(c->facts, "machine", FACT_MACHINE_PRODUCT);
    cause_evidence(c, cause, "no PCI function of vendor 10de is a display controller",
                   fact_get(c->facts, "machine", FACT_PCI_LISTED)->source);
    if (product->known == PRESENT)
        cause_evidence(c, cause, say(c, "the firmware calls this machine %s", product->text),
                       product->source);
    add_texts(c, cause, "its display is a virtual one: ", FACT_VIRTUAL_DISPLAYS);
    name_others(c, cause, others);
}

/* Why it cannot be told whether there is another GPU than those that were seen; NULL: it can. */
static const char *doubt_about_list(Case *c)
{
    const Fact *listed = fact_get(c->facts, "machine", FACT_PCI_LISTED);
    if (is_yes(fact_is_flag(c->facts, "machine", FACT_WSL)))
        return "inside WSL a GPU is no PCI function; the driver was not asked";
    if (is_yes(fact_is_flag(c->facts, "machine", FACT_TEGRA)))
        return "the GPU of a Tegra is no PCI function; the driver was not asked";
    if (listed->known != PRESENT)
        return say(c, "%s: %s", listed->source, listed->because ? listed->because : "?");
    return NULL;
}

/* The command that settles it, where the bus does not tell. */
static void need_a_look(Case *c)
{
    if (is_yes(fact_is_flag(c->facts, "machine", FACT_WSL)))
        add_need(c, "whether Windows offers its GPU", "/usr/lib/wsl/lib/nvidia-smi -L");
    else if (is_yes(fact_is_flag(c->facts, "machine", FACT_TEGRA)))
        add_need(c, "what the driver says", "whycpu --ask driver");
    else
        add_need(c, "what the machine has", "lspci -nn -d 10de:");
}

static const char *doubt_about_vendor(Case *c, Strings gpus)
{
    for (size_t i = 0; i < gpus.count; i++) {
        const Fact *vendor = fact_get(c->facts, gpus.items[i], FACT_GPU_VENDOR);
        if (vendor->known == UNKNOWN)
            return say(c, "the vendor of %s: %s", gpus.items[i] + strlen("gpu/"), vendor->because);
    }
    return NULL;
}

void judge_gpu(Case *c)
{
    Strings all = facts_subjects(c->facts, "gpu/"), nvidia = {0}, others = {0};
    for (size_t i = 0; i < all.count; i++) {
        if (is_of(c, all.items[i], "nvidia"))
            list_add(c->arena, nvidia, all.items[i]);
        else if (fact_get(c->facts, all.items[i], FACT_GPU_VENDOR)->known == PRESENT)
            list_add(c->arena, others, all.items[i]);
    }
    const char *list = doubt_about_list(c), *vendor = doubt_about_vendor(c, all);
    c->gpu_count_known = !list && !vendor;
    if (nvidia.count) {
        bool assumed = fact_get(c->facts, nvidia.items[0], FACT_GPU_VENDOR)->assumed;
        set_step(c, STEP_GPU, assumed ? STEP_ASSUMED : STEP_OK, summary(c, nvidia));
        for (size_t i = 0; i < nvidia.count; i++) {
            add_device(c, nvidia.items[i]);
            step_evidence(c, STEP_GPU, name_of(c, nvidia.items[i]), nvidia.items[i] + 4);
        }
    } else if (c->gpu_count_known && is_switched_off(c)) {
        switched_off(c, others);
    } else if (is_yes(is_rocm_on_amd(c))) {
        set_step(c, STEP_GPU, STEP_OK, name_of(c, others.items[0]));
    } else if (c->gpu_count_known && is_unknown(is_rocm_on_amd(c))) {
        step_unknown(c, STEP_GPU, "whether the GPU is one for this build",
                     is_rocm_on_amd(c).because);
    } else if (c->gpu_count_known) {
        no_nvidia_gpu(c, others);
    } else {
        need_a_look(c);
    }
    if (vendor || (list && nvidia.count == 0))
        step_unknown(c, STEP_GPU, "whether there is a GPU", vendor ? vendor : list);
}

/* Is its kernel driver installed, loaded and bound to it? */
#include "diagnose/case.h"

#include <string.h>

static bool is_nvidia(const Case *c, const char *subject)
{
    return is_yes(fact_is_text(c->facts, subject, FACT_GPU_VENDOR, "nvidia"));
}

static bool is_other_driver(const char *driver)
{
    return strcmp(driver, "nvidia") != 0;
}

static void other_driver(Case *c, const char *subject, const char *driver)
{
    Cause *cause = add_cause(c, CAUSE_NOUVEAU_IN_USE, EFFECT_CPU,
                             say(c, "the kernel driver %s has taken the GPU", driver));
    cause_subject(c, cause, driver);
    cause_evidence(c, cause, say(c, "DRIVER=%s", driver),
                   fact_get(c->facts, subject, FACT_GPU_DRIVER)->source);
}

/* Files but no module, or no files at all: cases/README draws the line. */
static void no_module(Case *c)
{
    const Fact *file = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE_FILE);
    const Fact *library = fact_get(c->facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING);
    bool library_told = library->known == PRESENT && library->opening->result != OPEN_UNKNOWN;
    bool library_there = library_told && library->opening->path;
    const char *source = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE)->source;
    Cause *cause;
    if (file->known == ABSENT && !library_there) {
        cause = add_cause(c, CAUSE_DRIVER_NOT_INSTALLED, EFFECT_CPU,
                          "the NVIDIA driver is not installed");
        cause_evidence(c, cause, "the running kernel has no module nvidia.ko", file->source);
        cause->certain = library_told;
    } else {
        cause = add_cause(c, CAUSE_DRIVER_NOT_LOADED, EFFECT_CPU,
                          "the NVIDIA kernel module is not loaded");
        if (file->known == PRESENT)
            cause_evidence(c, cause, say(c, "%s is installed", file->text), file->source);
        else if (file->known == UNKNOWN) {
            cause->certain = false;
            add_unknown(c, "whether the driver is installed for the running kernel",
                        say(c, "%s: %s", file->source, file->because));
            add_need(c, "whether the driver is installed on the host", "modinfo nvidia");
        }
    }
    cause_evidence(c, cause, "there is no such file: the module is not loaded", source);
}

void judge_kernel_driver(Case *c)
{
    if (step_status(c, STEP_GPU) == STEP_BROKEN) {
        set_step(c, STEP_KERNEL_DRIVER, STEP_NOT_REACHED, "there is no GPU to drive");
        return;
    }
    Strings gpus = facts_subjects(c->facts, "gpu/");
    const char *other = NULL, *other_subject = NULL;
    const Fact *untold = NULL;
    for (size_t i = 0; i < gpus.count; i++) {
        if (!is_nvidia(c, gpus.items[i]))
            continue;
        const Fact *driver = fact_get(c->facts, gpus.items[i], FACT_GPU_DRIVER);
        if (driver->known == UNKNOWN) {
            untold = driver;
        } else if (driver->known == PRESENT && !is_other_driver(driver->text)) {
            c->driven_count++;
        } else if (driver->known == PRESENT) {
            other = driver->text;
            other_subject = gpus.items[i];
        }
    }
    c->gpu_count = c->driven_count;
    c->gpu_count_known = c->gpu_count_known && !untold;
    const Fact *module = fact_get(c->facts, "machine", FACT_NVIDIA_MODULE);
    if (other && c->driven_count == 0 && c->gpu_count_known) {
        other_driver(c, other_subject, other);
    } else if (module->known == UNKNOWN) {
        step_unknown(c, STEP_KERNEL_DRIVER, "whether the kernel module nvidia is loaded",
                     say(c, "%s: %s", module->source, module->because));
        add_need(c, "whether the driver is loaded", "cat /proc/driver/nvidia/version");
    } else if (module->known == ABSENT) {
        no_module(c);
    } else if (c->driven_count == 0 && untold) {
        step_unknown(c, STEP_KERNEL_DRIVER, "which driver has taken the GPU",
                     say(c, "%s: %s", untold->source, untold->because));
    } else if (step_status(c, STEP_GPU) != STEP_UNKNOWN && c->driven_count == 0) {
        step_unknown(c, STEP_KERNEL_DRIVER, "why the loaded driver has not taken the GPU",
                     "no driver is bound to it; the kernel log was not read");
        add_need(c, "what the driver said of the GPU", "sudo dmesg | grep -i nvrm");
    } else {
        const char *flavour = fact_text_or(c->facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, NULL);
        const char *says = flavour && strcmp(flavour, "open") == 0
                               ? say(c, "nvidia %s, open kernel module", module->text)
                               : say(c, "nvidia %s", module->text);
        set_step(c, STEP_KERNEL_DRIVER, module->assumed ? STEP_ASSUMED : STEP_OK, says);
        step_evidence(c, STEP_KERNEL_DRIVER, says, module->source);
    }
}

/* The kernel module nvidia is not loaded. */
#include "diagnose/kernel_driver.h"

#include <string.h>

#include "diagnose/not_loaded.h"

static const Fact *about_machine(const Case *c, FactName name)
{
    return fact_get(c->facts, "machine", name);
}

static const Fact *libcuda(const Case *c)
{
    return fact_get(c->facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING);
}

static bool libcuda_is_told(const Case *c)
{
    return libcuda(c)->known == PRESENT && libcuda(c)->opening->result != OPEN_UNKNOWN;
}

/* Version of the driver whose module is not loaded; NULL: not known. In a container the library may
 * come with the image. */
static const Fact *installed_version(const Case *c)
{
    const Fact *disk = about_machine(c, FACT_NVIDIA_DISK_VERSION);
    if (disk->known == PRESENT)
        return disk;
    const Fact *library = fact_get(c->facts, "library/libcuda.so.1", FACT_LIBRARY_VERSION);
    bool inside = about_machine(c, FACT_CONTAINER)->known == PRESENT;
    return library->known == PRESENT && !inside ? library : NULL;
}

/* A driver that supports none of the cards ends at once when it is loaded. */
static bool drops_all(Case *c, const Cards *cards, const Fact *version)
{
    if (!version)
        return false;
    for (size_t i = 0; i < cards->count; i++) {
        const char *subject = cards->items[i].subject;
        long long last = fact_number_or(c->facts, subject, FACT_GPU_LAST_BRANCH, 0);
        if (last == 0 || driver_branch_of(version->text) <= last)
            return false;
    }
    return cards->count > 0;
}

static void say_dropped(Case *c, const Cards *cards, const Fact *version)
{
    const char *subject = cards->items[0].subject;
    long long last = fact_number_or(c->facts, subject, FACT_GPU_LAST_BRANCH, 0);
    const Fact *family = fact_get(c->facts, subject, FACT_GPU_FAMILY);
    Cause *cause =
        add_cause(c, CAUSE_DRIVER_DROPS_OLD_GPU, EFFECT_CPU,
                  say(c, "driver %s no longer supports this GPU; branch %lld was the last",
                      version->text, last));
    for (size_t i = 0; i < cards->count; i++)
        cause_subject(c, cause, card_address(&cards->items[i]));
    cause->certain = about_machine(c, FACT_CONTAINER)->known == ABSENT;
    cause_evidence(c, cause, say(c, "driver %s is installed", version->text), version->source);
    if (family->known == PRESENT)
        cause_evidence(c, cause, say(c, "the GPU is a %s", family->text), family->source);
    cause_evidence(c, cause, "the module is not loaded",
                   about_machine(c, FACT_NVIDIA_MODULE)->source);
}

static bool path_says_open(const char *path)
{
    return strstr(path, "-open/") || strstr(path, "-open-") || strstr(path, "nvidia-open");
}

/* The open module finds no card that it supports, and ends at once when it is loaded. */
static bool has_only_open_module(Case *c, const Cards *cards)
{
    const Fact *file = about_machine(c, FACT_NVIDIA_MODULE_FILE);
    const Fact *line = fact_get(c->facts, "kernel-log/needs-proprietary", FACT_LOG_LINE);
    for (size_t i = 0; i < cards->count; i++)
        if (!is_yes(fact_is_text(c->facts, cards->items[i].subject, FACT_GPU_MODULE_NEEDED,
                                 "proprietary")))
            return false;
    bool open = line->known == PRESENT || (file->known == PRESENT && path_says_open(file->text));
    return open && cards->count > 0;
}

static void say_only_open(Case *c, const Cards *cards)
{
    const Fact *file = about_machine(c, FACT_NVIDIA_MODULE_FILE);
    const Fact *line = fact_get(c->facts, "kernel-log/needs-proprietary", FACT_LOG_LINE);
    const Fact *family = fact_get(c->facts, cards->items[0].subject, FACT_GPU_FAMILY);
    Cause *cause = add_cause(c, CAUSE_DRIVER_WRONG_FLAVOUR, EFFECT_CPU,
                             "the open kernel module is installed and cannot drive this GPU");
    for (size_t i = 0; i < cards->count; i++)
        cause_subject(c, cause, card_address(&cards->items[i]));
    if (family->known == PRESENT)
        cause_evidence(c, cause, say(c, "a %s needs the proprietary module", family->text),
                       family->source);
    if (file->known == PRESENT)
        cause_evidence(c, cause, say(c, "%s is installed", file->text), file->source);
    if (line->known == PRESENT)
        cause_evidence(c, cause, line->text, line->source);
    cause_evidence(c, cause, "the module is not loaded",
                   about_machine(c, FACT_NVIDIA_MODULE)->source);
}

static bool any_trace(const Case *c)
{
    return about_machine(c, FACT_NVIDIA_SOURCES)->known == PRESENT ||
           about_machine(c, FACT_NVIDIA_BUILT_FOR)->known == PRESENT ||
           (libcuda_is_told(c) && libcuda(c)->opening->path);
}

/* Files but no module, or no files at all: cases/README draws the line. */
static bool is_not_installed(const Case *c)
{
    const Fact *file = about_machine(c, FACT_NVIDIA_MODULE_FILE);
    bool no_modules = is_no(fact_is_flag(c->facts, "machine", FACT_KERNEL_MODULES));
    return (file->known == ABSENT || no_modules) && !any_trace(c);
}

static void say_not_installed(Case *c, bool certain)
{
    const Fact *file = about_machine(c, FACT_NVIDIA_MODULE_FILE);
    Cause *cause =
        add_cause(c, CAUSE_DRIVER_NOT_INSTALLED, EFFECT_CPU, "the NVIDIA driver is not installed");
    cause_evidence(c, cause, "the running kernel has no module nvidia.ko", file->source);
    cause->certain = certain && libcuda_is_told(c) && file->known == ABSENT;
    if (about_machine(c, FACT_NVIDIA_SOURCES)->known == ABSENT)
        cause_evidence(c, cause, "there are no sources from which one could be built",
                       about_machine(c, FACT_NVIDIA_SOURCES)->source);
    cause_evidence(c, cause, "there is no such file: the module is not loaded",
                   about_machine(c, FACT_NVIDIA_MODULE)->source);
}

static const char *reason(Case *c, NotLoaded why)
{
    const char *release = fact_text_or(c->facts, "machine", FACT_KERNEL_RELEASE, "this kernel");
    switch (why) {
    case NOT_LOADED_KERNEL_REPLACED:
        return say(c, "the modules of the running kernel %s are gone since an upgrade", release);
    case NOT_LOADED_BUILD_FAILED:
        return say(c, "the NVIDIA kernel module could not be built for %s", release);
    case NOT_LOADED_NO_HEADERS:
        return say(c, "the NVIDIA kernel module is not built for %s, whose headers are missing",
                   release);
    case NOT_LOADED_NOT_BUILT:
        return say(c, "the NVIDIA kernel module is not built for %s", release);
    case NOT_LOADED_REJECTED: return "Secure Boot rejects the NVIDIA kernel module";
    case NOT_LOADED_BLACKLISTED: return "the configuration keeps the NVIDIA kernel module away";
    case NOT_LOADED_PERHAPS_REJECTED:
    case NOT_LOADED_UNSAID: break;
    }
    return "the NVIDIA kernel module is not loaded";
}

static void add_texts(Case *c, Cause *cause, const char *says, FactName name)
{
    const Fact *fact = about_machine(c, name);
    for (size_t i = 0; fact->known == PRESENT && i < fact->texts.count; i++)
        cause_evidence(c, cause, say(c, "%s%s", says, fact->texts.items[i]), fact->source);
}

static void add_obstacles(Case *c, Cause *cause)
{
    const Fact *boot = about_machine(c, FACT_SECURE_BOOT);
    const Fact *lockdown = about_machine(c, FACT_KERNEL_LOCKDOWN);
    const Fact *is_signed = about_machine(c, FACT_NVIDIA_MODULE_SIGNED);
    const Fact *told = fact_get(c->facts, "kernel-log/module-rejected", FACT_LOG_LINE);
    if (boot->known == PRESENT && boot->flag)
        cause_evidence(c, cause,
                       "Secure Boot is on: the kernel loads only modules that are signed "
                       "with a key it knows",
                       boot->source);
    if (lockdown->known == PRESENT && strcmp(lockdown->text, "none") != 0)
        cause_evidence(c, cause, say(c, "the kernel is locked down: %s", lockdown->text),
                       lockdown->source);
    if (is_signed->known == PRESENT)
        cause_evidence(c, cause,
                       is_signed->flag ? "the module is signed; with which key was not looked at"
                                       : "the module is not signed",
                       is_signed->source);
    if (told->known == PRESENT)
        cause_evidence(c, cause, told->text, told->source);
    add_texts(c, cause, "", FACT_NVIDIA_BLACKLIST);
}

static void add_builds(Case *c, Cause *cause)
{
    const Fact *headers = about_machine(c, FACT_KERNEL_HEADERS);
    const Fact *error = about_machine(c, FACT_DKMS_ERROR);
    add_texts(c, cause, "it is there for the kernel ", FACT_NVIDIA_BUILT_FOR);
    add_texts(c, cause, "its sources are there: ", FACT_NVIDIA_SOURCES);
    if (headers->known == PRESENT && !headers->flag)
        cause_evidence(c, cause, "there are no headers of the running kernel", headers->source);
    if (error->known == PRESENT)
        cause_evidence(c, cause, error->text, error->source);
}

static void add_doubts(Case *c, Cause *cause, NotLoaded why)
{
    const Fact *file = about_machine(c, FACT_NVIDIA_MODULE_FILE);
    const Fact *helper = about_machine(c, FACT_NVIDIA_MODPROBE);
    bool modules_gone = why == NOT_LOADED_KERNEL_REPLACED;
    if (file->known == UNKNOWN && !modules_gone) {
        cause->certain = false;
        add_unknown(c, "whether the driver is installed for the running kernel",
                    say(c, "%s: %s", file->source, file->because));
        add_need(c, "whether the driver is installed on the host", "modinfo nvidia");
    }
    bool nothing_forbids = why == NOT_LOADED_UNSAID || why == NOT_LOADED_PERHAPS_REJECTED;
    if (nothing_forbids && file->known == PRESENT && helper->known == PRESENT) {
        cause->certain = false;
        cause_evidence(c, cause, "this helper loads it at the first use, if nothing forbids it",
                       helper->source);
        add_need(c, "what keeps it from being loaded", "sudo modprobe nvidia");
    }
}

static void say_not_loaded(Case *c, bool certain)
{
    NotLoaded why = why_not_loaded(c->facts);
    const Fact *file = about_machine(c, FACT_NVIDIA_MODULE_FILE);
    const Fact *modules = about_machine(c, FACT_KERNEL_MODULES);
    Cause *cause = add_cause(c, CAUSE_DRIVER_NOT_LOADED, EFFECT_CPU, reason(c, why));
    cause->certain = certain;
    if (file->known == PRESENT)
        cause_evidence(c, cause, say(c, "%s is installed", file->text), file->source);
    if (why == NOT_LOADED_KERNEL_REPLACED)
        cause_evidence(c, cause, "there is no such directory", modules->source);
    add_builds(c, cause);
    if (file->known == PRESENT)
        add_obstacles(c, cause);
    add_doubts(c, cause, why);
    cause_evidence(c, cause, "there is no such file: the module is not loaded",
                   about_machine(c, FACT_NVIDIA_MODULE)->source);
}

/* Another driver may have them all, where that of one or the list of cards is not known. */
static bool others_may_have_them(const Cards *cards)
{
    for (size_t i = 0; i < cards->count; i++)
        if (card_is_elsewhere(&cards->items[i]) || cards->items[i].driver->known == UNKNOWN)
            return true;
    return false;
}

/* Another card, of which nothing is known, may be one that the driver supports. */
void judge_missing_module(Case *c, const Cards *cards)
{
    const Fact *version = installed_version(c);
    bool dropped = drops_all(c, cards, version), open = has_only_open_module(c, cards);
    bool certain = !others_may_have_them(cards);
    if (dropped && c->gpu_count_known)
        say_dropped(c, cards, version);
    else if (open && c->gpu_count_known)
        say_only_open(c, cards);
    else if (is_not_installed(c))
        say_not_installed(c, certain);
    else
        say_not_loaded(c, certain && !dropped && !open);
}

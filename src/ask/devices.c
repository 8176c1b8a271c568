/* What the driver told of single devices. The PCI address joins what both libraries say of one,
 * and what was seen of it before: where NVML was silent about memory, only CUDA's part is known. */
#include <string.h>

#include "ask/outcomes.h"

enum { MOST_DEVICES = 64, MOST_PROCESSES_SHOWN = 16 };

typedef struct Telling {
    Facts *facts;
    const DriverAnswers *answers;
    long long device;
    const char *subject; /* gpu/… */
    const char *source;  /* asked: … */
} Telling;

static bool number_of(const Telling *t, const char *key, long long *number)
{
    return driver_number(t->answers, t->device, key, number);
}

static const char *text_told(const Telling *t, const char *key)
{
    const char *text = driver_value(t->answers, t->device, key);
    return text && *text ? text : NULL;
}

static void set_number(const Telling *t, FactName name, const char *key)
{
    long long number;
    if (number_of(t, key, &number))
        fact_set_number(t->facts, t->subject, name, number, t->source);
}

static void note_difference(const Telling *t, const char *says)
{
    const Fact *before = fact_get(t->facts, "machine", FACT_ASKED_DIFFERENCES);
    Strings all = {0};
    for (size_t i = 0; before->known == PRESENT && i < before->texts.count; i++)
        list_add(facts_arena(t->facts), all, before->texts.items[i]);
    list_add(facts_arena(t->facts), all, says);
    fact_set_texts(t->facts, "machine", FACT_ASKED_DIFFERENCES, all, t->source);
}

/* The driver knows better than a table of ours; that they differ is remembered. */
static void compare(const Telling *t, FactName name, const char *told)
{
    const Fact *seen = fact_get(t->facts, t->subject, name);
    if (seen->known == PRESENT && strcmp(seen->text, told) != 0)
        note_difference(t,
                        arena_printf(facts_arena(t->facts),
                                     "%s of %s: %s says %s, the driver says %s", fact_word(name),
                                     t->subject + strlen("gpu/"), seen->source, seen->text, told));
    fact_set_text(t->facts, t->subject, name, told, t->source);
}

static void set_if_unknown(const Telling *t, FactName name, const char *told)
{
    if (told && fact_get(t->facts, t->subject, name)->known != PRESENT)
        fact_set_text(t->facts, t->subject, name, told, t->source);
}

static bool is_seen(const Telling *t)
{
    return fact_get(t->facts, t->subject, FACT_GPU_VENDOR)->known == PRESENT;
}

/* A device that CUDA offers and sysfs does not show: WSL, Tegra, a hidden bus. */
static void make_known(const Telling *t)
{
    const Fact *listed = fact_get(t->facts, "machine", FACT_PCI_LISTED);
    if (!is_seen(t) && listed->known == PRESENT)
        note_difference(t, arena_printf(facts_arena(t->facts),
                                        "%s lists no GPU %s, and the driver offers it",
                                        listed->source, t->subject + strlen("gpu/")));
    if (!is_seen(t))
        fact_set_text(t->facts, t->subject, FACT_GPU_VENDOR, "nvidia", t->source);
    if (fact_get(t->facts, t->subject, FACT_GPU_DRIVER)->known != PRESENT)
        fact_set_text(t->facts, t->subject, FACT_GPU_DRIVER, "nvidia", t->source);
}

static const char *mode_word(long long mode)
{
    static const char *const WORDS[] = {"default", "exclusive-thread", "prohibited",
                                        "exclusive-process"};
    return mode >= 0 && mode < 4 ? WORDS[mode] : NULL;
}

static void set_compute_mode(const Telling *t)
{
    long long mode;
    if (number_of(t, "compute-mode", &mode) && mode_word(mode))
        fact_set_text(t->facts, t->subject, FACT_GPU_COMPUTE_MODE, mode_word(mode), t->source);
}

/* ---- CUDA ---- */

static void tell_cuda(const Telling *t)
{
    long long major, minor;
    Arena *arena = facts_arena(t->facts);
    make_known(t);
    fact_set_number(t->facts, t->subject, FACT_GPU_ORDINAL, t->device, "asked: cuDeviceGet");
    set_if_unknown(t, FACT_GPU_NAME, text_told(t, "name"));
    if (number_of(t, "capability-major", &major) && number_of(t, "capability-minor", &minor))
        compare(t, FACT_GPU_COMPUTE_CAPABILITY, arena_printf(arena, "%lld.%lld", major, minor));
    set_number(t, FACT_GPU_MULTIPROCESSORS, "multiprocessors");
    set_number(t, FACT_GPU_MEMORY_TOTAL, "memory-total");
    set_compute_mode(t);
}

/* ---- NVML ---- */

static void set_processes(const Telling *t)
{
    Strings list = {0};
    Arena *arena = facts_arena(t->facts);
    long long count;
    if (!number_of(t, "processes", &count))
        return;
    for (size_t i = 0; i < t->answers->values.count; i++) {
        const DriverValue *value = &t->answers->values.items[i];
        if (value->device != t->device || strcmp(value->key, "process") != 0 ||
            list.count >= MOST_PROCESSES_SHOWN)
            continue;
        Text rest = text_of(value->text);
        bool more;
        Text pid = text_next(&rest, ' ', &more);
        long long number, bytes;
        if (!text_number(pid, &number))
            continue;
        list_add(arena, list,
                 text_number(rest, &bytes)
                     ? arena_printf(arena, "process %lld holds %lld MiB", number, bytes >> 20)
                     : arena_printf(arena, "process %lld", number));
    }
    fact_set_texts(t->facts, t->subject, FACT_GPU_PROCESSES, list, t->source);
}

static void set_mig(const Telling *t)
{
    long long now, later;
    if (!number_of(t, "mig", &now))
        return;
    bool changes = number_of(t, "mig-pending", &later) && later != now;
    fact_set_text(t->facts, t->subject, FACT_GPU_MIG,
                  changes ? (later ? "on after a reset" : "off after a reset")
                  : now   ? "on"
                          : "off",
                  t->source);
    set_number(t, FACT_GPU_MIG_INSTANCES, "mig-devices");
}

static void set_fabric(const Telling *t)
{
    static const char *const WORDS[] = {"none", "not-started", "in-progress", "complete"};
    long long state;
    if (number_of(t, "fabric-state", &state) && state >= 0 && state < 4)
        fact_set_text(t->facts, t->subject, FACT_GPU_FABRIC, WORDS[state], t->source);
}

static void set_repairs(const Telling *t)
{
    static const struct {
        const char *key;
        long long least;
        const char *says;
    } ROWS[] = {
        {"recovery-action", 1, "the driver asks for a reset or a restart"},
        {"remap-failed", 1, "rows of its memory could not be replaced"},
        {"remap-pending", 1, "rows of its memory are replaced at the next reset"},
        {"retire-pending", 1, "pages of its memory are retired at the next reset"},
    };
    Strings list = {0};
    bool any_told = false;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        long long value;
        if (!number_of(t, ROWS[i].key, &value))
            continue;
        any_told = true;
        if (value >= ROWS[i].least)
            list_add(facts_arena(t->facts), list, ROWS[i].says);
    }
    if (any_told)
        fact_set_texts(t->facts, t->subject, FACT_GPU_REPAIRS, list, t->source);
}

/* Bits that are no choice of anybody's: idle (1), settings of the application (2), the power cap
 * under load (4) and the like are ordinary. */
static void set_clocks(const Telling *t)
{
    static const struct {
        long long bit;
        const char *says;
    } ROWS[] = {
        {0x08, "the hardware slows it down"},
        {0x20, "the driver slows it down, since it is hot"},
        {0x40, "the hardware slows it down, since it is too hot"},
        {0x80, "the power supply asks it to slow down"},
    };
    long long reasons;
    Strings list = {0};
    if (!number_of(t, "clocks-held-by", &reasons))
        return;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (reasons & ROWS[i].bit)
            list_add(facts_arena(t->facts), list, ROWS[i].says);
    fact_set_texts(t->facts, t->subject, FACT_GPU_SLOWED, list, t->source);
}

static void tell_nvml(const Telling *t)
{
    long long on;
    if (!is_seen(t))
        return;
    set_if_unknown(t, FACT_GPU_NAME, text_told(t, "name"));
    set_if_unknown(t, FACT_GPU_UUID, text_told(t, "uuid"));
    set_number(t, FACT_GPU_MEMORY_TOTAL, "memory-total");
    set_number(t, FACT_GPU_MEMORY_FREE, "memory-free");
    if (number_of(t, "persistence", &on))
        fact_set_flag(t->facts, t->subject, FACT_GPU_PERSISTENCE, on != 0, t->source);
    set_compute_mode(t);
    set_mig(t);
    set_processes(t);
    set_fabric(t);
    set_repairs(t);
    set_clocks(t);
}

/* ---- Both ---- */

static void tell_devices(Facts *facts, const Outcome *outcome, const char *source,
                         void (*tell)(const Telling *))
{
    Arena *arena = facts_arena(facts);
    long long count = 0;
    if (outcome->refused || !driver_number(&outcome->answers, -1, "devices", &count) ||
        count > DEVICES_CEILING)
        return;
    for (long long i = 0; i < count && i < MOST_DEVICES; i++) {
        const char *told = driver_value(&outcome->answers, i, "pci");
        const char *address = told ? pci_address_of(arena, told) : NULL;
        Telling telling = {facts, &outcome->answers, i, NULL, source};
        if (!address)
            continue;
        telling.subject = arena_printf(arena, "gpu/%s", address);
        tell(&telling);
    }
}

/* A card that is lost answers with a code in place of a handle, so its address is not known. */
static void set_lost(Facts *facts, const Outcome *nvml)
{
    for (long long i = 0; i < MOST_DEVICES; i++) {
        long long code;
        if (!driver_number(&nvml->answers, i, "code", &code))
            continue;
        fact_set_number(facts, "asked/nvml", FACT_ASKED_DEVICE_CODE, code,
                        "asked: nvmlDeviceGetHandleByIndex_v2");
        return;
    }
}

static void set_not_offered(Facts *facts)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++)
        if (fact_get(facts, gpus.items[i], FACT_GPU_ORDINAL)->known != PRESENT)
            fact_set_absent(facts, gpus.items[i], FACT_GPU_ORDINAL, "asked: cuDeviceGetCount");
}

void set_devices(Facts *facts, const Outcome *cuda, const Outcome *nvml)
{
    bool whole = !cuda->refused && strcmp(cuda->word, "answered") == 0;
    if (whole)
        tell_devices(facts, cuda, "asked: CUDA", tell_cuda);
    tell_devices(facts, nvml, "asked: NVML", tell_nvml);
    if (!nvml->refused)
        set_lost(facts, nvml);
    if (whole)
        set_not_offered(facts);
}

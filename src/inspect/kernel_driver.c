/* The kernel module nvidia: loaded, of which version and flavour, and what it needs besides. What
 * lies on the disk is looked at only when it is not loaded (kernel_modules.c). */
#include "inspect/machine.h"

#include <string.h>

#include "inspect/kernel_modules.h"

enum { VERSION_CEILING = 4096, WORD_CEILING = 256 };

static void inspect_flavour(World *world, Facts *facts)
{
    const char *source = "/proc/driver/nvidia/version";
    Text text;
    Answer answer = world_read(world, source, VERSION_CEILING, &text);
    if (answer.known != PRESENT) {
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR,
                         answer.known == ABSENT ? "there is no such file" : answer.because, source);
        return;
    }
    bool open = strstr(text_copy(facts_arena(facts), text), "Open Kernel Module") != NULL;
    fact_set_text(facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, open ? "open" : "proprietary",
                  source);
}

/* Below a root that is not running (an image, a mounted disk), /sys is empty. */
static Answer look_for_modules(World *world)
{
    FileInfo info;
    Answer answer = world_stat(world, "/sys/module", &info);
    if (answer.known == ABSENT)
        return (Answer){.known = UNKNOWN, .because = "there is no /sys/module"};
    return answer;
}

static void set_module(World *world, Facts *facts)
{
    const char *source = "/sys/module/nvidia/version";
    Text text;
    Answer answer = world_read(world, source, VERSION_CEILING, &text);
    if (answer.known == PRESENT) {
        fact_set_text(facts, "machine", FACT_NVIDIA_MODULE,
                      text_copy(facts_arena(facts), text_trim(text)), source);
        if (overlay_covers(world, source))
            fact_mark_assumed(facts, "machine", FACT_NVIDIA_MODULE);
        return;
    }
    if (answer.known == ABSENT)
        answer = look_for_modules(world);
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE, answer.because, source);
    else
        fact_set_absent(facts, "machine", FACT_NVIDIA_MODULE, source);
}

static void inspect_uvm(World *world, Facts *facts)
{
    const char *source = "/sys/module/nvidia_uvm";
    FileInfo info;
    Answer answer = world_stat(world, source, &info);
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_NVIDIA_UVM, answer.because, source);
    else
        fact_set_flag(facts, "machine", FACT_NVIDIA_UVM, answer.known == PRESENT, source);
}

static void inspect_sleep(World *world, Facts *facts)
{
    const char *source = "/sys/power/suspend_stats/success";
    Text text;
    long long times;
    if (world_read(world, source, WORD_CEILING, &text).known == PRESENT &&
        text_number(text_trim(text), &times))
        fact_set_number(facts, "machine", FACT_TIMES_RESUMED, times, source);
}

/* A module whose start hangs or failed half-way is listed, too. */
static void inspect_state(World *world, Facts *facts)
{
    const char *source = "/sys/module/nvidia/initstate";
    Text text;
    if (world_read(world, source, WORD_CEILING, &text).known == PRESENT)
        fact_set_text(facts, "machine", FACT_NVIDIA_MODULE_STATE,
                      text_copy(facts_arena(facts), text_trim(text)), source);
}

/* The open module sends firmware to the card whenever it starts it. A card that runs has it. Where
 * there is not even the directory above, firmware is somewhere else (NixOS). */
static void inspect_firmware(World *world, Facts *facts)
{
    const char *version = fact_text_or(facts, "machine", FACT_NVIDIA_MODULE, "");
    const char *source = arena_printf(facts_arena(facts), "/lib/firmware/nvidia/%s", version);
    Strings names;
    FileInfo info;
    Answer answer = world_list(world, source, &names);
    if (answer.known == ABSENT && world_stat(world, "/lib/firmware/nvidia", &info).known != PRESENT)
        answer = (Answer){.known = UNKNOWN, .because = "there is no /lib/firmware/nvidia"};
    if (answer.known == UNKNOWN) {
        fact_set_unknown(facts, "machine", FACT_GSP_FIRMWARE, answer.because, source);
        return;
    }
    for (size_t i = 0; answer.known == PRESENT && i < names.count; i++) {
        if (starts_with(names.items[i], "gsp")) {
            fact_set_text(facts, "machine", FACT_GSP_FIRMWARE, source, source);
            return;
        }
    }
    fact_set_absent(facts, "machine", FACT_GSP_FIRMWARE, source);
}

static void inspect_fabric_manager(World *world, Facts *facts)
{
    const char *source = "/run/nvidia-fabricmanager";
    Strings names;
    Answer answer = world_list(world, source, &names);
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_FABRIC_MANAGER, answer.because, source);
    else if (answer.known == PRESENT && names.count)
        fact_set_text(facts, "machine", FACT_FABRIC_MANAGER,
                      arena_printf(facts_arena(facts), "%s/%s", source, names.items[0]), source);
    else
        fact_set_absent(facts, "machine", FACT_FABRIC_MANAGER, source);
}

/* What the NVIDIA cards say of their driver, counted. */
typedef struct Cards {
    size_t count, left_alone, taken_by_others, idle;
} Cards;

static Cards count_cards(const Facts *facts)
{
    Cards cards = {0};
    Strings gpus = facts_subjects(facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++) {
        if (!is_yes(fact_is_text(facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia")))
            continue;
        const Fact *driver = fact_get(facts, gpus.items[i], FACT_GPU_DRIVER);
        cards.count++;
        cards.left_alone += driver->known == ABSENT;
        cards.taken_by_others += driver->known == PRESENT && strcmp(driver->text, "nvidia") != 0;
        cards.idle += is_no(fact_is_flag(facts, gpus.items[i], FACT_GPU_INITIALISED));
    }
    return cards;
}

static void inspect_loaded(World *world, Facts *facts, Cards cards, bool host_is_seen)
{
    inspect_flavour(world, facts);
    inspect_uvm(world, facts);
    if (cards.left_alone)
        inspect_state(world, facts);
    if (!host_is_seen)
        return;
    inspect_sleep(world, facts);
    if (cards.idle && is_yes(fact_is_text(facts, "machine", FACT_NVIDIA_MODULE_FLAVOUR, "open")))
        inspect_firmware(world, facts);
    if (fact_number_or(facts, "machine", FACT_NVSWITCHES, 0) > 0)
        inspect_fabric_manager(world, facts);
}

/* In a container the host's modules, daemons and logs are not to be seen, and are not told of. */
void inspect_kernel_driver(World *world, Facts *facts)
{
    Cards cards = count_cards(facts);
    bool host_is_seen = fact_get(facts, "machine", FACT_CONTAINER)->known != PRESENT;
    set_module(world, facts);
    Known module = fact_get(facts, "machine", FACT_NVIDIA_MODULE)->known;
    if (module == PRESENT)
        inspect_loaded(world, facts, cards, host_is_seen);
    else if (cards.count)
        inspect_module_on_disk(world, facts, host_is_seen && module == ABSENT);
    if (cards.taken_by_others && host_is_seen)
        inspect_nouveau_blacklist(world, facts);
    bool suspicious = module == ABSENT || cards.left_alone || cards.idle;
    if (cards.count && host_is_seen)
        inspect_kernel_log(world, facts, suspicious);
}

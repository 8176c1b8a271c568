/* The module is there for the running kernel and not loaded: what forbids it? */
#include "inspect/kernel_modules.h"

#include <string.h>

#include "parse/modprobe_config.h"

#define SECURE_BOOT "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define LOCKDOWN    "/sys/kernel/security/lockdown"
#define SIGNED      "~Module signature appended~\n"

enum {
    SECURE_BOOT_BYTES = 5, /* four of attributes and the value */
    WORD_CEILING = 4096,
    CONFIG_CEILING = 256 * 1024
};

static void inspect_secure_boot(World *world, Facts *facts)
{
    Text text;
    Answer answer = world_read(world, SECURE_BOOT, WORD_CEILING, &text);
    if (answer.known == PRESENT && text.length == SECURE_BOOT_BYTES)
        fact_set_flag(facts, "machine", FACT_SECURE_BOOT, text.at[SECURE_BOOT_BYTES - 1] == 1,
                      SECURE_BOOT);
    else if (answer.known == ABSENT) /* started without EFI, or without that variable */
        fact_set_flag(facts, "machine", FACT_SECURE_BOOT, false, SECURE_BOOT);
    else
        fact_set_unknown(facts, "machine", FACT_SECURE_BOOT,
                         answer.because ? answer.because : "not of the form that was expected",
                         SECURE_BOOT);
}

/* "none [integrity] confidentiality" */
static void inspect_lockdown(World *world, Facts *facts)
{
    Text text;
    if (world_read(world, LOCKDOWN, WORD_CEILING, &text).known != PRESENT)
        return;
    size_t open = text_find(text, '[');
    Text rest = text_part(text, open + 1, text.length);
    size_t close = text_find(rest, ']');
    if (close < rest.length)
        fact_set_text(facts, "machine", FACT_KERNEL_LOCKDOWN,
                      text_copy(facts_arena(facts), text_part(rest, 0, close)), LOCKDOWN);
}

static void inspect_signature(World *world, Facts *facts, const char *path)
{
    char end[sizeof SIGNED - 1];
    File *file;
    size_t got = 0;
    if (!ends_with(path, ".ko")) {
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE_SIGNED, "the file is compressed",
                         path);
        return;
    }
    Answer answer = world_open(world, path, &file);
    if (answer.known == PRESENT) {
        uint64_t size = file_info(file)->size_bytes;
        answer = file_read(file, size > sizeof end ? size - sizeof end : 0, end, sizeof end, &got);
        file_close(file);
    }
    if (answer.known == PRESENT)
        fact_set_flag(facts, "machine", FACT_NVIDIA_MODULE_SIGNED,
                      text_is((Text){end, got}, SIGNED), path);
    else
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE_SIGNED,
                         answer.because ? answer.because : "there is no such file", path);
}

static const char *const DIRECTORIES[] = {"/etc/modprobe.d", "/run/modprobe.d",
                                          "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d",
                                          "/lib/modprobe.d"};

static bool has(const Strings *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static void look_into_config(World *world, const char *path, const char *module, Strings *found)
{
    Text text, line;
    if (world_read(world, path, CONFIG_CEILING, &text).known != PRESENT)
        return;
    while (text_line(&text, &line))
        if (modprobe_line_forbids(line, module))
            list_add(world_arena(world), *found,
                     arena_printf(world_arena(world), "%s: %s", path,
                                  text_copy(world_arena(world), text_trim(line))));
}

/* A file hides those of the same name in the directories that come later. */
static Strings lines_that_forbid(World *world, const char *module)
{
    Arena *arena = world_arena(world);
    Strings found = {0}, seen = {0};
    Text text;
    for (size_t i = 0; i < sizeof DIRECTORIES / sizeof *DIRECTORIES; i++) {
        Strings names;
        if (world_list(world, DIRECTORIES[i], &names).known != PRESENT)
            continue;
        for (size_t k = 0; k < names.count; k++) {
            if (!ends_with(names.items[k], ".conf") || has(&seen, names.items[k]))
                continue;
            list_add(arena, seen, names.items[k]);
            look_into_config(world, arena_printf(arena, "%s/%s", DIRECTORIES[i], names.items[k]),
                             module, &found);
        }
    }
    if (world_read(world, "/proc/cmdline", WORD_CEILING, &text).known == PRESENT) {
        Text word = command_line_forbids(text, module);
        if (word.length)
            list_add(arena, found,
                     arena_printf(arena, "/proc/cmdline: %s", text_copy(arena, word)));
    }
    return found;
}

static void set_forbidding(Facts *facts, FactName name, Strings lines)
{
    if (lines.count)
        fact_set_texts(facts, "machine", name, lines, "modprobe.d, /proc/cmdline");
    else
        fact_set_absent(facts, "machine", name, "modprobe.d, /proc/cmdline");
}

void inspect_module_obstacles(World *world, Facts *facts, const char *file)
{
    const char *version = driver_version_in(facts_arena(facts), file);
    inspect_secure_boot(world, facts);
    inspect_lockdown(world, facts);
    inspect_signature(world, facts, file);
    set_forbidding(facts, FACT_NVIDIA_BLACKLIST, lines_that_forbid(world, "nvidia"));
    if (version)
        fact_set_text(facts, "machine", FACT_NVIDIA_DISK_VERSION, version, file);
}

void inspect_nouveau_blacklist(World *world, Facts *facts)
{
    Strings gpus = facts_subjects(facts, "gpu/");
    for (size_t i = 0; i < gpus.count; i++) {
        const char *driver = fact_text_or(facts, gpus.items[i], FACT_GPU_DRIVER, "nvidia");
        bool nvidia = is_yes(fact_is_text(facts, gpus.items[i], FACT_GPU_VENDOR, "nvidia"));
        if (!nvidia || strcmp(driver, "nvidia") == 0)
            continue;
        if (starts_with(driver, "Nova")) /* the module of that driver has another name */
            driver = "nova_core";
        set_forbidding(facts, FACT_NOUVEAU_BLACKLIST, lines_that_forbid(world, driver));
        return;
    }
}

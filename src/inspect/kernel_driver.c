/* The kernel module nvidia: loaded, of which version, or at least installed for this kernel. */
#include "inspect/machine.h"

#include <string.h>

enum { VERSION_CEILING = 4096, MODULES_DEP_CEILING = 2 * 1024 * 1024 };

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

/* Looked for only when the module is not loaded: modules.dep is half a megabyte. */
static void inspect_module_file(World *world, Facts *facts)
{
    Arena *arena = facts_arena(facts);
    const char *release = fact_text_or(facts, "machine", FACT_KERNEL_RELEASE, NULL);
    if (!release) {
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE_FILE,
                         "the release of the running kernel is not known",
                         "/proc/sys/kernel/osrelease");
        return;
    }
    const char *source = arena_printf(arena, "/lib/modules/%s/modules.dep", release);
    Text text, line;
    Answer answer = world_read(world, source, MODULES_DEP_CEILING, &text);
    if (answer.known != PRESENT) {
        /* In a container the modules of the host are not to be seen. */
        const char *because = answer.known == ABSENT ? "there is no such file" : answer.because;
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE_FILE, because, source);
        return;
    }
    while (text_line(&text, &line)) {
        Text path = text_part(line, 0, text_find(line, ':'));
        size_t slash = path.length;
        while (slash > 0 && path.at[slash - 1] != '/')
            slash--;
        if (text_starts(text_part(path, slash, path.length), "nvidia.ko")) {
            fact_set_text(facts, "machine", FACT_NVIDIA_MODULE_FILE, text_copy(arena, path),
                          source);
            return;
        }
    }
    fact_set_absent(facts, "machine", FACT_NVIDIA_MODULE_FILE, source);
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

void inspect_kernel_driver(World *world, Facts *facts)
{
    const char *source = "/sys/module/nvidia/version";
    Text text;
    Answer answer = world_read(world, source, VERSION_CEILING, &text);
    if (answer.known == PRESENT) {
        fact_set_text(facts, "machine", FACT_NVIDIA_MODULE,
                      text_copy(facts_arena(facts), text_trim(text)), source);
        if (overlay_covers(world, source))
            fact_mark_assumed(facts, "machine", FACT_NVIDIA_MODULE);
        inspect_flavour(world, facts);
        return;
    }
    if (answer.known == ABSENT)
        answer = look_for_modules(world);
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE, answer.because, source);
    else
        fact_set_absent(facts, "machine", FACT_NVIDIA_MODULE, source);
    if (facts_subjects(facts, "gpu/").count)
        inspect_module_file(world, facts);
}

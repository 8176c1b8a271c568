#include "inspect/kernel_modules.h"

#include <string.h>

enum { MODULES_DEP_CEILING = 2 * 1024 * 1024 };

bool is_nvidia_driver_name(const char *name)
{
    static const char *const OTHERS[] = {"-uvm", "-drm", "-modeset", "-peermem", "-fs"};
    static const char *const REST[] = {"-current", "-tesla", "-legacy", "-open", "-srv", "-dkms"};
    if (!starts_with(name, "nvidia"))
        return false;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (strstr(name, OTHERS[i]))
            return false;
    const char *rest = name + strlen("nvidia");
    if (*rest == '\0' || starts_with(rest, ".ko") ||
        (rest[0] == '-' && rest[1] >= '0' && rest[1] <= '9'))
        return true;
    for (size_t i = 0; i < sizeof REST / sizeof *REST; i++)
        if (starts_with(rest, REST[i]))
            return true;
    return false;
}

const char *driver_version_in(Arena *arena, const char *name)
{
    for (const char *dash = strchr(name, '-'); dash; dash = strchr(dash + 1, '-')) {
        size_t length = strspn(dash + 1, "0123456789.");
        if (length >= 3 && dash[1] != '.')
            return text_copy(arena, (Text){dash + 1, length});
    }
    return NULL;
}

/* modules.dep has half a megabyte; a line is "updates/dkms/nvidia.ko.xz: …". */
static const char *module_in(Arena *arena, Text modules_dep)
{
    Text line;
    while (text_line(&modules_dep, &line)) {
        Text path = text_part(line, 0, text_find(line, ':'));
        size_t slash = path.length;
        while (slash > 0 && path.at[slash - 1] != '/')
            slash--;
        Text name = text_part(path, slash, path.length);
        if (text_starts(name, "nvidia") && is_nvidia_driver_name(text_copy(arena, name)))
            return text_copy(arena, path);
    }
    return NULL;
}

/* An upgrade may take the modules of the running kernel away; in a container they never were. */
static void set_kernel_modules(World *world, Facts *facts, const char *directory, bool on_host)
{
    FileInfo info;
    Answer answer = world_stat(world, directory, &info);
    if (answer.known == ABSENT && !on_host)
        return;
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_KERNEL_MODULES, answer.because, directory);
    else
        fact_set_flag(facts, "machine", FACT_KERNEL_MODULES, answer.known == PRESENT, directory);
}

void inspect_module_on_disk(World *world, Facts *facts, bool further)
{
    Arena *arena = facts_arena(facts);
    const char *release = fact_text_or(facts, "machine", FACT_KERNEL_RELEASE, NULL);
    if (!release) {
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE_FILE,
                         "the release of the running kernel is not known",
                         "/proc/sys/kernel/osrelease");
        return;
    }
    const char *directory = arena_printf(arena, "/lib/modules/%s", release);
    const char *source = arena_printf(arena, "%s/modules.dep", directory);
    Text text;
    Answer answer = world_read(world, source, MODULES_DEP_CEILING, &text);
    const char *file = answer.known == PRESENT ? module_in(arena, text) : NULL;
    if (file)
        fact_set_text(facts, "machine", FACT_NVIDIA_MODULE_FILE, file, source);
    else if (answer.known == PRESENT)
        fact_set_absent(facts, "machine", FACT_NVIDIA_MODULE_FILE, source);
    else /* in a container the modules of the host are not to be seen */
        fact_set_unknown(facts, "machine", FACT_NVIDIA_MODULE_FILE,
                         answer.known == ABSENT ? "there is no such file" : answer.because, source);
    if (answer.known == ABSENT)
        set_kernel_modules(world, facts, directory, further);
    if (file && further)
        inspect_module_obstacles(world, facts, arena_printf(arena, "%s/%s", directory, file));
    else if (further)
        inspect_module_builds(world, facts, release);
}

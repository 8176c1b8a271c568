/* The module is not there for the running kernel: what would build it, and for which kernels has it
 * been built? */
#include "inspect/kernel_modules.h"

#include <string.h>

#define DKMS "/var/lib/dkms"

enum { OTHER_KERNELS = 6, LOG_CEILING = 1024 * 1024, ERROR_LENGTH = 160 };

typedef struct Builds {
    World *world;
    Arena *arena;
    const char *release;
    Strings sources, kernels;
    const char *version, *log;
} Builds;

static void add_once(Arena *arena, Strings *list, const char *text)
{
    if (!strings_have(*list, text))
        list_add(arena, *list, text);
}

static void look_into_sources(Builds *builds)
{
    Strings names;
    if (world_list(builds->world, "/usr/src", &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++) {
        const char *version = driver_version_in(builds->arena, names.items[i]);
        if (!is_nvidia_driver_name(names.items[i]) || !version)
            continue;
        add_once(builds->arena, &builds->sources,
                 arena_printf(builds->arena, "/usr/src/%s", names.items[i]));
        builds->version = version;
    }
}

/* Below DKMS/nvidia/580.65.06: "source", "build", a directory for each kernel it was built for, and
 * "kernel-6.8.0-45-generic-x86_64", a link to the one that is installed. */
static void look_into_dkms_version(Builds *builds, const char *directory)
{
    Strings names;
    if (world_list(builds->world, directory, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.items[i];
        if (strcmp(name, "build") == 0)
            builds->log = arena_printf(builds->arena, "%s/build/make.log", directory);
        else if (strcmp(name, "source") != 0 && strcmp(name, "original_module") != 0 &&
                 !starts_with(name, "kernel-"))
            add_once(builds->arena, &builds->kernels, name);
    }
}

static void look_into_dkms(Builds *builds)
{
    Strings names, versions;
    if (world_list(builds->world, DKMS, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++) {
        const char *directory = arena_printf(builds->arena, DKMS "/%s", names.items[i]);
        if (!is_nvidia_driver_name(names.items[i]) ||
            world_list(builds->world, directory, &versions).known != PRESENT)
            continue;
        for (size_t k = 0; k < versions.count; k++) {
            if (starts_with(versions.items[k], "kernel-"))
                continue;
            const char *version =
                arena_printf(builds->arena, "%s/%s", directory, versions.items[k]);
            add_once(builds->arena, &builds->sources, version);
            builds->version = versions.items[k];
            look_into_dkms_version(builds, version);
        }
    }
}

/* Where packages put a built module, below /lib/modules/KERNEL. */
static bool kernel_has_module(Builds *builds, const char *kernel)
{
    static const char *const PLACES[] = {"updates/dkms", "extra", "extramodules", "kernel",
                                         "updates"};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        Strings names;
        const char *place = arena_printf(builds->arena, "/lib/modules/%s/%s", kernel, PLACES[i]);
        if (world_list(builds->world, place, &names).known != PRESENT)
            continue;
        for (size_t k = 0; k < names.count; k++) {
            if (!is_nvidia_driver_name(names.items[k]))
                continue;
            const char *version = driver_version_in(builds->arena, names.items[k]);
            builds->version = builds->version ? builds->version : version;
            return true;
        }
    }
    return false;
}

static void look_at_other_kernels(Builds *builds)
{
    Strings kernels;
    if (world_list(builds->world, "/lib/modules", &kernels).known != PRESENT)
        return;
    for (size_t i = 0; i < kernels.count && i < OTHER_KERNELS; i++)
        if (strcmp(kernels.items[i], builds->release) != 0 &&
            kernel_has_module(builds, kernels.items[i]))
            add_once(builds->arena, &builds->kernels, kernels.items[i]);
}

static bool is_error(const char *line)
{
    return strstr(line, "error:") || strstr(line, "Error ") || strstr(line, "ERROR:");
}

/* Its first line names the kernel: "DKMS make.log for nvidia-580.65.06 for kernel 6.8.0-45-…". */
static void look_into_log(Builds *builds, Facts *facts)
{
    Text text, line;
    if (!builds->log || world_read(builds->world, builds->log, LOG_CEILING, &text).known != PRESENT)
        return;
    if (!text_line(&text, &line) || !strstr(text_copy(builds->arena, line), builds->release))
        return;
    while (text_line(&text, &line)) {
        const char *words = text_copy(builds->arena, text_part(text_trim(line), 0, ERROR_LENGTH));
        if (is_error(words)) {
            fact_set_text(facts, "machine", FACT_DKMS_ERROR, words, builds->log);
            return;
        }
    }
}

static void set_headers(World *world, Facts *facts, const char *release)
{
    const char *source = arena_printf(facts_arena(facts), "/lib/modules/%s/build", release);
    FileInfo info;
    Answer answer = world_stat(world, source, &info);
    if (answer.known == UNKNOWN)
        fact_set_unknown(facts, "machine", FACT_KERNEL_HEADERS, answer.because, source);
    else
        fact_set_flag(facts, "machine", FACT_KERNEL_HEADERS, answer.known == PRESENT, source);
}

static void set_list(Facts *facts, FactName name, Strings list, const char *source)
{
    if (list.count)
        fact_set_texts(facts, "machine", name, list, source);
    else
        fact_set_absent(facts, "machine", name, source);
}

void inspect_module_builds(World *world, Facts *facts, const char *release)
{
    Builds builds = {.world = world, .arena = facts_arena(facts), .release = release};
    look_into_sources(&builds);
    look_into_dkms(&builds);
    look_at_other_kernels(&builds);
    look_into_log(&builds, facts);
    set_list(facts, FACT_NVIDIA_SOURCES, builds.sources, "/usr/src, " DKMS);
    set_list(facts, FACT_NVIDIA_BUILT_FOR, builds.kernels, "/lib/modules, " DKMS);
    if (builds.version)
        fact_set_text(facts, "machine", FACT_NVIDIA_DISK_VERSION, builds.version,
                      builds.sources.count ? builds.sources.items[0] : "/lib/modules");
    if (builds.sources.count || builds.kernels.count)
        set_headers(world, facts, release);
}

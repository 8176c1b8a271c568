#include "changes/words.h"

#include <string.h>

#include "base/path.h"
#include "base/writer.h"

enum { FILES_NAMED = 3 };

/* ---- Variables ---- */

/* Whose values may be shown: all that whycpu reads because they decide something. */
static bool value_may_be_shown(const char *name)
{
    static const char *const NAMES[] = {"VIRTUAL_ENV", "CONDA_PREFIX", "PATH",         "PYTHONPATH",
                                        "PYTHONHOME",  "PYENV_ROOT",   "KERAS_BACKEND"};
    static const char *const BEGINNINGS[] = {"CUDA_", "NVIDIA_", "TF_", "LD_", "XLA_", "CUDNN_"};
    if (starts_with(name, "TF_VAR_")) /* of Terraform, and often a secret */
        return false;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(name, NAMES[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++)
        if (starts_with(name, BEGINNINGS[i]))
            return true;
    return false;
}

static bool says_nothing_of_gpus(const char *name)
{
    static const char *const NAMES[] = {"HOME", "USER", "LOGNAME", "SHELL", "LANG"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcmp(name, NAMES[i]) == 0)
            return true;
    return false;
}

static const char *shown_value(Arena *arena, const char *name, Known known, const char *value)
{
    if (known == ABSENT)
        return "not set";
    if (!value || !value_may_be_shown(name))
        return "set";
    return *value ? arena_strdup(arena, value) : "empty";
}

static void put_variable_into_words(Arena *arena, Part *part)
{
    const Difference *difference = &part->differences.items[0];
    const char *name = part->key;
    part->before = shown_value(arena, name, difference->before, difference->value[0]);
    part->after = shown_value(arena, name, difference->after, difference->value[1]);
    if (difference->after == ABSENT)
        part->says = arena_printf(arena, "%s is no longer set", name);
    else if (difference->before == ABSENT)
        part->says = arena_printf(arena, "%s is set now", name);
    else
        part->says = arena_printf(arena, "%s has another value now", name);
    part->is_told = !says_nothing_of_gpus(name);
}

/* ---- Files ---- */

const char *difference_words(Arena *arena, const Difference *difference)
{
    const char *name = difference->name;
    switch (difference->kind) {
    case DIFFERENT_VARIABLE: return arena_printf(arena, "the variable %s", name);
    case DIFFERENT_USER: return "the user";
    case DIFFERENT_PROCESSOR: return "the processor";
    case DIFFERENT_TESTIMONY: return "what the driver answered";
    case DIFFERENT_FILE: break;
    }
    if (difference->after == ABSENT)
        return arena_printf(arena, "%s is gone", name);
    if (difference->before == ABSENT)
        return arena_printf(arena, "%s is new", name);
    if (difference->changed & CHANGED_TYPE)
        return arena_printf(arena, "%s is another kind of file", name);
    if (difference->changed & CHANGED_TARGET && difference->value[1])
        return arena_printf(arena, "%s leads to %s now", name, difference->value[1]);
    if (difference->changed & CHANGED_TARGET)
        return arena_printf(arena, "%s leads elsewhere now", name);
    if (difference->changed & CHANGED_CONTENT)
        return arena_printf(arena, "%s has other contents", name);
    return arena_printf(arena, "%s has other rights", name);
}

/* What went or came whole is told by its directory. */
void put_files_into_words(Arena *arena, Part *part)
{
    Writer says = writer_new(arena);
    size_t named = 0, more = 0;
    for (size_t i = 0; i < part->differences.count; i++) {
        const Difference *difference = &part->differences.items[i];
        if (difference->kind != DIFFERENT_FILE || difference->below_another)
            continue;
        if (named == FILES_NAMED) {
            more++;
            continue;
        }
        put_format(&says, "%s%s", named++ ? "; " : "", difference_words(arena, difference));
    }
    if (more)
        put_format(&says, "; and %zu more", more);
    part->is_told = named > 0;
    part->says = named          ? says.bytes
                 : part->key[0] ? arena_printf(arena, "files of %s", part->key)
                                : part_kind_title(part->kind);
}

/* ---- Each kind ---- */

static void put_kernel_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    static const FactWords WORDS = {"machine", FACT_KERNEL_RELEASE, "another kernel runs",
                                    "the running kernel is known now",
                                    "the running kernel is not known any more"};
    if (put_fact_into_words(part, before, after, &WORDS))
        return;
    put_files_into_words(arena, part);
    part->is_told = false;
}

static void put_container_into_words(Arena *arena, Part *part, const Side *before,
                                     const Side *after)
{
    static const FactWords WORDS = {
        "machine", FACT_CONTAINER, "it runs in another kind of container",
        "it runs in a container now", "it no longer runs in a container"};
    if (put_fact_into_words(part, before, after, &WORDS))
        return;
    put_files_into_words(arena, part);
    part->is_told = false;
}

static void put_python_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    static const FactWords WORDS = {"env", FACT_PYTHON_VERSION, "Python is of another version",
                                    "the version of Python is known now",
                                    "the version of Python is not known any more"};
    static const FactWords PREFIX = {
        "env", FACT_PYTHON_PREFIX, "another Python environment is judged",
        "there is a Python environment now", "there is no Python environment any more"};
    if (!put_fact_into_words(part, before, after, &PREFIX) &&
        !put_fact_into_words(part, before, after, &WORDS))
        put_files_into_words(arena, part);
}

static void put_installed_module_into_words(Arena *arena, Part *part, const Side *before,
                                            const Side *after)
{
    static const FactWords FILE_WORDS = {"machine", FACT_NVIDIA_MODULE_FILE,
                                         "nvidia.ko for the running kernel lies elsewhere",
                                         "nvidia.ko for the running kernel is installed now",
                                         "nvidia.ko for the running kernel is no longer installed"};
    static const FactWords VERSION = {
        "machine", FACT_NVIDIA_DISK_VERSION, "the driver on the disk is of another version",
        "the driver is on the disk now", "the driver is no longer on the disk"};
    if (!put_fact_into_words(part, before, after, &FILE_WORDS) &&
        !put_fact_into_words(part, before, after, &VERSION))
        put_files_into_words(arena, part);
}

/* A card comes and goes with all that the bus tells of it. */
static void put_gpus_into_words(Arena *arena, Part *part)
{
    static const char DEVICES[] = "/sys/bus/pci/devices/";
    Writer says = writer_new(arena);
    for (size_t i = 0; i < part->differences.count; i++) {
        const Difference *difference = &part->differences.items[i];
        if (!starts_with(difference->name, DEVICES))
            continue;
        const char *address = difference->name + strlen(DEVICES);
        if (difference->is_directory && !strchr(address, '/'))
            put_format(&says, "%sthe PCI device %s %s", says.length ? "; " : "", address,
                       difference->after == ABSENT ? "is gone" : "is new");
        else if (ends_with(address, "/device") && difference->before == difference->after)
            put_format(&says, "%sanother PCI device is at %.*s", says.length ? "; " : "",
                       (int)strcspn(address, "/"), address);
    }
    part->is_told = says.length > 0;
    part->says = says.bytes;
    if (!part->is_told)
        put_files_into_words(arena, part);
}

void put_into_words(Arena *arena, Part *part, const Side *before, const Side *after)
{
    part->is_told = true;
    switch (part->kind) {
    case PART_VARIABLE: put_variable_into_words(arena, part); break;
    case PART_USER: put_user_into_words(arena, part, before, after); break;
    case PART_PACKAGE: put_package_into_words(arena, part, before, after); break;
    case PART_PYTHON: put_python_into_words(arena, part, before, after); break;
    case PART_CONTAINER: put_container_into_words(arena, part, before, after); break;
    case PART_KERNEL: put_kernel_into_words(arena, part, before, after); break;
    case PART_DRIVER: put_driver_into_words(arena, part, before, after); break;
    case PART_MODULE: put_module_into_words(arena, part, before, after); break;
    case PART_INSTALLED_MODULE: put_installed_module_into_words(arena, part, before, after); break;
    case PART_GPU: put_gpus_into_words(arena, part); break;
    case PART_NODES: put_nodes_into_words(arena, part); break;
    case PART_FILES: put_files_into_words(arena, part); break;
    case PART_LOADER_CACHE:
        part->says = "the loader's cache has other contents";
        part->is_told = false;
        break;
    case PART_ANSWERS: put_answers_into_words(arena, part, before, after); break;
    case PART_PROCESSOR: part->says = "it runs on another processor"; break;
    case PART_SYSTEM:
    case PART_LOG:
    case PART_KIND_COUNT:
        put_files_into_words(arena, part);
        part->is_told = false;
        break;
    }
}

#include "run/signs.h"

#include <string.h>

/* What every release since 2.14 opens before it takes a GPU. 2.13 opens libcurand besides, but so
 * do others, so its absence is not counted. */
static const char *const LIBRARIES[SIGN_LIBRARIES] = {
    "libcudart.so",   "libcublas.so",   "libcublasLt.so", "libcufft.so",
    "libcusolver.so", "libcusparse.so", "libcudnn.so",
};

const char THREAD_OF_POOL[] = "tf_Compute";

bool has_framework(const Signs *signs)
{
    return signs->tensorflow || signs->torch || signs->jax;
}

static bool is_other_accelerator(Text path, Text name)
{
    static const char *const NAMES[] = {"libamdhip64.so", "libhsa-runtime64.so", "libze_loader.so",
                                        "libtpu.so"};
    static const char PLUGINS[] = "/tensorflow-plugins/";
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (text_starts(name, NAMES[i]))
            return true;
    return memmem(path.at, path.length, PLUGINS, strlen(PLUGINS)) != NULL;
}

static void sign_of_file(Signs *signs, Text path)
{
    size_t slash = path.length;
    while (slash > 0 && path.at[slash - 1] != '/')
        slash--;
    Text name = text_part(path, slash, path.length);
    signs->tensorflow |= text_starts(name, "libtensorflow_framework.so");
    signs->torch |= text_starts(name, "libtorch_cpu.so");
    signs->jax |= text_starts(name, "xla_extension.so") || text_starts(name, "libjax_common.so");
    signs->driver |= text_starts(name, "libcuda.so");
    signs->other_accelerator |= is_other_accelerator(path, name);
    for (size_t i = 0; i < SIGN_LIBRARIES; i++)
        signs->libraries[i] |= text_starts(name, LIBRARIES[i]);
}

void signs_of_maps(Signs *signs, Text maps)
{
    Text line, before = {0};
    while (text_line(&maps, &line)) {
        Text path = text_part(line, text_find(line, '/'), line.length);
        /* A file is mapped in several parts, one below the other. */
        if (path.length == 0 || text_equal(path, before))
            continue;
        sign_of_file(signs, path);
        before = path;
    }
}

void sign_of_thread(Signs *signs, Text name)
{
    signs->devices_made |= text_is(text_trim(name), THREAD_OF_POOL);
}

void sign_of_open_file(Signs *signs, Text target)
{
    static const char GPU[] = "/dev/nvidia";
    Text rest = text_part(target, strlen(GPU), target.length);
    long long number;
    signs->uvm_node |= text_is(target, "/dev/nvidia-uvm");
    signs->gpu_node |= text_starts(target, GPU) && text_number(rest, &number);
}

static bool holds(Text line, const char *words)
{
    return memmem(line.at, line.length, words, strlen(words)) != NULL;
}

void signs_of_log(Signs *signs, Text lines)
{
    Text line;
    while (text_line(&lines, &line)) {
        signs->log_says_cpu |=
            holds(line, "Cannot dlopen some GPU libraries") || holds(line, "failed call to cuInit");
        signs->log_says_gpu |= holds(line, "Created device /job:") && holds(line, "/device:GPU:");
    }
}

static const char *library_that_lacks(const Signs *signs)
{
    for (size_t i = 0; i < SIGN_LIBRARIES; i++)
        if (!signs->libraries[i])
            return LIBRARIES[i];
    return NULL;
}

static Placement placement_of_tensorflow(const Signs *signs)
{
    bool all = signs->driver && !library_that_lacks(signs);
    if (signs->other_accelerator)
        return PLACED_NOWHERE_YET;
    if (all)
        return signs->devices_made || signs->log_says_gpu ? PLACED_ON_GPU : PLACED_NOWHERE_YET;
    return signs->devices_made || signs->log_says_cpu ? PLACED_ON_CPU : PLACED_NOWHERE_YET;
}

Placement placement_of(const Signs *signs)
{
    bool holds_device = signs->driver && signs->uvm_node && signs->gpu_node;
    bool tensorflow_alone = signs->tensorflow && !signs->torch && !signs->jax;
    if (tensorflow_alone)
        return placement_of_tensorflow(signs);
    return holds_device ? PLACED_ON_GPU : PLACED_NOWHERE_YET;
}

const char *reason_for_cpu(Arena *arena, const Signs *signs)
{
    const char *sign = signs->devices_made ? "TensorFlow has made its devices"
                                           : "its log says that no GPU is used";
    if (!signs->driver)
        return arena_printf(arena, "%s, and libcuda.so.1 is not loaded", sign);
    return arena_printf(arena, "%s, and %s is not loaded", sign, library_that_lacks(signs));
}

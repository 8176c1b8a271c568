#include "inspect/jax_plugin.h"

#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "parse/jax_source.h"

enum { VERSION_CEILING = 64 * 1024, NUMBERS = 6 };

bool jax_exists(FrameworkLook *look, const char *path)
{
    FileInfo info;
    return world_stat(look->world, path, &info).known == PRESENT;
}

const char *jax_below_sites(FrameworkLook *look, const char *package)
{
    for (size_t i = 0; i < look->env->site_directories.count; i++) {
        const SiteDirectory *site = &look->env->site_directories.items[i];
        if (strings_have(site->names, package))
            return arena_printf(look->arena, "%s/%s", site->path, package);
    }
    return NULL;
}

/* ---- The plugin ---- */

static void add_plugin(FrameworkLook *look, JaxPlugin *plugin, const char *above, const char *name)
{
    int cuda = strcmp(name, "xla_cuda12") == 0 ? 12 : strcmp(name, "xla_cuda13") == 0 ? 13 : 0;
    plugin->rocm = plugin->rocm || starts_with(name, "xla_rocm");
    if (cuda == 0)
        return;
    plugin->several = plugin->several || plugin->cuda != 0;
    plugin->cuda = cuda;
    plugin->directory = arena_printf(look->arena, "%s/%s", above, name);
}

/* jax_plugins has no __init__.py: every directory of sys.path may hold a part of it. */
JaxPlugin jax_plugin(FrameworkLook *look)
{
    JaxPlugin plugin = {0};
    for (size_t i = 0; i < look->env->site_directories.count; i++) {
        const SiteDirectory *site = &look->env->site_directories.items[i];
        const char *above = arena_printf(look->arena, "%s/jax_plugins", site->path);
        Strings names;
        if (!strings_have(site->names, "jax_plugins") ||
            world_list(look->world, above, &names).known != PRESENT)
            continue;
        for (size_t j = 0; j < names.count; j++)
            add_plugin(look, &plugin, above, names.items[j]);
    }
    const char *newer = jax_below_sites(look, "jax_cuda13_plugin");
    plugin.extensions = newer ? newer : jax_below_sites(look, "jax_cuda12_plugin");
    plugin.several = plugin.several || (plugin.cuda == 12 && newer);
    return plugin;
}

const char *jax_missing_file(FrameworkLook *look, const JaxPlugin *plugin)
{
    const char *extensions = plugin->extensions
                                 ? plugin->extensions
                                 : arena_printf(look->arena, "%s/../../jax_cuda%d_plugin",
                                                plugin->directory, plugin->cuda);
    const char *const files[] = {
        arena_printf(look->arena, "%s/__init__.py", plugin->directory),
        arena_printf(look->arena, "%s/xla_cuda_plugin.so", plugin->directory),
        arena_printf(look->arena, "%s/cuda_plugin_extension.so", extensions),
        arena_printf(look->arena, "%s/_versions.so", extensions),
    };
    size_t needed = jax_asks_nothing(look) ? 2 : sizeof files / sizeof *files;
    for (size_t i = 0; i < needed; i++)
        if (!jax_exists(look, files[i]))
            return files[i];
    return NULL;
}

/* ---- Releases that go together ---- */

/* As JAX compares them: number by number, and of two that begin alike the shorter is the older. */
static int order_of(const char *one, const char *other)
{
    int left[NUMBERS], right[NUMBERS];
    size_t lefts = version_read(one, left, NUMBERS), rights = version_read(other, right, NUMBERS);
    for (size_t i = 0; i < lefts && i < rights; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return lefts < rights ? -1 : lefts > rights;
}

static bool read_version(FrameworkLook *look, const char *directory, JaxVersion *version)
{
    Text text;
    const char *source = arena_printf(look->arena, "%s/version.py", directory);
    return world_read(look->world, source, VERSION_CEILING, &text).known == PRESENT &&
           jax_version_read(look->arena, text, version);
}

/* The check at the head of jax/_src/lib/__init__.py, which is the same from 0.4.30 to 0.12. */
bool jax_refuses_jaxlib(FrameworkLook *look)
{
    JaxVersion jax, jaxlib;
    const char *directory = jax_below_sites(look, "jaxlib"), *says = NULL;
    if (!directory || !read_version(look, look->package, &jax) || !jax.least_jaxlib ||
        !read_version(look, directory, &jaxlib))
        return false;
    if (order_of(jaxlib.version, jax.least_jaxlib) < 0)
        says = arena_printf(look->arena,
                            "jaxlib is version %s, but this version of jax requires version >= %s.",
                            jaxlib.version, jax.least_jaxlib);
    else if (order_of(jaxlib.version, jax.version) > 0)
        says = arena_printf(look->arena,
                            "jaxlib version %s is newer than and incompatible with jax version %s.",
                            jaxlib.version, jax.version);
    if (!says)
        return false;
    Opening *refused = arena_new_of(look->arena, Opening);
    refused->name = refused->fails_on = arena_printf(look->arena, "%s/version.py", directory);
    refused->result = OPEN_FAILED;
    refused->error = says;
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, refused, refused->name);
    set_import_raises(look, "RuntimeError", says, refused->name);
    return true;
}

/* jaxlib/plugin_support.py: it warns at import, and the modules of the plugin are not used. */
const char *jax_plugin_differs(FrameworkLook *look, const JaxPlugin *plugin)
{
    JaxVersion jaxlib, extensions;
    const char *directory = jax_below_sites(look, "jaxlib");
    if (!directory || !plugin->extensions || !read_version(look, directory, &jaxlib) ||
        !read_version(look, plugin->extensions, &extensions) ||
        order_of(jaxlib.version, extensions.version) == 0)
        return NULL;
    return arena_printf(look->arena,
                        "%s is of %s and jaxlib of %s: JAX warns of it, and leaves out kernels of "
                        "its own that need the GPU",
                        path_name(plugin->extensions), extensions.version, jaxlib.version);
}

/* ---- What was compared ---- */

/* Flags that every release from 0.7 to 0.12 knows (each was tried). XLA ends the process at one
 * that it does not know, so what is not here leaves the answer open. */
static const char *const FLAGS[] = {
    "--xla_cpu_multi_thread_eigen",
    "--xla_disable_hlo_passes",
    "--xla_dump_to",
    "--xla_force_host_platform_device_count",
    "--xla_gpu_all_gather_combine_threshold_bytes",
    "--xla_gpu_all_reduce_combine_threshold_bytes",
    "--xla_gpu_autotune_level",
    "--xla_gpu_cuda_data_dir",
    "--xla_gpu_deterministic_ops",
    "--xla_gpu_enable_command_buffer",
    "--xla_gpu_enable_cudnn_fmha",
    "--xla_gpu_enable_highest_priority_async_stream",
    "--xla_gpu_enable_latency_hiding_scheduler",
    "--xla_gpu_enable_pipelined_all_gather",
    "--xla_gpu_enable_pipelined_all_reduce",
    "--xla_gpu_enable_pipelined_reduce_scatter",
    "--xla_gpu_enable_triton_gemm",
    "--xla_gpu_enable_while_loop_double_buffering",
    "--xla_gpu_exclude_nondeterministic_ops",
    "--xla_gpu_force_compilation_parallelism",
    "--xla_gpu_reduce_scatter_combine_threshold_bytes",
    "--xla_gpu_strict_conv_algorithm_picker",
    "--xla_gpu_triton_gemm_any",
};

static bool is_known_flag(Text flag)
{
    Text name = text_part(flag, 0, text_find(flag, '='));
    for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
        if (text_is(name, FLAGS[i]))
            return true;
    return false;
}

static const char *flag_not_compared(FrameworkLook *look)
{
    const char *value;
    if (world_env(look->world, "XLA_FLAGS", &value).known != PRESENT)
        return NULL;
    Text rest = text_of(value);
    bool more;
    for (Text flag = text_next(&rest, ' ', &more); more; flag = text_next(&rest, ' ', &more))
        if (text_trim(flag).length && (jax_asks_nothing(look) || !is_known_flag(text_trim(flag))))
            return arena_printf(look->arena,
                                "XLA_FLAGS has %s, and XLA ends the process at a flag that this "
                                "release does not know",
                                text_copy(look->arena, flag));
    return NULL;
}

static const char *variable_not_compared(FrameworkLook *look)
{
    const char *value;
    if (world_env(look->world, "PJRT_NAMES_AND_LIBRARY_PATHS", &value).known == PRESENT && *value)
        return "PJRT_NAMES_AND_LIBRARY_PATHS is set, and what it does was not compared";
    return flag_not_compared(look);
}

static const char *version_of_jax(FrameworkLook *look)
{
    return fact_text_or(look->facts, "env", FACT_FRAMEWORK_VERSION, "");
}

bool jax_asks_nothing(FrameworkLook *look)
{
    return version_is_before(version_of_jax(look), "0.7");
}

/* Compared with real JAX 0.4.30, 0.7.2 and 0.12.0.1. What the plugin loads and which versions it
 * asks for is the same in the sources of the releases between the last two. */
static bool is_compared(const char *version)
{
    int parts[3] = {0};
    size_t count = version_read(version, parts, 3);
    bool newer = parts[1] >= 7 && parts[1] <= 12, first = parts[1] == 4 && parts[2] == 30;
    return count >= 2 && parts[0] == 0 && (newer || first);
}

const char *jax_not_compared(FrameworkLook *look, const JaxPlugin *plugin)
{
    JaxVersion extensions;
    if (!is_compared(version_of_jax(look)))
        return "whycpu has compared its answers with JAX 0.4.30 and 0.7 to 0.12 alone";
    if (plugin->several)
        return "there are two plugins for CUDA";
    if (plugin->extensions && read_version(look, plugin->extensions, &extensions) &&
        !is_compared(extensions.version))
        return "its plugin is of a release with which whycpu has not compared its answers";
    if (jax_asks_nothing(look) && plugin->cuda && !plugin->extensions)
        return "half of its plugin for CUDA is not there, and this release goes on without";
    return variable_not_compared(look);
}

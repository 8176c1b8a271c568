/* JAX, read from its files. What it knows of CUDA comes with a plugin, which loads CUDA's libraries
 * and asks each for its version before it starts the driver; whatever goes wrong there is logged,
 * and JAX goes on without a GPU. Only what comes behind that is raised. */
#include "frameworks/framework.h"

#include <string.h>

#include "base/version.h"
#include "inspect/framework_look.h"
#include "inspect/variables.h"
#include "inspect/who_set.h"

static const char *const DISTRIBUTIONS[] = {"jax", NULL};

/* ---- Its plugin ---- */

typedef struct Plugin {
    const char *directory;  /* …/jax_plugins/xla_cuda12 */
    const char *extensions; /* …/jax_cuda12_plugin; NULL: there is no such package */
    int cuda;               /* 12, 13; 0: there is no plugin */
    bool several, rocm;
} Plugin;

static bool exists(FrameworkLook *look, const char *path)
{
    FileInfo info;
    return world_stat(look->world, path, &info).known == PRESENT;
}

static const char *below_sites(FrameworkLook *look, const char *package)
{
    for (size_t i = 0; i < look->env->site_directories.count; i++) {
        const SiteDirectory *site = &look->env->site_directories.items[i];
        if (strings_have(site->names, package))
            return arena_printf(look->arena, "%s/%s", site->path, package);
    }
    return NULL;
}

static void add_plugin(FrameworkLook *look, Plugin *plugin, const char *above, const char *name)
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
static Plugin find_plugin(FrameworkLook *look)
{
    Plugin plugin = {0};
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
    const char *newer = below_sites(look, "jax_cuda13_plugin");
    plugin.extensions = newer ? newer : below_sites(look, "jax_cuda12_plugin");
    plugin.several = plugin.several || (plugin.cuda == 12 && newer);
    return plugin;
}

/* The first file without which the plugin does not start; NULL: all are there. */
static const char *missing_file(FrameworkLook *look, const Plugin *plugin)
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
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!exists(look, files[i]))
            return files[i];
    return NULL;
}

/* ---- What it was built with ---- */

/* Compared with real JAX: 0.12 with the plugin for CUDA 12. What others do is not known. */
/* JAX asks each library for its version and refuses what is older than it knows. What is near those
 * bounds was not compared. */
static const char *library_not_compared(FrameworkLook *look)
{
    static const char *const PACKAGES[] = {"nvidia-cuda-runtime-cu12", "nvidia-cublas-cu12",
                                           "nvidia-cusparse-cu12", "nvidia-cuda-cupti-cu12"};
    for (size_t i = 0; i < sizeof PACKAGES / sizeof *PACKAGES; i++) {
        const Distribution *found = distribution_find(look->inventory, PACKAGES[i]);
        if (found && (!found->version || version_is_before(found->version, "12.2")))
            return arena_printf(look->arena, "%s is so old that JAX may refuse it", PACKAGES[i]);
    }
    const Distribution *cudnn = distribution_find(look->inventory, "nvidia-cudnn-cu12");
    if (cudnn && cudnn->version && starts_with(cudnn->version, "9.10.0"))
        return "JAX refuses cuDNN 9.10.0, and how it ends then was not compared";
    return NULL;
}

/* Variables that change which backend is taken, or which checks are made. */
static const char *variable_not_compared(FrameworkLook *look)
{
    static const char *const NAMES[] = {"JAX_PLATFORM_NAME", "JAX_SKIP_CUDA_CONSTRAINTS_CHECK"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *value;
        Answer answer = world_env(look->world, NAMES[i], &value);
        if (answer.known == PRESENT)
            return arena_printf(look->arena, "%s is set, and what it does was not compared",
                                NAMES[i]);
    }
    return NULL;
}

static const char *not_compared(FrameworkLook *look, const Plugin *plugin)
{
    const char *version = fact_text_or(look->facts, "env", FACT_FRAMEWORK_VERSION, "");
    const Distribution *jaxlib = distribution_find(look->inventory, "jaxlib");
    int parts[2];
    if (version_read(version, parts, 2) != 2)
        return "the version of JAX cannot be read";
    if (parts[0] != 0 || parts[1] != 12)
        return "whycpu has compared its answers with JAX 0.12 alone";
    if (jaxlib && jaxlib->version && strcmp(jaxlib->version, version) != 0)
        return "jax and jaxlib are of two versions, and whether they fit is not known";
    if (plugin->several)
        return "there are two plugins for CUDA";
    if (plugin->cuda == 13)
        return "whycpu has not compared its answers with the plugin for CUDA 13";
    const char *because = variable_not_compared(look);
    return because ? because : library_not_compared(look);
}

static void inspect_platforms(FrameworkLook *look)
{
    inspect_variable(look->world, look->facts, "JAX_PLATFORMS");
    inspect_who_set(look->world, look->env, look->facts, "JAX_PLATFORMS");
}

static void look_at_build(FrameworkLook *look)
{
    Plugin plugin = find_plugin(look);
    const char *because = not_compared(look, &plugin);
    const char *missing = plugin.cuda ? missing_file(look, &plugin) : NULL;
    inspect_cuda_packages(look);
    inspect_platforms(look);
    fact_set_flag(look->facts, "env", FACT_BUILD_IS_ROCM, plugin.rocm, "jax_plugins");
    if (because)
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, because, look->package);
    else if (plugin.cuda == 0)
        fact_set_flag(look->facts, "env", FACT_BUILD_IS_CUDA, false, "jax_plugins");
    else if (missing)
        fact_set_flag(look->facts, "env", FACT_BUILD_IS_CUDA, false, missing);
    else
        fact_set_flag(look->facts, "env", FACT_BUILD_IS_CUDA, true, plugin.directory);
    if (plugin.cuda)
        fact_set_text(look->facts, "env", FACT_BUILD_CUDA,
                      arena_printf(look->arena, "%d", plugin.cuda), plugin.directory);
}

/* ---- What it opens ---- */

/* The order in which its plugin loads what the packages of NVIDIA brought. One that is not there or
 * does not open is passed over; one that is mapped serves everybody who asks for its SONAME. */
static const char *const PRELOADS[][2] = {
    {"cuda_runtime", "libcudart.so.12"},
    {"cu13", "libcudart.so.13"},
    {"cuda_nvrtc", "libnvrtc.so.12"},
    {"cu13", "libnvrtc.so.13"},
    {"cublas", "libcublas.so.12"},
    {"cublas", "libcublasLt.so.12"},
    {"cu13", "libcublas.so.13"},
    {"cu13", "libcublasLt.so.13"},
    {"nccl", "libnccl.so.2"},
    {"cuda_cupti", "libcupti.so.12"},
    {"cu13", "libcupti.so.13"},
    {"cusparse", "libcusparse.so.12"},
    {"cu13", "libcusparse.so.12"},
    {"cusolver", "libcusolver.so.11"},
    {"cu13", "libcusolver.so.12"},
    {"cufft", "libcufft.so.11"},
    {"cu13", "libcufft.so.12"},
    {"nvshmem", "libnvshmem_host.so.3"},
    {"cudnn", "libcudnn.so.9"},
};

/* Those whose versions it asks for, in its order, and what it would take instead: its stand-ins for
 * the functions of CUDA 12 look for the libraries of 13 too. */
static const char *const ASKED[][2] = {
    {"libcudart.so.12", "libcudart.so.13"}, {"libcudnn.so.9", NULL},
    {"libcufft.so.11", "libcufft.so.12"},   {"libcupti.so.12", "libcupti.so.13"},
    {"libcublas.so.12", "libcublas.so.13"}, {"libcusparse.so.12", NULL},
};

static const char *const EXTENSIONS[] = {"cpu_feature_guard.so", "utils.so", "_jax.so"};

static const Opening *not_there(FrameworkLook *look, const char *path)
{
    Opening *none = arena_new_of(look->arena, Opening);
    none->name = none->fails_on = path;
    none->result = OPEN_FAILED;
    none->error = "there is no such file";
    return none;
}

/* What `import jax` maps, of jaxlib. */
static const Opening *load_jaxlib(FrameworkLook *look)
{
    const Opening *loads = loader_start(look->loader, look->env->real_python);
    const char *jaxlib = below_sites(look, "jaxlib");
    if (!jaxlib)
        return not_there(look, "jaxlib");
    for (size_t i = 0; opens(loads) && i < sizeof EXTENSIONS / sizeof *EXTENSIONS; i++) {
        const char *path = arena_printf(look->arena, "%s/%s", jaxlib, EXTENSIONS[i]);
        loads =
            exists(look, path) ? loader_dlopen(look->loader, path, NULL) : not_there(look, path);
    }
    return loads;
}

/* Each of NVIDIA's packages may bring one, which is empty. */
static bool has_own_nvidia(FrameworkLook *look)
{
    FileInfo info;
    const char *nvidia = below_sites(look, "nvidia");
    const char *start = nvidia ? arena_printf(look->arena, "%s/__init__.py", nvidia) : NULL;
    return start && world_stat(look->world, start, &info).known == PRESENT && info.size_bytes > 0;
}

static void preload(FrameworkLook *look)
{
    const char *nvidia = below_sites(look, "nvidia");
    for (size_t i = 0; nvidia && i < sizeof PRELOADS / sizeof *PRELOADS; i++) {
        const char *path =
            arena_printf(look->arena, "%s/%s/lib/%s", nvidia, PRELOADS[i][0], PRELOADS[i][1]);
        if (exists(look, path))
            loader_dlopen(look->loader, path, NULL);
    }
}

/* Libraries of CUDA 13 in the place of those of 12: what comes of that is not known. */
static const char *taken_instead(FrameworkLook *look)
{
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++) {
        const Opening *opening =
            fact_get(look->facts, arena_printf(look->arena, "library/%s", ASKED[i][0]),
                     FACT_LIBRARY_OPENING)
                ->opening;
        if (opening && !opens(opening) && ASKED[i][1] &&
            opens(loader_dlopen(look->loader, ASKED[i][1], look->opener)))
            return arena_printf(look->arena, "%s does not open, and %s, which does, is of CUDA 13",
                                ASKED[i][0], ASKED[i][1]);
    }
    return NULL;
}

/* The module that asks for the versions makes the calls. */
static bool load_extensions(FrameworkLook *look, const Plugin *plugin)
{
    const char *const files[] = {
        arena_printf(look->arena, "%s/xla_cuda_plugin.so", plugin->directory),
        arena_printf(look->arena, "%s/cuda_plugin_extension.so", plugin->extensions),
        arena_printf(look->arena, "%s/_versions.so", plugin->extensions),
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (!opens(loader_dlopen(look->loader, files[i], NULL))) {
            fact_set_flag(look->facts, "env", FACT_BUILD_IS_CUDA, false, files[i]);
            return false;
        }
        look->opener = files[i];
    }
    fact_set_text(look->facts, "env", FACT_LIBRARY_OPENER,
                  world_real_path_or_itself(look->world, look->opener), "_check_cuda_versions");
    fact_set_flag(look->facts, "env", FACT_NVML_NEEDED, false, plugin->directory);
    return true;
}

static void open_all(FrameworkLook *look)
{
    Strings names = {0};
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
        list_add(look->arena, names, ASKED[i][0]);
    open_libraries(look, names);
    const char *instead = taken_instead(look);
    if (instead)
        libraries_are_unknown(look, instead, look->opener);
    else
        fact_set_texts(look->facts, "env", FACT_LIBRARIES_ASKED, names, look->opener);
}

static void look_at_plugin(FrameworkLook *look)
{
    Plugin plugin = find_plugin(look);
    Truth cuda = fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA);
    if (!is_yes(cuda)) {
        libraries_are_unknown(look,
                              is_no(cuda) ? "without a plugin for CUDA it opens none"
                                          : "it is not known whether its plugin is used",
                              look->package);
        return;
    }
    if (has_own_nvidia(look)) {
        libraries_are_unknown(look, "nvidia/__init__.py is not empty: what it does is not known",
                              look->package);
        return;
    }
    preload(look);
    if (!load_extensions(look, &plugin)) {
        libraries_are_unknown(look, "its plugin for CUDA does not load", plugin.directory);
        return;
    }
    open_all(look);
    open_cudnn_parts(look, "libcudnn.so.9");
    /* The first of them tells the version for which the plugin asks; without it the process dies.
     */
    fact_set_flag(look->facts, "env", FACT_CUDNN_USED_EARLY, true, "_check_cuda_versions");
    open_driver_libraries(look);
}

static void look_at_libraries(FrameworkLook *look)
{
    if (!look->env->real_python) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_LOADS,
                         "the interpreter itself is not known", look->env->python);
        libraries_are_unknown(look, "the interpreter itself is not known", look->env->python);
        return;
    }
    look->loader = loader_new(look->world);
    const Opening *loads = load_jaxlib(look);
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
    const char *c_library = loader_c_library(look->loader);
    if (c_library)
        fact_set_text(look->facts, "env", FACT_C_LIBRARY, c_library, "the interpreter's loader");
    if (opens(loads))
        look_at_plugin(look);
    else
        libraries_are_unknown(look, "jaxlib does not load", look->package);
}

/* ---- The form ---- */

/* Measured (0.12.0): the version of the driver is looked at behind cuInit, and raises. */
static const Checkpoint CHECKS[] = {
    CHECK_IMPORT,  CHECK_BUILD,          CHECK_LIBRARIES,     CHECK_LIBCUDA,      CHECK_CUINIT,
    CHECK_DEVICES, CHECK_DRIVER_VERSION, CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL, CHECK_COUNT};

static const CauseRule RULES[] = {
    {CAUSE_DRIVER_TOO_OLD,
     CHECK_DRIVER_VERSION,
     EFFECT_FAILS,
     {"RuntimeError", "jax.devices()", "Unable to initialize backend 'cuda'"},
     false},
};

static const char *const VARIABLES[] = {"JAX_PLATFORMS", NULL};

const FrameworkForm JAX_FORM = {
    .word = "jax",
    .name = "JAX",
    .package = "jax",
    .distributions = DISTRIBUTIONS,
    .install = "jax[cuda12]",
    .checks = CHECKS,
    .rules = RULES,
    .rule_count = sizeof RULES / sizeof *RULES,
    .devices = {.compiles_from = 50, .compiles_to = 120},
    .variables = VARIABLES,
    .without_cuda = "has no working plugin for CUDA",
    .words_without_cuda = "without this there is no plugin for CUDA",
    .build_command = "python -c 'import jax; jax.print_environment_info()'",
    .list_devices = "import jax; jax.devices()",
    .look_at_build = look_at_build,
    .look_at_libraries = look_at_libraries,
};

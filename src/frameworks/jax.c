/* JAX, read from its files. What it knows of CUDA comes with a plugin, which maps the libraries of
 * NVIDIA's packages and asks six of them for their versions before it starts the driver; whatever
 * goes wrong there is logged, and JAX goes on without a GPU. Only what comes behind that is raised.
 */
#include "inspect/jax_plugin.h"

#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "inspect/variables.h"
#include "inspect/who_set.h"

static const char *const DISTRIBUTIONS[] = {"jax", NULL};
static const char *const PLUGINS[] = {"jax-cuda12-plugin", "jax-cuda13-plugin", NULL};

#define SKIP "JAX_SKIP_CUDA_CONSTRAINTS_CHECK"
static const char *const VARIABLES[] = {"JAX_PLATFORMS", "JAX_PLATFORM_NAME", SKIP,
                                        "JAX_CUDA_VISIBLE_DEVICES", NULL};

/* ---- What it was built with ---- */

static void look_at_variables(FrameworkLook *look)
{
    for (size_t i = 0; VARIABLES[i]; i++) {
        inspect_variable(look->world, look->facts, VARIABLES[i]);
        inspect_who_set(look->world, look->env, look->facts, VARIABLES[i]);
    }
}

static void look_at_build(FrameworkLook *look)
{
    JaxPlugin plugin = jax_plugin(look);
    const char *because = jax_not_compared(look, &plugin);
    const char *missing = plugin.cuda ? jax_missing_file(look, &plugin) : NULL;
    const char *differs = jax_plugin_differs(look, &plugin);
    inspect_cuda_packages(look);
    look_at_variables(look);
    if (differs)
        fact_set_text(look->facts, "env", FACT_PLUGIN_DIFFERS, differs, plugin.extensions);
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

/* ---- Names, in its order ---- */

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
 * the functions of one CUDA look for the libraries of the other too (measured on 0.12; 0.7 looks
 * for those of 12 alone). */
#define CUDNN "libcudnn.so.9"
enum { ASKED_CUBLAS = 4, ASKED_COUNT = 6, NAMES_OF_ONE = 3 };
typedef const char *const AskedNames[ASKED_COUNT][NAMES_OF_ONE];

static AskedNames ASKED_12 = {
    {"libcudart.so.12", "libcudart.so.13", NULL},
    {CUDNN, NULL, NULL},
    {"libcufft.so.11", "libcufft.so.12", NULL},
    {"libcupti.so.12", "libcupti.so.13", "libcupti.so"},
    {"libcublas.so.12", "libcublas.so.13", NULL},
    {"libcusparse.so.12", "libcusparse.so.13", NULL},
};
static AskedNames ASKED_13 = {
    {"libcudart.so.13", "libcudart.so.12", NULL},
    {CUDNN, NULL, NULL},
    {"libcufft.so.12", "libcufft.so.11", NULL},
    {"libcupti.so.13", "libcupti.so.12", "libcupti.so"},
    {"libcublas.so.13", "libcublas.so.12", NULL},
    {"libcusparse.so.12", "libcusparse.so.13", NULL},
};

static const char NO_SUCH_FILE[] = "there is no such file";

static const char *const EXTENSIONS[] = {"cpu_feature_guard.so", "utils.so", "_jax.so"};
static const char *const FIRST_EXTENSIONS[] = {"cpu_feature_guard.so", "utils.so",
                                               "xla_extension.so"};

static const Opening *not_there(FrameworkLook *look, const char *path)
{
    Opening *none = arena_new_of(look->arena, Opening);
    none->name = none->fails_on = path;
    none->result = OPEN_FAILED;
    none->error = NO_SUCH_FILE;
    return none;
}

/* What `import jax` maps, of jaxlib. */
static const Opening *load_jaxlib(FrameworkLook *look)
{
    const Opening *loads = begin_process(look);
    const char *jaxlib = jax_below_sites(look, "jaxlib");
    if (!jaxlib)
        return not_there(look, "jaxlib");
    for (size_t i = 0; opens(loads) && i < sizeof EXTENSIONS / sizeof *EXTENSIONS; i++) {
        const char *name = (jax_asks_nothing(look) ? FIRST_EXTENSIONS : EXTENSIONS)[i];
        const char *path = arena_printf(look->arena, "%s/%s", jaxlib, name);
        loads = jax_exists(look, path) ? loader_dlopen(look->loader, path, NULL)
                                       : not_there(look, path);
    }
    return loads;
}

/* Each of NVIDIA's packages may bring one, which is empty. */
static bool has_own_nvidia(FrameworkLook *look)
{
    FileInfo info;
    const char *nvidia = jax_below_sites(look, "nvidia");
    const char *start = nvidia ? arena_printf(look->arena, "%s/__init__.py", nvidia) : NULL;
    return start && world_stat(look->world, start, &info).known == PRESENT && info.size_bytes > 0;
}

static void preload(FrameworkLook *look)
{
    const char *nvidia = jax_below_sites(look, "nvidia");
    for (size_t i = 0; nvidia && i < sizeof PRELOADS / sizeof *PRELOADS; i++) {
        const char *path =
            arena_printf(look->arena, "%s/%s/lib/%s", nvidia, PRELOADS[i][0], PRELOADS[i][1]);
        if (jax_exists(look, path))
            loader_dlopen(look->loader, path, NULL);
    }
}

/* Another library in the place of one that does not open: what comes of that is not known. */
static const char *taken_instead(FrameworkLook *look, const char *const names[NAMES_OF_ONE])
{
    const Opening *opening =
        fact_get(look->facts, arena_printf(look->arena, "library/%s", names[0]),
                 FACT_LIBRARY_OPENING)
            ->opening;
    for (int i = 1; opening && !opens(opening) && i < NAMES_OF_ONE && names[i]; i++)
        if (opens(loader_dlopen(look->loader, names[i], look->opener)))
            return arena_printf(look->arena, "%s does not open, and JAX takes %s instead", names[0],
                                names[i]);
    return NULL;
}

/* ---- Versions that it refuses ---- */

/* What _check_cuda_versions really refuses. Its other bounds never act: of cuDNN and cuFFT it
 * compares two numbers of different length, and no libcupti.so.12 is older than the bound. */
typedef struct Bound {
    const char *library; /* beginning of its name */
    const char *least;   /* of CUDA 12; those of CUDA 13 are all newer */
} Bound;

static const Bound BOUNDS[] = {
    {"libcudart.so.12", "12.1"}, {"libcublas.so.12", "12.1"}, {"libcusparse.so.12", "12.1"}};

/* "12.2.140" of "libcudart.so.12.2.140"; NULL of "libcudart.so.12". */
static const char *version_in_name(const char *path)
{
    const char *found = strstr(path_name(path), ".so.");
    int parts[2];
    return found && version_read(found + strlen(".so."), parts, 2) == 2 ? found + strlen(".so.")
                                                                        : NULL;
}

/* "12.9.79" of nvidia-cuda-runtime-cu12 for …/nvidia/cuda_runtime/lib/libcudart.so.12. Those for
 * CUDA 12 and 13 share the directory of cuDNN, and an installer may leave the metadata of an older
 * release behind: nothing tells whose the file is then. */
static void add_versions_of_packages(FrameworkLook *look, const char *path, Strings *versions)
{
    const char *at = strstr(path, "/nvidia/"), *folder = at ? at + strlen("/nvidia/") : "";
    char *start = arena_printf(look->arena, "nvidia-%.*s-cu", (int)strcspn(folder, "/"), folder);
    for (char *dash = start; *dash; dash++)
        *dash = *dash == '_' ? '-' : *dash;
    DistributionList packages = distributions_starting_with(look->inventory, start);
    for (size_t i = 0; i < packages.count; i++)
        if (packages.items[i]->version)
            list_add(look->arena, *versions, packages.items[i]->version);
}

/* Those that the library may be of. */
static Strings versions_of(FrameworkLook *look, const char *path, const char *real)
{
    Strings versions = {0};
    const char *version = version_in_name(real);
    if (version)
        list_add(look->arena, versions, version);
    else
        add_versions_of_packages(look, path_normal(look->arena, "/", path), &versions);
    return versions;
}

static const char *least_of(const char *name)
{
    for (size_t i = 0; i < sizeof BOUNDS / sizeof *BOUNDS; i++)
        if (strcmp(name, BOUNDS[i].library) == 0)
            return BOUNDS[i].least;
    return NULL;
}

/* Its other bound of cuDNN never acts. */
static bool is_bad_cudnn(const char *version)
{
    int parts[3];
    return version_read(version, parts, 3) == 3 && parts[0] == 9 && parts[1] == 10 && parts[2] == 0;
}

static void weigh_version(FrameworkLook *look, const char *name, int cuda)
{
    const char *subject = arena_printf(look->arena, "library/%s", name);
    const Opening *opening = fact_get(look->facts, subject, FACT_LIBRARY_OPENING)->opening;
    const char *least = cuda == 12 ? least_of(name) : NULL;
    bool is_cudnn = starts_with(name, "libcudnn");
    if (!opening || !opens(opening) || !opening->path || (!least && !is_cudnn))
        return;
    const char *real = world_real_path_or_itself(look->world, opening->path);
    const char *refuses =
        least ? arena_printf(look->arena, "what is older than %s", least) : "cuDNN 9.10.0";
    Strings versions = versions_of(look, opening->path, real);
    size_t refused = 0;
    for (size_t i = 0; i < versions.count; i++)
        refused +=
            least ? version_is_before(versions.items[i], least) : is_bad_cudnn(versions.items[i]);
    if (versions.count && refused == versions.count)
        fact_set_text(
            look->facts, subject, FACT_LIBRARY_REFUSED,
            arena_printf(look->arena, "is of %s, and JAX refuses %s", versions.items[0], refuses),
            real);
    else if (refused || (least && versions.count == 0))
        fact_set_unknown(
            look->facts, subject, FACT_LIBRARY_REFUSED,
            arena_printf(look->arena, "JAX refuses %s, and nothing tells its version", refuses),
            real);
}

/* The module that asks for the versions makes the calls. */
static bool load_extensions(FrameworkLook *look, const JaxPlugin *plugin)
{
    const char *const files[] = {
        arena_printf(look->arena, "%s/xla_cuda_plugin.so", plugin->directory),
        arena_printf(look->arena, "%s/cuda_plugin_extension.so", plugin->extensions),
        arena_printf(look->arena, "%s/_versions.so", plugin->extensions),
    };
    size_t count = jax_asks_nothing(look) ? 1 : sizeof files / sizeof *files;
    for (size_t i = 0; i < count; i++) {
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

static bool all_are_before(Strings versions, const char *version)
{
    size_t before = 0;
    while (before < versions.count && version_is_before(versions.items[before], version))
        before++;
    return versions.count && before == versions.count;
}

static Strings versions_that_opened(FrameworkLook *look, const char *name)
{
    const Opening *opening =
        fact_get(look->facts, arena_printf(look->arena, "library/%s", name), FACT_LIBRARY_OPENING)
            ->opening;
    if (!opening || !opens(opening) || !opening->path)
        return (Strings){0};
    return versions_of(look, opening->path, world_real_path_or_itself(look->world, opening->path));
}

/* The one bound that hangs on how many GPUs there are. */
static void weigh_cudnn_beside(FrameworkLook *look, const char *cublas)
{
    Strings cudnn = versions_that_opened(look, CUDNN);
    Strings newer = versions_that_opened(look, cublas);
    if (all_are_before(cudnn, "9.10.1") && newer.count && !all_are_before(newer, "12.9"))
        fact_set_text(look->facts, "library/" CUDNN, FACT_LIBRARY_REFUSED_BY_SEVERAL,
                      arena_printf(look->arena,
                                   "is of %s beside cuBLAS %s, and JAX refuses that where it sees "
                                   "more than one GPU",
                                   cudnn.items[0], newer.items[0]),
                      look->opener);
}

/* Nothing is asked for its version, and what does not open shows where it is used first. */
static bool skips_check(FrameworkLook *look)
{
    const char *value;
    return jax_asks_nothing(look) ||
           (world_env(look->world, SKIP, &value).known == PRESENT && *value);
}

static const char *used_unasked(FrameworkLook *look, Strings names)
{
    for (size_t i = 0; i < names.count; i++) {
        const char *subject = arena_printf(look->arena, "library/%s", names.items[i]);
        if (!opens(fact_get(look->facts, subject, FACT_LIBRARY_OPENING)->opening))
            return arena_printf(look->arena,
                                "%s does not open, and JAX asks for it where it is used first",
                                names.items[i]);
    }
    return NULL;
}

static void open_all(FrameworkLook *look, const JaxPlugin *plugin)
{
    const AskedNames *asked = plugin->cuda == 13 ? &ASKED_13 : &ASKED_12;
    const char *instead = NULL;
    Strings names = {0};
    for (int i = 0; i < ASKED_COUNT; i++)
        list_add(look->arena, names, (*asked)[i][0]);
    open_libraries(look, names);
    for (int i = 0; !instead && i < ASKED_COUNT; i++)
        instead = taken_instead(look, (*asked)[i]);
    if (!instead && skips_check(look))
        instead = used_unasked(look, names);
    for (size_t i = 0; i < names.count && !skips_check(look); i++)
        weigh_version(look, names.items[i], plugin->cuda);
    if (!skips_check(look))
        weigh_cudnn_beside(look, (*asked)[ASKED_CUBLAS][0]);
    if (instead)
        libraries_are_unknown(look, instead, look->opener);
    else
        fact_set_texts(look->facts, "env", FACT_LIBRARIES_ASKED, names, look->opener);
}

static void look_at_plugin(FrameworkLook *look)
{
    JaxPlugin plugin = jax_plugin(look);
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
    if (!jax_asks_nothing(look))
        preload(look);
    if (!load_extensions(look, &plugin)) {
        libraries_are_unknown(look, "its plugin for CUDA does not load", plugin.directory);
        return;
    }
    open_all(look, &plugin);
    open_cudnn_parts(look, CUDNN);
    /* The first of them tells the version for which the plugin asks; without it the process dies.
     */
    fact_set_flag(look->facts, "env", FACT_CUDNN_USED_EARLY, !skips_check(look),
                  "_check_cuda_versions");
    open_driver_libraries(look);
}

/* What the import says of a part that is missing: a module or a library. */
static void set_import(FrameworkLook *look, const Opening *loads)
{
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
    if (loads->result != OPEN_FAILED || !loads->error)
        return;
    bool no_jaxlib = strcmp(loads->name, "jaxlib") == 0;
    bool no_module = loads->error == NO_SUCH_FILE && !no_jaxlib;
    const char *module = path_name(loads->name);
    const char *says = no_jaxlib   ? "jax requires jaxlib to be installed"
                       : no_module ? arena_printf(look->arena, "No module named 'jaxlib.%.*s'",
                                                  (int)strcspn(module, "."), module)
                                   : loads->error;
    const char *exception = no_jaxlib || no_module ? "ModuleNotFoundError" : "ImportError";
    set_import_raises(look, exception, says, loads->name);
}

static void look_at_libraries(FrameworkLook *look)
{
    if (!look->env->real_python) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_LOADS,
                         "the interpreter itself is not known", look->env->python);
        libraries_are_unknown(look, "the interpreter itself is not known", look->env->python);
        return;
    }
    JaxPlugin plugin = jax_plugin(look);
    const char *because = jax_not_compared(look, &plugin);
    if (because) { /* other releases have other extension modules */
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_LOADS, because, look->package);
        libraries_are_unknown(look, because, look->package);
        return;
    }
    const Opening *loads = load_jaxlib(look);
    if (!jax_refuses_jaxlib(look))
        set_import(look, loads);
    const char *c_library = loader_c_library(look->loader);
    if (c_library)
        fact_set_text(look->facts, "env", FACT_C_LIBRARY, c_library, "the interpreter's loader");
    if (opens(loads))
        look_at_plugin(look);
    else
        libraries_are_unknown(look, "jaxlib does not load", look->package);
}

/* ---- The form ---- */

/* The version of the driver is looked at behind cuInit, and raises. */
static const Checkpoint CHECKS[] = {CHECK_IMPORT,       CHECK_DEVICE_TYPES,   CHECK_BUILD,
                                    CHECK_LIBRARIES,    CHECK_LIBCUDA,        CHECK_CUINIT,
                                    CHECK_DEVICES,      CHECK_DRIVER_VERSION, CHECK_ARCHITECTURES,
                                    CHECK_FIRST_KERNEL, CHECK_COUNT};

static const CauseRule RULES[] = {
    {CAUSE_DRIVER_TOO_OLD,
     CHECK_DRIVER_VERSION,
     EFFECT_FAILS,
     {"RuntimeError", "jax.devices()", "Unable to initialize backend 'cuda'"},
     false},
};

#define FORM                                                                                       \
    .word = "jax", .name = "JAX", .package = "jax", .distributions = DISTRIBUTIONS,                \
    .plugins = PLUGINS, .install = "jax[cuda12]", .checks = CHECKS, .variables = VARIABLES,        \
    .without_cuda = "has no working plugin for CUDA",                                              \
    .words_without_cuda = "without this there is no plugin for CUDA",                              \
    .build_command = "python -c 'import jax; jax.print_environment_info()'",                       \
    .list_devices = "import jax; jax.devices()", .look_at_build = look_at_build,                   \
    .look_at_libraries = look_at_libraries

/* 0.7.2 lists devices without the CUDA runtime, which is the one that looks at the driver's
 * version; 0.12 asks it for each device. Since which release is not known, so for those between
 * them only what both have in common is told: it ends in an error. */
static const CauseRule OLDER_RULES[] = {
    {.cause = CAUSE_DRIVER_TOO_OLD, .at = CHECK_FIRST_KERNEL, .effect = EFFECT_FAILS},
};

/* 0.4.30 asks the libraries for nothing, and has to start a backend that is registered. */
static const LaterFailure OF_THE_DRIVER = {
    CHECK_LIBCUDA, {"RuntimeError", "jax.devices()", "Unable to initialize backend 'cuda'"}};
static const FrameworkForm BEFORE_0_7 = {FORM, .devices = {.compiles_from = 50, .compiles_to = 90},
                                         .later_failure = &OF_THE_DRIVER, .rules = OLDER_RULES,
                                         .rule_count = sizeof OLDER_RULES / sizeof *OLDER_RULES};
static const FrameworkForm BEFORE_0_12 = {FORM,
                                          .devices = {.compiles_from = 50, .compiles_to = 120},
                                          .rules = OLDER_RULES,
                                          .rule_count = sizeof OLDER_RULES / sizeof *OLDER_RULES,
                                          .older = &BEFORE_0_7,
                                          .older_before = "0.7"};

const FrameworkForm JAX_FORM = {FORM,
                                .devices = {.compiles_from = 50, .compiles_to = 120},
                                .rules = RULES,
                                .rule_count = sizeof RULES / sizeof *RULES,
                                .older = &BEFORE_0_12,
                                .older_before = "0.12"};

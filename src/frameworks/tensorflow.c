/* TensorFlow, read from its files. */
#include "frameworks/framework.h"

#include <string.h>

#include "base/version.h"
#include "facts/cuda_libraries.h"
#include "inspect/framework_look.h"
#include "inspect/symbols.h"
#include "parse/build_info.h"

enum { BUILD_INFO_CEILING = 256 * 1024 };

/* Distributions that install the package `tensorflow`. */
static const char *const DISTRIBUTIONS[] = {
    "tensorflow",
    "tensorflow-cpu",
    "tensorflow-gpu",
    "tf-nightly",
    "tf-nightly-cpu",
    "tf-nightly-gpu",
    "tensorflow-rocm",
    "intel-tensorflow",
    "tensorflow-intel",
    "tensorflow-macos",
    "tensorflow-cpu-aws",
    "tensorflow-base",
    NULL,
};

/* ---- What it was built with ---- */

static void set_flag(FrameworkLook *look, const BuildInfo *info, const char *key, FactName name,
                     const char *source)
{
    bool flag;
    if (build_info_flag(info, key, &flag))
        fact_set_flag(look->facts, "env", name, flag, source);
    else
        fact_set_unknown(look->facts, "env", name, "build_info has no such key", source);
}

static void set_version(FrameworkLook *look, const BuildInfo *info, const char *key, FactName name,
                        const char *source)
{
    const char *text = build_info_text(info, key);
    if (text)
        fact_set_text(look->facts, "env", name, text, source);
    else
        fact_set_absent(look->facts, "env", name, source);
}

/* "compute_90" asks the build for PTX and for machine code of 9.0 (seen in the wheels' own fatbins,
 * 2.13 to 2.21), "sm_90" for machine code alone. */
static Strings kernels_of(FrameworkLook *look, Strings asked_for)
{
    Strings kernels = {0};
    for (size_t i = 0; i < asked_for.count; i++) {
        const char *name = asked_for.items[i];
        if (starts_with(name, "compute_"))
            list_add(look->arena, kernels,
                     arena_printf(look->arena, "sm_%s", name + strlen("compute_")));
        list_add(look->arena, kernels, name);
    }
    return kernels;
}

static void inspect_build_info(FrameworkLook *look)
{
    const char *source =
        arena_printf(look->arena, "%s/python/platform/build_info.py", look->package);
    Text text;
    const char *error = NULL;
    Answer answer = world_read(look->world, source, BUILD_INFO_CEILING, &text);
    const BuildInfo *info =
        answer.known == PRESENT ? build_info_read(look->arena, text, &error) : NULL;
    if (!info) {
        const char *because = error                    ? error
                              : answer.known == ABSENT ? "there is no such file"
                                                       : answer.because;
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, because, source);
        return;
    }
    set_flag(look, info, "is_cuda_build", FACT_BUILD_IS_CUDA, source);
    set_flag(look, info, "is_rocm_build", FACT_BUILD_IS_ROCM, source);
    set_version(look, info, "cuda_version", FACT_BUILD_CUDA, source);
    set_version(look, info, "cudnn_version", FACT_BUILD_CUDNN, source);
    Strings kernels = build_info_texts(look->arena, info, "cuda_compute_capabilities");
    if (kernels.count)
        fact_set_texts(look->facts, "env", FACT_BUILD_ARCHITECTURES, kernels_of(look, kernels),
                       source);
    else
        fact_set_unknown(look->facts, "env", FACT_BUILD_ARCHITECTURES,
                         "build_info does not list them", source);
}

/* The variable is read by every release from 2.7 on (its name stands in the wheels of 2.7.0, 2.8.0,
 * 2.9.0, 2.10.0 and 2.11.0; measured from 2.12.1 on), and not by 2.6. */
static void inspect_device_types(FrameworkLook *look)
{
    int number;
    const Fact *version = fact_get(look->facts, "env", FACT_FRAMEWORK_VERSION);
    bool known = version->known == PRESENT && version_read(version->text, &number, 1) == 1;
    if (known)
        fact_set_flag(look->facts, "env", FACT_READS_DEVICE_TYPES,
                      !version_is_before(version->text, "2.7"), version->source);
    else
        fact_set_unknown(look->facts, "env", FACT_READS_DEVICE_TYPES, "the version cannot be read",
                         "the version");
}

static void add_plugins_below(FrameworkLook *look, const char *directory, Strings *plugins)
{
    Strings names;
    if (world_list(look->world, directory, &names).known != PRESENT)
        return;
    for (size_t i = 0; i < names.count; i++)
        if (ends_with(names.items[i], ".so"))
            list_add(look->arena, *plugins,
                     arena_printf(look->arena, "%s/%s", directory, names.items[i]));
}

/* Only a plugin that defines SE_InitPlugin brings a device; others bring kernels. */
static void inspect_plugins(FrameworkLook *look)
{
    Strings candidates = {0}, devices = {0};
    for (size_t i = 0; i < look->env->site_directories.count; i++) {
        const SiteDirectory *site = &look->env->site_directories.items[i];
        for (size_t j = 0; j < site->names.count; j++)
            if (strcmp(site->names.items[j], "tensorflow-plugins") == 0)
                add_plugins_below(look,
                                  arena_printf(look->arena, "%s/tensorflow-plugins", site->path),
                                  &candidates);
    }
    const char *named;
    if (world_env(look->world, "TF_PLUGGABLE_DEVICE_LIBRARY_PATH", &named).known == PRESENT &&
        *named) {
        FileInfo info;
        if (world_stat(look->world, named, &info).known == PRESENT && info.type == FILE_DIRECTORY)
            add_plugins_below(look, named, &candidates);
        else
            list_add(look->arena, candidates, named);
    }
    for (size_t i = 0; i < candidates.count; i++)
        if (!is_no(object_defines(look->world, candidates.items[i], "SE_InitPlugin")))
            list_add(look->arena, devices, candidates.items[i]);
    if (devices.count)
        fact_set_texts(look->facts, "env", FACT_DEVICE_PLUGINS, devices, "tensorflow-plugins");
    else
        fact_set_absent(look->facts, "env", FACT_DEVICE_PLUGINS, "tensorflow-plugins");
}

static void look_at_build(FrameworkLook *look)
{
    inspect_build_info(look);
    inspect_cuda_packages(look);
    inspect_plugins(look);
    inspect_device_types(look);
}

/* ---- What it opens, and by which object ---- */

/* The order of MaybeTryDlopenGPULibraries (tsl dlopen_checker.cc); libcudart is opened first, at
 * import. libcurand left the list with 2.14. */
static const char *const STEMS[] = {
    "libcudart", "libcublas",   "libcublasLt", "libcufft",
    "libcurand", "libcusolver", "libcusparse", "libcudnn",
};

/* The first is defined by the object that makes the dlopen calls; the others are there only in
 * versions that open those libraries (measured on 2.13 to 2.21: docs/ACCURACY.md). */
enum { OPENS_CUSOLVER, OPENS_CURAND, OPENS_NVML, SIGN_COUNT };
static const char *const SIGNS[SIGN_COUNT] = {
    "_ZN3tsl8internal9DsoLoader20GetCusolverDsoHandleEv",
    "_ZN3tsl8internal9DsoLoader18GetCurandDsoHandleEv",
    "_ZN3tsl8internal9DsoLoader16GetNvmlDsoHandleEv",
};

/* The import maps these with all that they need, in this order. The first one decides by which
 * path libtensorflow_framework.so.2 is mapped, and so what $ORIGIN means in its RUNPATH. */
static const char *const EXTENSIONS[] = {
    "python/platform/_pywrap_cpu_feature_guard.so",
    "python/_pywrap_tensorflow_internal.so",
};

/* From 2.20 on, with this file beside it, the import makes the symbols of the second one global:
 * what a CUDA library lacks may be met by the stand-ins that TensorFlow itself defines. */
static void make_symbols_global(FrameworkLook *look, const char *extension)
{
    FileInfo info;
    const char *flags =
        arena_printf(look->arena, "%s/python/pywrap_dlopen_global_flags.py", look->package);
    if (world_stat(look->world, flags, &info).known == PRESENT)
        loader_make_global(look->loader, extension);
}

/* Python's own words around the loader's. Of a module that is not there it says something else. */
static void set_raise(FrameworkLook *look, const Opening *loads)
{
    bool is_module = loads->fails_on && strcmp(loads->fails_on, loads->name) == 0;
    if (loads->result != OPEN_FAILED || !loads->error || is_module)
        return;
    set_import_raises(look, "ImportError", loads->error, loads->name);
}

static bool load_extensions(FrameworkLook *look)
{
    const Opening *loads = begin_process(look);
    bool starts = opens(loads);
    for (size_t i = 0; opens(loads) && i < sizeof EXTENSIONS / sizeof *EXTENSIONS; i++) {
        const char *path = arena_printf(look->arena, "%s/%s", look->package, EXTENSIONS[i]);
        FileInfo info;
        bool last = i + 1 == sizeof EXTENSIONS / sizeof *EXTENSIONS;
        if (last || world_stat(look->world, path, &info).known == PRESENT)
            loads = loader_dlopen(look->loader, path, NULL);
        if (last && opens(loads))
            make_symbols_global(look, path);
    }
    look->imported = loader_fork(look->loader);
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
    if (starts)
        set_raise(look, loads);
    const char *c_library = loader_c_library(look->loader);
    if (c_library)
        fact_set_text(look->facts, "env", FACT_C_LIBRARY, c_library, "the interpreter's loader");
    return opens(loads);
}

/* Symbols are bound to the first object in load order that defines them, and that object's own
 * RUNPATH is then searched. 2.13 to 2.19 define the loader twice, and only the first counts. */
static Truth find_opener(FrameworkLook *look, Truth *signs)
{
    Strings mapped = loader_mapped_paths(look->loader);
    for (size_t i = 0; i < mapped.count; i++) {
        if (!starts_with(mapped.items[i], look->package))
            continue;
        object_defines_each(look->world, mapped.items[i], SIGNS, SIGN_COUNT, signs);
        if (!is_no(signs[OPENS_CUSOLVER])) {
            look->opener = mapped.items[i];
            return signs[OPENS_CUSOLVER];
        }
    }
    return truth_of(false);
}

/* Releases before 2.11 hide their loader; it is in the same library in all of them. */
static bool take_opener_by_name(FrameworkLook *look, Truth *signs)
{
    look->opener = loader_mapped(look->loader, "libtensorflow_framework.so.2");
    for (size_t i = 0; i < SIGN_COUNT; i++)
        signs[i] = truth_of(i == OPENS_CURAND);
    return look->opener != NULL;
}

static void set_opener(FrameworkLook *look, const Truth *signs, const char *source)
{
    const char *real = world_real_path_or_itself(look->world, look->opener);
    fact_set_text(look->facts, "env", FACT_LIBRARY_OPENER, real, source);
    Truth nvml = signs[OPENS_NVML];
    if (is_unknown(nvml))
        fact_set_unknown(look->facts, "env", FACT_NVML_NEEDED, nvml.because, real);
    else
        fact_set_flag(look->facts, "env", FACT_NVML_NEEDED, is_yes(nvml), real);
}

static Strings names_to_open(FrameworkLook *look, const Truth *signs)
{
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, NULL);
    const char *cudnn = fact_text_or(look->facts, "env", FACT_BUILD_CUDNN, NULL);
    Strings names = {0};
    for (size_t i = 0; i < sizeof STEMS / sizeof *STEMS; i++) {
        if (strcmp(STEMS[i], "libcurand") == 0 && !is_yes(signs[OPENS_CURAND]))
            continue;
        const char *name = cuda_library_name(look->arena, STEMS[i], cuda, cudnn);
        if (!name)
            return (Strings){0};
        list_add(look->arena, names, name);
    }
    return names;
}

static void look_at_libraries(FrameworkLook *look)
{
    Truth signs[SIGN_COUNT];
    if (!look->env->real_python) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_LOADS,
                         "the interpreter itself is not known", look->env->python);
        libraries_are_unknown(look, "the interpreter itself is not known", look->env->python);
        return;
    }
    if (!load_extensions(look)) {
        libraries_are_unknown(look, "the extension module does not load", look->package);
        return;
    }
    Truth found = find_opener(look, signs);
    if (is_unknown(found)) {
        libraries_are_unknown(look, found.because, look->opener);
        return;
    }
    if (is_yes(found)) {
        set_opener(look, signs, SIGNS[OPENS_CUSOLVER]);
    } else if (take_opener_by_name(look, signs)) {
        set_opener(look, signs, "its name");
    } else {
        libraries_are_unknown(look, "no object of the package makes the dlopen calls",
                              look->package);
        return;
    }
    open_driver_libraries(look);
    Truth cuda = fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA);
    if (!is_yes(cuda)) {
        libraries_are_unknown(look,
                              is_no(cuda) ? "a build without CUDA opens none"
                                          : "it is not known whether it was built with CUDA",
                              look->opener);
        return;
    }
    if (is_unknown(signs[OPENS_CURAND])) {
        libraries_are_unknown(look, signs[OPENS_CURAND].because, look->opener);
        return;
    }
    Strings names = names_to_open(look, signs);
    if (names.count == 0) {
        libraries_are_unknown(
            look, "the names of the libraries of this CUDA version are not in our table",
            look->opener);
        return;
    }
    fact_set_texts(look->facts, "env", FACT_LIBRARIES_ASKED, names, look->opener);
    open_libraries(look, names);
    open_cudnn_parts(look, names.items[names.count - 1]);
    if (fact_get(look->facts, "env", FACT_CUDNN_PARTS)->known == PRESENT)
        /* 2.21 asks cuDNN for its version before it lists a GPU; it is also the first with NVML. */
        fact_set_flag(look->facts, "env", FACT_CUDNN_USED_EARLY,
                      is_yes(fact_is_flag(look->facts, "env", FACT_NVML_NEEDED)), "the version");
}

/* ---- The form ---- */

/* It opens its libraries when it lists devices, all or none, behind the driver's. It never compares
 * the driver's version with its own: an old one shows at the first kernel. */
static const Checkpoint CHECKS[] = {
    CHECK_IMPORT,  CHECK_DEVICE_TYPES, CHECK_BUILD,         CHECK_LIBCUDA,      CHECK_CUINIT,
    CHECK_DEVICES, CHECK_LIBRARIES,    CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL, CHECK_COUNT,
};

static const CauseRule RULES[] = {
    {.cause = CAUSE_DRIVER_TOO_OLD, .at = CHECK_FIRST_KERNEL, .effect = EFFECT_FAILS},
};

static const char *const VARIABLES[] = {"TF_ENABLED_DEVICE_TYPES",
                                        "TF_MIN_GPU_MULTIPROCESSOR_COUNT", NULL};

const FrameworkForm TENSORFLOW_FORM = {
    .word = "tensorflow",
    .name = "TensorFlow",
    .package = "tensorflow",
    .distributions = DISTRIBUTIONS,
    /* Wheels were made for Python 3.6 (TensorFlow 2.0) to 3.13 (2.21). */
    .first_python = 6,
    .last_python = 13,
    .install = "tensorflow[and-cuda]",
    .checks = CHECKS,
    .rules = RULES,
    .rule_count = sizeof RULES / sizeof *RULES,
    /* The floor that every official build of 2.4 to 2.21 has, whatever kernels are in it, and the
     * size below which a GPU is dropped beside a larger one (common_runtime/gpu/gpu_device.cc). */
    .devices = {.least_capability = 35,
                .least_multiprocessors = 8,
                .multiprocessors_variable = "TF_MIN_GPU_MULTIPROCESSOR_COUNT"},
    .variables = VARIABLES,
    .build_command = "python -c 'import tensorflow as tf; print(tf.sysconfig.get_build_info())'",
    .list_devices = "import tensorflow as tf; tf.config.list_physical_devices()",
    .words_without_cuda = "'is_cuda_build': False",
    .look_at_build = look_at_build,
    .look_at_libraries = look_at_libraries,
};

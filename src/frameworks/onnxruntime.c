/* ONNX Runtime, read from its files. The import opens no library of CUDA. The first session maps a
 * provider library, by its path, and goes on with the CPU where that does not open.
 *
 * What it was built with counts: get_available_providers() lists CUDA on a machine without a GPU.
 * The packages of NVIDIA are on no path that the provider searches; a program has to preload them.
 */
#include "frameworks/framework.h"

#include <ctype.h>
#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "facts/cuda_libraries.h"
#include "inspect/framework_look.h"
#include "inspect/kernel_list.h"
#include "inspect/machine.h"
#include "parse/onnxruntime_info.h"

enum { INFO_CEILING = 16 * 1024 };

#define PROVIDER "libonnxruntime_providers_cuda.so"
#define SHARED   "libonnxruntime_providers_shared.so"
#define LIBCUDA  "libcuda.so.1"

static const char *const DISTRIBUTIONS[] = {"onnxruntime",
                                            "onnxruntime-gpu",
                                            "onnxruntime-training",
                                            "ort-nightly",
                                            "ort-nightly-gpu",
                                            "onnxruntime-rocm",
                                            "onnxruntime-migraphx",
                                            "onnxruntime-openvino",
                                            "onnxruntime-directml",
                                            "onnxruntime-training-cpu",
                                            "onnxruntime-qnn",
                                            "onnxruntime-vitisai",
                                            NULL};

/* ---- What it was built with ---- */

static const char *below_capi(FrameworkLook *look, const char *name)
{
    return arena_printf(look->arena, "%s/capi/%s", look->package, name);
}

static bool exists(FrameworkLook *look, const char *path)
{
    FileInfo info;
    return world_stat(look->world, path, &info).known == PRESENT;
}

static void set_info(FrameworkLook *look, const OnnxruntimeInfo *info, const char *source)
{
    if (info->version)
        fact_set_text(look->facts, "env", FACT_FRAMEWORK_VERSION, info->version, source);
    fact_set_flag(look->facts, "env", FACT_BUILD_IS_CUDA, info->cuda != NULL, source);
    fact_set_flag(look->facts, "env", FACT_BUILD_IS_ROCM, info->rocm != NULL, source);
    if (info->cuda)
        fact_set_text(look->facts, "env", FACT_BUILD_CUDA, info->cuda, source);
}

static const char *only_owner(FrameworkLook *look)
{
    const Fact *owners = fact_get(look->facts, "env", FACT_FRAMEWORK_OWNERS);
    return owners->known == PRESENT && owners->texts.count == 1 ? owners->texts.items[0] : "";
}

/* Releases before 1.21 say nothing of it: the name of the package does, if there is one alone. */
static void take_from_owner(FrameworkLook *look, const char *source)
{
    const char *owner = only_owner(look);
    bool cuda = starts_with(owner, "onnxruntime-gpu ");
    if (cuda || starts_with(owner, "onnxruntime "))
        fact_set_flag(look->facts, "env", FACT_BUILD_IS_CUDA, cuda, owner);
    else
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA,
                         "there is no such file, and the name of the package does not tell it",
                         source);
}

static void inspect_info(FrameworkLook *look)
{
    const char *source = below_capi(look, "build_and_package_info.py");
    Text text;
    OnnxruntimeInfo info;
    Answer answer = world_read(look->world, source, INFO_CEILING, &text);
    if (answer.known == ABSENT)
        take_from_owner(look, source);
    else if (answer.known != PRESENT)
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, answer.because, source);
    else if (!onnxruntime_info_read(look->arena, text, &info))
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, "it assigns no package_name",
                         source);
    else
        set_info(look, &info, source);
}

static const char *not_compared(FrameworkLook *look)
{
    const Fact *version = fact_get(look->facts, "env", FACT_FRAMEWORK_VERSION);
    if (version->known == PRESENT && version_is_before(version->text, "1.16"))
        return "whycpu has compared its answers with ONNX Runtime 1.16 and later alone";
    return NULL;
}

static void inspect_kernels(FrameworkLook *look)
{
    const char *because = NULL, *source = below_capi(look, PROVIDER);
    Strings kernels = kernels_of_code(look->world, source, &because);
    if (kernels.count)
        fact_set_texts(look->facts, "env", FACT_BUILD_ARCHITECTURES, kernels, source);
    else
        fact_set_unknown(look->facts, "env", FACT_BUILD_ARCHITECTURES, because, source);
}

static void look_at_build(FrameworkLook *look)
{
    inspect_info(look);
    const char *because = not_compared(look);
    if (because && is_yes(fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA)))
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, because, look->package);
    if (is_yes(fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA)))
        inspect_kernels(look);
    inspect_cuda_packages(look);
}

/* ---- A process that makes a session ---- */

typedef struct Session {
    FrameworkLook *look;
    Loader *loader;
    const char *extension; /* its path; NULL: there is none */
    const Opening *loads, *shared, *provider;
} Session;

/* capi/onnxruntime_pybind11_state.cpython-312-x86_64-linux-gnu.so */
static const char *find_extension(FrameworkLook *look)
{
    static const char stem[] = "onnxruntime_pybind11_state.";
    Strings names;
    const char *best = NULL;
    const char *tag =
        arena_printf(look->arena, "%scpython-%d%d", stem, look->env->major, look->env->minor);
    if (world_list(look->world, below_capi(look, "."), &names).known != PRESENT)
        return NULL;
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.items[i], *rest = name + strlen(stem);
        if (!starts_with(name, stem) || !ends_with(name, ".so"))
            continue;
        if (starts_with(name, tag) ||
            (!best && (strcmp(rest, "so") == 0 || strcmp(rest, "abi3.so") == 0)))
            best = name;
    }
    return best ? below_capi(look, best) : NULL;
}

static const Opening *no_extension(FrameworkLook *look)
{
    Opening *none = arena_new_of(look->arena, Opening);
    none->name = none->fails_on = below_capi(look, "onnxruntime_pybind11_state");
    none->result = OPEN_FAILED;
    none->error = "No module named 'onnxruntime.capi.onnxruntime_pybind11_state'";
    return none;
}

static bool import_module(Session *session)
{
    FrameworkLook *look = session->look;
    session->loads = begin_process(look);
    session->loader = look->loader;
    if (opens(session->loads))
        session->loads = session->extension
                             ? loader_dlopen(session->loader, session->extension, NULL)
                             : no_extension(look);
    return opens(session->loads);
}

/* Its shared part first, whose functions every provider takes from the whole process. */
static void open_provider(Session *session)
{
    const char *shared = below_capi(session->look, SHARED);
    session->shared = loader_dlopen(session->loader, shared, session->extension);
    session->provider = session->shared;
    if (!opens(session->shared))
        return;
    loader_make_global(session->loader, shared);
    session->provider =
        loader_dlopen(session->loader, below_capi(session->look, PROVIDER), session->extension);
}

static void set_import(const Session *session)
{
    FrameworkLook *look = session->look;
    const Opening *loads = session->loads;
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
    const char *c_library = loader_c_library(session->loader);
    if (c_library)
        fact_set_text(look->facts, "env", FACT_C_LIBRARY, c_library, "the interpreter's loader");
    if (opens(loads) || !loads->error)
        return;
    set_import_raises(look, session->extension ? "ImportError" : "ModuleNotFoundError",
                      loads->error, loads->name);
}

/* ---- What a program can load beforehand ---- */

/* onnxruntime.preload_dlls() of 1.21 and later: from beside the package, or else by name. 1.27
 * looks where the packages of CUDA 13 put nothing. */
static const char *const PRELOADS[][3] = {
    {"cublas", "libcublasLt.so.12", "libcublasLt.so.13"},
    {"cublas", "libcublas.so.12", "libcublas.so.13"},
    {"cuda_nvrtc", "libnvrtc.so.12", "libnvrtc.so.13"},
    {"curand", "libcurand.so.10", "libcurand.so.10"},
    {"cufft", "libcufft.so.11", "libcufft.so.12"},
    {"cuda_runtime", "libcudart.so.12", "libcudart.so.13"},
    {"cudnn", "libcudnn.so.9", "libcudnn.so.9"},
};

static void preload(Session *session, bool is_13)
{
    FrameworkLook *look = session->look;
    for (size_t i = 0; i < sizeof PRELOADS / sizeof *PRELOADS; i++) {
        bool common = is_13 && strcmp(PRELOADS[i][0], "cudnn") != 0;
        const char *name = PRELOADS[i][is_13 ? 2 : 1];
        const char *path = arena_printf(look->arena, "%s/nvidia/%s/lib/%s",
                                        path_parent(look->arena, look->package),
                                        common ? "cu13" : PRELOADS[i][0], name);
        if (!exists(look, path) || !opens(loader_dlopen(session->loader, path, NULL)))
            loader_dlopen(session->loader, name, NULL);
    }
}

/* Only where the provider does not open by itself: whether that call would make it. */
static void try_preloads(const Session *failed)
{
    FrameworkLook *look = failed->look;
    const char *version = fact_text_or(look->facts, "env", FACT_FRAMEWORK_VERSION, "");
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, "");
    bool is_12 = starts_with(cuda, "12."), is_13 = starts_with(cuda, "13.");
    if (version_is_before(version, "1.21") || (!is_12 && !is_13) ||
        (is_13 && version_is_before(version, "1.28")))
        return;
    Session again = *failed;
    if (!import_module(&again))
        return;
    preload(&again, is_13);
    open_provider(&again);
    if (opens(again.provider))
        fact_set_text(look->facts, "env", FACT_PRELOAD_CALL, "onnxruntime.preload_dlls()",
                      below_capi(look, PROVIDER));
}

/* ---- What it needs ---- */

/* A function of the driver, as cuTensorMapEncodeTiled, which libcuda.so.1 from CUDA 12 on has. */
static bool is_of_driver(const char *symbol)
{
    return symbol && starts_with(symbol, "cu") && isupper((unsigned char)symbol[2]);
}

/* A release before 1.21 tells it by what its provider needs alone: "11" of libcudart.so.11.0 */
static void set_build_cuda(FrameworkLook *look, const char *name)
{
    static const char stem[] = "libcudart.so.";
    if (!starts_with(name, stem) || fact_get(look->facts, "env", FACT_BUILD_CUDA)->known == PRESENT)
        return;
    const char *number = name + strlen(stem);
    fact_set_text(look->facts, "env", FACT_BUILD_CUDA,
                  arena_copy(look->arena, number, strcspn(number, ".")),
                  below_capi(look, PROVIDER));
}

static Strings cuda_names_of(FrameworkLook *look, Loader *loader)
{
    Strings mapped = loader_mapped_paths(loader), names = {0};
    for (size_t i = 0; i < mapped.count; i++) {
        const char *name = path_name(mapped.items[i]);
        if (cuda_library(name) && !strings_have(names, name))
            list_add(look->arena, names, name);
    }
    return names;
}

/* The same process, in which nothing that is missing ends a call: it shows all that is. */
static Openings pass_over_missing(Session *session)
{
    Session again = *session;
    bool imports = import_module(&again);
    session->loader = again.loader;
    loader_pass_over(again.loader, true);
    if (imports)
        open_provider(&again);
    Openings missing = loader_passed_over(again.loader);
    loader_pass_over(again.loader, false);
    return missing;
}

/* It is the provider itself that is of no use, and not what it needs. */
static void ask_for_provider(const Session *session, Strings *asked)
{
    FrameworkLook *look = session->look;
    Opening *opening = arena_new_of(look->arena, Opening);
    *opening = *session->provider;
    opening->name = path_name(opening->name);
    if (!exists(look, session->provider->name))
        opening->fails_on = opening->name;
    list_add(look->arena, *asked, opening->name);
    set_library(look, opening);
    fact_set_text(look->facts, arena_printf(look->arena, "library/%s", opening->name),
                  FACT_LIBRARY_PACKAGE, "onnxruntime-gpu", "its RECORD");
}

static bool any_fails(FrameworkLook *look, Strings names)
{
    for (size_t i = 0; i < names.count; i++) {
        const char *subject = arena_printf(look->arena, "library/%s", names.items[i]);
        if (!opens(fact_get(look->facts, subject, FACT_LIBRARY_OPENING)->opening))
            return true;
    }
    return false;
}

static void add_missing(FrameworkLook *look, Openings missing, Strings *asked)
{
    for (size_t i = 0; i < missing.count; i++) {
        const Opening *one = missing.items[i];
        if (!cuda_library(one->name) || strings_have(*asked, one->name))
            continue;
        list_add(look->arena, *asked, one->name);
        set_library(look, one);
    }
}

/* What is mapped, as it would be opened alone, and what is missing. libcuda.so.1 is the driver's.
 */
static Strings ask_for_all(Session *session, Openings missing)
{
    FrameworkLook *look = session->look;
    const Opening *provider = session->provider;
    Strings asked = cuda_names_of(look, session->loader);
    for (size_t i = 0; i < asked.count; i++)
        set_build_cuda(look, asked.items[i]);
    for (size_t i = 0; i < missing.count; i++)
        set_build_cuda(look, missing.items[i]->name);
    open_libraries(look, asked);
    add_missing(look, missing, &asked);
    bool of_driver = provider->fails_on && strcmp(provider->fails_on, LIBCUDA) == 0;
    if (!opens(provider) && !of_driver && !any_fails(look, asked))
        ask_for_provider(session, &asked);
    return asked;
}

/* libcudart asks for it, and in newer releases the provider itself. */
static void look_at_driver(Session *session)
{
    FrameworkLook *look = session->look;
    Strings names = cuda_names_of(look, session->loader);
    const char *opener = look->opener;
    for (size_t i = 0; i < names.count; i++)
        if (starts_with(names.items[i], "libcudart."))
            look->opener = names.items[i];
    open_driver_libraries(look);
    look->opener = opener;
}

static void look_at_cudnn(FrameworkLook *look, Strings asked)
{
    static const char stem[] = "libcudnn.so.";
    for (size_t i = 0; i < asked.count; i++) {
        if (!starts_with(asked.items[i], stem))
            continue;
        fact_set_text(look->facts, "env", FACT_BUILD_CUDNN, asked.items[i] + strlen(stem),
                      below_capi(look, PROVIDER));
        open_cudnn_parts(look, asked.items[i]);
        fact_set_flag(look->facts, "env", FACT_CUDNN_USED_EARLY, false, "the first kernel");
    }
}

static void look_at_provider(Session *session)
{
    FrameworkLook *look = session->look;
    Openings missing = {0};
    open_provider(session);
    const Opening *provider = session->provider;
    if (!opens(provider))
        try_preloads(session);
    if (!opens(provider))
        missing = pass_over_missing(session);
    look->loader = session->loader;
    look->opener = below_capi(look, PROVIDER);
    fact_set_text(look->facts, "env", FACT_LIBRARY_OPENER,
                  world_real_path_or_itself(look->world, look->opener), "its DT_NEEDED");
    fact_set_flag(look->facts, "env", FACT_NVML_NEEDED, false, look->opener);
    look_at_driver(session);
    if (is_of_driver(provider->missing_symbol)) {
        libraries_are_unknown(
            look,
            arena_printf(look->arena, LIBCUDA " does not define %s", provider->missing_symbol),
            look->opener);
        return;
    }
    Strings asked = ask_for_all(session, missing);
    fact_set_texts(look->facts, "env", FACT_LIBRARIES_ASKED, asked, look->opener);
    look_at_cudnn(look, asked);
}

static void look_at_libraries(FrameworkLook *look)
{
    if (!look->env->real_python) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_LOADS,
                         "the interpreter itself is not known", look->env->python);
        libraries_are_unknown(look, "the interpreter itself is not known", look->env->python);
        return;
    }
    Session session = {.look = look, .extension = find_extension(look)};
    bool imports = import_module(&session);
    set_import(&session);
    Truth cuda = fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA);
    if (!imports)
        libraries_are_unknown(look, "the extension module does not load", look->package);
    else if (!is_yes(cuda))
        libraries_are_unknown(look,
                              is_no(cuda) ? "a build without CUDA opens none"
                                          : "it is not known whether it was built with CUDA",
                              look->package);
    else
        look_at_provider(&session);
}

/* ---- The form ---- */

static const Checkpoint CHECKS[] = {
    CHECK_IMPORT, CHECK_BUILD,   CHECK_LIBRARIES,     CHECK_LIBCUDA,      CHECK_DRIVER_VERSION,
    CHECK_CUINIT, CHECK_DEVICES, CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL, CHECK_COUNT,
};

/* Before 1.17 what is fallen back to is a list that begins with CUDA, which fails again. */
static const LaterFailure OF_THE_DRIVER = {
    CHECK_LIBCUDA, {"RuntimeError", "onnxruntime.InferenceSession()", "CUDA failure"}};

#define FORM                                                                                       \
    .word = "onnxruntime", .name = "ONNX Runtime", .package = "onnxruntime",                       \
    .distributions = DISTRIBUTIONS, .install = "onnxruntime-gpu[cuda,cudnn]", .checks = CHECKS,    \
    .words_without_cuda = "it has no cuda_version",                                                \
    .build_command = "python -c 'import onnxruntime; print(onnxruntime.cuda_version)'",            \
    .list_devices = LIST_DEVICES, .look_at_build = look_at_build,                                  \
    .look_at_libraries = look_at_libraries

#define LIST_DEVICES                                                                               \
    "import onnxruntime as o; o.InferenceSession(o.__path__[0] + \"/datasets/mul_1.onnx\", "       \
    "providers=[\"CUDAExecutionProvider\"])"

static const FrameworkForm BEFORE_1_17 = {FORM, .later_failure = &OF_THE_DRIVER};

const FrameworkForm ONNXRUNTIME_FORM = {FORM, .older = &BEFORE_1_17, .older_before = "1.17"};

/* PyTorch, read from its files. `import torch` maps its CUDA libraries, so one that is missing ends
 * the import. What it needs of the driver it asks libcudart, later. */
#include "frameworks/framework.h"

#include <string.h>

#include "base/path.h"
#include "base/version.h"
#include "facts/cuda_libraries.h"
#include "inspect/framework_look.h"
#include "inspect/kernel_list.h"
#include "inspect/machine.h"
#include "parse/torch_source.h"

enum { VERSION_CEILING = 64 * 1024, INIT_BYTES = 64 * 1024 };

static const char *const DISTRIBUTIONS[] = {
    "torch",        "torch-cpu",     "torch-cuda", "pytorch",
    "pytorch-cuda", "torch-nightly", "torch-rocm", NULL};

/* ---- What it was built with ---- */

static const char *below_package(FrameworkLook *look, const char *path)
{
    return arena_printf(look->arena, "%s/%s", look->package, path);
}

static const char *why_not(Answer answer)
{
    return answer.known == ABSENT ? "there is no such file" : answer.because;
}

static void set_version(FrameworkLook *look, const TorchVersion *version, const char *source)
{
    fact_set_text(look->facts, "env", FACT_FRAMEWORK_VERSION, version->version, source);
    if (!version->tells_cuda) {
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, "it does not assign cuda", source);
        return;
    }
    fact_set_flag(look->facts, "env", FACT_BUILD_IS_CUDA, version->cuda != NULL, source);
    fact_set_flag(look->facts, "env", FACT_BUILD_IS_ROCM, version->hip != NULL, source);
    if (version->cuda)
        fact_set_text(look->facts, "env", FACT_BUILD_CUDA, version->cuda, source);
    else
        fact_set_absent(look->facts, "env", FACT_BUILD_CUDA, source);
}

/* The file that the build itself wrote: METADATA lacks "+cu132", and that of a build for the CPU
 * may ask for NVIDIA's packages all the same. */
static void inspect_version_file(FrameworkLook *look)
{
    const char *source = below_package(look, "version.py");
    Text text;
    TorchVersion version;
    Answer answer = world_read(look->world, source, VERSION_CEILING, &text);
    if (answer.known != PRESENT)
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, why_not(answer), source);
    else if (!torch_version_read(look->arena, text, &version))
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, "it assigns no __version__",
                         source);
    else
        set_version(look, &version, source);
}

static void inspect_kernels(FrameworkLook *look)
{
    const char *because = NULL, *source = below_package(look, "lib/libtorch_python.so");
    if (!is_yes(fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA)))
        return;
    Strings kernels = kernel_list(look->world, source, &because);
    if (kernels.count)
        fact_set_texts(look->facts, "env", FACT_BUILD_ARCHITECTURES, kernels, source);
    else
        fact_set_unknown(look->facts, "env", FACT_BUILD_ARCHITECTURES, because, source);
}

/* Why nothing is claimed about this one; NULL: answers were compared with releases like it. */
static const char *not_compared(FrameworkLook *look)
{
    const Fact *version = fact_get(look->facts, "env", FACT_FRAMEWORK_VERSION);
    if (version->known == PRESENT && version_is_before(version->text, "2.0"))
        return "whycpu has compared its answers with PyTorch 2.0 and later alone";
    return NULL;
}

/* device_count() asks NVML; is_available() does so too when it is told to, by "1" and nothing else.
 * Parts of a GPU (MIG) both leave to CUDA. */
static void inspect_counting(FrameworkLook *look)
{
    static const char name[] = "PYTORCH_NVML_BASED_CUDA_CHECK";
    const char *value = NULL, *visible = NULL;
    Answer answer = world_env(look->world, name, &value);
    bool of_parts = world_env(look->world, "CUDA_VISIBLE_DEVICES", &visible).known == PRESENT &&
                    starts_with(visible, "MIG-");
    if (answer.known == UNKNOWN)
        fact_set_unknown(look->facts, "env", FACT_LISTED_BY_NVML, answer.because, name);
    else if (!of_parts)
        fact_set_flag(look->facts, "env", FACT_LISTED_BY_NVML,
                      answer.known == PRESENT && strcmp(value, "1") == 0, name);
}

static void look_at_build(FrameworkLook *look)
{
    inspect_version_file(look);
    const char *because = not_compared(look);
    if (because && is_yes(fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA)))
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA, because, look->package);
    inspect_counting(look);
    inspect_cuda_packages(look);
}

/* ---- What the import maps ---- */

/* How `import torch` goes, up to the call that fails. */
typedef struct Import {
    FrameworkLook *look;
    Loader *loader;
    bool has_preloads;
    TorchPreloads preloads;
    const Opening *failed; /* NULL: it goes well */
    const char *raises, *says;
} Import;

static void import_fails(Import *import, const Opening *failed, const char *exception)
{
    import->failed = failed;
    import->raises = exception;
    import->says = failed->error;
}

static bool is_of_table(const Import *import, const char *text)
{
    for (size_t i = 0; import->has_preloads && i < import->preloads.table.count; i++) {
        const char *glob = import->preloads.table.items[i].glob;
        size_t stem = strcspn(glob, ".");
        if (memmem(text, strlen(text), glob, stem))
            return true;
    }
    return false;
}

static bool is_cuda_library(const Import *import, const char *name)
{
    return cuda_library(name) || is_of_table(import, name);
}

static const char *first_match(Import *import, const char *directory, const char *glob)
{
    Strings names;
    list_once(&import->look->listings, import->look->world, directory, &names);
    for (size_t i = 0; i < names.count; i++)
        if (torch_glob_matches(glob, names.items[i]))
            return arena_printf(import->look->arena, "%s/%s", directory, names.items[i]);
    return NULL;
}

/* The first file along sys.path; NULL: there is none. */
static const char *find_preload(Import *import, const TorchPreload *preload)
{
    FrameworkLook *look = import->look;
    const char *cuda = fact_text_or(look->facts, "env", FACT_BUILD_CUDA, NULL);
    for (size_t i = 0; i < look->env->site_directories.count; i++) {
        const SiteDirectory *site = &look->env->site_directories.items[i];
        const char *found = NULL;
        if (site->known != PRESENT)
            continue;
        if (strings_have(site->names, "nvidia"))
            found = first_match(
                import, arena_printf(look->arena, "%s/nvidia/%s/lib", site->path, preload->folder),
                preload->glob);
        if (!found && strings_have(site->names, "nvidia") && import->preloads.in_common_folder &&
            cuda)
            found = first_match(import,
                                arena_printf(look->arena, "%s/nvidia/cu%.*s/lib", site->path,
                                             (int)strcspn(cuda, "."), cuda),
                                preload->glob);
        if (!found && import->preloads.in_plain_folder &&
            strings_have(site->names, preload->folder))
            found = first_match(import,
                                arena_printf(look->arena, "%s/%s/lib", site->path, preload->folder),
                                preload->glob);
        if (found)
            return found;
    }
    return NULL;
}

/* All or none: the first that is nowhere raises, whatever was missing in the first place. */
static bool preload_all(Import *import, const Opening *why)
{
    for (size_t i = 0; i < import->preloads.table.count; i++) {
        const TorchPreload *preload = &import->preloads.table.items[i];
        const char *path = find_preload(import, preload);
        if (!path) {
            import_fails(import, why, "ValueError");
            import->says =
                arena_printf(import->look->arena, "%s not found in the system path", preload->glob);
            return false;
        }
        const Opening *opening = loader_dlopen(import->loader, path, NULL);
        if (!opens(opening)) {
            import_fails(import, opening, "OSError");
            return false;
        }
    }
    return true;
}

static bool is_mapped_path(Import *import, const char *part)
{
    Strings paths = loader_mapped_paths(import->loader);
    for (size_t i = 0; i < paths.count; i++)
        if (strstr(paths.items[i], part))
            return true;
    return false;
}

/* As far as they are there. One that does not open ends it, and nobody is told. */
static void preload_when_fine(Import *import)
{
    const TorchPreloads *preloads = &import->preloads;
    const char *cuda = fact_text_or(import->look->facts, "env", FACT_BUILD_CUDA, "");
    const TorchPreloadList *list =
        preloads->all_when_fine ? &preloads->table : &preloads->when_fine;
    if ((preloads->only_for.count && !strings_have(preloads->only_for, cuda)) ||
        (preloads->if_mapped && !is_mapped_path(import, preloads->if_mapped)))
        return;
    for (size_t i = 0; i < list->count; i++) {
        const char *path = find_preload(import, &list->items[i]);
        if (path && !opens(loader_dlopen(import->loader, path, NULL)))
            return;
        if (!path && !preloads->all_when_fine)
            return;
    }
}

/* libtorch_global_deps.so, by ctypes. */
static bool load_global_deps(Import *import)
{
    const char *path = below_package(import->look, "lib/libtorch_global_deps.so");
    const Opening *opening = loader_dlopen(import->loader, path, NULL);
    Openings passed_over = loader_passed_over(import->loader);
    if (opens(opening) && passed_over.count == 0) {
        if (import->has_preloads)
            preload_when_fine(import);
    } else if (opening->result == OPEN_FAILED && is_of_table(import, opening->error)) {
        if (!preload_all(import, opening))
            return false;
        opening = loader_dlopen(import->loader, path, NULL);
    }
    if (!opens(opening)) {
        import_fails(import, opening, "OSError");
        return false;
    }
    loader_make_global(import->loader, path);
    return true;
}

/* torch/_C.cpython-312-x86_64-linux-gnu.so */
static const char *extension_module(FrameworkLook *look)
{
    Strings names;
    const char *best = NULL;
    const char *tag =
        arena_printf(look->arena, "_C.cpython-%d%d", look->env->major, look->env->minor);
    list_once(&look->listings, look->world, look->package, &names);
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.items[i];
        if (ends_with(name, ".so") &&
            (starts_with(name, tag) || (!best && strcmp(name, "_C.so") == 0)))
            best = name;
    }
    return best ? below_package(look, best) : NULL;
}

static void load_extension(Import *import)
{
    FrameworkLook *look = import->look;
    const char *path = extension_module(look);
    if (!path) {
        Opening *none = arena_new_of(look->arena, Opening);
        none->name = none->fails_on = below_package(look, "_C");
        none->result = OPEN_FAILED;
        none->error = "No module named 'torch._C'";
        import_fails(import, none, "ModuleNotFoundError");
        return;
    }
    const Opening *opening = loader_dlopen(import->loader, path, NULL);
    if (!opens(opening))
        import_fails(import, opening, "ImportError");
}

/* It stands in the first part of the file. */
static void read_preloads(Import *import)
{
    const char *source = below_package(import->look, "__init__.py");
    char *text = arena_alloc(import->look->arena, INIT_BYTES);
    File *file;
    size_t got = 0;
    if (world_open(import->look->world, source, &file).known != PRESENT)
        return;
    if (file_read(file, 0, text, INIT_BYTES, &got).known == PRESENT)
        import->has_preloads =
            torch_preloads_read(import->look->arena, (Text){text, got}, &import->preloads);
    file_close(file);
}

/* Every release that was compared has the list; one without it goes another way. */
static void expect_preloads(Import *import)
{
    FrameworkLook *look = import->look;
    if (!import->has_preloads && is_yes(fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA)))
        fact_set_unknown(look->facts, "env", FACT_BUILD_IS_CUDA,
                         "it lists no libraries of CUDA, as every release does whose answers were "
                         "compared",
                         below_package(look, "__init__.py"));
}

static bool start_interpreter(Import *import)
{
    const Opening *start = begin_process(import->look);
    import->loader = import->look->loader;
    if (!opens(start))
        import_fails(import, start, NULL);
    return opens(start);
}

static void run_import(Import *import)
{
    if (start_interpreter(import) && load_global_deps(import))
        load_extension(import);
}

/* ---- The libraries of CUDA among them ---- */

static void ask_for(Import *import, Strings *asked, const Opening *opening)
{
    if (strings_have(*asked, opening->name))
        return;
    list_add(import->look->arena, *asked, opening->name);
    set_library(import->look, opening);
}

/* After an import that went well, what is mapped; after one that did not, what is mapped by a
 * process that passes over what is missing, and what that is. */
static Strings ask_for_all(Import *import)
{
    Strings asked = {0}, mapped = loader_mapped_paths(import->loader);
    Openings missing = loader_passed_over(import->loader);
    loader_pass_over(import->loader, false);
    for (size_t i = 0; i < mapped.count; i++)
        if (is_cuda_library(import, path_name(mapped.items[i])))
            ask_for(
                import, &asked,
                loader_dlopen(import->loader, path_name(mapped.items[i]), import->look->opener));
    for (size_t i = 0; i < missing.count; i++)
        if (is_cuda_library(import, missing.items[i]->name))
            ask_for(import, &asked, missing.items[i]);
    return asked;
}

static const char *mapped_by_stem(Loader *loader, const char *stem)
{
    Strings paths = loader_mapped_paths(loader);
    for (size_t i = 0; i < paths.count; i++)
        if (starts_with(path_name(paths.items[i]), stem))
            return paths.items[i];
    return NULL;
}

/* Those of its own objects search by their RPATH, which what they need inherits. */
static void set_opener(Import *import)
{
    FrameworkLook *look = import->look;
    look->opener = mapped_by_stem(import->loader, "libtorch_cuda.so");
    if (!look->opener)
        look->opener = mapped_by_stem(import->loader, "libtorch_global_deps.so");
    if (look->opener)
        fact_set_text(look->facts, "env", FACT_LIBRARY_OPENER,
                      world_real_path_or_itself(look->world, look->opener), "its DT_NEEDED");
    fact_set_flag(look->facts, "env", FACT_NVML_NEEDED, false, "torch/cuda/__init__.py");
}

static void set_import(Import *import, const Opening *whole)
{
    FrameworkLook *look = import->look;
    const Opening *loads = import->failed ? import->failed : whole;
    fact_set_opening(look->facts, "env", FACT_FRAMEWORK_LOADS, loads, loads->name);
    const char *c_library = loader_c_library(import->loader);
    if (c_library)
        fact_set_text(look->facts, "env", FACT_C_LIBRARY, c_library, "the interpreter's loader");
    if (!import->raises || !import->says)
        return;
    set_import_raises(look, import->raises, import->says, loads->name);
}

/* libcudart looks for libcuda.so.1, by the RPATHs of what brought it in. */
static void look_at_driver(Import *import)
{
    FrameworkLook *look = import->look;
    const char *opener = look->opener;
    look->opener = mapped_by_stem(import->loader, "libcudart");
    if (look->opener)
        open_driver_libraries(look);
    inspect_driver_library(look->world, look->facts,
                           loader_dlopen(look->loader, "libnvidia-ml.so.1", NULL));
    look->opener = opener;
}

/* A process in which the import comes as far as it can, and what it passes over. */
static void import_all_the_same(Import *import)
{
    if (!import->failed || import->failed->result == OPEN_UNKNOWN)
        return;
    Import again = *import;
    if (start_interpreter(&again)) {
        loader_pass_over(again.loader, true);
        if (load_global_deps(&again))
            load_extension(&again);
    }
    import->loader = again.loader;
}

static void look_at_libraries(FrameworkLook *look)
{
    Import import = {.look = look};
    if (!look->env->real_python) {
        fact_set_unknown(look->facts, "env", FACT_FRAMEWORK_LOADS,
                         "the interpreter itself is not known", look->env->python);
        libraries_are_unknown(look, "the interpreter itself is not known", look->env->python);
        inspect_kernels(look);
        return;
    }
    read_preloads(&import);
    expect_preloads(&import);
    run_import(&import);
    Opening *fine = arena_new_of(look->arena, Opening);
    fine->name = "torch._C";
    fine->result = OPEN_FOUND;
    set_import(&import, fine);
    import_all_the_same(&import);
    look->loader = import.loader;
    set_opener(&import);
    inspect_kernels(look); /* its directory is listed by now: a file in it costs less */
    Truth cuda = fact_is_flag(look->facts, "env", FACT_BUILD_IS_CUDA);
    if (!is_yes(cuda)) {
        libraries_are_unknown(look,
                              is_no(cuda) ? "a build without CUDA opens none"
                                          : "it is not known whether it was built with CUDA",
                              look->package);
        return;
    }
    Strings asked = ask_for_all(&import);
    fact_set_texts(look->facts, "env", FACT_LIBRARIES_ASKED, asked,
                   look->opener ? look->opener : look->package);
    look_at_driver(&import);
}

/* ---- The form ---- */

/* The CUDA runtime asks the driver for its version before it starts it (measured: 35 comes before
 * 100). */
static const Checkpoint CHECKS[] = {
    CHECK_IMPORT,  CHECK_BUILD,     CHECK_LIBCUDA,       CHECK_DRIVER_VERSION, CHECK_CUINIT,
    CHECK_DEVICES, CHECK_LIBRARIES, CHECK_ARCHITECTURES, CHECK_FIRST_KERNEL,   CHECK_COUNT,
};

#define AT_INIT(text)                                                                              \
    {                                                                                              \
        "RuntimeError", "torch.cuda.init()", text                                                  \
    }
#define AT_IMPORT(id)                                                                              \
    {                                                                                              \
        .cause = id, .at = CHECK_IMPORT, .effect = EFFECT_FAILS                                    \
    }
#define ON_CPU(id, check, quiet, text)                                                             \
    {                                                                                              \
        .cause = id, .at = check, .effect = EFFECT_CPU, .raises = AT_INIT(text), .warns = !quiet   \
    }

#define NO_DRIVER "Found no NVIDIA driver on your system"
#define NO_GPU    "No CUDA GPUs are available"

/* Texts: what 2.1.2 and 2.15.0 print. Where the driver itself fails is_available() warns with the
 * same text; where there is none, or no device, it is silent. */
static const CauseRule RULES[] = {
    AT_IMPORT(CAUSE_CUDA_LIBS_NOT_ON_PATH),
    AT_IMPORT(CAUSE_CUDA_VERSION_MISMATCH),
    AT_IMPORT(CAUSE_CUDNN_VERSION_MISMATCH),
    AT_IMPORT(CAUSE_CUDNN_MISSING),
    AT_IMPORT(CAUSE_CUDA_LIBS_MISSING),
    AT_IMPORT(CAUSE_LIBRARY_DAMAGED),
    AT_IMPORT(CAUSE_CUBLAS_CONFLICT),
    {.cause = CAUSE_CPU_ONLY_BUILD,
     .at = CHECK_BUILD,
     .effect = EFFECT_CPU,
     .raises = {"AssertionError", "torch.cuda.init()", "Torch not compiled with CUDA enabled"}},
    ON_CPU(CAUSE_LIBCUDA_NOT_FOUND, CHECK_LIBCUDA, true, NO_DRIVER),
    ON_CPU(CAUSE_DRIVER_TOO_OLD, CHECK_DRIVER_VERSION, false,
           "The NVIDIA driver on your system is too old"),
    ON_CPU(CAUSE_STUB_LIBCUDA, CHECK_CUINIT, false, "CUDA driver is a stub library"),
    ON_CPU(CAUSE_FABRIC_MANAGER_DOWN, CHECK_CUINIT, false, "system not yet initialized"),
    ON_CPU(CAUSE_DRIVER_LIB_MISMATCH, CHECK_CUINIT, false,
           "system has unsupported display driver / cuda driver combination"),
    ON_CPU(CAUSE_CUINIT_UNKNOWN_999, CHECK_CUINIT, false, "CUDA unknown error"),
    ON_CPU(CAUSE_NO_NVIDIA_GPU, CHECK_CUINIT, true, NO_GPU),
    ON_CPU(CAUSE_DEVICE_NODES_MISSING, CHECK_CUINIT, true, NO_GPU),
    ON_CPU(CAUSE_VISIBLE_DEVICES_HIDDEN, CHECK_DEVICES, true, NO_GPU),
};

#define CODE(number, text)                                                                         \
    {                                                                                              \
        number, AT_INIT(text)                                                                      \
    }
#define ERROR(number, text) CODE(number, "Error " #number ": " text)

/* The CUDA runtime hands on the code of cuInit, and PyTorch has words of its own for some. */
static const CodeRaise START_CODES[] = {
    CODE(3, "CUDA driver initialization failed, you might not have a CUDA gpu."),
    CODE(100, NO_GPU),
    CODE(999, "CUDA unknown error"),
    ERROR(2, "out of memory"),
    ERROR(34, "CUDA driver is a stub library"),
    ERROR(46, "CUDA-capable device(s) is/are busy or unavailable"),
    ERROR(101, "invalid device ordinal"),
    ERROR(304, "OS call failed or operation not supported on this OS"),
    ERROR(802, "system not yet initialized"),
    ERROR(803, "system has unsupported display driver / cuda driver combination"),
    ERROR(804, "forward compatibility was attempted on non supported HW"),
    CODE(0, "Unexpected error from cudaGetDeviceCount()"),
};

const FrameworkForm TORCH_FORM = {
    .word = "torch",
    .name = "PyTorch",
    .package = "torch",
    .distributions = DISTRIBUTIONS,
    .install = "torch",
    .checks = CHECKS,
    .rules = RULES,
    .rule_count = sizeof RULES / sizeof *RULES,
    .start_codes = START_CODES,
    .build_command = "python -c 'import torch; print(torch.version.cuda)'",
    .list_devices = "import torch; torch.cuda.is_available()",
    .words_without_cuda = "cuda = None",
    .look_at_build = look_at_build,
    .look_at_libraries = look_at_libraries,
};

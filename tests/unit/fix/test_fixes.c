/* Every fix of every cause, word for word, against expected/fixes.txt. A row is a cause on a
 * machine of which the given facts are known. */
#include "expected.h"
#include "fix/propose.h"

#define SITE    "/env/lib/python3.11/site-packages"
#define SOLVER  "libcusolver.so.11"
#define SPARSE  "libcusparse.so.12"
#define LINK    "libnvJitLink.so.12"
#define BLAS    "libcublas.so.12"
#define BLASLT  "libcublasLt.so.12"
#define CUDNN   "libcudnn.so.9"
#define TOOLKIT "/usr/local/cuda-12.5/lib64/"

typedef struct Row {
    const char *name;
    CauseId id;
    const char *subjects[3];
    const char *fails_on;
    void (*know)(Facts *facts);
    const char *version;    /* of the framework */
    const char *framework;  /* tensorflow */
    bool nothing_of_target; /* no interpreter, no prefix, no framework */
    bool finding;
} Row;

static Strings list_of(const char *first, const char *second, const char *third)
{
    Strings list = {0};
    list_add(test_arena(), list, first);
    if (second)
        list_add(test_arena(), list, second);
    if (third)
        list_add(test_arena(), list, third);
    return list;
}

static void installed_by(Facts *facts, const char *installer)
{
    fact_set_text(facts, "env", FACT_FRAMEWORK_INSTALLER, installer, "");
}
static void by_uv(Facts *facts)
{
    installed_by(facts, "uv");
}
static void by_conda(Facts *facts)
{
    installed_by(facts, "conda");
}
static void by_micromamba(Facts *facts)
{
    by_conda(facts);
    fact_set_text(facts, "env", FACT_PACKAGE_MANAGER, "micromamba", "");
}
static void by_poetry(Facts *facts)
{
    installed_by(facts, "poetry");
}

static void is_at(Facts *facts, const char *name, const char *path)
{
    fact_set_texts(facts, arena_printf(test_arena(), "library/%s", name), FACT_LIBRARY_INSTALLED_AT,
                   list_of(path, NULL, NULL), "");
}
static void package(Facts *facts, const char *name, const char *word)
{
    fact_set_text(facts, arena_printf(test_arena(), "library/%s", name), FACT_LIBRARY_PACKAGE, word,
                  "");
}
static void recorded(Facts *facts, const char *first, const char *second)
{
    fact_set_texts(facts, "env", FACT_CUDA_PACKAGES, list_of(first, second, NULL), "");
}
static void opener(Facts *facts)
{
    fact_set_text(facts, "env", FACT_LIBRARY_OPENER, SITE "/tensorflow/framework.so", "");
    fact_set_texts(
        facts, "env", FACT_OPENER_DIRECTORIES,
        list_of(SITE "/nvidia/cublas/lib", SITE "/nvidia/cusparse/lib", SITE "/nvidia/nccl/lib"),
        "");
}
static void solver_is_at(Facts *facts)
{
    opener(facts);
    is_at(facts, SOLVER, SITE "/nvidia/cusolver/lib/" SOLVER);
}
static void solver_beside_the_first(Facts *facts)
{
    opener(facts);
    is_at(facts, SOLVER, SITE "/nvidia/cublas/lib2/" SOLVER);
}
static void solver_in_toolkit(Facts *facts)
{
    opener(facts);
    is_at(facts, SOLVER, TOOLKIT SOLVER);
    fact_set_flag(facts, "library/" SOLVER, FACT_LIBRARY_IN_TOOLKIT, true, "");
    fact_set_flag(facts, "library/" SOLVER, FACT_LIBRARY_TOOLKIT_FITS, true, "");
    package(facts, SOLVER, "nvidia-cusolver-cu12");
}
static void solver_in_toolkit_of_both(Facts *facts)
{
    solver_in_toolkit(facts);
    recorded(facts, "nvidia-cusolver-cu12 11.6.3.83", "nvidia-cublas-cu12 12.5.3.2");
}
static void one_of_two_in_toolkit(Facts *facts)
{
    solver_in_toolkit_of_both(facts);
    is_at(facts, SPARSE, SITE "/nvidia/cusparse/lib2/" SPARSE);
}
static void cudnn_recorded(Facts *facts)
{
    package(facts, CUDNN, "nvidia-cudnn-cu12");
    fact_set_text(facts, "env", FACT_BUILD_CUDNN, "9", "");
    recorded(facts, "nvidia-cudnn-cu12 9.3.0.75", NULL);
}
static void older_cudnn_recorded(Facts *facts)
{
    cudnn_recorded(facts);
    recorded(facts, "nvidia-cudnn-cu12 8.9.7.29", NULL);
}
static void solver_recorded(Facts *facts)
{
    package(facts, SOLVER, "nvidia-cusolver-cu12");
    recorded(facts, "nvidia-cusolver-cu12 11.6.3.83", NULL);
}
static void sparse_of_13_recorded(Facts *facts)
{
    package(facts, SPARSE, "nvidia-cusparse");
    recorded(facts, "nvidia-cusparse 12.6.2.49", NULL);
}
static void sparse_without_release(Facts *facts)
{
    package(facts, SPARSE, "nvidia-cusparse-cu12");
    recorded(facts, "nvidia-cusparse-cu12 ?", NULL);
}
/* cuBLAS calls what the library that `from` names does not define. */
static void mixed(Facts *facts, const char *from)
{
    Opening *opening = arena_new_of(test_arena(), Opening);
    *opening = (Opening){.name = BLAS,
                         .result = OPEN_FAILED,
                         .fails_on = SITE "/nvidia/cublas/lib/" BLAS,
                         .missing_symbol = "f",
                         .missing_from = from};
    fact_set_opening(facts, "library/" BLAS, FACT_LIBRARY_OPENING, opening, "");
    package(facts, BLAS, "nvidia-cublas-cu12");
    recorded(facts, "nvidia-cublas-cu12 12.5.3.2", NULL);
}
static void mixed_in_one_package(Facts *facts)
{
    mixed(facts, SITE "/nvidia/cublas/lib/" BLASLT);
}
static void mixed_of_two_packages(Facts *facts)
{
    mixed(facts, SITE "/nvidia/cudnn/lib/" CUDNN);
}
static void mixed_by_preload(Facts *facts)
{
    mixed(facts, "/mine/" BLASLT);
    fact_set_text(facts, "variable/LD_PRELOAD", FACT_VARIABLE_VALUE,
                  "libjemalloc.so.2 /mine/" BLASLT, "");
}
static void preload_of_something_else(Facts *facts)
{
    mixed_in_one_package(facts);
    fact_set_text(facts, "variable/LD_PRELOAD", FACT_VARIABLE_VALUE, "libjemalloc.so.2:", "");
}
static void solver_below_searched(Facts *facts)
{
    opener(facts);
    is_at(facts, SOLVER, SITE "/nvidia/cublas/lib/more/" SOLVER);
}
static void solver_is_at_and_variable(Facts *facts)
{
    solver_is_at(facts);
    fact_set_text(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "/mine", "");
}
static void solver_is_at_and_empty_variable(Facts *facts)
{
    solver_is_at(facts);
    fact_set_text(facts, "variable/LD_LIBRARY_PATH", FACT_VARIABLE_VALUE, "", "");
}
static void nothing_searched(Facts *facts)
{
    solver_is_at(facts);
    fact_set_texts(facts, "env", FACT_OPENER_DIRECTORIES, (Strings){0}, "");
}
static void search_unknown(Facts *facts)
{
    is_at(facts, SOLVER, SITE "/nvidia/cusolver/lib/" SOLVER);
}
static void place_empty(Facts *facts)
{
    opener(facts);
    fact_set_texts(facts, "library/" SOLVER, FACT_LIBRARY_INSTALLED_AT, (Strings){0}, "");
}
static void two_at_two_places(Facts *facts)
{
    solver_is_at(facts);
    is_at(facts, SPARSE, SITE "/nvidia/cusparse/lib/" SPARSE);
}
static void two_at_one_place(Facts *facts)
{
    solver_is_at(facts);
    is_at(facts, SPARSE, SITE "/nvidia/cusolver/lib/" SPARSE);
}
static void two_at_alike_places(Facts *facts)
{
    solver_is_at(facts);
    is_at(facts, SPARSE, SITE "/nvidia/cusolver/li/" SPARSE);
}
static void dependency_is_at(Facts *facts)
{
    opener(facts);
    is_at(facts, LINK, SITE "/nvidia/nvjitlink/lib/" LINK);
}
static void some_packages(Facts *facts)
{
    package(facts, SOLVER, "nvidia-cusolver-cu12");
    package(facts, LINK, "nvidia-nvjitlink-cu12");
    package(facts, SPARSE, "nvidia-cusparse");
    fact_set_texts(facts, "env", FACT_CUDA_PACKAGES, list_of("nvidia-cublas-cu12 1", NULL, NULL),
                   "");
}
static void no_packages(Facts *facts)
{
    some_packages(facts);
    fact_set_texts(facts, "env", FACT_CUDA_PACKAGES, (Strings){0}, "");
}
static void some_packages_uv(Facts *facts)
{
    some_packages(facts);
    by_uv(facts);
}
static void some_packages_conda(Facts *facts)
{
    some_packages(facts);
    by_conda(facts);
}
static void runtime_conda(Facts *facts)
{
    some_packages_conda(facts);
    package(facts, SOLVER, "nvidia-cuda-runtime-cu12");
}
static void cudnn_conda(Facts *facts)
{
    some_packages_conda(facts);
    package(facts, SOLVER, "nvidia-cudnn-cu12");
}
static void container(Facts *facts, const char *kind)
{
    fact_set_text(facts, "machine", FACT_CONTAINER, kind, "");
}
static void kubernetes(Facts *facts)
{
    container(facts, "kubernetes");
}
static void apptainer(Facts *facts)
{
    container(facts, "apptainer");
}
static void podman(Facts *facts)
{
    container(facts, "podman");
}
static void rocm(Facts *facts)
{
    fact_set_flag(facts, "env", FACT_BUILD_IS_ROCM, true, "");
}
static void plugin_known(Facts *facts)
{
    fact_set_text(facts, "env", FACT_BUILD_CUDA, "12", "jax_plugins/xla_cuda12");
}

static void path_known(Facts *facts)
{
    fact_set_text(facts, "env", FACT_FRAMEWORK_PATH, SITE "/tensorflow", "");
}
static void set_by(Facts *facts)
{
    fact_set_texts(facts, "variable/CUDA_VISIBLE_DEVICES", FACT_VARIABLE_SET_BY,
                   list_of("process 7 (sh)", "/home/me/.bashrc:3: export X", NULL), "");
}
static void set_by_types(Facts *facts)
{
    fact_set_texts(facts, "variable/TF_ENABLED_DEVICE_TYPES", FACT_VARIABLE_SET_BY,
                   list_of("/etc/environment:1: X", NULL, NULL), "");
}

static const Row ROWS[] = {
    {.name = "no GPU", .id = CAUSE_NO_NVIDIA_GPU, .subjects = {0}},
    {.name = "nouveau", .id = CAUSE_NOUVEAU_IN_USE, .subjects = {"nouveau"}},
    {.name = "vfio", .id = CAUSE_NOUVEAU_IN_USE, .subjects = {"vfio-pci"}},
    {.name = "nouveau, unnamed", .id = CAUSE_NOUVEAU_IN_USE, .subjects = {0}},
    {.name = "driver not installed", .id = CAUSE_DRIVER_NOT_INSTALLED, .subjects = {0}},
    {.name = "driver not loaded", .id = CAUSE_DRIVER_NOT_LOADED, .subjects = {0}},
    {.name = "empty container", .id = CAUSE_CONTAINER_NO_GPU, .subjects = {"/dev/nvidia0"}},
    {.name = "empty pod",
     .id = CAUSE_CONTAINER_NO_GPU,
     .subjects = {"/dev/nvidia0"},
     .know = kubernetes},
    {.name = "empty apptainer",
     .id = CAUSE_CONTAINER_NO_GPU,
     .subjects = {"/dev/nvidia0"},
     .know = apptainer},
    {.name = "empty podman",
     .id = CAUSE_CONTAINER_NO_GPU,
     .subjects = {"/dev/nvidia0"},
     .know = podman},
    {.name = "no nodes", .id = CAUSE_DEVICE_NODES_MISSING, .subjects = {"/dev/nvidia0"}},
    {.name = "nodes refused", .id = CAUSE_DEVICE_PERMISSION, .subjects = {"/dev/nvidia0"}},
    {.name = "stub", .id = CAUSE_STUB_LIBCUDA, .subjects = {"/stubs/libcuda.so.1"}},
    {.name = "mismatch", .id = CAUSE_DRIVER_LIB_MISMATCH, .subjects = {"/usr/lib/libcuda.so.1"}},
    {.name = "no libcuda", .id = CAUSE_LIBCUDA_NOT_FOUND, .subjects = {"libcuda.so.1"}},
    {.name = "no NVML", .id = CAUSE_NVML_NOT_FOUND, .subjects = {"libnvidia-ml.so.1"}},
    {.name = "old driver", .id = CAUSE_DRIVER_TOO_OLD, .subjects = {"470.1"}},

    {.name = "other environment", .id = CAUSE_WRONG_PYTHON_ENV, .subjects = {"/other/bin/python"}},
    {.name = "other environment, unnamed", .id = CAUSE_WRONG_PYTHON_ENV, .subjects = {0}},
    {.name = "not installed", .id = CAUSE_FRAMEWORK_NOT_INSTALLED, .subjects = {"tensorflow"}},
    {.name = "not installed, uv",
     .id = CAUSE_FRAMEWORK_NOT_INSTALLED,
     .subjects = {"tensorflow"},
     .know = by_uv},
    {.name = "not installed, conda",
     .id = CAUSE_FRAMEWORK_NOT_INSTALLED,
     .subjects = {"tensorflow"},
     .know = by_conda},
    {.name = "not installed, poetry",
     .id = CAUSE_FRAMEWORK_NOT_INSTALLED,
     .subjects = {"tensorflow"},
     .know = by_poetry},
    {.name = "not installed, nothing known",
     .id = CAUSE_FRAMEWORK_NOT_INSTALLED,
     .subjects = {0},
     .nothing_of_target = true},
    {.name = "conda without its prefix",
     .id = CAUSE_FRAMEWORK_NOT_INSTALLED,
     .subjects = {0},
     .know = by_conda,
     .nothing_of_target = true},
    {.name = "two packages",
     .id = CAUSE_CONFLICTING_TF_PACKAGES,
     .subjects = {"tensorflow 2.20.0", "tensorflow-cpu 2.20.0"},
     .finding = true},
    {.name = "two packages, uv",
     .id = CAUSE_CONFLICTING_TF_PACKAGES,
     .subjects = {"tensorflow 2.20.0", "tf-nightly 2"},
     .know = by_uv},
    {.name = "two packages, conda",
     .id = CAUSE_CONFLICTING_TF_PACKAGES,
     .subjects = {"tensorflow 2.20.0", "tf-nightly 2"},
     .know = by_conda},
    {.name = "two packages, of a release with a defect",
     .id = CAUSE_CONFLICTING_TF_PACKAGES,
     .subjects = {"tensorflow 2.21.0", "tensorflow-cpu 2.21.0"},
     .version = "2.21.0"},
    {.name = "two packages, micromamba",
     .id = CAUSE_CONFLICTING_TF_PACKAGES,
     .subjects = {"tensorflow 2.20.0", "tf-nightly 2"},
     .know = by_micromamba},
    {.name = "CPU build", .id = CAUSE_CPU_ONLY_BUILD, .subjects = {"tensorflow-cpu 2.20.0"}},
    {.name = "CPU build of a platform",
     .id = CAUSE_CPU_ONLY_BUILD,
     .subjects = {"tensorflow 2.20.0"}},
    {.name = "CPU build, unnamed", .id = CAUSE_CPU_ONLY_BUILD, .subjects = {0}, .know = path_known},
    {.name = "JAX without its plugin",
     .id = CAUSE_CPU_ONLY_BUILD,
     .subjects = {"jax 1"},
     .version = "1",
     .framework = "jax"},
    {.name = "JAX with half of it",
     .id = CAUSE_CPU_ONLY_BUILD,
     .subjects = {"jax 1"},
     .know = plugin_known,
     .version = "1",
     .framework = "jax"},
    {.name = "broken", .id = CAUSE_FRAMEWORK_BROKEN, .subjects = {"libstdc++.so.6"}},
    {.name = "broken, conda",
     .id = CAUSE_FRAMEWORK_BROKEN,
     .subjects = {"libstdc++.so.6"},
     .know = by_conda},
    {.name = "broken, nothing known",
     .id = CAUSE_FRAMEWORK_BROKEN,
     .subjects = {0},
     .nothing_of_target = true},
    {.name = "no wheel", .id = CAUSE_PYTHON_VERSION_NO_WHEEL, .subjects = {"3.99"}},
    {.name = "CUDA for AMD", .id = CAUSE_ROCM_WRONG_PACKAGE, .subjects = {"tensorflow"}},
    {.name = "ROCm for NVIDIA",
     .id = CAUSE_ROCM_WRONG_PACKAGE,
     .subjects = {"tensorflow"},
     .know = rocm},
    {.name = "Keras elsewhere",
     .id = CAUSE_KERAS_BACKEND_NOT_TF,
     .subjects = {"jax"},
     .finding = true},
    {.name = "plugin", .id = CAUSE_GPU_PLUGIN_REPLACES_CUDA, .subjects = {"/x/tfdml.so"}},

    {.name = "misplaced",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = solver_is_at},
    {.name = "misplaced by a release that is known",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     SOLVER,
     solver_is_at,
     "2.21.0"},
    {.name = "misplaced by another that is known",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     SOLVER,
     solver_is_at,
     "2.16.1"},
    {.name = "misplaced beside the first",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     SOLVER,
     solver_beside_the_first},
    {.name = "misplaced in a toolkit",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = solver_in_toolkit},
    {.name = "misplaced in a toolkit, beside packages",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = solver_in_toolkit_of_both},
    {.name = "one of two in a toolkit",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER, SPARSE},
     .fails_on = SOLVER,
     .know = one_of_two_in_toolkit},
    {.name = "misplaced below",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = solver_below_searched},
    {.name = "misplaced, variable set",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     SOLVER,
     solver_is_at_and_variable},
    {.name = "misplaced, variable empty",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     SOLVER,
     solver_is_at_and_empty_variable},
    {.name = "misplaced, nothing searched",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     SOLVER,
     nothing_searched},
    {.name = "misplaced, search unknown",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = search_unknown},
    {.name = "misplaced, place empty",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = place_empty},
    {.name = "misplaced, place unknown",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = opener},
    {.name = "misplaced, nobody says what",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {0},
     .fails_on = NULL,
     .know = solver_is_at},
    {.name = "two misplaced",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER, SPARSE},
     .fails_on = SOLVER,
     .know = two_at_two_places},
    {.name = "two misplaced together",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER, SPARSE},
     SOLVER,
     two_at_one_place},
    {.name = "two misplaced at places alike",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER, SPARSE},
     SOLVER,
     two_at_alike_places},
    {.name = "one of two misplaced is known",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SPARSE, SOLVER},
     SPARSE,
     solver_is_at},
    {.name = "a dependency misplaced",
     .id = CAUSE_CUDA_LIBS_NOT_ON_PATH,
     .subjects = {SOLVER},
     .fails_on = LINK,
     .know = dependency_is_at},

    {.name = "missing",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = some_packages,
     .version = "2.20.0"},
    {.name = "missing, uv",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = some_packages_uv,
     .version = "2.20.0"},
    {.name = "missing, conda",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = some_packages_conda,
     .version = "2.20.0"},
    {.name = "two missing, conda",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER, SPARSE},
     SOLVER,
     some_packages_conda,
     "2.20.0"},
    {.name = "the runtime missing, conda",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = runtime_conda},
    {.name = "cuDNN missing, conda",
     .id = CAUSE_CUDNN_MISSING,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = cudnn_conda},
    {.name = "missing, CUDA 13, conda",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SPARSE},
     .fails_on = SPARSE,
     .know = some_packages_conda},
    {.name = "missing, package unknown",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = NULL,
     .version = "2.20.0"},
    {.name = "missing with all packages",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = no_packages,
     .version = "2.20.0"},
    {.name = "two missing, version unknown",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER, SPARSE},
     SOLVER,
     some_packages},
    {.name = "missing, its release recorded",
     .id = CAUSE_CUDA_VERSION_MISMATCH,
     .subjects = {SOLVER},
     .fails_on = SOLVER,
     .know = solver_recorded},
    {.name = "missing of CUDA 13, its release recorded",
     .id = CAUSE_CUDA_VERSION_MISMATCH,
     .subjects = {SPARSE},
     .fails_on = SPARSE,
     .know = sparse_of_13_recorded},
    {.name = "missing, its release not known",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SPARSE},
     .fails_on = SPARSE,
     .know = sparse_without_release},
    {.name = "cuDNN missing, its release recorded",
     .id = CAUSE_CUDNN_VERSION_MISMATCH,
     .subjects = {CUDNN},
     .fails_on = CUDNN,
     .know = cudnn_recorded},
    {.name = "cuDNN missing, another one recorded",
     .id = CAUSE_CUDNN_VERSION_MISMATCH,
     .subjects = {CUDNN},
     .fails_on = CUDNN,
     .know = older_cudnn_recorded},
    {.name = "mixed in one package",
     .id = CAUSE_CUBLAS_CONFLICT,
     .subjects = {BLAS},
     .fails_on = SITE "/nvidia/cublas/lib/" BLAS,
     .know = mixed_in_one_package},
    {.name = "mixed of two packages",
     .id = CAUSE_CUDNN_VERSION_MISMATCH,
     .subjects = {BLAS},
     .fails_on = SITE "/nvidia/cublas/lib/" BLAS,
     .know = mixed_of_two_packages},
    {.name = "mixed by a preloaded library",
     .id = CAUSE_CUBLAS_CONFLICT,
     .subjects = {BLAS},
     .fails_on = SITE "/nvidia/cublas/lib/" BLAS,
     .know = mixed_by_preload},
    {.name = "mixed, and something else is preloaded",
     .id = CAUSE_CUBLAS_CONFLICT,
     .subjects = {BLAS},
     .fails_on = SITE "/nvidia/cublas/lib/" BLAS,
     .know = preload_of_something_else},
    {.name = "a dependency missing",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {SOLVER},
     .fails_on = LINK,
     .know = some_packages},
    {.name = "missing, nothing known",
     .id = CAUSE_CUDA_LIBS_MISSING,
     .subjects = {0},
     .nothing_of_target = true},

    {.name = "damaged",
     .id = CAUSE_LIBRARY_DAMAGED,
     .subjects = {SOLVER},
     .fails_on = SITE "/x/" SOLVER,
     .know = some_packages},
    {.name = "two damaged",
     .id = CAUSE_LIBRARY_DAMAGED,
     .subjects = {SOLVER, SPARSE},
     .fails_on = SITE "/x/" SOLVER,
     .know = some_packages},
    {.name = "damaged, package unknown",
     .id = CAUSE_LIBRARY_DAMAGED,
     .subjects = {SOLVER},
     .fails_on = SITE "/x/" SOLVER},
    {.name = "damaged, path unknown",
     .id = CAUSE_LIBRARY_DAMAGED,
     .subjects = {SOLVER},
     .fails_on = SOLVER},
    {.name = "damaged, nothing known", .id = CAUSE_LIBRARY_DAMAGED, .subjects = {SOLVER}},
    {.name = "rescued",
     .id = CAUSE_SYSTEM_TOOLKIT_RESCUES,
     .subjects = {SPARSE},
     .know = some_packages,
     .finding = true},

    {.name = "hidden",
     .id = CAUSE_VISIBLE_DEVICES_HIDDEN,
     .subjects = {"CUDA_VISIBLE_DEVICES"},
     .know = set_by},
    {.name = "hidden by types",
     .id = CAUSE_VISIBLE_DEVICES_HIDDEN,
     .subjects = {"TF_ENABLED_DEVICE_TYPES"},
     .know = set_by_types},
    {.name = "hidden, unnamed", .id = CAUSE_VISIBLE_DEVICES_HIDDEN, .subjects = {0}},
    {.name = "too old",
     .id = CAUSE_COMPUTE_CAPABILITY_TOO_LOW,
     .subjects = {"0000:01:00.0"},
     .know = path_known},
    {.name = "too old, conda",
     .id = CAUSE_COMPUTE_CAPABILITY_TOO_LOW,
     .subjects = {"0000:01:00.0"},
     .know = by_conda},
    {.name = "too new", .id = CAUSE_COMPUTE_CAPABILITY_TOO_NEW, .subjects = {"0000:01:00.0"}},
    {.name = "too small", .id = CAUSE_TOO_FEW_MULTIPROCESSORS, .subjects = {"0000:01:00.0"}},
};

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static void put_fix(Writer *writer, const Fix *fix)
{
    put_format(writer, "%s%s: %s\n", fix->id, fix->needs_root ? " (as root)" : "", fix->says);
    for (size_t i = 0; i < fix->command.count; i++)
        put_format(writer, "%s%s%s", i ? " " : "  $ ", fix->command.items[i],
                   i + 1 < fix->command.count ? "" : "\n");
    if (fix->undo)
        put_format(writer, "  undo: %s\n", fix->undo);
}

static void put_row(Writer *writer, const Row *row)
{
    Facts *facts = facts_new(test_arena());
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Cause cause = {.id = row->id, .fails_on = row->fails_on};
    for (size_t i = 0; i < 3 && row->subjects[i]; i++)
        list_add(test_arena(), cause.subjects, row->subjects[i]);
    if (!row->nothing_of_target)
        judgement->target = (Target){.python = "/env/bin/python",
                                     .prefix = "/env",
                                     .framework = row->framework ? row->framework : "tensorflow",
                                     .version = row->version};
    CauseList *list = row->finding ? &judgement->findings : &judgement->causes;
    list_add(test_arena(), *list, cause);
    if (row->know)
        row->know(facts);
    propose_fixes(facts, judgement);
    put_format(writer, "\n== %s\ncheck: %s\n", row->name, list->items[0].check_yourself);
    for (size_t i = 0; i < list->items[0].fixes.count; i++)
        put_fix(writer, &list->items[0].fixes.items[i]);
}

TEST(every_fix_word_for_word)
{
    Writer all = writer_new(test_arena());
    for (size_t i = 0; i < ROW_COUNT; i++)
        put_row(&all, &ROWS[i]);
    CHECK_EXPECTED(all.bytes, "fix/expected/fixes.txt");
}

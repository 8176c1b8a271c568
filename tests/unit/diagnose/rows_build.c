/* Changes of the framework and its build, and what must follow. */
#include "diagnose/rows.h"

/* ---- build ---- */
void not_installed(Facts *f)
{
    fact_set_absent(f, "env", FACT_FRAMEWORK_PATH, "test");
}
static void no_framework(Facts *f)
{
    fact_set_absent(f, "env", FACT_FRAMEWORK, "test");
}
static void installed_elsewhere(Facts *f)
{
    Strings other = {0};
    list_add(facts_arena(f), other, "/other/bin/python");
    not_installed(f);
    fact_set_texts(f, "env", FACT_FRAMEWORK_ELSEWHERE, other, "test");
}
static void python_too_new(Facts *f)
{
    not_installed(f);
    fact_set_flag(f, "env", FACT_PYTHON_HAS_WHEELS, false, "test");
}
static void python_has_wheels(Facts *f)
{
    not_installed(f);
    fact_set_flag(f, "env", FACT_PYTHON_HAS_WHEELS, true, "test");
}
static void cpu_build(Facts *f)
{
    fact_set_flag(f, "env", FACT_BUILD_IS_CUDA, false, "test");
    fact_set_absent(f, "env", FACT_LIBRARIES_ASKED, "test");
}
void two_owners(Facts *f)
{
    Strings owners = {0};
    list_add(facts_arena(f), owners, "tensorflow 2.20.0");
    list_add(facts_arena(f), owners, "tensorflow-cpu 2.20.0");
    fact_set_texts(f, "env", FACT_FRAMEWORK_OWNERS, owners, "test");
}
static void two_owners_cpu_last(Facts *f)
{
    two_owners(f);
    cpu_build(f);
}
static void rocm_build(Facts *f)
{
    cpu_build(f);
    fact_set_flag(f, "env", FACT_BUILD_IS_ROCM, true, "test");
}
static void import_breaks(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so", .result = OPEN_FAILED, .fails_on = "libstdc++.so.6"};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
void plugin(Facts *f)
{
    Strings plugins = {0};
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/tfdml_plugin.so");
    fact_set_texts(f, "env", FACT_DEVICE_PLUGINS, plugins, "test");
}
static void other_plugin(Facts *f)
{
    Strings plugins = {0};
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/libsomething.so");
    fact_set_texts(f, "env", FACT_DEVICE_PLUGINS, plugins, "test");
}
static void build_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_BUILD_IS_CUDA, "there is no such file", "test");
}
static void keras_on_numpy(Facts *f)
{
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "numpy", "KERAS_BACKEND");
}
static void keras_on_tensorflow(Facts *f)
{
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "tensorflow", "test");
}

/* ---- more of the build ---- */
static void framework_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_FRAMEWORK, "not looked at", "test");
}
static void path_unknown(Facts *f)
{
    fact_set_unknown(f, "env", FACT_FRAMEWORK_PATH, "sys.path cannot be told", "test");
}
static void not_installed_here_nor_elsewhere(Facts *f)
{
    not_installed(f);
    fact_set_texts(f, "env", FACT_FRAMEWORK_ELSEWHERE, (Strings){0}, "test");
}
static void keras_without_backend(Facts *f)
{
    not_installed(f);
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
    fact_set_text(f, "env", FACT_KERAS_VERSION, "3.12.0", "test");
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "tensorflow", "test");
}
static void tensorflow_missing_beside_keras(Facts *f)
{
    not_installed(f);
    fact_set_text(f, "env", FACT_KERAS_VERSION, "3.12.0", "test");
}
static void no_keras(Facts *f)
{
    not_installed(f);
    fact_set_text(f, "env", FACT_FRAMEWORK, "keras", "test");
}
static void backend_of_tensorflow_alone(Facts *f)
{
    fact_set_text(f, "env", FACT_KERAS_BACKEND, "jax", "KERAS_BACKEND");
}
static void import_crashes(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so", .result = OPEN_CRASHES};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
static void import_says_why(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so",
                       .result = OPEN_FAILED,
                       .fails_on = "libstdc++.so.6",
                       .error = "libstdc++.so.6: cannot open shared object file"};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
static void import_unknown(Facts *f)
{
    Opening *loads = arena_new_of(facts_arena(f), Opening);
    *loads = (Opening){.name = "_pywrap.so", .result = OPEN_UNKNOWN, .because = "not recorded"};
    fact_set_opening(f, "env", FACT_FRAMEWORK_LOADS, loads, "test");
}
static void import_not_looked_at(Facts *f)
{
    fact_set_unknown(f, "env", FACT_FRAMEWORK_LOADS, "no interpreter", "test");
}
static void cpu_build_import_breaks(Facts *f)
{
    cpu_build(f);
    import_breaks(f);
}
static void cpu_build_import_unknown(Facts *f)
{
    cpu_build(f);
    import_unknown(f);
}
static void cpu_build_without_owner(Facts *f)
{
    cpu_build(f);
    fact_set_texts(f, "env", FACT_FRAMEWORK_OWNERS, (Strings){0}, "test");
}
static void cpu_build_owner_unknown(Facts *f)
{
    cpu_build(f);
    fact_set_unknown(f, "env", FACT_FRAMEWORK_OWNERS, "permission denied", "test");
}
static void cpu_build_rocm_unknown(Facts *f)
{
    cpu_build(f);
    fact_set_unknown(f, "env", FACT_BUILD_IS_ROCM, "no such key", "test");
}
static void cpu_build_with_plugin(Facts *f)
{
    cpu_build(f);
    other_plugin(f);
}
static void cpu_build_with_directml(Facts *f)
{
    cpu_build(f);
    plugin(f);
}
static void two_owners_cpu_and_plugin(Facts *f)
{
    two_owners_cpu_last(f);
    other_plugin(f);
}
static void both_plugins(Facts *f)
{
    Strings plugins = {0};
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/libsomething.so");
    list_add(facts_arena(f), plugins, "/env/tensorflow-plugins/tfdml_plugin.so");
    fact_set_texts(f, "env", FACT_DEVICE_PLUGINS, plugins, "test");
}
static void rocm_build_with_two_owners(Facts *f)
{
    rocm_build(f);
    two_owners(f);
}
static void amd_beside_good(Facts *f)
{
    amd_beside(f);
}
static void build_without_cudnn(Facts *f)
{
    fact_set_absent(f, "env", FACT_BUILD_CUDNN, "test");
}
static void build_without_versions(Facts *f)
{
    build_without_cudnn(f);
    fact_set_absent(f, "env", FACT_BUILD_CUDA, "test");
}
static void others_installed(Facts *f)
{
    Strings others = {0}, shadowed = {0};
    list_add(facts_arena(f), others, "torch 2.9.0");
    list_add(facts_arena(f), shadowed, "/usr/lib/python3/dist-packages/tensorflow");
    fact_set_texts(f, "env", FACT_OTHER_FRAMEWORKS, others, "test");
    fact_set_texts(f, "env", FACT_FRAMEWORK_SHADOWED, shadowed, "test");
}
static void cpu_build_without_gpu(Facts *f)
{
    cpu_build(f);
    no_gpu(f);
}
static void import_breaks_without_gpu(Facts *f)
{
    import_breaks(f);
    no_gpu(f);
}

static const Row ROWS[] = {
    {"not installed", not_installed, "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"no framework", no_framework, "", NULL, VERDICT_UNKNOWN, -1},
    {"installed elsewhere", installed_elsewhere, "wrong-python-env", NULL, VERDICT_FAILS, -1},
    {"no wheel for Python", python_too_new, "python-version-no-wheel", NULL, VERDICT_FAILS, -1},
    {"wheel for Python", python_has_wheels, "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"CPU build", cpu_build, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"two owners, GPU build", two_owners, "", "conflicting-tf-packages", VERDICT_GPU, 1},
    {"two owners, CPU build", two_owners_cpu_last, "conflicting-tf-packages", NULL, VERDICT_CPU, 0},
    {"ROCm build", rocm_build, "rocm-wrong-package", NULL, VERDICT_CPU, 0},
    {"import breaks", import_breaks, "framework-broken", NULL, VERDICT_FAILS, -1},
    {"a plugin of type GPU", plugin, "gpu-plugin-replaces-cuda", NULL, VERDICT_CPU, 0},
    {"another plugin", other_plugin, "", NULL, VERDICT_UNKNOWN, -1},
    {"build unknown", build_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"Keras on NumPy", keras_on_numpy, "keras-backend-not-tf", NULL, VERDICT_CPU, 0},
    {"Keras on TensorFlow", keras_on_tensorflow, "", NULL, VERDICT_GPU, 1},
    {"framework unknown", framework_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"path unknown", path_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"not installed here nor elsewhere", not_installed_here_nor_elsewhere,
     "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"keras without backend", keras_without_backend, "framework-not-installed", NULL, VERDICT_FAILS,
     -1},
    {"tensorflow missing beside keras", tensorflow_missing_beside_keras, "framework-not-installed",
     NULL, VERDICT_FAILS, -1},
    {"no keras", no_keras, "framework-not-installed", NULL, VERDICT_FAILS, -1},
    {"backend of tensorflow alone", backend_of_tensorflow_alone, "", NULL, VERDICT_GPU, 1},
    {"import crashes", import_crashes, "framework-broken", NULL, VERDICT_FAILS, -1},
    {"import says why", import_says_why, "framework-broken", NULL, VERDICT_FAILS, -1},
    {"import unknown", import_unknown, "", NULL, VERDICT_UNKNOWN, -1},
    {"import not looked at", import_not_looked_at, "", NULL, VERDICT_UNKNOWN, -1},
    {"cpu build import breaks", cpu_build_import_breaks, "framework-broken", NULL, VERDICT_FAILS,
     -1},
    {"cpu build import unknown", cpu_build_import_unknown, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build without owner", cpu_build_without_owner, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build owner unknown", cpu_build_owner_unknown, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build rocm unknown", cpu_build_rocm_unknown, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"cpu build with plugin", cpu_build_with_plugin, "", NULL, VERDICT_UNKNOWN, -1},
    {"cpu build with directml", cpu_build_with_directml, "cpu-only-build", NULL, VERDICT_CPU, 0},
    {"two owners cpu and plugin", two_owners_cpu_and_plugin, "", NULL, VERDICT_UNKNOWN, -1},
    {"both plugins", both_plugins, "gpu-plugin-replaces-cuda", NULL, VERDICT_CPU, 0},
    {"rocm build with two owners", rocm_build_with_two_owners, "rocm-wrong-package", NULL,
     VERDICT_CPU, 0},
    {"amd beside good", amd_beside_good, "", NULL, VERDICT_GPU, 1},
    {"build without cudnn", build_without_cudnn, "", NULL, VERDICT_GPU, 1},
    {"build without versions", build_without_versions, "", NULL, VERDICT_GPU, 1},
    {"others installed", others_installed, "", NULL, VERDICT_GPU, 1},
    {"cpu build without gpu", cpu_build_without_gpu, "no-nvidia-gpu", NULL, VERDICT_CPU, 0},
    {"import breaks without gpu", import_breaks_without_gpu, "no-nvidia-gpu", NULL, VERDICT_FAILS,
     -1},
};

const RowGroup rows_of_build = {ROWS, sizeof ROWS / sizeof *ROWS};

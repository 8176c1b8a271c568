/* What mends one framework and no other: which release, from where, which packages, and what the
 * program has to do. */
#include <string.h>

#include "fix/propose.h"
#include "frameworks/framework.h"
#include "harness.h"

#define SITE     "/env/lib/python3.11/site-packages"
#define PROVIDER SITE "/onnxruntime/capi/libonnxruntime_providers_cuda.so"
#define PIP      "/env/bin/python -m pip "
#define INSTALL  PIP "install "
#define AGAIN    PIP "install --force-reinstall --no-deps "
#define THEN     "; preload-in-program"

typedef struct Row {
    CauseId id;
    const char *subject;
    const char *version;
    const char *fixes; /* "ID: COMMAND; ID | ID: COMMAND" of alternatives */
    void (*know)(Facts *facts);
} Row;

static void one_text(Facts *facts, FactName name, const char *text)
{
    Strings texts = {0};
    list_add(test_arena(), texts, text);
    fact_set_texts(facts, "env", name, texts, "");
}

static void driver(Facts *facts, const char *version)
{
    fact_set_text(facts, "machine", FACT_NVIDIA_MODULE, version, "");
}
static void driver_of_13(Facts *facts)
{
    driver(facts, "580.65.06");
}
static void driver_of_12(Facts *facts)
{
    driver(facts, "570.86.10");
}
static void first_driver_of_12(Facts *facts)
{
    driver(facts, "525.60.13");
}
static void driver_of_11(Facts *facts)
{
    driver(facts, "470.82.01");
}
static void driver_of_10(Facts *facts)
{
    driver(facts, "440.33.01");
}

static void package(Facts *facts, const char *name, const char *word)
{
    fact_set_text(facts, arena_printf(test_arena(), "library/%s", name), FACT_LIBRARY_PACKAGE, word,
                  "");
}
static void packages(Facts *facts)
{
    package(facts, "libcublas.so.13", "nvidia-cublas");
    package(facts, "libcublas.so.11", "nvidia-cublas-cu11");
    package(facts, "libcudnn.so.8", "nvidia-cudnn-cu11");
    fact_set_text(facts, "env", FACT_BUILD_CUDNN, "8", "");
}
static void packages_recorded(Facts *facts)
{
    packages(facts);
    one_text(facts, FACT_CUDA_PACKAGES, "nvidia-cublas 13.4.1.3");
}
static void others_recorded(Facts *facts)
{
    packages(facts);
    one_text(facts, FACT_CUDA_PACKAGES, "nvidia-curand 10.4.5.25");
}

static void owned(Facts *facts)
{
    one_text(facts, FACT_FRAMEWORK_OWNERS, "onnxruntime-gpu 1.31.1");
}
static void owned_by_two(Facts *facts)
{
    Strings owners = {0};
    list_add(test_arena(), owners, "onnxruntime 1.31.1");
    list_add(test_arena(), owners, "onnxruntime-gpu 1.31.1");
    fact_set_texts(facts, "env", FACT_FRAMEWORK_OWNERS, owners, "");
}
static void owned_without_version(Facts *facts)
{
    one_text(facts, FACT_FRAMEWORK_OWNERS, "onnxruntime-gpu ?");
}

static void capability(Facts *facts, const char *text)
{
    fact_set_text(facts, "gpu/0000:01:00.0", FACT_GPU_COMPUTE_CAPABILITY, text, "");
}
static void gpu_10_0(Facts *facts)
{
    capability(facts, "10.0");
}
static void gpu_6_0(Facts *facts)
{
    capability(facts, "6.0");
}
static void gpu_5_2(Facts *facts)
{
    capability(facts, "5.2");
}
static void gpu_5_0(Facts *facts)
{
    capability(facts, "5.0");
}

static void call(Facts *facts)
{
    fact_set_text(facts, "env", FACT_PRELOAD_CALL, "onnxruntime.preload_dlls()", "");
    one_text(facts, FACT_CUDA_PACKAGES, "nvidia-cublas 13.4.1.3");
}

#define CPU    CAUSE_CPU_ONLY_BUILD, "onnxruntime 1.31.1"
#define REMOVE "remove-cpu-build: " PIP "uninstall --yes onnxruntime; install-gpu-build: " INSTALL
#define BLAS   CAUSE_CUDA_LIBS_MISSING, "libcublas.so.13"
#define GPU    "0000:01:00.0"

static const Row ROWS[] = {
    /* ---- the build with CUDA of the same series, or one that the driver serves ---- */
    {CPU, "1.31.1", REMOVE "onnxruntime-gpu[cuda,cudnn]==1.31.*" THEN, NULL},
    {CPU, "1.31.1", REMOVE "onnxruntime-gpu[cuda,cudnn]==1.31.*" THEN, driver_of_13},
    {CPU, "1.31.1", REMOVE "onnxruntime-gpu[cuda,cudnn]>=1.21,<1.27" THEN, driver_of_12},
    {CPU, "1.31.1", REMOVE "onnxruntime-gpu<1.19" THEN, driver_of_11},
    {CPU, "1.31.1", REMOVE "onnxruntime-gpu[cuda,cudnn]==1.31.*" THEN, driver_of_10},
    {CPU, "1.26.0", REMOVE "onnxruntime-gpu[cuda,cudnn]==1.26.*" THEN, first_driver_of_12},
    {CPU, "1.26.0", REMOVE "onnxruntime-gpu<1.19" THEN, driver_of_11},
    {CPU, "1.27.0", REMOVE "onnxruntime-gpu==1.27.*", NULL},
    {CPU, "1.28.0", REMOVE "onnxruntime-gpu[cuda,cudnn]==1.28.*" THEN, NULL},
    {CPU, "1.21.0", REMOVE "onnxruntime-gpu[cuda,cudnn]==1.21.*" THEN, NULL},
    {CPU, "1.20.1", REMOVE "onnxruntime-gpu==1.20.*", NULL},
    {CPU, "1.19.0", REMOVE "onnxruntime-gpu<1.19", driver_of_11},
    {CPU, "1.18.1", REMOVE "onnxruntime-gpu==1.18.*", driver_of_11},
    {CPU, "1", REMOVE "onnxruntime-gpu[cuda,cudnn]", NULL},
    {CAUSE_FRAMEWORK_NOT_INSTALLED, "onnxruntime", NULL,
     "install: " INSTALL "onnxruntime-gpu[cuda,cudnn]", NULL},

    /* ---- what is installed, again ---- */
    {CAUSE_FRAMEWORK_BROKEN, "x", "1.31.1", "reinstall: " AGAIN "onnxruntime-gpu==1.31.1", owned},
    {CAUSE_FRAMEWORK_BROKEN, "x", NULL, "reinstall: " AGAIN "onnxruntime-gpu", owned_by_two},
    {CAUSE_FRAMEWORK_BROKEN, "x", NULL, "reinstall: " AGAIN "onnxruntime-gpu",
     owned_without_version},
    {CAUSE_FRAMEWORK_BROKEN, "x", NULL, "reinstall: " AGAIN "onnxruntime-gpu", NULL},
    {CAUSE_CUDA_LIBS_MISSING, "libonnxruntime_providers_cuda.so", "1.31.1",
     "reinstall-package: " AGAIN "onnxruntime-gpu==1.31.1", owned},

    /* ---- what is missing ---- */
    {BLAS, "1.31.1", "install-cuda-packages: " INSTALL "onnxruntime-gpu[cuda,cudnn]==1.31.1" THEN,
     packages},
    {BLAS, "1.27.0", "install-cuda-packages: " INSTALL "nvidia-cublas==13.*", packages},
    {BLAS, "1.31.1", "install-package: " AGAIN "nvidia-cublas==13.4.1.3", packages_recorded},
    {BLAS, "1.31.1", "install-package: " AGAIN "nvidia-cublas==13.*", others_recorded},
    {CAUSE_CUDA_LIBS_MISSING, "libcublas.so.11", "1.16.3",
     "install-cuda-packages: " INSTALL "nvidia-cublas-cu11", packages},
    {CAUSE_CUDNN_MISSING, "libcudnn.so.8", "1.16.3",
     "install-cuda-packages: " INSTALL "nvidia-cudnn-cu11==8.*", packages},
    {CAUSE_CUDA_LIBS_MISSING, "libx.so.1", "1.31.1", "install-package", packages},
    {CAUSE_CUDA_LIBS_MISSING, "libcublas.so.12", NULL,
     "install-cuda-packages: " INSTALL "onnxruntime-gpu[cuda,cudnn]", NULL},

    /* ---- what lies where nothing looks ---- */
    {CAUSE_CUDA_LIBS_NOT_ON_PATH, "libcublas.so.13", "1.31.1", "preload-in-program", call},

    /* ---- kernels ---- */
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "1.31.1",
     "older-release: " INSTALL "onnxruntime-gpu[cuda,cudnn]==1.23.*", gpu_10_0},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "1.24.0",
     "older-release: " INSTALL "onnxruntime-gpu[cuda,cudnn]==1.23.*", gpu_6_0},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "1.31.1",
     "older-release: " INSTALL "onnxruntime-gpu==1.16.*", gpu_5_2},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "1.31.1", "", gpu_5_0},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "1.23.2",
     "older-release: " INSTALL "onnxruntime-gpu==1.16.*", gpu_6_0},
    {CAUSE_COMPUTE_CAPABILITY_TOO_NEW, GPU, "1.18.1",
     "newer-release: " INSTALL "onnxruntime-gpu[cuda,cudnn]==1.23.*", gpu_10_0},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "1.31.1", "", NULL},
};

/* ---- PyTorch ---- */

#define WITHOUT_CUDA "remove-cpu-build: " PIP "uninstall --yes torch; install-gpu-build: " INSTALL
#define TORCH_CPU    CAUSE_CPU_ONLY_BUILD, "torch 2.15.0+cpu", "2.15.0+cpu"
#define NEEDED       CAUSE_CUDA_LIBS_MISSING, "libcublas.so.13"
#define TOO_LOW      CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "2.15.0+cu132"
#define WHEELS       " --index-url https://download.pytorch.org/whl/"

static void torch_of_the_index(Facts *facts)
{
    one_text(facts, FACT_FRAMEWORK_OWNERS, "torch 2.15.0");
}
static void torch_of_its_own_index(Facts *facts)
{
    one_text(facts, FACT_FRAMEWORK_OWNERS, "torch 2.9.1+cu128");
}
static void gpu_7_0(Facts *facts)
{
    capability(facts, "7.0");
}
static void gpu_3_7(Facts *facts)
{
    capability(facts, "3.7");
}
static void gpu_3_5(Facts *facts)
{
    capability(facts, "3.5");
}
static void by_conda(Facts *facts)
{
    fact_set_text(facts, "env", FACT_FRAMEWORK_INSTALLER, "conda", "");
}
static void rocm(Facts *facts)
{
    fact_set_flag(facts, "env", FACT_BUILD_IS_ROCM, true, "");
}

static const Row TORCH_ROWS[] = {
    /* ---- the build with CUDA: none of the index has a "+" ---- */
    {TORCH_CPU, WITHOUT_CUDA "torch==2.15.0", NULL},
    {TORCH_CPU, WITHOUT_CUDA "torch==2.15.0", driver_of_13},
    {TORCH_CPU, WITHOUT_CUDA "torch<2.11", driver_of_12},
    {TORCH_CPU, WITHOUT_CUDA "torch<2.1", driver_of_11},
    {TORCH_CPU, WITHOUT_CUDA "torch==2.15.0", driver_of_10},
    {CAUSE_CPU_ONLY_BUILD, "torch 2.10.0+cpu", "2.10.0+cpu", WITHOUT_CUDA "torch==2.10.0",
     driver_of_12},
    {CAUSE_CPU_ONLY_BUILD, "torch 2.11.0+cpu", "2.11.0+cpu", WITHOUT_CUDA "torch<2.11",
     driver_of_12},
    {CAUSE_CPU_ONLY_BUILD, "torch 2.1.0+cpu", "2.1.0+cpu", WITHOUT_CUDA "torch<2.1", driver_of_11},
    {CAUSE_CPU_ONLY_BUILD, "torch 2.0.1+cpu", "2.0.1+cpu", WITHOUT_CUDA "torch==2.0.1",
     driver_of_11},
    {CAUSE_CPU_ONLY_BUILD, "torch 2.5.1", "2.5.1", "other-platform", NULL},
    {CAUSE_CPU_ONLY_BUILD, "torch 2.5.1", "2.5.1+cpu", WITHOUT_CUDA "torch==2.5.1", NULL},
    {CAUSE_CPU_ONLY_BUILD, "pytorch 2.5.1", "2.5.1",
     "remove-cpu-build: conda remove --yes --prefix /env pytorch; install-gpu-build: "
     "conda install --yes --prefix /env pytorch=2.5.1=cuda*",
     by_conda},
    {CAUSE_FRAMEWORK_NOT_INSTALLED, "torch", NULL, "install: " INSTALL "torch", NULL},
    {CAUSE_FRAMEWORK_NOT_INSTALLED, "torch", NULL, "install: " INSTALL "torch<2.11", driver_of_12},
    {CAUSE_ROCM_WRONG_PACKAGE, "torch", "2.8.0+rocm6.4", "right-vendor: " INSTALL "torch==2.8.0",
     rocm},
    {CAUSE_ROCM_WRONG_PACKAGE, "torch", "2.8.0+cu128", "right-vendor", NULL},

    /* ---- what is installed, again ---- */
    {CAUSE_FRAMEWORK_BROKEN, "x", "2.15.0+cu132", "reinstall: " AGAIN "torch==2.15.0",
     torch_of_the_index},
    {CAUSE_FRAMEWORK_BROKEN, "x", "2.9.1+cu128",
     "reinstall: " AGAIN "torch==2.9.1+cu128" WHEELS "cu128", torch_of_its_own_index},
    {CAUSE_FRAMEWORK_BROKEN, "x", "2.15.0+cu132", "reinstall: " AGAIN "torch==2.15.0", NULL},

    /* ---- libraries, which its metadata ask for ---- */
    {NEEDED, "2.15.0+cu132", "install-cuda-packages: " INSTALL "torch==2.15.0", packages},
    {NEEDED, "2.15.0+cu132", "install-package: " AGAIN "nvidia-cublas==13.4.1.3",
     packages_recorded},
    {NEEDED, "2.15.0+cu132", "install-cuda-packages: " INSTALL "torch==2.15.0", others_recorded},

    /* ---- kernels ---- */
    {TOO_LOW, "older-release: " INSTALL "torch<2.11", gpu_7_0},
    {TOO_LOW, "older-release: " INSTALL "torch<2.8", gpu_6_0},
    {TOO_LOW, "older-release: " INSTALL "torch<2.8", gpu_5_0},
    {TOO_LOW, "older-release: " INSTALL "torch<2.1", gpu_3_7},
    {TOO_LOW, "", gpu_3_5},
    {CAUSE_COMPUTE_CAPABILITY_TOO_NEW, GPU, "2.1.2+cu121",
     "newer-release: " INSTALL "--upgrade torch", gpu_10_0},
    {CAUSE_COMPUTE_CAPABILITY_TOO_NEW, GPU, "2.1.2+cu121",
     "newer-release: " INSTALL "--upgrade torch<2.11", driver_of_12},
};

/* ---- JAX ---- */

static void plugin(Facts *facts, const char *cuda)
{
    fact_set_text(facts, "env", FACT_BUILD_CUDA, cuda, "");
}
static void plugin_12(Facts *facts)
{
    plugin(facts, "12.9");
}
static void plugin_13(Facts *facts)
{
    plugin(facts, "13.0");
}
static void plugin_13_driver_12(Facts *facts)
{
    plugin_13(facts);
    driver_of_12(facts);
}
static void plugin_13_driver_11(Facts *facts)
{
    plugin_13(facts);
    driver_of_11(facts);
}
static void plugin_12_driver_12(Facts *facts)
{
    plugin_12(facts);
    driver_of_12(facts);
}
static void plugin_12_driver_11(Facts *facts)
{
    plugin_12(facts);
    driver_of_11(facts);
}
static void plugin_12_old_gpu(Facts *facts)
{
    plugin_12(facts);
    gpu_6_0(facts);
}
static void plugin_13_old_gpu(Facts *facts)
{
    plugin_13(facts);
    gpu_5_0(facts);
}
static void plugin_13_older_gpu(Facts *facts)
{
    plugin_13(facts);
    gpu_3_7(facts);
}
static void beside_torch(Facts *facts)
{
    one_text(facts, FACT_CUDA_PACKAGES, "nvidia-cuda-runtime 13.2.86");
}
static void beside_torch_cudnn(Facts *facts)
{
    one_text(facts, FACT_CUDA_PACKAGES, "nvidia-cudnn-cu13 9.26.0.51");
}
static void beside_torch_old_driver(Facts *facts)
{
    beside_torch(facts);
    driver_of_12(facts);
}
static void beside_torch_for_12(Facts *facts)
{
    one_text(facts, FACT_CUDA_PACKAGES, "nvidia-cuda-runtime-cu12 12.9.79");
}
static void plugin_12_without_packages(Facts *facts)
{
    packages(facts);
    plugin_12(facts);
}
static void plugin_13_recorded(Facts *facts)
{
    packages_recorded(facts);
    plugin_13(facts);
}
static void plugin_13_of_others(Facts *facts)
{
    others_recorded(facts);
    plugin_13(facts);
}

#define JAX_CPU CAUSE_CPU_ONLY_BUILD, "jax 0.12.0.1", "0.12.0.1"
#define PLUGIN  "install-plugin: " INSTALL
#define HALVES(cuda)                                                                               \
    "reinstall-plugin: " AGAIN "jax-cuda" cuda                                                     \
    "-plugin==0.12.0.1; reinstall-plugin-library: " AGAIN "jax-cuda" cuda "-pjrt==0.12.0.1"

static const Row JAX_ROWS[] = {
    {JAX_CPU, PLUGIN "jax[cuda12]==0.12.0.1", NULL},
    {JAX_CPU, PLUGIN "jax[cuda13]==0.12.0.1", beside_torch},
    {JAX_CPU, PLUGIN "jax[cuda13]==0.12.0.1", beside_torch_cudnn},
    {JAX_CPU, PLUGIN "jax[cuda12]==0.12.0.1", beside_torch_old_driver},
    {JAX_CPU, PLUGIN "jax[cuda12]==0.12.0.1", beside_torch_for_12},
    {CAUSE_CPU_ONLY_BUILD, "jax 0.7.1", "0.7.1", PLUGIN "jax[cuda12]==0.7.1", beside_torch},
    {CAUSE_CPU_ONLY_BUILD, "jax 0.7.2", "0.7.2", PLUGIN "jax[cuda13]==0.7.2", beside_torch},
    {JAX_CPU, HALVES("12"), plugin_12},
    {JAX_CPU, HALVES("13"), plugin_13},
    {CAUSE_FRAMEWORK_NOT_INSTALLED, "jax", NULL, "install: " INSTALL "jax[cuda12]", NULL},
    {CAUSE_FRAMEWORK_BROKEN, "x", "0.12.0.1", "reinstall: " AGAIN "jax==0.12.0.1", NULL},
    {NEEDED, "0.12.0.1", "install-cuda-packages: " INSTALL "jax[cuda12]==0.12.0.1",
     plugin_12_without_packages},
    {NEEDED, "0.12.0.1", "install-package: " AGAIN "nvidia-cublas==13.4.1.3", plugin_13_recorded},
    {NEEDED, "0.12.0.1", "install-cuda-packages: " INSTALL "jax[cuda13]==0.12.0.1",
     plugin_13_of_others},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "0.12.0.1",
     "older-cuda: " INSTALL "jax[cuda12]==0.12.0.1", plugin_13_old_gpu},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "0.12.0.1", "", plugin_13_older_gpu},
    {CAUSE_COMPUTE_CAPABILITY_TOO_LOW, GPU, "0.12.0.1", "", plugin_12_old_gpu},
    {CAUSE_COMPUTE_CAPABILITY_TOO_NEW, GPU, "0.12.0.1",
     "newer-release: " INSTALL "--upgrade jax[cuda12]", plugin_12},
    {CAUSE_COMPUTE_CAPABILITY_TOO_NEW, GPU, "0.12.0.1",
     "newer-release: " INSTALL "--upgrade jax[cuda13]", plugin_13},
};

static const char *fixes_of(const Cause *cause)
{
    const char *told = "";
    for (size_t i = 0; i < cause->fixes.count; i++) {
        const Fix *fix = &cause->fixes.items[i];
        const char *before = !i ? "" : fix->alternative ? " | " : "; ";
        told = arena_printf(test_arena(), "%s%s%s%s", told, before, fix->id,
                            fix->command.count ? ":" : "");
        for (size_t k = 0; k < fix->command.count; k++)
            told = arena_printf(test_arena(), "%s %s", told, fix->command.items[k]);
    }
    return told;
}

static const Cause *proposed_for(const char *framework, const Row *row)
{
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Facts *facts = facts_new(test_arena());
    Cause cause = {.id = row->id, .effect = EFFECT_PART};
    list_add(test_arena(), cause.subjects, row->subject);
    list_add(test_arena(), judgement->causes, cause);
    judgement->target = (Target){.kind = "environment",
                                 .framework = framework,
                                 .python = "/env/bin/python",
                                 .prefix = "/env",
                                 .version = row->version};
    fact_set_text(facts, "env", FACT_LIBRARY_OPENER, PROVIDER, "");
    if (row->know)
        row->know(facts);
    propose_fixes(facts, judgement);
    return &judgement->causes.items[0];
}

static const Cause *proposed(const Row *row)
{
    return proposed_for("onnxruntime", row);
}

/* "torch<2.11" of the way "older-framework"; "" where there is none. */
static const char *older_framework(const char *framework, const char *version,
                                   void (*know)(Facts *facts))
{
    const Row row = {CAUSE_DRIVER_TOO_OLD, "570.86.10", version, NULL, know};
    const Cause *cause = proposed_for(framework, &row);
    for (size_t i = 0; i < cause->fixes.count; i++) {
        const Fix *fix = &cause->fixes.items[i];
        if (strcmp(fix->id, "older-framework") == 0)
            return fix->command.items[fix->command.count - 1];
    }
    return "";
}

#define CHECK_ROWS(framework, rows)                                                                \
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)                                        \
    CHECK_TEXT(fixes_of(proposed_for(framework, &rows[i])), rows[i].fixes)

TEST(each_fix_of_onnx_runtime_is_the_right_command)
{
    CHECK_ROWS("onnxruntime", ROWS);
}

TEST(each_fix_of_torch_is_the_right_command)
{
    CHECK_ROWS("torch", TORCH_ROWS);
}

TEST(each_fix_of_jax_is_the_right_command)
{
    CHECK_ROWS("jax", JAX_ROWS);
}

TEST(a_build_for_an_older_cuda_is_named_where_the_driver_serves_it)
{
    CHECK_TEXT(older_framework("torch", "2.15.0+cu132", driver_of_13), "");
    CHECK_TEXT(older_framework("torch", "2.15.0+cu132", driver_of_12), "torch<2.11");
    CHECK_TEXT(older_framework("torch", "2.15.0+cu132", first_driver_of_12), "torch<2.11");
    CHECK_TEXT(older_framework("torch", "2.15.0+cu132", driver_of_11), "torch<2.1");
    CHECK_TEXT(older_framework("torch", "2.15.0+cu132", driver_of_10), "");
    CHECK_TEXT(older_framework("torch", "2.15.0+cu132", NULL), "");
    CHECK_TEXT(older_framework("jax", "0.12.0.1", plugin_13_driver_12), "jax[cuda12]==0.12.0.1");
    CHECK_TEXT(older_framework("jax", "0.12.0.1", plugin_13_driver_11), "");
    CHECK_TEXT(older_framework("jax", "0.12.0.1", plugin_12_driver_11), "");
    CHECK_TEXT(older_framework("jax", "0.12.0.1", plugin_12_driver_12), "");
}

TEST(memory_ahead_of_need_is_switched_off_by_the_framework_s_own_variable)
{
    static const struct {
        const char *framework, *variable;
    } ROW[] = {{"tensorflow", "TF_FORCE_GPU_ALLOW_GROWTH=true"},
               {"jax", "XLA_PYTHON_CLIENT_PREALLOCATE=false"},
               {"torch", NULL},
               {"onnxruntime", NULL}};
    for (size_t i = 0; i < sizeof ROW / sizeof *ROW; i++) {
        const Row row = {CAUSE_GPU_MEMORY_HELD_BY_OTHER_PROCESS, GPU, NULL, NULL, NULL};
        const char *fixes = fixes_of(proposed_for(ROW[i].framework, &row));
        CHECK((strstr(fixes, "allow-growth") != NULL) == (ROW[i].variable != NULL));
        CHECK(!ROW[i].variable || strstr(fixes, ROW[i].variable));
    }
}

/* ---- What packages of CUDA 13 leave ---- */

static const char *foreseen(const char *library, const char *package_name, const char *recorded,
                            const char *cuda)
{
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Facts *facts = facts_new(test_arena());
    Cause cause = {.id = CAUSE_CUDA_LIBS_MISSING};
    list_add(test_arena(), cause.subjects, library);
    list_add(test_arena(), judgement->causes, cause);
    judgement->target = (Target){.kind = "environment",
                                 .framework = "torch",
                                 .python = "/env/bin/python",
                                 .prefix = "/env",
                                 .version = "2.15.0+cu132"};
    package(facts, library, package_name);
    one_text(facts, FACT_CUDA_PACKAGES, recorded);
    plugin(facts, cuda);
    fact_set_text(facts, "env", FACT_FRAMEWORK_PATH, SITE "/torch", "");
    propose_fixes(facts, judgement);
    const Fix *fix = &judgement->causes.items[0].fixes.items[0];
    return fix->edits.items[0].path ? fix->edits.items[0].path : "";
}

TEST(packages_of_cuda_13_lie_in_one_directory_unless_their_name_says_which_cuda)
{
    CHECK_TEXT(
        foreseen("libcudart.so.13", "nvidia-cuda-runtime", "nvidia-cuda-runtime 13.2.86", "13.2"),
        SITE "/nvidia/cu13/lib/libcudart.so.13");
    CHECK_TEXT(
        foreseen("libcudnn.so.9", "nvidia-cudnn-cu13", "nvidia-cudnn-cu13 9.26.0.51", "13.2"),
        SITE "/nvidia/cudnn/lib/libcudnn.so.9");
    CHECK_TEXT(
        foreseen("libcudart.so.14", "nvidia-cuda-runtime", "nvidia-cuda-runtime 14.0.1", "14.0"),
        "");
}

/* Whatever is the matter, nobody is told to install or to look at another framework. */
TEST(no_framework_is_mended_by_another)
{
    static const CauseId ABOUT_TENSORFLOW[] = {
        CAUSE_TENSORFLOW_GPU_PACKAGE_REMOVED, CAUSE_MACOS_NO_METAL,
        CAUSE_WINDOWS_NATIVE_UNSUPPORTED,     CAUSE_GPU_PLUGIN_REPLACES_CUDA,
        CAUSE_TOO_FEW_MULTIPROCESSORS,        CAUSE_KERAS_BACKEND_NOT_TF};
    static const char *const OTHERS[] = {"torch", "jax", "onnxruntime"};
    for (size_t k = 0; k < sizeof OTHERS / sizeof *OTHERS; k++)
        for (int id = 0; id < CAUSE_COUNT; id++) {
            bool about = cause_step((CauseId)id) == STEP_PROGRAM;
            for (size_t i = 0; i < sizeof ABOUT_TENSORFLOW / sizeof *ABOUT_TENSORFLOW; i++)
                about |= ABOUT_TENSORFLOW[i] == (CauseId)id;
            const Row row = {(CauseId)id, "libcublas.so.12", "9.9.9", NULL, NULL};
            const Cause *cause = proposed_for(OTHERS[k], &row);
            const char *check = cause->check_yourself ? cause->check_yourself : "";
            CHECK_TEXT(about || !strstr(fixes_of(cause), "tensorflow") ? "" : fixes_of(cause), "");
            CHECK_TEXT(about || !strstr(check, "tensorflow") ? "" : check, "");
        }
}

TEST(an_older_cuda_beside_a_newer_driver)
{
    Row row = {CAUSE_DRIVER_TOO_OLD, "570.86.10", "1.31.1", NULL, driver_of_12};
    CHECK(strstr(fixes_of(proposed(&row)),
                 "older-framework: " INSTALL "onnxruntime-gpu[cuda,cudnn]>=1.21,<1.27") != NULL);
    row.know = driver_of_11;
    CHECK(strstr(fixes_of(proposed(&row)), "older-framework: " INSTALL "onnxruntime-gpu<1.19") !=
          NULL);
    row.know = driver_of_10;
    CHECK(strstr(fixes_of(proposed(&row)), "older-framework") == NULL);
    row.know = NULL;
    CHECK(strstr(fixes_of(proposed(&row)), "older-framework") == NULL);
}

TEST(by_what_anybody_can_check_it)
{
    Row row = {BLAS, "1.31.1", NULL, packages};
    CHECK_TEXT(proposed(&row)->check_yourself, "ldd " PROVIDER " | grep 'not found'");
    row.id = CAUSE_LIBRARY_DAMAGED;
    CHECK(strstr(proposed(&row)->check_yourself, "ldd") == NULL);
    row.id = CAUSE_COMPUTE_CAPABILITY_TOO_LOW;
    CHECK_TEXT(proposed(&row)->check_yourself,
               "cuobjdump --list-elf --list-ptx " PROVIDER " | sort -u");
}

/* Fixes for ONNX Runtime: which release, which packages, and what the program has to do. */
#include <string.h>

#include "fix/propose.h"
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

static const Cause *proposed(const Row *row)
{
    Judgement *judgement = arena_new_of(test_arena(), Judgement);
    Facts *facts = facts_new(test_arena());
    Cause cause = {.id = row->id};
    list_add(test_arena(), cause.subjects, row->subject);
    list_add(test_arena(), judgement->causes, cause);
    judgement->target = (Target){.kind = "environment",
                                 .framework = "onnxruntime",
                                 .python = "/env/bin/python",
                                 .prefix = "/env",
                                 .version = row->version};
    fact_set_text(facts, "env", FACT_LIBRARY_OPENER, PROVIDER, "");
    if (row->know)
        row->know(facts);
    propose_fixes(facts, judgement);
    return &judgement->causes.items[0];
}

TEST(each_fix_is_the_right_command)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(fixes_of(proposed(&ROWS[i])), ROWS[i].fixes);
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

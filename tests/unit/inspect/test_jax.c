/* JAX: its plugin, what it preloads and opens, and JAX_PLATFORMS. */
#include <string.h>

#include "diagnose/judge.h"
#include "harness.h"
#include "inspect/inspect.h"
#include "inspect/machine_of_lines.h"

#define LIBRARY "machine=x86_64 needed=libc.so.6 "
#define PACKAGE "machine=x86_64 rpath=$ORIGIN/../../nvidia/all/lib "
#define PLUGIN  SITE "/jax_plugins/xla_cuda12"
#define MODULES SITE "/jax_cuda12_plugin"
#define NVIDIA  SITE "/nvidia"

static const char JAX[] =
    "file " SITE "/jax/__init__.py\n"
    "dir " SITE "/jax-0.12.0.1.dist-info\n"
    "dir " SITE "/jaxlib-0.12.0.1.dist-info\n"
    "elf " SITE "/jaxlib/cpu_feature_guard.so " LIBRARY "\n"
    "elf " SITE "/jaxlib/utils.so " LIBRARY "\n"
    "elf " SITE "/jaxlib/_jax.so " LIBRARY "\n"
    "file " PLUGIN "/__init__.py\n"
    "elf " PLUGIN "/xla_cuda_plugin.so " LIBRARY "\n"
    "elf " MODULES "/cuda_plugin_extension.so " LIBRARY "\n"
    "elf " MODULES "/_versions.so " LIBRARY "\n"
    "dir " SITE "/nvidia_cuda_runtime_cu12-12.9.79.dist-info\n"
    "dir " SITE "/nvidia_cudnn_cu12-9.28.0.42.dist-info\n"
    "dir " SITE "/nvidia_cusparse_cu12-12.5.10.65.dist-info\n"
    "elf " NVIDIA "/cuda_runtime/lib/libcudart.so.12 " LIBRARY "soname=libcudart.so.12\n"
    "elf " NVIDIA "/cudnn/lib/libcudnn.so.9 " LIBRARY "runpath=$ORIGIN soname=libcudnn.so.9\n"
    "elf " NVIDIA "/cudnn/lib/libcudnn_graph.so.9 " LIBRARY "soname=libcudnn_graph.so.9\n"
    "elf " NVIDIA "/cudnn/lib/libcudnn_ops.so.9 " LIBRARY "soname=libcudnn_ops.so.9\n"
    "elf " NVIDIA "/cufft/lib/libcufft.so.11 " LIBRARY "soname=libcufft.so.11\n"
    "elf " NVIDIA "/cuda_cupti/lib/libcupti.so.12 " LIBRARY "soname=libcupti.so.12\n"
    "elf " NVIDIA "/cublas/lib/libcublas.so.12 " LIBRARY "soname=libcublas.so.12\n"
    "elf " NVIDIA "/cusparse/lib/libcusparse.so.12 " LIBRARY "soname=libcusparse.so.12\n";

static Facts *facts_after(const char *changes)
{
    const char *error = NULL;
    const char *lines = arena_printf(test_arena(), "%s%s", JAX, changes);
    World *world = changed_machine(healthy_lines(), lines);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    Inspection *inspection = inspection_begin(world, env, NULL);
    CHECK_TEXT(error, NULL);
    return inspect_framework(inspection, FRAMEWORK_JAX);
}

static Judgement *judged(const char *changes)
{
    Facts *facts = facts_after(changes);
    Target target = {.framework = "jax", .kind = "environment"};
    const Fact *version = fact_get(facts, "env", FACT_FRAMEWORK_VERSION);
    target.version = version->known == PRESENT ? version->text : NULL;
    return judge(facts, &target);
}

static const char *root_of(const Judgement *judgement)
{
    return judgement->causes.count ? cause_word(judgement->causes.items[0].id) : NULL;
}

static void check(const char *changes, Verdict verdict, const char *root)
{
    Judgement *judgement = judged(changes);

    CHECK_NUMBER(judgement->verdict, verdict);
    CHECK_TEXT(root_of(judgement), root);
}

TEST(a_whole_plugin_uses_the_gpu)
{
    check("", VERDICT_GPU, NULL);
    check("file " SITE "/nvidia/__init__.py\n", VERDICT_GPU, NULL);
}

/* Nothing here has a search path: a library is found only because it was loaded by its path. */
TEST(what_is_not_preloaded_is_not_found)
{
    check("absent " NVIDIA "/cufft/lib/libcufft.so.11\n", VERDICT_CPU, "cuda-libs-missing");
    check("absent " NVIDIA "/cudnn/lib/libcudnn.so.9\n", VERDICT_CPU, "cudnn-missing");
    check("absent " NVIDIA "/cuda_cupti/lib/libcupti.so.12\n"
          "elf " NVIDIA "/elsewhere/lib/libcupti.so.12 " LIBRARY "soname=libcupti.so.12\n",
          VERDICT_CPU, "cuda-libs-not-on-path");
}

TEST(a_library_of_cuda_13_in_its_place_is_not_known)
{
    check("absent " NVIDIA "/cufft/lib/libcufft.so.11\n"
          "elf " NVIDIA "/cu13/lib/libcufft.so.12 " LIBRARY "soname=libcufft.so.12\n",
          VERDICT_UNKNOWN, NULL);
}

TEST(half_a_plugin_is_none)
{
    static const char *const FILES[] = {PLUGIN "/__init__.py", PLUGIN "/xla_cuda_plugin.so",
                                        MODULES "/cuda_plugin_extension.so",
                                        MODULES "/_versions.so"};
    check("absent " SITE "/jax_plugins\n", VERDICT_CPU, "cpu-only-build");
    check("absent " MODULES "\n", VERDICT_CPU, "cpu-only-build");
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        check(arena_printf(test_arena(), "absent %s\n", FILES[i]), VERDICT_CPU, "cpu-only-build");
        CHECK_TEXT(judged(arena_printf(test_arena(), "absent %s\n", FILES[i]))
                       ->causes.items[0]
                       .evidence.items[0]
                       .source,
                   FILES[i]);
    }
    check("file " PLUGIN "/xla_cuda_plugin.so\n  | no library\n", VERDICT_CPU, "cpu-only-build");
}

TEST(without_jaxlib_nothing_is_imported)
{
    check("absent " SITE "/jaxlib/_jax.so\n", VERDICT_FAILS, "framework-broken");
    check("absent " SITE "/jaxlib\n", VERDICT_FAILS, "framework-broken");
}

TEST(what_was_not_compared_is_unknown)
{
    static const char *const JAX_OF[] = {"0.6.2", "0.13.0", "1.9.0", "0.12.0.1"};
    for (size_t i = 0; i < sizeof JAX_OF / sizeof *JAX_OF; i++)
        check(arena_printf(test_arena(),
                           "absent " SITE "/jax-0.12.0.1.dist-info\ndir " SITE
                           "/jax-%s.dist-info\n",
                           JAX_OF[i]),
              i < 3 ? VERDICT_UNKNOWN : VERDICT_GPU, NULL);
    check("file " MODULES "/version.py\n  | _release_version: str | None = '0.6.2'\n",
          VERDICT_UNKNOWN, NULL);
    check("file " MODULES "/version.py\n  | _release_version: str | None = '0.7.2'\n", VERDICT_GPU,
          NULL);
    check("file " SITE "/jax_plugins/xla_cuda13/__init__.py\n", VERDICT_UNKNOWN, NULL);
    check("file " SITE "/jax_cuda13_plugin/__init__.py\n", VERDICT_UNKNOWN, NULL);
    check("file " SITE "/nvidia/__init__.py\n  | import os\n", VERDICT_UNKNOWN, NULL);
}

TEST(a_variable_that_was_not_compared_leaves_it_open)
{
    check("env JAX_SKIP_CUDA_CONSTRAINTS_CHECK\n", VERDICT_UNKNOWN, NULL);
    check("env PJRT_NAMES_AND_LIBRARY_PATHS=\n", VERDICT_GPU, NULL);
    check("env PJRT_NAMES_AND_LIBRARY_PATHS=cuda:/x.so\n", VERDICT_UNKNOWN, NULL);
    check("env XLA_FLAGS=--xla_gpu_of_another_release=1\n", VERDICT_UNKNOWN, NULL);
    check("env \"XLA_FLAGS=--xla_gpu_autotune_level=0  --xla_dump_to=/tmp\"\n", VERDICT_GPU, NULL);
}

/* ---- The plugin for CUDA 13 ---- */

#define PLUGIN_13  SITE "/jax_plugins/xla_cuda13"
#define MODULES_13 SITE "/jax_cuda13_plugin"
#define CU13       NVIDIA "/cu13/lib"

static const char FOR_13[] =
    "absent " PLUGIN "\nabsent " MODULES "\nabsent " NVIDIA "\n"
    "file " PLUGIN_13 "/__init__.py\n"
    "elf " PLUGIN_13 "/xla_cuda_plugin.so " LIBRARY "\n"
    "elf " MODULES_13 "/cuda_plugin_extension.so " LIBRARY "\n"
    "elf " MODULES_13 "/_versions.so " LIBRARY "\n"
    "elf " CU13 "/libcudart.so.13 " LIBRARY "soname=libcudart.so.13\n"
    "elf " CU13 "/libcublas.so.13 " LIBRARY "soname=libcublas.so.13\n"
    "elf " CU13 "/libcufft.so.12 " LIBRARY "soname=libcufft.so.12\n"
    "elf " CU13 "/libcupti.so.13 " LIBRARY "soname=libcupti.so.13\n"
    "elf " CU13 "/libcusparse.so.12 " LIBRARY "soname=libcusparse.so.12\n"
    "elf " NVIDIA "/cudnn/lib/libcudnn.so.9 " LIBRARY "runpath=$ORIGIN soname=libcudnn.so.9\n"
    "elf " NVIDIA "/cudnn/lib/libcudnn_graph.so.9 " LIBRARY "soname=libcudnn_graph.so.9\n"
    "elf " NVIDIA "/cudnn/lib/libcudnn_ops.so.9 " LIBRARY "soname=libcudnn_ops.so.9\n";

static void check_13(const char *changes, Verdict verdict, const char *root)
{
    check(arena_printf(test_arena(), "%s%s", FOR_13, changes), verdict, root);
}

TEST(the_plugin_for_cuda_13_takes_libraries_of_13)
{
    check_13("", VERDICT_GPU, NULL);
    check_13("absent " CU13 "/libcufft.so.12\n", VERDICT_CPU, "cuda-libs-missing");
    check_13("absent " CU13 "/libcusparse.so.12\n", VERDICT_CPU, "cuda-libs-missing");
    check_13("absent " MODULES_13 "\n", VERDICT_CPU, "cpu-only-build");
    /* The modules for 12 are not those of this plugin. */
    check_13("absent " MODULES_13 "\nfile " MODULES "/__init__.py\n", VERDICT_CPU,
             "cpu-only-build");
    check_13("absent " CU13 "/libcudart.so.13\nelf " NVIDIA
             "/cuda_runtime/lib/libcudart.so.12 " LIBRARY "soname=libcudart.so.12\n",
             VERDICT_UNKNOWN, NULL);
}

/* ---- Versions ---- */

TEST(a_library_that_is_too_old_is_refused)
{
    static const char *const OLD[][3] = {
        {"nvidia_cuda_runtime_cu12-12.9.79", "nvidia_cuda_runtime_cu12-12.0.146",
         "libcudart.so.12 is of 12.0.146, and JAX refuses what is older than 12.1"},
        {"nvidia_cublas_cu12-12.5.3.2", "nvidia_cublas_cu12-12.0.1.189",
         "libcublas.so.12 is of 12.0.1.189, and JAX refuses what is older than 12.1"},
        {"nvidia_cusparse_cu12-12.5.10.65", "nvidia_cusparse_cu12-12.0.0.76",
         "libcusparse.so.12 is of 12.0.0.76, and JAX refuses what is older than 12.1"},
        {"nvidia_cudnn_cu12-9.28.0.42", "nvidia_cudnn_cu12-9.10.0.56",
         "libcudnn.so.9 is of 9.10.0.56, and JAX refuses cuDNN 9.10.0"},
    };
    for (size_t i = 0; i < sizeof OLD / sizeof *OLD; i++) {
        Judgement *judgement = judged(
            arena_printf(test_arena(), "absent " SITE "/%s.dist-info\ndir " SITE "/%s.dist-info\n",
                         OLD[i][0], OLD[i][1]));
        CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
        CHECK_TEXT(root_of(judgement), i == 3 ? "cudnn-version-mismatch" : "cuda-version-mismatch");
        CHECK_TEXT(judgement->causes.items[0].says, OLD[i][2]);
    }
}

static void check_other(const char *package, const char *other, Verdict verdict)
{
    check(arena_printf(test_arena(), "absent " SITE "/%s.dist-info\ndir " SITE "/%s.dist-info\n",
                       package, other),
          verdict, verdict == VERDICT_CPU ? "cuda-version-mismatch" : NULL);
}

TEST(a_library_that_is_old_enough_is_taken)
{
    check_other("nvidia_cuda_runtime_cu12-12.9.79", "nvidia_cuda_runtime_cu12-12.1.105",
                VERDICT_GPU);
    check_other("nvidia_cublas_cu12-12.5.3.2", "nvidia_cublas_cu12-12.1.0.26", VERDICT_GPU);
    check_other("nvidia_cudnn_cu12-9.28.0.42", "nvidia_cudnn_cu12-9.1.0.70", VERDICT_GPU);
    check_other("nvidia_cudnn_cu12-9.28.0.42", "nvidia_cudnn_cu12-9.10.2.21", VERDICT_GPU);
    check_other("nvidia_cudnn_cu12-9.28.0.42", "nvidia_cudnn_cu12-10.10.0", VERDICT_GPU);
    check_other("nvidia_cudnn_cu12-9.28.0.42", "nvidia_cudnn_cu12-9.11.0", VERDICT_GPU);
}

TEST(a_library_whose_version_nothing_tells_leaves_it_open)
{
    check("absent " SITE "/nvidia_cublas_cu12-12.5.3.2.dist-info\n", VERDICT_UNKNOWN, NULL);
    check("absent " SITE "/nvidia_cudnn_cu12-9.28.0.42.dist-info\n", VERDICT_GPU, NULL);
    check("dir " SITE "/nvidia_cudnn_cu13-9.10.0.56.dist-info\n", VERDICT_UNKNOWN, NULL);
    check("dir " SITE "/nvidia_cublas_cu12-12.1.0.26.dist-info\n", VERDICT_GPU, NULL);
    check("dir " SITE "/nvidia_cublas_cu12-12.0.1.189.dist-info\n", VERDICT_UNKNOWN, NULL);
}

#define OLD_CUDNN                                                                                  \
    "absent " SITE "/nvidia_cudnn_cu12-9.28.0.42.dist-info\ndir " SITE                             \
    "/nvidia_cudnn_cu12-9.1.0.70.dist-info\n"
#define NEW_CUBLAS                                                                                 \
    "absent " SITE "/nvidia_cublas_cu12-12.5.3.2.dist-info\ndir " SITE                             \
    "/nvidia_cublas_cu12-12.9.1.4.dist-info\n"
#define SECOND_GPU                                                                                 \
    "file /sys/bus/pci/devices/0000:02:00.0/uevent\n"                                              \
    "  | DRIVER=nvidia\n  | PCI_CLASS=30200\n  | PCI_ID=10DE:2330\n"                               \
    "char /dev/nvidia1 195:1 mode=0666\n"

/* The one bound that hangs on how many GPUs there are; CUDA_VISIBLE_DEVICES may hide the others. */
TEST(an_old_cudnn_beside_a_new_cublas_is_refused_for_several_gpus)
{
    check(OLD_CUDNN NEW_CUBLAS, VERDICT_GPU, NULL);
    check(SECOND_GPU, VERDICT_GPU, NULL);
    check(OLD_CUDNN NEW_CUBLAS SECOND_GPU, VERDICT_UNKNOWN, NULL);
    check(OLD_CUDNN SECOND_GPU, VERDICT_GPU, NULL);
    check(NEW_CUBLAS SECOND_GPU, VERDICT_GPU, NULL);
    check(OLD_CUDNN NEW_CUBLAS SECOND_GPU "env JAX_SKIP_CUDA_CONSTRAINTS_CHECK=1\n", VERDICT_GPU,
          NULL);
}

/* A toolkit names its libraries by their versions. */
TEST(the_name_of_a_library_tells_its_version)
{
    static const char toolkit[] =
        "absent " NVIDIA "/cublas/lib/libcublas.so.12\n"
        "absent " SITE "/nvidia_cublas_cu12-12.5.3.2.dist-info\n"
        "env LD_LIBRARY_PATH=/opt/cuda\n"
        "elf /opt/cuda/libcublas.so.%s " LIBRARY "soname=libcublas.so.12\n"
        "link /opt/cuda/libcublas.so.12 -> libcublas.so.%s\n";
    check(arena_printf(test_arena(), toolkit, "12.0.2.224", "12.0.2.224"), VERDICT_CPU,
          "cuda-version-mismatch");
    check(arena_printf(test_arena(), toolkit, "12.4.5.8", "12.4.5.8"), VERDICT_GPU, NULL);
}

/* ---- jaxlib against jax ---- */

static Judgement *with_versions(const char *least, const char *jaxlib)
{
    return judged(arena_printf(test_arena(),
                               "file " SITE "/jax/version.py\n"
                               "  | _version = '0.12.0.1'\n"
                               "  | _release_version: str | None = '0.12.0.1'\n"
                               "  | _minimum_jaxlib_version = '%s'\n"
                               "file " SITE "/jaxlib/version.py\n"
                               "  | _release_version = '%s'\n",
                               least, jaxlib));
}

TEST(a_jaxlib_of_another_release_ends_the_import)
{
    static const char *const TAKEN[] = {"0.12.0.1", "0.11.2", "0.12.0", "0.12", "0.11.2.1"};
    for (size_t i = 0; i < sizeof TAKEN / sizeof *TAKEN; i++)
        CHECK_NUMBER(with_versions("0.11.2", TAKEN[i])->verdict, VERDICT_GPU);
    Judgement *older = with_versions("0.11.2", "0.11.1");
    CHECK_NUMBER(older->verdict, VERDICT_FAILS);
    CHECK_TEXT(root_of(older), "framework-broken");
    CHECK_TEXT(older->causes.items[0].says,
               "packages of jax do not go together, and it says so at import");
    CHECK_TEXT(older->raises.exception, "RuntimeError");
    CHECK_TEXT(older->raises.text,
               "jaxlib is version 0.11.1, but this version of jax requires version >= 0.11.2.");
    CHECK_TEXT(with_versions("0.11.2", "0.11")->raises.exception, "RuntimeError");
    Judgement *newer = with_versions("0.11.2", "0.12.0.2");
    CHECK_NUMBER(newer->verdict, VERDICT_FAILS);
    CHECK_TEXT(newer->raises.text, "jaxlib version 0.12.0.2 is newer than and incompatible with "
                                   "jax version 0.12.0.1.");
}

TEST(a_jaxlib_that_does_not_tell_its_release_is_taken)
{
    CHECK_NUMBER(judged("file " SITE "/jaxlib/version.py\n  | _release_version = None\n"
                        "file " SITE "/jax/version.py\n  | _release_version = '0.12.0.1'\n"
                        "  | _minimum_jaxlib_version = '0.11.2'\n")
                     ->verdict,
                 VERDICT_GPU);
    CHECK_NUMBER(judged("file " SITE "/jaxlib/version.py\n  | _release_version = '0.99.0'\n"
                        "file " SITE "/jax/version.py\n  | _release_version = '0.12.0.1'\n")
                     ->verdict,
                 VERDICT_GPU);
}

TEST(what_the_import_says_of_a_part_that_is_missing)
{
    CHECK_TEXT(judged("absent " SITE "/jaxlib\n")->raises.exception, "ModuleNotFoundError");
    CHECK_TEXT(judged("absent " SITE "/jaxlib\n")->raises.text,
               "jax requires jaxlib to be installed");
    CHECK_TEXT(judged("absent " SITE "/jaxlib/_jax.so\n")->raises.text,
               "No module named 'jaxlib._jax'");
    CHECK_TEXT(judged("file " SITE "/jaxlib/_jax.so\n  | no library\n")->raises.exception,
               "ImportError");
}

TEST(a_plugin_of_another_release_is_told)
{
    static const char versions[] =
        "file " SITE "/jaxlib/version.py\n  | _release_version = '0.12.0.1'\n"
        "file " MODULES "/version.py\n  | _release_version = '%s'\n";
    Judgement *differs = judged(arena_printf(test_arena(), versions, "0.11.0"));
    CHECK_NUMBER(differs->verdict, VERDICT_GPU);
    CHECK_TEXT(differs->notes.items[0],
               "jax_cuda12_plugin is of 0.11.0 and jaxlib of 0.12.0.1: JAX warns of it, and leaves "
               "out kernels of its own that need the GPU");
    CHECK_NUMBER(judged(arena_printf(test_arena(), versions, "0.12.0.1"))->notes.count,
                 judged("")->notes.count);
}

/* ---- Variables ---- */

#define NO_CUFFT "absent " NVIDIA "/cufft/lib/libcufft.so.11\n"
#define NODELESS "absent /dev/nvidia0\nabsent /dev/nvidiactl\nabsent /dev/dxg\n"

static void check_raise(const char *changes, Verdict verdict, const char *exception,
                        const char *text)
{
    Judgement *judgement = judged(changes);

    CHECK_NUMBER(judgement->verdict, verdict);
    CHECK_TEXT(judgement->raises.exception, exception);
    CHECK_TEXT(judgement->raises.text, text);
}

TEST(platforms_decide_what_is_started)
{
    check("env JAX_PLATFORMS=\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORMS=cpu\n", VERDICT_CPU, "visible-devices-hidden");
    check("env JAX_PLATFORMS=cuda\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORMS=cuda,cpu\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORMS=cpu,cuda\n", VERDICT_CPU, "visible-devices-hidden");
    check("env JAX_PLATFORMS\n", VERDICT_UNKNOWN, NULL);
    check("env JAX_PLATFORM_NAME\n", VERDICT_UNKNOWN, NULL);
    check("env JAX_PLATFORMS=nonsense\n", VERDICT_UNKNOWN, NULL);
    check("env JAX_PLATFORMS=tpu\n", VERDICT_UNKNOWN, NULL);
    check("env JAX_PLATFORMS=rocm,nonsense\n", VERDICT_FAILS, "visible-devices-hidden");
}

TEST(a_backend_of_another_vendor_has_to_start_too)
{
    check_raise("env JAX_PLATFORMS=gpu\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'rocm'");
    check_raise("env JAX_PLATFORMS=cuda,rocm\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'rocm'");
    check_raise("env JAX_PLATFORMS=CPU\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'CPU'");
    check_raise("env \"JAX_PLATFORMS=cuda, cpu\"\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend ' cpu'");
    check_raise("env JAX_PLATFORMS=,\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend ''");
    check_raise("env JAX_PLATFORMS=gpu\n" NO_CUFFT, VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'cuda'");
    check_raise("env JAX_PLATFORMS=rocm,cuda\n" NO_CUFFT, VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'rocm'");
}

static void check_says(const char *changes, const char *says)
{
    CHECK_TEXT(judged(changes)->causes.items[0].says, says);
}

TEST(what_a_variable_asks_for_in_vain)
{
    static const char others[] =
        "asks for the backends of AMD and Intel too, and each has to start";
    check_says("env JAX_PLATFORMS=gpu\n",
               arena_printf(test_arena(), "JAX_PLATFORMS=gpu %s", others));
    check_says("env JAX_PLATFORMS=gpu,cpu\n",
               arena_printf(test_arena(), "JAX_PLATFORMS=gpu,cpu %s", others));
    check_says("env JAX_PLATFORMS=cuda,rocm\n",
               "JAX_PLATFORMS=cuda,rocm asks for a backend \"rocm\", which is not there");
    check_says("env JAX_PLATFORM_NAME=cpu\nenv JAX_PLATFORMS=cuda\n",
               "JAX_PLATFORM_NAME=cpu asks for a backend that JAX_PLATFORMS leaves out");
    check_says("env JAX_PLATFORM_NAME=rocm\n",
               "JAX_PLATFORM_NAME=rocm asks for a backend that is not there");
}

TEST(a_plugin_for_rocm_is_known)
{
    CHECK(is_yes(fact_is_flag(facts_after("file " SITE "/jax_plugins/xla_rocm7/__init__.py\n"),
                              "env", FACT_BUILD_IS_ROCM)));
    CHECK(is_no(fact_is_flag(facts_after(""), "env", FACT_BUILD_IS_ROCM)));
}

TEST(a_backend_that_is_named_and_does_not_start_raises)
{
    check_raise("env JAX_PLATFORMS=cuda\n" NO_CUFFT, VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'cuda'");
    check_raise("env JAX_PLATFORMS=cuda,cpu\n" NO_CUFFT, VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'cuda'");
    check_raise("env JAX_PLATFORMS=cpu\n" NO_CUFFT, VERDICT_CPU, NULL, NULL);
}

/* Without a node "cuda" is passed over, whatever the driver says. */
TEST(without_device_nodes_cuda_is_passed_over)
{
    check_raise(NODELESS, VERDICT_CPU, NULL, NULL);
    check_raise(NODELESS "env JAX_PLATFORMS=cuda,cpu\n", VERDICT_CPU, NULL, NULL);
    check_raise(NODELESS "env JAX_PLATFORMS=cuda\n", VERDICT_FAILS, "AssertionError", "");
    check_raise(NODELESS "env JAX_PLATFORMS=gpu\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'rocm'");
}

TEST(a_node_that_cannot_be_looked_at_leaves_it_open)
{
    Target target = {.framework = "jax", .kind = "environment"};
    Facts *facts = facts_after(NODELESS "env JAX_PLATFORMS=cuda,cpu\n");
    fact_set_unknown(facts, "node//dev/dxg", FACT_NODE_TYPE, "it cannot be looked at", "/dev/dxg");
    CHECK_NUMBER(judge(facts, &target)->verdict, VERDICT_UNKNOWN);
}

TEST(a_variable_that_jax_does_not_read_is_told)
{
    CHECK_NUMBER(judged("env JAX_CUDA_VISIBLE_DEVICES=7\n")->notes.count,
                 judged("")->notes.count + 1);
    check("env JAX_CUDA_VISIBLE_DEVICES=7\n", VERDICT_GPU, NULL);
}

TEST(the_name_of_a_platform_chooses_among_those_that_started)
{
    check("env JAX_PLATFORM_NAME=\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORM_NAME=gpu\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORM_NAME=CUDA\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORM_NAME=CPU\n", VERDICT_CPU, "visible-devices-hidden");
    check("env JAX_PLATFORM_NAME=nonsense\n", VERDICT_UNKNOWN, NULL);
    check_raise("env JAX_PLATFORM_NAME=gpu\n" NO_CUFFT, VERDICT_FAILS, "RuntimeError",
                "Unknown backend: 'gpu' requested");
    check_raise("env JAX_PLATFORM_NAME=cuda\n" NO_CUFFT, VERDICT_FAILS, "RuntimeError",
                "Unknown backend cuda");
    check_raise("env JAX_PLATFORM_NAME=cpu\n" NO_CUFFT, VERDICT_CPU, NULL, NULL);
    check_raise("env JAX_PLATFORM_NAME=rocm\n", VERDICT_FAILS, "RuntimeError",
                "Unknown backend rocm");
    check_raise("env JAX_PLATFORM_NAME=gpu\nenv JAX_PLATFORMS=cpu\n", VERDICT_FAILS, "RuntimeError",
                "Unknown backend: 'gpu' requested");
    check_raise("env JAX_PLATFORM_NAME=cpu\nenv JAX_PLATFORMS=cuda\n", VERDICT_FAILS,
                "RuntimeError", "Unknown backend cpu");
}

#define OLD_DRIVER                                                                                 \
    "file /sys/module/nvidia/version\n  | 520.61.05\n"                                             \
    "absent /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06\n"                                      \
    "elf /usr/lib/x86_64-linux-gnu/libcuda.so.520.61.05 " LIBRARY "soname=libcuda.so.1\n"          \
    "link /usr/lib/x86_64-linux-gnu/libcuda.so.1 -> libcuda.so.520.61.05\n"
#define OF_0_7 "absent " SITE "/jax-0.12.0.1.dist-info\ndir " SITE "/jax-0.7.2.dist-info\n"

/* The start of the driver comes first, its version after that. */
TEST(an_old_driver_raises_unless_no_device_is_visible)
{
    check(OLD_DRIVER, VERDICT_FAILS, "driver-too-old");
    check_raise(OLD_DRIVER, VERDICT_FAILS, "RuntimeError", "Unable to initialize backend 'cuda'");
    check(OLD_DRIVER "env CUDA_VISIBLE_DEVICES=\n", VERDICT_CPU, "driver-too-old");
    check_raise(OLD_DRIVER "env JAX_PLATFORM_NAME=cpu\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'cuda'");
    check_raise(OLD_DRIVER "env JAX_PLATFORMS=cpu\nenv JAX_PLATFORM_NAME=rocm\n", VERDICT_FAILS,
                "RuntimeError", "Unknown backend rocm");
}

/* Nothing of 0.7 asks the CUDA runtime before the first kernel. */
TEST(an_old_driver_lists_devices_in_older_releases)
{
    check(OF_0_7 OLD_DRIVER "env JAX_PLATFORM_NAME=cpu\n", VERDICT_CPU, "driver-too-old");
    Judgement *judgement = judged(OF_0_7 OLD_DRIVER);
    CHECK_NUMBER(judgement->verdict, VERDICT_FAILS);
    CHECK_NUMBER(judgement->listed, 1);
    CHECK_TEXT(judgement->raises.exception, NULL);
}

/* Before 0.9.2 libraries are asked for their versions even where CUDA is left out. */
TEST(the_cpu_alone_does_not_save_an_older_release_from_half_a_cudnn)
{
    static const char half[] =
        "env JAX_PLATFORMS=cpu\nabsent " NVIDIA "/cudnn/lib/libcudnn_graph.so.9\n";
    check(half, VERDICT_CPU, "cudnn-sublib-missing");
    check(arena_printf(test_arena(), OF_0_7 "%s", half), VERDICT_FAILS, "cudnn-sublib-missing");
    check(OF_0_7 "env JAX_PLATFORMS=cpu\n", VERDICT_CPU, "visible-devices-hidden");
}

#define UNCHECKED "env JAX_SKIP_CUDA_CONSTRAINTS_CHECK=1\n"
#define OF_12_0                                                                                    \
    "absent " SITE "/nvidia_cublas_cu12-12.5.3.2.dist-info\ndir " SITE                             \
    "/nvidia_cublas_cu12-12.0.1.189.dist-info\n"

/* Nothing is asked for its version, and what goes wrong with the driver is raised. */
TEST(without_the_check_of_constraints)
{
    check(UNCHECKED, VERDICT_GPU, NULL);
    check(UNCHECKED OF_12_0, VERDICT_GPU, NULL);
    check("env JAX_SKIP_CUDA_CONSTRAINTS_CHECK=\n" OF_12_0, VERDICT_CPU, "cuda-version-mismatch");
    check(UNCHECKED NO_CUFFT, VERDICT_UNKNOWN, NULL);
    check_raise(UNCHECKED "env CUDA_VISIBLE_DEVICES=\n", VERDICT_FAILS, "RuntimeError",
                "Unable to initialize backend 'cuda'");
    check("env JAX_SKIP_CUDA_CONSTRAINTS_CHECK=\nenv CUDA_VISIBLE_DEVICES=\n", VERDICT_CPU,
          "visible-devices-hidden");
    check(UNCHECKED "env CUDA_VISIBLE_DEVICES=\nenv JAX_PLATFORMS=cpu\n", VERDICT_CPU,
          "visible-devices-hidden");
    check_raise(UNCHECKED NODELESS, VERDICT_CPU, NULL, NULL);
    Judgement *half = judged(UNCHECKED "absent " NVIDIA "/cudnn/lib/libcudnn_graph.so.9\n");
    CHECK_NUMBER(half->verdict, VERDICT_FAILS);
    CHECK_NUMBER(half->listed, 1);
}

#define OF_0_4                                                                                     \
    "absent " SITE "/jax-0.12.0.1.dist-info\ndir " SITE "/jax-0.4.30.dist-info\n"                  \
    "absent " SITE "/jaxlib/_jax.so\nelf " SITE "/jaxlib/xla_extension.so " LIBRARY "\n"           \
    "elf " PLUGIN "/xla_cuda_plugin.so " LIBRARY "rpath=$ORIGIN/../../nvidia/all/lib\n"            \
    "env LD_LIBRARY_PATH=" NVIDIA "/cuda_runtime/lib:" NVIDIA "/cudnn/lib:" NVIDIA                 \
    "/cufft/lib:" NVIDIA "/cuda_cupti/lib:" NVIDIA "/cublas/lib:" NVIDIA "/cusparse/lib\n"

/* It asks no library for its version, and a backend that is registered has to start. */
TEST(the_first_release_raises_without_a_gpu)
{
    static const char text[] = "Unable to initialize backend 'cuda'";
    check(OF_0_4, VERDICT_GPU, NULL);
    check(OF_0_4 OF_12_0, VERDICT_GPU, NULL);
    check(OF_0_4 NO_CUFFT, VERDICT_UNKNOWN, NULL);
    check_raise(OF_0_4 "env CUDA_VISIBLE_DEVICES=\n", VERDICT_FAILS, "RuntimeError", text);
    check_raise(OF_0_4 NODELESS, VERDICT_FAILS, "RuntimeError", text);
    check_raise(OF_0_4 NODELESS "env JAX_PLATFORMS=cuda,cpu\n", VERDICT_FAILS, "RuntimeError",
                text);
    check_raise(OF_0_4 NODELESS "env JAX_PLATFORMS=cpu\n", VERDICT_CPU, NULL, NULL);
    check_raise(OF_0_4 "env JAX_PLATFORM_NAME=cpu\n", VERDICT_CPU, NULL, NULL);
    check_raise(OF_0_4 NODELESS "env JAX_PLATFORM_NAME=cpu\n", VERDICT_FAILS, "RuntimeError", text);
    Judgement *old = judged(OF_0_4 OLD_DRIVER);
    CHECK_NUMBER(old->verdict, VERDICT_FAILS);
    CHECK_NUMBER(old->listed, 1);
    CHECK_TEXT(old->raises.exception, NULL);
}

TEST(parts_of_the_first_release)
{
    check(OF_0_4 "absent " PLUGIN "/xla_cuda_plugin.so\n", VERDICT_CPU, "cpu-only-build");
    check(OF_0_4 "absent " MODULES "/_versions.so\n", VERDICT_GPU, NULL);
    check(OF_0_4 "absent " MODULES "\n", VERDICT_UNKNOWN, NULL);
    check(OF_0_4 "absent " SITE "/jaxlib/xla_extension.so\n", VERDICT_FAILS, "framework-broken");
    check(OF_0_4 "env XLA_FLAGS=--xla_dump_to=/tmp\n", VERDICT_UNKNOWN, NULL);
    check(OF_0_4 "absent " SITE "/jax-0.4.30.dist-info\ndir " SITE "/jax-0.4.31.dist-info\n",
          VERDICT_UNKNOWN, NULL);
}

/* Releases with which nothing was compared may raise where those that were go on. */
TEST(what_becomes_of_a_release_that_was_not_compared_is_unknown)
{
    check("absent " SITE "/jax-0.12.0.1.dist-info\ndir " SITE "/jax-0.5.3.dist-info\n"
          "env CUDA_VISIBLE_DEVICES=\n",
          VERDICT_UNKNOWN, "visible-devices-hidden");
}

/* The version of cuDNN is asked for before a GPU is listed. */
TEST(cudnn_without_its_first_part_ends_the_process)
{
    Judgement *judgement = judged("absent " NVIDIA "/cudnn/lib/libcudnn_graph.so.9\n");
    CHECK_NUMBER(judgement->verdict, VERDICT_FAILS);
    CHECK_NUMBER(judgement->listed, -1);
}

TEST(kernels_are_compiled_for_gpus_that_are_known)
{
    static const char gpu[] = "file /sys/bus/pci/devices/0000:01:00.0/uevent\n"
                              "  | DRIVER=nvidia\n  | PCI_CLASS=30200\n  | PCI_ID=10DE:%s\n";
    check(arena_printf(test_arena(), gpu, "1B80"), VERDICT_GPU, NULL);     /* 6.1 */
    check(arena_printf(test_arena(), gpu, "1180"), VERDICT_UNKNOWN, NULL); /* 3.0 */
}

TEST(why_no_library_is_asked_for)
{
    CHECK_TEXT(fact_get(facts_after(""), "env", FACT_C_LIBRARY)->text, "glibc 2.38 or newer");
    CHECK_TEXT(fact_get(facts_after("absent " PLUGIN "\n"), "env", FACT_LIBRARIES_ASKED)->because,
               "without a plugin for CUDA it opens none");
    CHECK_TEXT(fact_get(facts_after("file " SITE "/jax_cuda13_plugin/__init__.py\n"), "env",
                        FACT_LIBRARIES_ASKED)
                   ->because,
               "there are two plugins for CUDA");
    CHECK_TEXT(fact_get(facts_after("file " SITE "/jax_cuda13_plugin/__init__.py\n"), "env",
                        FACT_FRAMEWORK_LOADS)
                   ->because,
               "there are two plugins for CUDA");
}

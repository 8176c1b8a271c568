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
    Target target = {.framework = "jax", .kind = "environment"};
    return judge(facts_after(changes), &target);
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
    check("absent " SITE "/jax-0.12.0.1.dist-info\ndir " SITE "/jax-0.9.0.dist-info\n",
          VERDICT_UNKNOWN, NULL);
    check("absent " SITE "/jaxlib-0.12.0.1.dist-info\ndir " SITE "/jaxlib-0.12.1.dist-info\n",
          VERDICT_UNKNOWN, NULL);
    check("file " SITE "/jax_plugins/xla_cuda13/__init__.py\n", VERDICT_UNKNOWN, NULL);
    check("file " SITE "/jax_cuda13_plugin/__init__.py\n", VERDICT_UNKNOWN, NULL);
    check("absent " PLUGIN "\nfile " SITE "/jax_plugins/xla_cuda13/__init__.py\n", VERDICT_UNKNOWN,
          NULL);
    check("file " SITE "/nvidia/__init__.py\n  | import os\n", VERDICT_UNKNOWN, NULL);
}

TEST(a_variable_that_was_not_compared_leaves_it_open)
{
    check("env JAX_PLATFORM_NAME=cpu\n", VERDICT_UNKNOWN, NULL);
    check("env JAX_SKIP_CUDA_CONSTRAINTS_CHECK=1\n", VERDICT_UNKNOWN, NULL);
}

TEST(libraries_that_jax_may_refuse_leave_it_open)
{
    static const char *const OLD[] = {
        "nvidia_cuda_runtime_cu12-12.1.105", "nvidia_cublas_cu12-12.0.1.189",
        "nvidia_cusparse_cu12-12.0.0.76", "nvidia_cuda_cupti_cu12-12.1.105",
        "nvidia_cudnn_cu12-9.10.0.56"};
    static const char *const NEW[] = {"nvidia_cublas_cu12-12.9.1.4", "nvidia_cudnn_cu12-9.10.2.21"};
    for (size_t i = 0; i < sizeof OLD / sizeof *OLD; i++)
        check(arena_printf(test_arena(), "dir " SITE "/%s.dist-info\n", OLD[i]), VERDICT_UNKNOWN,
              NULL);
    for (size_t i = 0; i < sizeof NEW / sizeof *NEW; i++)
        check(arena_printf(test_arena(), "dir " SITE "/%s.dist-info\n", NEW[i]), VERDICT_GPU, NULL);
}

TEST(platforms_decide_what_becomes_of_it)
{
    static const char missing[] = "absent " NVIDIA "/cufft/lib/libcufft.so.11\n";
    check("env JAX_PLATFORMS=\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORMS=cpu\n", VERDICT_CPU, "visible-devices-hidden");
    check("env JAX_PLATFORMS=cuda\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORMS=cuda,cpu\n", VERDICT_GPU, NULL);
    check("env JAX_PLATFORMS=gpu\n", VERDICT_UNKNOWN, NULL);
    check("env JAX_PLATFORMS=CPU\n", VERDICT_UNKNOWN, NULL);
    check("env JAX_PLATFORMS\n", VERDICT_UNKNOWN, NULL);
    check(arena_printf(test_arena(), "env JAX_PLATFORMS=cuda\n%s", missing), VERDICT_FAILS,
          "cuda-libs-missing");
    check(arena_printf(test_arena(), "env JAX_PLATFORMS=cuda,cpu\n%s", missing), VERDICT_UNKNOWN,
          "cuda-libs-missing");
    check(arena_printf(test_arena(), "env JAX_PLATFORMS=gpu\n%s", missing), VERDICT_UNKNOWN,
          "cuda-libs-missing");
}

/* The start of the driver comes first, its version after that. */
TEST(an_old_driver_raises_unless_no_device_is_visible)
{
    static const char old[] =
        "file /sys/module/nvidia/version\n  | 520.61.05\n"
        "absent /usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06\n"
        "elf /usr/lib/x86_64-linux-gnu/libcuda.so.520.61.05 " LIBRARY "soname=libcuda.so.1\n"
        "link /usr/lib/x86_64-linux-gnu/libcuda.so.1 -> "
        "libcuda.so.520.61.05\n";
    check(old, VERDICT_FAILS, "driver-too-old");
    check(arena_printf(test_arena(), "%senv CUDA_VISIBLE_DEVICES=\n", old), VERDICT_CPU,
          "driver-too-old");
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
               "it is not known whether its plugin is used");
}

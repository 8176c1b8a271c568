/* ONNX Runtime: its provider library, what that needs, and what a program can load beforehand. */
#include <string.h>

#include "diagnose/judge.h"
#include "harness.h"
#include "inspect/inspect.h"
#include "inspect/machine_of_lines.h"

#define LACKS   "symbols=undefined:cuTensorMapEncodeTiled "
#define PLAIN   "machine=x86_64 needed=libc.so.6 "
#define LIBRARY PLAIN LACKS
#define CAPI    SITE "/onnxruntime/capi"
#define LIB     SITE "/nvidia/cu13/lib"
#define KERNELS "kernels=\"sm_75 sm_80 sm_90a\" "
#define NEEDS                                                                                      \
    "needed=libcublasLt.so.13 needed=libcublas.so.13 needed=libcurand.so.10 "                      \
    "needed=libcudart.so.13 needed=libcuda.so.1 "
#define PROVIDER CAPI "/libonnxruntime_providers_cuda.so"
#define SHARED   CAPI "/libonnxruntime_providers_shared.so"
#define MODULE   CAPI "/onnxruntime_pybind11_state.cpython-311-x86_64-linux-gnu.so"
#define INFO     CAPI "/build_and_package_info.py"
#define ON_PATH  "env LD_LIBRARY_PATH=" LIB "\n"
#define GPU_DIST SITE "/onnxruntime_gpu-1.31.1.dist-info"

static const char ONNX[] =
    "absent " SITE "/nvidia\n"
    "file " SITE "/onnxruntime/__init__.py\n"
    "dir " GPU_DIST "\n"
    "file " INFO "\n  | package_name = 'onnxruntime-gpu'\n  | __version__ = '1.31.1'\n"
    "  | cuda_version = '13.0'\n"
    "elf " MODULE " " LIBRARY "\n"
    "elf " SHARED " " LIBRARY "\n"
    "elf " PROVIDER " " PLAIN NEEDS KERNELS "\n"
    "elf " LIB "/libcublasLt.so.13 " LIBRARY "soname=libcublasLt.so.13\n"
    "elf " LIB "/libcublas.so.13 " LIBRARY "soname=libcublas.so.13 needed=libcublasLt.so.13 "
    "runpath=$ORIGIN\n"
    "elf " LIB "/libcurand.so.10 " LIBRARY "soname=libcurand.so.10\n"
    "elf " LIB "/libcudart.so.13 " LIBRARY "soname=libcudart.so.13\n";

static Facts *facts_after(const char *changes)
{
    const char *error = NULL;
    const char *lines = arena_printf(test_arena(), "%s%s", ONNX, changes);
    World *world = changed_machine(healthy_lines(), lines);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    Inspection *inspection = inspection_begin(world, env, NULL);
    CHECK_TEXT(error, NULL);
    return inspect_framework(inspection, FRAMEWORK_ONNXRUNTIME);
}

static Judgement *judged(const char *changes)
{
    Facts *facts = facts_after(changes);
    Target target = {.framework = "onnxruntime",
                     .kind = "environment",
                     .version = fact_text_or(facts, "env", FACT_FRAMEWORK_VERSION, NULL)};
    return judge(facts, &target);
}

static Judgement *check(const char *changes, Verdict verdict, const char *root)
{
    Judgement *judgement = judged(changes);
    CHECK_NUMBER(judgement->verdict, verdict);
    CHECK_TEXT(judgement->causes.count ? cause_word(judgement->causes.items[0].id) : NULL, root);
    return judgement;
}

static const char *with(const char *before, const char *after)
{
    return arena_printf(test_arena(), "%s%s", before, after);
}

static const char *call_of(const char *changes)
{
    return fact_text_or(facts_after(changes), "env", FACT_PRELOAD_CALL, NULL);
}

/* Nothing in the wheel leads to the packages. */
TEST(the_packages_of_nvidia_are_on_no_path)
{
    Judgement *judgement = check("", VERDICT_CPU, "cuda-libs-not-on-path");
    CHECK_NUMBER(judgement->causes.items[0].subjects.count, 4);
    CHECK_NUMBER(judgement->listed, 0);
    check(ON_PATH, VERDICT_GPU, NULL);
    check("link " CAPI "/libcublasLt.so.13 -> " LIB "/libcublasLt.so.13\n", VERDICT_CPU,
          "cuda-libs-not-on-path");
}

TEST(what_is_missing_is_named)
{
    static const char *const NAMES[] = {"libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10",
                                        "libcudart.so.13"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        Judgement *judgement =
            check(arena_printf(test_arena(), ON_PATH "absent " LIB "/%s\n", NAMES[i]), VERDICT_CPU,
                  "cuda-libs-missing");
        CHECK_TEXT(judgement->causes.items[0].subjects.items[0], NAMES[i]);
        CHECK_TEXT(judgement->causes.items[0].fails_on, NAMES[i]);
        CHECK_NUMBER(judgement->causes.count, 1);
    }
    check(ON_PATH "file " LIB "/libcurand.so.10\n  | no library\n", VERDICT_CPU, "library-damaged");
}

TEST(what_a_library_needs_is_told_as_that)
{
    Judgement *judgement = check("env LD_LIBRARY_PATH=/other\n"
                                 "elf /other/libcublas.so.13 " LIBRARY "needed=libx.so.1\n"
                                 "elf /other/libcublasLt.so.13 " LIBRARY "\n"
                                 "elf /other/libcurand.so.10 " LIBRARY "\n"
                                 "elf /other/libcudart.so.13 " LIBRARY "\n",
                                 VERDICT_CPU, "cuda-libs-missing");
    CHECK_TEXT(judgement->causes.items[0].subjects.items[0], "libonnxruntime_providers_cuda.so");
    CHECK_TEXT(judgement->causes.items[0].fails_on, "libx.so.1");
}

TEST(parts_of_the_wheel_itself)
{
    static const char *const PARTS[] = {PROVIDER, SHARED};
    for (size_t i = 0; i < 2; i++) {
        const char *name = strrchr(PARTS[i], '/') + 1;
        Judgement *judgement = check(arena_printf(test_arena(), ON_PATH "absent %s\n", PARTS[i]),
                                     VERDICT_CPU, "cuda-libs-missing");
        CHECK_TEXT(judgement->causes.items[0].subjects.items[0], name);
        check(arena_printf(test_arena(), ON_PATH "file %s\n  | no library\n", PARTS[i]),
              VERDICT_CPU, "library-damaged");
    }
    CHECK_TEXT(fact_get(facts_after(ON_PATH "absent " PROVIDER "\n"),
                        "library/libonnxruntime_providers_cuda.so", FACT_LIBRARY_PACKAGE)
                   ->text,
               "onnxruntime-gpu");
}

TEST(the_import_ends_where_its_module_does_not_load)
{
    Judgement *judgement = check("absent " MODULE "\n", VERDICT_FAILS, "framework-broken");
    CHECK_TEXT(judgement->raises.exception, "ModuleNotFoundError");
    CHECK_TEXT(judgement->raises.text,
               "No module named 'onnxruntime.capi.onnxruntime_pybind11_state'");
    judgement = check("file " MODULE "\n  | no library\n", VERDICT_FAILS, "framework-broken");
    CHECK_TEXT(judgement->raises.exception, "ImportError");
    check("absent " SITE "/onnxruntime/__init__.py\n", VERDICT_FAILS, "framework-broken");
}

/* The module of another Python is none of this one. */
TEST(the_module_is_that_of_this_python)
{
#define NO_MODULE ON_PATH "absent " MODULE "\n"
    check(NO_MODULE "elf " CAPI "/onnxruntime_pybind11_state.so " LIBRARY "\n", VERDICT_GPU, NULL);
    check(NO_MODULE "elf " CAPI "/onnxruntime_pybind11_state.abi3.so " LIBRARY "\n", VERDICT_GPU,
          NULL);
    check(NO_MODULE "elf " CAPI
                    "/onnxruntime_pybind11_state.cpython-312-x86_64-linux-gnu.so " LIBRARY "\n",
          VERDICT_FAILS, "framework-broken");
    check(ON_PATH "file " CAPI "/onnxruntime_pybind11_state.so\n  | no library\n", VERDICT_GPU,
          NULL);
    check(NO_MODULE "elf " CAPI "/onnxruntime_pybind11_state.txt " LIBRARY "\n", VERDICT_FAILS,
          "framework-broken");
}

/* ---- What it was built with ---- */

#define CPU_INFO "file " INFO "\n  | package_name = 'onnxruntime'\n  | __version__ = '1.30.0'\n"
#define CPU_DIST "dir " SITE "/onnxruntime-1.30.0.dist-info\n"

TEST(the_build_that_was_installed_last_counts)
{
    Facts *facts = facts_after(CPU_INFO "absent " GPU_DIST "\n" CPU_DIST);
    CHECK_TEXT(fact_get(facts, "env", FACT_FRAMEWORK_VERSION)->text, "1.30.0");
    CHECK_TEXT(fact_get(facts, "env", FACT_LIBRARIES_ASKED)->because,
               "a build without CUDA opens none");
    check(CPU_INFO "absent " GPU_DIST "\n" CPU_DIST, VERDICT_CPU, "cpu-only-build");
}

TEST(a_build_for_rocm_is_none_for_cuda)
{
    check("file " INFO "\n  | package_name = 'onnxruntime-rocm'\n  | rocm_version = '6.4'\n",
          VERDICT_CPU, "rocm-wrong-package");
}

#define NO_INFO "absent " INFO "\nabsent " GPU_DIST "\n"
#define OLD     NO_INFO ON_PATH "dir " SITE "/onnxruntime_gpu-1.18.1.dist-info\n"

TEST(before_1_21_the_name_of_the_package_tells)
{
    Facts *facts = facts_after(OLD);
    CHECK_TEXT(fact_get(facts, "env", FACT_BUILD_CUDA)->text, "13");
    CHECK_TEXT(fact_get(facts, "env", FACT_BUILD_IS_CUDA)->source, "onnxruntime-gpu 1.18.1");
    check(OLD, VERDICT_GPU, NULL);
    check(NO_INFO "dir " SITE "/onnxruntime-1.18.1.dist-info\n", VERDICT_CPU, "cpu-only-build");
    check(NO_INFO "dir " SITE "/onnxruntime_openvino-1.18.1.dist-info\n", VERDICT_UNKNOWN, NULL);
    check(OLD "absent " LIB "/libcurand.so.10\n", VERDICT_CPU, "cuda-libs-missing");
    facts = facts_after(OLD "absent " LIB "/libcudart.so.13\n");
    CHECK_TEXT(fact_get(facts, "env", FACT_BUILD_CUDA)->text, "13");
}

TEST(what_was_not_compared_is_unknown)
{
    check(NO_INFO ON_PATH "dir " SITE "/onnxruntime_gpu-1.15.1.dist-info\n", VERDICT_UNKNOWN, NULL);
    check(NO_INFO ON_PATH "dir " SITE "/onnxruntime_gpu-1.16.0.dist-info\n", VERDICT_GPU, NULL);
    check("file " INFO "\n  | nothing = 1\n", VERDICT_UNKNOWN, NULL);
    check("file " INFO " mode=0000\n", VERDICT_UNKNOWN, NULL);
    CHECK_TEXT(fact_get(facts_after("file " INFO "\n"), "env", FACT_LIBRARIES_ASKED)->because,
               "it is not known whether it was built with CUDA");
}

TEST(kernels_are_those_of_the_provider)
{
    Facts *facts = facts_after("");
    CHECK_NUMBER(fact_get(facts, "env", FACT_BUILD_ARCHITECTURES)->texts.count, 3);
    check(ON_PATH "elf " PROVIDER " " PLAIN NEEDS "\n", VERDICT_UNKNOWN, NULL);
    check(ON_PATH "elf " PROVIDER " " PLAIN NEEDS "kernels=\"sm_75 sm_80\"\n", VERDICT_FAILS,
          "compute-capability-too-new");
}

/* ---- What a program can load beforehand ---- */

#define CUDA_13(version)                                                                           \
    "file " INFO "\n  | package_name = 'onnxruntime-gpu'\n  | __version__ = '" version "'\n"       \
    "  | cuda_version = '13.0'\n"

TEST(preloading_helps_where_all_is_there)
{
    CHECK_TEXT(call_of(""), "onnxruntime.preload_dlls()");
    CHECK_TEXT(call_of(ON_PATH), NULL);
    CHECK_TEXT(call_of("absent " LIB "/libcurand.so.10\n"), NULL);
    CHECK_TEXT(call_of("absent " SHARED "\n"), NULL);
    CHECK_TEXT(call_of("file " LIB "/libcublas.so.13\n  | no library\n"), NULL);
    CHECK_TEXT(call_of(CUDA_13("1.28.0")), "onnxruntime.preload_dlls()");
    CHECK_TEXT(call_of(CUDA_13("1.27.0")), NULL);
    CHECK_TEXT(call_of("file " INFO "\n  | package_name = 'onnxruntime-gpu'\n"
                       "  | __version__ = '1.31.1'\n  | cuda_version = '14.0'\n"),
               NULL);
    CHECK_TEXT(call_of(NO_INFO "dir " SITE "/onnxruntime_gpu-1.20.0.dist-info\n"), NULL);
}

/* What is not beside the package is taken by its name; what does not open either. */
TEST(preloading_takes_by_name_what_the_packages_lack)
{
    static const char elsewhere[] = "absent " LIB "/libcurand.so.10\n"
                                    "elf /usr/lib/x86_64-linux-gnu/libcurand.so.10 " LIBRARY "\n";
    CHECK_TEXT(call_of(elsewhere), "onnxruntime.preload_dlls()");
    CHECK_TEXT(call_of("file " LIB "/libcurand.so.10\n  | no library\n"
                       "elf /usr/lib/x86_64-linux-gnu/libcurand.so.10 " LIBRARY "\n"),
               "onnxruntime.preload_dlls()");
}

/* Each package of CUDA 12 has a directory of its own. */
TEST(preloading_of_cuda_12)
{
    static const char changes[] =
        "file " INFO "\n  | package_name = 'onnxruntime-gpu'\n  | __version__ = '1.23.2'\n"
        "  | cuda_version = '12.2'\n"
        "elf " PROVIDER " " PLAIN "needed=libcudart.so.12 needed=libcudnn.so.9 " KERNELS "\n"
        "elf " SITE "/nvidia/cuda_runtime/lib/libcudart.so.12 " LIBRARY "soname=libcudart.so.12\n"
        "elf " SITE "/nvidia/cudnn/lib/libcudnn.so.9 " LIBRARY "soname=libcudnn.so.9\n";
    CHECK_TEXT(call_of(changes), "onnxruntime.preload_dlls()");
    CHECK_TEXT(call_of(with(changes, "absent " SITE "/nvidia/cudnn/lib/libcudnn.so.9\n")), NULL);
}

/* ---- The driver ---- */

#define DRIVER "/usr/lib/x86_64-linux-gnu/libcuda.so"

TEST(libcuda_is_needed_by_the_provider_itself)
{
    Judgement *judgement = check(ON_PATH "absent " DRIVER ".1\nabsent " DRIVER ".580.65.06\n",
                                 VERDICT_CPU, "libcuda-not-found");
    CHECK_NUMBER(judgement->causes.count, 1);
    CHECK_NUMBER(judgement->chain[STEP_LIBRARIES].status, STEP_OK);
}

#define DRIVER_VERSION(version)                                                                    \
    "file /sys/module/nvidia/version\n  | " version "\n"                                           \
    "absent " DRIVER ".580.65.06\n"                                                                \
    "elf " DRIVER "." version " " LIBRARY "soname=libcuda.so.1\n"                                  \
    "link " DRIVER ".1 -> libcuda.so." version "\n"

TEST(an_old_driver_leaves_it_on_the_cpu)
{
    check(ON_PATH DRIVER_VERSION("570.86.10"), VERDICT_CPU, "driver-too-old");
    check(ON_PATH DRIVER_VERSION("580.95.05"), VERDICT_GPU, NULL);
}

/* A driver that is older than a function which the provider refers to. */
TEST(a_function_that_the_driver_lacks_is_no_fault_of_the_libraries)
{
    static const char refers[] =
        ON_PATH "elf /usr/lib/x86_64-linux-gnu/libc.so.6 machine=x86_64 soname=libc.so.6 "
                "verdef=libc.so.6,GLIBC_2.38 " LACKS "\n"
                "elf /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 mode=0755 machine=x86_64 "
                "soname=ld-linux-x86-64.so.2 " LACKS "\n"
                "elf /usr/bin/python3.11 mode=0755 machine=x86_64 "
                "interpreter=/lib64/ld-linux-x86-64.so.2 needed=libc.so.6 " LACKS "\n"
                "elf " DRIVER ".580.65.06 " LIBRARY "soname=libcuda.so.1\n"
                "elf " PROVIDER " " PLAIN NEEDS KERNELS "symbols=needs:cuTensorMapEncodeTiled\n";
    Facts *facts = facts_after(refers);
    CHECK_TEXT(fact_get(facts, "env", FACT_LIBRARIES_ASKED)->because,
               "libcuda.so.1 does not define cuTensorMapEncodeTiled");
    CHECK_NUMBER(fact_get(facts, "library/libcuda.so.1", FACT_LIBRARY_OPENING)->known, PRESENT);
    check(refers, VERDICT_UNKNOWN, NULL);
    check(with(refers, DRIVER_VERSION("470.82.01")), VERDICT_CPU, "driver-too-old");
}

/* What is fallen back to there is a list that begins with CUDA. */
TEST(before_1_17_what_the_driver_refuses_ends_in_an_error)
{
#define OF_1_16 NO_INFO "dir " SITE "/onnxruntime_gpu-1.16.3.dist-info\n"
    Judgement *judgement = check(OF_1_16 ON_PATH "env CUDA_VISIBLE_DEVICES=\n", VERDICT_FAILS,
                                 "visible-devices-hidden");
    CHECK_TEXT(judgement->raises.exception, "RuntimeError");
    CHECK_TEXT(judgement->raises.when, "onnxruntime.InferenceSession()");
    CHECK_TEXT(judgement->raises.text, "CUDA failure");
    CHECK_NUMBER(judgement->causes.items[0].effect, EFFECT_FAILS);
    judgement = check(OF_1_16 "env CUDA_VISIBLE_DEVICES=\n", VERDICT_CPU, "cuda-libs-not-on-path");
    CHECK_TEXT(judgement->raises.exception, NULL);
    check(OF_1_16 ON_PATH DRIVER_VERSION("570.86.10"), VERDICT_FAILS, "driver-too-old");
    check(OLD "env CUDA_VISIBLE_DEVICES=\n", VERDICT_CPU, "visible-devices-hidden");
}

/* ---- cuDNN ---- */

TEST(parts_of_cudnn_are_needed_by_what_is_computed)
{
#define CUDNN SITE "/nvidia/cudnn/lib/libcudnn"
    static const char changes[] =
        "env LD_LIBRARY_PATH=" LIB ":" SITE "/nvidia/cudnn/lib\n"
        "elf " PROVIDER " " PLAIN NEEDS "needed=libcudnn.so.9 " KERNELS "\n"
        "elf " CUDNN ".so.9 " LIBRARY "runpath=$ORIGIN soname=libcudnn.so.9\n"
        "elf " CUDNN "_graph.so.9 " LIBRARY "soname=libcudnn_graph.so.9\n"
        "elf " CUDNN "_ops.so.9 " LIBRARY "soname=libcudnn_ops.so.9\n";
    check(changes, VERDICT_GPU, NULL);
    CHECK_TEXT(fact_get(facts_after(changes), "env", FACT_BUILD_CUDNN)->text, "9");
    Judgement *judgement = check(with(changes, "absent " CUDNN "_graph.so.9\n"), VERDICT_FAILS,
                                 "cudnn-sublib-missing");
    CHECK_NUMBER(judgement->listed, 1);
    check(with(changes, "absent " CUDNN ".so.9\n"), VERDICT_CPU, "cudnn-missing");
}

TEST(the_c_library_is_that_of_the_interpreter)
{
    CHECK_TEXT(fact_get(facts_after(""), "env", FACT_C_LIBRARY)->text, "glibc 2.38 or newer");
}

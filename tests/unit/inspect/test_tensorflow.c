/* TensorFlow in an environment, as its files tell: each change of a healthy machine, with the facts
 * that change, against expected/tensorflow.txt. The healthy machine has all of them there. */
#include <stdio.h>
#include <string.h>

#include "diagnose/judge.h"
#include "expected.h"
#include "inspect/inspect.h"
#include "inspect/machine_of_lines.h"

#define LIBRARY       "machine=x86_64 needed=libc.so.6 "
#define TF            SITE "/tensorflow"
#define OPENER        TF "/libtensorflow_framework.so.2"
#define SOLVER        SITE "/nvidia/cusolver/lib/libcusolver.so.11"
#define SPARSE        SITE "/nvidia/cusparse/lib/libcusparse.so.12"
#define BUILD         "file " TF "/python/platform/build_info.py\n"
#define DSO           "_ZN3tsl8internal9DsoLoader"
#define CUSOLVER      DSO "20GetCusolverDsoHandleEv"
#define CURAND        DSO "18GetCurandDsoHandleEv"
#define NVML          DSO "16GetNvmlDsoHandleEv"
#define NO            ",undefined:"
#define NO_OPENER     "symbols=undefined:" CUSOLVER
#define ONLY_CUSOLVER CUSOLVER NO CURAND NO NVML
#define TO            "$ORIGIN/../nvidia/"
#define REST                                                                                       \
    TO "cuda_runtime/lib:" TO "cublas/lib:" TO "cufft/lib:" TO "cusparse/lib:" TO "cudnn/lib"
#define ALL  TO "cusolver/lib:" REST
#define HEAD LIBRARY "soname=libtensorflow_framework.so.2 runpath=\""

typedef struct Row {
    const char *name, *changes;
} Row;

/* cuSOLVER wants a function of CUDA's that only TensorFlow itself defines. */
#define NOWHERE " symbols=undefined:stand_in\n"
#define STAND_IN                                                                                   \
    "elf /usr/lib/x86_64-linux-gnu/libc.so.6 machine=x86_64 soname=libc.so.6 "                     \
    "verdef=libc.so.6,GLIBC_2.38" NOWHERE                                                          \
    "elf /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 mode=0755 machine=x86_64 "                 \
    "soname=ld-linux-x86-64.so.2" NOWHERE "elf /usr/bin/python3.11 mode=0755 machine=x86_64 "      \
    "interpreter=/lib64/ld-linux-x86-64.so.2 needed=libc.so.6" NOWHERE "elf " OPENER " " HEAD TO   \
    "cuda_runtime/lib:" TO "cublas/lib:" TO "cufft/lib:" TO "cusolver/lib:" TO "cusparse/lib:" TO  \
    "cudnn/lib:" TO "nvjitlink/lib\" symbols=" ONLY_CUSOLVER NO "stand_in\n"                       \
    "elf " SPARSE " " LIBRARY "soname=libcusparse.so.12" NOWHERE "elf " SOLVER " " LIBRARY         \
    "needed=libcusparse.so.12 soname=libcusolver.so.11 "                                           \
    "runpath=\"$ORIGIN/../../cusparse/lib\" symbols=needs:stand_in\n"                              \
    "elf " TF "/python/platform/_pywrap_cpu_feature_guard.so " LIBRARY                             \
    "needed=libtensorflow_framework.so.2 runpath=\"$ORIGIN/../..\" " NO_OPENER NO "stand_in\n"     \
    "elf " TF "/python/_pywrap_tensorflow_internal.so " LIBRARY                                    \
    "needed=libtensorflow_framework.so.2 runpath=\"$ORIGIN/..\" " NO_OPENER ",stand_in\n"

static const Row ROWS[] = {
    /* ---- where the libraries are ---- */
    {"cuSOLVER is not where the opener looks",
     "elf " OPENER " " HEAD REST "\" symbols=" ONLY_CUSOLVER "\n"},
    {"cuSOLVER is not installed", "absent " SOLVER "\n"},
    {"another version of cuSOLVER",
     "absent " SOLVER "\nelf " SITE "/nvidia/cusolver/lib/libcusolver.so.12 " LIBRARY "\n"},
    {"its own version, spelled out",
     "absent " SOLVER "\nelf " SITE "/nvidia/cusolver/lib/libcusolver.so.11.6.1 " LIBRARY "\n"},
    {"another version in a toolkit",
     "absent " SOLVER "\nelf /usr/local/cuda-13.0/lib64/libcusolver.so.12 " LIBRARY "\n"
     "link /usr/local/cuda -> cuda-13.0\nlink /usr/local/cuda-13 -> cuda-13.0\n"},
    {"the right version in a toolkit",
     "absent " SOLVER "\nelf /opt/cuda-12/targets/x86_64-linux/lib/libcusolver.so.11 " LIBRARY "\n"
     "elf /opt/other/lib64/libcusolver.so.11 " LIBRARY "\n"},
    {"in the prefix of conda", "absent " SOLVER "\nelf /env/lib/libcusolver.so.11 " LIBRARY "\n"},
    {"a directory of its name elsewhere",
     "absent " SOLVER "\ndir /env/lib/libcusolver.so.11\ndir /env/lib/libcusolver.so.12\n"},
    {"a dangling link", "link " SOLVER " -> nowhere\n"},
    {"rescued by the system",
     "absent " SPARSE "\nelf /usr/lib/x86_64-linux-gnu/libcusparse.so.12 " LIBRARY
     "soname=libcusparse.so.12\n"},
    {"all of the system", "elf " OPENER " " HEAD "/none\" symbols=" ONLY_CUSOLVER "\n"
                          "elf /usr/lib/x86_64-linux-gnu/libcudart.so.12 " LIBRARY "\n"
                          "elf /usr/lib/x86_64-linux-gnu/libcublas.so.12 " LIBRARY "\n"
                          "elf /usr/lib/x86_64-linux-gnu/libcublasLt.so.12 " LIBRARY "\n"
                          "elf /usr/lib/x86_64-linux-gnu/libcufft.so.11 " LIBRARY "\n"
                          "elf /usr/lib/x86_64-linux-gnu/libcusolver.so.11 " LIBRARY "\n"
                          "elf /usr/lib/x86_64-linux-gnu/libcusparse.so.12 " LIBRARY "\n"
                          "elf /usr/lib/x86_64-linux-gnu/libcudnn.so.9 " LIBRARY "\n"},
    {"by LD_LIBRARY_PATH, outside the environment",
     "env LD_LIBRARY_PATH=/mine\nelf /mine/libcusparse.so.12 " LIBRARY
     "soname=libcusparse.so.12\n"},
    {"by LD_LIBRARY_PATH of a neighbour whose path begins alike",
     "env LD_LIBRARY_PATH=/env2\nelf /env2/libcusparse.so.12 " LIBRARY
     "soname=libcusparse.so.12\n"},

    {"the first one of the system",
     "absent " SITE "/nvidia/cuda_runtime/lib/libcudart.so.12\n"
     "elf /usr/lib/x86_64-linux-gnu/libcudart.so.12 " LIBRARY "soname=libcudart.so.12\n"},
    {"of the system for the first one",
     "elf " SITE "/nvidia/cuda_runtime/lib/libcudart.so.12 " LIBRARY
     "needed=libcublas.so.12 soname=libcudart.so.12\n"
     "elf /usr/lib/x86_64-linux-gnu/libcublas.so.12 " LIBRARY "soname=libcublas.so.12\n"},
    {"own in the prefix, the rest of the system",
     "elf " OPENER " " HEAD "/env/lib\" symbols=" ONLY_CUSOLVER "\n"
     "elf /env/lib/libcublas.so.12 " LIBRARY "\n"
     "elf /usr/lib/x86_64-linux-gnu/libcudart.so.12 " LIBRARY "\n"},
    {"own on PYTHONPATH, the rest of the system",
     "env PYTHONPATH=/mine\n"
     "elf " OPENER " " HEAD "/mine/lib\" symbols=" ONLY_CUSOLVER "\n"
     "elf /mine/lib/libcublas.so.12 " LIBRARY "\n"
     "elf /usr/lib/x86_64-linux-gnu/libcudart.so.12 " LIBRARY "\n"},
    {"preloaded", "env LD_PRELOAD=/mine/libcusparse.so.12\n"
                  "elf /mine/libcusparse.so.12 " LIBRARY "soname=libcusparse.so.12\n"},
    {"searched directories are told once, and only those of the environment",
     "elf " OPENER " " HEAD REST ":" TO "alias/lib:/none:/opt/lib\" symbols=" ONLY_CUSOLVER "\n"
     "link " SITE "/nvidia/alias -> cublas\ndir /opt/lib\n"},

    /* ---- what is wrong with them ---- */
    {"a dependency that no package of NVIDIA has",
     "elf " SOLVER " " LIBRARY "needed=libnobody.so.1 soname=libcusolver.so.11\n"},
    {"a dependency is missing", "absent " SITE "/nvidia/nvjitlink/lib/libnvJitLink.so.12\n"},
    {"empty", "file " SOLVER "\n"},
    {"a text",
     "file " SOLVER
     "\n  | this is a text, and a long one, so that it has room for more than the head\n"},
    {"cut short", "elf " SOLVER " " LIBRARY "soname=libcusolver.so.11 reach=1000000\n"},
    {"of another machine", "elf " SOLVER " machine=aarch64 soname=libcusolver.so.11\n"},
    {"of another machine, and a good one in the prefix",
     "elf " SOLVER " machine=aarch64\nelf /env/lib/libcusolver.so.11 " LIBRARY "\n"},
    {"not recorded", "unknown " SOLVER "\n"},
    {"two are missing", "absent " SOLVER "\nabsent " SITE "/nvidia/cufft/lib/libcufft.so.11\n"},

    /* ---- who opens what ---- */
    {"with cuRAND and NVML",
     "elf " OPENER " " HEAD ALL "\" symbols=" CUSOLVER "," CURAND "," NVML "\n"},
    {"no object defines the loader",
     "elf " OPENER " " HEAD ALL "\" symbols=undefined:" CUSOLVER "\n"},
    {"no object at all",
     "elf " TF "/python/platform/_pywrap_cpu_feature_guard.so " LIBRARY NO_OPENER "\n"
     "elf " TF "/python/_pywrap_tensorflow_internal.so " LIBRARY NO_OPENER "\n"},
    {"the first in load order opens",
     "elf " TF "/python/platform/_pywrap_cpu_feature_guard.so " LIBRARY
     "needed=libtensorflow_cc.so.2,libtensorflow_framework.so.2 "
     "runpath=\"$ORIGIN/../..\" " NO_OPENER "\n"
     "elf " TF "/libtensorflow_cc.so.2 " LIBRARY "soname=libtensorflow_cc.so.2 "
     "needed=libtensorflow_framework.so.2 runpath=\"$ORIGIN:" REST "\" symbols=" ONLY_CUSOLVER
     "\n"},
    {"an object whose symbols cannot be told comes first",
     "elf " TF "/python/platform/_pywrap_cpu_feature_guard.so " LIBRARY
     "needed=libtensorflow_framework.so.2 runpath=\"$ORIGIN/../..\"\n"},
    {"without cuRAND's symbol being told",
     "elf " OPENER " " HEAD ALL "\" symbols=" CUSOLVER NO NVML "\n"},
    {"without NVML's symbol being told",
     "elf " OPENER " " HEAD ALL "\" symbols=" CUSOLVER NO CURAND "\n"},
    {"an object outside the package does not count",
     "env LD_PRELOAD=/mine/hook.so\nelf /mine/hook.so " LIBRARY "symbols=" ONLY_CUSOLVER "\n"},
    {"no feature guard", "absent " TF "/python/platform/_pywrap_cpu_feature_guard.so\n"},
    {"the extension module is missing", "absent " TF "/python/_pywrap_tensorflow_internal.so\n"},
    {"the extension module needs more",
     "elf " TF "/python/_pywrap_tensorflow_internal.so " LIBRARY "needed=libgone.so.1\n"},
    {"an opener behind a link", "link " OPENER " -> inside/framework.so\nelf " TF
                                "/inside/framework.so " HEAD ALL "\" symbols=" ONLY_CUSOLVER "\n"},
    {"the interpreter is not known", "unknown /usr/bin/python3.11\n"},

    /* ---- cuDNN ---- */
    {"a part of cuDNN is missing", "absent " SITE "/nvidia/cudnn/lib/libcudnn_graph.so.9\n"},
    {"cuDNN is missing", "absent " SITE "/nvidia/cudnn/lib/libcudnn.so.9\n"},
    {"cuDNN 8", BUILD "  | build_info = collections.OrderedDict([('is_cuda_build', True), "
                      "('cuda_version', '12.3'),\n"
                      "  |   ('cudnn_version', '8')])\n"
                      "elf " SITE "/nvidia/cudnn/lib/libcudnn.so.8 " LIBRARY "runpath=\"$ORIGIN\"\n"
                      "elf " SITE "/nvidia/cudnn/lib/libcudnn_ops_infer.so.8 " LIBRARY "\n"},
    {"cuDNN 7 has no parts", BUILD "  | build_info = collections.OrderedDict([('is_cuda_build', "
                                   "True), ('cuda_version', '12.3'),\n"
                                   "  |   ('cudnn_version', '7')])\n"
                                   "elf " SITE "/nvidia/cudnn/lib/libcudnn.so.7 " LIBRARY "\n"},
    {"parts with a version that asks cuDNN early",
     "elf " OPENER " " HEAD ALL "\" symbols=" CUSOLVER NO CURAND "," NVML "\n"},

    /* ---- the build ---- */
    {"a build without CUDA", BUILD "  | build_info = collections.OrderedDict([('is_cuda_build', "
                                   "False), ('is_rocm_build', False)])\n"},
    {"no build_info", "absent " TF "/python/platform/build_info.py\n"},
    {"build_info is no such thing", BUILD "  | nothing = 1\n"},
    {"build_info may not be read", "unknown " TF "/python/platform/build_info.py EACCES\n"},
    {"build_info without keys", BUILD "  | build_info = collections.OrderedDict([('x', 1)])\n"},
    {"a CUDA that no table has",
     BUILD "  | build_info = collections.OrderedDict([('is_cuda_build', True), ('cuda_version', "
           "'99.1'),\n"
           "  |   ('cudnn_version', '9')])\n"},
    {"no driver library for NVML",
     "elf " OPENER " " HEAD ALL "\" symbols=" CUSOLVER NO CURAND "," NVML "\n"
     "absent /usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1\n"},

    /* ---- distributions ---- */
    {"two distributions, both own it", "dir " SITE "/tensorflow_cpu-2.20.0.dist-info\n"
                                       "file " SITE "/tensorflow_cpu-2.20.0.dist-info/RECORD\n"
                                       "  | tensorflow/python/platform/build_info.py,sha256=x,1\n"
                                       "file " SITE "/tensorflow-2.20.0.dist-info/RECORD\n"
                                       "  | tensorflow/python/platform/build_info.py,sha256=x,1\n"},
    {"two distributions, one is empty",
     "dir " SITE "/tensorflow_cpu-2.19.0.dist-info\n"
     "file " SITE
     "/tensorflow_cpu-2.19.0.dist-info/RECORD\n  | tensorflow_cpu-2.19.0.dist-info/RECORD,,\n"
     "file " SITE "/tensorflow-2.20.0.dist-info/RECORD\n"
     "  | tensorflow/python/platform/build_info.py,sha256=x,1\n"},
    {"two distributions, the record of one is missing",
     "dir " SITE "/tensorflow_cpu-2.20.0.dist-info\n"
     "file " SITE "/tensorflow-2.20.0.dist-info/RECORD\n"
     "  | tensorflow/__init__.py,sha256=x,1\n"},
    {"two distributions own its first file",
     "dir " SITE "/tensorflow_cpu-2.20.0.dist-info\n"
     "file " SITE "/tensorflow_cpu-2.20.0.dist-info/RECORD\n"
     "  | tensorflow/__init__.py,sha256=x,1\n"
     "file " SITE "/tensorflow-2.20.0.dist-info/RECORD\n"
     "  | tensorflow/__init__.py,sha256=x,1\n"},
    {"no distribution", "absent " SITE "/tensorflow-2.20.0.dist-info\n"
                        "absent " SITE "/nvidia_cublas_cu12-12.5.3.2.dist-info\n"},
    {"nobody tells the installer", "absent " SITE "/tensorflow-2.20.0.dist-info/INSTALLER\n"},
    {"2.12",
     "absent " SITE "/tensorflow-2.20.0.dist-info\ndir " SITE "/tensorflow-2.12.1.dist-info\n"},
    {"2.13",
     "absent " SITE "/tensorflow-2.20.0.dist-info\ndir " SITE "/tensorflow-2.13.0.dist-info\n"},
    {"2.6",
     "absent " SITE "/tensorflow-2.20.0.dist-info\ndir " SITE "/tensorflow-2.6.5.dist-info\n"},
    {"2.7",
     "absent " SITE "/tensorflow-2.20.0.dist-info\ndir " SITE "/tensorflow-2.7.0.dist-info\n"},
    {"3.0",
     "absent " SITE "/tensorflow-2.20.0.dist-info\ndir " SITE "/tensorflow-3.0.0.dist-info\n"},
    {"1.15",
     "absent " SITE "/tensorflow-2.20.0.dist-info\ndir " SITE "/tensorflow-1.15.0.dist-info\n"},
    {"a version that is none",
     "absent " SITE "/tensorflow-2.20.0.dist-info\ndir " SITE "/tensorflow-x.dist-info\n"},

    /* ---- plugins ---- */
    {"a plugin with a device",
     "elf " SITE "/tensorflow-plugins/libdevice.so " LIBRARY "symbols=SE_InitPlugin\n"
     "elf " SITE "/tensorflow-plugins/libkernels.so " LIBRARY "symbols=undefined:SE_InitPlugin\n"
     "file " SITE "/tensorflow-plugins/README\n"},
    {"a plugin on PYTHONPATH",
     "env PYTHONPATH=/mine\n"
     "elf /mine/tensorflow-plugins/libdevice.so " LIBRARY "symbols=SE_InitPlugin\n"},
    {"a plugin that cannot be read", "file " SITE "/tensorflow-plugins/libx.so\n  | no library\n"},
    {"a plugin by its name", "env TF_PLUGGABLE_DEVICE_LIBRARY_PATH=/mine/libdevice.so\n"
                             "elf /mine/libdevice.so " LIBRARY "symbols=SE_InitPlugin\n"},
    {"plugins by their directory", "env TF_PLUGGABLE_DEVICE_LIBRARY_PATH=/mine\n"
                                   "elf /mine/libdevice.so " LIBRARY "symbols=SE_InitPlugin\n"},
    {"no plugin is named", "env TF_PLUGGABLE_DEVICE_LIBRARY_PATH=\n"},

    /* ---- the package itself ---- */
    {"TensorFlow is not there",
     "absent " SITE "/tensorflow\nabsent " SITE "/tensorflow-2.20.0.dist-info\n"},
    {"code at each start may bring it in",
     "absent " SITE "/tensorflow\nfile " SITE "/there.pth\n  | import there\n"},
    {"a module of that name", "absent " SITE "/tensorflow\nfile " SITE "/tensorflow.py\n"},
    {"a directory without __init__", "absent " TF "/__init__.py\n"},
    {"it is in another environment",
     "absent " SITE "/tensorflow\n"
     "file /other/pyvenv.cfg\n  | home = /usr/bin\n  | version = 3.11.7\n"
     "link /other/bin/python -> /usr/bin/python3.11\n"
     "file /other/lib/python3.11/site-packages/tensorflow/__init__.py\n"
     "env VIRTUAL_ENV=/other\n"},
    {"it is in .venv", "absent " SITE "/tensorflow\n"
                       "file /home/me/.venv/pyvenv.cfg\n  | home = /usr/bin\n  | version = 3.11.7\n"
                       "link /home/me/.venv/bin/python -> /usr/bin/python3.11\n"
                       "file /home/me/.venv/lib/python3.11/site-packages/tensorflow/__init__.py\n"},
    {"the other environment has not got it either",
     "absent " SITE "/tensorflow\n"
     "file /other/pyvenv.cfg\n  | home = /usr/bin\n  | version = 3.11.7\n"
     "link /other/bin/python -> /usr/bin/python3.11\n"
     "file /other/lib/python3.11/site-packages/numpy/__init__.py\n"
     "env VIRTUAL_ENV=/other\n"},
    {"the active environment is this one", "absent " SITE "/tensorflow\nenv VIRTUAL_ENV=/env\n"},
    {"shadowed further down", "env PYTHONPATH=/first\nfile /first/tensorflow/__init__.py\n"},

    /* ---- the machine ---- */
    {"a stub before the driver",
     "env LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs\n"
     "elf /usr/local/cuda/lib64/stubs/libcuda.so.1 " LIBRARY "soname=libcuda.so.1\n"},
    {"no libcuda", "absent /usr/lib/x86_64-linux-gnu/libcuda.so.1\n"},
    {"libcuda without a version",
     "elf /usr/lib/x86_64-linux-gnu/libcuda.so.1 " LIBRARY "soname=libcuda.so.1\n"},
    {"libcuda of WSL",
     "elf /usr/lib/wsl/lib/libcuda.so.1.1 " LIBRARY "soname=libcuda.so.1\n"
     "link /usr/lib/x86_64-linux-gnu/libcuda.so.1 -> /usr/lib/wsl/lib/libcuda.so.1.1\n"},

    /* ---- what is global ---- */
    {"a function that only TensorFlow defines", STAND_IN},
    {"the same, and its symbols are global",
     STAND_IN "file " TF "/python/pywrap_dlopen_global_flags.py\n"},
};

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static Inspection *inspection_of(const char *changes)
{
    const char *error = NULL;
    World *world = changed_machine(healthy_lines(), changes);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    CHECK_TEXT(error, NULL);
    return inspection_begin(world, env, NULL);
}

static Text facts_after(const char *changes)
{
    return all_facts(inspect_framework(inspection_of(changes), FRAMEWORK_TENSORFLOW));
}

TEST(tensorflow_on_every_changed_machine)
{
    Writer all = writer_new(test_arena());
    Text well = facts_after("");
    put(&all, "== healthy\n");
    put_text(&all, well);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        put_format(&all, "\n== %s\n", ROWS[i].name);
        put_changed_lines(&all, well, facts_after(ROWS[i].changes));
    }
    CHECK_EXPECTED(all.bytes, "inspect/expected/tensorflow.txt");
}

static Judgement *judged_after(const char *changes)
{
    Target target = {.kind = "environment", .framework = "tensorflow", .python = "/env/bin/python"};
    return judge(inspect_framework(inspection_of(changes), FRAMEWORK_TENSORFLOW), &target);
}

TEST(from_the_files_to_the_verdict)
{
    CHECK_NUMBER(judged_after("")->verdict, VERDICT_GPU);
    CHECK_NUMBER(judged_after("")->listed, 1);
    Judgement *misplaced = judged_after(ROWS[0].changes);
    CHECK_NUMBER(misplaced->verdict, VERDICT_CPU);
    REQUIRE(misplaced->causes.count == 1);
    CHECK_TEXT(cause_word(misplaced->causes.items[0].id), "cuda-libs-not-on-path");
    CHECK(misplaced->causes.items[0].certain);
}

TEST(an_inspection_looks_at_tensorflow_once)
{
    Inspection *inspection = inspection_of("");
    Text first = all_facts(inspect_framework(inspection, FRAMEWORK_TENSORFLOW));
    CHECK(text_equal(first, all_facts(inspect_framework(inspection, FRAMEWORK_TENSORFLOW))));
    CHECK(inspection->seen[FRAMEWORK_TENSORFLOW] != NULL);
}

TEST(every_distribution_that_installs_the_package)
{
    static const char *const NAMES[] = {
        "tensorflow",       "tensorflow_cpu",   "tensorflow_gpu",     "tf_nightly",
        "tf_nightly_cpu",   "tf_nightly_gpu",   "tensorflow_rocm",    "intel_tensorflow",
        "tensorflow_intel", "tensorflow_macos", "tensorflow_cpu_aws", "tensorflow_base"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *changes = arena_printf(test_arena(),
                                           "absent " SITE "/tensorflow-2.20.0.dist-info\n"
                                           "dir " SITE "/%s-9.9.dist-info\n",
                                           NAMES[i]);
        const Fact *owners =
            fact_get(inspect_framework(inspection_of(changes), FRAMEWORK_TENSORFLOW), "env",
                     FACT_FRAMEWORK_OWNERS);
        CHECK_NUMBER(owners->texts.count, 1);
    }
}

static Facts *without_tensorflow(void (*change)(PythonEnvironment *env), const char *changes)
{
    const char *error = NULL;
    World *world = changed_machine(
        healthy_lines(), arena_printf(test_arena(), "absent " SITE "/tensorflow\n%s", changes));
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    change(env);
    return inspect_framework(inspection_begin(world, env, NULL), FRAMEWORK_TENSORFLOW);
}

static int major, minor;
static void set_version(PythonEnvironment *env)
{
    env->major = major;
    env->minor = minor;
}

static Known wheels_of(int first, int second, bool *has)
{
    major = first;
    minor = second;
    const Fact *wheels =
        fact_get(without_tensorflow(set_version, ""), "env", FACT_PYTHON_HAS_WHEELS);
    *has = wheels->flag;
    return wheels->known;
}

TEST(versions_of_python_with_wheels)
{
    static const struct {
        int major, minor;
        bool has;
    } VERSIONS[] = {{3, 5, false},  {3, 6, true},  {3, 13, true},
                    {3, 14, false}, {2, 7, false}, {4, 10, false}};
    bool has;
    for (size_t i = 0; i < sizeof VERSIONS / sizeof *VERSIONS; i++) {
        CHECK_NUMBER(wheels_of(VERSIONS[i].major, VERSIONS[i].minor, &has), PRESENT);
        CHECK_NUMBER(has, VERSIONS[i].has);
    }
    CHECK_NUMBER(wheels_of(0, 0, &has), UNKNOWN);
}

static void set_other(PythonEnvironment *env)
{
    env->other_python = "/other/bin/python";
}

TEST(the_python_of_the_plain_command_is_asked)
{
    Facts *facts = without_tensorflow(
        set_other, "file /other/pyvenv.cfg\n  | home = /usr/bin\n  | version = 3.11.7\n"
                   "link /other/bin/python -> /usr/bin/python3.11\n"
                   "file /other/lib/python3.11/site-packages/tensorflow/__init__.py\n");
    const Fact *elsewhere = fact_get(facts, "env", FACT_FRAMEWORK_ELSEWHERE);
    REQUIRE(elsewhere->texts.count == 1);
    CHECK_TEXT(elsewhere->texts.items[0], "/other/bin/python");
}

/* ---- Who would install it ---- */

static const char *env_maker;
static PythonKind env_kind;
static void set_maker(PythonEnvironment *env)
{
    env->maker = env_maker;
    env->kind = env_kind;
}

static const char *manager_of(const char *maker, PythonKind kind, const char *changes)
{
    env_maker = maker;
    env_kind = kind;
    return fact_text_or(without_tensorflow(set_maker, changes), "env", FACT_PACKAGE_MANAGER,
                        "none");
}

#define MAMBA_MADE "file /env/conda-meta/history\n  | # cmd: /opt/bin/micromamba create -p /env\n"

TEST(an_environment_without_pip_is_filled_by_what_made_it)
{
    CHECK_TEXT(manager_of("uv 0.9.1", PYTHON_VENV, ""), "uv");
    CHECK_TEXT(manager_of("virtualenv 20.26.2", PYTHON_VENV, ""), "none");
    CHECK_TEXT(manager_of(NULL, PYTHON_CONDA, MAMBA_MADE), "micromamba");
    CHECK_TEXT(manager_of(NULL, PYTHON_OTHER, MAMBA_MADE), "none");
    CHECK_TEXT(manager_of(NULL, PYTHON_CONDA,
                          MAMBA_MADE "file " SITE "/pip-25.0.dist-info/METADATA\n  | Name: pip\n"),
               "none");
}

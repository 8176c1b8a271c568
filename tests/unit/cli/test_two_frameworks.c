/* TensorFlow, PyTorch and JAX in one environment: each by itself, and in a process that used
 * another one before. */
#include <string.h>

#include "cli/answers.h"
#include "harness.h"
#include "inspect/machine_of_lines.h"

#define LIBRARY  "machine=x86_64 needed=libc.so.6 "
#define TORCH    SITE "/torch"
#define SPARSE   "libcusparse.so.12"
#define TO       "$ORIGIN/../../nvidia/"
#define OWN      SITE "/nvidia/cusparse/lib/" SPARSE
#define OF_TORCH SITE "/nvidia/cu13/lib/" SPARSE

/* A PyTorch for CUDA 13, whose cuSPARSE has the name of that of CUDA 12. */
static const char BESIDE[] =
    "dir " SITE "/torch-2.15.0.dist-info\n"
    "file " TORCH "/__init__.py\n"
    "  | def _preload_cuda_deps(err):\n"
    "  |     cuda_libs = [\n"
    "  |         (\"cuda_runtime\", \"libcudart.so.*[0-9]\"),\n"
    "  |     ]\n"
    "file " TORCH "/version.py\n"
    "  | __version__ = '2.15.0+cu132'\n"
    "  | cuda = '13.2'\n"
    "elf " TORCH "/lib/libtorch_global_deps.so " LIBRARY "soname=libtorch_global_deps.so\n"
    "elf " TORCH "/_C.cpython-311-x86_64-linux-gnu.so machine=x86_64 "
    "needed=libtorch_python.so,libc.so.6 rpath=\"$ORIGIN/lib\"\n"
    "elf " TORCH "/lib/libtorch_python.so machine=x86_64 needed=libtorch_cuda.so "
    "soname=libtorch_python.so rpath=\"$ORIGIN\" kernels=\"sm_80 sm_90\"\n"
    "elf " TORCH "/lib/libtorch_cuda.so machine=x86_64 soname=libtorch_cuda.so "
    "needed=" SPARSE ",libcudart.so.13,libc.so.6 rpath=\"" TO "cu13/lib\"\n"
    "elf " SITE "/nvidia/cu13/lib/libcudart.so.13 " LIBRARY "soname=libcudart.so.13\n"
    "elf " OF_TORCH " " LIBRARY "soname=" SPARSE "\n";

static Judgements judged(const char *changes)
{
    const char *error = NULL;
    Judgements judgements = {0};
    World *world =
        changed_machine(healthy_lines(), arena_printf(test_arena(), "%s%s", BESIDE, changes));
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    CHECK_TEXT(error, NULL);
    judge_environment(world, env, FRAMEWORK_NONE, NULL, &judgements);
    return judgements;
}

/* "gpu; after torch gpu" */
static const char *answer(Judgements judgements, size_t which)
{
    const Judgement *one = judgements.items[which];
    const char *says = verdict_word(one->verdict);
    for (size_t i = 0; i < one->beside.count; i++)
        says = arena_printf(test_arena(), "%s; after %s %s", says, one->beside.items[i].framework,
                            verdict_word(one->beside.items[i].judgement->verdict));
    return says;
}

static const Cause *finding_of(const Judgement *judgement)
{
    for (size_t i = 0; i < judgement->findings.count; i++)
        if (judgement->findings.items[i].id == CAUSE_IMPORT_ORDER_DECIDES)
            return &judgement->findings.items[i];
    return NULL;
}

TEST(each_gets_what_the_first_one_has_mapped)
{
    Judgements all = judged("");
    REQUIRE(all.count == 2);
    CHECK_TEXT(answer(all, 0), "gpu; after torch gpu");
    CHECK_TEXT(answer(all, 1), "gpu; after tensorflow gpu");
    REQUIRE(all.items[0]->beside.items[0].taken.count == 1);
    CHECK_TEXT(all.items[0]->beside.items[0].taken.items[0], SPARSE);
    CHECK_TEXT(fact_text_or(all.items[0]->beside.items[0].facts, "library/" SPARSE,
                            FACT_LIBRARY_INSTEAD_OF, NULL),
               OWN);
    CHECK_TEXT(fact_text_or(all.items[1]->beside.items[0].facts, "library/" SPARSE,
                            FACT_LIBRARY_INSTEAD_OF, NULL),
               OF_TORCH);
    CHECK(!finding_of(all.items[0]) && !finding_of(all.items[1]));
    CHECK_TEXT(all.items[0]->notes.items[all.items[0]->notes.count - 1],
               "when torch is imported first, TensorFlow gets the " SPARSE
               " that PyTorch has mapped, not its own");
    CHECK_TEXT(all.items[1]->notes.items[all.items[1]->notes.count - 1],
               "when tensorflow looks for GPUs first, PyTorch gets the " SPARSE
               " that TensorFlow has mapped, not its own");
}

TEST(the_same_file_is_nobodys_instead)
{
    Judgements all =
        judged("absent " OF_TORCH "\nlink " OF_TORCH " -> ../../cusparse/lib/" SPARSE "\n");
    CHECK_TEXT(answer(all, 0), "gpu; after torch gpu");
    CHECK_NUMBER(all.items[0]->beside.items[0].taken.count, 0);
    CHECK_NUMBER(all.items[0]->notes.count, 0);
}

TEST(one_that_is_rescued_works_only_behind_the_other)
{
    Judgements all = judged("absent " OWN "\n");
    CHECK_TEXT(answer(all, 0), "cpu; after torch gpu");
    const Cause *finding = finding_of(all.items[0]);
    REQUIRE(finding != NULL);
    CHECK_NUMBER(finding->effect, EFFECT_PART);
    CHECK_TEXT(finding->says, "works only when torch is imported first");
    REQUIRE(finding->subjects.count == 2);
    CHECK_TEXT(finding->subjects.items[0], "libcusolver.so.11");
    CHECK_TEXT(finding->subjects.items[1], SPARSE);
    CHECK_TEXT(finding->check_yourself,
               "/env/bin/python -c 'import torch; torch.cuda.is_available(); import tensorflow as "
               "tf; print(tf.config.list_physical_devices())'");
    CHECK_TEXT(answer(all, 1), "gpu; after tensorflow gpu");
    CHECK(!finding_of(all.items[1]));
}

/* The file that PyTorch maps is too old for what TensorFlow's cuSOLVER needs. */
TEST(one_that_is_harmed_is_told_too)
{
    static const char newer[] =
        "elf " OWN " " LIBRARY "soname=" SPARSE " verdef=" SPARSE ",V_2\n"
        "elf " SITE "/nvidia/cusolver/lib/libcusolver.so.11 " LIBRARY "needed=" SPARSE
        " soname=libcusolver.so.11 runpath=\"$ORIGIN/../../cusparse/lib\" verneed=" SPARSE ":V_2\n"
        "elf " OF_TORCH " " LIBRARY "soname=" SPARSE " verdef=" SPARSE ",V_1\n";
    Judgements all = judged(newer);
    CHECK_TEXT(answer(all, 0), "gpu; after torch cpu");
    const Cause *finding = finding_of(all.items[0]);
    REQUIRE(finding != NULL);
    CHECK_TEXT(finding->says, "when torch is imported first, TensorFlow runs on the CPU");
    REQUIRE(finding->subjects.count == 1);
    CHECK_TEXT(finding->subjects.items[0], "libcusolver.so.11");
    REQUIRE(finding->evidence.count == 1);
    CHECK_TEXT(finding->evidence.items[0].source, "cuda-version-mismatch");
}

/* Where nothing can be imported behind it, nothing is said of that. */
TEST(behind_an_import_that_fails_there_is_no_second)
{
    Judgements all = judged("absent " OF_TORCH "\nabsent " OWN "\n");
    CHECK_TEXT(answer(all, 0), "cpu");
    CHECK_TEXT(answer(all, 1), "fails; after tensorflow fails");
}

/* TensorFlow opens nothing of CUDA before the driver has found a GPU. */
TEST(without_a_gpu_the_first_one_maps_nothing)
{
    static const char none[] = "absent /sys/bus/pci/devices/0000:01:00.0\n"
                               "dir /sys/bus/pci/devices\n"
                               "absent " OF_TORCH "\n";
    Judgements all = judged(none);
    CHECK_TEXT(answer(all, 1), "fails; after tensorflow fails");
    CHECK_TEXT(answer(judged("absent " OF_TORCH "\n"), 1), "fails; after tensorflow gpu");
}

TEST(how_far_it_comes_is_not_guessed)
{
    Judgements all = judged("unknown /sys/bus/pci/devices EACCES\n");
    CHECK_NUMBER(all.items[0]->verdict, VERDICT_UNKNOWN);
    CHECK_TEXT(answer(all, 0), "unknown");
}

/* PyTorch in an environment: each change of a healthy one, with the facts that change, the answer,
 * and the exception that is predicted, against expected/torch.txt. */
#include "diagnose/judge.h"
#include "expected.h"
#include "inspect/inspect.h"
#include "inspect/machine_of_lines.h"

#define LIBRARY "machine=x86_64 needed=libc.so.6 "
#define TORCH   SITE "/torch"
#define CUDNN   SITE "/nvidia/cudnn/lib/libcudnn.so.9"
#define CUDART  SITE "/nvidia/cuda_runtime/lib/libcudart.so.12"
#define CUBLAS  SITE "/nvidia/cublas/lib/libcublas.so.12"
#define TO      "$ORIGIN/../../nvidia/"
#define RPATH   "rpath=\"" TO "cuda_runtime/lib:" TO "cudnn/lib:" TO "cublas/lib:$ORIGIN\" "
#define CORE    "elf " TORCH "/lib/libtorch_cuda.so machine=x86_64 soname=libtorch_cuda.so "
#define PYTHON_PART                                                                                \
    "elf " TORCH "/lib/libtorch_python.so machine=x86_64 needed=libtorch_cuda.so "                 \
    "soname=libtorch_python.so rpath=\"$ORIGIN\" "
#define A_TEXT                                                                                     \
    "  | version https://git-lfs.github.com/spec/v1, and so on for more bytes than a header has\n"
#define DRIVER "/usr/lib/x86_64-linux-gnu/libcuda.so.1"

static const char HEALTHY[] =
    "dir " SITE "/torch-2.9.0.dist-info\n"
    "file " TORCH "/__init__.py\n"
    "  | def _preload_cuda_deps(err=None, required=True):\n"
    "  |     cuda_libs = [\n"
    "  |         (\"cublas\", \"libcublas.so.*[0-9]\"),\n"
    "  |         (\"cudnn\", \"libcudnn.so.*[0-9]\"),\n"
    "  |         (\"cuda_runtime\", \"libcudart.so.*[0-9]\"),\n"
    "  |     ]\n"
    "  |     if \"libcudart.so\" not in _maps:\n"
    "  |         return\n"
    "  |     _preload_cuda_deps(required=False)\n"
    "file " TORCH "/version.py\n"
    "  | __version__ = '2.9.0+cu126'\n"
    "  | cuda: Optional[str] = '12.6'\n"
    "  | hip: Optional[str] = None\n"
    "elf " TORCH "/lib/libtorch_global_deps.so machine=x86_64 needed=libcudart.so.12,libc.so.6 "
    "soname=libtorch_global_deps.so " RPATH "\n"
    "elf " TORCH "/_C.cpython-311-x86_64-linux-gnu.so machine=x86_64 "
    "needed=libtorch_python.so,libc.so.6 rpath=\"$ORIGIN/lib\"\n" PYTHON_PART
    "kernels=\"sm_75 sm_80 sm_90\"\n" CORE
    "needed=libcudnn.so.9,libcublas.so.12,libcudart.so.12,libc.so.6 " RPATH "\n";

typedef struct Row {
    const char *name, *changes;
} Row;

static const Row ROWS[] = {
    {"cuDNN is missing", "absent " CUDNN "\n"},
    {"cuDNN and cuBLAS are missing", "absent " CUDNN "\nabsent " CUBLAS "\n"},
    {"the runtime is missing, and the first of the list that is names another",
     "absent " CUDART "\nabsent " CUBLAS "\n"},
    {"the runtime is missing alone", "absent " CUDART "\n"},
    {"the runtime is missing, and there is no list",
     "absent " CUDART "\nfile " TORCH "/__init__.py\n"},
    {"the runtime is where only sys.path leads",
     "absent " CUDART
     "\nenv PYTHONPATH=/mine\nelf /mine/nvidia/cuda_runtime/lib/libcudart.so.12 " LIBRARY
     "soname=libcudart.so.12\n"},
    {"what the RPATH leads to is preloaded from elsewhere",
     "env PYTHONPATH=/mine\nelf /mine/nvidia/cublas/lib/libcublas.so.12 " LIBRARY
     "soname=libcublas.so.12\n"},
    {"cuDNN is no library", "file " CUDNN "\n" A_TEXT},
    {"another cuDNN is there", "absent " CUDNN "\nelf " SITE
                               "/nvidia/cudnn/lib/libcudnn.so.8 " LIBRARY "soname=libcudnn.so.8\n"},
    {"cuDNN is taken from the system",
     "absent " CUDNN "\nelf /usr/lib/x86_64-linux-gnu/libcudnn.so.9 " LIBRARY
     "soname=libcudnn.so.9\n"},
    {"a decoy on LD_LIBRARY_PATH",
     "env LD_LIBRARY_PATH=/decoy\nfile /decoy/libcudnn.so.9\n" A_TEXT},
    {"its own library is missing", "absent " TORCH "/lib/libtorch_cuda.so\n"},
    {"its extension module is missing", "absent " TORCH "/_C.cpython-311-x86_64-linux-gnu.so\n"},
    {"a build for the CPU", "file " TORCH "/version.py\n  | __version__ = '2.9.0+cpu'\n"
                            "  | cuda: Optional[str] = None\n"},
    {"a build for ROCm", "file " TORCH "/version.py\n  | __version__ = '2.9.0+rocm6.4'\n"
                         "  | cuda = None\n  | hip = '6.4.43482'\n"},
    {"no version file", "absent " TORCH "/version.py\n"},
    {"a version file that says nothing", "file " TORCH "/version.py\n  | x = 1\n"},
    {"a version file that does not tell CUDA",
     "file " TORCH "/version.py\n  | __version__ = '2.9.0'\n"},
    {"no kernels for this GPU", PYTHON_PART "kernels=\"sm_50 sm_60\"\n"},
    {"no list of kernels", PYTHON_PART "kernels=\"\"\n"},
    {"the list of kernels was not looked for", PYTHON_PART "\n"},
    {"no driver", "absent " DRIVER "\n"},
    {"an old driver", "file /sys/module/nvidia/version\n  | 470.57.02\n"},
    {"nothing is visible", "env CUDA_VISIBLE_DEVICES=\n"},
    {"the oldest release", "file " TORCH "/version.py\n  | __version__ = '2.0.0+cu118'\n"
                           "  | cuda = '11.8'\n"},
    {"an older release", "file " TORCH "/version.py\n  | __version__ = '1.13.1+cu117'\n"
                         "  | cuda = '11.7'\n"},
    {"an older release for the CPU", "file " TORCH "/version.py\n  | __version__ = '1.13.1+cpu'\n"
                                     "  | cuda = None\n"},
    {"no list of libraries", "file " TORCH "/__init__.py\n  | pass\n"},
    {"no list of libraries, for the CPU",
     "file " TORCH "/__init__.py\n  | pass\nfile " TORCH
     "/version.py\n  | __version__ = '2.9.0+cpu'\n  | cuda: Optional[str] = None\n"},
    {"the check by NVML", "env PYTORCH_NVML_BASED_CUDA_CHECK=1\n"},
    {"the check by NVML, of parts of a GPU",
     "env PYTORCH_NVML_BASED_CUDA_CHECK=1\nenv CUDA_VISIBLE_DEVICES=MIG-1\n"},
    {"another word for the check by NVML", "env PYTORCH_NVML_BASED_CUDA_CHECK=yes\n"},
    {"a variable of TensorFlow's", "env TF_ENABLED_DEVICE_TYPES=CPU\n"},
};

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static Facts *facts_after(const char *changes)
{
    const char *error = NULL;
    World *world =
        changed_machine(healthy_lines(), arena_printf(test_arena(), "%s%s", HEALTHY, changes));
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    CHECK_TEXT(error, NULL);
    return inspect_framework(inspection_begin(world, env, NULL), FRAMEWORK_TORCH);
}

static void put_answer(Writer *out, const Facts *facts)
{
    Target target = {.kind = "environment", .framework = "torch", .python = "/env/bin/python"};
    const Judgement *judgement = judge(facts, &target);
    put_format(out, "=> %s, lists %d\n", verdict_word(judgement->verdict), judgement->listed);
    for (size_t i = 0; i < judgement->causes.count; i++) {
        const Cause *cause = &judgement->causes.items[i];
        put_format(out, "   %s (%s): %s\n", cause_word(cause->id), effect_word(cause->effect),
                   cause->says);
    }
    for (size_t i = 0; i < judgement->findings.count; i++)
        put_format(out, "   finding %s: %s\n", cause_word(judgement->findings.items[i].id),
                   judgement->findings.items[i].says);
    if (judgement->raises.exception)
        put_format(out, "   %s raises %s: %s\n", judgement->raises.when,
                   judgement->raises.exception, judgement->raises.text);
}

TEST(torch_on_every_changed_machine)
{
    Writer all = writer_new(test_arena());
    Facts *well = facts_after("");
    put(&all, "== healthy\n");
    put_text(&all, all_facts(well));
    put_answer(&all, well);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        Facts *changed = facts_after(ROWS[i].changes);
        put_format(&all, "\n== %s\n", ROWS[i].name);
        put_changed_lines(&all, all_facts(well), all_facts(changed));
        put_answer(&all, changed);
    }
    CHECK_EXPECTED(all.bytes, "inspect/expected/torch.txt");
}

/* ---- What it preloads where nothing is missing ---- */

#define MINE_CUDNN   "libcudnn.so.9 " LIBRARY "soname=libcudnn.so.9\n"
#define CUDNN_IN(at) "elf /mine/" at "/lib/" MINE_CUDNN
#define INIT         "file " TORCH "/__init__.py\n"
#define FIRST(name)  "(\"" name "\", \"lib" name ".so.*[0-9]\"), "
#define TABLE(first) "  | cuda_libs = [" first "(\"cudnn\", \"libcudnn.so.*[0-9]\")]\n"
#define WHOLE        "  | _preload_cuda_deps(required=False)\n"
#define CALL(name)   "  | _preload_cuda_deps(\"" name "\", \"lib" name ".so.*[0-9]\")\n"

/* Which cuDNN is mapped where only LD_LIBRARY_PATH leads to one, and PYTHONPATH to another. */
static const char *cudnn_of(const char *init, const char *places)
{
    static const char apart[] = "absent " CUDNN "\nenv LD_LIBRARY_PATH=/other\n"
                                "elf /other/" MINE_CUDNN "env PYTHONPATH=/mine\n";
    Facts *facts = facts_after(arena_printf(test_arena(), "%s%s%s", apart, places, init));
    const Opening *opening =
        fact_get(facts, "library/libcudnn.so.9", FACT_LIBRARY_OPENING)->opening;
    return opening ? opening->path : NULL;
}

#define OTHER     "/other/libcudnn.so.9"
#define MINE(at)  "/mine/" at "/lib/libcudnn.so.9"
#define PACKAGE   "nvidia/cudnn"
#define COMMON    "nvidia/cu12"
#define IN_COMMON "  | f\"cu{x}\"\n"
#define IN_PLAIN  "  | os.path.join(path, lib_folder, x)\n"
#define ONLY(for)  "  | if version.cuda not in " for ":\n"
#define MAPS(part) "  | if \"" part "\" not in _maps:\n"

TEST(the_whole_list_is_preloaded_or_single_calls)
{
    static const struct {
        const char *init, *path;
    } CASES[] = {
        {INIT TABLE("") WHOLE, MINE(PACKAGE)},
        {INIT TABLE(""), OTHER},
        {INIT TABLE("") CALL("cudnn"), MINE(PACKAGE)},
        {INIT TABLE("") CALL("none") CALL("cudnn"), OTHER},
        {INIT TABLE("") CALL("more") CALL("cudnn"), MINE(PACKAGE)},
        {INIT TABLE("") CALL("text") CALL("cudnn"), OTHER},
        {INIT TABLE(FIRST("none")) WHOLE, MINE(PACKAGE)},
        {INIT TABLE("") WHOLE ONLY("[\"11.8\", \"12.6\"]"), MINE(PACKAGE)},
        {INIT TABLE("") WHOLE ONLY("[\"11.8\"]"), OTHER},
        {INIT TABLE("") WHOLE MAPS("libcudart.so"), MINE(PACKAGE)},
        {INIT TABLE("") WHOLE MAPS("libnone.so"), OTHER},
    };
    static const char places[] =
        CUDNN_IN(PACKAGE) "elf /mine/nvidia/more/lib/libmore.so.1 " LIBRARY
                          "\nfile /mine/nvidia/text/lib/libtext.so.1\n" A_TEXT;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        CHECK_TEXT(cudnn_of(CASES[i].init, places), CASES[i].path);
}

TEST(a_preload_is_looked_for_in_three_places)
{
    static const char init[] = INIT TABLE("") WHOLE;
    static const char common[] = INIT TABLE("") WHOLE IN_COMMON;
    static const char plain[] = INIT TABLE("") WHOLE IN_PLAIN;
    CHECK_TEXT(cudnn_of(init, CUDNN_IN(COMMON)), OTHER);
    CHECK_TEXT(cudnn_of(common, CUDNN_IN(COMMON)), MINE(COMMON));
    CHECK_TEXT(cudnn_of(common, CUDNN_IN(COMMON) CUDNN_IN(PACKAGE)), MINE(PACKAGE));
    CHECK_TEXT(cudnn_of(common, CUDNN_IN("nvidia/cu11")), OTHER);
    CHECK_TEXT(cudnn_of(init, CUDNN_IN("cudnn")), OTHER);
    CHECK_TEXT(cudnn_of(plain, CUDNN_IN("cudnn")), MINE("cudnn"));
    CHECK_TEXT(cudnn_of(plain, CUDNN_IN("cudnn") CUDNN_IN(PACKAGE)), MINE(PACKAGE));
}

TEST(a_build_without_cuda_has_no_folder_of_its_version)
{
    CHECK_TEXT(cudnn_of(INIT TABLE("") WHOLE IN_COMMON "file " TORCH "/version.py\n"
                                                       "  | __version__ = '2.9.0'\n"
                                                       "  | cuda = None\n",
                        CUDNN_IN(COMMON)),
               NULL);
}

/* ---- Its extension module ---- */

TEST(the_extension_module_is_that_of_this_python)
{
#define MODULE(name) "elf " TORCH "/" name " " LIBRARY "\n"
    static const char none[] = "absent " TORCH "/_C.cpython-311-x86_64-linux-gnu.so\n";
    static const struct {
        const char *modules;
        OpenResult result;
    } CASES[] = {
        {"", OPEN_FAILED},
        {MODULE("_C.so"), OPEN_FOUND},
        {MODULE("_C.cpython-312-x86_64-linux-gnu.so"), OPEN_FAILED},
        {MODULE("_C.cpython-311-x86_64-linux-gnu.so.bak"), OPEN_FAILED},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Facts *facts = facts_after(arena_printf(test_arena(), "%s%s", none, CASES[i].modules));
        CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_LOADS)->opening->result,
                     CASES[i].result);
    }
    Facts *facts = facts_after("file " TORCH "/_C.so\n" A_TEXT);
    CHECK_NUMBER(fact_get(facts, "env", FACT_FRAMEWORK_LOADS)->opening->result, OPEN_FOUND);
}

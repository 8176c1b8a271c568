/* Libraries that did not open, against the wheel and the packages of a report. */
#include "judged_log.h"

#define BANNER       "I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.\n"
#define GAVE_UP      "W gpu_device.cc:2365] Cannot dlopen some GPU libraries.\n"
#define OPENED(name) "I dso_loader.cc:133] Successfully opened dynamic library " name "\n"
#define FAILED(name)                                                                               \
    FAILED_SAYING(name, name ": cannot open shared object file: No such file or directory")
#define FAILED_SAYING(name, error)                                                                 \
    "I dso_loader.cc:144] Could not load dynamic library '" name "'; dlerror: " error "\n"
#define NO_CUDART                                                                                  \
    "I cudart_stub.cc:31] Could not find cuda drivers on your machine, GPU will not be used.\n"
#define VERSION(version) "TensorFlow version: " version "\n"
#define NONE             "Num GPUs Available:  0\n"
#define FREEZE           "$ pip freeze\n"

typedef struct Row {
    const char *text, *root;
    bool certain;
    const char *subjects;
} Row;

static const char *subjects_of(const Judgement *judgement)
{
    const char *all = "";
    const Strings *names = &judgement->causes.items[0].subjects;
    for (size_t i = 0; i < names->count; i++)
        all = arena_printf(test_arena(), "%s%s%s", all, i ? " " : "", names->items[i]);
    return all;
}

static void check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Judgement *judgement = judged(rows[i].text);
        bool right = CHECK_TEXT(root_of(judgement), rows[i].root);
        if (judgement->causes.count) {
            right &= CHECK(judgement->causes.items[0].certain == rows[i].certain);
            right &= CHECK_TEXT(subjects_of(judgement), rows[i].subjects);
        }
        if (!right)
            printf("# row %zu\n", i);
    }
}

#define CHECK_ROWS(ROWS) check_rows(ROWS, sizeof ROWS / sizeof *ROWS)

TEST(a_wheel_that_passes_its_own_packages_by_is_suspected)
{
    static const char all_of_2_16[] =
        "libcublas.so.12 libcublasLt.so.12 libcufft.so.11 libcusolver.so.11 libcusparse.so.12 "
        "libcudnn.so.8";
    static const Row ROWS[] = {
        {BANNER VERSION("2.21.0") GAVE_UP NONE, "cuda-libs-not-on-path", false,
         "libcusolver.so.11"},
        {BANNER VERSION("2.16.1") GAVE_UP NONE, "cuda-libs-not-on-path", false, all_of_2_16},
        {BANNER VERSION("2.20.0") GAVE_UP NONE, "cuda-libs-missing", false, ""},
        {BANNER VERSION("2.16.2") GAVE_UP NONE, "cuda-libs-missing", false, ""},
        {BANNER VERSION("2.21.1") GAVE_UP NONE, "cuda-libs-missing", false, ""},
        /* libcudart was not found, so no package was. */
        {BANNER NO_CUDART VERSION("2.21.0") GAVE_UP NONE, "cuda-libs-missing", false, ""},
        /* Nothing shows at which level it was printed. */
        {VERSION("2.21.0") GAVE_UP NONE, "cuda-libs-missing", false, ""},
        {OPENED("libcudart.so.12") VERSION("2.21.0") FAILED("libcusolver.so.11") GAVE_UP,
         "cuda-libs-not-on-path", false, "libcusolver.so.11"},
        {OPENED("libcuda.so.1") VERSION("2.21.0") FAILED("libcusolver.so.11") NO_CUDART GAVE_UP,
         "cuda-libs-missing", false, "libcusolver.so.11"},
        {OPENED("libcudart.so.12") VERSION("2.21.0") FAILED("libcufft.so.11") GAVE_UP,
         "cuda-libs-missing", false, "libcufft.so.11"},
        {OPENED("libcudart.so.12") VERSION("2.20.0") FAILED("libcusolver.so.11") GAVE_UP,
         "cuda-libs-missing", false, "libcusolver.so.11"},
        {OPENED("libcudart.so.12") VERSION("2.21.0") FAILED_SAYING(
             "libcusolver.so.11", "libcusolver.so.11: cannot open shared object file: "
                                  "No such file or directory; LD_LIBRARY_PATH: "
                                  "/a/nvidia/cusolver/lib"),
         "cuda-libs-missing", false, "libcusolver.so.11"},
    };
    CHECK_ROWS(ROWS);
}

TEST(a_list_of_packages_proves_what_the_wheel_passes_by)
{
    static const Row ROWS[] = {
        {OPENED("libcudart.so.12") VERSION("2.21.0") FAILED("libcusolver.so.11") GAVE_UP FREEZE
         "nvidia-cufft-cu12==11.2.3.61\nnvidia-cusolver-cu12==11.6.3.83\n",
         "cuda-libs-not-on-path", true, "libcusolver.so.11"},
        /* That release does look there. */
        {OPENED("libcudart.so.12") VERSION("2.20.0") FAILED("libcusolver.so.11") GAVE_UP FREEZE
         "nvidia-cusolver-cu12==11.6.3.83\n",
         "cuda-libs-not-on-path", false, "libcusolver.so.11"},
        /* Nothing at all was opened: the packages need not be there. */
        {VERSION("2.21.0") FAILED("libcusolver.so.11") GAVE_UP FREEZE
         "nvidia-cusolver-cu12==11.6.3.83\n",
         "cuda-libs-not-on-path", false, "libcusolver.so.11"},
        /* Another one did not open for which the wheel looks. */
        {OPENED("libcudart.so.12") VERSION("2.21.0") FAILED("libcusolver.so.11")
             FAILED("libcufft.so.11") GAVE_UP FREEZE
         "nvidia-cusolver-cu12==11.6.3.83\nnvidia-cufft-cu12==11.2.3.61\n",
         "cuda-libs-not-on-path", false, "libcusolver.so.11 libcufft.so.11"},
        {OPENED("libcudart.so.12") VERSION("2.21.0")
             FAILED_SAYING("libcusolver.so.11", "libcusolver.so.11: cannot open shared object "
                                                "file: No such file or directory; "
                                                "LD_LIBRARY_PATH: /a/nvidia/cusolver/lib") FREEZE
         "nvidia-cusolver-cu12==11.6.3.83\n",
         "cuda-libs-not-on-path", false, "libcusolver.so.11"},
        /* No release before 2.14 looks into packages. */
        {VERSION("2.13.1") FAILED("libcublas.so.11") GAVE_UP FREEZE
         "nvidia-cublas-cu11==11.11.3.6\n",
         "cuda-libs-not-on-path", true, "libcublas.so.11"},
        {VERSION("2.14.0") FAILED("libcublas.so.11") GAVE_UP FREEZE
         "nvidia-cublas-cu11==11.11.3.6\n",
         "cuda-libs-not-on-path", false, "libcublas.so.11"},
    };
    CHECK_ROWS(ROWS);
}

TEST(a_list_of_packages_tells_another_version)
{
    static const Row ROWS[] = {
        {VERSION("2.15.1") FAILED("libcudnn.so.8") GAVE_UP FREEZE "nvidia-cudnn-cu12==9.8.0.87\n",
         "cudnn-version-mismatch", true, "libcudnn.so.8"},
        {VERSION("2.15.1") FAILED("libcufft.so.11") GAVE_UP FREEZE "nvidia-cufft-cu11==10.9.0.58\n",
         "cuda-version-mismatch", true, "libcufft.so.11"},
        /* The one of that version counts, wherever it stands. */
        {VERSION("2.15.1") FAILED("libcufft.so.11") GAVE_UP FREEZE
         "nvidia-cufft-cu11==10.9.0.58\nnvidia-cufft-cu12==11.2.3.61\n",
         "cuda-libs-not-on-path", false, "libcufft.so.11"},
        /* What the wheel never looks at may belong to another framework. */
        {VERSION("2.13.1") FAILED("libcufft.so.10") GAVE_UP FREEZE "nvidia-cufft-cu12==11.2.3.61\n",
         "cuda-version-mismatch", false, "libcufft.so.10"},
        {VERSION("2.15.1") FAILED("libcufft.so.11") GAVE_UP FREEZE "nvidia-cublas-cu12==12.5.3.2\n",
         "cuda-libs-missing", false, "libcufft.so.11"},
        /* The library that is missing is one that this one needs. */
        {VERSION("2.19.1") FAILED_SAYING("libcusparse.so.12",
                                         "libnvJitLink.so.12: cannot open shared object file: No "
                                         "such file or directory") FREEZE
         "nvidia-cusparse-cu12==12.5.1.3\n",
         "cuda-libs-missing", false, "libcusparse.so.12 libnvJitLink.so.12"},
        {VERSION("2.19.1") FAILED_SAYING("libcusparse.so.12",
                                         "libnvJitLink.so.12: cannot open shared object file: No "
                                         "such file or directory") FREEZE
         "nvidia-cusparse-cu12==12.5.1.3\nnvidia-nvjitlink-cu12==12.5.82\n",
         "cuda-libs-not-on-path", false, "libcusparse.so.12 libnvJitLink.so.12"},
    };
    CHECK_ROWS(ROWS);
}

TEST(where_no_library_is_named_the_packages_narrow_it_down)
{
    static const Row ROWS[] = {
        {BANNER VERSION("2.21.0") GAVE_UP NONE FREEZE "nvidia-cusolver-cu12==11.6.3.83\n",
         "cuda-libs-not-on-path", false, "libcusolver.so.11"},
        {BANNER VERSION("2.21.0") GAVE_UP NONE FREEZE "nvidia-cufft-cu12==11.2.3.61\n",
         "cuda-libs-not-on-path", false, ""},
        {BANNER VERSION("2.16.1") GAVE_UP NONE FREEZE
         "nvidia-cufft-cu12==11.2.3.61\nnvidia-cudnn-cu12==9.1.0.70\n",
         "cuda-libs-not-on-path", false, "libcufft.so.11"},
    };
    CHECK_ROWS(ROWS);
}

TEST(a_cudnn_that_does_not_answer_is_suspected)
{
#define UNANSWERED                                                                                 \
    "W cuda_executor.cc:1755] Failed to determine cuDNN version (Note that): INTERNAL: cuDNN "     \
    "error: CUDNN_STATUS_INTERNAL_ERROR\n"
    static const Row ROWS[] = {
        {UNANSWERED, "cudnn-missing", false, ""},
        {UNANSWERED FAILED("libcudnn.so.9"), "cudnn-missing", false, "libcudnn.so.9"},
        {UNANSWERED "Num GPUs Available:  1\n", "", false, ""},
    };
    CHECK_ROWS(ROWS);
    Judgement *judgement = judged(BANNER VERSION("2.21.0") UNANSWERED GAVE_UP NONE);
    REQUIRE(judgement->causes.count == 2);
    CHECK_TEXT(root_of(judgement), "cuda-libs-not-on-path");
    CHECK_NUMBER(judgement->causes.items[1].id, CAUSE_CUDNN_MISSING);
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    judgement =
        judged(UNANSWERED FAILED_SAYING("libcudnn.so.9", "/a/libcudnn.so.9: file too short"));
    CHECK_TEXT(root_of(judgement), "library-damaged");
    CHECK_NUMBER(judgement->causes.count, 1);
}

TEST(a_gpu_that_is_left_out_beside_another_is_no_fault)
{
#define IGNORED(minimum)                                                                           \
    "I gpu_device.cc:2439] Ignoring visible gpu device (device: 1) with core count: 4. The "       \
    "minimum required count is " minimum ".\n"
#define TOO_OLD                                                                                    \
    "I gpu_device.cc:2439] Ignoring visible gpu device (device: 1) with Cuda compute capability "  \
    "3.0. The minimum required Cuda capability is 3.5.\n"
    Judgement *judgement = judged(IGNORED("8"));
    CHECK_NUMBER(judgement->causes.count, 0);
    CHECK_NUMBER(judgement->findings.count, 1);
    CHECK_NUMBER(judgement->verdict, VERDICT_UNKNOWN);
    CHECK(judgement->needs.count > 0);
    judgement = judged(IGNORED("8") "Num GPUs Available:  1\n");
    CHECK_NUMBER(judgement->causes.count, 0);
    CHECK_NUMBER(judgement->findings.count, 1);
    CHECK_NUMBER(judgement->verdict, VERDICT_GPU);
    CHECK_NUMBER(judgement->needs.count, 0);
    judgement = judged(IGNORED("9"));
    CHECK_TEXT(root_of(judgement), "too-few-multiprocessors");
    CHECK_NUMBER(judgement->causes.count, 1);
    judgement = judged(IGNORED("8") NONE);
    CHECK_NUMBER(judgement->causes.count, 1);
    CHECK_NUMBER(judgement->verdict, VERDICT_CPU);
    judgement = judged(TOO_OLD "Num GPUs Available:  1\n");
    CHECK_NUMBER(judgement->causes.count, 0);
    REQUIRE(judgement->findings.count == 1);
    CHECK_NUMBER(judgement->findings.items[0].effect, EFFECT_PART);
    judgement = judged(TOO_OLD NONE);
    CHECK_NUMBER(judgement->causes.count, 1);
}

TEST(the_file_of_libcuda_tells_a_stub)
{
#define RESOLVED(path) "I cuda_diagnostics.cc:197] found DLL info with resolved path: " path "\n"
    CHECK_TEXT(root_of(judged(RESOLVED("/usr/local/cuda/lib64/stubs/libcuda.so"))), "stub-libcuda");
    CHECK_TEXT(root_of(judged(RESOLVED("/usr/lib/x86_64-linux-gnu/libcuda.so.535.104.05"))), "");
}

#define NO_DEVICE "E cuda_driver.cc:1] failed call to cuInit: CUDA_ERROR_NO_DEVICE: no device\n"

TEST(a_kernel_module_with_its_node_rules_out_that_there_is_no_gpu)
{
    static const Row ROWS[] = {
        {NO_DEVICE, "no-nvidia-gpu", false, ""},
        {NO_DEVICE "I cuda_diagnostics.cc:2] kernel reported version is: 535.104.5\n",
         "visible-devices-hidden", false, ""},
        {NO_DEVICE "I cuda_diagnostics.cc:2] kernel version seems to match DSO: 535.104.5\n",
         "visible-devices-hidden", false, ""},
    };
    CHECK_ROWS(ROWS);
}

TEST(packages_of_the_build_with_cuda_tell_which_silence_it_is)
{
    static const Row ROWS[] = {
        {BANNER VERSION("2.21.0") NONE FREEZE "nvidia-cublas-cu12==12.5.3.2\ntensorflow==2.21.0\n",
         "nvml-not-found", false, ""},
        {BANNER VERSION("2.21.0") NONE FREEZE "tensorflow==2.21.0\n", "cpu-only-build", false, ""},
        {BANNER VERSION("2.13.1") NONE FREEZE "nvidia-cublas-cu12==12.5.3.2\ntensorflow==2.13.1\n",
         "cpu-only-build", false, ""},
        {BANNER VERSION("2.21.0") NONE FREEZE "nvidia-cublas-cu12==12.5.3.2\ntf-nightly==2.21.0\n",
         "cpu-only-build", false, ""},
    };
    CHECK_ROWS(ROWS);
}

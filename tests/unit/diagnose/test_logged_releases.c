/* What a release was built for, against what is installed. */
#include "logged_case.h"

#define FAILED(name)     "saw library-failed/" name
#define CUDA(version)    "log toolkit-cuda: " version
#define CUDNN(version)   "log toolkit-cudnn: " version
#define TF               "env framework: tensorflow"
#define RELEASE(version) "env framework-version: " version
#define ONNX(version)    "owners/onnxruntime framework-version: " version
#define NONE             "saw listed-none"
#define OPEN             "open cuda-libs-missing, cuda-version-mismatch"

TEST(which_toolkit_a_library_comes_with)
{
    static const struct {
        const char *library, *toolkit, *causes;
    } ROWS[] = {
        {FAILED("libcublas.so.9.0"), CUDA("9.1"), "cuda-version-mismatch"},
        {FAILED("libcublas.so.9.0"), CUDA("9.0"), "cuda-libs-not-on-path?"},
        {FAILED("libcublas.so.10.0"), CUDA("10.1"), "cuda-version-mismatch"},
        {FAILED("cublas64_100.dll"), CUDA("10.0"), "cuda-libs-not-on-path?"},
        {FAILED("libcublas.so.10"), CUDA("10.0"), "cuda-version-mismatch"},
        {FAILED("libcublas.so.10"), CUDA("10.1"), "cuda-libs-not-on-path?"},
        {FAILED("libcublas.so.10"), CUDA("11.0"), "cuda-version-mismatch"},
        {FAILED("libcublas.so.11"), CUDA("11.8"), "cuda-libs-not-on-path?"},
        {FAILED("cublas64_11.dll"), CUDA("12.0"), "cuda-version-mismatch"},
        {FAILED("libcusolver.so.10"), CUDA("11.0"), "cuda-libs-not-on-path?"},
        {FAILED("libcusolver.so.10"), CUDA("11.1"), "cuda-version-mismatch"},
        {FAILED("libcusolver.so.11"), CUDA("11.0"), "cuda-version-mismatch"},
        {FAILED("libcusolver.so.11"), CUDA("12.4"), "cuda-libs-not-on-path?"},
        {FAILED("libcufft.so.10"), CUDA("11.8"), "cuda-libs-not-on-path?"},
        {FAILED("libcusparse.so.12"), CUDA("11.8"), "cuda-version-mismatch"},
        {FAILED("libcusolver.so.11"), CUDA("11"), "cuda-libs-missing?"},
        {FAILED("libcublas.so.99"), CUDA("11.8"), "cuda-libs-missing?"},
        {FAILED("libcurand.so.10"), CUDA("12.0"), "cuda-libs-missing?"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(CAUSES(ROWS[i].library, ROWS[i].toolkit), ROWS[i].causes);
}

TEST(the_runtime_tells_more_than_the_other_libraries)
{
    CHECK_TEXT(CAUSES(CUDA("11.2"), FAILED("libcudart.so.11.0"), FAILED("libcusolver.so.10")),
               "cuda-libs-not-on-path?, cuda-libs-missing?");
}

TEST(a_release_that_was_built_for_another_toolkit)
{
    CHECK_TEXT(DETAILS(TF, RELEASE("2.11.0"), CUDA("12.0"), NONE),
               "cuda-version-mismatch?, cpu, by log.txt:3: TensorFlow 2.11.0 is built for CUDA "
               "11.2, and CUDA 12.0 is installed\n"
               "  log.txt:2: version 2.11.0\n");
    CHECK_TEXT(DETAILS(ONNX("1.19.1"), CUDA("12.6"), CUDNN("8.9"), OPEN),
               "cudnn-version-mismatch?, cpu, by log.txt:3: ONNX Runtime 1.19.1 is built for cuDNN "
               "9.0, and cuDNN 8.9 is installed\n"
               "  log.txt:1: version 1.19.1\n"
               "cuda-libs-missing?, cpu, by log.txt:4: CUDA libraries are not installed\n"
               "  log.txt:4: open cuda-libs-missing, cuda-version-mismatch\n");
    CHECK_TEXT(CAUSES(ONNX("1.16"), CUDA("12.1"), OPEN), "cuda-version-mismatch?");
    CHECK_TEXT(CAUSES(TF, RELEASE("1.12"), CUDA("10.0"), OPEN), "cuda-version-mismatch?");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.4"), CUDNN("7.6"), NONE), "cudnn-version-mismatch?");
}

TEST(what_fits_or_is_not_known_is_no_mismatch)
{
    CHECK_TEXT(CAUSES(TF, RELEASE("2.11.0"), CUDA("11.8"), CUDNN("8.6"), NONE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.11.0"), CUDA("unknown"), CUDNN("unknown"), NONE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.30.0"), CUDA("12.0"), NONE), "");
    CHECK_TEXT(CAUSES(TF, CUDA("12.0"), NONE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.11.0"), CUDA("12.0")), "");
    CHECK_TEXT(CAUSES("env framework: torch", RELEASE("2.1.0"), CUDA("9.0"), NONE), "");
    CHECK_TEXT(CAUSES(ONNX("1.18.0"), CUDA("12.0"), OPEN), "cuda-libs-missing?");
    CHECK_TEXT(CAUSES(ONNX("1.16"), CUDA("12.0"), NONE), "");
    CHECK_TEXT(CAUSES(RELEASE("1.16"), CUDA("12.0"), OPEN), "cuda-libs-missing?");
}

TEST(what_tells_more_than_the_release)
{
    CHECK_TEXT(CAUSES(TF, RELEASE("2.11.0"), CUDA("12.0"), NONE, FAILED("libfoo.so.1")), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.11.0"), CUDA("12.0"), NONE,
                      "env cuda-packages: nvidia-cublas-cu12 12.5.3.2"),
               "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.11.0"), CUDA("12.0"), NONE, "env build-is-cuda: no"),
               "cpu-only-build");
    CHECK_TEXT(
        CAUSES(TF, RELEASE("2.11.0"), CUDA("12.0"), NONE, "surely libdevice-or-ptxas-missing"),
        "libdevice-or-ptxas-missing");
}

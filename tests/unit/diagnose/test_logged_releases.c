/* Which toolkit a library comes with, against what is installed. */
#include "logged_case.h"

#define FAILED(name)  "saw library-failed/" name
#define CUDA(version) "log toolkit-cuda: " version

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

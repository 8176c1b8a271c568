/* What a log tells of libraries that did not open. */
#include <stdio.h>

#include "logged_case.h"

#define FAILED(name)    "saw library-failed/" name
#define SAYS_FIRST(...) (logged_judgement(LOG(__VA_ARGS__))->causes.items[0].says)

TEST(which_library_it_is_decides_what_is_missing)
{
    CHECK_TEXT(CAUSES(FAILED("libcublas.so.12")), "cuda-libs-missing?");
    CHECK_TEXT(CAUSES(FAILED("libcudnn.so.9")), "cudnn-missing?");
    CHECK_TEXT(CAUSES(FAILED("cuDNN")), "cudnn-missing?");
    CHECK_TEXT(CAUSES(FAILED("cuSPARSE")), "cuda-libs-missing?");
    CHECK_TEXT(CAUSES(FAILED("libcudnn_graph.so.9")), "cudnn-sublib-missing");
    CHECK_TEXT(CAUSES(FAILED("libfoo.so.1")), "");
}

TEST(each_library_that_is_missing_is_named)
{
    const char *log[] = {FAILED("libcudart.so.11.0"), FAILED("libcublas.so.11"), NULL};
    CHECK_TEXT(logged_details(log),
               "cuda-libs-missing?, cpu, by log.txt:1: libcudart.so.11.0 and libcublas.so.11 "
               "cannot be opened\n"
               "  about libcudart.so.11.0\n"
               "  about libcublas.so.11\n"
               "  log.txt:1: saw library-failed/libcudart.so.11.0\n"
               "  log.txt:2: saw library-failed/libcublas.so.11\n");
    CHECK_TEXT(logged_judgement(log)->chain[STEP_LIBRARIES].says,
               "libcudart.so.11.0 and libcublas.so.11 cannot be opened");
}

TEST(a_proof_that_it_is_missing_keeps_its_words)
{
    CHECK_TEXT(DETAILS("surely cudnn-missing", FAILED("libcudnn.so.9")),
               "cudnn-missing, cpu, by log.txt:1: cuDNN is not installed\n"
               "  about libcudnn.so.9\n"
               "  log.txt:1: surely cudnn-missing\n"
               "  log.txt:2: saw library-failed/libcudnn.so.9\n");
    CHECK_TEXT(CAUSES("refuted cudnn-missing", FAILED("libcudnn.so.9")), "");
}

#define ERROR_OF(name, error) "saw library-failed/" name ": " error

TEST(what_the_loader_says_of_a_file_that_is_there)
{
    static const struct {
        const char *fact, *causes;
    } ROWS[] = {
        {FAILED("libcublas.so.12: undefined symbol"), "cublas-conflict"},
        {FAILED("libcublas.so.12: version `X' not found"), "cublas-conflict"},
        {ERROR_OF("libcusolver.so.11", "/a/libcublas.so.12: undefined symbol: cublasLtCreate"),
         "cublas-conflict"},
        {ERROR_OF("libcublas.so.12", "libcublas.so.12: undefined symbol: memcpy2"),
         "cuda-version-mismatch"},
        {ERROR_OF("libcusolver.so.11", "libcusolver.so.11: undefined symbol: cublasLtCreate"),
         "cuda-version-mismatch"},
        {ERROR_OF("libcusolver.so.11", "libcusolver.so.11: undefined symbol: cudnnCreate"),
         "cudnn-version-mismatch"},
        {ERROR_OF("libcudnn.so.9", "libcudnn.so.9: undefined symbol: x"), "cudnn-version-mismatch"},
        {FAILED("libcublas.so.12: file too short"), "library-damaged"},
        {FAILED("libcublas.so.12: invalid ELF header"), "library-damaged"},
        {ERROR_OF("libcufft.so.11", "/a/libcufft.so.11: cannot read file data: Is a directory"),
         "library-damaged"},
        {ERROR_OF("libcufft.so.11", "libcufft.so.11: only ET_DYN and ET_EXEC can be loaded"),
         "library-damaged"},
        {ERROR_OF("libcufft.so.11", "libcufft.so.11: ELF file data encoding not little-endian"),
         "library-damaged"},
        {ERROR_OF("libcufft.so.11", "libcufft.so.11: ELF file OS ABI invalid"), "library-damaged"},
        {ERROR_OF("libcufft.so.11", "libcufft.so.11: wrong ELF class: ELFCLASS32"),
         "library-damaged?"},
        {ERROR_OF("libcufft.so.11", "libcufft.so.11: cannot open shared object file"),
         "cuda-libs-missing?"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (!CHECK_TEXT(CAUSES("env framework: tensorflow", ROWS[i].fact), ROWS[i].causes))
            printf("# row %zu\n", i);
}

TEST(the_file_that_is_named_is_the_one_at_which_the_loader_stopped)
{
#define IS_DAMAGED(file) "the file of " file " is damaged\n"
    const char *said =
        DETAILS(ERROR_OF("libcusolver.so.11", "/a/libnvJitLink.so.12: file too short"));
    CHECK(strstr(said, IS_DAMAGED("libnvJitLink.so.12")));
    CHECK(strstr(said, "about libcusolver.so.11\n"));
    said = DETAILS(ERROR_OF("libcufft.so.11", "libcufft.so.11: file too short"));
    CHECK(strstr(said, IS_DAMAGED("libcufft.so.11")));
    said = DETAILS(ERROR_OF("libcufft.so.11", "Error: file too short"));
    CHECK(strstr(said, IS_DAMAGED("libcufft.so.11")));
    said = DETAILS(ERROR_OF("libcufft.so.11", "file too short"));
    CHECK(strstr(said, IS_DAMAGED("libcufft.so.11")));
}

/* PyTorch needs them to be imported at all. */
TEST(a_framework_that_goes_on_without_the_library_ends_on_the_cpu)
{
#define MISFIT ERROR_OF("libcublas.so.12", "libcublas.so.12: undefined symbol: cublasLtCreate")
    CHECK(strstr(DETAILS("env framework: tensorflow", MISFIT), "cublas-conflict, cpu, "));
    CHECK(strstr(DETAILS("env framework: keras", MISFIT), "cublas-conflict, cpu, "));
    CHECK(strstr(DETAILS("env framework: torch", MISFIT), "cublas-conflict, fails, "));
    CHECK(strstr(DETAILS(MISFIT), "cublas-conflict, fails, "));
}

TEST(the_file_of_which_the_loader_speaks_may_be_another_one)
{
    CHECK_TEXT(DETAILS(FAILED("libcudnn.so.9: /x/libcublas.so.12: undefined symbol: cublasLtX")),
               "cublas-conflict, fails, by log.txt:1: libcublas.so.12 is there, and does not fit "
               "what it is loaded with\n"
               "  about libcudnn.so.9\n"
               "  log.txt:1: saw library-failed/libcudnn.so.9: /x/libcublas.so.12: undefined "
               "symbol: cublasLtX\n");
    CHECK_TEXT(SAYS_FIRST(FAILED("libcudnn.so.9: libcublas.so.12: file too short")),
               "the file of libcublas.so.12 is damaged");
    CHECK_TEXT(SAYS_FIRST(FAILED("libcudnn.so.9: python: file too short")),
               "the file of libcudnn.so.9 is damaged");
}

TEST(who_calls_whom_tells_which_pair_does_not_fit)
{
    CHECK_TEXT(CAUSES(FAILED("libcublas.so.12: libcublas.so.12: undefined symbol: cublasLtX")),
               "cublas-conflict");
    CHECK_TEXT(CAUSES(FAILED("libcublas.so.12: libcublas.so.12: undefined symbol: cudaX")),
               "cuda-version-mismatch");
    CHECK_TEXT(CAUSES(FAILED("libcudnn.so.9: libcudnn_graph.so.9: undefined symbol: abc")),
               "cudnn-version-mismatch");
    CHECK_TEXT(CAUSES(FAILED("libcusolver.so.11: libcusolver.so.11: undefined symbol: cudnnX")),
               "cudnn-version-mismatch");
    CHECK_TEXT(CAUSES(FAILED("libcusolver.so.11: libcusolver.so.11: undefined symbol: cusparseX")),
               "cuda-version-mismatch");
}

TEST(tensorflow_goes_on_without_what_it_cannot_open)
{
    CHECK_TEXT(VERDICT(FAILED("libcublas.so.12: undefined symbol")), "fails");
    CHECK_TEXT(VERDICT("env framework: torch", FAILED("libcublas.so.12: undefined symbol")),
               "fails");
    CHECK_TEXT(VERDICT("env framework: tensorflow", FAILED("libcublas.so.12: undefined symbol")),
               "cpu");
    CHECK_TEXT(VERDICT("env framework: keras", FAILED("libcublas.so.12: undefined symbol")), "cpu");
    CHECK_TEXT(CAUSES(FAILED("libcublas.so.12: wrong ELF class: ELFCLASS32")), "library-damaged?");
    CHECK_TEXT(VERDICT("surely library-damaged"), "cpu");
    CHECK_TEXT(VERDICT("surely library-damaged", "saw process-died"), "fails");
}

/* ---- What is installed ---- */

#define CUDA(version)  "log toolkit-cuda: " version
#define CUDNN(version) "log toolkit-cudnn: " version

TEST(a_toolkit_of_another_version)
{
    CHECK_TEXT(DETAILS(CUDA("10.2"), FAILED("libcudart.so.10.1")),
               "cuda-version-mismatch, cpu, by log.txt:2: libcudart.so.10.1 is asked for, and CUDA "
               "10.2 is installed\n"
               "  about libcudart.so.10.1\n"
               "  log.txt:2: saw library-failed/libcudart.so.10.1\n"
               "  log.txt:1: version 10.2\n");
    CHECK_TEXT(DETAILS(CUDNN("8.9"), FAILED("libcudnn.so.9")),
               "cudnn-version-mismatch, cpu, by log.txt:2: libcudnn.so.9 is asked for, and cuDNN "
               "8.9 is installed\n"
               "  about libcudnn.so.9\n"
               "  log.txt:2: saw library-failed/libcudnn.so.9\n"
               "  log.txt:1: version 8.9\n");
}

TEST(a_toolkit_of_that_version_is_perhaps_not_on_the_path)
{
    CHECK_TEXT(DETAILS(CUDA("11.8"), FAILED("libcudart.so.11.0")),
               "cuda-libs-not-on-path?, cpu, by log.txt:2: CUDA 11.8 is said to be installed, and "
               "libcudart.so.11.0 is not found\n"
               "  about libcudart.so.11.0\n"
               "  log.txt:2: saw library-failed/libcudart.so.11.0\n"
               "  log.txt:1: version 11.8\n");
    CHECK_TEXT(DETAILS(CUDNN("9.1"), FAILED("libcudnn.so.9")),
               "cuda-libs-not-on-path?, cpu, by log.txt:2: cuDNN 9.1 is said to be installed, and "
               "libcudnn.so.9 is not found\n"
               "  about libcudnn.so.9\n"
               "  log.txt:2: saw library-failed/libcudnn.so.9\n"
               "  log.txt:1: version 9.1\n");
    CHECK_TEXT(CAUSES(CUDA("11.8"), FAILED("libcudart.so.11.0"), "refuted cuda-libs-not-on-path"),
               "cuda-libs-missing?");
}

TEST(a_toolkit_tells_only_of_libraries_that_have_its_version)
{
    CHECK_TEXT(CAUSES(CUDA("11.8"), FAILED("libcurand.so.10")), "cuda-libs-missing?");
    CHECK_TEXT(CAUSES(CUDA("11.8"), FAILED("libcudart")), "cuda-libs-missing?");
    CHECK_TEXT(CAUSES(CUDA("unknown"), FAILED("libcudart.so.12")), "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES(CUDNN("unknown"), FAILED("libcudnn.so.9")), "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES(CUDNN("8.9"), FAILED("libcudnn_graph.so.9")), "cudnn-sublib-missing");
}

TEST(versions_in_the_names_of_windows)
{
    CHECK_TEXT(CAUSES(CUDA("10.2"), FAILED("cudart64_101.dll")), "cuda-version-mismatch");
    CHECK_TEXT(CAUSES(CUDA("10.1"), FAILED("cudart64_101.dll")), "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES(CUDA("8.0"), FAILED("cudart64_80.dll")), "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES(CUDA("7.5"), FAILED("cudart64_75.dll")), "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES(CUDA("8.0"), FAILED("cudart64_75.dll")), "cuda-version-mismatch");
    CHECK_TEXT(CAUSES(CUDA("12.3"), FAILED("cudart64_12.dll")), "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES(CUDA("11.8"), FAILED("cudart64_12.dll")), "cuda-version-mismatch");
    CHECK_TEXT(CAUSES(CUDNN("7.6"), FAILED("cudnn64_8.dll")), "cudnn-version-mismatch");
    CHECK_TEXT(CAUSES(CUDNN("8.1"), FAILED("cudnn64_8.dll")), "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES(CUDNN("7.6"), FAILED("cudnn64_x.dll")), "cudnn-missing?");
    CHECK_TEXT(CAUSES(CUDNN("7.6"), FAILED("cudnn64_8")), "cudnn-missing?");
    CHECK_TEXT(CAUSES(CUDNN("7.6"), FAILED("cudnn.dll")), "cudnn-missing?");
}

TEST(files_that_a_listing_shows)
{
    CHECK_TEXT(DETAILS(FAILED("libcudnn.so.9"), "library/libcudnn.so.9 installed-at: /x/a, /x/b",
                       "library/libcudnn.so.9 other-versions: libcudnn.so.8"),
               "cuda-libs-not-on-path, cpu, by log.txt:1: libcudnn.so.9 is installed, and is not "
               "found where it is looked for\n"
               "  about libcudnn.so.9\n"
               "  log.txt:1: saw library-failed/libcudnn.so.9\n"
               "  log.txt:2: /x/a\n");
    CHECK_TEXT(
        DETAILS(FAILED("libcudnn.so.9"), "library/libcudnn.so.9 other-versions: libcudnn.so.8"),
        "cudnn-version-mismatch, cpu, by log.txt:1: libcudnn.so.9 is asked for, and "
        "libcudnn.so.8 is installed\n"
        "  about libcudnn.so.9\n"
        "  log.txt:1: saw library-failed/libcudnn.so.9\n"
        "  log.txt:2: libcudnn.so.8\n");
    CHECK_TEXT(CAUSES(FAILED("libcublas.so.12"),
                      "library/libcublas.so.12 other-versions: libcublas.so.11"),
               "cuda-version-mismatch");
}

/* ---- Packages of NVIDIA ---- */

#define PACKAGES "env cuda-packages: nvidia-cublas-cu12 12.5.3.2, nvidia-cudnn-cu12 9.3.0.75"

TEST(libraries_of_packages_are_perhaps_not_on_the_path)
{
    CHECK_TEXT(DETAILS(PACKAGES, FAILED("libcublas.so.12")),
               "cuda-libs-not-on-path?, cpu, by log.txt:2: nvidia-cublas-cu12 12.5.3.2 is "
               "installed, and libcublas.so.12 is not found\n"
               "  about libcublas.so.12\n"
               "  log.txt:2: saw library-failed/libcublas.so.12\n"
               "  log.txt:1: nvidia-cublas-cu12 12.5.3.2\n");
    CHECK_TEXT(CAUSES(PACKAGES, FAILED("libcublas.so.12"), "refuted cuda-libs-not-on-path"),
               "cuda-libs-missing?");
    CHECK_TEXT(CAUSES(PACKAGES, FAILED("libcudnn_graph.so.9")), "cudnn-sublib-missing");
}

TEST(a_framework_that_gives_up_without_a_name_needs_its_packages_found)
{
    CHECK_TEXT(DETAILS(PACKAGES, "saw libraries-failed"),
               "cuda-libs-not-on-path?, cpu, by log.txt:2: the packages of NVIDIA are installed, "
               "and a library of CUDA is not found\n"
               "  log.txt:2: saw libraries-failed\n"
               "  log.txt:1: nvidia-cublas-cu12 12.5.3.2\n");
    CHECK_TEXT(CAUSES("saw libraries-failed"), "");
    CHECK_TEXT(CAUSES(PACKAGES), "");
    CHECK_TEXT(CAUSES(PACKAGES, "saw libraries-failed", FAILED("libcudnn_graph.so.9")),
               "cudnn-sublib-missing");
}

TEST(a_cudnn_that_does_not_answer_is_perhaps_missing)
{
#define UNANSWERED "saw cudnn-unanswered"
    CHECK_TEXT(CAUSES(UNANSWERED), "cudnn-missing?");
    CHECK_TEXT(CAUSES(UNANSWERED, "saw library-failed/libfoo.so.1"), "cudnn-missing?");
    CHECK_TEXT(CAUSES(UNANSWERED, "saw library-failed/libcudnn.so.8", "log toolkit-cudnn: 7.6"),
               "cudnn-version-mismatch");
    CHECK_TEXT(DETAILS(UNANSWERED, "saw library-failed/libcudnn.so.8"),
               "cudnn-missing?, cpu, by log.txt:2: libcudnn.so.8 cannot be opened\n"
               "  about libcudnn.so.8\n"
               "  log.txt:2: saw library-failed/libcudnn.so.8\n");
    CHECK_TEXT(CAUSES("saw library-failed/libfoo.so.1"), "");
}

TEST(libraries_of_packages_that_a_wheel_passes_by)
{
#define CUBLAS                                                                                     \
    FAILED("libcublas.so.12"), "env cuda-packages: nvidia-cublas-cu12 12.3.4.1",                   \
        "saw library-opened/libcudart.so.12"
    CHECK_TEXT(CAUSES("env framework: tensorflow", "env framework-version: 2.16.1", CUBLAS),
               "cuda-libs-not-on-path");
    CHECK_TEXT(CAUSES("env framework: keras", "env framework-version: 2.16.1", CUBLAS),
               "cuda-libs-not-on-path");
    CHECK_TEXT(CAUSES("env framework: torch", "env framework-version: 2.16.1", CUBLAS),
               "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES("env framework: tensorflow", "env framework-version: 2.17.1", CUBLAS),
               "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES("env framework: tensorflow", "env framework-version: 2.16.1",
                      FAILED("libcurand.so.10"), "env cuda-packages: nvidia-curand-cu12 10.3.4.1",
                      "saw library-opened/libcudart.so.12"),
               "cuda-libs-not-on-path?");
    CHECK_TEXT(CAUSES("env framework: tensorflow", "env framework-version: 2.21.0",
                      FAILED("libcusolver.so.11"),
                      "env cuda-packages: nvidia-cusolver-cu12 11.3.4.1",
                      "saw library-opened/libcudart.so.12"),
               "cuda-libs-not-on-path");
}

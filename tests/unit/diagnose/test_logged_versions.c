/* Versions that cannot work together. */
#include "logged_case.h"

#define FAILED(name)     "saw library-failed/" name
#define CUDA(version)    "log toolkit-cuda: " version
#define CUDNN(version)   "log toolkit-cudnn: " version
#define TF               "env framework: tensorflow"
#define TORCH            "env framework: torch"
#define RELEASE(version) "env framework-version: " version
#define NAMED(version)   "named framework-version: " version
#define ONNX(version)    "owners/onnxruntime framework-version: " version
#define CARD(name)       "saw gpu-named: " name
#define PYTHON(version)  "env python-version: " version
#define NONE             "saw listed-none"
#define TROUBLE          "saw trouble-told"
#define OPEN             "open cuda-libs-missing, cuda-version-mismatch"
#define TOO_OLD          "compute-capability-too-low?"
#define TOO_NEW          "compute-capability-too-new?"

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
    CHECK_TEXT(CAUSES(ONNX("1.16"), CUDA("12.0")), "");
    CHECK_TEXT(CAUSES(ONNX("1.16"), CUDA("12.0"), "saw raised"), "cuda-version-mismatch?");
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

TEST(each_toolkit_that_has_every_library_of_a_release)
{
    static const struct {
        const char *release, *toolkit, *causes;
    } ROWS[] = {
        {RELEASE("2.4.0"), CUDA("11.1"), "cuda-version-mismatch?"},
        {RELEASE("2.4.0"), CUDA("11.0"), ""},
        {RELEASE("2.4.0"), CUDA("11"), ""},
        {RELEASE("2.4.0"), CUDA("10"), "cuda-version-mismatch?"},
        {RELEASE("2.5.0"), CUDA("11.0"), "cuda-version-mismatch?"},
        {RELEASE("2.5.0"), CUDA("11.8"), ""},
        {RELEASE("2.15.0"), CUDA("12.6"), ""},
        {RELEASE("2.15.0"), CUDA("13.0"), "cuda-version-mismatch?"},
        {RELEASE("2.12.0"), CUDNN("8.4"), "cudnn-version-mismatch?"},
        {RELEASE("2.12.0"), CUDNN("8.9"), ""},
        {RELEASE("2.12.0"), CUDNN("8"), ""},
        {RELEASE("2.12.0"), CUDNN("9"), "cudnn-version-mismatch?"},
        {RELEASE("2.3.0"), CUDNN("7605"), ""},
        {RELEASE("2.3.0"), CUDNN("7402"), "cudnn-version-mismatch?"},
        {RELEASE("2.18.0"), CUDNN("91002"), ""},
        {RELEASE("2.18.0"), CUDNN("90300"), ""},
        {RELEASE("2.18.0"), CUDNN("8907"), "cudnn-version-mismatch?"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(CAUSES(TF, ROWS[i].release, ROWS[i].toolkit, TROUBLE), ROWS[i].causes);
}

TEST(a_card_that_a_release_has_no_kernels_for)
{
    static const struct {
        const char *release, *card, *causes;
    } ROWS[] = {
        {RELEASE("1.6.0"), CARD("GeForce RTX 3090"), TOO_NEW},
        {RELEASE("1.7.1+cu110"), CARD("GeForce RTX 3090"), ""},
        {RELEASE("1.7.1+cu92"), CARD("GeForce RTX 2080"), TOO_NEW},
        {RELEASE("1.7.1+cu92"), CARD("Tesla V100"), ""},
        {RELEASE("2.6.0"), CARD("NVIDIA GeForce RTX 5090"), TOO_NEW},
        {RELEASE("2.7.0+cu128"), CARD("NVIDIA GeForce RTX 5090"), ""},
        {RELEASE("2.1.0"), CARD("Tesla K80"), TOO_OLD},
        {RELEASE("1.12.0"), CARD("Tesla K80"), ""},
        {RELEASE("2.1.0"), CARD("some card"), ""},
        {RELEASE("0.1"), CARD("Tesla K80"), ""},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(CAUSES(TORCH, ROWS[i].release, ROWS[i].card, TROUBLE), ROWS[i].causes);
    CHECK_TEXT(DETAILS(TORCH, RELEASE("2.1.0"), "saw named-gpu: Tesla K80", TROUBLE),
               "compute-capability-too-low?, cpu, by log.txt:3: Tesla K80 is of compute capability "
               "3.7, and PyTorch 2.1.0 has kernels from 5.0 on\n"
               "  log.txt:3: saw named-gpu: Tesla K80\n"
               "  log.txt:2: version 2.1.0\n");
    CHECK_TEXT(CAUSES(TORCH, RELEASE("1.6.0"), "env build-cuda: 11.0", CARD("RTX 3090"), TROUBLE),
               "");
}

TEST(a_card_that_a_toolkit_has_no_kernels_for)
{
    CHECK_TEXT(
        DETAILS(CUDA("10.2"), CARD("RTX 3090"), TROUBLE),
        "compute-capability-too-new?, fails, by log.txt:2: RTX 3090 is newer than CUDA 10.2\n"
        "  log.txt:2: saw gpu-named: RTX 3090\n");
    CHECK_TEXT(CAUSES(CUDA("11.0"), CARD("RTX 3090"), TROUBLE), "");
    CHECK_TEXT(CAUSES(CUDA("13.0"), CARD("RTX 5090"), TROUBLE), "");
    CHECK_TEXT(CAUSES(CUDA("10.2"), CARD("a card"), TROUBLE), "");
    CHECK_TEXT(CAUSES(CUDA("10.2"), TROUBLE), "");
    CHECK_TEXT(CAUSES(CARD("RTX 3090"), TROUBLE), "");
}

TEST(a_python_that_there_is_no_file_for)
{
    CHECK_TEXT(
        DETAILS(TF, RELEASE("2.10.0"), PYTHON("3.11.4"), TROUBLE),
        "python-version-no-wheel?, fails, by log.txt:3: there is no file of TensorFlow 2.10.0 "
        "for Python 3.11.4\n"
        "  log.txt:2: version 2.10.0\n");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.10.0"), PYTHON("3.10.1"), TROUBLE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.10.0"), PYTHON("4"), TROUBLE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.10.0"), PYTHON("3.11.4"), NONE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.10.0"), PYTHON("3.11.4"), TROUBLE, "saw framework-speaks"),
               "");
}

TEST(versions_that_sentences_only_name)
{
    CHECK_TEXT(CAUSES(TF, NAMED("2.11.0"), CUDA("12.0"), TROUBLE), "cuda-version-mismatch?");
    CHECK_TEXT(CAUSES(TF, NAMED("2.11.0"), "named toolkit-cuda: 12.0", TROUBLE),
               "cuda-version-mismatch?");
    CHECK_TEXT(CAUSES(TF, NAMED("2.11.0"), RELEASE("2.15.0"), CUDA("12.0"), TROUBLE), "");
    CHECK_TEXT(CAUSES("named framework: tensorflow", NAMED("2.11.0"), CUDA("12.0"), TROUBLE),
               "cuda-version-mismatch?");
    CHECK_TEXT(CAUSES("env framework: keras", "named framework: tensorflow", NAMED("2.11.0"),
                      CUDA("12.0"), TROUBLE),
               "cuda-version-mismatch?");
    CHECK_TEXT(CAUSES("env framework: keras", NAMED("2.11.0"), CUDA("12.0"), TROUBLE), "");
    CHECK_TEXT(
        CAUSES(TORCH, RELEASE("2.1.0"), CARD("RTX 3090"), "saw named-gpu: Tesla K80", TROUBLE), "");
}

TEST(a_card_that_is_newer_than_the_runtime_that_was_opened)
{
#define FOUND "saw capability-found: 8.6"
    CHECK_TEXT(DETAILS(FOUND, "saw library-opened/libcudart.so.10.1", "saw start-is-slow"),
               "compute-capability-too-new, slow, by log.txt:1: this card, of compute capability "
               "8.6, is newer than libcudart.so.10.1\n"
               "  log.txt:1: saw capability-found: 8.6\n"
               "  log.txt:2: saw library-opened/libcudart.so.10.1\n");
    CHECK_TEXT(DETAILS(FOUND, "saw library-opened/libcudart.so.10.1", "saw raised"),
               "compute-capability-too-new, fails, by log.txt:1: this card, of compute capability "
               "8.6, is newer than libcudart.so.10.1\n"
               "  log.txt:1: saw capability-found: 8.6\n"
               "  log.txt:2: saw library-opened/libcudart.so.10.1\n");
    CHECK_TEXT(CAUSES(FOUND, "saw library-opened/libcudart.so.10.1"), "");
    CHECK_TEXT(CAUSES(FOUND, "saw library-opened/cudart64_101.dll", "saw raised"),
               "compute-capability-too-new");
    CHECK_TEXT(CAUSES(FOUND, "saw library-opened/cudart64_75.dll", "saw raised"),
               "compute-capability-too-new");
    CHECK_TEXT(CAUSES(FOUND, "saw library-opened/cudart64_12.dll", "saw raised"), "");
    CHECK_TEXT(CAUSES(FOUND, "saw library-opened/cudart64_110.dll", "saw raised"), "");
}

TEST(a_wheel_that_does_not_find_the_packages_that_it_asks_for)
{
#define ASKED "saw and-cuda-asked"
    CHECK_TEXT(DETAILS(TF, RELEASE("2.16.1"), ASKED, TROUBLE),
               "cuda-libs-not-on-path?, cpu, by log.txt:3: this release does not find all "
               "libraries of the packages of NVIDIA that come with it\n"
               "  log.txt:3: saw and-cuda-asked\n"
               "  log.txt:2: version 2.16.1\n");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.17.0"), ASKED, TROUBLE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.18.0"), ASKED, TROUBLE), "");
    CHECK_TEXT(CAUSES(TF, RELEASE("2.15.0"), ASKED, TROUBLE), "");
    CHECK_TEXT(CAUSES(TORCH, RELEASE("2.1.0"), ASKED, TROUBLE), "");
}

TEST(of_several_releases_none_may_know_a_card)
{
    CHECK_TEXT(DETAILS("named framework: torch", "newest framework-version: 1.6.0",
                       CARD("RTX 3090"), TROUBLE),
               "compute-capability-too-new?, fails, by log.txt:3: RTX 3090 is newer than CUDA "
               "10.2, for which PyTorch 1.6.0 is built\n"
               "  log.txt:3: saw gpu-named: RTX 3090\n"
               "  log.txt:2: version 1.6.0\n");
    CHECK_TEXT(DETAILS("named framework: tensorflow", "newest framework-version: 1.14.0",
                       CARD("RTX 3090"), TROUBLE),
               "compute-capability-too-new?, fails, by log.txt:3: RTX 3090 is newer than CUDA "
               "10.0, for which TensorFlow 1.14.0 is built\n"
               "  log.txt:3: saw gpu-named: RTX 3090\n"
               "  log.txt:2: version 1.14.0\n");
    CHECK_TEXT(CAUSES("newest framework-version: 1.6.0", CARD("RTX 3090"), TROUBLE), "");
}

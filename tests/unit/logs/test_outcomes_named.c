/* What a report names without stating it: versions in sentences, and files of libraries. */
#include "judged_log.h"

TEST(versions_in_sentences_that_state_nothing)
{
    static const Told ROWS[] = {
        {"Why does TF 2.4.1 not work with CUDA 10.1?\n", "cuda-version-mismatch"},
        {"Why does TF 2.4.1 not work with CUDA 10.1?\nDoes TF 2.3 not either?\n", ""},
        {"TF 2.4.1 runs with CUDA 10.1\n", ""},
        {"tensorflow v2.1.0-rc2-17-ge5bf8de410 does not work with CUDA 10.2\n",
         "cuda-version-mismatch"},
        {"tensorflow-gpu 1.12 does not work with CUDA 10.0\n", "cuda-version-mismatch"},
        {"onnxruntime 1.16 can't use CUDA 12.1\n", "cuda-version-mismatch"},
        {"torch 1.6.0 fails on cuda:0 of an RTX 2080\n", ""},
        {"TF 2.4 and TF 2.4.1 fail with CUDA 10.1\n", "cuda-version-mismatch"},
        {"torch 1.6.0 doesn't work on my RTX 3090\n", "compute-capability-too-new"},
        {"Why doesn't TF 2.12.0 see my GPU on Windows 11?\n", "windows-native-unsupported"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(files_of_libraries_that_any_program_misses)
{
    static const Told ROWS[] = {
        {"not able to find libcudnn.so.7, cuDNN 8.0.4 is installed\n", "cudnn-missing"},
        {"OSError: libcudart.so.11.0: cannot open shared object file: No such file or directory\n",
         "cuda-libs-missing"},
        {"cannot opened dynamic library cudart64_101.dll, CUDA 10.2\n", "cuda-version-mismatch"},
        {"Error: Could not load library libcudnn_cnn_infer.so.8\n", "cudnn-sublib-missing"},
        {"a warning: unable to load (/opt/lib/libcublas.so.12).\n", "cuda-libs-missing"},
        {"Successfully opened libcudart.so.11.0 and not found anything\n", ""},
        {"libcudart.so.11.0 is loaded\n", ""},
        {"libfoo.so.11 is not found\n", ""},
        {"libcudnn.so.8-backup is not found\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

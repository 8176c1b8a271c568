/* What people write of builds, packages, libraries and layers, from the words to the cause. */
#include "judged_log.h"

TEST(sentences_about_packages)
{
    static const Told ROWS[] = {
        {"pip install tensorflow tensorflow-gpu\n", "conflicting-tf-packages"},
        {"I use tensorflow-gpu. Installing keras requires TensorFlow as a dependency\n",
         "conflicting-tf-packages"},
        {"I use tensorflow. Installing keras requires TensorFlow as a dependency\n", ""},
        {"I have tensorflow-gpu. After installing keras, only CPU devices are listed\n",
         "conflicting-tf-packages"},
        {"I have a package. After installing keras, only CPU devices are listed\n", ""},
        {"Both onnxruntime and onnxruntime-gpu are there\n", "conflicting-tf-packages"},
        {"tensorflow-directml-plugin is installed, and CUDA 11.2\n", "gpu-plugin-replaces-cuda"},
        {"tensorflow-directml-plugin is installed\n", ""},
        {"Keras ignores the TensorFlow backend and uses theano\n", "keras-backend-not-tf"},
        {"Keras ignores the TensorFlow backend\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_what_helped_a_build)
{
    static const Told ROWS[] = {
        {"Downgrading to CUDA 10.0 fixed it\n", "cuda-version-mismatch"},
        {"Downgrading to CUDA 10.0 did not fix it\n", ""},
        {"Downgrading to cuDNN 7.6 solved it\n", "cudnn-version-mismatch"},
        {"Installing cuda-nvcc fixed the error\n", "libdevice-or-ptxas-missing"},
        {"Installing tensorflow-metal fixed the problem\n", "macos-no-metal"},
        {"A python 3.8 environment fixed the problem\n", "python-version-no-wheel"},
        {"Switching to another Jupyter kernel fixed the problem\n", "wrong-python-env"},
        {"Setting num_workers=8 and prefetch fixed the problem\n", "input-pipeline-bound"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_systems_and_makers)
{
    static const Told ROWS[] = {
        {"My MacBook does not use its GPU with tensorflow 2.5\n", "macos-no-metal"},
        {"My MacBook has tensorflow 2.5\n", ""},
        {"My MacBook does not use its GPU with tensorflow 2.5 and tensorflow-metal\n", ""},
        {"Ubuntu on my MacBook does not use its GPU with tensorflow 2.5\n", ""},
        {"TF 2.12.0 does not find my GPU on Windows 11\n", "windows-native-unsupported"},
        {"Traceback (most recent call last)\nTF 2.12.0 crashes on Windows 11\n", ""},
        {"tensorflow does not see the GPU.\nGPU: Radeon RX 580\n", "rocm-wrong-package"},
        {"OS: Windows 10\ntensorflow does not see the GPU.\nGPU: Radeon RX 580\n", "no-nvidia-gpu"},
        {"tensorflow does not see the GPU.\nGPU: Intel UHD 620\n", "no-nvidia-gpu"},
        {"tensorflow runs with the GPU.\nGPU: Intel UHD 620\n", ""},
        {"rocm: tensorflow does not see the GPU.\nGPU: Radeon RX 580\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(sentences_about_layers_and_types)
{
    static const Told ROWS[] = {
        {"My LSTM takes longer than before\n", "lstm-not-cudnn"},
        {"My LSTM is accurate\n", ""},
        {"the minimum required compute capability is 3.7\n", "compute-capability-too-low"},
        {"the compute capability is 3.7\n", ""},
        {"float64 does not work on the GPU\n", "dtype-no-gpu-kernel"},
        {"this layer is only implemented for CPU\n", "op-no-gpu-kernel"},
        {"It cannot find libdevice\n", "libdevice-or-ptxas-missing"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(where_a_file_is_read_to_says_nothing)
{
    static const Told ROWS[] = {
        {"It does not use the GPU, it is on the cpu.\n```python\nimport torch\n"
         "state = torch.load('a.pt', map_location=torch.device('cpu'))\n```\n",
         ""},
        {"It does not use the GPU, it is on the cpu.\n```python\nimport torch\n"
         "model.to(torch.device('cpu'))\n```\n",
         "explicit-cpu-placement"},
    };
    CHECK_ROOTS(ROWS);
}

TEST(what_nvidia_smi_says_of_cuda_is_not_installed)
{
    static const Told ROWS[] = {
        {"TF 2.4.1 does not see the GPU, CUDA is 10.1\n", "cuda-version-mismatch"},
        {"TF 2.4.1 does not see the GPU, nvidia-smi says CUDA 10.1\n", ""},
        {"Python 3.8, TF 2.4.1 does not see the GPU, driver version 460 with CUDA 10.1\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

TEST(a_notebook_with_another_release)
{
    static const Told ROWS[] = {
        {"In Jupyter:\n>>> tf.__version__\n'2.1.0'\n$ pip list\ntensorflow   2.3.1\n",
         "wrong-python-env"},
        {"In Jupyter:\n>>> tf.__version__\n'2.3.1'\n$ pip list\ntensorflow   2.3.1\n", ""},
        {">>> tf.__version__\n'2.1.0'\n$ pip list\ntensorflow   2.3.1\n", ""},
    };
    CHECK_ROOTS(ROWS);
}

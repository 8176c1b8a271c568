#include "expected.h"
#include "harness.h"
#include "report_shown.h"

TEST(what_programs_print_is_read)
{
    static const char *const SAMPLES[] = {"calls", "collected", "variables", "samples"};
    const char *shown = "";
    for (size_t i = 0; i < sizeof SAMPLES / sizeof *SAMPLES; i++)
        shown = arena_printf(
            test_arena(), "%s%s", shown,
            report_sample(arena_printf(test_arena(), "report_programs/%s", SAMPLES[i])));
    CHECK_EXPECTED(shown, "parse/expected/report_programs.txt");
}

TEST(a_result_belongs_to_the_call_that_was_shown)
{
    CHECK_TEXT(report_short("False"), "");
    CHECK_TEXT(report_short("[]"), "");
    CHECK_TEXT(report_short(">>> torch.cuda.is_available()\n>>> x\nFalse"), "");
    CHECK_TEXT(report_short("x = torch.cuda.is_available()\nFalse"), "");
    CHECK_TEXT(report_short("if torch.cuda.is_available(): print(1)\nFalse"), "");
    CHECK_TEXT(report_short("print(\"GPU:\", torch.cuda.is_available())\nFalse"), "");
    CHECK_TEXT(report_short("print(\"GPU:\", torch.cuda.is_available())\nGPU: False"),
               "framework torch gpu-available=false");
    CHECK_TEXT(report_short("[PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')]"),
               "");
    CHECK_TEXT(report_short("tf.config.list_physical_devices('CPU')\n[]"), "");
}

TEST(the_first_of_several_interpreters_runs)
{
    CHECK_TEXT(report_short("$ which -a python\n/a/bin/python\n/b/bin/python"),
               "python executable=/a/bin/python");
}

TEST(a_dictionary_may_have_a_line_for_each_entry)
{
    CHECK_TEXT(report_short("{'cpu_compiler': '/usr/bin/gcc',\n 'cuda_version': '12.3',\n"
                            " 'is_cuda_build': True}\n'cudnn_version': '8'"),
               "framework tensorflow build-cuda=12.3; framework tensorflow built-with-cuda=true");
    CHECK_TEXT(report_short("{'a': 1,\n'cuda_version': '12.3'}"), "");
}

TEST(a_container_without_a_gpu_is_told_only_when_all_options_are_known)
{
    CHECK_TEXT(report_short("$ docker run -it image bash --gpus all"),
               "container docker image=image; container docker no-gpu-option=image");
    CHECK_TEXT(report_short("$ docker run --runtime=nvidia image"),
               "container docker runtime=nvidia; container docker image=image");
    CHECK_TEXT(report_short("$ docker run --device /dev/nvidia0 image"),
               "container docker device=/dev/nvidia0; container docker image=image");
    CHECK_TEXT(report_short("$ docker run --unheard-of thing image"), "");
    CHECK_TEXT(report_short("$ docker run $OPTIONS image"), "");
    CHECK_TEXT(report_short("$ docker run -it"), "");
    CHECK_TEXT(report_short("$ singularity exec --nv a.sif python b.py"),
               "container singularity gpus=--nv");
    CHECK_TEXT(report_short("apptainer run --rocm docker://rocm/tensorflow"),
               "container apptainer gpus=--rocm");
    CHECK_TEXT(report_short("singularity shell a.simg"),
               "container singularity no-gpu-option=a.simg");
    CHECK_TEXT(report_short("singularity exec -B /data a.img --nv"),
               "container singularity no-gpu-option=a.img");
    CHECK_TEXT(report_short("singularity exec does not find the GPU"), "");
    CHECK_TEXT(report_short("singularity build a.sif docker://b"), "");
    CHECK_TEXT(report_short(">>> singularity shell a.sif"), "");
    CHECK_TEXT(report_short("enroot exec a.sif"), "");
    CHECK_TEXT(report_short("$ docker build --gpus all ."), "");
}

TEST(a_variable_in_prose_is_not_set)
{
    CHECK_TEXT(report_short("CUDA_VISIBLE_DEVICES=0 is what I use"), "");
    CHECK_TEXT(report_short("LD_LIBRARY_PATH should be set"), "");
    CHECK_TEXT(report_short("HOME=/home/me"), "");
    CHECK_TEXT(report_short("os.environ[\"CUDA_VISIBLE_DEVICES\"] = devices"), "");
    CHECK_TEXT(report_short("# export CUDA_VISIBLE_DEVICES=0"),
               "variable CUDA_VISIBLE_DEVICES exported=0");
}

TEST(what_only_looks_like_a_sample_is_none)
{
    CHECK_TEXT(report_short("Device 0: \"NVIDIA GeForce GTX 1650\""),
               "gpu name=NVIDIA GeForce GTX 1650");
    CHECK_TEXT(report_short("Device 0: the first"), "");
    CHECK_TEXT(report_short("Device x: \"NVIDIA\""), "");
    CHECK_TEXT(report_short("Detected 2 CUDA Capable device(s)"), "driver gpus=2");
    CHECK_TEXT(report_short("Detected 2 faults"), "");
    CHECK_TEXT(report_short("CUDA Driver Version / Runtime Version          11.4 / x"),
               "driver cuda-ceiling=11.4");
    CHECK_TEXT(report_short("CUDA Driver Version                           : 12.4"),
               "driver cuda-ceiling=12.4");
    CHECK_TEXT(report_short("CUDA Device Initialized                       : True"), "");
    CHECK_TEXT(report_short("CUDA Device Initialized                       : False"),
               "framework numba gpu-available=false");
    CHECK_TEXT(report_short("id 0    b'Tesla T4'    [SUPPORTED]"), "gpu name=Tesla T4");
    CHECK_TEXT(report_short("id 0    Tesla    [SUPPORTED]"), "");
    CHECK_TEXT(report_short("Mapped libcuda.so paths:\nnone\n/usr/lib/stubs/libcuda.so"),
               "library libcuda.so file=/usr/lib/stubs/libcuda.so");
    CHECK_TEXT(report_short("Finding driver from candidates:\n\tlibcuda.so\n"
                            "\t/usr/lib/libcuda.so.1\nUsing it\n/usr/lib/libcuda.so.1"),
               "library libcuda.so.1 file=/usr/lib/libcuda.so.1");
    CHECK_TEXT(report_short("device info: TPU v4-4, 4 local devices\""), "");
    CHECK_TEXT(report_short("device info: cpu-1, 1 local devices\""), "framework jax gpus=0");
    CHECK_TEXT(report_short("device info: Tesla T4-2, 2 local devices\""), "framework jax gpus=2");
    CHECK_TEXT(report_short("device info: cpu, 1 local devices"), "");
    CHECK_TEXT(report_short("device info: -1, 1 local devices"), "");
}

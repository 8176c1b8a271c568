/* What is seen from outside, and what follows from it. */
#include "run/signs.h"

#include "harness.h"

#define LINE(path) "7f0000000000-7f0000001000 r-xp 00000000 fe:00 4711    " path "\n"
#define TENSORFLOW LINE("/v/tensorflow/libtensorflow_framework.so.2")
#define DRIVER     LINE("/usr/lib/libcuda.so.580.65.06")
#define SIX                                                                                        \
    LINE("/v/nvidia/libcudart.so.12")                                                              \
    LINE("/v/nvidia/libcublas.so.12")                                                              \
    LINE("/v/nvidia/libcublasLt.so.12")                                                            \
    LINE("/v/nvidia/libcufft.so.11")                                                               \
    LINE("/v/nvidia/libcusparse.so.12") LINE("/v/nvidia/libcudnn.so.9")
#define ALL SIX LINE("/v/nvidia/libcusolver.so.11")

static Signs seen(const char *maps)
{
    Signs signs = {0};
    signs_of_maps(&signs, text_of(maps));
    return signs;
}

static Signs made(const char *maps)
{
    Signs signs = seen(maps);
    sign_of_thread(&signs, TEXT("python\n"));
    sign_of_thread(&signs, TEXT("tf_Compute\n"));
    return signs;
}

static Signs with_nodes(Signs signs)
{
    sign_of_open_file(&signs, TEXT("/dev/nvidia-uvm"));
    sign_of_open_file(&signs, TEXT("/dev/nvidia0"));
    return signs;
}

static Placement placement(Signs signs)
{
    return placement_of(&signs);
}

TEST(before_its_devices_are_made_nothing_is_decided)
{
    CHECK_NUMBER(placement(seen("")), PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(seen(TENSORFLOW)), PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(seen(TENSORFLOW DRIVER)), PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(seen(TENSORFLOW DRIVER SIX)), PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(seen(TENSORFLOW DRIVER ALL)), PLACED_NOWHERE_YET);
}

TEST(with_its_devices_the_libraries_decide)
{
    CHECK_NUMBER(placement(made(TENSORFLOW)), PLACED_ON_CPU);
    CHECK_NUMBER(placement(made(TENSORFLOW DRIVER)), PLACED_ON_CPU);
    CHECK_NUMBER(placement(made(TENSORFLOW DRIVER SIX)), PLACED_ON_CPU);
    CHECK_NUMBER(placement(made(TENSORFLOW ALL)), PLACED_ON_CPU);
    CHECK_NUMBER(placement(made(TENSORFLOW DRIVER ALL)), PLACED_ON_GPU);
    CHECK_NUMBER(placement(made(DRIVER ALL)), PLACED_NOWHERE_YET);
}

TEST(nodes_prove_nothing_of_tensorflow)
{
    CHECK_NUMBER(placement(with_nodes(seen(TENSORFLOW DRIVER SIX))), PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(with_nodes(made(TENSORFLOW DRIVER SIX))), PLACED_ON_CPU);
}

TEST(nodes_prove_the_gpu_for_others)
{
    static const char TORCH[] = LINE("/v/torch/lib/libtorch_cpu.so") DRIVER;
    CHECK_NUMBER(placement(seen(TORCH)), PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(with_nodes(seen(TORCH))), PLACED_ON_GPU);
    CHECK_NUMBER(placement(with_nodes(seen(DRIVER))), PLACED_ON_GPU);
    /* nvidia-smi has them open too. */
    CHECK_NUMBER(placement(with_nodes(seen(""))), PLACED_NOWHERE_YET);
    Signs without_uvm = seen(TORCH);
    sign_of_open_file(&without_uvm, TEXT("/dev/nvidia0"));
    sign_of_open_file(&without_uvm, TEXT("/dev/nvidiactl"));
    sign_of_open_file(&without_uvm, TEXT("/dev/nvidia-uvm-tools"));
    CHECK_NUMBER(placement(without_uvm), PLACED_NOWHERE_YET);
    Signs without_gpu = seen(TORCH);
    sign_of_open_file(&without_gpu, TEXT("/dev/nvidia-uvm"));
    sign_of_open_file(&without_gpu, TEXT("/dev/nvidiactl"));
    sign_of_open_file(&without_gpu, TEXT("/dev/nvidia"));
    CHECK_NUMBER(placement(without_gpu), PLACED_NOWHERE_YET);
}

TEST(tensorflow_beside_another_framework_may_be_on_the_cpu)
{
    CHECK_NUMBER(placement(made(TENSORFLOW LINE("/v/torch/lib/libtorch_cpu.so"))),
                 PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(made(TENSORFLOW LINE("/v/jaxlib/xla_extension.so"))),
                 PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(made(TENSORFLOW LINE("/v/jaxlib/libjax_common.so"))),
                 PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(with_nodes(made(TENSORFLOW DRIVER LINE("/v/jaxlib/libjax_common.so")))),
                 PLACED_ON_GPU);
}

TEST(tensorflow_on_another_accelerator_is_left_alone)
{
    CHECK_NUMBER(placement(made(TENSORFLOW LINE("/opt/rocm/lib/libamdhip64.so.6"))),
                 PLACED_NOWHERE_YET);
    CHECK_NUMBER(placement(made(TENSORFLOW LINE("/v/tensorflow-plugins/libmetal.so"))),
                 PLACED_NOWHERE_YET);
}

TEST(a_log_is_believed_when_the_libraries_agree)
{
    Signs signs = seen(TENSORFLOW DRIVER SIX), none = signs, gpu = seen(TENSORFLOW DRIVER ALL);
    signs_of_log(&none, TEXT("all is well\n"));
    CHECK_NUMBER(placement(none), PLACED_NOWHERE_YET);
    signs_of_log(&signs,
                 TEXT("x\nW0000 gpu_device.cc:2365] Cannot dlopen some GPU libraries. P\n"));
    CHECK_NUMBER(placement(signs), PLACED_ON_CPU);
    signs_of_log(&gpu, TEXT("W0000 gpu_device.cc:2365] Cannot dlopen some GPU libraries. P\n"));
    CHECK_NUMBER(placement(gpu), PLACED_NOWHERE_YET);
    signs_of_log(&gpu, TEXT("I gpu_device.cc] Created device /job:localhost/replica:0/task:0/"
                            "device:GPU:0 with 1 MB memory\n"));
    CHECK_NUMBER(placement(gpu), PLACED_ON_GPU);
    signs = seen(TENSORFLOW);
    signs_of_log(&signs, TEXT("E cuda_platform.cc] failed call to cuInit: INTERNAL: 303\n"));
    CHECK_NUMBER(placement(signs), PLACED_ON_CPU);
}

TEST(the_reason_names_what_lacks)
{
    Signs signs = made(TENSORFLOW DRIVER SIX), none = made(TENSORFLOW);
    CHECK_TEXT(text_of(reason_for_cpu(test_arena(), &signs)),
               "TensorFlow has made its devices, and libcusolver.so is not loaded");
    CHECK_TEXT(text_of(reason_for_cpu(test_arena(), &none)),
               "TensorFlow has made its devices, and libcuda.so.1 is not loaded");
}

TEST(a_file_in_several_parts_is_one)
{
    Signs signs = seen(TENSORFLOW TENSORFLOW DRIVER
                       "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 [heap]\n" DRIVER);
    CHECK(signs.tensorflow && signs.driver);
}

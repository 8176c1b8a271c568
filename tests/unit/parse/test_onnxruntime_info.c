#include "parse/onnxruntime_info.h"

#include "harness.h"

static OnnxruntimeInfo info_of(const char *text)
{
    OnnxruntimeInfo info;
    CHECK(onnxruntime_info_read(test_arena(), text_of(text), &info));
    return info;
}

TEST(a_build_with_cuda_and_one_without)
{
    OnnxruntimeInfo gpu = info_of(
        "package_name = 'onnxruntime-gpu'\n__version__ = '1.31.1'\ncuda_version = '13.0'\n");
    OnnxruntimeInfo cpu = info_of("package_name = 'onnxruntime'\n__version__ = '1.31.1'\n");
    OnnxruntimeInfo rocm = info_of("package_name = 'onnxruntime-rocm'\nrocm_version = '6.4'\n");
    CHECK_TEXT(gpu.package, "onnxruntime-gpu");
    CHECK_TEXT(gpu.version, "1.31.1");
    CHECK_TEXT(gpu.cuda, "13.0");
    CHECK_TEXT(gpu.rocm, NULL);
    CHECK_TEXT(cpu.package, "onnxruntime");
    CHECK_TEXT(cpu.cuda, NULL);
    CHECK_TEXT(rocm.rocm, "6.4");
    CHECK_TEXT(rocm.version, NULL);
}

TEST(a_file_that_names_no_package_says_nothing)
{
    OnnxruntimeInfo info;
    CHECK(!onnxruntime_info_read(test_arena(), TEXT("cuda_version = '13.0'\n"), &info));
    CHECK(!onnxruntime_info_read(test_arena(), TEXT("package_name = None\n"), &info));
    CHECK(!onnxruntime_info_read(test_arena(), TEXT(""), &info));
}

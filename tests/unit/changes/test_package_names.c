#include "harness.h"

#include "changes/parts.h"

TEST(names_that_fill_one_directory_are_one_package)
{
    CHECK_TEXT(package_of_name(test_arena(), TEXT("tensorflow_cpu")), "tensorflow");
    CHECK_TEXT(package_of_name(test_arena(), TEXT("nvidia-cudnn-cu12")), "nvidia-cudnn");
    CHECK_TEXT(package_of_name(test_arena(), TEXT("numpy.libs")), "numpy");
    CHECK_TEXT(package_of_name(test_arena(), TEXT("h5py")), "h5py");
}

#include "harness.h"
#include "facts/cuda_libraries.h"

static const char *name_of(const char *stem, const char *cuda, const char *cudnn)
{
    return cuda_library_name(test_arena(), stem, cuda, cudnn);
}

TEST(names_by_the_version_of_cuda)
{
    CHECK_TEXT(name_of("libcudart", "11.8", "8"), "libcudart.so.11.0");
    CHECK_TEXT(name_of("libcufft", "11.8", "8"), "libcufft.so.10");
    CHECK_TEXT(name_of("libcusolver", "11.0", "8"), "libcusolver.so.10");
    CHECK_TEXT(name_of("libcusolver", "11.2", "8"), "libcusolver.so.11");
    CHECK_TEXT(name_of("libcudart", "12.5.1", "9"), "libcudart.so.12");
    CHECK_TEXT(name_of("libcusolver", "12.5.1", "9"), "libcusolver.so.11");
    CHECK_TEXT(name_of("libcudnn", "12.3", "8"), "libcudnn.so.8");
    CHECK_TEXT(name_of("libcudnn", "12.5.1", "9"), "libcudnn.so.9");
}

TEST(what_no_table_knows_has_no_name)
{
    CHECK(name_of("libcudart", "99.1", "9") == NULL);
    CHECK(name_of("libcudart", NULL, "9") == NULL);
    CHECK(name_of("libcudnn", "12.5", NULL) == NULL);
    CHECK(name_of("libfoo", "12.5", "9") == NULL);
}

TEST(packages)
{
    CHECK_TEXT(cuda_library_package(test_arena(), "libcusolver.so.11", "12.5"),
               "nvidia-cusolver-cu12");
    CHECK_TEXT(cuda_library_package(test_arena(), "/x/libcublasLt.so.12", "12.5"),
               "nvidia-cublas-cu12");
    CHECK_TEXT(cuda_library_package(test_arena(), "libcudnn_graph.so.9", "12.5"),
               "nvidia-cudnn-cu12");
    CHECK_TEXT(cuda_library_package(test_arena(), "libnvJitLink.so.13", "13.0"),
               "nvidia-nvjitlink");
    CHECK(cuda_library_package(test_arena(), "libstdc++.so.6", "12.5") == NULL);
}

TEST(a_stem_is_not_a_prefix)
{
    CHECK_TEXT(cuda_library("libcublasLt.so.12")->stem, "libcublasLt");
    CHECK_TEXT(cuda_library("libcublas.so.12")->stem, "libcublas");
    CHECK(cuda_library("libcusolverMg.so.11") == NULL);
}

TEST(names_that_two_releases_share)
{
    CHECK(cuda_library_is_only_of("libcublas.so.12", 12));
    CHECK(cuda_library_is_only_of("/x/libcublas.so.11", 11)); /* of 11.0 and of those after it */
    CHECK(!cuda_library_is_only_of("libcublas.so.12", 11));
    CHECK(!cuda_library_is_only_of("libcusolver.so.11", 12)); /* of 11 too */
    CHECK(!cuda_library_is_only_of("libcusparse.so.12", 12)); /* of 13 too */
    CHECK(!cuda_library_is_only_of("libcudnn.so.9", 12));
    CHECK(!cuda_library_is_only_of("libcublas.so", 12));
}

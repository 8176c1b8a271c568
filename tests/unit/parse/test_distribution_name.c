#include "parse/distribution_name.h"

#include "harness.h"

static const char *name_of(const char *entry)
{
    DistributionName name;
    if (!distribution_name_of(text_of(entry), &name))
        return "none";
    return arena_printf(test_arena(), "%d %s %s", (int)name.form,
                        text_copy(test_arena(), name.name), text_copy(test_arena(), name.version));
}

static const char *conda_name(const char *entry)
{
    DistributionName name;
    if (!conda_name_of(text_of(entry), &name))
        return "none";
    return arena_printf(test_arena(), "%s %s %s", text_copy(test_arena(), name.name),
                        text_copy(test_arena(), name.version), text_copy(test_arena(), name.build));
}

TEST(a_dist_info_directory_tells_name_and_version)
{
    CHECK_TEXT(name_of("nvidia_cudnn_cu12-9.3.0.75.dist-info"), "0 nvidia_cudnn_cu12 9.3.0.75");
    CHECK_TEXT(name_of("tensorflow-2.21.0+local.1.dist-info"), "0 tensorflow 2.21.0+local.1");
    CHECK_TEXT(name_of("nothing.dist-info"), "0 nothing ");
}

TEST(an_egg_info_tells_its_version_without_the_python_behind_it)
{
    CHECK_TEXT(name_of("PyYAML-6.0-py3.11-linux-x86_64.egg-info"), "1 PyYAML 6.0");
    CHECK_TEXT(name_of("sample.egg-info"), "1 sample ");
    CHECK_TEXT(name_of("sample-1.0-py3.11.egg"), "2 sample 1.0");
}

TEST(an_egg_link_has_no_version)
{
    CHECK_TEXT(name_of("my-package.egg-link"), "3 my-package ");
}

TEST(other_entries_are_no_distributions)
{
    CHECK_TEXT(name_of("tensorflow"), "none");
    CHECK_TEXT(name_of(".dist-info"), "none");
    CHECK_TEXT(name_of("-1.0.dist-info"), "none");
    CHECK_TEXT(name_of(""), "none");
}

TEST(a_conda_file_is_read_from_its_end)
{
    CHECK_TEXT(conda_name("tensorflow-base-2.18.0-cuda126py312h1_200.json"),
               "tensorflow-base 2.18.0 cuda126py312h1_200");
    CHECK_TEXT(conda_name("history"), "none");
    CHECK_TEXT(conda_name("a-b.json"), "none");
    CHECK_TEXT(conda_name("-1-2.json"), "none");
    CHECK_TEXT(conda_name("a--2.json"), "none");
}

TEST(normal_names_are_those_of_pep_503)
{
    CHECK_TEXT(normal_name(test_arena(), TEXT("Nvidia_cuDNN.-_cu12")), "nvidia-cudnn-cu12");
    CHECK_TEXT(normal_name(test_arena(), TEXT("")), "");
}

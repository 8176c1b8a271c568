#include "parse/build_info.h"

#include "harness.h"

static const char *error;

static const BuildInfo *read(const char *text)
{
    error = NULL;
    return build_info_read(test_arena(), text_of(text), &error);
}

static const char generated[] =
    "# A comment with build_info = 1\n\"\"\"Generated.\"\"\"\nimport collections\n\n"
    "build_info = collections.OrderedDict([('cpu_compiler', 'clang'), "
    "('cuda_compute_capabilities', ['sm_60', \"compute_90\"]), ('cuda_version', '12.5.1'), "
    "('is_cuda_build', True), ('is_rocm_build', False)])\n";

TEST(the_generated_file_is_read)
{
    const BuildInfo *info = read(generated);
    bool flag = false;
    REQUIRE(info != NULL);
    CHECK_NUMBER(info->count, 5);
    CHECK_TEXT(build_info_text(info, "cuda_version"), "12.5.1");
    Strings capabilities = build_info_texts(test_arena(), info, "cuda_compute_capabilities");
    CHECK_NUMBER(capabilities.count, 2);
    CHECK_TEXT(capabilities.items[1], "compute_90");
    CHECK(build_info_flag(info, "is_cuda_build", &flag) && flag);
    CHECK(build_info_flag(info, "is_rocm_build", &flag) && !flag);
}

TEST(a_value_of_another_type_is_not_taken)
{
    const BuildInfo *info = read(generated);
    bool flag;
    REQUIRE(info != NULL);
    CHECK_TEXT(build_info_text(info, "is_cuda_build"), NULL);
    CHECK_TEXT(build_info_text(info, "absent"), NULL);
    CHECK(!build_info_flag(info, "cuda_version", &flag));
    CHECK_NUMBER(build_info_texts(test_arena(), info, "cuda_version").count, 0);
}

TEST(a_plain_dict_is_read_as_well)
{
    const BuildInfo *info = read("from collections import OrderedDict\nbuild_info = {'a': 'b'}\n");
    REQUIRE(info != NULL);
    CHECK_TEXT(build_info_text(info, "a"), "b");
    CHECK(read("build_info = OrderedDict()\n") != NULL);
}

TEST(anything_that_would_run_is_malformed)
{
    const char *sources[] = {
        "import os; os.system('x')\nbuild_info = {}\n",
        "build_info = collections.OrderedDict([('a', os.getcwd())])\n",
        "build_info = {}\nbuild_info['a'] = 1\n",
        "build_info = {}\nbuild_info = {}\n",
        "print('x')\n",
        "build_info = collections.OrderedDict([('a',)])\n",
        "build_info = collections.OrderedDict([(1, 2)])\n",
        "build_info = ['a']\n",
        "build_info = {'a': 1\n",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        CHECK(read(sources[i]) == NULL);
        CHECK(error != NULL);
    }
    CHECK(read("# nothing\n") == NULL);
    CHECK_TEXT(error, "it assigns no build_info");
}

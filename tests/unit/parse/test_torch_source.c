#include "parse/torch_source.h"

#include "harness.h"

static TorchVersion version_of(const char *text)
{
    TorchVersion version;
    torch_version_read(test_arena(), text_of(text), &version);
    return version;
}

TEST(a_version_file_with_annotations_and_without)
{
    TorchVersion plain = version_of("__version__ = '2.1.2+cu121'\ndebug = False\ncuda = '12.1'\n"
                                    "git_version = 'a8'\nhip = None\n");
    TorchVersion annotated = version_of("__version__ = '2.15.0+cu132'\ndebug = False\n"
                                        "cuda: Optional[str] = '13.2'\nhip: Optional[str] = None");
    CHECK_TEXT(plain.version, "2.1.2+cu121");
    CHECK_TEXT(plain.cuda, "12.1");
    CHECK(plain.tells_cuda && !plain.hip);
    CHECK_TEXT(annotated.cuda, "13.2");
    CHECK_TEXT(annotated.hip, NULL);
}

TEST(a_build_for_the_cpu_and_one_for_rocm)
{
    TorchVersion cpu = version_of("__version__ = '2.5.1'\ncuda: Optional[str] = None\n");
    TorchVersion rocm = version_of("__version__='2.9.0+rocm6.4'\ncuda = None\nhip = '6.4.43482'\n");
    CHECK(cpu.tells_cuda && !cpu.cuda);
    CHECK(rocm.tells_cuda && !rocm.cuda);
    CHECK_TEXT(rocm.hip, "6.4.43482");
}

TEST(what_is_no_assignment_of_that_name_is_passed_over)
{
    TorchVersion version = version_of("cudart = '1'\n cuda = '2'\nif cuda == '3': pass\n"
                                      "__version__ = '1'\ncuda\nhip =\n");
    CHECK_TEXT(version.version, "1");
    CHECK(!version.tells_cuda && !version.hip);
    CHECK(!torch_version_read(test_arena(), TEXT("cuda = '13'\n"), &version));
    CHECK(version.tells_cuda);
}

static const char newer[] =
    "def _get(path):\n"
    "    os.path.join(path, \"nvidia\", f\"cu{maj_cuda_version}\", \"lib\", lib_name)\n"
    "    glob.glob(os.path.join(path, lib_folder, \"lib\", lib_name))\n"
    "def _preload_cuda_deps(err: OSError | None = None, required: bool = True) -> None:\n"
    "    cuda_libs: list[tuple[str, str]] = [\n"
    "        # a comment with cuda_libs\n"
    "        (\"cublas\", \"libcublasLt.so.*[0-9]\"),\n"
    "        (\"cudnn\", \"libcudnn.so.*[0-9]\"),\n"
    "    ]\n"
    "            if \"libcudart.so\" not in _maps:\n"
    "            _preload_cuda_deps(required=False)\n";

TEST(the_list_of_newer_releases)
{
    TorchPreloads preloads;
    REQUIRE(torch_preloads_read(test_arena(), text_of(newer), &preloads));
    CHECK_NUMBER(preloads.table.count, 2);
    CHECK_TEXT(preloads.table.items[0].folder, "cublas");
    CHECK_TEXT(preloads.table.items[1].glob, "libcudnn.so.*[0-9]");
    CHECK(preloads.all_when_fine && preloads.in_common_folder && preloads.in_plain_folder);
    CHECK_TEXT(preloads.if_mapped, "libcudart.so");
    CHECK_NUMBER(preloads.only_for.count, 0);
}

TEST(the_dict_of_older_releases_and_what_they_preload_for_some_cuda)
{
    TorchPreloads preloads;
    REQUIRE(torch_preloads_read(
        test_arena(),
        TEXT("        cuda_libs: Dict[str, str] = {\n"
             "            'cublas': 'libcublas.so.*[0-9]',\n"
             "            'nvtx': 'libnvToolsExt.so.*[0-9]',\n        }\n"
             "        is_cuda = [lib for lib in cuda_libs.values() if lib]\n"
             "        if version.cuda not in [\"12.4\", \"12.6\"]:\n"
             "            if \"nvidia/cuda_runtime/lib/libcudart.so\" not in _maps:\n"
             "            _preload_cuda_deps(\"nvjitlink\", \"libnvJitLink.so.*[0-9]\")\n"
             "            _preload_cuda_deps(lib_folder, lib_name)\n"),
        &preloads));
    CHECK_NUMBER(preloads.table.count, 2);
    CHECK_TEXT(preloads.table.items[1].folder, "nvtx");
    CHECK(!preloads.all_when_fine && !preloads.in_common_folder && !preloads.in_plain_folder);
    REQUIRE(preloads.when_fine.count == 1);
    CHECK_TEXT(preloads.when_fine.items[0].glob, "libnvJitLink.so.*[0-9]");
    REQUIRE(preloads.only_for.count == 2);
    CHECK_TEXT(preloads.only_for.items[1], "12.6");
    CHECK_TEXT(preloads.if_mapped, "nvidia/cuda_runtime/lib/libcudart.so");
}

TEST(a_file_without_such_a_list)
{
    TorchPreloads preloads;
    CHECK(!torch_preloads_read(test_arena(), TEXT("import torch\n"), &preloads));
    CHECK(!torch_preloads_read(test_arena(), TEXT("cuda_libs = [1, 2]\n"), &preloads));
    CHECK(!torch_preloads_read(test_arena(), TEXT("cuda_libs = {'a': 1}\n"), &preloads));
    CHECK(!torch_preloads_read(test_arena(), TEXT("cuda_libs = []\n"), &preloads));
    CHECK(!torch_preloads_read(test_arena(), TEXT("cuda_libs: 'x'\n"), &preloads));
}

TEST(names_that_a_glob_means)
{
    CHECK(torch_glob_matches("libcublas.so.*[0-9]", "libcublas.so.12"));
    CHECK(torch_glob_matches("libcublas.so.*[0-9]", "libcublas.so.12.1.3"));
    CHECK(!torch_glob_matches("libcublas.so.*[0-9]", "libcublas.so."));
    CHECK(!torch_glob_matches("libcublas.so.*[0-9]", "libcublas.so"));
    CHECK(!torch_glob_matches("libcublas.so.*[0-9]", "libcublasLt.so.12"));
    CHECK(!torch_glob_matches("libcublas.so.*[0-9]", "libcublas.so.12.bak"));
    CHECK(!torch_glob_matches("libcublas.so.*[0-9]", "libcublas.so.12:"));
}

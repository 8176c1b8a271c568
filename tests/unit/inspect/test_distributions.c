#include <string.h>

#include "base/writer.h"
#include "python_worlds.h"

#define SITE   "/env/lib/python3.11/site-packages/"
#define SYSTEM "/usr/lib/python3.11/site-packages/"

static Inventory *inventory(const char *lines)
{
    World *world = python_world(
        arena_printf(test_arena(), "%s%s",
                     UPSTREAM VENV("/env") CONFIG("/env", "true") "env VIRTUAL_ENV=/env\n", lines));
    PythonEnvironment *env = found_in(world, NULL);
    return inventory_read(world, env);
}

static const char *names(DistributionList list)
{
    const char *all = "";
    for (size_t i = 0; i < list.count; i++)
        all = arena_printf(test_arena(), "%s<%s %s%s>", all, list.items[i]->normal_name,
                           list.items[i]->version, list.items[i]->shadowed ? " shadowed" : "");
    return all;
}

#define NVIDIA                                                                                     \
    "dir " SITE "nvidia_cudnn_cu12-9.3.0.75.dist-info\n"                                           \
    "dir " SITE "nvidia_cublas_cu12-12.5.3.2.dist-info\ndir " SITE "nvidia\n"

TEST(names_of_directories_make_the_inventory)
{
    Inventory *all = inventory(NVIDIA "file " SITE "Old.Thing-1.0-py3.11.egg-info\n"
                                      "dir " SYSTEM "tensorflow-2.20.0.dist-info\n");
    CHECK_TEXT(names(inventory_all(all)),
               "<old-thing 1.0><nvidia-cublas-cu12 12.5.3.2><nvidia-cudnn-cu12 9.3.0.75>"
               "<tensorflow 2.20.0>");
    CHECK_TEXT(distribution_find(all, "NVIDIA_cudnn.cu12")->version, "9.3.0.75");
    CHECK_TEXT(distribution_find(all, "TensorFlow")->directory,
               "/usr/lib/python3.11/site-packages");
    CHECK(distribution_find(all, "nvidia") == NULL);
    CHECK_TEXT(names(distributions_starting_with(all, "nvidia-")),
               "<nvidia-cublas-cu12 12.5.3.2><nvidia-cudnn-cu12 9.3.0.75>");
}

TEST(an_empty_environment_has_an_empty_inventory)
{
    Inventory *all = inventory("");
    CHECK_NUMBER(inventory_all(all).count, 0);
    CHECK(distribution_find(all, "x") == NULL);
    CHECK_NUMBER(distributions_named(all, "x").count, 0);
}

TEST(the_first_on_sys_path_hides_the_others)
{
    Inventory *all = inventory("dir " SITE "tensorflow-2.20.0.dist-info\n"
                               "dir " SYSTEM "tensorflow-2.15.0.dist-info\n"
                               "dir " SITE "tensorflow_cpu-2.20.0.dist-info\n");
    CHECK_TEXT(names(distributions_named(all, "tensorflow")),
               "<tensorflow 2.20.0><tensorflow 2.15.0 shadowed>");
    CHECK_TEXT(distribution_find(all, "tensorflow")->version, "2.20.0");
}

TEST(every_one_is_found_whatever_the_order)
{
    Inventory *all = inventory("dir " SITE "b-1.dist-info\ndir " SITE "d-1.dist-info\n"
                               "dir " SITE "f-1.dist-info\ndir " SYSTEM "a-2.dist-info\n"
                               "dir " SYSTEM "b-2.dist-info\ndir " SYSTEM "e-2.dist-info\n"
                               "dir " SYSTEM "d-2.dist-info\n");
    CHECK_TEXT(names(distributions_starting_with(all, "")),
               "<a 2><b 1><b 2 shadowed><d 1><d 2 shadowed><e 2><f 1>");
    CHECK_TEXT(names(distributions_named(all, "d")), "<d 1><d 2 shadowed>");
    CHECK_TEXT(distribution_find(all, "a")->version, "2");
    CHECK_TEXT(distribution_find(all, "f")->version, "1");
    CHECK(distribution_find(all, "c") == NULL);
}

TEST(metadata_is_read_when_asked)
{
    Inventory *all =
        inventory("file " SITE "a-1.dist-info/METADATA\n  | Name: A\n  | Version: 1.0\n"
                  "  | Requires-Dist: b>=1\n  | \n  | Requires-Dist: no\n"
                  "dir " SITE "c-1.dist-info\n");
    const DistributionMetadata *a = distribution_metadata(all, distribution_find(all, "a"));
    CHECK_NUMBER(a->known, PRESENT);
    CHECK_TEXT(a->version, "1.0");
    CHECK_NUMBER(a->requires.count, 1);
    CHECK(a == distribution_metadata(all, distribution_find(all, "a")));
    CHECK_NUMBER(distribution_metadata(all, distribution_find(all, "c"))->known, ABSENT);
}

TEST(egg_info_is_a_file_or_a_directory)
{
    Inventory *all = inventory("file " SITE "a-1.egg-info\n  | Version: 1.0\n"
                               "file " SITE "b.egg-info/PKG-INFO\n  | Version: 2.0\n");
    CHECK_TEXT(distribution_metadata(all, distribution_find(all, "a"))->version, "1.0");
    CHECK_TEXT(distribution_metadata(all, distribution_find(all, "b"))->version, "2.0");
    CHECK_TEXT(distribution_find(all, "b")->version, NULL);
}

TEST(the_installer_is_told)
{
    Inventory *all = inventory("file " SITE "a-1.dist-info/INSTALLER\n  | uv\n"
                               "file " SITE "b-1.dist-info/INSTALLER\n"
                               "dir " SITE "c-1.dist-info\n");
    CHECK_TEXT(distribution_installer(all, distribution_find(all, "a")), "uv");
    CHECK_TEXT(distribution_installer(all, distribution_find(all, "b")), NULL);
    CHECK_TEXT(distribution_installer(all, distribution_find(all, "c")), NULL);
}

TEST(editable_installations_name_their_source)
{
    Inventory *all =
        inventory("file " SITE "a-1.dist-info/direct_url.json\n"
                  "  | {\"url\": \"file:///src/a\", \"dir_info\": {\"editable\": true}}\n"
                  "file " SITE "b-1.dist-info/direct_url.json\n"
                  "  | {\"url\": \"file:///src/b\", \"dir_info\": {}}\n"
                  "file " SITE "c.egg-link\n  | /src/c\n  | .\n");
    CHECK_TEXT(distribution_editable(all, distribution_find(all, "a")), "/src/a");
    CHECK_TEXT(distribution_editable(all, distribution_find(all, "b")), NULL);
    CHECK_TEXT(distribution_editable(all, distribution_find(all, "c")), "/src/c");
}

#define OWNERS                                                                                     \
    "file " SITE "a-1.dist-info/RECORD\n  | pkg/__init__.py,sha256=x,1\n  | ../../../bin/a,,\n"    \
    "file " SITE "b.egg-info/installed-files.txt\n  | ../pkg/b.py\n"                               \
    "dir " SITE "c-1.dist-info\n"

TEST(a_record_tells_whose_a_file_is)
{
    Inventory *all = inventory(OWNERS);
    const Distribution *a = distribution_find(all, "a"), *b = distribution_find(all, "b");
    CHECK(is_yes(distribution_owns(all, a, "pkg/__init__.py")));
    CHECK(is_yes(distribution_owns(all, a, SITE "pkg/__init__.py")));
    CHECK(is_yes(distribution_owns(all, a, "/env/bin/a")));
    CHECK(is_no(distribution_owns(all, a, "pkg/b.py")));
    CHECK(is_no(distribution_owns(all, a, "pkg")));
    CHECK(is_yes(distribution_owns(all, b, "pkg/b.py")));
    CHECK(is_no(distribution_owns(all, b, "pkg/__init__.py")));
}

TEST(the_end_of_a_long_record_is_read_too)
{
    Writer text = writer_new(test_arena());
    put(&text, "file " SITE "a-1.dist-info/RECORD\n");
    for (int i = 0; i < 5000; i++)
        put_format(&text, "  | pkg/module_%d.py,sha256=x,1\n", i);
    put(&text, "  | pkg/zzz.py,sha256=x,1\n");
    Inventory *all = inventory(text.bytes);
    const Distribution *a = distribution_find(all, "a");
    CHECK(is_yes(distribution_owns(all, a, "pkg/module_0.py")));
    CHECK(is_yes(distribution_owns(all, a, "pkg/zzz.py")));
    CHECK(is_no(distribution_owns(all, a, "pkg/zz.py")));
}

TEST(without_a_record_it_cannot_be_told)
{
    Inventory *all = inventory(OWNERS);
    Truth owns = distribution_owns(all, distribution_find(all, "c"), "pkg/__init__.py");
    CHECK(is_unknown(owns));
    CHECK_TEXT(owns.because, SITE "c-1.dist-info/RECORD: there is none");
}

TEST(top_level_names_are_told)
{
    Inventory *all =
        inventory("file " SITE "a-1.dist-info/top_level.txt\n  | pkg\n  | \n  | other\n");
    Strings top = distribution_top_level(all, distribution_find(all, "a"));
    CHECK_NUMBER(top.count, 2);
    CHECK_TEXT(top.items[1], "other");
}

#define CONDA                                                                                      \
    "file /c/bin/python3.10 mode=0755\nlink /c/bin/python -> python3.10\n"                         \
    "file /c/lib/python3.10/os.py\nenv CONDA_PREFIX=/c\n"                                          \
    "file /c/lib/python3.10/site-packages/tensorflow-2.18.0.dist-info/INSTALLER\n  | conda\n"      \
    "file /c/conda-meta/tensorflow-2.18.0-cuda126py310_0.json\n  | {\"name\": \"tensorflow\", "    \
    "\"version\": \"2.18.0\", \"depends\": [\"cudnn >=9\"], \"files\": [\"lib/x\"]}\n"             \
    "file /c/conda-meta/cudnn-9.3.0-cuda12_0.json\n  | {\"name\": \"cudnn\", \"version\": "        \
    "\"9.3.0\", \"files\": [\"lib/libcudnn.so.9\"]}\nfile /c/conda-meta/history\n"

TEST(conda_adds_what_it_alone_knows)
{
    World *world = python_world(CONDA);
    Inventory *all = inventory_read(world, found_in(world, NULL));
    CHECK_TEXT(names(inventory_all(all)), "<tensorflow 2.18.0><cudnn 9.3.0>");
    CHECK_TEXT(conda_package_find(all, "TensorFlow")->build, "cuda126py310_0");
    CHECK(conda_package_find(all, "absent") == NULL);
    const Distribution *cudnn = distribution_find(all, "cudnn");
    CHECK_TEXT(distribution_installer(all, cudnn), "conda");
    CHECK_TEXT(distribution_metadata(all, cudnn)->version, "9.3.0");
    const DistributionMetadata *metadata =
        distribution_metadata(all, conda_package_find(all, "tensorflow"));
    CHECK_NUMBER(metadata->requires.count, 1);
    CHECK_TEXT(metadata->requires.items[0], "cudnn >=9");
    CHECK(conda_package_find(all, "cudnn") != NULL);
    CHECK(is_yes(distribution_owns(all, cudnn, "/c/lib/libcudnn.so.9")));
    CHECK(is_no(distribution_owns(all, cudnn, "/c/lib/libcudnn.so")));
    CHECK_TEXT(distribution_installer(all, distribution_find(all, "tensorflow")), "conda");
}

/* What is cut off at the end of the part that is read is another name. */
TEST(a_line_that_was_cut_is_no_name)
{
    enum { READ_FIRST = 64 * 1024 };
    static const char CUT[] = "pkg/zzz.py";
    Writer record = writer_new(test_arena());
    while (record.length + 80 < READ_FIRST)
        put_format(&record, "pkg/module_%06zu.py,sha256=x,1\n", record.length);
    size_t left = READ_FIRST - record.length - strlen(CUT);
    put(&record, "pkg/");
    for (size_t i = 5; i < left; i++)
        put(&record, "y");
    put(&record, "\npkg/zzz.pyi,sha256=x,1\n");
    World *world = world_overlay(test_arena(), python_world(UPSTREAM VENV("/env") CONFIG(
                                                   "/env", "false") "env VIRTUAL_ENV=/env\n"
                                                                    "dir " SITE "a-1.dist-info\n"));
    overlay_file(world, SITE "a-1.dist-info/RECORD", 0644, (Text){record.bytes, record.length});
    CHECK(strncmp(record.bytes + READ_FIRST - strlen(CUT), CUT, strlen(CUT)) == 0);
    Inventory *all = inventory_read(world, found_in(world, NULL));
    const Distribution *a = distribution_find(all, "a");
    CHECK(is_no(distribution_owns(all, a, "pkg/zzz.py")));
    CHECK(is_yes(distribution_owns(all, a, "pkg/zzz.pyi")));
}

/* Lines of installed-files.txt are relative to the directory in which it lies. */
TEST(files_beside_installed_files_are_not_those_of_the_package)
{
    Inventory *all = inventory("file " SITE "b.egg-info/installed-files.txt\n  | pkg/b.py\n");
    CHECK(is_no(distribution_owns(all, distribution_find(all, "b"), "pkg/b.py")));
    CHECK(is_yes(distribution_owns(all, distribution_find(all, "b"), SITE "b.egg-info/pkg/b.py")));
}

/* Packages for two versions of CUDA at the same paths: whose the files are. */
#include "inspect/package_clash.h"

#include "harness.h"
#include "inspect/inspect.h"
#include "inspect/machine_of_lines.h"

#define LIB SITE "/nvidia/cudnn/lib/"

/* Three files of the one, two of them and one more of the other. */
static const char TWO[] = "dir " SITE "/nvidia_cudnn_cu12-9.3.0.75.dist-info\n"
                          "file " SITE "/nvidia_cudnn_cu12-9.3.0.75.dist-info/RECORD\n"
                          "  | nvidia/cudnn/include/cudnn.h,sha256=x,5\n"
                          "  | nvidia/cudnn/lib/libcudnn.so.9,sha256=x,3\n"
                          "  | nvidia/cudnn/lib/libcudnn_ops.so.9,sha256=x,4\n"
                          "  | nvidia/cudnn/lib/libcudnn_old.so.9,sha256=x,4\n"
                          "dir " SITE "/nvidia_cudnn_cu13-9.26.0.51.dist-info\n"
                          "file " SITE "/nvidia_cudnn_cu13-9.26.0.51.dist-info/RECORD\n"
                          "  | nvidia/cudnn/lib/libcudnn.so.9,sha256=y,6\n"
                          "  | nvidia/cudnn/lib/libcudnn_ops.so.9,sha256=y,4\n"
                          "  | nvidia/cudnn/lib/libcudnn_new.so.9,sha256=y,4\n"
                          "file " LIB "libcudnn_ops.so.9\n"
                          "  | 123\n"
                          "file " LIB "libcudnn_old.so.9\n"
                          "  | 123\n";

static Facts *facts_after(const char *changes)
{
    const char *error = NULL;
    const char *lines = arena_printf(test_arena(), "%s%s", TWO, changes);
    World *world = changed_machine(healthy_lines(), lines);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    Facts *facts = facts_new(test_arena());
    inspect_package_clashes(world, inventory_read(world, env), facts);
    return facts;
}

static const Fact *fact(const Facts *facts, FactName name)
{
    return fact_get(facts, "packages/nvidia-cudnn", name);
}

TEST(the_size_in_record_tells_whose_a_file_is)
{
    Facts *facts = facts_after("file " LIB "libcudnn.so.9\n  | 12345\n");
    REQUIRE(fact(facts, FACT_CLASHING_FILES)->texts.count == 2);
    CHECK_TEXT(fact(facts, FACT_CLASHING_FILES)->texts.items[0], LIB "libcudnn.so.9");
    CHECK_TEXT(fact(facts, FACT_CLASHING_OWNERS)->texts.items[0], "nvidia-cudnn-cu13 9.26.0.51");
    CHECK_TEXT(fact(facts, FACT_CLASHING_OWNERS)->texts.items[1], "");
    REQUIRE(fact(facts, FACT_CLASHING_PACKAGES)->texts.count == 2);
    CHECK_TEXT(fact(facts, FACT_CLASHING_PACKAGES)->texts.items[1], "nvidia-cudnn-cu13 9.26.0.51");
}

TEST(a_file_of_another_size_is_nobodys)
{
    Facts *facts = facts_after("file " LIB "libcudnn.so.9\n  | 12345678\n");
    CHECK_TEXT(fact(facts, FACT_CLASHING_OWNERS)->texts.items[0], "");
}

TEST(what_is_not_there_is_not_told)
{
    Facts *facts = facts_after("absent " LIB "libcudnn.so.9\nabsent " LIB "libcudnn_ops.so.9\n");
    CHECK_NUMBER(facts_count(facts), 0);
}

TEST(packages_that_share_no_name_or_no_file_do_not_clash)
{
    CHECK_NUMBER(
        facts_count(facts_after("absent " SITE "/nvidia_cudnn_cu13-9.26.0.51.dist-info\n")), 0);
    CHECK_NUMBER(
        facts_count(facts_after("absent " SITE "/nvidia_cudnn_cu13-9.26.0.51.dist-info/RECORD\n")),
        0);
    CHECK_NUMBER(facts_count(facts_after("absent " SITE "/nvidia_cudnn_cu12-9.3.0.75.dist-info\n"
                                         "dir " SITE "/nvidia_cudnn-9.3.0.75.dist-info\n")),
                 0);
}

TEST(a_machine_with_such_packages_looks_closely)
{
    const char *error = NULL;
    World *world = changed_machine(healthy_lines(), TWO);
    PythonEnvironment *env = python_at(world, "/env/bin/python", "test", &error);
    CHECK(inspection_begin(world, env, NULL)->packages_clash);
    CHECK(!inspection_begin(machine_of(healthy_lines()), env, NULL)->packages_clash);
}

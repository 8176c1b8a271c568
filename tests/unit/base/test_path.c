#include "base/path.h"
#include "harness.h"

static const char *joined(const char *directory, const char *name)
{
    return path_join(test_arena(), directory, name);
}

static const char *parent(const char *path)
{
    return path_parent(test_arena(), path);
}

static const char *normal(const char *directory, const char *path)
{
    return path_normal(test_arena(), directory, path);
}

TEST(joining_puts_one_slash)
{
    CHECK_TEXT(joined("/usr", "bin"), "/usr/bin");
    CHECK_TEXT(joined("/usr/", "bin"), "/usr/bin");
    CHECK_TEXT(joined("/", "usr"), "/usr");
    CHECK_TEXT(joined("", "usr"), "usr");
    CHECK_TEXT(joined("/usr", "/opt"), "/opt");
}

TEST(parents_end_at_the_root)
{
    CHECK_TEXT(parent("/usr/bin/python"), "/usr/bin");
    CHECK_TEXT(parent("/usr"), "/");
    CHECK_TEXT(parent("/"), "/");
    CHECK_TEXT(parent("python"), ".");
    CHECK_TEXT(parent("a/b"), "a");
}

TEST(names_are_the_last_part)
{
    CHECK_TEXT(path_name("/usr/bin/python"), "python");
    CHECK_TEXT(path_name("python"), "python");
    CHECK_TEXT(path_name("/usr/"), "");
}

TEST(a_normal_path_has_no_dots_and_no_doubled_slashes)
{
    CHECK_TEXT(normal("/home/u", "a/./b//c"), "/home/u/a/b/c");
    CHECK_TEXT(normal("/home/u", ".."), "/home");
    CHECK_TEXT(normal("/home/u", "../../../../x"), "/x");
    CHECK_TEXT(normal("/home/u", "/"), "/");
    CHECK_TEXT(normal("/home/u", "/a/b/../../.."), "/");
    CHECK_TEXT(normal("/home/u", ""), "/home/u");
    CHECK_TEXT(normal("/", "a/"), "/a");
    CHECK_TEXT(normal("/home/u", "..a/.b/c.."), "/home/u/..a/.b/c..");
}

TEST(a_path_is_written_relative_to_a_directory)
{
    Arena *arena = test_arena();
    CHECK_TEXT(path_relative(arena, "/a/b", "/a/b/c"), "c");
    CHECK_TEXT(path_relative(arena, "/a/b", "/a/c"), "../c");
    CHECK_TEXT(path_relative(arena, "/a/bc", "/a/b/c"), "../b/c");
    CHECK_TEXT(path_relative(arena, "/p/lib/site", "/p/bin/toco"), "../../bin/toco");
    CHECK_TEXT(path_relative(arena, "/", "/a"), "a");
}

TEST(below_is_at_any_depth_and_never_the_directory_itself)
{
    CHECK(path_is_below("/a/b", "/a"));
    CHECK(path_is_below("/a/b/c", "/a"));
    CHECK(!path_is_below("/a", "/a"));
    CHECK(!path_is_below("/ab/c", "/a"));
    CHECK(!path_is_below("/a", "/"));
    CHECK(!path_is_below("/a", ""));
    CHECK(!path_is_below("/a", NULL));
}

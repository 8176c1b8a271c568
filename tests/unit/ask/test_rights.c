/* Who else could write a file, on recorded trees. */
#include "ask/rights.h"

#include <string.h>

#include "harness.h"

static const char *doubt(const char *tree, const char *path)
{
    const char *error = "";
    World *world = world_recorded(test_arena(), text_of(tree), &error);
    if (!CHECK(world != NULL)) {
        harness_check_string(error, "", "world", __FILE__, __LINE__);
        return "";
    }
    return writable_by_others(world, path);
}

#define WORLD "whycpu-world 1\nuser root uid=0 gid=0\n"

TEST(what_root_alone_can_write)
{
    CHECK_TEXT(doubt(WORLD "file /usr/lib/libcuda.so.1\n", "/usr/lib/libcuda.so.1"), NULL);
    CHECK_TEXT(doubt(WORLD "file /usr/lib/x mode=0755\n", "/usr/lib/x"), NULL);
    CHECK_TEXT(doubt(WORLD "link /usr/lib/a -> b\nfile /usr/lib/b\n", "/usr/lib/a"), NULL);
    CHECK_TEXT(doubt(WORLD "dir /tmp mode=1777\nfile /tmp/x\n", "/tmp/x"), NULL);
}

TEST(who_else_could)
{
    static const char *const ROWS[][3] = {
        {"file /lib/x uid=7\n", "/lib/x", "/lib/x belongs to user 7"},
        {"file /lib/x mode=0664\n", "/lib/x", "others than root may write /lib/x"},
        {"file /lib/x mode=0646\n", "/lib/x", "others than root may write /lib/x"},
        {"dir /lib mode=0777\nfile /lib/x\n", "/lib/x", "others than root may write /lib"},
        {"dir /lib mode=0775\nfile /lib/x\n", "/lib/x", "others than root may write /lib"},
        {"dir /lib uid=7\nfile /lib/x\n", "/lib/x", "/lib belongs to user 7"},
        {"dir /tmp mode=1777\nfile /tmp/x uid=7\n", "/tmp/x", "/tmp/x belongs to user 7"},
        {"dir /tmp mode=1777\ndir /tmp/d mode=0777\nfile /tmp/d/x\n", "/tmp/d/x",
         "others than root may write /tmp/d"},
        {"file /tmp/x mode=1666\n", "/tmp/x", "others than root may write /tmp/x"},
        {"link /lib/x -> /home/x\ndir /home uid=7\nfile /home/x\n", "/lib/x",
         "/home belongs to user 7"},
        {"link /lib/x -> y uid=7\nfile /lib/y\n", "/lib/x", "/lib/x belongs to user 7"},
        {"dir /a uid=7\nlink /a/x -> /lib/x\nfile /lib/x\n", "/a/x", "/a belongs to user 7"},
        {"tree /\n", "/lib/x", "/lib/x: it is not there"},
        {"file /lib/x\n", "lib/x", "lib/x is no absolute path"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        CHECK_TEXT(doubt(arena_printf(test_arena(), WORLD "%s", ROWS[i][0]), ROWS[i][1]),
                   ROWS[i][2]);
}

TEST(what_cannot_be_told_is_no_yes)
{
    CHECK(doubt(WORLD "unknown /lib/x EACCES\n", "/lib/x") != NULL);
    CHECK(doubt(WORLD "unknown /lib EACCES\n", "/lib/x") != NULL);
}

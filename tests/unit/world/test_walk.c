#include <string.h>

#include "base/writer.h"
#include "worlds.h"

static World *linked_world(void)
{
    return recorded_world("tree /\n"
                          "link /lib -> usr/lib\n"
                          "file /usr/lib/libx.so.1\n  | x\n"
                          "link /usr/lib/libx.so -> libx.so.1\n"
                          "link /abs -> /usr/lib\n"
                          "link /usr/lib/etc -> /etc\n"
                          "link /out -> ../../../../usr\n"
                          "link /loop -> loop\n"
                          "link /a -> b\nlink /b -> a\n"
                          "link /gone -> nowhere/x\n"
                          "link /empty -> \"\"\n"
                          "link /slash -> usr/lib/libx.so.1/\n"
                          "file /etc/x\n");
}

TEST(links_are_followed_inside_the_root)
{
    World *world = linked_world();
    CHECK_TEXT(read_word(world, "/lib/libx.so"), "x\n");
    CHECK_TEXT(real_word(world, "/lib/libx.so"), "/usr/lib/libx.so.1");
    CHECK_TEXT(real_word(world, "/abs/libx.so"), "/usr/lib/libx.so.1");
    CHECK_TEXT(real_word(world, "/out/lib"), "/usr/lib");
    CHECK_TEXT(real_word(world, "/lib/etc/x"), "/etc/x");
    CHECK_TEXT(link_word(world, "/lib/libx.so"), "libx.so.1");
    CHECK_TEXT(link_word(world, "/lib/libx.so.1"), "unknown EINVAL");
}

TEST(dots_and_slashes_are_as_the_kernel_has_them)
{
    World *world = linked_world();
    CHECK_TEXT(real_word(world, "/"), "/");
    CHECK_TEXT(real_word(world, "//usr///lib/./"), "/usr/lib");
    CHECK_TEXT(real_word(world, "/../../usr/.."), "/");
    CHECK_TEXT(real_word(world, "/lib/.."), "/usr"); /* after the link, not before */
    CHECK_TEXT(real_word(world, "usr/lib"), "/usr/lib");
    CHECK_TEXT(real_word(world, "."), "/");
    CHECK_TEXT(stat_word(world, ""), "absent ENOENT");
    CHECK_TEXT(stat_word(world, "/etc/x/"), "absent ENOTDIR");
    CHECK_TEXT(stat_word(world, "/etc/x/."), "absent ENOTDIR");
    CHECK_TEXT(stat_word(world, "/etc/x/.."), "absent ENOTDIR");
    CHECK_TEXT(stat_word(world, "/etc/x/y"), "absent ENOTDIR");
    CHECK_TEXT(stat_word(world, "/slash"), "absent ENOTDIR");
    CHECK_TEXT(stat_word(world, "/nope/.."), "absent ENOENT");
}

TEST(the_last_link_is_followed_when_a_slash_asks_for_a_directory)
{
    World *world = linked_world();
    FileInfo info;
    CHECK_ANSWER(world_lstat(world, "/lib", &info), "present");
    CHECK_NUMBER(info.type, FILE_LINK);
    CHECK_ANSWER(world_lstat(world, "/lib/", &info), "present");
    CHECK_NUMBER(info.type, FILE_DIRECTORY);
    CHECK_ANSWER(world_stat(world, "/lib", &info), "present");
    CHECK_NUMBER(info.type, FILE_DIRECTORY);
}

TEST(loops_and_dangling_links_end)
{
    World *world = linked_world();
    FileInfo info;
    CHECK_TEXT(stat_word(world, "/loop"), "unknown ELOOP");
    CHECK_TEXT(stat_word(world, "/a/x"), "unknown ELOOP");
    CHECK_ANSWER(world_lstat(world, "/loop", &info), "present");
    CHECK_TEXT(stat_word(world, "/gone"), "absent ENOENT");
    CHECK_TEXT(stat_word(world, "/empty"), "absent ENOENT");
}

/* l0 -> l1 -> … -> end, with `count` links. */
static World *chain_world(int count)
{
    Writer writer = writer_new(test_arena());
    for (int i = 0; i < count; i++)
        put_format(&writer, "link /l%d -> l%d\n", i, i + 1);
    put_format(&writer, "file /l%d\n", count);
    return recorded_world(writer.bytes);
}

TEST(forty_links_are_followed_and_no_more)
{
    CHECK_TEXT(stat_word(chain_world(40), "/l0"), "present");
    CHECK_TEXT(stat_word(chain_world(41), "/l0"), "unknown ELOOP");
}

TEST(long_names_and_paths_are_refused)
{
    World *world = linked_world();
    char path[10000];
    memset(path, 'n', sizeof path);
    path[0] = '/';
    path[256] = '\0';
    CHECK_TEXT(stat_word(world, path), "absent ENOENT");
    path[256] = 'n';
    path[257] = '\0';
    CHECK_TEXT(stat_word(world, path), "unknown ENAMETOOLONG");
    memset(path, '/', sizeof path);
    path[4095] = '\0';
    CHECK_TEXT(stat_word(world, path), "present");
    path[0] = '.';
    path[4095] = '/';
    path[4096] = '\0';
    CHECK_TEXT(stat_word(world, path), "unknown ENAMETOOLONG");
    path[0] = path[4096] = '/';
    path[9999] = '\0';
    CHECK_TEXT(stat_word(world, path), "unknown ENAMETOOLONG");
}

TEST(links_that_grow_the_path_end)
{
    Writer writer = writer_new(test_arena());
    put(&writer, "tree /\nlink /l -> ");
    for (int i = 0; i < 1000; i++)
        put(&writer, "l/");
    put(&writer, "x\n");
    World *world = recorded_world(writer.bytes);
    const char *word = stat_word(world, "/l");
    CHECK(strcmp(word, "unknown ELOOP") == 0 || strcmp(word, "unknown ENAMETOOLONG") == 0);
}

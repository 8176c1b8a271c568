#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "worlds.h"

static World *over(World *below)
{
    return world_overlay(test_arena(), below);
}

static World *base_world(void)
{
    return recorded_world("tree /\n"
                          "link /lib -> usr/lib\n"
                          "file /usr/lib/a\n  | old\n"
                          "file /usr/lib/b\n  | b\n"
                          "file /etc/passwd mode=0600\n"
                          "link /cfg -> etc\n"
                          "environment complete\n"
                          "env A=1\nenv B=2\n"
                          "user eva uid=1000 gid=1000\n");
}

TEST(an_overlay_with_nothing_on_it_answers_as_the_world_below)
{
    World *world = over(base_world());
    CHECK_TEXT(read_word(world, "/lib/a"), "old\n");
    CHECK_TEXT(list_word(world, "/lib"), "a b");
    CHECK_TEXT(real_word(world, "/lib/a"), "/usr/lib/a");
    CHECK_TEXT(link_word(world, "/lib"), "usr/lib");
    CHECK_TEXT(access_word(world, "/etc/passwd", R_OK), "unknown EACCES");
    CHECK_TEXT(stat_word(world, "/nope"), "absent ENOENT");
    CHECK_TEXT(env_word(world, "A"), "1");
    CHECK_NUMBER(world_user(world)->uid, 1000);
    CHECK_TEXT(world_cwd(world), "/");
    CHECK(!overlay_covers(world, "/lib/a"));
}

TEST(a_file_laid_through_a_linked_directory_is_seen_by_every_name)
{
    World *world = over(base_world());
    overlay_file(world, "/lib/a", 0644, TEXT("new"));
    overlay_file(world, "/lib/c", 0644, TEXT("c"));
    CHECK_TEXT(read_word(world, "/usr/lib/a"), "new");
    CHECK_TEXT(read_word(world, "/lib/a"), "new");
    CHECK_TEXT(read_word(world, "/lib/b"), "b\n");
    CHECK_TEXT(list_word(world, "/usr/lib"), "a b c");
    CHECK_TEXT(real_word(world, "/lib/c"), "/usr/lib/c");
    CHECK_TEXT(link_word(world, "/lib"), "usr/lib");
    CHECK(overlay_covers(world, "/lib/a"));
    CHECK(!overlay_covers(world, "/lib/b"));
    CHECK(!overlay_covers(world, "/lib"));
}

TEST(a_directory_in_which_something_was_laid_is_still_that_of_below)
{
    World *world = over(recorded_world("dir /d mode=0711 uid=3 inode=5:6\n"));
    File *file;
    overlay_file(world, "/d/x", 0644, TEXT("x"));
    CHECK_ANSWER(world_open(world, "/d", &file), "present");
    CHECK_NUMBER(file_info(file)->inode, 6);
    CHECK_NUMBER(file_info(file)->mode, 0711);
}

TEST(directories_are_made_where_they_are_missing)
{
    World *world = over(base_world());
    overlay_device(world, "/dev/nvidia-caps/nvidia-cap1", 0666, 234, 1);
    overlay_directory(world, "/proc/driver/nvidia/gpus/0000:01:00.0");
    overlay_directory(world, "/lib/x");
    FileInfo info;
    CHECK_ANSWER(world_stat(world, "/dev/nvidia-caps/nvidia-cap1", &info), "present");
    CHECK_NUMBER(info.type, FILE_CHARACTER_DEVICE);
    CHECK_NUMBER(info.mode, 0666);
    CHECK_NUMBER(info.device_major, 234);
    CHECK_TEXT(list_word(world, "/"), "cfg dev etc lib proc usr");
    CHECK_TEXT(list_word(world, "/proc/driver/nvidia/gpus"), "0000:01:00.0");
    CHECK_TEXT(list_word(world, "/usr/lib"), "a b x");
    CHECK_TEXT(list_word(world, "/usr/lib/x"), "");
    CHECK(overlay_covers(world, "/proc/driver"));
}

TEST(an_existing_directory_stays_as_it_is)
{
    World *world = over(base_world());
    overlay_directory(world, "/lib");
    CHECK_TEXT(link_word(world, "/lib"), "usr/lib");
    CHECK(!overlay_covers(world, "/usr/lib"));
}

TEST(absent_hides)
{
    World *world = over(base_world());
    overlay_absent(world, "/lib/a");
    overlay_absent(world, "/etc");
    CHECK_TEXT(stat_word(world, "/usr/lib/a"), "absent ENOENT");
    CHECK_TEXT(list_word(world, "/lib"), "b");
    CHECK_TEXT(stat_word(world, "/etc/passwd"), "absent ENOENT");
    CHECK_TEXT(stat_word(world, "/cfg"), "absent ENOENT");
    CHECK_TEXT(list_word(world, "/"), "cfg lib usr");
    CHECK(overlay_covers(world, "/lib/a"));
}

TEST(what_is_made_again_after_it_was_absent_is_empty)
{
    World *world = over(base_world());
    overlay_file(world, "/usr/lib/sub/x", 0644, TEXT("x"));
    overlay_absent(world, "/usr/lib");
    overlay_directory(world, "/usr/lib");
    CHECK_TEXT(list_word(world, "/usr/lib"), "");
    CHECK_TEXT(stat_word(world, "/usr/lib/a"), "absent ENOENT");
    CHECK_TEXT(stat_word(world, "/usr/lib/sub"), "absent ENOENT");
    overlay_file(world, "/usr/lib/sub/y", 0644, TEXT("y"));
    CHECK_TEXT(list_word(world, "/usr/lib/sub"), "y");
    const char *error;
    CHECK(overlay_text(world, TEXT("whycpu-world 1\ndir /usr/lib uid=7\n"), &error));
    CHECK_TEXT(list_word(world, "/usr/lib"), "sub");
}

TEST(a_link_and_an_unknown_are_laid_over)
{
    World *world = over(base_world());
    overlay_link(world, "/lib", "/etc");
    overlay_unknown(world, "/usr/lib/a", EACCES, "not ours");
    CHECK_TEXT(real_word(world, "/lib"), "/etc");
    CHECK_TEXT(stat_word(world, "/usr/lib/a"), "unknown EACCES");
    CHECK_TEXT(list_word(world, "/usr/lib"), "a b");
    overlay_link(world, "/usr/lib/c", "b");
    CHECK_TEXT(read_word(world, "/usr/lib/c"), "b\n");
}

TEST(a_directory_in_place_of_a_file_shows_nothing_of_it)
{
    World *world = over(base_world());
    overlay_file(world, "/usr/lib/a/inner", 0644, TEXT("i"));
    CHECK_TEXT(list_word(world, "/lib/a"), "inner");
    CHECK_TEXT(read_word(world, "/lib/a/inner"), "i");
}

TEST(dots_in_a_path_to_lay_over_are_resolved)
{
    World *world = over(base_world());
    overlay_file(world, "/lib/../y", 0644, TEXT("y"));
    overlay_file(world, "/lib/./z", 0644, TEXT("z"));
    overlay_file(world, "w", 0644, TEXT("w"));
    CHECK_TEXT(read_word(world, "/usr/y"), "y");
    CHECK_TEXT(read_word(world, "/usr/lib/z"), "z");
    CHECK_TEXT(read_word(world, "/w"), "w");
}

TEST(over_what_is_not_recorded_the_rest_stays_unknown)
{
    World *world = over(recorded_world("file /etc/a\n"));
    overlay_file(world, "/opt/cuda/x", 0644, TEXT("x"));
    overlay_file(world, "/etc/b", 0644, TEXT("b"));
    CHECK_TEXT(read_word(world, "/opt/cuda/x"), "x");
    CHECK_TEXT(stat_word(world, "/opt/cuda/y"), "unknown ENODATA");
    CHECK_TEXT(list_word(world, "/opt/cuda"), "unknown ENODATA");
    CHECK_TEXT(list_word(world, "/etc"), "unknown ENODATA");
    CHECK_TEXT(stat_word(world, "/etc/c"), "unknown ENODATA");
}

TEST(variables_are_set_and_unset)
{
    World *world = over(base_world());
    Strings names;
    overlay_env(world, "A", NULL);
    overlay_env(world, "C", "3");
    overlay_env(world, "B", "4");
    CHECK_TEXT(env_word(world, "A"), "absent ENOENT");
    CHECK_TEXT(env_word(world, "B"), "4");
    CHECK_TEXT(env_word(world, "C"), "3");
    CHECK_ANSWER(world_env_names(world, &names), "present");
    CHECK_NUMBER(names.count, 2);
    CHECK_TEXT(names.items[0], "B");
    CHECK_TEXT(names.items[1], "C");
}

TEST(another_user_is_judged_by_mode_bits)
{
    World *world = over(base_world());
    overlay_user(world, &(User){.uid = 0, .gid = 0});
    CHECK_TEXT(access_word(world, "/etc/passwd", R_OK), "present");
    CHECK_TEXT(access_word(world, "/etc/passwd", X_OK), "unknown EACCES");
    CHECK_TEXT(read_word(world, "/etc/passwd"), "");
    overlay_user(world, &(User){.uid = 5, .gid = 5});
    CHECK_TEXT(read_word(world, "/etc/passwd"), "unknown EACCES");
}

TEST(a_cgroup_refusal_holds_for_every_user)
{
    World *world = over(recorded_world("user uid=1000 gid=1000\n"
                                       "char /dev/nvidia0 195:0 mode=0666 access=rw:EPERM\n"
                                       "file /acl mode=0600 access=r:ok\n"));
    overlay_user(world, &(User){.uid = 5, .gid = 5});
    CHECK_TEXT(access_word(world, "/dev/nvidia0", R_OK | W_OK), "unknown EPERM");
    CHECK_TEXT(access_word(world, "/acl", R_OK), "unknown EACCES");
}

TEST(laid_over_devices_are_judged_by_their_mode)
{
    World *world = over(base_world());
    overlay_device(world, "/dev/nvidia0", 0660, 195, 0);
    overlay_device(world, "/dev/nvidiactl", 0666, 195, 255);
    CHECK_TEXT(access_word(world, "/dev/nvidia0", R_OK | W_OK), "unknown EACCES");
    CHECK_TEXT(access_word(world, "/dev/nvidiactl", R_OK | W_OK), "present");
}

TEST(a_text_is_laid_over)
{
    const char *error = NULL;
    World *world = over(base_world());
    CHECK(overlay_text(world,
                       TEXT("whycpu-world 1\n"
                            "file /lib/a\n  | text\n"
                            "dir /lib\n"
                            "tree /etc\n"
                            "file /etc/only\n"
                            "absent /usr/lib/b\n"
                            "dir /new mode=0700\n"
                            "elf /opt/l.so machine=x86_64 soname=l.so\n"
                            "env A=text\nunset B\n"
                            "user root uid=0 gid=0\n"
                            "cwd /usr\n"),
                       &error));
    CHECK_TEXT(error, NULL);
    CHECK_TEXT(read_word(world, "/usr/lib/a"), "text\n");
    CHECK_TEXT(link_word(world, "/lib"), "usr/lib"); /* `dir` finds a directory there */
    CHECK_TEXT(list_word(world, "/usr/lib"), "a");
    CHECK_TEXT(list_word(world, "/etc"), "only");
    CHECK_TEXT(stat_word(world, "/etc/passwd"), "absent ENOENT");
    CHECK_TEXT(list_word(world, "/new"), "");
    CHECK_TEXT(env_word(world, "A"), "text");
    CHECK_TEXT(env_word(world, "B"), "absent ENOENT");
    CHECK_NUMBER(world_user(world)->uid, 0);
    CHECK_TEXT(real_word(world, "lib"), "/usr/lib");
    CHECK(overlay_covers(world, "/opt/l.so"));
    CHECK(!overlay_text(world, TEXT("whycpu-world 1\nfoo\n"), &error));
    CHECK_TEXT(error,
               "line 2: a line of this kind is not known; a newer whycpu may have written it");
}

TEST(overlays_lie_on_overlays)
{
    World *first = over(base_world());
    overlay_file(first, "/lib/a", 0644, TEXT("first"));
    overlay_link(first, "/first", "lib");
    World *second = over(first);
    CHECK_TEXT(read_word(second, "/first/a"), "first");
    overlay_file(second, "/first/b", 0644, TEXT("second"));
    overlay_env(second, "A", "9");
    CHECK_TEXT(read_word(second, "/lib/a"), "first");
    CHECK_TEXT(read_word(second, "/usr/lib/b"), "second");
    CHECK_TEXT(read_word(first, "/usr/lib/b"), "b\n");
    CHECK_TEXT(list_word(second, "/lib"), "a b");
    CHECK(overlay_covers(second, "/lib/a"));
    FileInfo a, b;
    world_stat(second, "/lib/a", &a);
    world_stat(second, "/lib/b", &b);
    CHECK(a.device != b.device || a.inode != b.inode);
}

TEST(an_overlay_over_the_machine_reads_both)
{
    World *world = over(live_world());
    overlay_file(world, "/etc/whycpu-test-only", 0644, TEXT("x"));
    overlay_directory(world, "/proc/driver/whycpu-test/gpus");
    CHECK_TEXT(read_word(world, "/etc/whycpu-test-only"), "x");
    CHECK(strstr(read_word(world, "/etc/passwd"), "root:") != NULL);
    CHECK_TEXT(list_word(world, "/proc/driver/whycpu-test"), "gpus");
    CHECK_TEXT(stat_word(world, "/etc/whycpu-nope"), "absent ENOENT");
    CHECK(strstr(list_word(world, "/etc"), "whycpu-test-only") != NULL);
    CHECK(strstr(list_word(world, "/etc"), "passwd") != NULL);
    CHECK(world_is_live_machine(world));
    CHECK(world_cost(world).looks > 0);
    CHECK_TEXT(stat_word(world, "/proc/self/status"), "present");
}

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world/live.h"
#include "worlds.h"

TEST(links_do_not_lead_out_of_the_root)
{
    World *world = live_root(tricky_root());
    CHECK_TEXT(read_word(world, "/up"), "absent ENOENT");
    CHECK_TEXT(read_word(world, "/host"), "absent ENOENT");
    CHECK_TEXT(read_word(world, "/../outside"), "absent ENOENT");
    CHECK_TEXT(read_word(world, "/../../usr/lib/a"), "a");
    CHECK(strstr(read_word(world, "/deep"), "root:x:0:0:root:/root:/bin/sh\n") != NULL);
    CHECK_TEXT(read_word(world, "/abs/a"), "a");
    CHECK_TEXT(read_word(world, "/lib/back"), "a");
    CHECK_TEXT(real_word(world, "/lib/back"), "/usr/lib/a");
    CHECK_TEXT(real_word(world, "/deep"), "/etc/passwd");
    CHECK_TEXT(link_word(world, "/up"), "../outside");
    CHECK_TEXT(stat_word(world, "/loop"), "unknown ELOOP");
    CHECK_TEXT(stat_word(world, "/proc/self"), "absent ENOENT");
    CHECK_TEXT(world_cwd(world), "/");
    CHECK_TEXT(read_word(world, "lib/a"), "a");
    CHECK(!world_is_live_machine(world));
    CHECK(strstr(world_root(world), "/root") != NULL);
}

TEST(without_openat2_the_answers_are_the_same)
{
    const char *error = NULL, *root = tricky_root();
    LiveOptions options = {.root = root};
    World *quick = live_root(root);
    World *by_steps = world_live_without_openat2(test_arena(), &options, &error);
    REQUIRE(by_steps != NULL);
    if (((Live *)quick)->open_path != live_open_in_root) {
        test_skip("the kernel does not allow openat2");
        return;
    }
    CHECK(((Live *)by_steps)->open_path == live_open_by_steps);
    /* What turned into a link meanwhile is not followed. */
    CHECK_NUMBER(live_open_by_steps((Live *)by_steps, "/lib", O_RDONLY), -1);
    CHECK_NUMBER(live_open_by_steps((Live *)by_steps, "/lib/a", O_RDONLY), -1);
    for (size_t i = 0; tricky_paths[i]; i++)
        CHECK_TEXT(all_answers(by_steps, tricky_paths[i]), all_answers(quick, tricky_paths[i]));
}

/* What the kernel says inside a chroot is what a root means. */
TEST(the_machine_answers_as_a_root_of_its_own_would)
{
    World *machine = live_world(), *walked = world_overlay(test_arena(), live_world());
    static const char *const paths[] = {"/lib",      "/lib64/",       "/etc/passwd", "/proc/self",
                                        "/usr/..",   "/etc/../lib/.", "/nope/..",    "/bin/sh",
                                        "/dev/null", "/etc/passwd/x", "/proc/self/", "/tmp"};
    overlay_directory(walked, "/whycpu-test-nothing");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CHECK_TEXT(real_word(walked, paths[i]), real_word(machine, paths[i]));
        CHECK_TEXT(stat_word(walked, paths[i]), stat_word(machine, paths[i]));
        CHECK_TEXT(link_word(walked, paths[i]), link_word(machine, paths[i]));
    }
}

TEST(links_of_proc_that_are_no_paths_are_taken_as_what_they_say)
{
    World *world = live_root("/proc");
    World *self = live_root("/proc/self");
    CHECK_TEXT(stat_word(world, "/self/status"), "present");
    CHECK_TEXT(stat_word(self, "/exe"), "absent ENOENT");
    CHECK_TEXT(stat_word(self, "/root"), "present"); /* "/", which is this root */
    CHECK_TEXT(stat_word(self, "/root/status"), "present");
    CHECK_TEXT(stat_word(self, "/root/etc"), "absent ENOENT");
}

TEST(a_root_that_cannot_be_opened_is_told)
{
    const char *error = NULL;
    CHECK(!world_live(test_arena(), &(LiveOptions){.root = "/nope"}, &error));
    CHECK_TEXT(error, "the root /nope cannot be opened: No such file or directory");
    CHECK(!world_live(test_arena(), &(LiveOptions){.root = "/etc/passwd"}, &error));
}

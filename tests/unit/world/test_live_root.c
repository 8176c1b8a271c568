#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/writer.h"
#include "world/live.h"
#include "worlds.h"

/* A root with what could lead out of it, and a file beside it that must not be seen. */
static const char *tricky_root(void)
{
    const char *directory = temporary_directory();
    write_file(directory, "outside", "outside");
    write_file(directory, "root/outside-of-nothing", "inside");
    write_file(directory, "root/usr/lib/a", "a");
    write_file(directory, "root/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    make_link(directory, "root/lib", "usr/lib");
    make_link(directory, "root/abs", "/usr/lib");
    make_link(directory, "root/up", "../outside");
    make_link(directory, "root/deep", "../../../../../../etc/passwd");
    make_link(directory, "root/host", arena_printf(test_arena(), "%s/outside", directory));
    make_link(directory, "root/loop", "loop");
    make_link(directory, "root/a", "b/c");
    make_link(directory, "root/b", "a");
    make_link(directory, "root/dangling", "nope/x");
    make_link(directory, "root/usr/lib/back", "../../lib/../lib/a");
    return arena_printf(test_arena(), "%s/root", directory);
}

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

static const char *const questions[] = {
    "/",
    "/lib",
    "/lib/",
    "/lib/a",
    "/lib/a/",
    "/lib/a/x",
    "/abs/a",
    "/up",
    "/deep",
    "/host",
    "/loop",
    "/a",
    "/b/x",
    "/dangling",
    "/dangling/",
    "/lib/back",
    "/usr/lib/back/",
    "/..",
    "/../..",
    "/usr/..",
    "/lib/..",
    "/lib/../lib",
    "",
    "lib/a",
    ".",
    "..",
    "/nope",
    "/nope/..",
    "//lib//a",
    "/etc/passwd/..",
    "/lib/./a",
    "/usr/lib/.",
    "/shut",
    "/shut/x",
    "/fifo",
    "/outside",
    "/dangling/x",
    "/etc/passwd/.",
    "/lib/nope/../a",
    "/up/..",
};

static void put_info(Writer *writer, Answer answer, const FileInfo *info)
{
    put_format(writer, " %s %d %o %u %u %llu %llu:%llu", answer_word(answer), (int)info->type,
               info->mode, info->uid, info->gid, (unsigned long long)info->size_bytes,
               (unsigned long long)info->device, (unsigned long long)info->inode);
}

/* Everything that can be asked of a path. */
static const char *all_answers(World *world, const char *path)
{
    Writer writer = writer_new(test_arena());
    FileInfo info;
    Answer answer = world_stat(world, path, &info);
    put_info(&writer, answer, &info);
    answer = world_lstat(world, path, &info);
    put_info(&writer, answer, &info);
    put_format(&writer, " %s", link_word(world, path));
    put_format(&writer, " %s", real_word(world, path));
    put_format(&writer, " %s", list_word(world, path));
    put_format(&writer, " %s", read_word(world, path));
    for (int mode = 0; mode < 8; mode++)
        put_format(&writer, " %s", access_word(world, path, mode));
    return writer.bytes;
}

TEST(without_openat2_the_answers_are_the_same)
{
    const char *error = NULL, *root = tricky_root();
    mkfifo(arena_printf(test_arena(), "%s/fifo", root), 0600);
    write_file(root, "shut/x", "x");
    chmod(arena_printf(test_arena(), "%s/shut", root), 0);
    LiveOptions options = {.root = root};
    World *quick = live_root(root);
    World *by_steps = world_live_without_openat2(test_arena(), &options, &error);
    REQUIRE(by_steps != NULL);
    if (((Live *)quick)->open_path != live_open_in_root) {
        test_skip("the kernel does not allow openat2");
        return;
    }
    CHECK(((Live *)by_steps)->open_path == live_open_by_steps);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        CHECK_TEXT(all_answers(by_steps, questions[i]), all_answers(quick, questions[i]));
    chmod(arena_printf(test_arena(), "%s/shut", root), 0700);
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

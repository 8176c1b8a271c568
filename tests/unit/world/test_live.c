#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world/live.h"
#include "worlds.h"

static const char *in(const char *directory, const char *name)
{
    return arena_printf(test_arena(), "%s/%s", directory, name);
}

TEST(the_machine_is_read)
{
    const char *directory = temporary_directory();
    write_file(directory, "usr/lib/libx.so.1", "content");
    make_link(directory, "usr/lib/libx.so", "libx.so.1");
    World *world = live_world();
    const char *link = in(directory, "usr/lib/libx.so");
    FileInfo info;
    CHECK_TEXT(read_word(world, link), "content");
    CHECK_TEXT(link_word(world, link), "libx.so.1");
    CHECK_TEXT(link_word(world, in(directory, "usr")), "unknown EINVAL");
    CHECK_TEXT(real_word(world, link), in(directory, "usr/lib/libx.so.1"));
    CHECK_TEXT(list_word(world, in(directory, "usr/lib")), "libx.so libx.so.1");
    CHECK_TEXT(list_word(world, link), "absent ENOTDIR");
    CHECK_TEXT(stat_word(world, in(directory, "nope")), "absent ENOENT");
    CHECK_TEXT(stat_word(world, in(directory, "usr/lib/libx.so/y")), "absent ENOTDIR");
    CHECK_ANSWER(world_stat(world, link, &info), "present");
    CHECK_NUMBER(info.type, FILE_REGULAR);
    CHECK_NUMBER(info.size_bytes, 7);
    CHECK_NUMBER(info.uid, geteuid());
    CHECK_ANSWER(world_lstat(world, link, &info), "present");
    CHECK_NUMBER(info.type, FILE_LINK);
    CHECK_TEXT(world_root(world), "/");
    CHECK(world_is_live_machine(world));
}

/* What a listing called a plain file is opened without another look; but it may have changed. */
TEST(a_listed_file_may_become_something_else_before_it_is_opened)
{
    const char *directory = temporary_directory();
    const char *plain[] = {"a.so", "b.so", "c.so", "d.so"};
    for (size_t i = 0; i < 4; i++)
        write_file(directory, plain[i], plain[i]);
    write_file(directory, "elsewhere/target", "target");
    World *world = live_world();
    CHECK_TEXT(list_word(world, directory), "a.so b.so c.so d.so elsewhere");
    for (size_t i = 1; i < 4; i++)
        REQUIRE(unlink(in(directory, plain[i])) == 0);
    make_link(directory, "b.so", "elsewhere/target");
    REQUIRE(mkfifo(in(directory, "c.so"), 0666) == 0);
    CHECK_TEXT(read_word(world, in(directory, "a.so")), "a.so");
    CHECK_TEXT(read_word(world, in(directory, "b.so")), "target");
    File *file;
    CHECK_ANSWER(world_open(world, in(directory, "c.so"), &file), "unknown EOPNOTSUPP");
    CHECK_ANSWER(world_open(world, in(directory, "d.so"), &file), "absent ENOENT");
}

TEST(a_listed_file_costs_less_to_open)
{
    const char *directory = temporary_directory();
    write_file(directory, "a.so", "content");
    World *world = live_world();
    CHECK_TEXT(read_word(world, in(directory, "a.so")), "content");
    uint64_t unlisted = world_cost(world).looks;
    list_word(world, directory);
    uint64_t before = world_cost(world).looks;
    CHECK_TEXT(read_word(world, in(directory, "a.so")), "content");
    CHECK(world_cost(world).looks - before < unlisted);
}

TEST(relative_paths_start_at_the_working_directory)
{
    const char *directory = temporary_directory(), *error;
    write_file(directory, "a/b", "ab");
    LiveOptions options = {.root = "/", .cwd = in(directory, "a")};
    World *world = world_live(test_arena(), &options, &error);
    CHECK_TEXT(read_word(world, "b"), "ab");
    CHECK_TEXT(read_word(world, "../a/b"), "ab");
    CHECK_TEXT(real_word(world, "."), in(directory, "a"));
    CHECK_TEXT(stat_word(world, ""), "absent ENOENT");
    char here[4096];
    CHECK_TEXT(world_cwd(live_world()), getcwd(here, sizeof here));
}

TEST(files_of_proc_are_read_though_they_tell_no_size)
{
    World *world = live_world();
    char text[32];
    snprintf(text, sizeof text, "\nPid:\t%d\n", getpid());
    CHECK(strstr(read_word(world, "/proc/self/status"), text) != NULL);
    Text content;
    CHECK_ANSWER(world_read(world, "/proc/self/status", 100, &content), "unknown EFBIG");
    CHECK_ANSWER(world_read(world, "/proc/self/maps", 1 << 20, &content), "present");
    CHECK(content.length > 0 && content.at[content.length - 1] == '\n');
}

TEST(large_files_are_read_in_parts)
{
    const char *directory = temporary_directory();
    char *large = arena_alloc(test_arena(), 100001);
    memset(large, 'x', 100000);
    write_file(directory, "large", large);
    World *world = live_world();
    File *file;
    char bytes[8];
    size_t got;
    CHECK_NUMBER(strlen(read_word(world, in(directory, "large"))), 100000);
    CHECK_ANSWER(world_open(world, in(directory, "large"), &file), "present");
    CHECK_NUMBER(file_info(file)->size_bytes, 100000);
    CHECK_ANSWER(file_read(file, 99996, bytes, 8, &got), "present");
    CHECK_NUMBER(got, 4);
    CHECK_ANSWER(file_read(file, 200000, bytes, 8, &got), "present");
    CHECK_NUMBER(got, 0);
    CHECK_ANSWER(file_read(file, UINT64_MAX, bytes, 8, &got), "unknown EINVAL");
    file_close(file);
    CHECK_ANSWER(file_read(file, 0, bytes, 8, &got), "unknown EBADF");
}

/* A FIFO without a writer would hang, the device would run its driver. */
TEST(fifos_sockets_and_devices_are_not_opened)
{
    const char *directory = temporary_directory();
    World *world = live_world();
    File *file;
    Strings names;
    REQUIRE(mkfifo(in(directory, "fifo"), 0666) == 0);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", in(directory, "socket"));
    REQUIRE(bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
    close(fd);
    make_link(directory, "null", "/dev/null");
    CHECK_ANSWER(world_open(world, in(directory, "fifo"), &file), "unknown EOPNOTSUPP");
    CHECK_ANSWER(world_open(world, in(directory, "socket"), &file), "unknown ENXIO");
    CHECK_ANSWER(world_open(world, in(directory, "null"), &file), "unknown EOPNOTSUPP");
    CHECK_ANSWER(world_list(world, in(directory, "fifo"), &names), "absent ENOTDIR");
    CHECK_TEXT(access_word(world, in(directory, "fifo"), R_OK), "present");
    if (geteuid() != 0)
        return;
    /* A node without a driver: opening it would say ENXIO. */
    REQUIRE(mknod(in(directory, "device"), S_IFCHR | 0666, makedev(240, 77)) == 0);
    FileInfo info;
    CHECK_ANSWER(world_open(world, in(directory, "device"), &file), "unknown EOPNOTSUPP");
    CHECK_ANSWER(world_list(world, in(directory, "device"), &names), "absent ENOTDIR");
    CHECK_ANSWER(world_stat(world, in(directory, "device"), &info), "present");
    CHECK_NUMBER(info.device_major, 240);
    CHECK_NUMBER(info.device_minor, 77);
}

TEST(the_environment_is_the_given_one)
{
    const char *error;
    const char *const variables[] = {"A=1", "AB=2", "odd", "B=", "A=3", "=x", NULL};
    LiveOptions options = {.root = "/", .environ_ = variables};
    World *world = world_live(test_arena(), &options, &error);
    Strings names;
    CHECK_TEXT(env_word(world, "A"), "1");
    CHECK_TEXT(env_word(world, "B"), "");
    CHECK_TEXT(env_word(world, "odd"), "absent ENOENT");
    CHECK_TEXT(env_word(world, "C"), "absent ENOENT");
    CHECK_ANSWER(world_env_names(world, &names), "present");
    CHECK_NUMBER(names.count, 3);
    CHECK_TEXT(names.items[1], "AB");
    CHECK_TEXT(env_word(live_world(), "PATH"), "absent ENOENT");
}

TEST(an_absent_path_costs_one_look)
{
    const char *directory = temporary_directory();
    write_file(directory, "a", "12345");
    World *world = live_world();
    File *file;
    FileInfo info;
    Strings names;
    uint64_t before = world_cost(world).looks;
    world_open(world, in(directory, "nope"), &file);
    CHECK_NUMBER(world_cost(world).looks - before, 1);
    world_stat(world, in(directory, "nope"), &info);
    CHECK_NUMBER(world_cost(world).looks - before, 2);
    world_list(world, in(directory, "nope"), &names);
    CHECK_NUMBER(world_cost(world).looks - before, 3);
    CHECK_NUMBER(world_cost(world).bytes_read, 0);
    before = world_cost(world).looks;
    read_word(world, in(directory, "a"));
    CHECK_NUMBER(world_cost(world).bytes_read, 5);
    CHECK_NUMBER(world_cost(world).looks - before, 4); /* find, stat, open, read */
}

/* Runs a check as another user, in a process of its own; the status says whether it held. */
static int as_nobody(bool (*check)(const char *directory), const char *directory)
{
    pid_t child = fork();
    if (child == 0) {
        bool became = setegid(65534) == 0 && seteuid(65534) == 0;
        _exit(!became ? 2 : check(directory) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

static bool nobody_is_refused(const char *directory)
{
    World *world = live_world();
    return strcmp(access_word(world, in(directory, "secret"), R_OK), "unknown EACCES") == 0 &&
           strcmp(read_word(world, in(directory, "secret")), "unknown EACCES") == 0 &&
           strcmp(stat_word(world, in(directory, "secret")), "present") == 0 &&
           strcmp(stat_word(world, in(directory, "shut/x")), "unknown EACCES") == 0 &&
           strcmp(list_word(world, in(directory, "shut")), "unknown EACCES") == 0 &&
           world_user(world)->uid == 65534;
}

static bool nobody_cannot_tell_for_root(const char *directory)
{
    const char *error;
    LiveOptions options = {.root = "/", .user = &(User){.uid = 0}};
    World *world = world_live(test_arena(), &options, &error);
    return strcmp(stat_word(world, in(directory, "shut/x")), "unknown ENODATA") == 0 &&
           strcmp(read_word(world, in(directory, "secret")), "unknown ENODATA") == 0 &&
           strcmp(access_word(world, in(directory, "secret"), R_OK), "present") == 0;
}

static const char *directory_with_secrets(void)
{
    const char *directory = temporary_directory();
    write_file(directory, "secret", "s");
    write_file(directory, "shut/x", "x");
    chmod(in(directory, "secret"), 0600);
    chmod(in(directory, "shut"), 0700);
    return directory;
}

TEST(what_the_caller_may_not_read_is_unknown)
{
    if (geteuid() != 0) {
        test_skip("only root can become another user");
        return;
    }
    const char *directory = directory_with_secrets();
    CHECK_NUMBER(as_nobody(nobody_is_refused, directory), 0);
    CHECK_NUMBER(as_nobody(nobody_cannot_tell_for_root, directory), 0);
}

TEST(root_reads_what_has_no_mode_bits)
{
    if (geteuid() != 0) {
        test_skip("only root may");
        return;
    }
    const char *directory = temporary_directory();
    write_file(directory, "a", "a");
    chmod(in(directory, "a"), 0);
    CHECK_TEXT(read_word(live_world(), in(directory, "a")), "a");
    CHECK_TEXT(access_word(live_world(), in(directory, "a"), X_OK), "unknown EACCES");
}

TEST(another_user_than_the_caller_is_judged_by_mode_bits)
{
    if (geteuid() != 0) {
        test_skip("only root may look for others");
        return;
    }
    const char *error, *directory = directory_with_secrets();
    LiveOptions options = {.root = "/", .user = &(User){.uid = 65534, .gid = 65534}};
    World *world = world_live(test_arena(), &options, &error);
    CHECK_NUMBER(world_user(world)->uid, 65534);
    CHECK_TEXT(access_word(world, in(directory, "secret"), R_OK), "unknown EACCES");
    CHECK_TEXT(read_word(world, in(directory, "secret")), "unknown EACCES");
    CHECK_TEXT(stat_word(world, in(directory, "shut/x")), "unknown EACCES");
    CHECK_TEXT(list_word(world, in(directory, "shut")), "unknown EACCES");
    CHECK_TEXT(stat_word(world, in(directory, "nope")), "absent ENOENT");
    CHECK(world_is_live_machine(world));
}

/* Links are made faster than files, but a file has at most some 65 000 of them. */
static void make_names(int directory, int count)
{
    enum { LINKS = 50000 };
    char first[16] = "", name[16];
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%06d", i);
        if (i % LINKS == 0) {
            memcpy(first, name, sizeof first);
            close(openat(directory, name, O_CREAT | O_WRONLY, 0600));
        } else {
            linkat(directory, first, directory, name, 0);
        }
    }
}

TEST(a_listing_has_a_ceiling)
{
    const char *directory = temporary_directory_in_memory();
    int fd = open(directory, O_RDONLY | O_DIRECTORY);
    Strings names;
    make_names(fd, 100000);
    CHECK_ANSWER(world_list(live_world(), directory, &names), "present");
    CHECK_NUMBER(names.count, 100000);
    close(openat(fd, "one more", O_CREAT | O_WRONLY, 0600));
    CHECK_ANSWER(world_list(live_world(), directory, &names), "unknown EFBIG");
    CHECK_NUMBER(names.count, 0);
    close(fd);
}

TEST(the_user_is_found_in_the_passwd_of_the_world)
{
    const char *directory = temporary_directory();
    write_file(directory, "etc/passwd",
               "root:x:0:0:root:/root:/bin/sh\n"
               "broken line\n"
               "eva:x:1000:1001:Eva,,,:/home/eva:/bin/sh\n");
    write_file(directory, "etc/group", "eva:x:1001:\nvideo:x:44:tom,eva\nrender:x:105:evan\n");
    World *world = live_root(directory);
    const User *user;
    CHECK_ANSWER(world_find_user(world, "eva", &user), "present");
    CHECK_NUMBER(user->uid, 1000);
    CHECK_NUMBER(user->gid, 1001);
    CHECK_TEXT(user->home, "/home/eva");
    CHECK_NUMBER(user->group_count, 2);
    CHECK_NUMBER(user->groups[0], 1001);
    CHECK_NUMBER(user->groups[1], 44);
    CHECK_ANSWER(world_find_user(world, "1000", &user), "present");
    CHECK_TEXT(user->name, "eva");
    CHECK_ANSWER(world_find_user(world, "ev", &user), "absent ENOENT");
    if (geteuid() == 0) {
        CHECK_TEXT(world_user(world)->name, "root");
        CHECK_TEXT(world_user(world)->home, "/root");
    }
}

/* ---- What is read once ---- */

static const char *once_word(World *world, const char *path, size_t ceiling_bytes)
{
    Text content;
    Answer answer = world_read_once(world, path, ceiling_bytes, &content);
    return answer.known == PRESENT ? text_copy(test_arena(), content) : answer_word(answer);
}

TEST(what_is_read_once_stays_as_it_was_and_costs_nothing_again)
{
    const char *directory = temporary_directory();
    write_file(directory, "file", "before");
    World *world = live_root(directory);
    CHECK_TEXT(once_word(world, "/file", 100), "before");
    CHECK_TEXT(once_word(world, "/gone", 100), "absent ENOENT");
    write_file(directory, "file", "after");
    write_file(directory, "gone", "there by now");
    uint64_t looks = world_cost(world).looks;
    CHECK_TEXT(once_word(world, "/file", 100), "before");
    CHECK_TEXT(once_word(world, "/file", strlen("before")), "before");
    CHECK_TEXT(once_word(world, "/gone", 7), "absent ENOENT");
    CHECK_NUMBER(world_cost(world).looks, looks);
    CHECK_TEXT(read_word(world, "/file"), "after");
}

TEST(what_is_read_once_is_asked_again_where_the_ceiling_makes_a_difference)
{
    const char *directory = temporary_directory();
    write_file(directory, "file", "twelve bytes");
    World *world = live_root(directory);
    CHECK_TEXT(once_word(world, "/file", 11), "unknown EFBIG");
    CHECK_TEXT(once_word(world, "/file", 12), "twelve bytes");
    CHECK_TEXT(once_word(world, "/file", 11), "unknown EFBIG");
    CHECK_TEXT(once_word(world, "/file", 100), "twelve bytes");
    World *other = live_root(directory);
    write_file(directory, "file", "a world alone");
    CHECK_TEXT(once_word(other, "/file", 100), "a world alone");
}

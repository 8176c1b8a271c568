#include "world/kept_tree.h"

#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worlds.h"

/* ---- A namespace in which file systems are mounted ---- */

static bool write_line(const char *path, const char *line)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool written = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line);
    if (fd >= 0)
        close(fd);
    return written;
}

/* Whoever is not root becomes the one user of a namespace of users. */
static bool enter_namespace(void)
{
    unsigned user = geteuid(), group = getegid();
    if (unshare(user ? CLONE_NEWUSER | CLONE_NEWNS : CLONE_NEWNS) != 0)
        return false;
    if (user &&
        !(write_line("/proc/self/setgroups", "deny") &&
          write_line("/proc/self/uid_map", arena_printf(test_arena(), "%u %u 1", user, user)) &&
          write_line("/proc/self/gid_map", arena_printf(test_arena(), "%u %u 1", group, group))))
        return false;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

enum { HELD = 0, DID_NOT_HOLD = 1, CANNOT_BE_TRIED = 2 };

/* `does` in a process of its own; whether it held. */
static void in_namespace(int (*does)(const char *root))
{
    char *real = realpath(temporary_directory(), NULL);
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(enter_namespace() ? does(real) : CANNOT_BE_TRIED);
    free(real);
    REQUIRE(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
    if (WEXITSTATUS(status) == CANNOT_BE_TRIED)
        test_skip("no file system may be mounted here");
    else
        CHECK_NUMBER(WEXITSTATUS(status), HELD);
}

static const char *below(const char *directory, const char *name)
{
    return arena_printf(test_arena(), "%s/%s", directory, name);
}

static const char *make(const char *root, const char *name)
{
    const char *path = below(root, name);
    CHECK_NUMBER(mkdir(path, 0700), 0);
    return path;
}

static bool mount_memory(const char *at)
{
    return mount("none", at, "tmpfs", 0, "mode=700") == 0;
}

/* Two layers, each a file system of its own: a file shows the device of its layer. */
static bool mount_layers(const char *root)
{
    const char *lower = make(root, "lower"), *upper = make(root, "upper"), *env = make(root, "env");
    if (!mount_memory(lower) || !mount_memory(upper))
        return false;
    write_file(lower, "lib/of-the-image", "below");
    write_file(lower, "lib/replaced", "below");
    write_file(lower, "lib/nvidia/gone", "below");
    write_file(lower, "bin/activate", "below");
    const char *content = make(upper, "content"), *work = make(upper, "work");
    write_file(content, "lib/of-the-container", "above");
    return mount("overlay", env, "overlay", 0,
                 arena_printf(test_arena(), "lowerdir=%s,upperdir=%s,workdir=%s,xino=off", lower,
                              content, work)) == 0;
}

static bool has_two_devices(const char *env)
{
    struct stat below_it, above;
    return lstat(below(env, "lib/of-the-image"), &below_it) == 0 &&
           lstat(below(env, "lib/of-the-container"), &above) == 0 &&
           below_it.st_dev != above.st_dev;
}

static Strings both_names(void)
{
    Strings names = {0};
    list_add(test_arena(), names, "bin");
    list_add(test_arena(), names, "lib");
    return names;
}

static const char *tree_of(const Ground *ground)
{
    TreeList list;
    Strings names = both_names();
    const char *because = NULL;
    Writer out = writer_new(test_arena());
    if (!tree_scan(test_arena(), ground, &names, &list, &because))
        return because;
    for (size_t i = 0; i < list.entries.count; i++)
        list.entries.items[i].inode = 0;
    tree_list_write(&out, &list);
    return out.bytes;
}

static bool holds(const char *env, const char *name, const char *text)
{
    char buffer[20] = "";
    int fd = open(below(env, name), O_RDONLY | O_CLOEXEC);
    bool read_it = fd >= 0 && read(fd, buffer, sizeof buffer - 1) >= 0;
    if (fd >= 0)
        close(fd);
    return read_it && strcmp(buffer, text) == 0;
}

/* As a package manager does: away with it first, then anew. */
static void change(const char *env)
{
    unlink(below(env, "lib/replaced"));
    write_file(env, "lib/replaced", "anew and longer");
    unlink(below(env, "lib/nvidia/gone"));
    rmdir(below(env, "lib/nvidia"));
    write_file(env, "lib/new/file", "new");
    write_file(env, "bin/activate", "in its place");
}

static int overlay_comes_back(const char *root)
{
    Ground ground;
    TreeList before;
    Strings names = both_names(), spoiled = {0};
    const char *env = below(root, "env"), *because = NULL;
    if (!mount_layers(root) || !has_two_devices(env))
        return CANNOT_BE_TRIED;
    bool held = CHECK(ground_open(test_arena(), env, &ground, &because)) &&
                CHECK(tree_scan(test_arena(), &ground, &names, &before, &because));
    CHECK_TEXT(because, NULL);
    if (!held)
        return DID_NOT_HOLD;
    const char *was = tree_of(&ground);
    held = CHECK(tree_keep(test_arena(), &ground, &before, ".kept", &because)) &&
           CHECK_TEXT(tree_of(&ground), was);
    change(env);
    held = CHECK(tree_put_back(test_arena(), &ground, &names, &before, ".kept", false, &spoiled,
                               &because)) &&
           held;
    held = CHECK_TEXT(because, NULL) && CHECK_TEXT(tree_of(&ground), was) && held;
    held = CHECK_NUMBER(spoiled.count, 0) && CHECK(holds(env, "lib/replaced", "below")) &&
           CHECK(holds(env, "lib/of-the-image", "below")) &&
           CHECK(holds(env, "lib/nvidia/gone", "below")) &&
           CHECK(holds(env, "bin/activate", "below")) && held;
    return held ? HELD : DID_NOT_HOLD;
}

TEST(files_of_another_layer_are_kept_and_come_back)
{
    in_namespace(overlay_comes_back);
}

static int mounted_is_refused(const char *root)
{
    Ground ground;
    TreeList list;
    Strings names = both_names();
    const char *env = make(root, "env"), *because = NULL;
    write_file(env, "bin/activate", "x");
    make(env, "lib");
    if (!mount_memory(make(env, "lib/mounted")))
        return CANNOT_BE_TRIED;
    write_file(env, "lib/mounted/file", "of another file system");
    if (!CHECK(ground_open(test_arena(), env, &ground, &because)))
        return DID_NOT_HOLD;
    bool held = CHECK(!tree_scan(test_arena(), &ground, &names, &list, &because)) &&
                CHECK_TEXT(because, arena_printf(test_arena(),
                                                 "%s/lib/mounted: it lies on another "
                                                 "file system",
                                                 env));
    return held ? HELD : DID_NOT_HOLD;
}

TEST(what_is_mounted_in_an_environment_is_refused)
{
    in_namespace(mounted_is_refused);
}

/* FIFOs and sockets are no packages' files: neither listed, nor opened, nor in the way. */
TEST(what_is_no_file_is_passed_over)
{
    char *real = realpath(temporary_directory(), NULL);
    const char *root = arena_strdup(test_arena(), real), *because = NULL;
    Ground ground;
    TreeList list;
    Strings names = both_names();
    free(real);
    write_file(root, "lib/file", "x");
    CHECK_NUMBER(mkfifo(below(root, "lib/fifo"), 0600), 0);
    REQUIRE(ground_open(test_arena(), root, &ground, &because));
    CHECK(tree_scan(test_arena(), &ground, &names, &list, &because));
    CHECK_NUMBER(list.entries.count, 2);
    CHECK(tree_list_find(&list, "lib/file") && !tree_list_find(&list, "lib/fifo"));
    ground_close(&ground);
}

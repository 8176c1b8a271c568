#include "world/hands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "world/kept_tree.h"
#include "worlds.h"

static const char *real_root(void)
{
    char *real = realpath(temporary_directory(), NULL);
    const char *root = arena_strdup(test_arena(), real ? real : "/");
    free(real);
    return root;
}

static Ground ground_at(const char *path)
{
    Ground ground;
    const char *because = NULL;
    CHECK(ground_open(test_arena(), path, &ground, &because));
    return ground;
}

static Spot spot_in(const Ground *ground, const char *name)
{
    Spot spot;
    const char *because = NULL;
    CHECK(spot_open(test_arena(), ground, name, MAKE_DIRECTORIES, &spot, &because));
    return spot;
}

static const char *content(Spot spot)
{
    Text text;
    return spot_read(test_arena(), spot, 100, &text) == 0 ? text_copy(test_arena(), text) : NULL;
}

/* Names, rights, times, targets and inodes of all below, a line each. */
static const char *tree_of(const Ground *ground)
{
    Strings names;
    TreeList list;
    const char *because = NULL;
    Writer out = writer_new(test_arena());
    CHECK(ground_names(test_arena(), ground, &names, &because));
    CHECK(tree_scan(test_arena(), ground, &names, &list, &because));
    for (size_t i = 0; i < list.entries.count; i++)
        list.entries.items[i].inode = 0;
    tree_list_write(&out, &list);
    return out.bytes;
}

TEST(a_ground_has_no_link_on_its_way)
{
    const char *root = real_root(), *because = NULL;
    Ground ground;
    write_file(root, "real/file", "x");
    make_link(root, "link", "real");
    CHECK(
        !ground_open(test_arena(), arena_printf(test_arena(), "%s/link", root), &ground, &because));
    CHECK(strstr(because, "/link: no directory is there, or a link to one") != NULL);
    CHECK(
        !ground_open(test_arena(), arena_printf(test_arena(), "%s/none", root), &ground, &because));
}

TEST(a_link_that_leads_out_is_not_followed)
{
    const char *root = real_root(), *because = NULL;
    write_file(root, "env/lib/file", "x");
    write_file(root, "outside/file", "y");
    make_link(root, "env/out", "../outside");
    Ground ground = ground_at(arena_printf(test_arena(), "%s/env", root));
    Spot spot;
    CHECK(!spot_open(test_arena(), &ground, "out/file", 0, &spot, &because));
    CHECK(!spot_open(test_arena(), &ground, "lib/../../outside/file", 0, &spot, &because));
    CHECK(!spot_open(test_arena(), &ground, "out/file", 0, &spot, &because));
    CHECK(strstr(because, "/env/out: no directory is there, or a link to one") != NULL);
    ground_close(&ground);
}

TEST(what_belongs_to_another_user_is_refused)
{
    const char *root = real_root(), *because = NULL;
    Ground ground;
    write_file(root, "env/lib/file", "x");
    const char *lib = arena_printf(test_arena(), "%s/env/lib", root);
    const char *env = arena_printf(test_arena(), "%s/env", root);
    if (geteuid() != 0 || chown(lib, 12345, 12345) != 0) {
        test_skip("only root can make a directory of somebody else");
        return;
    }
    ground = ground_at(env);
    Spot spot;
    CHECK(!spot_open(test_arena(), &ground, "lib/file", 0, &spot, &because));
    CHECK(strstr(because, "/env/lib belongs to user 12345, and root changes nothing there; run "
                          "whycpu as that user") != NULL);
    ground_close(&ground);
    CHECK(!ground_open(test_arena(), lib, &ground, &because));
    CHECK(chown(lib, 0, 0) == 0 && chown(env, 12345, 12345) == 0);
    /* Who owns a directory on the way can put another one there. */
    CHECK(!ground_open(test_arena(), lib, &ground, &because));
}

TEST(nothing_is_replaced_unasked)
{
    const char *root = real_root();
    Ground ground = ground_at(root);
    Spot one = spot_in(&ground, "a/one"), two = spot_in(&ground, "a/two");
    CHECK_NUMBER(spot_make_file(one, NULL, TEXT("1")), 0);
    CHECK_NUMBER(spot_make_file(two, NULL, TEXT("2")), 0);
    CHECK_NUMBER(spot_make_file(one, NULL, TEXT("3")), EEXIST);
    CHECK_NUMBER(spot_make_link(one, "x"), EEXIST);
    CHECK_NUMBER(spot_move(one, two), EEXIST);
    CHECK_NUMBER(spot_hard_link(one, two), EEXIST);
    CHECK_TEXT(content(two), "2");
    CHECK_NUMBER(spot_replace(one, two), 0);
    CHECK_TEXT(content(two), "1");
    CHECK_TEXT(content(one), NULL);
    CHECK_NUMBER(spot_remove(one), 0);
    spot_close(&one);
    spot_close(&two);
    ground_close(&ground);
}

TEST(a_journal_goes_on_where_it_was_whole)
{
    const char *root = real_root();
    Ground ground = ground_at(root);
    int fd = journal_make(ground.fd, "journal");
    REQUIRE(fd >= 0);
    CHECK_NUMBER(journal_append(fd, TEXT("one\ntw")), 0);
    close(fd);
    CHECK_NUMBER(journal_make(ground.fd, "journal"), -1);
    fd = journal_go_on(ground.fd, "journal", 4);
    REQUIRE(fd >= 0);
    CHECK_NUMBER(journal_append(fd, TEXT("two\n")), 0);
    close(fd);
    CHECK_TEXT(content((Spot){ground.fd, "journal", "journal"}), "one\ntwo\n");
    CHECK_NUMBER(journal_go_on(ground.fd, "journal", 100), -1);
    ground_close(&ground);
}

TEST(one_repair_at_a_time)
{
    Ground one = ground_at(real_root());
    Ground two = ground_at(one.path);
    CHECK_NUMBER(lock_directory(one.fd), 0);
    CHECK_NUMBER(lock_directory(two.fd), -1);
    ground_close(&one);
    CHECK_NUMBER(lock_directory(two.fd), 0);
    ground_close(&two);
}

/* What a package manager may do to a tree, all of it at once. */
static void ravage(const char *root)
{
    const char *in = arena_printf(test_arena(), "%s/lib/pkg", root);
    write_file(root, "lib/pkg/new.so", "new");
    write_file(root, "lib/new/deep/file", "new");
    unlink(arena_printf(test_arena(), "%s/gone.so", in));
    unlink(arena_printf(test_arena(), "%s/other.so", in));
    write_file(root, "lib/pkg/other.so", "newer and longer");
    unlink(arena_printf(test_arena(), "%s/link", in));
    make_link(root, "lib/pkg/link", "elsewhere");
    write_file(root, "lib/pkg-1.dist-info/RECORD", "edited in place");
    unlink(arena_printf(test_arena(), "%s/becomes_directory", in));
    write_file(root, "lib/pkg/becomes_directory/x", "x");
    unlink(arena_printf(test_arena(), "%s/was_directory/x", in));
    rmdir(arena_printf(test_arena(), "%s/was_directory", in));
    write_file(root, "lib/pkg/was_directory", "x");
    chmod(arena_printf(test_arena(), "%s/mode.so", in), 0600);
    chmod(in, 0500);
}

static void make_tree(const char *root)
{
    static const char *const files[] = {"lib/pkg/gone.so",         "lib/pkg/other.so",
                                        "lib/pkg/mode.so",         "lib/pkg/becomes_directory",
                                        "lib/pkg/was_directory/x", "lib/pkg-1.dist-info/RECORD",
                                        "lib/pkg/same.so"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        write_file(root, files[i], files[i]);
    make_link(root, "lib/pkg/link", "same.so");
    chmod(arena_printf(test_arena(), "%s/lib/pkg/mode.so", root), 0751);
    struct timespec old[2] = {{.tv_sec = 1000000000, .tv_nsec = 7}, {1000000000, 7}};
    utimensat(AT_FDCWD, arena_printf(test_arena(), "%s/lib/pkg", root), old, 0);
    utimensat(AT_FDCWD, arena_printf(test_arena(), "%s/lib/pkg-1.dist-info/RECORD", root), old, 0);
}

TEST(a_kept_tree_is_put_back_byte_for_byte)
{
    const char *root = real_root(), *because = NULL;
    make_tree(root);
    Ground ground = ground_at(root);
    TreeList before;
    Strings names = {0}, spoiled = {0};
    list_add(test_arena(), names, "lib");
    const char *was = tree_of(&ground);
    REQUIRE(tree_scan(test_arena(), &ground, &names, &before, &because));
    REQUIRE(tree_keep(test_arena(), &ground, &before, ".kept/1", &because));
    ravage(root);
    for (int i = 0; i < 2; i++) /* once more does nothing */
        CHECK(tree_put_back(test_arena(), &ground, &names, &before, ".kept/1", false, &spoiled,
                            &because));
    CHECK_NUMBER(spoiled.count, 0);
    CHECK(tree_remove(test_arena(), &ground, ".kept", &because));
    CHECK_TEXT(tree_of(&ground), was);
    CHECK_TEXT(content(spot_in(&ground, "lib/pkg-1.dist-info/RECORD")),
               "lib/pkg-1.dist-info/RECORD");
    ground_close(&ground);
}

TEST(a_file_that_was_changed_in_place_is_named)
{
    const char *root = real_root(), *because = NULL;
    make_tree(root);
    Ground ground = ground_at(root);
    TreeList before;
    Strings names = {0}, spoiled = {0};
    list_add(test_arena(), names, "lib");
    REQUIRE(tree_scan(test_arena(), &ground, &names, &before, &because));
    REQUIRE(tree_keep(test_arena(), &ground, &before, ".kept", &because));
    write_file(root, "lib/pkg/same.so", "written into the same file");
    CHECK(
        tree_put_back(test_arena(), &ground, &names, &before, ".kept", false, &spoiled, &because));
    REQUIRE(spoiled.count == 1);
    CHECK_TEXT(spoiled.items[0], "lib/pkg/same.so");
    ground_close(&ground);
}

TEST(a_tree_with_something_of_another_user_is_not_kept)
{
    const char *root = real_root(), *because = NULL;
    make_tree(root);
    Ground ground = ground_at(root);
    TreeList list;
    Strings names = {0};
    list_add(test_arena(), names, "lib");
    if (geteuid() != 0 ||
        chown(arena_printf(test_arena(), "%s/lib/pkg/same.so", root), 12345, 12345) != 0) {
        test_skip("only root can make a file of somebody else");
        return;
    }
    CHECK(!tree_scan(test_arena(), &ground, &names, &list, &because));
    CHECK(strstr(because, "/lib/pkg/same.so belongs to user 12345, and not to you") != NULL);
    ground_close(&ground);
}

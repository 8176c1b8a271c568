#include "world/kept_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "worlds.h"

static const char *content_of(const char *path)
{
    char buffer[100] = "";
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    size_t length = fread(buffer, 1, sizeof buffer - 1, file);
    fclose(file);
    return arena_copy(test_arena(), buffer, length);
}

static unsigned mode_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? status.st_mode & 07777 : 0;
}

TEST(a_private_file_is_kept_below_directories_that_are_made)
{
    const char *root = temporary_directory(), *because = "?";
    const char *directory = arena_printf(test_arena(), "%s/a/b", root);
    const char *path = arena_printf(test_arena(), "%s/kept", directory);
    CHECK(keep_private_file(test_arena(), directory, "kept", TEXT("one"), &because));
    CHECK_TEXT(because, NULL);
    CHECK_TEXT(content_of(path), "one");
    CHECK_NUMBER(mode_of(path), 0600);
    CHECK_NUMBER(mode_of(directory), 0700);
    CHECK(keep_private_file(test_arena(), directory, "kept", TEXT("two"), &because));
    CHECK_TEXT(content_of(path), "two");
}

TEST(nothing_is_left_in_a_directory_of_somebody_else)
{
    const char *root = temporary_directory(), *because = NULL;
    if (geteuid() != 0 || chown(root, 12345, 12345) != 0) {
        test_skip("only root can make a directory of somebody else");
        return;
    }
    const char *below = arena_printf(test_arena(), "%s/state", root);
    CHECK(!keep_private_file(test_arena(), below, "kept", TEXT("x"), &because));
    CHECK_TEXT(because, "it belongs to another user, and nothing is left there");
    CHECK(access(below, F_OK) != 0);
}

TEST(a_link_on_the_way_below_is_not_followed)
{
    const char *root = temporary_directory(), *because = NULL;
    const char *elsewhere = temporary_directory();
    CHECK(symlink(elsewhere, arena_printf(test_arena(), "%s/nowhere", root)) == 0);
    CHECK(symlink("/nonexistent", arena_printf(test_arena(), "%s/gone", root)) == 0);
    const char *below = arena_printf(test_arena(), "%s/gone/deeper", root);
    CHECK(!keep_private_file(test_arena(), below, "kept", TEXT("x"), &because));
}

TEST(a_new_file_replaces_nothing)
{
    const char *path = arena_printf(test_arena(), "%s/new", temporary_directory());
    int error = 0;
    CHECK(write_new_file(path, TEXT("one"), &error));
    CHECK(!write_new_file(path, TEXT("two"), &error));
    CHECK_NUMBER(error, EEXIST);
    CHECK_TEXT(content_of(path), "one");
    CHECK(write_file_anew(test_arena(), path, TEXT("three"), &error));
    CHECK_TEXT(content_of(path), "three");
    CHECK(!write_new_file("/nonexistent/x", TEXT("x"), &error));
    CHECK_NUMBER(error, ENOENT);
    CHECK(!write_new_file("/dev/full/x", TEXT("x"), &error));
}

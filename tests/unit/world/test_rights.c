#include <unistd.h>

#include "world/rights.h"
#include "worlds.h"

TEST(the_first_class_that_fits_decides)
{
    const unsigned groups[] = {7, 44};
    User user = {.uid = 1000, .gid = 1000, .groups = groups, .group_count = 2};
    FileInfo owned = {.type = FILE_REGULAR, .mode = 0077, .uid = 1000, .gid = 44};
    FileInfo grouped = {.type = FILE_REGULAR, .mode = 0707, .uid = 1, .gid = 44};
    FileInfo others = {.type = FILE_REGULAR, .mode = 0774, .uid = 1, .gid = 45};
    CHECK(!rights_allow(&user, &owned, R_OK));
    CHECK(!rights_allow(&user, &grouped, R_OK));
    CHECK(rights_allow(&user, &others, R_OK));
    CHECK(!rights_allow(&user, &others, R_OK | W_OK));
    CHECK(rights_allow(&user, &others, F_OK));
}

TEST(root_may_everything_but_execute_what_nobody_may)
{
    User root = {.uid = 0};
    FileInfo file = {.type = FILE_REGULAR, .mode = 0, .uid = 1};
    FileInfo directory = {.type = FILE_DIRECTORY, .mode = 0, .uid = 1};
    CHECK(rights_allow(&root, &file, R_OK | W_OK));
    CHECK(!rights_allow(&root, &file, X_OK));
    file.mode = 0001;
    CHECK(rights_allow(&root, &file, X_OK));
    CHECK(rights_allow(&root, &directory, R_OK | W_OK | X_OK));
}

TEST(users_with_the_same_ids_and_groups_are_told_apart_by_nothing)
{
    const unsigned one[] = {1, 2}, two[] = {2, 1, 1}, three[] = {1};
    User a = {.uid = 5, .gid = 6, .groups = one, .group_count = 2};
    User b = {.uid = 5, .gid = 6, .groups = two, .group_count = 3, .name = "b"};
    User c = {.uid = 5, .gid = 6, .groups = three, .group_count = 1};
    CHECK(user_has_same_rights(&a, &b));
    CHECK(!user_has_same_rights(&a, &c));
    CHECK(!user_has_same_rights(&c, &a));
}

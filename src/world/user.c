/* Users and groups, read from the world's /etc/passwd and /etc/group: the name service of a static
 * program could not be asked, and that of another root must not be. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "world/internal.h"

enum { ACCOUNTS_CEILING_BYTES = 4 * 1024 * 1024, PASSWD_FIELDS = 7, GROUP_FIELDS = 4 };

const User *user_of_caller(Arena *arena)
{
    User *user = arena_new_of(arena, User);
    *user = (User){.uid = geteuid(), .gid = getegid()};
    int count = getgroups(0, NULL);
    if (count <= 0)
        return user;
    gid_t *groups = arena_alloc(arena, (size_t)count * sizeof *groups);
    count = getgroups(count, groups);
    user->groups = groups;
    user->group_count = count > 0 ? (size_t)count : 0;
    return user;
}

/* The fields of a line between colons; false when there are fewer. */
static bool split(Text line, Text *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool more;
        fields[i] = text_next(&line, ':', &more);
        if (!more)
            return false;
    }
    return true;
}

static bool number_of(Text text, unsigned *number)
{
    long long value;
    if (!text_number(text, &value) || value >= UINT_MAX)
        return false;
    *number = (unsigned)value;
    return true;
}

/* The account of that name or of that uid (`name` NULL). */
static bool find_account(Arena *arena, Text passwd, const char *name, User *user)
{
    Text line, field[PASSWD_FIELDS];
    while (text_line(&passwd, &line)) {
        unsigned uid, gid;
        if (!split(line, field, PASSWD_FIELDS) || !number_of(field[2], &uid) ||
            !number_of(field[3], &gid))
            continue;
        if (name ? !text_is(field[0], name) : uid != user->uid)
            continue;
        *user = (User){.uid = uid,
                       .gid = gid,
                       .name = text_copy(arena, field[0]),
                       .home = text_copy(arena, field[5])};
        return true;
    }
    return false;
}

void user_complete(World *world, User *user)
{
    Text passwd;
    User account = {.uid = user->uid};
    if (world_read(world, "/etc/passwd", ACCOUNTS_CEILING_BYTES, &passwd).known != PRESENT)
        return;
    if (!find_account(world->arena, passwd, NULL, &account))
        return;
    user->name = user->name ? user->name : account.name;
    user->home = user->home ? user->home : account.home;
}

static bool is_member(Text members, const char *name)
{
    bool more;
    for (;;) {
        Text member = text_next(&members, ',', &more);
        if (!more)
            return false;
        if (text_is(member, name))
            return true;
    }
}

/* As initgroups(3): every group that names the user, and the account's own. */
static void add_groups(Arena *arena, Text group, User *user)
{
    LIST_OF(unsigned) groups = {0};
    Text line, field[GROUP_FIELDS];
    list_add(arena, groups, user->gid);
    while (text_line(&group, &line)) {
        unsigned gid;
        if (split(line, field, GROUP_FIELDS) && number_of(field[2], &gid) && gid != user->gid &&
            is_member(field[3], user->name))
            list_add(arena, groups, gid);
    }
    user->groups = groups.items;
    user->group_count = groups.count;
}

Answer world_find_user(World *world, const char *name, const User **user)
{
    Text passwd, group;
    *user = NULL;
    Answer answer = world_read(world, "/etc/passwd", ACCOUNTS_CEILING_BYTES, &passwd);
    if (answer.known != PRESENT)
        return answer;
    User *found = arena_new_of(world->arena, User);
    bool is_there = find_account(world->arena, passwd, name, found);
    if (!is_there && number_of(text_of(name), &found->uid))
        is_there = find_account(world->arena, passwd, NULL, found);
    if (!is_there)
        return answer_absent();
    answer = world_read(world, "/etc/group", ACCOUNTS_CEILING_BYTES, &group);
    if (answer.known == UNKNOWN)
        return answer;
    add_groups(world->arena, group, found);
    *user = found;
    return answer_present();
}

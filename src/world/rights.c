#include "world/rights.h"

#include <unistd.h>

const User nobody_knows = {.uid = (unsigned)-1, .gid = (unsigned)-1};

bool user_is_known(const User *user)
{
    return user->uid != (unsigned)-1;
}

static bool in_group(const User *user, unsigned gid)
{
    if (user->gid == gid)
        return true;
    for (size_t i = 0; i < user->group_count; i++)
        if (user->groups[i] == gid)
            return true;
    return false;
}

static bool has_all_groups_of(const User *user, const User *other)
{
    for (size_t i = 0; i < other->group_count; i++)
        if (!in_group(user, other->groups[i]))
            return false;
    return true;
}

bool user_has_same_rights(const User *a, const User *b)
{
    return a->uid == b->uid && a->gid == b->gid && has_all_groups_of(a, b) &&
           has_all_groups_of(b, a);
}

bool rights_allow(const User *user, const FileInfo *info, int mode)
{
    unsigned wanted = (unsigned)mode & 7;
    if (user->uid == 0) {
        bool may_execute = info->type == FILE_DIRECTORY || (info->mode & 0111) != 0;
        return (wanted & X_OK) == 0 || may_execute;
    }
    /* The first class that fits decides, even where a later one would allow more. */
    unsigned shift = user->uid == info->uid ? 6 : in_group(user, info->gid) ? 3 : 0;
    return (info->mode >> shift & wanted) == wanted;
}

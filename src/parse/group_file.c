#include "parse/group_file.h"

#include <limits.h>

static bool read_group(Text line, GroupLine *group)
{
    bool more;
    long long id;
    group->name = text_next(&line, ':', &more);
    if (!more || group->name.length == 0)
        return false;
    text_next(&line, ':', &more);
    if (!text_number(text_next(&line, ':', &more), &id) || id > UINT_MAX)
        return false;
    group->id = (unsigned)id;
    group->members = text_trim(line);
    return true;
}

bool group_with_id(Text group_file, unsigned id, GroupLine *group)
{
    Text line;
    while (text_line(&group_file, &line))
        if (read_group(line, group) && group->id == id)
            return true;
    return false;
}

bool group_has_member(const GroupLine *group, const char *user)
{
    Text rest = group->members;
    bool more;
    for (Text name = text_next(&rest, ',', &more); more; name = text_next(&rest, ',', &more))
        if (name.length && text_is(name, user))
            return true;
    return false;
}

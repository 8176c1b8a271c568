/* /etc/group: NAME:PASSWORD:ID:MEMBER,MEMBER (group(5)). */
#ifndef WHYCPU_PARSE_GROUP_FILE_H
#define WHYCPU_PARSE_GROUP_FILE_H

#include <stdbool.h>

#include "base/text.h"

typedef struct GroupLine {
    Text name, members;
    unsigned id;
} GroupLine;

/* The group with that id; false when no line has it. */
bool group_with_id(Text group_file, unsigned id, GroupLine *group);

bool group_has_member(const GroupLine *group, const char *user);

#endif

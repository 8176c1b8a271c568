/* Who else could have a hand in a file that is about to be run or mapped as root. */
#ifndef WHYCPU_ASK_RIGHTS_H
#define WHYCPU_ASK_RIGHTS_H

#include "world/world.h"

/* NULL when root alone can write the file, each directory above it and each link that leads to it;
 * else one sentence that says who could. A directory where only the owner of an entry may replace
 * it (/tmp) counts as written by root alone when the entry is root's. */
const char *writable_by_others(World *here, const char *path);

#endif

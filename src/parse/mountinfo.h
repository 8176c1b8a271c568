/* /proc/PID/mountinfo: what is mounted where, a line each (proc_pid_mountinfo(5)).
 *
 *     36 35 98:0 /mnt1 /mnt2 rw,nodev master:1 - ext3 /dev/root rw,errors=continue
 */
#ifndef WHYCPU_PARSE_MOUNTINFO_H
#define WHYCPU_PARSE_MOUNTINFO_H

#include <stdbool.h>

#include "base/text.h"

/* Views of one line, with the kernel's escapes still in them (\040 is a blank). */
typedef struct Mount {
    Text root;    /* what of the file system is mounted: "/" is all of it, else a bind mount */
    Text point;   /* where */
    Text options; /* of the mount, "rw,nosuid,nodev"; those of the file system are not here */
    Text type;    /* "ext4", "overlay" */
    Text source;  /* "/dev/vda", "overlay", "none" */
    Text of_type; /* options of the file system: "lowerdir=…,upperdir=…" */
} Mount;

/* The next mount of `*rest`; lines that are no mount are passed over. False at the end. */
bool mountinfo_next(Text *rest, Mount *mount);

/* The mount on which an absolute `path` without links lies: the longest mount point above it, and
 * of equal ones the last, which lies on top. False when there is none. */
bool mountinfo_covering(Text mountinfo, const char *path, Mount *mount);

bool mount_has_option(const Mount *mount, const char *option);

/* A field with its escapes undone. */
char *mount_text(Arena *arena, Text field);

#endif

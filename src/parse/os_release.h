/* /etc/os-release: which distribution this is. */
#ifndef WHYCPU_PARSE_OS_RELEASE_H
#define WHYCPU_PARSE_OS_RELEASE_H

#include "base/text.h"

/* Each field is a view of the text, without its quotes; empty when the file does not tell it. */
typedef struct OsRelease {
    Text id;         /* "ubuntu" */
    Text id_like;    /* "rhel centos fedora" */
    Text version_id; /* "24.04"; rolling distributions have none */
} OsRelease;

OsRelease os_release_parse(Text text);

#endif

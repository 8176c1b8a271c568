/* A line as docker's json-file logger keeps it: {"log":"…\n","stream":"stderr","time":"…"}. */
#ifndef WHYCPU_PARSE_DOCKER_LINE_H
#define WHYCPU_PARSE_DOCKER_LINE_H

#include <stdbool.h>

#include "base/text.h"

typedef struct DockerLine {
    Text said;  /* what the program printed, in `room` */
    Text stamp; /* as printed, in the line; empty: cut off */
} DockerLine;

/* `room` has at least line.length bytes. A line that was cut is read as far as it goes. False: it
 * is not of this form. */
bool docker_line_read(Text line, char *room, DockerLine *read);

#endif

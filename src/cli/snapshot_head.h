/* What a snapshot tells of itself: in its first lines, and on the terminal. */
#ifndef WHYCPU_CLI_SNAPSHOT_HEAD_H
#define WHYCPU_CLI_SNAPSHOT_HEAD_H

#include "base/list.h"
#include "base/text.h"
#include "base/writer.h"

typedef struct SnapshotContents {
    size_t bytes;
    size_t paths;      /* that are named, there or not */
    size_t texts;      /* files of which the text is in it */
    size_t libraries;  /* ELF files that are described */
    Strings variables; /* whose values are in it */
    size_t answers;    /* of the driver */
    const char *version, *date;
    bool redacted;
    Strings withheld; /* files that were read and whose text was left out */
    Strings failures; /* "PATH (error)": places where the machine failed to answer */
} SnapshotContents;

/* Counts what a recorded world holds; false with `*error` when it is none. */
bool snapshot_contents(Arena *arena, Text text, SnapshotContents *contents, const char **error);

/* The text with comments behind its first line that say what it holds. */
Text snapshot_with_head(Arena *arena, Text text, const SnapshotContents *contents);

/* The first places where the machine failed to answer, in words. */
const char *snapshot_failures(Arena *arena, const SnapshotContents *contents);

/* Lines for a reader who has just made it; `name` NULL: it went to standard output. */
void snapshot_tell(Writer *out, const SnapshotContents *contents, const char *name);

#endif

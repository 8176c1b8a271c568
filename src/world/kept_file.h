/* The only place that writes a file: what the user asked to be kept. */
#ifndef WHYCPU_WORLD_KEPT_FILE_H
#define WHYCPU_WORLD_KEPT_FILE_H

#include "base/arena.h"
#include "base/text.h"

/* Writes `content` as DIRECTORY/NAME for the caller alone (0600), replacing what was there at once
 * or not at all. Missing directories are made (0700) below the first one that is there; that one
 * must belong to the caller, so that nothing is left where another user keeps his files. False
 * with `*because`, words that follow a colon. */
bool keep_private_file(Arena *arena, const char *directory, const char *name, Text content,
                       const char **because);

/* Writes `content` to a file that is not there yet, with the mode that the umask leaves of 0666.
 * False with `*error`, an errno: EEXIST when something has that name. */
bool write_new_file(const char *path, Text content, int *error);
/* Likewise, and replaces at once what has that name. */
bool write_file_anew(Arena *arena, const char *path, Text content, int *error);

#endif

/* Paths as texts: nothing here looks at a file. */
#ifndef WHYCPU_BASE_PATH_H
#define WHYCPU_BASE_PATH_H

#include <stdbool.h>

#include "base/arena.h"

/* "a" and "b" are "a/b"; an absolute `name` stands for itself. */
char *path_join(Arena *arena, const char *directory, const char *name);

/* Without the last part: "/usr/bin/python" is "/usr/bin", "/usr" is "/", "/" is "/", "a" is ".". */
char *path_parent(Arena *arena, const char *path);

/* The last part; "" when the path ends in '/'. */
const char *path_name(const char *path);

/* Whether `path` lies at any depth below `directory`, both normal. Nothing is below NULL, "" or
 * "/": what is everywhere tells nothing. */
bool path_is_below(const char *path, const char *directory);

/* `path` as it is written relative to `directory`, both absolute and normal: "../../../bin/toco".
 */
char *path_relative(Arena *arena, const char *directory, const char *path);

/* Absolute, without ".", ".." and doubled slashes, all by the letters alone as os.path.abspath
 * does it: a ".." behind a link is taken textually. */
char *path_normal(Arena *arena, const char *working_directory, const char *path);

#endif

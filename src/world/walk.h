/* Resolves paths by asking a world for one component after the other: path_resolution(7), inside
 * the world's root, with at most 40 links. The search permission of each directory is judged by
 * its mode bits where the node or the world says so; otherwise the world's answer holds it. */
#ifndef WHYCPU_WORLD_WALK_H
#define WHYCPU_WORLD_WALK_H

#include "world/internal.h"

/* Where `path` leads. PRESENT: `*node` is what stands there. ABSENT or UNKNOWN: `*node` is the
 * component that ended the walk, or NULL when the path itself is wrong. */
Answer walk(World *world, const char *path, bool follow, const Node **node);

/* The same, following the last link, whoever may search the directories. */
Answer walk_with_any_rights(World *world, const char *path, const Node **node);

/* Path questions for worlds that answer place questions. */
extern const PathQuestions walked_paths;
Answer walk_real_path(World *world, const char *path, const char **real);

#endif

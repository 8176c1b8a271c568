/* The inside of a live world. */
#ifndef WHYCPU_WORLD_LIVE_H
#define WHYCPU_WORLD_LIVE_H

#include <sys/stat.h>

#include "base/table.h"
#include "world/internal.h"

typedef struct Live Live;

/* As open(2) of a path in the world, with O_CLOEXEC. */
typedef int OpenPath(Live *live, const char *path, int flags);

struct Live {
    World base;
    const char *root;
    int root_fd; /* O_PATH; -1 when the root is "/" */
    OpenPath *open_path;
    const PathQuestions *direct; /* what the place questions are answered with */
    const char *const *variables;
    const char *cwd;
    const User *given_user; /* with the caller's rights; NULL: the caller */
    User *user;             /* NULL until somebody asks */
    const Processor *processor;
    Cost cost;
    Table listings; /* live_known.c: Strings of regular files by the path of their directory */
    /* live_machine.c: what stat(2) said last; a place is often asked for several times in a row */
    char stat_path[WORLD_PATH_BYTES];
    Answer stat_answer;
    FileInfo stat_info;
    /* live_root.c: the directory where the last step ended */
    int step_fd;
    char step_path[WORLD_PATH_BYTES];
};

/* live_files.c: questions answered through descriptors that open nothing (O_PATH). */
extern const PathQuestions live_fd_paths;
/* live_machine.c: root "/", where the kernel resolves and one call is often enough. */
extern const PathQuestions live_machine_paths;
/* All of them, for paths without links. */
extern const PlaceQuestions live_places;

OpenPath live_open_in_machine; /* open(2) */
OpenPath live_open_in_root;    /* openat2(2), which keeps links inside the root */
OpenPath live_open_by_steps;   /* the same for canonical paths, on kernels without openat2(2) */

Answer live_list(World *world, const char *path, Strings *names);
Answer live_open(World *world, const char *path, File **file);
/* live_known.c: an open plain file whose kind needs no look, or -1: then it has to be looked at. */
int live_open_known(Live *live, const char *path, FileInfo *info);
/* Likewise of a path without links that was just seen to be a regular file. What it has become
 * since is no device; reading it may fail. */
int live_open_regular(Live *live, const char *path);
void live_keep_listing(Live *live, const char *path, const Strings *regular);
/* Whether a read that gives less than was asked for is the last one: files of the kernel that do
 * not tell their size. */
bool live_short_read_ends(const Live *live, const char *path);
Answer live_stat_answer(int result, const struct stat *status, FileInfo *info);
/* `path` below `fd`. */
Answer live_readlink_at(Live *live, int fd, const char *path, const char **target);
/* Opens with O_PATH and `flags`; the caller closes `*found`. */
Answer live_find(Live *live, const char *path, int flags, int *found, FileInfo *info);

/* world_live() as on a kernel without openat2(2), for tests. */
World *world_live_without_openat2(Arena *arena, const LiveOptions *options, const char **error);

#endif

/* The inside of a live world. */
#ifndef WHYCPU_WORLD_LIVE_H
#define WHYCPU_WORLD_LIVE_H

#include <sys/stat.h>

#include "world/internal.h"

typedef struct Live {
    World base;
    const char *root;
    int root_fd; /* O_PATH; -1 when the root is "/" */
    const char *const *variables;
    const char *cwd;
    const User *given_user;
    User *user; /* NULL until somebody asks */
    const Processor *processor;
    Cost cost;
} Live;

/* live.c */
Answer live_readlink_at(Live *live, int fd, const char *path, const char **target);
FileInfo live_info(const struct stat *status);
/* Opens what the O_PATH descriptor stands for and closes that; `info` is its fstat. */
Answer live_open_found(Live *live, int found, const FileInfo *info, File **file);
/* The names of an open directory. Closes it. */
Answer live_list_open(Live *live, int fd, Strings *names);

/* live_machine.c: root "/", where the kernel resolves. */
extern const PathQuestions live_machine_paths;
extern const PlaceQuestions live_machine_places;

/* live_root.c: another root. The second answers without openat2(2), by walking. */
extern const PathQuestions live_root_paths;
extern const PlaceQuestions live_root_places;
extern const PlaceQuestions live_root_places_by_steps;

/* world_live() as on a kernel without openat2(2), for tests. */
World *world_live_without_openat2(Arena *arena, const LiveOptions *options, const char **error);

#endif

/* The hands of `whycpu fix --apply`: with world/kept_file.c the only system calls of ours that
 * change files.
 *
 * Everything happens in one directory that was opened step by step from the ground of a repair, an
 * environment or a directory of the user's own, without following a link. On each step the owner is
 * asked of the descriptor that is used: nobody can put another directory there in between. Below
 * the ground all must belong to the caller; when that is root, all the way from "/" must be root's.
 *
 * What returns an int returns 0 or an errno; trouble_words() has the words for it. */
#ifndef WHYCPU_WORLD_HANDS_H
#define WHYCPU_WORLD_HANDS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/text.h"

typedef struct Ground {
    const char *path; /* absolute, without links */
    int fd;
    uint64_t device;
} Ground;

/* False with `*because`, a sentence that names the directory which is to blame. */
bool ground_open(Arena *arena, const char *path, Ground *ground, const char **because);
void ground_close(Ground *ground);
/* `path` as it is called below the ground; NULL when it does not lie there. */
const char *ground_name(const Ground *ground, const char *path);

/* A name in an open directory. */
typedef struct Spot {
    int directory; /* -1: not open */
    const char *name;
    const char *path; /* for messages */
} Spot;

enum { MAKE_DIRECTORIES = 1 };

/* `relative` is below the ground. False with `*because` as above; a directory that is missing
 * counts as such only when `flags` do not say that it is to be made (0700). */
bool spot_open(Arena *arena, const Ground *ground, const char *relative, int flags, Spot *spot,
               const char **because);
void spot_close(Spot *spot);
/* The directory `relative`, "" is the ground itself; to be closed. -1 with `*because`. */
int ground_directory(Arena *arena, const Ground *ground, const char *relative, int flags,
                     const char **because);

/* Whether nothing has that name, or a directory on the way is missing. */
bool is_missing(const char *path);

typedef enum SpotKind { SPOT_ABSENT, SPOT_FILE, SPOT_LINK, SPOT_DIRECTORY, SPOT_OTHER } SpotKind;

typedef struct SpotInfo {
    SpotKind kind;
    unsigned mode, owner, group;
    uint64_t size_bytes, inode, device;
    long long modified_ns;
    const char *target; /* of a link; in the arena */
} SpotInfo;

int spot_look(Arena *arena, Spot spot, SpotInfo *info);
/* EFBIG when it is longer, EINVAL when it is no file. */
int spot_read(Arena *arena, Spot spot, size_t ceiling_bytes, Text *content);

/* Each leaves either everything or nothing changed. EEXIST when there is something already. */
int spot_make_directory(Spot spot, unsigned mode);
int spot_make_link(Spot spot, const char *target);
int spot_make_file(Spot spot, const SpotInfo *as, Text content); /* rights of `as`; NULL: 0644 */
int spot_move(Spot from, Spot to);
int spot_hard_link(Spot from, Spot to);
int spot_copy(Spot from, Spot to, const SpotInfo *as); /* content, rights and time of a file */
/* What was at `to` is gone at once. */
int spot_replace(Spot from, Spot to);
int spot_remove(Spot spot); /* a file, a link, an empty directory; 0 when nothing is there */
int spot_set_mode(Spot spot, unsigned mode);
int spot_set_time(Spot spot, long long modified_ns);
/* So that what was done to its names is done after a loss of power as well. */
int directory_sync(int directory);
int file_system_sync(int directory);

/* "the disk is full" */
const char *trouble_words(int error);
const char *trouble_at(Arena *arena, const char *path, int error); /* "PATH: the disk is full" */

/* ---- A text that only grows ---- */

/* The journal: made anew (EEXIST) or, with `whole_bytes`, cut there and gone on with. -1 with
 * errno.
 */
int journal_make(int directory, const char *name);
int journal_go_on(int directory, const char *name, uint64_t whole_bytes);
/* Written and on the disk, or an errno. */
int journal_append(int fd, Text lines);

/* As long as it is held (by this process, or by one that it started with it), nobody else holds it.
 * -1 with EWOULDBLOCK when somebody does. */
int lock_directory(int directory);

#endif

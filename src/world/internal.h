/* How worlds are made, for src/world/ alone.
 *
 * A world answers two sets of questions. Path questions take any path and resolve links: the live
 * world leaves that to the kernel, all others to the walk (walk.h). Place questions take a
 * canonical path: absolute, without links, ".", ".." or doubled slashes, as the walk produces it.
 * A world on top of another one asks it place questions only, so links are resolved in one place:
 * in the uppermost world, where they can lead over what was laid on top.
 */
#ifndef WHYCPU_WORLD_INTERNAL_H
#define WHYCPU_WORLD_INTERNAL_H

#include <errno.h>
#include <unistd.h>

#include "base/table.h"
#include "parse/elf_image.h"
#include "world/world.h"

/* A call that a signal interrupted is made again. glibc has this; musl, with which a release is
 * linked, does not. */
#ifndef TEMP_FAILURE_RETRY
#define TEMP_FAILURE_RETRY(call)                                                                   \
    (__extension__({                                                                               \
        long returned;                                                                             \
        do                                                                                         \
            returned = (long)(call);                                                               \
        while (returned == -1 && errno == EINTR);                                                  \
        returned;                                                                                  \
    }))
#endif

enum {
    WORLD_PATH_BYTES = 4096, /* PATH_MAX of Linux, with the NUL */
    WORLD_NAME_BYTES = 255,  /* NAME_MAX */
    WORLD_LINKS = 40,        /* MAXSYMLINKS */
    WORLD_NAMES = 100000,    /* of one directory */
    WORLD_VARIABLES = 10000, /* of an environment */
    WORLD_LIST_BUFFER = 32 * 1024
};

/* A recorded faccessat(2) whose answer mode bits do not tell: an access list, a device cgroup. */
typedef struct AccessNote {
    unsigned uid; /* who asked */
    int mode;     /* R_OK | W_OK | X_OK */
    int error;    /* 0: allowed */
} AccessNote;

/* What stands at a canonical path. Belongs to the arena of the world that gave it. */
typedef struct Node Node;
struct Node {
    const char *path; /* canonical */
    Answer answer;    /* of lstat; the rest holds when it is PRESENT */
    FileInfo info;
    const char *target; /* of a link */
    bool by_mode;       /* its mode bits decide what the judged user may do */
    bool laid_over;     /* stands in an overlay, not in what is below it */
    LIST_OF(AccessNote) notes;
};

typedef struct PathQuestions {
    Answer (*stat)(World *world, const char *path, bool follow, FileInfo *info);
    Answer (*readlink)(World *world, const char *path, const char **target);
    Answer (*real_path)(World *world, const char *path, const char **real);
    Answer (*list)(World *world, const char *path, Strings *names);
    Answer (*access)(World *world, const char *path, int mode);
    Answer (*open)(World *world, const char *path, File **file);
} PathQuestions;

/* Mode bits are judged by who asks (walk.c), not in here. */
typedef struct PlaceQuestions {
    const Node *(*look)(World *world, const char *path);            /* never NULL */
    Answer (*list)(World *world, const Node *node, Strings *names); /* in any order */
    Answer (*access)(World *world, const Node *node, int mode);
    Answer (*open)(World *world, const Node *node, File **file);
} PlaceQuestions;

typedef struct OtherQuestions {
    Answer (*env)(World *world, const char *name, const char **value);
    Answer (*env_names)(World *world, Strings *names);
    const char *(*cwd)(World *world);
    const User *(*user)(World *world);
    const Processor *(*processor)(World *world);
    const char *(*root)(World *world);
    bool (*is_live_machine)(World *world);
    bool (*has_own_processes)(World *world);
    const Testimony *(*testimony)(World *world, const char *kind, const char *of);
    void (*note_testimony)(World *world, const Testimony *testimony);
    Cost (*cost)(World *world);
} OtherQuestions;

/* Every kind of world begins with this. */
struct World {
    const PathQuestions *paths;
    const PlaceQuestions *places;
    const OtherQuestions *others;
    Arena *arena;
    bool by_mode;      /* mode bits decide for every node: the judged user is not who looks */
    unsigned overlays; /* how many lie on top of each other here */
    Table read_once;   /* world.c: answers by path */
};

struct File {
    FileInfo info;
    World *world;
    Answer (*read)(File *file, uint64_t offset, void *buffer, size_t length, size_t *got);
    void (*close)(File *file);
    int fd;                                                 /* of a live file; -1 when closed */
    void *node;                                             /* of a recorded or laid-over file */
    bool short_read_ends;                                   /* a short read is the last one */
    bool described;                                         /* see file_is_described() */
    void (*note_symbol)(File *file, ElfImageSymbol symbol); /* of a recorder's */
    void (*note_kernels)(File *file, const char *words);    /* likewise */
    File *below;                                            /* of a recorder's file */
};

/* ---- answer.c ---- */

Answer answer_present(void);
Answer answer_absent(void); /* ENOENT */
/* What `error` means: see Answer. `because` are the words of the system. */
Answer answer_of(int error);
Answer answer_unknown(int error, const char *because);
Answer answer_not_recorded(void);

/* "EACCES" for EACCES; NULL for a number without a name here, and the reverse, -1. */
const char *error_name(int error);
int error_number(Text name);

/* ---- world.c ---- */

/* `path` itself when it is absolute, else taken from the world's cwd, in `buffer` of
 * 2 * WORLD_PATH_BYTES. */
const char *world_absolute(World *world, const char *path, char *buffer);
void names_sort(Strings *names); /* bytewise, each once */
/* All of a file, at most `ceiling` bytes (else EFBIG), with a NUL behind it in the arena. */
Answer file_read_all(File *file, size_t ceiling, Arena *arena, Text *content);
/* The refusal for a file that is never opened; PRESENT when the type may be opened. */
Answer may_open_type(FileType type);

/* ---- user.c ---- */

/* The caller's effective ids, without names. */
const User *user_of_caller(Arena *arena);
/* Fills in name and home from the world's /etc/passwd, where they are NULL. */
void user_complete(World *world, User *user);

/* ---- processor.c ---- */

/* What the processor below us tells; for tests of the rules see processor.h. */
const Processor *processor_of_this_machine(Arena *arena);

#endif

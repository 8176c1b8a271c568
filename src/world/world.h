/* The only door to the machine. Everything above reads through a World and nothing else.
 *
 * Three kinds of world answer the same questions:
 *   live      a machine below a root directory ("/" is this machine)
 *   recorded  what a live world was asked and answered, read from a text (docs/WORLD_FORMAT.md);
 *             what was not recorded is unknown, never absent
 *   overlay   changes on top of another world (--assume-gpu, --env, a planned repair)
 *
 * Paths are absolute inside the world; a relative path is taken from world_cwd(). Links are
 * resolved inside the world's root, at most 40 of them. FIFOs, sockets and devices are never
 * opened. No call allocates outside the arena of the world; nothing has to be freed.
 */
#ifndef WHYCPU_WORLD_WORLD_H
#define WHYCPU_WORLD_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/known.h"
#include "base/list.h"
#include "base/text.h"

typedef struct World World;

/* How a look ended. `error` is the errno that the same system call gives to the judged user:
 * 0 when PRESENT; ENOENT or ENOTDIR when ABSENT; anything else (EACCES, ELOOP, EIO, ENODATA for
 * "not recorded") when UNKNOWN, with `because` saying it in words. */
typedef struct Answer {
    Known known;
    int error;
    const char *because;
} Answer;

typedef enum FileType {
    FILE_REGULAR,
    FILE_DIRECTORY,
    FILE_LINK,
    FILE_CHARACTER_DEVICE,
    FILE_BLOCK_DEVICE,
    FILE_FIFO,
    FILE_SOCKET
} FileType;

typedef struct FileInfo {
    FileType type;
    unsigned mode; /* permission, set-id and sticky bits: 07777 */
    unsigned uid, gid;
    uint64_t size_bytes;
    uint64_t device, inode;              /* identity: the loader maps one inode once */
    unsigned device_major, device_minor; /* of a device node */
} FileInfo;

/* Who is judged: permission questions are answered for this user. */
typedef struct User {
    unsigned uid, gid;
    const unsigned *groups;
    size_t group_count;
    const char *name; /* NULL when /etc/passwd does not tell */
    const char *home; /* NULL likewise; HOME of the environment comes first */
} User;

/* What the dynamic loader asks of the processor. */
typedef struct Processor {
    const char *machine;   /* as uname -m: "x86_64", "aarch64" */
    const char *platform;  /* $PLATFORM: "x86_64", "haswell", "xeon_phi", "aarch64" */
    Strings hwcaps;        /* glibc-hwcaps subdirectories, best first: "x86-64-v3", "x86-64-v2" */
    Strings legacy_hwcaps; /* of glibc before 2.37, beside `platform` and "tls": "x86_64" */
    Known known;           /* UNKNOWN: not recorded; then machine is "" and hwcaps is empty */
} Processor;

Arena *world_arena(World *world);

/* ---- Files ---- */

Answer world_stat(World *world, const char *path, FileInfo *info);  /* follows links */
Answer world_lstat(World *world, const char *path, FileInfo *info); /* does not follow the last */
Answer world_readlink(World *world, const char *path, const char **target);
Answer world_real_path(World *world, const char *path, const char **real);
/* The same, and `path` where it cannot be told: for comparing places. */
const char *world_real_path_or_itself(World *world, const char *path);

/* Names in a directory without "." and "..", sorted bytewise; at most 100 000. */
Answer world_list(World *world, const char *path, Strings *names);

/* faccessat(path, R_OK | W_OK | X_OK bits of <unistd.h>, AT_EACCESS) for the judged user. PRESENT
 * means allowed; EACCES and EPERM come as UNKNOWN with that error. */
Answer world_access(World *world, const char *path, int mode);

/* A whole small text file (of /proc, /etc, a package's metadata). Longer than `ceiling_bytes` is
 * UNKNOWN with EFBIG. */
Answer world_read(World *world, const char *path, size_t ceiling_bytes, Text *content);
/* The same for what several questions need and nothing lays over: asked for again, the answer is
 * the first one. */
Answer world_read_once(World *world, const char *path, size_t ceiling_bytes, Text *content);

/* All that comes from standard input, be it a pipe. */
Answer standard_input_read(Arena *arena, size_t ceiling_bytes, Text *content);

/* The next line of it, without its end. ABSENT at the end of the input; UNKNOWN with EINTR when a
 * signal came in between, or SIGINT did before, as `interrupted` says. */
Answer standard_input_line(Arena *arena, bool (*interrupted)(void), Text *line);

/* An opened regular file (or a directory, which opens and cannot be read, as for the loader). */
typedef struct File File;
Answer world_open(World *world, const char *path, File **file);
const FileInfo *file_info(const File *file);
/* Up to `length` bytes at `offset` into `buffer`; fewer at the end of the file. */
Answer file_read(File *file, uint64_t offset, void *buffer, size_t length, size_t *got);
void file_close(File *file);
/* Whether its bytes are made from the recorded description of an ELF file. Such a file is asked for
 * its symbols by name: one that was not looked up when it was recorded is UNKNOWN. */
bool file_is_described(const File *file);
Truth file_described_symbol(const File *file, const char *symbol);
/* Tells a recorder what a look-up in this ELF file found; other worlds take no notice. */
void file_note_symbol(File *file, const char *symbol, bool defined);
/* Whether there is a recorder who is told: then it is no waste to open files for that alone. */
bool file_takes_notes(const File *file);
/* The list of kernels in its data, as kernel_words.h has it: what was recorded of it ("": there is
 * none; NULL: it was not looked for), and what a recorder is told. */
const char *file_described_kernels(const File *file);
void file_note_kernels(File *file, const char *words);
/* Likewise, that this ELF file needs a symbol (of a version, or NULL) which nobody defines. */
void file_note_reference(File *file, const char *symbol, const char *version);

/* ---- The rest of what a process is given ---- */

/* A variable of the judged environment. */
Answer world_env(World *world, const char *name, const char **value);
/* Names of all variables that are known, sorted. */
Answer world_env_names(World *world, Strings *names);
const char *world_cwd(World *world);
const User *world_user(World *world);
/* The account of this name (or number) in the world's /etc/passwd, with its groups. */
Answer world_find_user(World *world, const char *name, const User **user);
const Processor *world_processor(World *world);
const char *world_root(World *world);     /* "/" when the machine itself is judged */
bool world_is_live_machine(World *world); /* live, root "/": our own processes are below /proc */
/* Likewise, or a recording of such a world: what /proc tells is of the process that was asked. */
bool world_has_own_processes(World *world);

/* What somebody said who was asked besides (--ask driver). A recording keeps it, since a replay
 * cannot ask again; `kind`, `of` and `ending` are the words of who asked. */
typedef struct Testimony {
    const char *kind;   /* "cuda" */
    const char *of;     /* the library that was asked */
    const char *ending; /* how it ended */
    Text said;
} Testimony;
/* What is recorded of such an answer; NULL when nothing is, and always in a live world. */
const Testimony *world_testimony(World *world, const char *kind, const char *of);
/* Tells a recorder what was answered; other worlds take no notice. */
void world_note_testimony(World *world, const Testimony *testimony);

/* What the looks cost so far: system calls and bytes. Counted by the live world, 0 elsewhere. */
typedef struct Cost {
    uint64_t looks;
    uint64_t bytes_read;
} Cost;
Cost world_cost(World *world);

/* Whether this error number (errno) says that the machine could not answer (a disk that fails, no
 * memory, no room), and nothing about what was asked for. */
bool error_is_of_system(int error);

/* Why something is not done that somebody asked for. Whose fault it is decides about the exit
 * status (cli/options.h), so it is told where the error is seen, and by refusal_set() alone. */
typedef struct Refusal {
    const char *sentence;
    bool is_blameless; /* who asked named nothing wrong: the machine failed, or this program */
} Refusal;

/* `error` is the one with which a call ended, or 0: what was named cannot be had. Returns false. */
bool refusal_set(Refusal *refusal, int error, const char *sentence);

/* ---- Making worlds ---- */

typedef struct LiveOptions {
    const char *root;            /* "/" or a directory */
    const char *const *environ_; /* NAME=VALUE…, NULL-terminated; NULL: an empty environment */
    const char *cwd;             /* NULL: getcwd() for "/", "/" otherwise */
    const User *user;            /* NULL: the caller's effective ids */
} LiveOptions;

/* NULL with `*error` set to one sentence, and errno, when the root cannot be opened. */
World *world_live(Arena *arena, const LiveOptions *options, const char **error);

/* Parses a recorded world. NULL with `*error` (line and reason) when the text is no such thing. */
World *world_recorded(Arena *arena, Text text, const char **error);

/* A world that answers as `below` does until something is laid over it. */
World *world_overlay(Arena *arena, World *below);
void overlay_file(World *overlay, const char *path, unsigned mode, Text content);
void overlay_directory(World *overlay, const char *path);
void overlay_link(World *overlay, const char *path, const char *target);
void overlay_device(World *overlay, const char *path, unsigned mode, unsigned major,
                    unsigned minor);
void overlay_absent(World *overlay, const char *path);
void overlay_unknown(World *overlay, const char *path, int error, const char *because);
void overlay_env(World *overlay, const char *name, const char *value); /* NULL value: unset */
void overlay_user(World *overlay, const User *user);
/* Everything in a text of the recorded format, on top. False with `*error` set when malformed. */
bool overlay_text(World *overlay, Text text, const char **error);
/* Whether what `path` resolves to was laid over by this overlay (then a fact is assumed). */
bool overlay_covers(World *overlay, const char *path);

/* What a recording says about itself. Texts of WHYCPU older than the line `recorded` say nothing.
 */
typedef struct WorldOrigin {
    const char *version; /* of the whycpu that recorded it; NULL: not said */
    const char *date;    /* "2026-11-21T15:45:00Z"; NULL: not said */
    bool own_processes;  /* see world_has_own_processes() */
    bool redacted;       /* names of people and hosts are changed, secrets are left out */
    bool has_question;   /* `question` is there, be it empty */
    Strings question;    /* the options of check whose answer it replays */
    Strings notes;       /* what the reader of each answer has to know */
} WorldOrigin;

/* Of a world that world_recorded() made. */
const WorldOrigin *world_origin(const World *recorded);

/* A world that answers as `below` does and keeps every question with its answer. */
World *world_recorder(Arena *arena, World *below);
/* What its text is to say about itself; kept by reference. */
void recorder_set_origin(World *recorder, const WorldOrigin *origin);
/* The recorded text (ELF files as descriptions of their dynamic section, not as bytes). */
Text recorder_text(World *recorder);

#endif

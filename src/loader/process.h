/* What the parts of the loader share: one process and what is mapped in it. For src/loader/ only.
 *
 * The words of glibc: an Object is a link map, `path` its l_name, `names` its l_libname list,
 * `requested_by` its l_loader.
 */
#ifndef WHYCPU_LOADER_PROCESS_H
#define WHYCPU_LOADER_PROCESS_H

#include "base/table.h"
#include "loader/image.h"
#include "loader/libc.h"
#include "loader/loader.h"
#include "loader/tokens.h"
#include "parse/ldcache.h"

/* A directory of a search list. It is looked at once; one that is not there costs nothing more. */
typedef struct Directory Directory;
struct Directory {
    const char *prefix; /* stands before the name: ends in '/', or "" for the working directory */
    const char *path;   /* the directory itself */
    bool is_variation;  /* a subdirectory for certain processors */
    bool is_default;    /* one of the system's: often large, so it is not listed */
    bool looked;
    Known known; /* whether it is a directory */
    int error;   /* errno that a look into it gives when it is none */
    const char *because;
    const char *doubt;   /* why its variations cannot be told, or (of a variation) whether it is
                          * searched; NULL where they can */
    struct Shelf *shelf; /* what is known of its names */
    /* One for each of the process's variations; NULL where there is no such subdirectory. Empty
     * when the directory itself is not there. */
    LIST_OF(Directory *) variations;
    bool is_proven, is_given_up; /* of "/" alone: see search.c */
    bool absences_told;          /* the loader tries what is not there once, and never again */
};

typedef struct SearchList {
    LIST_OF(Directory *) directories;
    Rule rule;
    const char *listed_by; /* the object, variable or program that names the directories */
    const char *doubt;     /* why the list itself cannot be told, or NULL */
} SearchList;

typedef struct Object Object;
struct Object {
    const char *path;               /* as it was opened; "" for the program, as in glibc */
    const char *file;               /* what to show: `path`, and for the program its file */
    Strings names;                  /* exact texts by which it was requested */
    LIST_OF(Object *) dependencies; /* what its DT_NEEDED entries led to, in order */
    const Image *image; /* NULL for the kernel's own object, and a program that was not read */
    const ElfDynamic *dynamic; /* never NULL */
    Tokens tokens;
    Object *requested_by; /* by DT_NEEDED or LD_PRELOAD; NULL when dlopen() did it */
    bool has_identity;    /* its inode keeps it from being mapped twice */
    bool is_preloaded;
    bool is_relocated;
    unsigned walk;          /* number of the last walk that came by; see relocation.c */
    bool needed_at_start;   /* something that was mapped at start asked for it */
    const char *short_name; /* musl: by which it is found again, or NULL */
    SearchList rpath, runpath;
    bool has_lists;
};

/* What is read of a program before there is a process. */
typedef struct Program {
    const char *name; /* as given to loader_start() */
    const char *real; /* its path without links, as /proc/self/exe tells it */
    const Image *image;
    const char *interpreter;
    Host host;
    Libc libc;
} Program;

struct Loader {
    World *world;
    Arena *arena;
    Host host;
    Libc libc;
    LIST_OF(Object *) objects; /* in the order of the loader's own list */
    LIST_OF(Object *) global;  /* in which everybody finds symbols */
    unsigned walks;
    Object *program;
    SearchList library_path, defaults;
    Strings variations; /* subdirectories for this processor, best first, each ending in '/' */
    const char *program_name;    /* as given to loader_start() */
    const Program *program_read; /* by this loader or the one that it follows; or NULL */
    const Opening *start;        /* how that ended; NULL before */
    bool is_running;             /* it has ended, and well */
    Opening *opening;            /* the call that is under way */
    Strings messages;            /* what the loader prints without giving up */
    int error_number;            /* what errno holds inside the loader */
    bool executable_stack;
    bool passes_over;   /* see loader_pass_over() */
    bool looks_closely; /* see loader_look_closely() */
    Openings passed_over;
    uint64_t static_tls_bytes; /* what dlopen() took of the room that was left at start */

    Table directories; /* Directory by prefix */
    Table looks;       /* Look by path */
    Table shelves;     /* Shelf by inode */
    Table candidates;  /* Candidate by path */
    Table images;      /* Image by inode */

    bool cache_was_read; /* that of the program that was read */
    const LdCache *cache;
    const char *cache_doubt;
};

/* Who asks, and how. */
typedef struct Request {
    Object *requester; /* whose paths are searched */
    const char *name;
    bool is_dlopen; /* the call is dlopen(), not the start of the program */
    bool is_direct; /* the name was given to dlopen() itself: then nobody is its l_loader */
} Request;

/* ---- trouble.c: how an opening ends. Each returns NULL, so that a caller can hand it on. ---- */

void *fails(Loader *loader, const char *on, const char *error);
void *crashes(Loader *loader, const char *on, const char *because); /* no dlerror() is left */
void *cannot_tell(Loader *loader, const char *because);
void *dies_of_cut(Loader *loader, const Object *object); /* a crash: its file is cut short */
/* strerror() in the words of glibc, whatever C library this program is linked with. While a
 * program starts, ld.so knows few of them. */
const char *error_words(const Loader *loader, int error_number);
/* "OBJECT: SAYS: what errno means" as dlerror() composes it; no errno for 0. */
const char *error_text(const Loader *loader, const char *object, const char *says,
                       int error_number);
void record_try(Loader *loader, Try try);

/* ---- objects.c ---- */

/* Adds a mapped object that was requested as `name`. */
Object *object_add(Loader *loader, Object object, const char *name);
/* By the path or an exact name; with `also_soname` by DT_SONAME too, which becomes a name then. */
Object *object_named(Loader *loader, const char *name, bool also_soname);
/* The first object ahead of `found` (NULL: of all) whose SONAME cannot be read: the loader dies
 * when it compares a name with that. */
const Object *object_that_kills(const Loader *loader, const Object *found);
Object *object_of_file(Loader *loader, const FileInfo *info);
void object_add_name(Loader *loader, Object *object, const char *name);
/* What the tokens stand for in the strings of an object that was opened at `path`. */
Tokens tokens_at(Loader *loader, const char *path);
const char *inode_key(Arena *arena, const FileInfo *info);

/* ---- closure.c ---- */

/* Maps one object. `*rule` says by which rule it was found; `*is_new` that it was not mapped. */
Object *map_object(Loader *loader, Request request, Rule *rule, bool *is_new);
/* Maps everything that the objects from `first_new` on need, breadth first; then checks versions
 * and relocates. */
bool map_dependencies(Loader *loader, size_t first_new, bool is_dlopen);

/* ---- versions.c ---- */

bool check_versions(Loader *loader, size_t first_new);

/* ---- level.c ---- */

/* Whether this processor has what the objects from `first_new` on were compiled for. */
bool check_levels(Loader *loader, size_t first_new);

/* ---- relocation.c ---- */

typedef LIST_OF(Object *) Order;

/* The new objects, each behind all that it needs: in the order in which glibc starts them. */
Order order_of_needs(Loader *loader, size_t first_new);

/* What becomes of the objects from `first_new` on while they are relocated: a file that was cut
 * short may kill the process, a symbol that nobody defines ends it with an error. */
bool relocate(Loader *loader, size_t first_new, bool is_dlopen);

/* The mapped objects and what they need become global. */
void make_global(Loader *loader, Object *const *objects, size_t count);

/* ---- references.c ---- */

/* Where an object finds symbols, in order: first what is global. */
typedef struct Scope {
    LIST_OF(Object *) objects;
    size_t global_count;
} Scope;

typedef struct Undefined {
    const char *says; /* in the words of dlerror(), or why the process dies */
    bool kills;
    const char *symbol;
    const Object *provider; /* that should define it, or NULL */
} Undefined;

/* The first symbol that the object looks up and that nobody in `scope` defines; false where there
 * is none, or where it cannot be told. */
bool find_undefined(Loader *loader, const Object *object, const Scope *scope, bool is_dlopen,
                    Undefined *undefined);

/* ---- start.c ---- */

/* Maps the program and all that it brings along. */
bool start_process(Loader *loader, const char *program);

/* ---- preload.c ---- */

/* LD_PRELOAD and /etc/ld.so.preload. False when the program does not survive it. */
bool map_preloads(Loader *loader);

/* ---- musl.c ---- */

/* The same for a process of musl, which has rules of its own. */
bool musl_map_start(Loader *loader);
Object *musl_dlopen(Loader *loader, const char *name, Rule *rule, bool *is_new);

#endif

/* What the dynamic loader (glibc's ld.so, or musl's) would do in a world.
 *
 * A Loader is one process that is about to run: a main program, what it preloads, what it needs,
 * and what it opened since. Objects stay mapped, so the order of calls matters, as in life.
 * Nothing is mapped or run here; only headers of files are read.
 * Rules: ld.so(8), glibc elf/dl-load.c, and docs/LOADER.md for what was measured.
 */
#ifndef WHYCPU_LOADER_LOADER_H
#define WHYCPU_LOADER_LOADER_H

#include "base/list.h"
#include "world/world.h"

typedef enum Rule {
    RULE_NONE,
    RULE_PRELOAD,
    RULE_LOADED,
    RULE_RPATH,
    RULE_LD_LIBRARY_PATH,
    RULE_RUNPATH,
    RULE_CACHE,
    RULE_DEFAULT,
    RULE_PATH /* the name has a slash */
} Rule;

typedef enum TryOutcome {
    TRY_OPENED,
    TRY_ABSENT,     /* passed over */
    TRY_FOREIGN,    /* other class or machine: passed over */
    TRY_UNREADABLE, /* passed over */
    TRY_NOT_LOOKED, /* the list ended before, or the world cannot tell */
    TRY_TOO_SHORT,  /* this and the following stop the search */
    TRY_TRUNCATED,
    TRY_NOT_ELF,
    TRY_DIRECTORY
} TryOutcome;

typedef enum OpenResult {
    OPEN_FOUND,
    OPEN_LOADED, /* was mapped already */
    OPEN_FAILED,
    OPEN_CRASHES, /* the process dies (SIGBUS) */
    OPEN_UNKNOWN
} OpenResult;

typedef struct Try {
    const char *for_name; /* the name asked for, or the dependency */
    const char *path;     /* textual path that is tried */
    Rule rule;
    const char *listed_by; /* the object (or variable, or cache file) that names the directory */
    TryOutcome outcome;
    const char *says;         /* what is wrong with the file, in the words of dlerror(); or NULL */
    bool in_variation;        /* in a subdirectory for certain processors: glibc-hwcaps/… */
    bool directory_is_absent; /* there is no such directory */
} Try;

typedef struct Opening {
    const char *name;
    OpenResult result;
    const char *path; /* of the file that is mapped; NULL when there is none */
    Rule rule;
    const char *by;       /* the object that asks */
    const char *fails_on; /* file or name that stopped it; NULL when it opens */
    const char *error;    /* as dlerror() would say it; NULL when it opens */
    /* Of "undefined symbol": its name, and the mapped library that should define it (NULL when the
     * reference names none). */
    const char *missing_symbol, *missing_from;
    const char *because; /* of OPEN_UNKNOWN and OPEN_CRASHES, and where the question could not be
                          * asked: why, in words */
    bool on_musl; /* the process runs on musl, which relocates nothing here: see docs/LOADER.md */
    LIST_OF(Try) tried;
} Opening;

/* Whether the library is mapped in the end. */
static inline bool opens(const Opening *opening)
{
    return opening->result == OPEN_FOUND || opening->result == OPEN_LOADED;
}

typedef struct Loader Loader;

/* A process in `world`, whose LD_LIBRARY_PATH and LD_PRELOAD are those of the world. */
Loader *loader_new(World *world);

/* Another such process, which knows what was read of files by the first. */
Loader *loader_again(const Loader *loader);

/* The same process once more, with all that is mapped in it: what is opened in the one is not
 * opened in the other. */
Loader *loader_fork(const Loader *loader);

/* From now on the functions are looked up, too, that large libraries call of those that they need:
 * dear, and of use where these may be of another release than was meant. */
void loader_look_closely(Loader *loader);

/* Maps the main program, what LD_PRELOAD names and what they all need. When the result is not
 * OPEN_FOUND the program does not start. */
const Opening *loader_start(Loader *loader, const char *program);
/* How that ended; NULL before. */
const Opening *loader_started(const Loader *loader);

/* What dlopen(name, RTLD_NOW | RTLD_LOCAL) by an object that is already mapped at `by` would do;
 * NULL: by the main program. When it opens, the objects stay mapped; when not, all is as before.
 * Where the result is OPEN_CRASHES, the caller decides whether there is anything left to ask. */
const Opening *loader_dlopen(Loader *loader, const char *name, const char *by);

/* What dlopen(name, RTLD_NOLOAD | RTLD_GLOBAL) would do: from now on everybody finds the symbols of
 * that mapped object (a path, SONAME or requested name) and of all that it needs. */
void loader_make_global(Loader *loader, const char *name);

/* From now on (or no more), what an object needs and cannot have is passed over, as ldd(1) does;
 * nothing is relocated, so symbols are not looked for. Of glibc alone. */
void loader_pass_over(Loader *loader, bool passes);
/* The needs that were passed over: what came of each, in order, as if it had been opened by the
 * object that needs it. */
typedef LIST_OF(const Opening *) Openings;
Openings loader_passed_over(const Loader *loader);

/* The path by which an object of this SONAME or requested name is mapped, or NULL. */
const char *loader_mapped(Loader *loader, const char *name);
/* Its RUNPATH, or else its RPATH, as it is written; NULL when it has none or is not mapped. */
const char *loader_search_path(Loader *loader, const char *name);
/* Paths of all mapped objects, in order. */
Strings loader_mapped_paths(Loader *loader);

/* "glibc 2.36", "glibc 2.36 or newer", "musl"; NULL when it cannot be told, and before
 * loader_start(). */
const char *loader_c_library(const Loader *loader);

/* What the loader complains about without giving up: files that cannot be preloaded. */
Strings loader_messages(const Loader *loader);

/* Words of the JSON schema whycpu.dlopen/1; NULL for RULE_NONE. */
const char *rule_word(Rule rule);
const char *try_outcome_word(TryOutcome outcome);
const char *open_result_word(OpenResult result);

#endif

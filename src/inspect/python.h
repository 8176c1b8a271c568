/* Which Python would run here, and where it would look for packages. No interpreter is started:
 * everything follows from links, names, pyvenv.cfg, .pth files and the environment, by the rules
 * of CPython's getpath and site modules (3.8 to 3.14), of Debian's changes to them, and of the
 * shims of pyenv and asdf. tests/oracle/python/run compares the result with real interpreters.
 */
#ifndef WHYCPU_INSPECT_PYTHON_H
#define WHYCPU_INSPECT_PYTHON_H

#include "facts/facts.h"
#include "world/world.h"

typedef enum PythonKind {
    PYTHON_OTHER, /* of unknown making, e.g. below /opt */
    PYTHON_VENV,  /* a pyvenv.cfg lies beside it: venv, virtualenv, uv, poetry, pipx */
    PYTHON_CONDA,
    PYTHON_PYENV,
    PYTHON_UV, /* an interpreter that uv downloaded */
    PYTHON_ASDF,
    PYTHON_DEBIAN, /* the distribution's own, with dist-packages */
    PYTHON_SYSTEM  /* in /usr or /usr/local, with site-packages */
} PythonKind;

typedef enum SiteOrigin {
    SITE_PYTHONPATH,
    SITE_STANDARD_LIBRARY, /* lib/pythonX.Y and what belongs to it */
    SITE_VENV,
    SITE_USER,
    SITE_SYSTEM, /* site-packages (dist-packages) of the installation */
    SITE_PTH     /* a line of a .pth file */
} SiteOrigin;

/* One entry of sys.path, without the directory of the script. */
typedef struct SiteDirectory {
    const char *path; /* absolute, as Python puts it there: links are not resolved */
    SiteOrigin origin;
    const char *named_by; /* the file, "file:line" or variable that brings it in */
    Known known;          /* whether it is there; UNKNOWN: error and because */
    int error;            /* EACCES: Python passes it over as well */
    const char *because;
    Strings names; /* its listing, sorted; empty for the standard library, which is not listed */
} SiteDirectory;

/* A line `import …` of a .pth file: code that Python runs at each start and that was not run
 * here, so it may add directories or hooks that are not in the list. */
typedef struct PthImport {
    const char *file;
    int line;
    const char *text;
} PthImport;

typedef struct PythonEnvironment {
    const char *python;      /* the program that starts, links not resolved, behind any shim */
    const char *shim;        /* how a shim on PATH came to it, in words; or NULL */
    const char *real_python; /* links resolved. NULL: cannot be told */
    int real_python_error;   /* with which it could not; 0: what is started decides it */
    PythonKind kind;
    PythonKind base_kind;    /* of the installation a venv was made from; else equal to kind */
    const char *maker;       /* of a venv: "venv", "virtualenv 20.26.2", "uv 0.4.18"; or NULL */
    const char *prefix;      /* sys.prefix */
    const char *base_prefix; /* sys.base_prefix; equal to prefix outside a venv */
    const char *config_file; /* pyvenv.cfg; or NULL */
    const char *version;     /* "3.11.7", "3.11" when only that is known, or NULL */
    const char *version_source;
    int major, minor;           /* 0, 0 when unknown */
    bool free_threaded;         /* python3.13t: its lib directory is called python3.13t */
    const char *library;        /* lib/pythonX.Y of the installation, or NULL */
    const char *chosen_because; /* "VIRTUAL_ENV", "./.venv", "first python3 on PATH", … */
    const char *other_python;   /* `python` on PATH, when that is another one; or NULL */
    bool sees_system_site;      /* false: a venv without include-system-site-packages */
    bool has_dist_packages;     /* Debian's changes to site.py */
    bool has_usr_local;         /* Fedora's: /usr/local comes first */
    Strings conda_packages;     /* file names in PREFIX/conda-meta of a conda environment */
    LIST_OF(SiteDirectory) site_directories; /* in the order of sys.path */
    LIST_OF(PthImport) pth_imports;
    const char *may_bring_in; /* what may make more importable than is seen, the first; or NULL */
    Strings doubts;           /* sentences: what could not be told, and why */
    struct ImportMemory **import_memory; /* what python_import_path() has found so far */
} PythonEnvironment;

typedef struct PythonChoice {
    const char *python; /* --python PATH (a program, or a directory that holds one); or NULL */
    const char *venv;   /* --venv DIR; or NULL */
} PythonChoice;

/* The interpreter that would run and its directories; everything lies in the world's arena.
 * NULL with `*error` set to one sentence when there is none, or the choice names none. */
PythonEnvironment *python_find(World *world, const PythonChoice *choice, const char **error);

/* python_find() for who tells a wrong name from a machine that does not answer. */
PythonEnvironment *python_find_or_why(World *world, const PythonChoice *choice, Refusal *refusal);

/* What `python PATH` would be, without choosing: for --all and kernel.json. NULL when there is no
 * such program. */
PythonEnvironment *python_at(World *world, const char *path, const char *chosen_because,
                             const char **error);

/* The same environment, for looks whose answers lie in `arena`: what python_import_path() finds
 * meanwhile is not remembered in `env`, which outlives them. NULL for NULL. */
const PythonEnvironment *python_in_arena(Arena *arena, const PythonEnvironment *env);

/* Sets the facts of subject "env". `env` NULL: there is no interpreter. */
void inspect_python(World *world, const PythonEnvironment *env, Facts *facts);

const char *python_kind_word(PythonKind kind); /* "venv", "conda", "pyenv", "uv", "debian", … */
const char *site_origin_word(SiteOrigin origin);

#endif

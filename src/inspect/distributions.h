/* The distributions that are installed in a Python environment, and what an import would take.
 *
 * The inventory costs no look of its own: names and versions stand in the names of directories
 * that python_find() has listed. Metadata is read only for the distribution that is asked about,
 * once.
 */
#ifndef WHYCPU_INSPECT_DISTRIBUTIONS_H
#define WHYCPU_INSPECT_DISTRIBUTIONS_H

#include "inspect/python.h"
#include "parse/distribution_name.h"

typedef struct Distribution {
    const char *name;        /* as its directory spells it: "nvidia_cudnn_cu12" */
    const char *normal_name; /* PEP 503: "nvidia-cudnn-cu12" */
    const char *version;     /* NULL when the name of its directory has none */
    const char *build;       /* of a conda package: "cuda126py312h1a2b3c4_1"; else NULL */
    DistributionForm form;
    const char *directory; /* the site directory (conda: the prefix) */
    const char *path; /* of the .dist-info directory, .egg-info, .egg-link or conda-meta file */
    bool shadowed;    /* one of this name stands earlier on sys.path */
} Distribution;
typedef LIST_OF(const Distribution *) DistributionList;

typedef struct Inventory Inventory;

/* All distributions in the order of sys.path, then those that only conda knows. */
Inventory *inventory_read(World *world, const PythonEnvironment *env);
DistributionList inventory_all(Inventory *inventory);

/* The one that importlib.metadata would find: first on sys.path. `name` in any spelling. NULL when
 * there is none (a directory that could not be listed is among the environment's doubts). */
const Distribution *distribution_find(Inventory *inventory, const char *name);
/* Every one of that name, first on sys.path first; and those whose normal name starts so. */
DistributionList distributions_named(Inventory *inventory, const char *name);
DistributionList distributions_starting_with(Inventory *inventory, const char *prefix);

/* The conda package of that name, whether or not it is also listed above; NULL outside conda. Its
 * `build` tells how it was built ("cuda126py312…", "cpu_py312…"). */
const Distribution *conda_package_find(Inventory *inventory, const char *name);

typedef struct DistributionMetadata {
    Known known;
    const char *because;
    const char *name, *version, *requires_python; /* each may be NULL */
    Strings requires;                             /* Requires-Dist, as written */
    Strings extras;                               /* Provides-Extra */
    const char *source;                           /* the file that was read */
} DistributionMetadata;

/* Read once; never NULL. */
const DistributionMetadata *distribution_metadata(Inventory *inventory,
                                                  const Distribution *distribution);

/* Who installed it: "pip", "uv", "conda", "poetry", "debian", …; NULL when nothing tells. */
const char *distribution_installer(Inventory *inventory, const Distribution *distribution);

/* The directory that an editable installation points to; NULL when it is none. */
const char *distribution_editable(Inventory *inventory, const Distribution *distribution);

/* Whether the distribution installed the file `path` (absolute, or relative to its site directory).
 * Reads RECORD (installed-files.txt, conda-meta) once, at most 16 MiB: TensorFlow's has 2.7 MB, so
 * ask only when two distributions claim one package. */
Truth distribution_owns(Inventory *inventory, const Distribution *distribution, const char *path);

/* Files that RECORD lists and whose path contains `part`; none where there is no RECORD. */
typedef struct OwnFile {
    const char *path;     /* absolute */
    long long size_bytes; /* -1: it is not told */
} OwnFile;
typedef LIST_OF(OwnFile) OwnFiles;
OwnFiles distribution_files(Inventory *inventory, const Distribution *distribution,
                            const char *part);

/* Top-level names (top_level.txt), e.g. "tensorflow"; empty when it does not tell. */
Strings distribution_top_level(Inventory *inventory, const Distribution *distribution);

typedef enum ImportForm {
    IMPORT_NONE,      /* ModuleNotFoundError, unless `because` says what could bring it in */
    IMPORT_PACKAGE,   /* a directory with __init__.py (or a compiled __init__) */
    IMPORT_MODULE,    /* NAME.py, NAME.so, NAME.cpython-311-x86_64-linux-gnu.so */
    IMPORT_NAMESPACE, /* directories without __init__.py */
    IMPORT_FINDER,    /* an editable installation's finder maps the name */
    IMPORT_UNKNOWN    /* an earlier directory could not be looked into */
} ImportForm;

typedef struct ImportPath {
    ImportForm form;
    const char *path;          /* the package's directory or the module's file; or NULL */
    const SiteDirectory *from; /* the entry of sys.path; NULL for a finder */
    const char *because;       /* of IMPORT_UNKNOWN, and of an IMPORT_NONE that is not certain */
    Strings others;            /* the same name further down sys.path: shadowed */
} ImportPath;

/* What `import NAME` would take: the first match in the order of sys.path. The directory of the
 * script, which comes before all, is not known and not looked at; nor are archives, which cannot
 * hold a package with libraries of its own. */
ImportPath python_import_path(World *world, const PythonEnvironment *env, const char *name);

#endif

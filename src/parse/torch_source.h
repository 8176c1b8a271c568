/* Two files of PyTorch's package, read as data and not run.
 *
 * torch/version.py is generated: assignments of literals, in newer releases with annotations.
 * torch/__init__.py says which CUDA libraries it maps by itself, in which order, and where it looks
 * for them; that changes from release to release, so it is read there.
 */
#ifndef WHYCPU_PARSE_TORCH_SOURCE_H
#define WHYCPU_PARSE_TORCH_SOURCE_H

#include <stdbool.h>

#include "base/list.h"
#include "base/text.h"

typedef struct TorchVersion {
    const char *version; /* "2.15.0+cu132"; NULL: not assigned */
    const char *cuda;    /* "13.2"; NULL: None, or not assigned */
    const char *hip;     /* likewise */
    bool tells_cuda;     /* `cuda` is assigned */
} TorchVersion;

/* False when it assigns no __version__. */
bool torch_version_read(Arena *arena, Text text, TorchVersion *version);

/* A library that is mapped from a directory of sys.path. */
typedef struct TorchPreload {
    const char *folder; /* "cublas" in nvidia/cublas/lib */
    const char *glob;   /* "libcublas.so.*[0-9]" */
} TorchPreload;
typedef LIST_OF(TorchPreload) TorchPreloadList;

typedef struct TorchPreloads {
    /* What is mapped, all of it, when libtorch_global_deps.so lacks a library of this list. */
    TorchPreloadList table;
    /* What is mapped when it lacks none, as far as it is there: the whole table, or these. */
    bool all_when_fine;
    TorchPreloadList when_fine;
    Strings only_for;      /* versions of CUDA for which that is done; empty: every one */
    const char *if_mapped; /* part of a path that must be mapped for that; or NULL */
    bool in_common_folder; /* it looks into nvidia/cu13/lib too */
    bool in_plain_folder;  /* and into FOLDER/lib */
} TorchPreloads;

/* False when there is no such list. */
bool torch_preloads_read(Arena *arena, Text text, TorchPreloads *preloads);

/* Whether a name in a directory is meant: the text before '*', and a digit at the end. */
bool torch_glob_matches(const char *glob, const char *name);

#endif

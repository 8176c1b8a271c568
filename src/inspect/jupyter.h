/* The kernels that Jupyter offers, and the interpreter that each one starts: a notebook may run in
 * another environment than the shell beside it. */
#ifndef WHYCPU_INSPECT_JUPYTER_H
#define WHYCPU_INSPECT_JUPYTER_H

#include "base/list.h"
#include "parse/kernel_spec.h"
#include "world/world.h"

typedef struct JupyterKernel {
    const char *name;    /* of its directory: "python3" */
    const char *file;    /* kernel.json */
    const char *program; /* argv[0], found on PATH when it is a bare name; NULL: not found */
    KernelSpec spec;     /* empty when `because` is set */
    const char *because; /* why the file could not be read; or NULL */
} JupyterKernel;
typedef LIST_OF(JupyterKernel) JupyterKernels;

/* Kernels for Python, in the order in which Jupyter looks: JUPYTER_PATH, the user's data directory,
 * `prefixes` (environments in which Jupyter may be installed), /usr/local/share, /usr/share. */
JupyterKernels jupyter_kernels(World *world, const Strings *prefixes);

#endif

/* Every Python environment of this user and machine that can be found without searching the whole
 * disk: where venv, virtualenv, uv, poetry, pipenv, pipx, conda, pyenv and asdf put them, the
 * system's own, and what Jupyter kernels name. */
#ifndef WHYCPU_INSPECT_ENVIRONMENTS_H
#define WHYCPU_INSPECT_ENVIRONMENTS_H

#include "inspect/jupyter.h"
#include "inspect/python.h"

typedef struct FoundEnvironment {
    PythonEnvironment *env; /* env->chosen_because says where it was found */
    Strings kernels;        /* display names of the Jupyter kernels that start it */
} FoundEnvironment;
typedef LIST_OF(FoundEnvironment) FoundEnvironments;

/* Each environment (prefix, links resolved) once, the one that would start here first. */
FoundEnvironments environments_find(World *world);

#endif

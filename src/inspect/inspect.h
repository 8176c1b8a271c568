/* World in, facts out: everything that is looked at for one answer. */
#ifndef WHYCPU_INSPECT_INSPECT_H
#define WHYCPU_INSPECT_INSPECT_H

#include "inspect/assume_gpu.h"
#include "inspect/distributions.h"

/* Frameworks that whycpu knows by name, in the order in which they are told. */
typedef enum Framework {
    FRAMEWORK_TENSORFLOW,
    FRAMEWORK_KERAS,
    FRAMEWORK_TORCH,
    FRAMEWORK_JAX,
    FRAMEWORK_COUNT,
    FRAMEWORK_NONE = FRAMEWORK_COUNT /* no framework: the machine strand alone */
} Framework;

const char *framework_word(Framework framework); /* "tensorflow"; NULL for FRAMEWORK_NONE */
bool framework_by_word(const char *word, Framework *framework);
/* Whether this version of whycpu judges it. */
bool framework_is_judged(Framework framework);

/* What is shared by all answers about one environment. */
typedef struct Inspection {
    World *world;
    const PythonEnvironment *env; /* NULL: there is no interpreter */
    Inventory *inventory;
    Facts *machine;            /* facts that do not depend on the framework */
    const AssumedGpu *assumed; /* NULL: nothing is assumed */
    Facts *tensorflow;         /* once it was inspected; Keras runs on it */
} Inspection;

/* `assumed` (or NULL) was laid over `world` before. */
Inspection *inspection_begin(World *world, const PythonEnvironment *env, const AssumedGpu *assumed);

/* Whether the environment has it: its package can be imported or its distribution is recorded. */
bool framework_is_installed(Inspection *inspection, Framework framework);

/* All facts for the judgement about one framework. `named`: the user asked for it. */
Facts *inspect_framework(Inspection *inspection, Framework framework);

/* Version of an installed framework from its distribution; NULL when nothing tells. */
const char *framework_version(Inspection *inspection, Framework framework);

#endif

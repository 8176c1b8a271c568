/* World in, facts out: everything that is looked at for one answer. */
#ifndef WHYCPU_INSPECT_INSPECT_H
#define WHYCPU_INSPECT_INSPECT_H

#include "frameworks/framework.h"
#include "inspect/assume_gpu.h"
#include "inspect/distributions.h"

/* What is shared by all answers about one environment. */
typedef struct Inspection {
    World *world;
    const PythonEnvironment *env; /* NULL: there is no interpreter */
    Inventory *inventory;
    Facts *machine;               /* facts that do not depend on the framework */
    bool packages_clash;          /* NVIDIA's packages have overwritten each other's files */
    const AssumedGpu *assumed;    /* NULL: nothing is assumed */
    Facts *seen[FRAMEWORK_COUNT]; /* of each framework, once it was looked at; else NULL */
    struct FrameworkLook *looks[FRAMEWORK_COUNT]; /* likewise */
} Inspection;

/* `assumed` (or NULL) was laid over `world` before. */
Inspection *inspection_begin(World *world, const PythonEnvironment *env, const AssumedGpu *assumed);

/* Whether the environment has it: its package can be imported or its distribution is recorded. */
bool framework_is_installed(Inspection *inspection, Framework framework);

/* What was seen of a framework that is judged; looked at once. Not to be changed: others run on it.
 * There must be an interpreter. */
Facts *framework_facts(Inspection *inspection, Framework framework);

/* All facts for the judgement about one framework. `named`: the user asked for it. */
Facts *inspect_framework(Inspection *inspection, Framework framework);

/* Version of an installed framework from its distribution; NULL when nothing tells. */
const char *framework_version(Inspection *inspection, Framework framework);

#endif

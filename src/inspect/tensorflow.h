/* TensorFlow in a Python environment, read from its files: nothing of it is imported. */
#ifndef WHYCPU_INSPECT_TENSORFLOW_H
#define WHYCPU_INSPECT_TENSORFLOW_H

#include "inspect/distributions.h"

/* Facts of "env" and of each library/NAME that TensorFlow opens before it uses a GPU, in the
 * order in which it opens them, by the object that does. `inventory` and `env` as python_find()
 * and inventory_read() gave them. */
void inspect_tensorflow(World *world, const PythonEnvironment *env, Inventory *inventory,
                        Facts *facts);

#endif

/* The libraries that TensorFlow opens before it uses a GPU. */
#ifndef WHYCPU_INSPECT_TENSORFLOW_LIBRARIES_H
#define WHYCPU_INSPECT_TENSORFLOW_LIBRARIES_H

#include "inspect/python.h"

/* Loads TensorFlow's extension modules as its import would, finds the object that makes the dlopen
 * calls, and opens what it opens, in its order. `package` is the directory tensorflow/. Needs the
 * facts BUILD_… of "env". */
void inspect_tensorflow_libraries(World *world, const PythonEnvironment *env, const char *package,
                                  Facts *facts);

#endif

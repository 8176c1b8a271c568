/* Keras: its version, and the backend that it would take. */
#ifndef WHYCPU_INSPECT_KERAS_H
#define WHYCPU_INSPECT_KERAS_H

#include "inspect/distributions.h"

void inspect_keras(World *world, Inventory *inventory, Facts *facts);

#endif

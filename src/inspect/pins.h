/* Versions that two frameworks of one environment ask for. */
#ifndef WHYCPU_INSPECT_PINS_H
#define WHYCPU_INSPECT_PINS_H

#include "inspect/inspect.h"

/* pins/ONE+OTHER, in the facts of both: the installed packages of which the metadata of the two
 * (and of their plugins) ask for versions that exclude each other. `facts` are those of each of the
 * `frameworks`. Reads the metadata of each, once, where there are two; nothing otherwise.
 *
 * Nothing tells whether an extra was asked for when the framework was installed. It counts as asked
 * for where all packages are there that it brings. */
void inspect_pins(Inspection *inspection, const Framework *frameworks, Facts *const *facts,
                  size_t count);

#endif

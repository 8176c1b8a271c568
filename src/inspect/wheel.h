/* Whose fault it is that a library is installed and not found. */
#ifndef WHYCPU_INSPECT_WHEEL_H
#define WHYCPU_INSPECT_WHEEL_H

#include "inspect/distributions.h"

/* The distribution that the import takes; NULL when none or several claim the package. */
const Distribution *framework_distribution(Inventory *inventory, const Facts *facts);

/* For each library that the framework asked for, that is not found and lies in the environment:
 * sets OWNER, REQUIRED_AS, EXTRA, ADMITTED and BESIDE. Where there is none, nothing is looked at.
 */
void inspect_wheel(World *world, Inventory *inventory, Facts *facts);

#endif

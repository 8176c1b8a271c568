/* Two frameworks in one process, one after the other. */
#ifndef WHYCPU_INSPECT_BESIDE_H
#define WHYCPU_INSPECT_BESIDE_H

#include "inspect/inspect.h"

/* The facts about the second one in a process that used the first one before; NULL where nothing
 * can be told of that. Both were looked at (framework_facts()). `opened_libraries`: the first one
 * came as far as to open CUDA's libraries, and not through its import alone. */
Facts *framework_facts_beside(Inspection *inspection, Framework first, Framework second,
                              bool opened_libraries);

#endif

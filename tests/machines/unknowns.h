/* Less knowledge never makes another answer. */
#ifndef WHYCPU_TESTS_UNKNOWNS_H
#define WHYCPU_TESTS_UNKNOWNS_H

#include "comparison.h"

/* Takes away each fact and each file of the machine in turn; what became another answer, a
 * sentence each, in the arena of the answer. */
Strings without_each(const char *directory, const Machine *machine, const MachineAnswer *answer);

#endif

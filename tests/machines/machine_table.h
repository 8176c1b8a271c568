/* What is printed about all machines at once. */
#ifndef WHYCPU_TESTS_MACHINE_TABLE_H
#define WHYCPU_TESTS_MACHINE_TABLE_H

#include "machine_file.h"

/* docs/MACHINES.md. */
bool print_table(const char *directory, Strings names);

/* What was asked of each machine and its text does not hold. */
bool print_unrecorded(const char *directory, Strings names);

#endif

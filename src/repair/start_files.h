/* Ways that lead through start files: a line that sets a variable is taken out, or one is added to
 * the script that activates the environment. */
#ifndef WHYCPU_REPAIR_START_FILES_H
#define WHYCPU_REPAIR_START_FILES_H

#include "changes/side.h"

/* Adds them to the causes of the side whose fixes change a variable for one start: there they last.
 * Files are read, nothing is changed. */
void add_ways_of_start_files(Side *side);

#endif

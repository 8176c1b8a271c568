/* Tools that keep a list of what an environment holds: what is installed beside them is gone with
 * their next run. */
#ifndef WHYCPU_REPAIR_LOCK_FILES_H
#define WHYCPU_REPAIR_LOCK_FILES_H

#include "changes/side.h"

/* Where such a list (uv.lock, poetry.lock, pdm.lock, Pipfile.lock, environment.yml) lies beside the
 * environment, fixes that install something say by which command of that tool it lasts. The list
 * itself is left alone. */
void name_lock_files(Side *side);

#endif

/* The target of a judgement, from what was inspected: above inspect/ and diagnose/, which do not
 * know each other. */
#ifndef WHYCPU_CHANGES_TARGET_H
#define WHYCPU_CHANGES_TARGET_H

#include "diagnose/judgement.h"
#include "inspect/inspect.h"

/* `facts` are those that inspect_framework() found; their version comes before that of the
 * distribution. Texts belong to the arenas of `inspection` and `facts`. */
Target target_of(Inspection *inspection, Framework framework, const Facts *facts);

#endif

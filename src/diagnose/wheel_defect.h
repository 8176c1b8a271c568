/* Whether a library that is installed and not found is the framework's own fault: the wheel asks
 * for the package that brings it, that package has put the file where it always does, and the
 * object that opens it does not look there. */
#ifndef WHYCPU_DIAGNOSE_WHEEL_DEFECT_H
#define WHYCPU_DIAGNOSE_WHEEL_DEFECT_H

#include "diagnose/judgement.h"

/* NULL when no library is installed and not found. Everything in it lies in the facts' arena. */
const WheelDefect *wheel_defect_of(const Facts *facts, const Judgement *judgement);

#endif

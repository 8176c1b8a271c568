/* The last two steps cannot be judged from outside without asking the driver or the program. */
#include "diagnose/case.h"

void judge_availability(Case *c)
{
    if (strand_is_broken_before(c, STEP_AVAILABILITY))
        set_step(c, STEP_AVAILABILITY, STEP_NOT_REACHED, "the framework does not come so far");
    else
        set_step(c, STEP_AVAILABILITY, STEP_UNKNOWN, "the driver was not asked");
}

void judge_program(Case *c)
{
    if (strand_is_broken_before(c, STEP_PROGRAM))
        set_step(c, STEP_PROGRAM, STEP_NOT_REACHED, "the framework does not come so far");
    else
        set_step(c, STEP_PROGRAM, STEP_UNKNOWN, "the program was not looked at");
}

/* The last step cannot be judged without asking the program. */
#include "diagnose/case.h"

void judge_program(Case *c)
{
    if (strand_is_broken_before(c, STEP_PROGRAM))
        set_step(c, STEP_PROGRAM, STEP_NOT_REACHED, "the framework does not come so far");
    else
        set_step(c, STEP_PROGRAM, STEP_UNKNOWN, "the program was not looked at");
}

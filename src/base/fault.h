/* The end of a run that cannot go on through no fault of the user's. */
#ifndef WHYCPU_BASE_FAULT_H
#define WHYCPU_BASE_FAULT_H

/* Exit statuses, fixed for every command (see whycpu(1)). */
enum Exit {
    EXIT_GPU = 0,     /* the GPU will be used */
    EXIT_CPU = 1,     /* it will not, or the program fails */
    EXIT_UNKNOWN = 2, /* it cannot be told */
    EXIT_USAGE = 64,  /* wrong usage: also what was named and is not there, or may not be read */
    EXIT_FAULT = 70   /* whycpu or the machine failed: whoever asked named nothing wrong */
};

/* Says "whycpu: SENTENCE" on standard error and ends with EXIT_FAULT, without allocating. */
_Noreturn void fault(const char *sentence);

#endif

/* The codes that the driver's libraries return, by our own table: a stub or a broken library cannot
 * be asked for their names. */
#ifndef WHYCPU_DIAGNOSE_DRIVER_CODES_H
#define WHYCPU_DIAGNOSE_DRIVER_CODES_H

#include "diagnose/case.h"

typedef struct DriverCode {
    int code;
    const char *says;  /* "no device" */
    const char *cause; /* id of the cause that it alone names; NULL: it may have several */
    const char *hint;  /* what is usually behind it, one sentence; or NULL */
} DriverCode;

/* NULL for a code that is in no table. CUresult and nvmlReturn_t. */
const DriverCode *cuda_code(long long code);
const DriverCode *nvml_code(long long code);

#endif

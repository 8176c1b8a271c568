/*
 * A stand-in for the management library, for the oracle only; never installed. TensorFlow 2.21
 * starts it before it counts its devices and lists none where that fails.
 *
 *   WHYCPU_STUB_NVML   result of nvmlInit (default 0)
 */
#include <stdlib.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int nvmlInit_v2(void)
{
    const char *wanted = getenv("WHYCPU_STUB_NVML");
    return wanted ? atoi(wanted) : 0;
}

EXPORT int nvmlInit(void)
{
    return nvmlInit_v2();
}

EXPORT int nvmlShutdown(void)
{
    return 0;
}

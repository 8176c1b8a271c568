/*
 * A stand-in for the management library, for what PyTorch asks it; for the oracle only.
 *
 *   WHYCPU_STUB_NVML        result of nvmlInit    (default 0)
 *   WHYCPU_STUB_NVML_COUNT  devices that it tells (default 1)
 */
#include <stdio.h>
#include <stdlib.h>

#define EXPORT __attribute__((visibility("default")))

enum { INVALID_ARGUMENT = 2 };

static int number_of(const char *name, int otherwise)
{
    const char *text = getenv(name);
    return text && *text ? atoi(text) : otherwise;
}

EXPORT int nvmlInit_v2(void)
{
    return number_of("WHYCPU_STUB_NVML", 0);
}

EXPORT int nvmlInit(void)
{
    return nvmlInit_v2();
}

EXPORT int nvmlDeviceGetCount_v2(unsigned *count)
{
    *count = (unsigned)number_of("WHYCPU_STUB_NVML_COUNT", 1);
    return 0;
}

EXPORT int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device)
{
    if (index >= (unsigned)number_of("WHYCPU_STUB_NVML_COUNT", 1))
        return INVALID_ARGUMENT;
    *device = (char *)0 + index + 1;
    return 0;
}

EXPORT int nvmlDeviceGetUUID(void *device, char *uuid, unsigned length)
{
    snprintf(uuid, length, "GPU-01234567-89ab-cdef-0123-456789abcd%02x",
             (unsigned)((char *)device - (char *)0 - 1));
    return 0;
}

/* libcuda.so.1 of the tests. */
#include "stub.h"

#include <stdio.h>
#include <string.h>

#define PROTOTYPE(name, ...)                                                                       \
    EXPORT int name(__VA_ARGS__);                                                                  \
    EXPORT int name(__VA_ARGS__)

PROTOTYPE(cuDriverGetVersion, int *version)
{
    *version = (int)stub_number("cuda-version", 13000);
    return behave(__func__);
}

PROTOTYPE(cuInit, unsigned flags)
{
    return flags ? 1 : behave(__func__);
}

PROTOTYPE(cuDeviceGetCount, int *count)
{
    *count = (int)stub_number("devices", 1);
    return behave(__func__);
}

PROTOTYPE(cuDeviceGet, int *device, int number)
{
    *device = number;
    return behave(__func__);
}

PROTOTYPE(cuDeviceGetName, char *name, int size, int device)
{
    (void)device;
    stub_text("name", "Stub GPU", name, (size_t)size);
    return behave(__func__);
}

PROTOTYPE(cuDeviceGetPCIBusId, char *address, int size, int device)
{
    char usual[32];
    snprintf(usual, sizeof usual, "0000:%02X:00.0", device + 1);
    stub_text("pci", usual, address, (size_t)size);
    return behave(__func__);
}

PROTOTYPE(cuDeviceGetUuid_v2, unsigned char *uuid, int device)
{
    memset(uuid, 0x10 + device, 16);
    return behave(__func__);
}

PROTOTYPE(cuDeviceTotalMem_v2, size_t *bytes, int device)
{
    (void)device;
    *bytes = (size_t)stub_number("memory-total", 80LL << 30);
    return behave(__func__);
}

PROTOTYPE(cuDeviceGetAttribute, int *value, int which, int device)
{
    (void)device;
    switch (which) {
    case 16: *value = (int)stub_number("multiprocessors", 132); break;
    case 20: *value = (int)stub_number("compute-mode", 0); break;
    case 75: *value = (int)stub_number("capability-major", 9); break;
    case 76: *value = (int)stub_number("capability-minor", 0); break;
    default: *value = 0;
    }
    return behave(__func__);
}

/* What must never be asked for. */
PROTOTYPE(cuCtxCreate_v2, void **context, unsigned flags, int device)
{
    (void)context, (void)flags, (void)device;
    __builtin_trap();
}

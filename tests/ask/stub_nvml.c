/* libnvidia-ml.so.1 of the tests. */
#include "stub.h"

#include <stdio.h>
#include <string.h>

#define PROTOTYPE(name, ...)                                                                       \
    EXPORT int name(__VA_ARGS__);                                                                  \
    EXPORT int name(__VA_ARGS__)

enum { NOT_FOUND = 6, NOT_SUPPORTED = 3 };

typedef struct Pci {
    char old_address[16];
    unsigned domain, bus, device, ids, subsystem_ids;
    char address[32];
} Pci;

typedef struct Process {
    unsigned pid;
    unsigned long long bytes;
    unsigned gpu_instance, compute_instance;
} Process;

typedef struct Fabric {
    unsigned char cluster[16];
    int status;
    unsigned clique;
    unsigned char state;
} Fabric;

typedef struct Field {
    unsigned id, scope;
    long long timestamp, latency;
    int type, result;
    unsigned long long value;
} Field;

PROTOTYPE(nvmlInit_v2, void)
{
    return behave(__func__);
}

PROTOTYPE(nvmlSystemGetDriverVersion, char *version, unsigned size)
{
    stub_text("driver-version", "580.65.06", version, size);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetCount_v2, unsigned *count)
{
    *count = (unsigned)stub_number("devices", 1);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetHandleByIndex_v2, unsigned number, void **device)
{
    *device = (void *)(unsigned long)(number + 1);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetPciInfo_v3, void *device, Pci *pci)
{
    char usual[32];
    snprintf(usual, sizeof usual, "00000000:%02X:00.0", (unsigned)(unsigned long)device);
    memset(pci, 0, sizeof *pci);
    stub_text("pci", usual, pci->address, sizeof pci->address);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetName, void *device, char *name, unsigned size)
{
    (void)device;
    stub_text("name", "Stub GPU", name, size);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetUUID, void *device, char *uuid, unsigned size)
{
    char usual[64];
    snprintf(usual, sizeof usual, "GPU-00000000-0000-0000-0000-%012lx", (unsigned long)device);
    stub_text("uuid", usual, uuid, size);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetMemoryInfo, void *device, unsigned long long *memory)
{
    memory[0] = (unsigned long long)stub_number_of(device, "memory-total", 80LL << 30);
    memory[1] = (unsigned long long)stub_number_of(device, "memory-free", 79LL << 30);
    memory[2] = memory[0] - memory[1];
    return behave_of(device, __func__);
}

PROTOTYPE(nvmlDeviceGetComputeMode, void *device, int *mode)
{
    (void)device;
    *mode = (int)stub_number("compute-mode", 0);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetPersistenceMode, void *device, int *on)
{
    (void)device;
    *on = (int)stub_number("persistence", 1);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetMigMode, void *device, unsigned *current, unsigned *pending)
{
    *current = (unsigned)stub_number_of(device, "mig", 0);
    *pending = (unsigned)stub_number("mig-pending", *current);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetMaxMigDeviceCount, void *device, unsigned *count)
{
    (void)device;
    *count = 7;
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetMigDeviceHandleByIndex, void *device, unsigned number, void **instance)
{
    *instance = device;
    return number < (unsigned)stub_number("mig-instances", 0) ? 0 : NOT_FOUND;
}

PROTOTYPE(nvmlDeviceGetComputeRunningProcesses_v3, void *device, unsigned *count,
          Process *processes)
{
    unsigned room = *count;
    *count = (unsigned)stub_number_of(device, "processes", 0);
    for (unsigned i = 0; i < *count && i < room; i++)
        processes[i] = (Process){4711 + i, 1ULL << 30, 0, 0};
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetGpuFabricInfo, void *device, Fabric *fabric)
{
    (void)device;
    fabric->state = (unsigned char)stub_number("fabric-state", 0);
    return fabric->state ? behave(__func__) : NOT_SUPPORTED;
}

PROTOTYPE(nvmlDeviceGetRemappedRows, void *device, unsigned *correctable, unsigned *uncorrectable,
          unsigned *pending, unsigned *failed)
{
    (void)device;
    *correctable = *uncorrectable = 0;
    *pending = (unsigned)stub_number("remap-pending", 0);
    *failed = (unsigned)stub_number("remap-failed", 0);
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetFieldValues, void *device, int count, Field *fields)
{
    (void)device;
    for (int i = 0; i < count; i++) {
        fields[i].result = fields[i].id == 230 ? 0 : NOT_SUPPORTED;
        fields[i].type = 1;
        fields[i].value = (unsigned long long)stub_number("recovery-action", 0);
    }
    return behave(__func__);
}

PROTOTYPE(nvmlDeviceGetCurrentClocksEventReasons, void *device, unsigned long long *reasons)
{
    (void)device;
    *reasons = (unsigned long long)stub_number("clocks-held-by", 1);
    return behave(__func__);
}

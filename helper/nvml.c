/* What libnvidia-ml.so.1 is asked. "Not supported" is an ordinary answer of many cards. */
#include "helper.h"

#include <stdint.h>
#include <string.h>

enum { NVML_SUCCESS = 0, NVML_INSUFFICIENT_SIZE = 7, RECOVERY_ACTION = 230 };

typedef struct NvmlDevice {
    void *library;
    unsigned number;
    void *handle;
} NvmlDevice;

/* nvmlPciInfo_t as of nvmlDeviceGetPciInfo_v3, with room behind it for what a newer one adds. */
typedef struct NvmlPci {
    char old_address[16];
    unsigned domain, bus, device, ids, subsystem_ids;
    char address[32];
    char room[128];
} NvmlPci;

/* nvmlProcessInfo_t as of nvmlDeviceGetComputeRunningProcesses_v2 and _v3. */
typedef struct NvmlProcess {
    unsigned pid;
    unsigned long long bytes;
    unsigned gpu_instance, compute_instance;
} NvmlProcess;

/* nvmlGpuFabricInfo_t, likewise with room. */
typedef struct NvmlFabric {
    unsigned char cluster[16];
    int status;
    unsigned clique;
    unsigned char state;
    char room[128];
} NvmlFabric;

/* nvmlFieldValue_t. */
typedef struct NvmlField {
    unsigned id, scope;
    long long timestamp, latency;
    int type, result;
    union {
        double d;
        unsigned ui;
        unsigned long long ull;
    } value;
} NvmlField;

static void ask_text(const NvmlDevice *device, const char *name, const char *key)
{
    static char text[TEXT_BYTES + 1];
    int result;
    memset(text, 0, sizeof text);
    CALL(device->library, result, name, (void *, char *, unsigned),
         (device->handle, text, TEXT_BYTES));
    if (result == NVML_SUCCESS)
        tell_device_text(device->number, key, text, TEXT_BYTES);
}

static void ask_number(const NvmlDevice *device, const char *name, const char *key)
{
    unsigned number = 0;
    int result;
    CALL(device->library, result, name, (void *, unsigned *), (device->handle, &number));
    if (result == NVML_SUCCESS)
        tell_device_number(device->number, key, number);
}

static void ask_address(const NvmlDevice *device)
{
    NvmlPci pci = {.domain = 0};
    int result;
    CALL(device->library, result, "nvmlDeviceGetPciInfo_v3", (void *, NvmlPci *),
         (device->handle, &pci));
    if (result == NVML_SUCCESS)
        tell_device_text(device->number, "pci", pci.address, sizeof pci.address);
}

static void ask_memory(const NvmlDevice *device)
{
    unsigned long long memory[3 + 8] = {0}; /* total, free, used */
    int result;
    CALL(device->library, result, "nvmlDeviceGetMemoryInfo", (void *, unsigned long long *),
         (device->handle, memory));
    if (result != NVML_SUCCESS)
        return;
    tell_device_number(device->number, "memory-total", memory[0]);
    tell_device_number(device->number, "memory-free", memory[1]);
    tell_device_number(device->number, "memory-used", memory[2]);
}

static void ask_mig(const NvmlDevice *device)
{
    unsigned current = 0, pending = 0, most = 0;
    int result;
    CALL(device->library, result, "nvmlDeviceGetMigMode", (void *, unsigned *, unsigned *),
         (device->handle, &current, &pending));
    if (result != NVML_SUCCESS)
        return;
    tell_device_number(device->number, "mig", current);
    tell_device_number(device->number, "mig-pending", pending);
    if (current != 1)
        return;
    CALL(device->library, result, "nvmlDeviceGetMaxMigDeviceCount", (void *, unsigned *),
         (device->handle, &most));
    if (result != NVML_SUCCESS)
        return;
    unsigned found = 0;
    for (unsigned i = 0; i < most && i < MOST_DEVICES; i++) {
        void *instance = NULL;
        CALL(device->library, result, "nvmlDeviceGetMigDeviceHandleByIndex",
             (void *, unsigned, void **), (device->handle, i, &instance));
        found += result == NVML_SUCCESS;
    }
    tell_device_number(device->number, "mig-devices", found);
}

static void ask_processes(const NvmlDevice *device)
{
    static NvmlProcess processes[MOST_PROCESSES];
    unsigned count = MOST_PROCESSES;
    int result;
    CALL(device->library, result, "nvmlDeviceGetComputeRunningProcesses_v3",
         (void *, unsigned *, NvmlProcess *), (device->handle, &count, processes));
    if (result == NO_FUNCTION) {
        count = MOST_PROCESSES;
        CALL(device->library, result, "nvmlDeviceGetComputeRunningProcesses_v2",
             (void *, unsigned *, NvmlProcess *), (device->handle, &count, processes));
    }
    if (result != NVML_SUCCESS)
        return;
    tell_device_number(device->number, "processes", count);
    for (unsigned i = 0; i < count && i < MOST_PROCESSES; i++)
        tell_process(device->number, processes[i].pid, processes[i].bytes);
}

static void ask_fabric(const NvmlDevice *device)
{
    NvmlFabric fabric = {.state = 0};
    int result;
    CALL(device->library, result, "nvmlDeviceGetGpuFabricInfo", (void *, NvmlFabric *),
         (device->handle, &fabric));
    if (result != NVML_SUCCESS)
        return;
    tell_device_number(device->number, "fabric-state", fabric.state);
    tell_device_number(device->number, "fabric-status", (unsigned)fabric.status);
}

static void ask_repairs(const NvmlDevice *device)
{
    unsigned correctable = 0, uncorrectable = 0, pending = 0, failed = 0;
    int result;
    CALL(device->library, result, "nvmlDeviceGetRemappedRows",
         (void *, unsigned *, unsigned *, unsigned *, unsigned *),
         (device->handle, &correctable, &uncorrectable, &pending, &failed));
    if (result == NVML_SUCCESS) {
        tell_device_number(device->number, "remap-pending", pending);
        tell_device_number(device->number, "remap-failed", failed);
    }
    ask_number(device, "nvmlDeviceGetRetiredPagesPendingStatus", "retire-pending");
    NvmlField field = {.id = RECOVERY_ACTION};
    CALL(device->library, result, "nvmlDeviceGetFieldValues", (void *, int, NvmlField *),
         (device->handle, 1, &field));
    if (result == NVML_SUCCESS && field.result == NVML_SUCCESS)
        tell_device_number(device->number, "recovery-action", field.value.ui);
}

/* The function was renamed when "throttle" became "event". */
static void ask_clocks(const NvmlDevice *device)
{
    unsigned long long reasons = 0;
    int result;
    CALL(device->library, result, "nvmlDeviceGetCurrentClocksEventReasons",
         (void *, unsigned long long *), (device->handle, &reasons));
    if (result == NO_FUNCTION)
        CALL(device->library, result, "nvmlDeviceGetCurrentClocksThrottleReasons",
             (void *, unsigned long long *), (device->handle, &reasons));
    if (result == NVML_SUCCESS)
        tell_device_number(device->number, "clocks-held-by", reasons);
}

static bool ask_device(void *library, unsigned number)
{
    NvmlDevice device = {.library = library, .number = number};
    int result;
    CALL(library, result, "nvmlDeviceGetHandleByIndex_v2", (unsigned, void **),
         (number, &device.handle));
    if (result != NVML_SUCCESS) {
        tell_device_number(number, "code", (unsigned)result);
        return result != NO_FUNCTION;
    }
    ask_address(&device);
    ask_text(&device, "nvmlDeviceGetName", "name");
    ask_text(&device, "nvmlDeviceGetUUID", "uuid");
    ask_memory(&device);
    ask_number(&device, "nvmlDeviceGetComputeMode", "compute-mode");
    ask_number(&device, "nvmlDeviceGetPersistenceMode", "persistence");
    ask_number(&device, "nvmlDeviceGetVirtualizationMode", "virtualization");
    ask_mig(&device);
    ask_processes(&device);
    ask_fabric(&device);
    ask_repairs(&device);
    ask_clocks(&device);
    return true;
}

void ask_nvml(void *library)
{
    static char version[TEXT_BYTES + 1];
    unsigned count = 0;
    int result;
    CALL(library, result, "nvmlInit_v2", (void), ());
    if (result != NVML_SUCCESS)
        return;
    CALL(library, result, "nvmlSystemGetDriverVersion", (char *, unsigned), (version, TEXT_BYTES));
    if (result == NVML_SUCCESS)
        tell_text("driver-version", version, TEXT_BYTES);
    CALL(library, result, "nvmlDeviceGetCount_v2", (unsigned *), (&count));
    if (result != NVML_SUCCESS)
        return;
    tell_number("devices", count);
    for (unsigned i = 0; i < count && i < MOST_DEVICES; i++)
        if (!ask_device(library, i))
            return;
}

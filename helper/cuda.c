/* What libcuda.so.1 is asked. No context is ever made: that would take memory of the card, and a
 * place on one that is exclusive. */
#include "helper.h"

#include <stdio.h>

enum { CUDA_SUCCESS = 0, PCI_BYTES = 32, UUID_BYTES = 16 };

/* Numbers of CUdevice_attribute. */
enum {
    ATTRIBUTE_MULTIPROCESSORS = 16,
    ATTRIBUTE_COMPUTE_MODE = 20,
    ATTRIBUTE_PCI_BUS = 33,
    ATTRIBUTE_PCI_DEVICE = 34,
    ATTRIBUTE_PCI_DOMAIN = 50,
    ATTRIBUTE_CAPABILITY_MAJOR = 75,
    ATTRIBUTE_CAPABILITY_MINOR = 76
};

typedef struct CudaDevice {
    void *library;
    unsigned number;
    int handle;
} CudaDevice;

static bool attribute(const CudaDevice *device, int which, int *value)
{
    int result;
    CALL(device->library, result, "cuDeviceGetAttribute", (int *, int, int),
         (value, which, device->handle));
    return result == CUDA_SUCCESS;
}

static void tell_attribute(const CudaDevice *device, int which, const char *key)
{
    int value = 0;
    if (attribute(device, which, &value))
        tell_device_number(device->number, key, (unsigned long long)(unsigned)value);
}

static void ask_name(const CudaDevice *device)
{
    static char name[TEXT_BYTES + 1];
    int result;
    CALL(device->library, result, "cuDeviceGetName", (char *, int, int),
         (name, TEXT_BYTES, device->handle));
    if (result == CUDA_SUCCESS)
        tell_device_text(device->number, "name", name, TEXT_BYTES);
}

static void ask_address(const CudaDevice *device)
{
    static char address[PCI_BYTES + 1];
    int result;
    CALL(device->library, result, "cuDeviceGetPCIBusId", (char *, int, int),
         (address, PCI_BYTES, device->handle));
    if (result == CUDA_SUCCESS) {
        tell_device_text(device->number, "pci", address, PCI_BYTES);
        return;
    }
    int domain = 0, bus = 0, slot = 0;
    if (!attribute(device, ATTRIBUTE_PCI_DOMAIN, &domain) ||
        !attribute(device, ATTRIBUTE_PCI_BUS, &bus) ||
        !attribute(device, ATTRIBUTE_PCI_DEVICE, &slot))
        return;
    snprintf(address, sizeof address, "%04x:%02x:%02x.0", (unsigned)domain & 0xffff,
             (unsigned)bus & 0xff, (unsigned)slot & 0x1f);
    tell_device_text(device->number, "pci", address, PCI_BYTES);
}

/* The UUID of a MIG instance is the instance's own from _v2 on. */
static void ask_uuid(const CudaDevice *device)
{
    static unsigned char uuid[UUID_BYTES * 4];
    char words[2 * UUID_BYTES + 8];
    int result;
    CALL(device->library, result, "cuDeviceGetUuid_v2", (void *, int), (uuid, device->handle));
    if (result == NO_FUNCTION)
        CALL(device->library, result, "cuDeviceGetUuid", (void *, int), (uuid, device->handle));
    if (result != CUDA_SUCCESS)
        return;
    size_t at = 0;
    for (int i = 0; i < UUID_BYTES; i++) {
        const char *dash = i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
        at += (size_t)snprintf(words + at, sizeof words - at, "%s%02x", dash, uuid[i]);
    }
    tell_device_text(device->number, "uuid", words, sizeof words);
}

static void ask_memory(const CudaDevice *device)
{
    size_t bytes = 0;
    int result;
    CALL(device->library, result, "cuDeviceTotalMem_v2", (size_t *, int), (&bytes, device->handle));
    if (result == CUDA_SUCCESS)
        tell_device_number(device->number, "memory-total", bytes);
}

static void ask_device(void *library, unsigned number)
{
    CudaDevice device = {.library = library, .number = number};
    int result;
    CALL(library, result, "cuDeviceGet", (int *, int), (&device.handle, (int)number));
    if (result != CUDA_SUCCESS)
        return;
    ask_address(&device);
    ask_name(&device);
    ask_uuid(&device);
    tell_attribute(&device, ATTRIBUTE_CAPABILITY_MAJOR, "capability-major");
    tell_attribute(&device, ATTRIBUTE_CAPABILITY_MINOR, "capability-minor");
    tell_attribute(&device, ATTRIBUTE_MULTIPROCESSORS, "multiprocessors");
    tell_attribute(&device, ATTRIBUTE_COMPUTE_MODE, "compute-mode");
    ask_memory(&device);
}

void ask_cuda(void *library)
{
    int version = 0, count = 0, result;
    CALL(library, result, "cuDriverGetVersion", (int *), (&version));
    if (result == CUDA_SUCCESS)
        tell_number("cuda-version", version);
    CALL(library, result, "cuInit", (unsigned), (0));
    if (result != CUDA_SUCCESS)
        return;
    CALL(library, result, "cuDeviceGetCount", (int *), (&count));
    if (result != CUDA_SUCCESS)
        return;
    tell_number("devices", count);
    for (int i = 0; i < count && i < MOST_DEVICES; i++)
        ask_device(library, (unsigned)i);
}

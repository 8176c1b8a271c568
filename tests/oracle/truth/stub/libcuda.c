/*
 * A stand-in for the driver library, for the oracle only: it is never installed and answers just
 * the calls that a framework makes until it has listed its devices. It computes nothing, opens no
 * device node and forges no check of the vendor's; its purpose is to let the real framework walk
 * its whole start on a machine that has no GPU.
 *
 * Every answer comes from the environment:
 *
 *   WHYCPU_STUB_CUINIT   result of cuInit                               (default 0)
 *   WHYCPU_STUB_DELAY    seconds that cuInit takes                      (default 0)
 *   WHYCPU_STUB_COUNT    devices in the machine, before any mask        (default 1)
 *   WHYCPU_STUB_CC       compute capability, one a device: "9.0,5.0"    (default 9.0)
 *   WHYCPU_STUB_SMS      multiprocessors, one a device: "108,4"         (default 108)
 *   WHYCPU_STUB_DRIVER   CUDA version of the driver, as 12040           (default 13000)
 *   WHYCPU_STUB_MEMORY   bytes of device memory                         (default 80 GB)
 *   WHYCPU_STUB_NAME     name of every device                           (default below)
 *   WHYCPU_STUB_UUID     32 hexadecimal digits of device 0; the last byte counts up
 *   CUDA_VISIBLE_DEVICES as the driver reads it
 *
 * A list that is shorter than the number of devices repeats its last entry.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { MOST_DEVICES = 16 };

enum {
    OK = 0,
    INVALID_VALUE = 1,
    NOT_INITIALIZED = 3,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
};

typedef int Result;
typedef int Device;
typedef struct Opaque *Handle;

static int visible[MOST_DEVICES];
static int visible_count;
static int initialised;
static Handle current_context;
static char contexts[MOST_DEVICES];
static char one_stream;

/* -- what the environment asks for ------------------------------------------------------------ */

static long long number_from(const char *name, long long otherwise)
{
    const char *text = getenv(name);
    return text && *text ? strtoll(text, NULL, 0) : otherwise;
}

/* Entry INDEX of a comma list, or its last entry. */
static const char *entry_of(const char *list, int index)
{
    for (const char *comma; index-- > 0 && (comma = strchr(list, ',')) != NULL;)
        list = comma + 1;
    return list;
}

static int machine_count(void)
{
    long long count = number_from("WHYCPU_STUB_COUNT", 1);
    return count < 0 ? 0 : count > MOST_DEVICES ? MOST_DEVICES : (int)count;
}

static void capability_of(int physical, int *major, int *minor)
{
    const char *list = getenv("WHYCPU_STUB_CC");
    char *rest;
    *major = (int)strtol(entry_of(list ? list : "9.0", physical), &rest, 10);
    *minor = *rest == '.' ? (int)strtol(rest + 1, NULL, 10) : 0;
}

static int multiprocessors_of(int physical)
{
    const char *list = getenv("WHYCPU_STUB_SMS");
    return (int)strtol(entry_of(list ? list : "108", physical), NULL, 10);
}

static void uuid_of(int physical, unsigned char uuid[16])
{
    const char *digits = getenv("WHYCPU_STUB_UUID");
    if (!digits || strlen(digits) < 32)
        digits = "77687963707500000000000000000000";
    for (int i = 0; i < 16; i++) {
        char pair[3] = {digits[2 * i], digits[2 * i + 1], 0};
        uuid[i] = (unsigned char)strtol(pair, NULL, 16);
    }
    uuid[15] = (unsigned char)(uuid[15] + physical);
}

/* -- CUDA_VISIBLE_DEVICES ---------------------------------------------------------------------- */

static int physical_with_uuid_prefix(const char *entry, size_t length, int count)
{
    int found = -1;
    for (int i = 0; i < count; i++) {
        unsigned char u[16];
        char text[48];
        uuid_of(i, u);
        snprintf(text, sizeof text,
                 "GPU-%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0],
                 u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13],
                 u[14], u[15]);
        if (length > strlen(text) || strncmp(text, entry, length) != 0)
            continue;
        if (found >= 0)
            return -1; /* a prefix of two devices names neither */
        found = i;
    }
    return found;
}

/* The device that one entry of the list names, or -1 where the list ends. Digits may be followed
 * by anything, leading blanks are skipped. */
static int physical_of_entry(const char *entry, size_t length, int count, int by_uuid)
{
    while (length > 0 && isspace((unsigned char)*entry))
        entry++, length--;
    if (by_uuid)
        return length > 4 ? physical_with_uuid_prefix(entry, length, count) : -1;
    if (length == 0 || !(isdigit((unsigned char)*entry) || *entry == '+' || *entry == '-'))
        return -1;
    long index = strtol(entry, NULL, 10);
    return index >= 0 && index < count ? (int)index : -1;
}

static void apply_mask(void)
{
    const char *mask = getenv("CUDA_VISIBLE_DEVICES");
    int count = machine_count();
    visible_count = 0;
    if (!mask) {
        for (; visible_count < count; visible_count++)
            visible[visible_count] = visible_count;
        return;
    }
    int by_uuid = strncmp(mask + strspn(mask, " "), "GPU-", 4) == 0;
    for (;;) {
        size_t length = strcspn(mask, ",");
        int physical = physical_of_entry(mask, length, count, by_uuid);
        if (physical < 0)
            return;
        for (int i = 0; i < visible_count; i++) {
            if (visible[i] == physical) {
                visible_count = 0; /* a device named twice empties the whole list */
                return;
            }
        }
        if (visible_count < MOST_DEVICES)
            visible[visible_count++] = physical;
        if (mask[length] == 0)
            return;
        mask += length + 1;
    }
}

static int is_device(Device device)
{
    return initialised && device >= 0 && device < visible_count;
}

/* -- start, versions, errors ------------------------------------------------------------------ */

EXPORT Result cuInit(unsigned flags)
{
    (void)flags;
    sleep((unsigned)number_from("WHYCPU_STUB_DELAY", 0));
    Result wanted = (Result)number_from("WHYCPU_STUB_CUINIT", OK);
    if (wanted != OK)
        return wanted;
    apply_mask();
    if (visible_count == 0)
        return NO_DEVICE;
    initialised = 1;
    return OK;
}

EXPORT Result cuDriverGetVersion(int *version)
{
    *version = (int)number_from("WHYCPU_STUB_DRIVER", 13000);
    return OK;
}

static const struct {
    Result code;
    const char *name, *text;
} error_texts[] = {
    {OK, "CUDA_SUCCESS", "no error"},
    {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {34, "CUDA_ERROR_STUB_LIBRARY", "CUDA driver is a stub library"},
    {NO_DEVICE, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {802, "CUDA_ERROR_SYSTEM_NOT_READY", "system not yet initialized"},
    {803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
     "system has unsupported display driver / cuda driver combination"},
    {804, "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE",
     "forward compatibility was attempted on non supported HW"},
    {999, "CUDA_ERROR_UNKNOWN", "unknown error"},
};

static int error_row(Result code)
{
    int rows = (int)(sizeof error_texts / sizeof *error_texts);
    for (int i = 0; i < rows; i++) {
        if (error_texts[i].code == code)
            return i;
    }
    return -1;
}

EXPORT Result cuGetErrorName(Result code, const char **name)
{
    int row = error_row(code);
    *name = row < 0 ? NULL : error_texts[row].name;
    return row < 0 ? INVALID_VALUE : OK;
}

EXPORT Result cuGetErrorString(Result code, const char **text)
{
    int row = error_row(code);
    *text = row < 0 ? NULL : error_texts[row].text;
    return row < 0 ? INVALID_VALUE : OK;
}

/* -- devices ---------------------------------------------------------------------------------- */

EXPORT Result cuDeviceGetCount(int *count)
{
    *count = visible_count;
    return initialised ? OK : NOT_INITIALIZED;
}

EXPORT Result cuDeviceGet(Device *device, int ordinal)
{
    if (!is_device(ordinal))
        return INVALID_DEVICE;
    *device = ordinal;
    return OK;
}

EXPORT Result cuDeviceGetName(char *name, int size, Device device)
{
    const char *wanted = getenv("WHYCPU_STUB_NAME");
    if (!is_device(device))
        return INVALID_DEVICE;
    snprintf(name, (size_t)size, "%s", wanted ? wanted : "Stand-in GPU");
    return OK;
}

EXPORT Result cuDeviceTotalMem_v2(size_t *bytes, Device device)
{
    *bytes = (size_t)number_from("WHYCPU_STUB_MEMORY", 80LL << 30);
    return is_device(device) ? OK : INVALID_DEVICE;
}

static int attribute_value(int attribute, int physical)
{
    int major, minor;
    capability_of(physical, &major, &minor);
    switch (attribute) {
    case 1: /* most threads a block */
    case 2: /* … in x */
    case 3: /* … in y */ return 1024;
    case 4: /* … in z */ return 64;
    case 5: /* most blocks in x */ return 2147483647;
    case 6: /* … in y */
    case 7: /* … in z */ return 65535;
    case 8: /* shared memory a block */ return 49152;
    case 10: /* threads a warp */ return 32;
    case 12: /* registers a block */
    case 82: /* registers a multiprocessor */ return 65536;
    case 13: /* clock in kHz */ return 1410000;
    case 16: return multiprocessors_of(physical);
    case 32: /* ECC */ return 1;
    case 33: /* PCI bus */ return physical + 1;
    case 36: /* memory clock in kHz */ return 1215000;
    case 37: /* memory bus width in bits */ return 5120;
    case 38: /* level 2 cache */ return 41943040;
    case 39: /* threads a multiprocessor */ return 2048;
    case 75: return major;
    case 76: return minor;
    case 81: /* shared memory a multiprocessor */
    case 97: /* shared memory a block, opted in */ return 166912;
    default: return 0;
    }
}

EXPORT Result cuDeviceGetAttribute(int *value, int attribute, Device device)
{
    if (!is_device(device))
        return INVALID_DEVICE;
    *value = attribute_value(attribute, visible[device]);
    return OK;
}

EXPORT Result cuDeviceGetPCIBusId(char *text, int size, Device device)
{
    if (!is_device(device))
        return INVALID_DEVICE;
    snprintf(text, (size_t)size, "0000:%02x:00.0", visible[device] + 1);
    return OK;
}

EXPORT Result cuDeviceGetUuid(unsigned char uuid[16], Device device)
{
    if (!is_device(device))
        return INVALID_DEVICE;
    uuid_of(visible[device], uuid);
    return OK;
}

EXPORT Result cuDeviceGetUuid_v2(unsigned char uuid[16], Device device)
{
    return cuDeviceGetUuid(uuid, device);
}

typedef struct {
    int threads_a_block, threads[3], blocks[3], shared_memory, constant_memory, warp, pitch,
        registers, clock, texture_alignment;
} Properties;

EXPORT Result cuDeviceGetProperties(Properties *properties, Device device)
{
    if (!is_device(device))
        return INVALID_DEVICE;
    *properties = (Properties){.threads_a_block = 1024,
                               .threads = {1024, 1024, 64},
                               .blocks = {2147483647, 65535, 65535},
                               .shared_memory = 49152,
                               .constant_memory = 65536,
                               .warp = 32,
                               .pitch = 2147483647,
                               .registers = 65536,
                               .clock = 1410000,
                               .texture_alignment = 512};
    return OK;
}

/* -- contexts, streams, memory: enough to be asked about, nothing behind them ----------------- */

EXPORT Result cuDevicePrimaryCtxGetState(Device device, unsigned *flags, int *active)
{
    *flags = 0;
    *active = 0;
    return is_device(device) ? OK : INVALID_DEVICE;
}

EXPORT Result cuDevicePrimaryCtxRetain(Handle *context, Device device)
{
    if (!is_device(device))
        return INVALID_DEVICE;
    *context = (Handle)(void *)&contexts[device];
    return OK;
}

EXPORT Result cuDevicePrimaryCtxSetFlags_v2(Device device, unsigned flags)
{
    (void)flags;
    return is_device(device) ? OK : INVALID_DEVICE;
}

EXPORT Result cuDevicePrimaryCtxRelease_v2(Device device)
{
    return is_device(device) ? OK : INVALID_DEVICE;
}

EXPORT Result cuCtxGetCurrent(Handle *context)
{
    *context = current_context;
    return OK;
}

EXPORT Result cuCtxSetCurrent(Handle context)
{
    current_context = context;
    return OK;
}

EXPORT Result cuCtxGetDevice(Device *device)
{
    *device = current_context ? (Device)((char *)(void *)current_context - contexts) : 0;
    return OK;
}

EXPORT Result cuCtxSynchronize(void)
{
    return OK;
}

EXPORT Result cuCtxGetStreamPriorityRange(int *least, int *greatest)
{
    *least = 0;
    *greatest = -5;
    return OK;
}

EXPORT Result cuStreamCreate(Handle *stream, unsigned flags)
{
    (void)flags;
    *stream = (Handle)(void *)&one_stream;
    return OK;
}

EXPORT Result cuStreamCreateWithPriority(Handle *stream, unsigned flags, int priority)
{
    (void)priority;
    return cuStreamCreate(stream, flags);
}

EXPORT Result cuStreamDestroy_v2(Handle stream)
{
    (void)stream;
    return OK;
}

EXPORT Result cuMemGetInfo_v2(size_t *available, size_t *total)
{
    *total = (size_t)number_from("WHYCPU_STUB_MEMORY", 80LL << 30);
    *available = *total;
    return OK;
}

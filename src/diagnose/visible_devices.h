/* CUDA_VISIBLE_DEVICES, exactly as the driver reads it. */
#ifndef WHYCPU_DIAGNOSE_VISIBLE_DEVICES_H
#define WHYCPU_DIAGNOSE_VISIBLE_DEVICES_H

#include "base/known.h"
#include "base/list.h"

typedef struct VisibleDevices {
    bool count_known;       /* false: it names devices by UUID that are not known */
    size_t count;           /* devices that it leaves */
    bool hides_all;         /* none, on any machine */
    const char *because;    /* of what was cut, in words; NULL when all are left */
    const char *stopped_at; /* the element at which the list ends, or NULL */
    bool starts_with_mig;   /* the count is not known, as the first is an instance of MIG */
    /* Which ones, in order: positions in `uuids` when it names them by UUID, otherwise ordinals of
     * CUDA (what they mean is CUDA_DEVICE_ORDER's to say). Whole only when the count is known. */
    bool by_uuid;
    LIST_OF(size_t) picks;
} VisibleDevices;

/* What `value` leaves of `gpu_count` GPUs (0: the number is not known); `uuids` are theirs where
 * they are known. Source: CUDA Programming Guide, "CUDA environment variables": the list ends at
 * the first element that names no device, and the beginning of a UUID is enough. That a device
 * which is named twice empties the list, that kinds do not mix, and how numbers are read is what
 * PyTorch and nvitop emulate; no hardware was asked (docs/MACHINE.md). */
VisibleDevices visible_devices(Arena *arena, const char *value, size_t gpu_count, Strings uuids);

#endif

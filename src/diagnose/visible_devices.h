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
} VisibleDevices;

/* What `value` leaves of `gpu_count` GPUs (0: the number is not known); `uuids` are theirs where
 * they are known. Source: CUDA Programming Guide, "CUDA environment variables": the list ends at
 * the first element that names no device; a device that is named twice empties it. */
VisibleDevices visible_devices(Arena *arena, const char *value, size_t gpu_count, Strings uuids);

#endif

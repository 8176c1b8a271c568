/* What the kernel said of NVIDIA's driver: lines of its log, sorted by what they mean. */
#ifndef WHYCPU_PARSE_KERNEL_LOG_H
#define WHYCPU_PARSE_KERNEL_LOG_H

#include <stdbool.h>

#include "base/text.h"

typedef enum KernelEventKind {
    KERNEL_XID,               /* the driver reports an error of a GPU */
    KERNEL_INIT_FAILED,       /* the GPU could not be initialised */
    KERNEL_OFF_THE_BUS,       /* the GPU no longer answers */
    KERNEL_LEGACY_GPU,        /* this branch of the driver does not support it */
    KERNEL_NEEDS_PROPRIETARY, /* the open module does not support it */
    KERNEL_NOT_PROBED,        /* another driver has it */
    KERNEL_VIRTUAL_FUNCTION,  /* it is a share of a card, for the driver of a vGPU guest */
    KERNEL_API_MISMATCH,      /* libraries of another version asked */
    KERNEL_MODULE_REJECTED,   /* Secure Boot or lockdown refused a module */
    KERNEL_FIRMWARE_MISSING,  /* the GSP firmware was not found */
    KERNEL_UVM_FAILED,        /* nvidia_uvm could not set itself up */
    KERNEL_BAD_BAR,           /* the firmware of the machine gave the GPU no room */
    KERNEL_EVENT_KINDS
} KernelEventKind;

typedef struct KernelEvent {
    KernelEventKind kind;
    Text says;     /* from "NVRM:" on: no time, no host; of an Xid without process names */
    Text address;  /* "0000:01:00.0" or "0000:01:00"; empty when the line names none */
    long long xid; /* of KERNEL_XID */
} KernelEvent;

/* "xid", "init-failed", … */
const char *kernel_event_word(KernelEventKind kind);

/* The part of the log since the kernel was started last: its first line is "Linux version …", and
 * the stamps "[  12.345678]" only grow between two starts. A first line that was cut is left out
 * when `cut`. */
Text kernel_log_last_start(Text log, bool cut);

/* Of the log since the last start, what `kernel_log_event` reads of it, a line each: fit to be
 * passed on. Its own digest is the same. */
Text kernel_log_digest(Arena *arena, Text log, bool cut);

/* Reads one line; false when it says nothing of this kind. */
bool kernel_log_event(Text line, KernelEvent *event);

#endif

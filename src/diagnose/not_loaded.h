/* Why the kernel module nvidia is not loaded, as far as the facts tell. */
#ifndef WHYCPU_DIAGNOSE_NOT_LOADED_H
#define WHYCPU_DIAGNOSE_NOT_LOADED_H

#include "facts/facts.h"

typedef enum NotLoaded {
    NOT_LOADED_KERNEL_REPLACED,  /* the modules of the running kernel are gone: restart */
    NOT_LOADED_BUILD_FAILED,     /* its build for this kernel ended in an error */
    NOT_LOADED_NO_HEADERS,       /* it cannot be built for this kernel */
    NOT_LOADED_NOT_BUILT,        /* its sources or other kernels have it */
    NOT_LOADED_REJECTED,         /* Secure Boot refuses it */
    NOT_LOADED_BLACKLISTED,      /* a line of the configuration keeps it away */
    NOT_LOADED_PERHAPS_REJECTED, /* Secure Boot is on; whether its key is enrolled is not known */
    NOT_LOADED_UNSAID            /* nothing visible keeps it away */
} NotLoaded;

NotLoaded why_not_loaded(const Facts *facts);

#endif

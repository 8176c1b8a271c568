/* Meanings: cuda.h (CUresult) and nvml.h (nvmlReturn_t) of the toolkit; which cause is behind a
 * code: reports from the field (docs/MACHINE.md says what was not verified on hardware). */
#include "diagnose/driver_codes.h"

static const DriverCode CUDA[] = {
    {0, "success", NULL, NULL},
    {1, "invalid value", NULL, "A library between program and driver changes the call."},
    {2, "out of memory", NULL,
     "Memory of the host or a limit of the process (ulimit -v) is used up."},
    {3, "not initialized", "cuinit-unknown-999",
     "The module nvidia_uvm could not take its address range; the kernel log says so."},
    {4, "deinitialized", NULL, NULL},
    {34, "stub library", "stub-libcuda", NULL},
    {35, "driver older than the runtime", "driver-too-old", NULL},
    {36, "call needs a newer driver", NULL, NULL},
    {46, "device unavailable", NULL,
     "The GPU is in an exclusive or prohibited compute mode, or a MIG GPU has no instance."},
    {100, "no device", NULL, NULL},
    {101, "invalid device", NULL, NULL},
    {102, "device not licensed", NULL, "A virtual GPU has no licence; nvidia-gridd fetches it."},
    {201, "invalid context", NULL, NULL},
    {209, "no kernel image for this GPU", NULL, NULL},
    {214, "uncorrectable memory error", NULL, "The card needs a reset; see the kernel log."},
    {221, "JIT compiler not found", NULL, NULL},
    {300, "invalid source", NULL, NULL},
    {301, "file not found", NULL, NULL},
    {302, "symbol of a shared object not found", NULL, NULL},
    {303, "shared object could not be initialised", NULL, NULL},
    {304, "operating system call failed", NULL,
     "A limit of the process, a sandbox (seccomp) or its cgroup refused a call of the driver."},
    {700, "illegal address", NULL, NULL},
    {702, "launch timed out", NULL, NULL},
    {719, "launch failed", NULL, NULL},
    {801, "not supported", NULL, NULL},
    {802, "system not ready", "fabric-manager-down", NULL},
    {803, "kernel module and library differ", "driver-lib-mismatch", NULL},
    {804, "cuda-compat does not serve this GPU", "driver-lib-mismatch",
     "Take the directory of cuda-compat out of LD_LIBRARY_PATH and /etc/ld.so.conf.d."},
    {805, "MPS: connection failed", NULL,
     "The pipe of an MPS daemon is there (CUDA_MPS_PIPE_DIRECTORY, /tmp/nvidia-mps), and no daemon "
     "of this user answers."},
    {806, "MPS: remote call failed", NULL, "The MPS daemon has a fault; start it anew."},
    {807, "MPS: server not ready", NULL, "The MPS server is just starting, or it hangs."},
    {808, "MPS: too many clients", NULL, NULL},
    {809, "MPS: too many connections", NULL, NULL},
    {810, "MPS: client terminated", NULL, NULL},
    {916, "key rotation", NULL, "Confidential computing renews its keys."},
    {999, "unknown error", "cuinit-unknown-999", NULL},
};

static const DriverCode NVML[] = {
    {0, "success", NULL, NULL},
    {1, "uninitialized", NULL, NULL},
    {2, "invalid argument", NULL, NULL},
    {3, "not supported", NULL, NULL},
    {4, "no permission", "device-permission", NULL},
    {6, "not found", NULL, NULL},
    {8, "insufficient power", NULL, "The power cables of the card are not all plugged in."},
    {9, "driver not loaded", NULL,
     "The kernel module is not loaded, or /dev/nvidiactl is not there and cannot be made."},
    {10, "timeout", NULL, NULL},
    {11, "interrupt issue", NULL, NULL},
    {12, "library not found", NULL, NULL},
    {13, "function not found", NULL, NULL},
    {14, "infoROM corrupted", NULL, NULL},
    {15, "GPU is lost", "gpu-lost", "The card fell off the bus; see the kernel log."},
    {16, "reset required", "gpu-needs-reset", NULL},
    {17, "control device blocked by the operating system", "device-permission", NULL},
    {18, "kernel module and library differ", "driver-lib-mismatch", NULL},
    {27, "not ready", NULL, NULL},
    {28, "GPU not found", NULL, NULL},
    {29, "invalid state", NULL, NULL},
    {999, "unknown error", NULL, NULL},
};

static const DriverCode *find(const DriverCode *rows, size_t count, long long code)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].code == code)
            return &rows[i];
    return NULL;
}

const DriverCode *cuda_code(long long code)
{
    return find(CUDA, sizeof CUDA / sizeof *CUDA, code);
}

const DriverCode *nvml_code(long long code)
{
    return find(NVML, sizeof NVML / sizeof *NVML, code);
}

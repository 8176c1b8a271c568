#!/bin/sh
# tests/bench/with_gpu.sh COMMAND…
#
# Runs a command on a machine that seems to have a GPU and a healthy driver: what the kernel would
# tell of them lies in a mount namespace over /sys, /proc/driver, /proc/devices and /dev. So the
# cost of looking at a GPU is counted with the kernel's own system calls. Needs root.
set -eu
if [ -z "${WITH_GPU_SCRATCH:-}" ]; then
    [ "$(id -u)" -eq 0 ] || {
        echo "with_gpu.sh: only root may lay files over /sys" >&2
        exit 77
    }
    scratch=$(mktemp -d)
    status=0
    WITH_GPU_SCRATCH=$scratch unshare --mount -- "$0" "$@" || status=$?
    rmdir "$scratch"
    exit "$status"
fi
driver=580.65.06
scratch=$WITH_GPU_SCRATCH
mount -t tmpfs with_gpu "$scratch"

tell() { # FILE LINE…
    mkdir -p "$(dirname "$1")"
    file=$1
    shift
    printf '%s\n' "$@" >"$file"
}

library() { # SONAME: one that needs libc, as the driver's do
    printf 'void *malloc(unsigned long); void *%s(void) { return malloc(1); }\n' "$2" |
        gcc -shared -fPIC -x c - -Wl,-soname,"$1.so.1" -o "$scratch/lib/$1.so.$driver"
    ln -s "$1.so.$driver" "$scratch/lib/$1.so.1"
}
mkdir "$scratch/lib"
library libcuda cuInit
library libnvidia-ml nvmlInit_v2

bus=$scratch/sys/bus/pci/devices
tell "$bus/0000:00:00.0/uevent" PCI_CLASS=60000 PCI_ID=8086:0D57 PCI_SLOT_NAME=0000:00:00.0
tell "$bus/0000:01:00.0/uevent" DRIVER=nvidia PCI_CLASS=30200 PCI_ID=10DE:2335 \
    PCI_SLOT_NAME=0000:01:00.0
tell "$bus/0000:01:00.0/power/runtime_status" active
none=$(printf '\t0%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14)
tell "$scratch/devices.pci" "0000	80860d57	0$none	" "0100	10de2335	23$none	nvidia"
tell "$scratch/sys/module/nvidia/version" $driver
tell "$scratch/sys/module/nvidia/initstate" live
tell "$scratch/sys/module/nvidia_uvm/initstate" live
tell "$scratch/sys/power/suspend_stats/success" 0
tell "$scratch/driver/nvidia/version" \
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  $driver  Release Build" \
    "GCC version:  gcc version 13.3.0"
tell "$scratch/driver/nvidia/params" "ModifyDeviceFiles: 1" "DeviceFileUID: 0" \
    "DeviceFileGID: 0" "DeviceFileMode: 438"
tell "$scratch/driver/nvidia/gpus/0000:01:00.0/information" "Model: NVIDIA H200" \
    "IRQ:   35" "GPU UUID: GPU-01234567-89ab-cdef-0123-456789abcdef" \
    "Video BIOS: 96.00.af.00.01" "Bus Location: 0000:01:00.0" "Device Minor: 0" \
    "GPU Excluded: No"
tell "$scratch/devices" "Character devices:" "195 nvidia" "195 nvidiactl" "195 nvidia-modeset" \
    "508 nvidia-uvm" "" "Block devices:" "259 blkext"
mkdir "$scratch/dev"
for node in null:1:3 zero:1:5 tty:5:0 nvidia0:195:0 nvidiactl:195:255 nvidia-uvm:508:0; do
    rest=${node#*:}
    mknod -m 666 "$scratch/dev/${node%%:*}" c "${rest%:*}" "${rest#*:}"
done

mount --bind "$scratch/driver" /proc/driver
mount --bind "$scratch/devices" /proc/devices
mount --bind "$scratch/devices.pci" /proc/bus/pci/devices
mount --bind "$scratch/sys" /sys
mount --bind "$scratch/dev" /dev
export LD_LIBRARY_PATH="$scratch/lib"
unset WITH_GPU_SCRATCH
exec "$@"

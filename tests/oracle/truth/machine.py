"""A machine with an NVIDIA GPU and its driver, for the processes of one private mount namespace.

It is for what --assume-gpu cannot stand for: a driver that fails when it is asked, and device nodes
that are missing. Everything here is a file of a few bytes over /proc, /sys and /dev; the library of
the driver is the stand-in, under a name with its version.
"""

import os
import stat
import subprocess

DRIVER = "610.43.02"
UVM = 511
PCI = "0000:01:00.0"
USUAL = (("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9),
         ("tty", 5, 0))
NODES = (("nvidia0", 195, 0), ("nvidiactl", 195, 255), ("nvidia-uvm", UVM, 0))


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as stream:
        stream.write(text)


def cover(directory):
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", directory], check=True)


def make_nodes(which):
    for name, major, minor in which:
        path = os.path.join("/dev", name)
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(major, minor))
        os.chmod(path, 0o666)


def lay(work, kind):
    """`kind`: "whole", or "nodeless" for one without device nodes of the driver."""
    for directory in ("/proc/driver", "/sys/module", "/sys/bus/pci/devices", "/dev"):
        cover(directory)
    if os.path.isdir("/proc/bus/pci"):
        cover("/proc/bus/pci")  # it lists the functions of the real machine
    write("/proc/driver/nvidia/version",
          "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  %s  Release Build\n" % DRIVER)
    write("/sys/module/nvidia/version", DRIVER + "\n")
    os.makedirs("/sys/module/nvidia_uvm")
    write("/sys/bus/pci/devices/%s/uevent" % PCI,
          "DRIVER=nvidia\nPCI_CLASS=30200\nPCI_ID=10DE:2330\nPCI_SLOT_NAME=%s\n" % PCI)
    devices = os.path.join(work, "devices")
    write(devices, "Character devices:\n195 nvidia\n%d nvidia-uvm\n" % UVM)
    subprocess.run(["mount", "--bind", devices, "/proc/devices"], check=True)
    os.makedirs("/dev/shm")
    os.symlink("/proc/self/fd", "/dev/fd")
    make_nodes(USUAL + (() if kind == "nodeless" else NODES))

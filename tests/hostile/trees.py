"""Trees that a stranger might hand to whycpu. Each function of TREES spoils a plausible machine."""
import os
import shutil
import socket
import stat

from elf import library

SECRET = "the-secret-outside"
ENVIRONMENT = "opt/env"
SITE = ENVIRONMENT + "/lib/python3.11/site-packages"
LIBRARIES = "usr/lib/x86_64-linux-gnu"
GPU = "sys/bus/pci/devices/0000:01:00.0"
NODES = [("nvidia0", 195, 0), ("nvidiactl", 195, 255), ("nvidia-uvm", 507, 0)]
BOMB = 50 * 1024 * 1024


class LeadsOut(ValueError):
    """A link above the path leads out of the tree: there, nothing may be changed."""


def beneath(root, path):
    """The full path of what may be made, changed or removed: whatever links the tree has by now,
    its directory lies in the tree."""
    full = os.path.join(root, path)
    top = os.path.realpath(root)
    try:
        directory = os.path.realpath(os.path.dirname(full))
    except OSError as error: # a link of another process's /proc
        raise LeadsOut("%s: %s" % (path, error)) from error
    if os.path.commonpath([top, directory]) != top:
        raise LeadsOut("%s lies in %s" % (path, directory))
    return full


def put(root, path, content=b""):
    path = beneath(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
    return path


def link(root, path, target):
    path = beneath(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    remove(path)
    os.symlink(target, path)


def make_directory(root, path):
    """The full path of a directory that is there afterwards, and is no link out of the tree."""
    full = os.path.dirname(beneath(root, path + "/."))
    os.makedirs(full, exist_ok=True)
    return full


def remove(path):
    if os.path.islink(path) or os.path.isfile(path):
        os.unlink(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def plausible(root):
    """A machine with a card whose driver is loaded, and an environment with TensorFlow."""
    program = library(None, ["libc.so.6"], interpreter="/lib64/ld-linux-x86-64.so.2")
    os.chmod(put(root, "usr/bin/python3.11", program), 0o755)
    put(root, LIBRARIES + "/ld-linux-x86-64.so.2", library("ld-linux-x86-64.so.2"))
    link(root, "lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
    put(root, LIBRARIES + "/libc.so.6", library("libc.so.6"))
    put(root, LIBRARIES + "/libcuda.so.580.65.06", library("libcuda.so.1", ["libc.so.6"]))
    link(root, LIBRARIES + "/libcuda.so.1", "libcuda.so.580.65.06")
    link(root, "lib", "usr/lib")
    put(root, "usr/lib/python3.11/os.py")
    put(root, "etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
    put(root, "etc/passwd", "root:x:0:0::/root:/bin/sh\n")
    put(root, "etc/ld.so.cache", b"glibc-ld.so.cache1.1" + bytes(28))
    link(root, ENVIRONMENT + "/bin/python", "/usr/bin/python3.11")
    put(root, ENVIRONMENT + "/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\n")
    package = SITE + "/tensorflow"
    put(root, package + "/__init__.py")
    put(root, package + "/python/platform/build_info.py",
        "build_info = collections.OrderedDict([('cuda_compute_capabilities', ['sm_80', 'sm_89']), "
        "('cuda_version', '12.5.1'), ('cudnn_version', '9'), ('is_cuda_build', True)])\n")
    for name in ["cudart:12", "cublas:12", "cublasLt:12", "cufft:11", "cusolver:11", "cusparse:12",
                 "cudnn:9"]:
        name, version = name.split(":")
        soname = f"lib{name}.so.{version}"
        put(root, f"{SITE}/nvidia/cudnn/lib/{soname}", library(soname, ["libc.so.6"]))
    opener = library("libtensorflow_framework.so.2", ["libc.so.6"], "$ORIGIN/../nvidia/cudnn/lib")
    put(root, package + "/libtensorflow_framework.so.2", opener)
    put(root, package + "/python/_pywrap_tensorflow_internal.so",
        library(None, ["libtensorflow_framework.so.2"], "$ORIGIN/.."))
    metadata = SITE + "/tensorflow-2.20.0.dist-info"
    put(root, metadata + "/METADATA", "Metadata-Version: 2.1\nName: tensorflow\nVersion: 2.20.0\n")
    put(root, metadata + "/RECORD", "tensorflow/__init__.py,,\n")
    put(root, metadata + "/INSTALLER", "pip\n")
    put(root, "proc/sys/kernel/osrelease", "6.8.0-60-generic\n")
    put(root, "proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64  580.65.06\n")
    put(root, "proc/self/mountinfo", "30 1 259:2 / / rw - ext4 /dev/sda1 rw\n")
    put(root, "proc/devices", "Character devices:\n195 nvidia\n507 nvidia-uvm\n")
    put(root, "sys/module/nvidia/version", "580.65.06\n")
    put(root, GPU + "/uevent", "DRIVER=nvidia\nPCI_CLASS=30000\nPCI_ID=10DE:2684\n")
    make_directory(root, "dev")
    for name, major, minor in NODES:
        try:
            os.mknod(beneath(root, "dev/" + name), stat.S_IFCHR | 0o666, os.makedev(major, minor))
        except PermissionError:
            put(root, "dev/" + name)
    put(root, "var/log/kern.log", "NVRM: loading\n")
    make_directory(root, "usr/lib/modules/6.8.0-60-generic")


# What is read, in one list: each of these becomes a pipe, a socket, a device, a hole, …
READ = [
    "etc/os-release", "etc/passwd", "etc/ld.so.cache", "etc/ld.so.preload", "etc/group",
    "proc/sys/kernel/osrelease", "proc/driver/nvidia/version", "proc/driver/nvidia/params",
    "proc/driver/nvidia/gpus/0000:01:00.0/information", "proc/self/mountinfo", "proc/self/status",
    "proc/devices", "proc/cmdline", "proc/version", "proc/bus/pci/devices", "proc/cpuinfo",
    "sys/module/nvidia/version", "sys/module/nvidia_uvm/initstate", GPU + "/uevent",
    GPU + "/vendor", "usr/lib/modules/6.8.0-60-generic/modules.dep", "var/log/kern.log",
    "usr/share/misc/pci.ids", LIBRARIES + "/libcuda.so.580.65.06", LIBRARIES + "/libc.so.6",
    LIBRARIES + "/ld-linux-x86-64.so.2", "usr/bin/python3.11", ENVIRONMENT + "/pyvenv.cfg",
    SITE + "/evil.pth", SITE + "/tensorflow/libtensorflow_framework.so.2",
    SITE + "/tensorflow/python/_pywrap_tensorflow_internal.so",
    SITE + "/tensorflow/python/platform/build_info.py",
    SITE + "/tensorflow-2.20.0.dist-info/METADATA", SITE + "/tensorflow-2.20.0.dist-info/RECORD",
    SITE + "/tensorflow-2.20.0.dist-info/INSTALLER", "root/.keras/keras.json",
    "etc/modprobe.d/a.conf", "etc/ld.so.conf.d/a.conf", "proc/modules", "etc/prime-discrete",
    "run/.containerenv", "sys/class/dmi/id/product_name",
]
LISTED = [
    "sys/bus/pci/devices", "dev", SITE, LIBRARIES, "etc/modprobe.d", "etc/udev/rules.d",
    "var/lib/dkms/nvidia", "usr/lib/modules", "proc/driver/nvidia/gpus", "etc/ld.so.conf.d",
    SITE + "/nvidia", "usr/local", "usr/lib/wsl/lib", "proc/driver/nvidia/capabilities",
]


def each_of(paths, make):
    def spoil(root, outside):
        for path in paths:
            if any(path.startswith(other + "/") for other in paths):
                continue
            full = beneath(root, path)
            remove(full)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            make(full)
    return spoil


def hole(path):
    with open(path, "wb") as file:
        file.truncate(4 * 1024 ** 3)


def crowd(path, count=100000):
    def spoil(root, outside):
        full = make_directory(root, path)
        for number in range(count):
            os.mknod(f"{full}/entry-{number:06}.dist-info", stat.S_IFREG | 0o644)
    return spoil


def many_cards(root, outside):
    for number in range(5000):
        put(root, f"sys/bus/pci/devices/{number:04x}:01:00.0/uevent",
            "DRIVER=nvidia\nPCI_CLASS=30000\nPCI_ID=10DE:2684\n")


def sockets(path):
    # Addresses of sockets are short: bound where the directory is near.
    here = os.open(".", os.O_RDONLY)
    os.chdir(os.path.dirname(path))
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.basename(path))
    finally:
        os.fchdir(here)
        os.close(here)


def device(major, minor):
    return lambda path: os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(major, minor))


def loops(path):
    os.symlink(os.path.basename(path), path)


def escape(how):
    """Everything that is read leads to the file outside, by this way."""
    def spoil(root, outside):
        secret = os.path.join(outside, "secret")
        for path in READ:
            depth = path.count("/")
            target = {
                "absolute": secret,
                "dots": "../" * (depth + 40) + secret.lstrip("/"),
                "proc": "/proc/self/root" + secret,
                "cwd": "/proc/self/cwd/../.." + secret,
            }[how]
            link(root, path, target)
    return spoil


def escape_directories(root, outside):
    for path in ["proc", "sys", "etc", "dev", "usr/lib", ENVIRONMENT]:
        link(root, path, "../" * (path.count("/") + 30) + outside.lstrip("/"))


NAMES = [b"tensorflow-2.20.0\n.dist-info", b"\x1b[31mred\x1b[0m-1.dist-info", b"\x1b]0;title\x07",
         b"\xff\xfe\xfa-1.0.dist-info", b"nvidia_cudnn_cu12-9\x1b[2J.dist-info", b"a\rb.pth",
         b"__editable__.\x1b[1m.pth", b"\xc2\x9b31m", b"tensorflow\x7f.libs", b"  ", b"-rf"]


def strange_names(root, outside):
    for directory in [SITE, "sys/bus/pci/devices", "dev", "etc/modprobe.d", LIBRARIES,
                      "proc/driver/nvidia/gpus", "usr/lib/modules", "etc/udev/rules.d"]:
        full = make_directory(root, directory).encode()
        for name in NAMES:
            os.makedirs(os.path.join(full, name), exist_ok=True)
    for name in NAMES:
        card = os.path.join(root, "sys/bus/pci/devices").encode() + b"/" + name
        with open(card + b"/uevent", "wb") as file:
            file.write(b"DRIVER=nou\x1b[31mveau\nPCI_CLASS=30000\nPCI_ID=10DE:2684\n")


NASTY = b"\x1b[31;5mred\x1b]0;title\x07\r\x08\x9b2J\xff\xfe\xc2\x9b\x7f"


def strange_values(root, outside):
    put(root, "sys/module/nvidia/version", b"580" + NASTY + b"\n")
    put(root, GPU + "/uevent", b"DRIVER=nvidia" + NASTY + b"\nPCI_CLASS=30000\nPCI_ID=10DE:2684\n")
    put(root, "proc/driver/nvidia/version", NASTY * 10 + b" Open Kernel Module")
    put(root, "proc/driver/nvidia/gpus/0000:01:00.0/information",
        b"Model: \t " + NASTY + b"\nGPU UUID: GPU-" + NASTY + b"\n")
    put(root, "proc/sys/kernel/osrelease", b"6.8" + NASTY)
    put(root, "etc/os-release", b"ID=" + NASTY + b"\nPRETTY_NAME=\"" + NASTY + b"\"\n")
    put(root, "run/.containerenv", b"engine=" + NASTY)
    put(root, "etc/modprobe.d/a.conf", b"blacklist nvidia " + NASTY + b"\n")
    put(root, "var/log/kern.log", b"NVRM: Xid (PCI:0000:01:00): 79, " + NASTY + b"\n")
    put(root, "etc/ld.so.preload", b"/usr/lib/" + NASTY.replace(b"\x08", b"") + b".so\n")
    put(root, ENVIRONMENT + "/pyvenv.cfg",
        b"home = /usr/bin\nversion = 3.11.7\nprompt = " + NASTY + b"\n")
    put(root, SITE + "/tensorflow-2.20.0.dist-info/METADATA",
        b"Metadata-Version: 2.1\nName: tensorflow\nVersion: 2.20.0" + NASTY + b"\n")
    put(root, SITE + "/tensorflow-2.20.0.dist-info/INSTALLER", NASTY)
    put(root, SITE + "/evil.pth", b"/opt/" + NASTY + b"\nimport os; " + NASTY + b"\n")
    put(root, SITE + "/tensorflow/python/platform/build_info.py",
        b"build_info = {'cuda_version': '12" + NASTY + b"', 'is_cuda_build': True}\n")
    name = NASTY.decode("latin-1").replace("/", "")
    put(root, LIBRARIES + "/libcuda.so.580.65.06", library("libcuda" + name, [name, name + "2"]))


def shell_python(root, outside):
    script = f"#!/bin/sh\ntouch {outside}/executed\n"
    for path in ["usr/bin/python3.11", "usr/bin/python3", "usr/bin/python"]:
        os.chmod(put(root, path, script), 0o755)
    for path in ["usr/bin/nvidia-smi", "usr/bin/nvidia-modprobe", "sbin/ldconfig"]:
        os.chmod(put(root, path, script), 0o4755)


def import_bombs(root, outside):
    lines = "".join(f"/opt/place-{number}\n" for number in range(1000))
    for number in range(2000):
        put(root, f"{SITE}/bomb-{number:04}.pth",
            lines + f"import os; os.system('touch {outside}/executed')\n")


def import_chain(root, outside):
    for number in range(500):
        put(root, f"{SITE}/chain-{number:03}.pth", f"./d{number}\n.\n..\n")
        put(root, f"{SITE}/d{number}/x.pth", "../\n")


def needed_bomb(root, outside):
    names = [f"libbomb-{number}.so" for number in range(50000)]
    put(root, LIBRARIES + "/libcuda.so.580.65.06", library("libcuda.so.1", names))


def needed_chain(root, outside):
    put(root, LIBRARIES + "/libcuda.so.580.65.06", library("libcuda.so.1", ["libchain-0.so"]))
    for number in range(3000):
        put(root, f"{LIBRARIES}/libchain-{number}.so",
            library(f"libchain-{number}.so",
                    [f"libchain-{(number + 1) % 3000}.so", f"libchain-{number * 7 % 3000}.so"]))


def runpath_bomb(root, outside):
    path = ":".join(f"$ORIGIN/../d{number}" for number in range(20000))
    put(root, SITE + "/tensorflow/libtensorflow_framework.so.2",
        library("libtensorflow_framework.so.2", ["libc.so.6"], path))


def record_bomb(root, outside):
    line = b"tensorflow/some/long/path/of/a/file.py,sha256=0123456789abcdef,1234\n"
    for name in ["RECORD", "METADATA"]:
        put(root, SITE + "/tensorflow-2.20.0.dist-info/" + name, line * (BOMB // len(line)))


def log_bomb(root, outside):
    line = b"2025-11-20T08:00:01 box kernel: NVRM: Xid (PCI:0000:01:00): 31, pid=1, name=python\n"
    put(root, "var/log/kern.log", line * (BOMB // len(line)))
    put(root, "var/log/messages", line * (BOMB // len(line)))


def list_bomb(root, outside):
    put(root, "usr/lib/modules/6.8.0-60-generic/modules.dep", b"kernel/a.ko:\n" * 4000000)
    put(root, "etc/passwd", b"a:x:1:1::/:\n" * 1000000)
    put(root, "etc/group", b"a:x:1:a,b,c\n" * 1000000)
    put(root, "proc/self/mountinfo", b"30 1 259:2 / / rw - ext4 /dev/sda1 rw\n" * 500000)
    put(root, "proc/bus/pci/devices", b"0100\t10de2684\t0\n" * 1000000)


def many_distributions(root, outside):
    for number in range(3000):
        put(root, f"{SITE}/package{number}-1.0.dist-info/METADATA",
            f"Metadata-Version: 2.1\nName: package{number}\nVersion: 1.0\n")


def deep(root, outside):
    here = os.open(make_directory(root, SITE), os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    put(root, SITE + "/deep.pth", "d/" * 1900 + "\n" + "d" * 100000 + "\n")
    put(root, ENVIRONMENT + "/pyvenv.cfg", "home = " + "/d" * 3000 + "\nversion = 3.11.7\n")


def environment_loop(root, outside):
    put(root, ENVIRONMENT + "/pyvenv.cfg", "home = /opt/env/bin\nversion = 3.11.7\n")
    link(root, ENVIRONMENT + "/bin/python", "../../env/bin/python3")
    link(root, ENVIRONMENT + "/bin/python3", "../../../opt/env/bin/python")


def without(*names):
    def spoil(root, outside):
        for name in names:
            remove(beneath(root, name))
    return spoil


def unreadable(root, outside):
    for directory, directories, files in os.walk(root, topdown=False):
        for name in files + directories:
            path = os.path.join(directory, name)
            if not os.path.islink(path):
                os.chmod(path, 0)


def directories_for_files(root, outside):
    each_of(READ, os.mkdir)(root, outside)


def files_for_directories(root, outside):
    each_of(LISTED, lambda path: put(os.path.dirname(path), os.path.basename(path)))(root, outside)


TREES = {
    "plausible": lambda root, outside: None,
    "empty": without(*["usr", "lib64", "lib", "etc", "opt", "proc", "sys", "dev", "var"]),
    "no /proc": without("proc"),
    "no /sys": without("sys"),
    "no /proc, /sys, /dev": without("proc", "sys", "dev"),
    "links to themselves in place of files": each_of(READ, loops),
    "links to themselves in place of directories": each_of(LISTED, loops),
    "absolute links out of the root": escape("absolute"),
    "links out of the root by dots": escape("dots"),
    "links out of the root through /proc/self/root": escape("proc"),
    "links out of the root through /proc/self/cwd": escape("cwd"),
    "directories that lead out of the root": escape_directories,
    "pipes in place of files": each_of(READ, os.mkfifo),
    "pipes in place of directories": each_of(LISTED, os.mkfifo),
    "sockets in place of files": each_of(READ, sockets),
    "endless devices in place of files": each_of(READ, device(1, 5)),
    "terminals in place of files": each_of(READ, device(5, 0)),
    "devices in place of directories": each_of(LISTED, device(1, 5)),
    "directories in place of files": directories_for_files,
    "files in place of directories": files_for_directories,
    "files of 4 GB of nothing": each_of(READ, hole),
    "100 000 packages": crowd(SITE),
    "100 000 nodes": crowd("dev"),
    "100 000 PCI functions": crowd("sys/bus/pci/devices"),
    "100 000 libraries": crowd(LIBRARIES),
    "20 000 files for modprobe": crowd("etc/modprobe.d", 20000),
    "20 000 kernels": crowd("usr/lib/modules", 20000),
    "5 000 cards": many_cards,
    "names with line ends, escapes, no UTF-8": strange_names,
    "values with escapes, no UTF-8": strange_values,
    "a Python that is a shell script": shell_python,
    "2 000 .pth files with 1 000 lines each": import_bombs,
    "a chain of .pth files": import_chain,
    "50 000 needed libraries": needed_bomb,
    "a chain of 3 000 libraries": needed_chain,
    "20 000 directories in a RUNPATH": runpath_bomb,
    "a RECORD and a METADATA of 50 MB": record_bomb,
    "logs of 50 MB": log_bomb,
    "lists of 50 MB": list_bomb,
    "3 000 distributions": many_distributions,
    "directories 2 000 deep": deep,
    "an environment that is its own home": environment_loop,
    "nothing readable": unreadable,
}

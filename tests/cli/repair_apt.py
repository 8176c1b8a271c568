#!/usr/bin/env python3
"""A repair of the system by a real apt-get: the driver's library is missing, a package brings it.

In a copy of this machine's own files (an overlay, of which nothing is left), with a GPU that only
files tell of, and a repository of two packages made here. Prints TAP; skipped where the system is
not of Debian's kind, or who runs this may mount nothing. WHYCPU is the program."""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
from repairs import WHYCPU, Place, environments  # noqa: E402
from tap import done, skip, tell  # noqa: E402

INSIDE = "WHYCPU_TEST_INSIDE"
SBIN = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DRIVER = "580.65.06"
LIBRARIES = "usr/lib/x86_64-linux-gnu"
CUDA = f"{LIBRARIES}/libcuda.so.1"
WHAT = "a real apt-get brings the driver's library"


def why_not():
    if os.geteuid() != 0:
        return "only root installs packages"
    if not all(shutil.which(tool, path=SBIN) for tool in ("apt-get", "dpkg-deb", "chroot", "gcc")):
        return "apt-get, dpkg-deb, chroot or gcc is not there"
    if not os.path.isdir("/" + LIBRARIES):
        return f"there is no /{LIBRARIES}"
    if os.path.lexists("/" + CUDA) or os.path.exists("/proc/driver/nvidia"):
        return "this machine has the NVIDIA driver, which is left alone"
    may = subprocess.run(["unshare", "-m", "--propagation", "private", "sh", "-c",
                          "mount -t tmpfs none /mnt && cd /mnt && mkdir u w r && mount -t overlay "
                          "none -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w r"], check=False,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return None if may.returncode == 0 else "no overlay can be mounted here: " + may.stderr.strip()


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class Machine(Place):
    """This machine once more, with a GPU and without its libcuda.so.1."""

    def __init__(self, work):
        self.root = pathlib.Path(work) / "root"
        layers = [pathlib.Path(work) / name for name in ("upper", "work")]
        for directory in (*layers, self.root):
            directory.mkdir()
        self.mount("overlay", "", f"lowerdir=/,upperdir={layers[0]},workdir={layers[1]}")
        self.mount("proc", "proc")
        for name in ("sys", "dev", "tmp", "run", "proc/driver"):
            self.mount("tmpfs", name, "mode=755")
        (self.root / "tmp").chmod(0o1777)
        (self.root / "here").mkdir()
        (self.root / ".dockerenv").unlink(missing_ok=True)  # it is a machine of its own
        super().__init__(self.root / "here")
        shutil.copy(WHYCPU, self.root / "here/whycpu")
        self.make_devices()
        self.make_driver()
        self.make_repository()
        self.fresh()

    def mount(self, kind, name, options="defaults"):
        subprocess.run(["mount", "-t", kind, kind, "-o", options, self.root / name], check=True)

    def make_devices(self):
        for name, major, minor in (("null", 1, 3), ("zero", 1, 5), ("urandom", 1, 9),
                                   ("nvidia0", 195, 0), ("nvidiactl", 195, 255),
                                   ("nvidia-uvm", 509, 0)):
            path = self.root / "dev" / name
            os.mknod(path, 0o20666, os.makedev(major, minor))
            path.chmod(0o666)

    def make_driver(self):
        write(self.root / "sys/module/nvidia/version", DRIVER + "\n")
        card = self.root / "sys/bus/pci/devices/0000:01:00.0"
        for name, text in (("class", "0x030200"), ("vendor", "0x10de"), ("device", "0x2330"),
                           ("uevent", "DRIVER=nvidia\nPCI_CLASS=30200\nPCI_ID=10DE:2330\n"
                                      "PCI_SLOT_NAME=0000:01:00.0")):
            write(card / name, text + "\n")
        write(self.root / "proc/driver/nvidia/version",
              f"NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  {DRIVER}  Release Build\n")
        for name, text in (("devices", "Character devices:\n  1 mem\n195 nvidia\n509 nvidia-uvm\n"),
                           ("bus/pci/devices", "0100\t10de2330\t0\n")):
            write(self.root / "run" / name, text)
            subprocess.run(["mount", "--bind", self.root / "run" / name, self.root / "proc" / name],
                           check=True)

    def make_repository(self):
        repository = self.root / "repository"
        parts = [("libnvidia-ptxjitcompiler1", "libnvidia-ptxjitcompiler.so.1", ""),
                 ("libcuda1", "libcuda.so.1", "Depends: libnvidia-ptxjitcompiler1\n")]
        write(repository / "Packages", "\n".join(
            make_package(repository, *part) for part in parts))
        write(self.root / "etc/apt/sources.list", "deb [trusted=yes] file:/repository ./\n")
        shutil.rmtree(self.root / "etc/apt/sources.list.d", ignore_errors=True)
        write(self.root / "etc/apt/apt.conf.d/99test",
              'APT::Sandbox::User "root";\nAcquire::Languages "none";\n')
        self.command("apt-get", "-qq", "update", check=True)

    def command(self, *words, check=False):
        given = {"PATH": SBIN, "HOME": "/root", "LC_ALL": "C.UTF-8",
                 "ASAN_OPTIONS": "detect_leaks=0", "XDG_STATE_HOME": "/here/state"}
        return subprocess.run(["chroot", self.root, *words], env=given, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=300, check=check)

    def whycpu(self, *words):
        return self.command("/here/whycpu", *words)

    def fix(self, *words):
        return self.whycpu("fix", *words)

    def installed(self):
        """Packages, and the files of theirs that are there."""
        told = self.command("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n").stdout
        return ([line for line in told.splitlines() if line.startswith(("libcuda", "libnvidia"))],
                os.path.lexists(self.root / CUDA))


def make_package(repository, name, soname, more):
    """Builds it; what a list of packages says of it."""
    tree = repository / name
    library = tree / LIBRARIES / f"{soname.removesuffix('.1')}.{DRIVER}"
    environments.link(library, soname)
    (library.parent / soname).symlink_to(library.name)
    control = (f"Package: {name}\nVersion: {DRIVER}-1\nArchitecture: amd64\nMaintainer: nobody\n"
               f"{more}Description: stands in for a part of a driver\n")
    write(tree / "DEBIAN/control", control)
    write(tree / "DEBIAN/triggers", "activate-noawait ldconfig\n")
    package = repository / f"{name}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", tree, package], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    content = package.read_bytes()
    return (f"{control}Filename: ./{package.name}\nSize: {len(content)}\n"
            f"SHA256: {hashlib.sha256(content).hexdigest()}\n")


BOTH = ["libcuda1 installed", "libnvidia-ptxjitcompiler1 installed"]
ENVIRONMENT = ("--venv", "/here/env")


def is_missing(machine):
    told = machine.whycpu("check", *ENVIRONMENT)
    return told.returncode == 1 and "libcuda-not-found" in told.stdout


def without_its_root(machine):
    plan = machine.fix(*ENVIRONMENT)
    tell(is_missing(machine) and "sudo apt-get install libcuda1" in plan.stdout and
         "sudo apt-get purge libcuda1" in plan.stdout and "ldconfig\n" not in plan.stdout,
         "the plan names the package, and how it is removed again", plan.stdout)
    left = machine.fix("--apply", "--yes", *ENVIRONMENT)
    tell(left.returncode == 1 and "with --system whycpu does it" in left.stdout and
         machine.installed() == ([], False) and is_missing(machine),
         "without --system nothing is installed", left.stdout)


def unreachable(machine):
    """One of the two packages cannot be fetched."""
    package = machine.root / "repository/libnvidia-ptxjitcompiler1.deb"
    package.rename(package.with_suffix(".away"))
    failed = machine.fix("--apply", "--yes", "--system", *ENVIRONMENT)
    tell(failed.returncode == 1 and "apt-get ended with status 100" in failed.stdout and
         "--resume" in failed.stdout and machine.installed() == ([], False),
         "a package that cannot be fetched ends the repair", failed.stdout)
    undone = machine.fix("--undo")
    tell(undone.returncode == 1 and "apt-get --yes install libcuda1 was begun and did not end well"
         in undone.stdout and "by hand: sudo apt-get purge libcuda1" in undone.stdout,
         "and what is not known of it is told", undone.stdout)
    package.with_suffix(".away").rename(package)


def whole_way(machine):
    mended = machine.fix("--apply", "--yes", "--system", *ENVIRONMENT)
    told = machine.whycpu("check", *ENVIRONMENT)
    tell(mended.returncode == 0 and "done, and seen to help: libcuda-not-found is gone" in
         mended.stdout and machine.installed() == (BOTH, True) and told.returncode == 0 and
         DRIVER in told.stdout, WHAT + ", and what it needs, and the GPU is used", mended.stdout,
         told.stdout)
    undone = machine.fix("--undo")
    by_hand = re.search("^whycpu: by hand: sudo (.*)$", undone.stdout, re.M)
    tell(undone.returncode == 1 and by_hand and machine.installed() == (BOTH, True) and
         "apt-get --yes install libcuda1 was run, and is not whycpu's to take back" in undone.stdout
         and "Everything else is as it was before repair" in undone.stdout
         and not machine.changed(),
         "--undo leaves the system's package, and says so", undone.stdout)
    gone = machine.command(*(by_hand.group(1) if by_hand else "false").split(), "--yes")
    tell(gone.returncode == 0 and is_missing(machine) and not machine.installed()[1],
         "what it says to do by hand takes it back", gone.stdout)


def inside(work):
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", work], check=True)
    machine = Machine(work)
    without_its_root(machine)
    unreachable(machine)
    whole_way(machine)
    return done()


def main():
    if INSIDE in os.environ:
        return inside(sys.argv[1])
    reason = why_not()
    if reason:
        skip(WHAT, reason)
        return done()
    with tempfile.TemporaryDirectory(prefix="whycpu-apt-") as work:
        return subprocess.run(["unshare", "-m", "--propagation", "private", sys.executable,
                               os.path.abspath(__file__), work], check=False,
                              env={**os.environ, INSIDE: "yes"}).returncode


sys.exit(main())

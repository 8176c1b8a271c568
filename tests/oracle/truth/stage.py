"""One fault, laid over one environment in a private mount namespace.

The environment keeps its own path: an overlay hides the changed files only from the processes of
this namespace, so nothing has to be copied and nothing that is shared can be damaged. The stand-in
driver appears in the multiarch directory, where a container toolkit would put it, and the loader's
cache is one with or without the system's own CUDA toolkit.
"""

import csv
import ctypes
import glob
import os
import resource
import shutil
import socket
import stat
import subprocess

from elf import Elf
import environments
from environments import CACHE, ENVIRONMENTS, path_of

WORK = os.path.join(CACHE, "work")      # a tmpfs of its own in every namespace
DRIVER = os.path.join(CACHE, "driver")  # what build_driver made
TEXT = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 273182568\n"

DRIVER_VERSION = "580.65.06"
VERSION_FILE = ("NVRM version: NVIDIA UNIX x86_64 Kernel Module  %s  "
                "Sun Jul 27 07:12:02 UTC 2025\n")

FRAMEWORK = {"framework": "libtensorflow_framework.so.2", "cc": "libtensorflow_cc.so.2"}
PACKAGES = ("cuda_runtime", "cublas", "cufft", "cusolver", "cusparse", "cudnn")


# -- built once, outside of any namespace ------------------------------------------------------

def multiarch():
    for directory in ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64"):
        if os.path.exists(os.path.join(directory, "libc.so.6")):
            return directory
    raise RuntimeError("the C library is in no known directory")


# What the stand-in driver for TensorFlow is made of; others have sources of their own beside these.
DRIVER_SOURCES = ("cuda", "nvidia_ml")


def build_driver():
    here = os.path.dirname(os.path.abspath(__file__))
    compiler = os.environ.get("CC", "cc").split()
    common = ["-std=gnu11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden"]
    for kind, sources in (("whole", DRIVER_SOURCES), ("no-nvml", DRIVER_SOURCES[:1])):
        os.makedirs(os.path.join(DRIVER, kind), exist_ok=True)
        for source in sources:
            soname = "lib" + source.replace("_", "-") + ".so.1"
            subprocess.run(compiler + common + [
                os.path.join(here, "stub", "lib" + source + ".c"), "-Wl,-soname," + soname, "-o",
                os.path.join(DRIVER, kind, soname)], check=True)
    hollow = os.path.join(DRIVER, "hollow")
    os.makedirs(hollow, exist_ok=True)
    for soname in ("libcufft.so.11", "libcusolver.so.11", "libcublasLt.so.12", "libcusparse.so.12"):
        make = lambda out, *more: subprocess.run(compiler + common + [
            "-x", "c", "-", "-Wl,-soname," + soname, "-o", os.path.join(hollow, out), *more],
            input=b"int whycpu_hollow;\n", check=True)
        make(soname)
        make("other-name-" + soname)
        make("needs-" + soname, "-Wl,--no-as-needed", "-L" + hollow, "-l:" + soname,
             "-Wl,-soname,libneeds.so.1")


def toolkit_directories():
    """Directories of the loader's cache that hold a system CUDA toolkit."""
    listing = subprocess.run(["/sbin/ldconfig", "-p"], stdout=subprocess.PIPE, text=True).stdout
    found = set()
    for line in listing.splitlines():
        path = line.rsplit(" => ", 1)[-1].strip()
        if os.path.basename(path).startswith(("libcublas", "libcudnn", "libcusparse")):
            found.add(os.path.dirname(path))
    return sorted(found)


def leads_there(directory, hidden):
    """Whether links of a directory, as those of /usr/local/lib, lead to the hidden ones."""
    return any(os.path.dirname(os.path.realpath(path)) in hidden
               for path in glob.glob(os.path.join(glob.escape(directory), "libcudart.so*")))


def build_bare_cache():
    """A loader cache like the machine's, without the toolkit."""
    hidden = {os.path.realpath(d) for d in toolkit_directories()}
    lines = []
    for root, _, files in os.walk("/etc/ld.so.conf.d"):
        for name in sorted(files):
            if name.endswith(".conf"):
                with open(os.path.join(root, name)) as stream:
                    lines += [line.strip() for line in stream if line.startswith("/")]
    kept = [line for line in lines
            if os.path.realpath(line) not in hidden and not leads_there(line, hidden)]
    config = os.path.join(CACHE, "bare.conf")
    with open(config, "w") as stream:
        stream.write("\n".join(kept) + "\n")
    subprocess.run(["/sbin/ldconfig", "-X", "-f", config, "-C", os.path.join(CACHE, "bare.cache")],
                   check=True, stderr=subprocess.DEVNULL)


# -- in the namespace --------------------------------------------------------------------------

def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def overlay(lower, at, name):
    upper, work = (os.path.join(WORK, "overlay", name, part) for part in ("upper", "work"))
    os.makedirs(upper)
    os.makedirs(work)
    options = "lowerdir=%s,upperdir=%s,workdir=%s" % (lower, upper, work)
    if subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options + ",metacopy=on", at],
                      stderr=subprocess.DEVNULL).returncode != 0:
        mount("-t", "overlay", "overlay", "-o", options, at)


def directories(name):
    """LD_LIBRARY_PATH with every directory of an environment's CUDA libraries."""
    with_cuda_11 = environments.file_names(name)["libcudart"] == "libcudart.so.11.0"
    return ":".join(dict.fromkeys(environments.library_directory(name, package)
                                  for package in PACKAGES + ("curand",) * with_cuda_11))


class Stage:
    """The prepared world of one fault; `python` is the interpreter that is judged."""

    def __init__(self, environment, fault):
        self.fault = fault
        self.prefix = path_of(environment)
        self.site = environments.site_of(environment)
        self.python = environments.python_of(environment)
        self.variables = environments.variables_of(environment)
        self.files = environments.libraries_of(environment)
        for role, name in FRAMEWORK.items():
            self.files[role] = os.path.join(environments.framework_of(environment), name)
        self.base_python, self.base_site = environments.base_of(environment)
        self.version = os.path.basename(self.base_python)
        self.own_places = [self.prefix, WORK]  # nothing else may be changed
        self.driver = os.path.join(DRIVER, "whole" if fault.get("nvml", True) else "no-nvml")
        lender = "tf-2.20.0-cuda"
        self.words = {
            "site": self.site, "env": self.prefix, "work": WORK, "envs": ENVIRONMENTS,
            "base": self.base_site, "base_python": self.base_python, "version": self.version,
            "bin": os.path.dirname(self.python),
            "prefix": os.path.dirname(os.path.dirname(self.python)),
            "hollow": os.path.join(DRIVER, "hollow"),
            "toolkit": (toolkit_directories() or ["/nonexistent"])[0],
            "seven": directories(environment),
            "other_seven": directories(lender) if os.path.isdir(path_of(lender))
            else "/nonexistent",
            **environments.file_names(environment)}

    def set_up(self):
        os.makedirs(WORK, exist_ok=True)
        mount("-t", "tmpfs", "tmpfs", WORK)
        for name in ("home", "empty", "cwd"):
            os.makedirs(os.path.join(WORK, name))
        mount("-t", "overlay", "overlay", "-o", "lowerdir=%s:%s" % (self.driver, multiarch()),
              multiarch())
        if not self.fault.get("toolkit"):
            mount("--bind", os.path.join(CACHE, "bare.cache"), "/etc/ld.so.cache")
        overlay(self.prefix, self.prefix, "environment")
        for change in self.fault.get("changes", []):
            try:
                getattr(self, "do_" + change[0])(*map(self.fill, change[1:]))
            except (OSError, ValueError, StopIteration):
                if not self.fault.get("lenient"):
                    raise
        if "python" in self.fault:
            self.python = self.fill(self.fault["python"])
        os.chdir(os.path.join(WORK, "cwd"))

    def fill(self, value):
        return value.format(**self.words) if isinstance(value, str) else value

    def at(self, path):
        return os.path.join(self.site, self.files.get(path, path))

    def is_own(self, path):
        """Whether it lies in what is this namespace's alone, whatever links lead there."""
        parent = os.path.realpath(os.path.dirname(path))
        return any((parent + "/").startswith(os.path.realpath(place) + "/")
                   for place in self.own_places)

    def changed(self, path):
        """The path of what is to be made, changed or removed."""
        path = self.at(path)
        if not self.is_own(path):
            raise ValueError(path + " is shared with others: a link leads out of the environment")
        return path

    def make_place(self, directory):
        """A directory to mount on. One that is not there yet is made in memory."""
        above = directory
        while not os.path.isdir(above):
            above = os.path.dirname(above)
        if above != directory and not self.is_own(os.path.join(above, "new")):
            overlay(above, above, "place-%d" % len(self.own_places))
        os.makedirs(directory, exist_ok=True)
        self.own_places.append(directory)

    # changes: each is one way to spoil or to mend a file

    def do_remove(self, path):
        path = self.changed(path)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)

    def do_write(self, path, data):
        path = self.changed(path)
        if os.path.lexists(path):
            os.unlink(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(data.encode() if isinstance(data, str) else data)

    def do_empty(self, path):
        self.do_write(path, b"")

    def do_text(self, path):
        self.do_write(path, TEXT)

    def do_cut(self, path, where):
        path = self.at(path)
        size = os.path.getsize(path)
        if isinstance(where, int):
            length = where if where >= 0 else size + where
        elif where.endswith("%"):
            length = int(size * float(where[:-1]) / 100)
        else:
            elf = Elf(path)
            word, _, add = where.partition("+")
            length = {"loaded": elf.loaded_end, "headers": elf.headers_end,
                      "sections": lambda: elf.sections_offset}[word]() + int(add or 0)
        with open(path, "rb") as stream:
            data = stream.read(length)
        self.do_write(path, data)

    def do_replace(self, path, old, new):
        with open(self.own(path), "r+") as stream:
            text = stream.read().replace(old, new)
            stream.seek(0)
            stream.truncate()
            stream.write(text)

    def do_compile(self, path, source, soname):
        """A library of these few lines."""
        path = self.changed(path)
        os.unlink(path)
        subprocess.run(os.environ.get("CC", "cc").split() + [
            "-x", "c", "-", "-std=gnu11", "-fPIC", "-shared", "-Wl,-soname," + soname,
            "-Wl,-rpath,$ORIGIN", "-o", path],
            input=source.encode(), check=True)

    def do_link(self, path, target):
        path = self.changed(path)
        if os.path.lexists(path):
            os.unlink(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)

    def do_hardlink(self, path, existing):
        os.link(self.at(existing), self.changed(path))

    def do_directory(self, path):
        path = self.changed(path)
        if os.path.lexists(path):
            os.unlink(path)
        os.makedirs(path)

    def do_socket(self, path):
        path = self.changed(path)
        os.unlink(path)
        os.chdir(os.path.dirname(path))
        socket.socket(socket.AF_UNIX).bind(os.path.basename(path))
        os.chdir("/")

    def do_device(self, path):
        path = self.changed(path)
        os.unlink(path)
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))

    def own(self, path):
        """The path of a file that may be written into: no link to what others share."""
        path = self.changed(path)
        if os.path.islink(path):
            with open(path, "rb") as stream:
                self.do_write(path, stream.read())
        return path

    def do_poke(self, path, offset, data):
        Elf(self.own(path)).poke(offset, bytes(data))

    def do_pathless(self, path):
        Elf(self.own(path)).drop_search_path()

    def do_rpath(self, path):
        Elf(self.own(path)).make_rpath()

    def do_searchpath(self, path, text):
        Elf(self.own(path)).set_search_path(text)

    def do_move(self, path, to):
        path, to = self.changed(path), self.changed(to)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        shutil.move(path, to)

    def do_copy(self, path, to):
        path, to = self.at(path), self.changed(to)
        if os.path.islink(to) and not self.is_own(os.path.realpath(to)):
            os.unlink(to)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        shutil.copyfile(path, to)

    def do_uninstall(self, distribution):
        """As pip does: every file of its RECORD, whoever else may own it too."""
        record = os.path.join(self.site, distribution + ".dist-info", "RECORD")
        with open(record, newline="") as stream:
            for row in csv.reader(stream):
                path = os.path.join(self.site, row[0])
                if os.path.exists(path):
                    os.unlink(self.changed(path))

    def do_mode(self, path, mode):
        os.chmod(self.own(path), mode)

    def do_forget_editable(self):
        """What an installer wrote so that a project is found where it lies."""
        for name in os.listdir(self.site):
            if name.startswith("__editable__"):
                os.unlink(os.path.join(self.site, name))

    def do_farm(self, directory, to, how):
        """Links (or copies) of every library of the NVIDIA packages in one directory."""
        directory, to = self.at(directory), self.at(to)
        self.changed(os.path.join(to, "any"))
        os.makedirs(to, exist_ok=True)
        for root, _, files in os.walk(directory):
            for name in files:
                if ".so" in name and os.path.basename(root) == "lib":
                    source = os.path.join(root, name)
                    target = os.path.join(to, name)
                    if not os.path.lexists(target):
                        os.symlink(source if how == "absolute"
                                   else os.path.relpath(source, to), target)

    # changes to where the environment is and which interpreter is asked

    def do_relocate(self, to):
        os.makedirs(self.changed(to))
        mount("--bind", self.prefix, to)
        mount("-t", "tmpfs", "tmpfs", self.prefix)

    def do_venv(self, to, *options):
        subprocess.run([self.base_python, "-m", "venv", "--without-pip", *options,
                        self.changed(to)], check=True,
                       env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"))

    def do_into_base(self):
        """The packages become those of the interpreter itself."""
        mount("--bind", self.site, self.base_site)
        self.own_places.append(self.base_site)

    def do_bind(self, path, to):
        self.make_place(to)
        mount("--bind", self.at(path), to)

    def show_driver(self):
        """What a kernel driver that is loaded shows besides: TensorFlow tells of it when cuInit
        fails. False: this kernel lets nobody lay it out."""
        shown, library = os.path.join(WORK, "shown"), "libcuda.so." + DRIVER_VERSION
        os.makedirs(shown)
        shutil.copyfile(os.path.join(multiarch(), "libcuda.so.1"), os.path.join(shown, library))
        os.symlink(library, os.path.join(shown, "libcuda.so.1"))
        try:
            mount("-t", "overlay", "overlay", "-o", "lowerdir=%s:%s" % (shown, multiarch()),
                  multiarch())
            mount("-t", "tmpfs", "tmpfs", "/proc/driver")
            overlay("/dev", "/dev", "nodes")
        except subprocess.CalledProcessError:
            return False
        os.makedirs("/proc/driver/nvidia")
        with open("/proc/driver/nvidia/version", "w") as stream:
            stream.write(VERSION_FILE % DRIVER_VERSION)
        for name in ("nvidia0", "nvidiactl", "nvidia-uvm"):
            open(os.path.join("/dev", name), "w").close()
        return True

    # what the judged process gets

    def environment(self):
        variables = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
                     "HOME": os.path.join(WORK, "home"), "PYTHONDONTWRITEBYTECODE": "1"}
        variables.update(self.variables)
        for name, value in self.fault.get("stub", {}).items():
            variables["WHYCPU_STUB_" + name] = str(value)
        for name, value in self.fault.get("env", {}).items():
            variables[name] = self.fill(value)
        return variables


def die_with_parent():
    """A namespace must not outlive the runner; a crash must leave no core file behind."""
    ctypes.CDLL(None).prctl(1, 9)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

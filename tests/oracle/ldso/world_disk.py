"""Puts a plan on the disk."""
import hashlib
import os
import shutil
import socket
import struct
import subprocess
from pathlib import Path

from damage import apply_damage
from elf_writer import append_dynamic, write_library
from world_plan import Content, Directory, HardLink, Library, Link, Socket

HERE = Path(__file__).resolve().parent
COMPILE = ["gcc", "-O1", "-fPIC", "-Wl,--build-id", "-Wl,--hash-style=both"]


class Builder:
    """Makes objects; what gcc made is kept in `cache` for later worlds."""

    def __init__(self, cache):
        self.cache = Path(cache)
        self.cache.mkdir(parents=True, exist_ok=True)
        # -ldl: before 2.34, glibc kept dlopen() in a library of its own.
        self.program = self.compiled([str(HERE / "main.c"), "-pie", "-Wl,-z,now",
                                      "-ldl"]).read_bytes()
        self.enter = self.compiled([str(HERE / "enter.c"), "-static"])
        self.library = self.compiled([str(HERE / "library.c"), "-shared", "-nostdlib"]).read_bytes()

    def compiled(self, arguments, script=None):
        """The output of gcc, from the cache if the same sources went in before. `script` is a
        linker's version script."""
        key = hashlib.sha256()
        for argument in COMPILE + arguments + [script or ""]:
            key.update(argument.encode() + b"\0")
            if argument.endswith(".c"):
                key.update(Path(argument).read_bytes())
        output = self.cache / key.hexdigest()[:24]
        if not output.exists():
            scratch = "%s.%d" % (output, os.getpid())
            if script:
                Path(scratch + ".map").write_text(script)
                arguments = arguments + ["-Wl,--version-script=%s.map" % scratch]
            subprocess.run(COMPILE + arguments + ["-o", scratch], check=True)
            os.rename(scratch, output)
        return output

    def linked(self, library):
        """What ld itself writes for a description, where it can write it at all. (gcc has no way
        to name a NEEDED that is not there, so an empty library of that SONAME is linked.)"""
        arguments = [str(HERE / "library.c"), "-shared", "-Wl,--no-as-needed"]
        if library.layout == "linked":  # "linked-whole" keeps what gcc adds for C
            arguments.append("-nostdlib")
        if library.soname:
            arguments.append("-Wl,-soname," + library.soname)
        for text, switch in ((library.rpath, "disable"), (library.runpath, "enable")):
            if text:
                arguments += ["-Wl,--%s-new-dtags" % switch, "-Wl,-rpath," + text]
        script = "".join("%s { };\n" % version for version in library.defines)
        for needed in library.needed:
            arguments.append(str(self.compiled([str(HERE / "library.c"), "-shared", "-nostdlib",
                                                "-Wl,-soname," + needed])))
        return self.compiled(arguments, script).read_bytes()

    def bytes_of(self, library):
        linkable = not (library.rpath and library.runpath) and not library.wants and \
            not library.flags_1 and "," not in "%s%s%s" % (library.rpath, library.runpath,
                                                           library.needed)
        makers = library.layout.partition("-")[0]
        if makers == "program":
            data = self.program
        elif makers == "linked" and linkable:
            data = self.linked(library)
        elif makers in ("linked", "appended"):
            data = append_dynamic(self.library, library)
        else:
            data = write_library(library)
        return apply_damage(data, library.damage)


def is_garbled(cache):
    """Whether ldconfig -c compat has written a file whose second table counts more entries than
    the file can hold: that of 2.36 does so now and then, where there are directories for certain
    processors. A process that reads such a file reads behind its end, and may die of it."""
    start = cache.find(b"glibc-ld.so.cache1.1")
    if start <= 0:
        return False
    count, strings = struct.unpack_from("<II", cache, start + 20)
    return len(cache) < start + 48 + 24 * count + strings


class LeadsOut(OSError):
    """A link above this path leads out of the world."""


class World:
    """A plan at a place."""

    def __init__(self, plan, directory, builder, machine):
        self.plan, self.builder, self.machine = plan, builder, machine
        self.directory = str(directory)
        self.prefix = "" if plan.root else self.directory
        self.known = {}  # by directory: whether it lies in this world

    def text(self, text):
        return text.replace("%W", self.prefix)

    def here(self, library):
        """The description with the place of this world in it."""
        copy = Library(**vars(library))
        copy.needed = [self.text(name) for name in library.needed]
        copy.wants = [(self.text(name), version, weak) for name, version, weak in library.wants]
        for name in ("soname", "rpath", "runpath"):
            value = getattr(library, name)
            setattr(copy, name, None if value is None else self.text(value))
        return copy

    def path(self, below):
        """Of what may be made, changed or removed: whatever links the world has by now, the
        directory lies in it. A link of a world that is a root of its own may name any path."""
        path = os.path.join(self.directory, below)
        parent = os.path.dirname(path)
        if parent not in self.known:
            top = os.path.realpath(self.directory)
            self.known[parent] = os.path.commonpath([top, os.path.realpath(parent)]) == top
        if not self.known[parent]:
            raise LeadsOut("%s leads out of the world" % below)
        return path

    def inside(self, below):
        """As path(); of what leads out, a path at which nothing is."""
        try:
            return self.path(below)
        except LeadsOut:
            return os.path.join(self.directory, "leads-out", "nothing")

    def set_mode(self, below, mode):
        path = self.inside(below)
        if os.path.isdir(path) and not os.path.islink(path):
            os.chmod(path, mode)

    def make_parent(self, path):
        os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)

    def make(self):
        """Writes everything. An entry whose place is taken already (two names of one directory)
        is left out, the same way each time."""
        os.makedirs(self.directory, mode=0o755)
        if self.plan.root:
            self.make_root()
        self.put("bin/main", None)
        # Hard links last of the files: what they join must be there.
        for last in (False, True):
            for path, what in self.plan.files.items():
                if isinstance(what, HardLink) == last:
                    self.put(path, what)
        if self.plan.cache:
            self.make_cache()
        for path, mode in self.plan.modes.items():
            if path == self.plan.cwd and os.geteuid() != 0:
                continue  # nobody could be put there
            self.set_mode(path, mode)

    def put(self, below, what):
        try:
            path = self.path(below)
            self.make_parent(path)
        except (FileExistsError, NotADirectoryError, LeadsOut):
            return
        if isinstance(what, Directory):
            if not os.path.lexists(path):
                os.mkdir(path, what.mode)
        elif os.path.lexists(path):
            return
        elif isinstance(what, Link):
            os.symlink(self.text(what.target), path)
            self.known.clear()  # a directory may be elsewhere from now on
        elif isinstance(what, HardLink):
            if os.path.isfile(self.path(what.path)):
                os.link(self.path(what.path), path, follow_symlinks=False)
        elif isinstance(what, Socket):
            self.put_socket(path)
        elif isinstance(what, Content):
            self.write(path, what.data, what.mode)
        elif what is None:
            program = self.here(self.plan.main)
            self.write(path, append_dynamic(self.builder.program, program), 0o755)
        else:
            self.write(path, self.builder.bytes_of(self.here(what)), what.mode)

    @staticmethod
    def write(path, data, mode):
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, mode)

    @staticmethod
    def put_socket(path):
        """The path of a socket may have 107 characters, so it is bound from nearby."""
        back = os.getcwd()
        os.chdir(os.path.dirname(path))
        try:
            with socket.socket(socket.AF_UNIX) as unused:
                unused.bind(os.path.basename(path))
        finally:
            os.chdir(back)

    def make_root(self):
        """A root directory in which the program starts: the loader and libc where they belong."""
        if self.plan.merged_usr:
            for name in ("lib", "lib64"):
                os.makedirs(self.path("usr/" + name), mode=0o755, exist_ok=True)
                os.symlink("usr/" + name, self.path(name))
        for source in [self.machine["interpreter"]] + self.machine["libraries"]:
            self.put_system_file(source)
        os.makedirs(self.path("etc"), mode=0o755, exist_ok=True)
        # From here the loader takes $ORIGIN of the program; there is no real /proc.
        os.makedirs(self.path("proc/self"), mode=0o755)
        os.symlink("/bin/main", self.path("proc/self/exe"))
        os.makedirs(self.path("proc/sys/kernel"), mode=0o755)
        self.write(self.path("proc/sys/kernel/osrelease"), os.uname().release.encode() + b"\n",
                   0o644)

    def put_system_file(self, source):
        """With its links as they are here: the name of the file itself may tell the release, as
        ld-2.31.so does."""
        kept = self.builder.cache / ("system-" + os.path.basename(source))
        if not kept.exists():
            scratch = "%s.%d" % (kept, os.getpid())
            shutil.copy(os.path.realpath(source), scratch)
            os.rename(scratch, kept)
        real = os.path.realpath(source)
        if not self.plan.merged_usr and real.startswith("/usr/lib"):
            real = real[len("/usr"):]
        for path in (real, source):
            self.make_parent(self.path(path.lstrip("/")))
        os.link(kept, self.path(real.lstrip("/")))
        if not os.path.lexists(self.path(source.lstrip("/"))):
            os.symlink(real, self.path(source.lstrip("/")))

    def make_cache(self):
        cache = self.plan.cache
        with open(self.path("etc/ld.so.conf"), "w") as conf:
            conf.writelines(directory + "\n" for directory in cache.directories)
        subprocess.run(["ldconfig", "-r", self.directory] + cache.options,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
                       check=False)
        made = Path(self.path("etc/ld.so.cache"))
        if made.exists() and is_garbled(made.read_bytes()):
            made.unlink()
        if cache.damage and made.exists():
            made.write_bytes(apply_damage(made.read_bytes(), cache.damage))
        if made.exists():
            made.chmod(cache.mode)
        self.change_what_was_cached()

    def change_what_was_cached(self):
        cache = self.plan.cache
        for path, data in cache.replaced.items():
            path = self.inside(path)
            if os.path.isfile(path) and not os.path.islink(path):
                self.write(path, data, 0o644)
        for path in cache.removed:
            path = self.inside(path)
            if os.path.lexists(path) and not os.path.isdir(path):
                os.unlink(path)

    def remove(self):
        for path in self.plan.modes:
            self.set_mode(path, 0o755)
        shutil.rmtree(self.directory)

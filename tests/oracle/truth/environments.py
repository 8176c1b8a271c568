"""Real environments, installed once and never changed afterwards.

Their files are hard links into the installer's own store, so writing into one would damage the
others: everything that spoils a file happens above them, in an overlay (stage.py). The rows are in
recipes.py, the ways of making one in ways.py.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys

import recipes
import ways
from ways import Unreachable  # noqa: F401

CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),
                     "whycpu-truth")
ENVIRONMENTS = os.path.join(CACHE, "envs")

FRAMEWORKS = ("tensorflow", "torch", "jax", "keras", "onnxruntime")

# role -> (directory of the package, the file without its major version)
LIBRARIES = {
    "cudart": ("cuda_runtime", "libcudart.so.12"), "cublas": ("cublas", "libcublas.so.12"),
    "cublasLt": ("cublas", "libcublasLt.so.12"), "cufft": ("cufft", "libcufft.so.11"),
    "cusolver": ("cusolver", "libcusolver.so.11"), "cusparse": ("cusparse", "libcusparse.so.12"),
    "cudnn": ("cudnn", "libcudnn.so.9"), "cudnn_graph": ("cudnn", "libcudnn_graph.so.9"),
    "nvjitlink": ("nvjitlink", "libnvJitLink.so.12"),
}


def path_of(name):
    return os.path.join(ENVIRONMENTS, name)


def way_of(name):
    recipe = recipes.TABLE[name]
    return ways.WAYS[recipe["way"]](recipe, os.path.join(CACHE, "uv-tool", "bin", "uv"))


def site_of(name):
    return way_of(name).site(path_of(name))


def python_of(name):
    return way_of(name).python(path_of(name))


def framework_of(name):
    return way_of(name).framework(path_of(name))


def variables_of(name):
    return way_of(name).variables(path_of(name))


def library_directory(name, package):
    return way_of(name).library_directory(path_of(name), package)


def libraries_of(name):
    """role -> path, of the release that is installed there."""
    found = {}
    for role, (package, usual) in LIBRARIES.items():
        directory = library_directory(name, package)
        stem = usual[: usual.index(".so.") + 4]
        here = glob.glob(os.path.join(glob.escape(directory), stem + "*"))
        file = usual if len(here) != 1 else os.path.basename(here[0])
        found[role] = os.path.join(directory, file)
    return found


def file_names(name):
    """Words for faults that hold for every release: {libcufft} is libcufft.so.10 or .11"""
    return {"lib" + role: os.path.basename(path) for role, path in libraries_of(name).items()}


def install_uv():
    """The uv program, in a virtual environment of its own."""
    tool = os.path.join(CACHE, "uv-tool")
    if not os.path.exists(os.path.join(tool, "bin", "uv")):
        os.makedirs(CACHE, exist_ok=True)
        ways.run([sys.executable, "-m", "venv", tool])
        ways.run([os.path.join(tool, "bin", "python"), "-m", "pip", "install", "--quiet", "uv"])


def mark_of(name):
    return os.path.join(CACHE, "complete", name)


def is_complete(name):
    return os.path.exists(mark_of(name))


def install(name, say):
    """Makes sure that an environment is there and complete."""
    prefix = path_of(name)
    if is_complete(name):
        return
    install_uv()
    say("# installing " + name)
    shutil.rmtree(prefix, ignore_errors=True)  # what an interrupted run has left
    try:
        way_of(name).make(prefix)
        # Byte code is written now: a start must not differ from the next one by compiling.
        of_donors = recipes.TABLE[name].get("byte_code")
        for framework in () if of_donors else FRAMEWORKS:
            subprocess.run([python_of(name), "-c", "import " + framework],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           env=dict(os.environ, **variables_of(name)))
    except Unreachable:
        shutil.rmtree(prefix, ignore_errors=True)
        raise
    os.makedirs(os.path.dirname(mark_of(name)), exist_ok=True)
    with open(mark_of(name), "w"):
        pass


def base_of(name):
    """(interpreter, directory of its own packages) behind a virtual environment."""
    python = os.path.realpath(python_of(name))
    home = os.path.dirname(os.path.dirname(python))
    return python, os.path.join(home, "lib", os.path.basename(python), "site-packages")


def distributions(name):
    return sorted(os.path.basename(d)[: -len(".dist-info")]
                  for d in glob.glob(os.path.join(glob.escape(site_of(name)), "*.dist-info")))


def fingerprint(name):
    """Changes whenever anything else is installed there."""
    text = "\n".join([os.path.realpath(python_of(name))]
                     + distributions(name) + os.confstr("CS_GNU_LIBC_VERSION").split())
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""Real environments, installed once and never changed afterwards.

Their files are hard links into the installer's own store, so writing into one would damage the
others: everything that spoils a file happens above them, in an overlay (stage.py).
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys

CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),
                     "whycpu-truth")
ENVIRONMENTS = os.path.join(CACHE, "envs")

SEVEN = ["nvidia-cublas-cu12", "nvidia-cuda-runtime-cu12", "nvidia-cudnn-cu12<10",
         "nvidia-cufft-cu12", "nvidia-cusolver-cu12", "nvidia-cusparse-cu12",
         "nvidia-nvjitlink-cu12"]
# What `import tensorflow` needs of its own requirements: the rest is left out to be small.
IMPORTS = ["absl-py", "astunparse", "flatbuffers", "gast", "google-pasta", "grpcio", "h5py",
           "keras", "ml-dtypes", "numpy", "opt-einsum", "packaging", "protobuf", "requests", "setuptools<81",
           "six", "termcolor", "typing-extensions", "wrapt"]

# name -> steps of `pip install`, in order.
RECIPES = {
    "tf-2.21.0-cuda": [["tensorflow[and-cuda]==2.21.0"]],
    "tf-2.20.0-cuda": [["tensorflow[and-cuda]==2.20.0"]],
    "tf-2.20.0": [["tensorflow==2.20.0"]],
    "tf-cpu-2.21.0": [["tensorflow-cpu==2.21.0"]],
    "tf-2.21.0-cuda+cpu": [["tensorflow[and-cuda]==2.21.0"],
                           ["--no-deps", "tensorflow-cpu==2.21.0"]],
    "tf-cpu+2.21.0-cuda": [["tensorflow-cpu==2.21.0"],
                           ["tensorflow[and-cuda]==2.21.0"]],
    "tf-2.18.0-cuda": [["tensorflow[and-cuda]==2.18.0"]],
    "tf-2.16.1-cuda": [["tensorflow[and-cuda]==2.16.1", "setuptools<80"]],
    "tf-2.13.1": [["tensorflow==2.13.1"]],
    "tf-2.21.0-small": [["--no-deps", "tensorflow==2.21.0"], IMPORTS, ["--no-deps"] + SEVEN],
}
PYTHON = {"tf-2.16.1-cuda": "3.11", "tf-2.13.1": "3.11"}


class Unreachable(Exception):
    """The package index could not be reached, or has no such file."""


def path_of(name):
    return os.path.join(ENVIRONMENTS, name)


def site_of(prefix):
    found = glob.glob(os.path.join(prefix, "lib", "python3.*", "site-packages"))
    if len(found) != 1:
        raise Unreachable("no site-packages below " + prefix)
    return found[0]


def installer():
    """The uv program, installed into a virtual environment of its own when it is not there."""
    tool = os.path.join(CACHE, "uv-tool")
    program = os.path.join(tool, "bin", "uv")
    if not os.path.exists(program):
        os.makedirs(CACHE, exist_ok=True)
        run([sys.executable, "-m", "venv", tool])
        run([os.path.join(tool, "bin", "python"), "-m", "pip", "install", "--quiet", "uv"])
    return program


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Unreachable("%s: %s" % (" ".join(command[:4]), done.stdout.strip()[-300:]))


def install(name, say):
    """Makes sure that an environment is there and complete; returns its prefix."""
    prefix = path_of(name)
    complete = os.path.join(CACHE, "complete", name)
    if os.path.exists(complete):
        return prefix
    uv = installer()
    if not os.path.exists(os.path.join(prefix, "pyvenv.cfg")):
        say("# installing " + name)
        run([uv, "venv", "--quiet", "--python", PYTHON.get(name, ">=3.10,<3.13"), prefix])
    python = os.path.join(prefix, "bin", "python")
    try:
        for step in RECIPES[name]:
            run([uv, "pip", "install", "--quiet", "--link-mode", "hardlink", "--python", python]
                + step)
        # Byte code is written now: a start must not differ from the next one by compiling.
        subprocess.run([python, "-m", "compileall", "-q", "-j", "0", site_of(prefix)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except Unreachable:
        shutil.rmtree(prefix, ignore_errors=True)
        raise
    os.makedirs(os.path.dirname(complete), exist_ok=True)
    with open(complete, "w"):
        pass
    return prefix


def base_of(prefix):
    """(interpreter, directory of its own packages) behind a virtual environment."""
    python = os.path.realpath(os.path.join(prefix, "bin", "python"))
    version = os.path.basename(os.path.dirname(site_of(prefix)))
    home = os.path.dirname(os.path.dirname(python))
    return python, os.path.join(home, "lib", version, "site-packages")


def distributions(prefix):
    return sorted(os.path.basename(d)[: -len(".dist-info")]
                  for d in glob.glob(os.path.join(site_of(prefix), "*.dist-info")))


def fingerprint(prefix):
    """Changes whenever anything else is installed there."""
    text = "\n".join([os.path.realpath(os.path.join(prefix, "bin", "python"))]
                     + distributions(prefix) + os.confstr("CS_GNU_LIBC_VERSION").split())
    return hashlib.sha256(text.encode()).hexdigest()[:16]

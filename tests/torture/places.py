"""Machines on which programs are tortured: small trees on which nothing is wrong."""
import json
import os
import shutil
import sys

HOSTILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hostile")
sys.path.insert(0, HOSTILE)
sys.dont_write_bytecode = True
import trees  # noqa: E402
from elf import library  # noqa: E402

# What TensorFlow and cuDNN open beside what a plausible machine has.
MORE_LIBRARIES = ["libcurand.so.10", "libcudnn_graph.so.9", "libcudnn_ops.so.9",
                  "libcudnn_cnn.so.9", "libcudnn_adv.so.9", "libcudnn_heuristic.so.9",
                  "libcudnn_engines_precompiled.so.9", "libcudnn_engines_runtime_compiled.so.9"]
HOME = "home/eva"


def healthy(root):
    """A plausible machine whose TensorFlow uses the GPU: verdict `gpu`."""
    trees.plausible(root)
    libraries = f"{trees.SITE}/nvidia/cudnn/lib"
    for name in MORE_LIBRARIES:
        trees.put(root, f"{libraries}/{name}", library(name, ["libc.so.6"], "$ORIGIN"))
    trees.put(root, f"{libraries}/libcudnn.so.9",
              library("libcudnn.so.9", ["libc.so.6"], "$ORIGIN"))
    # What a glibc says of itself: without it, a loader would be taken for a very old one.
    trees.put(root, trees.LIBRARIES + "/ld-linux-x86-64.so.2",
              library("ld-linux-x86-64.so.2") + b"\0stable release version 2.36.\0")
    for name in ["libnvidia-ml.so", "libnvidia-ptxjitcompiler.so"]:
        trees.put(root, f"{trees.LIBRARIES}/{name}.580.65.06", library(name + ".1", ["libc.so.6"]))
        trees.link(root, f"{trees.LIBRARIES}/{name}.1", name + ".580.65.06")
    trees.put(root, "sys/module/nvidia_uvm/initstate", "live\n")
    trees.put(root, "etc/passwd", "root:x:0:0::/root:/bin/sh\neva:x:1000:1000::/home/eva:/bin/sh\n")
    trees.put(root, "etc/group", "video:x:44:eva\n")


def environment(directory):
    """A virtual environment of this machine with what stands for TensorFlow; its files are those
    of the plausible machine, its interpreter is the system's."""
    tree = directory + ".tree"
    healthy(tree)
    os.rename(os.path.join(tree, trees.ENVIRONMENT), directory)
    shutil.rmtree(tree)
    python = os.path.realpath(sys.executable)
    trees.link(directory, "bin/python", python)
    version = "{}.{}".format(*sys.version_info[:2])
    trees.put(directory, "pyvenv.cfg",
              f"home = {os.path.dirname(python)}\nversion = {version}.{sys.version_info[2]}\n")
    if version != "3.11":
        os.rename(f"{directory}/lib/python3.11", f"{directory}/lib/python{version}")


def home_of_environments(home):
    """Three environments of this machine's interpreter where --all looks for them: beside each other,
    in conda's list, and behind a kernel of Jupyter. One is sound, one lacks its libraries."""
    names = [".virtualenvs/sound", ".virtualenvs/bare", "elsewhere/notebook"]
    for name in names:
        environment(os.path.join(home, name))
    site = "lib/python{}.{}/site-packages".format(*sys.version_info[:2])
    shutil.rmtree(os.path.join(home, names[1], site, "nvidia"))
    trees.put(home, ".conda/environments.txt", "".join(f"{home}/{name}\n" for name in names[1:]))
    python = os.path.join(home, names[2], "bin/python")
    trees.put(home, ".local/share/jupyter/kernels/notebook/kernel.json",
              json.dumps({"argv": [python, "-m", "ipykernel_launcher"], "display_name": "notebook",
                          "language": "python"}))


def more_environments(root):
    """Two more beside it, for --all: one is sound, one lacks its libraries."""
    for name in ["one", "two"]:
        shutil.copytree(os.path.join(root, trees.ENVIRONMENT), f"{root}/root/.virtualenvs/{name}",
                        symlinks=True)
    shutil.rmtree(f"{root}/root/.virtualenvs/two/lib/python3.11/site-packages/nvidia")

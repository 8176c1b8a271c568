"""The kinds of faults, as data: a row a kind.

A row is a fault as in tests/oracle/truth/faults.py, with its environment, and as needed
  run          True: variables alone mend it, so `whycpu run --repair` must do so
  person       True: what is wrong lies where whycpu changes nothing; it must say so and do nothing
  start_files  what the person's shell reads when it starts
  only_here    variables that only this one shell has: a new one does not
  packages     True: a package manager has to fetch something
"""

from faults import MASKED

SMALL, NEW, OLD = "tf-2.21.0-small", "tf-2.21.0-cuda", "tf-2.16.1-cuda"
GOOD = "tf-2.20.0-cuda"
BASHRC = "{work}/home/.bashrc"
ACTIVATE = "{prefix}/bin/activate"


def kind(name, environment, *changes, **more):
    return dict(name=name, environment=environment, changes=list(changes), **more)


KINDS = [
    kind("2.21.0 as it comes", NEW, run=True),
    kind("2.16.1 as it comes", OLD, run=True),
    kind("2.21.0, seven libraries alone", SMALL, run=True),
    kind("CUDA_VISIBLE_DEVICES=-1 in the activation script", GOOD,
         ["append", ACTIVATE, "export CUDA_VISIBLE_DEVICES=-1\n"], start_files=[ACTIVATE], run=True),
    kind("CUDA_VISIBLE_DEVICES=-1 in this shell alone", GOOD, env={MASKED: "-1"}, run=True,
         person=True),
    kind("CUDA_VISIBLE_DEVICES= in ~/.bashrc", GOOD,
         ["write", BASHRC, "alias ll='ls -l'\nexport CUDA_VISIBLE_DEVICES=\n"],
         start_files=[BASHRC], run=True),
    kind("TF_ENABLED_DEVICE_TYPES=CPU in ~/.bashrc", GOOD,
         ["write", BASHRC, "export TF_ENABLED_DEVICE_TYPES=CPU\n"], start_files=[BASHRC], run=True),
    kind("LD_LIBRARY_PATH in ~/.bashrc names a damaged library", GOOD,
         ["text", "{work}/early/libcufft.so.11"],
         ["write", BASHRC, "export LD_LIBRARY_PATH={work}/early\n"], start_files=[BASHRC],
         run=True),
    kind("LD_PRELOAD in ~/.bashrc of a CUDA library without its functions", GOOD,
         ["write", BASHRC, "export LD_PRELOAD={hollow}/libcublasLt.so.12\n"], start_files=[BASHRC],
         run=True),
    kind("RUNPATH of the framework is empty", GOOD, ["searchpath", "framework", ""],
         start_files=[ACTIVATE], run=True),
    kind("a library removed", GOOD, ["remove", "cudart"], packages=True),
    kind("a library cut in half", GOOD, ["cut", "cudart", "50%"], packages=True),
    kind("a library emptied", GOOD, ["empty", "cudart"], packages=True),
    kind("a library is a dangling link", GOOD, ["link", "cudart", "libnowhere.so"], packages=True),
    kind("a library is a directory", GOOD, ["directory", "cudart"], packages=True),
    kind("a library of another architecture", GOOD, ["poke", "cudart", 18, [183, 0]],
         packages=True),
    kind("cuDNN of another major", GOOD, ["move", "cudnn", "nvidia/cudnn/lib/libcudnn.so.8"],
         packages=True),
    kind("the environment moved, 2.21.0", SMALL, ["relocate", "{work}/moved"],
         python="{work}/moved/bin/python", run=True),
    kind("three at once: a variable, a shadowing file, libraries that are not searched", SMALL,
         ["append", ACTIVATE, "export CUDA_VISIBLE_DEVICES=-1\n"],
         ["text", "{work}/early/libcufft.so.11"],
         ["write", BASHRC, "export LD_LIBRARY_PATH={work}/early\n"],
         start_files=[BASHRC, ACTIVATE], run=True),
    kind("tensorflow without its extra", "tf-2.20.0", packages=True),
    kind("tensorflow-cpu beside tensorflow", "tf-2.21.0-cuda+cpu", packages=True),
]

# What CI runs: no package index is needed, and one environment.
QUICK = ["2.21.0, seven libraries alone", "three at once: *"]

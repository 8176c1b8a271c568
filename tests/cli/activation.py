#!/usr/bin/env python3
"""Directories that the activation names: `whycpu fix --apply` writes them into the scripts of a virtual
environment, and each shell that is installed here starts its own script anew. Prints TAP.

What LD_LIBRARY_PATH has already stays in it; an empty value leaves no empty entry behind, which the
loader would take for the working directory.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools"))
import repairs  # noqa: E402
from repairs import environments  # noqa: E402
from tap import done, skip, tell  # noqa: E402

# shell: (names of the program, its options, the script, what reads it and shows the variable)
SHELLS = {
    "sh": (["dash", "sh"], ["-eu"], "activate", '. "$SCRIPT"; printf %s "$LD_LIBRARY_PATH"'),
    "bash": (["bash"], ["--norc", "-eu"], "activate", '. "$SCRIPT"; printf %s "$LD_LIBRARY_PATH"'),
    "zsh": (["zsh"], ["-feu"], "activate", '. "$SCRIPT"; printf %s "$LD_LIBRARY_PATH"'),
    "fish": (["fish"], ["--no-config"], "activate.fish",
             'source "$SCRIPT"; printf %s "$LD_LIBRARY_PATH"'),
    "csh": (["tcsh", "csh", "bsd-csh"], ["-f"], "activate.csh",
            'source "$SCRIPT"; printf %s "$LD_LIBRARY_PATH"'),
}
OTHERS = ("Activate.ps1", "activate.nu")


class Activated(repairs.Place):
    """A framework that searches nowhere, so that no link helps; scripts as of a virtual
    environment."""

    def prepare(self):
        environments.link(self.pristine / repairs.SITE / "tensorflow/libtensorflow_framework.so.2",
                          "libtensorflow_framework.so.2")
        for name in ("activate", "activate.fish", "activate.csh", *OTHERS):
            (self.pristine / "bin" / name).write_text("# the last line, without an end")
        self.fresh()

    def planned(self):
        """What the plan has of the activation."""
        plan = json.loads(self.run("--json", "--assume-gpu", "--venv", str(self.env)).stdout)
        return next(fix for way in plan["steps"][0]["ways"] for fix in way["fixes"]
                    if fix["id"] == "set-at-activation")

    def directories(self):
        """Those of the plan: what this machine finds elsewhere is not among them."""
        return next(edit["text"] for edit in self.planned()["edits"] if edit["kind"] == "set")


def shown(place, shell, program, value):
    _, options, script, command = SHELLS[shell]
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(place.work),
                 "SCRIPT": str(place.env / "bin" / script)}
    if value is not None:
        variables["LD_LIBRARY_PATH"] = value
    return subprocess.run([program, *options, "-c", command], env=variables, cwd="/", timeout=60,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def activate(place, shell, directories):
    program = next(filter(None, map(shutil.which, SHELLS[shell][0])), None)
    for value, name in ((None, "not set"), ("", "empty"), ("/mine:/more", "set")):
        what = f"{shell}, the variable is {name}"
        if not program:
            skip(what, "it is not installed here")
            continue
        said = shown(place, shell, program, value)
        wanted = directories + (f":{value}" if value else "")
        tell(said.returncode == 0 and said.stdout == wanted and not said.stderr, what,
             said.stderr, "shows    " + said.stdout, "expected " + wanted)


def serves(place):
    """The plan names the shells whose scripts are there, and says that others are not served."""
    for absent, names in (([], "sh, bash, zsh, fish, csh"),
                          (["activate.fish"], "sh, bash, zsh, csh"),
                          (["activate.fish", "activate.csh"], "sh, bash, zsh")):
        place.fresh()
        for name in absent:
            (place.env / "bin" / name).unlink()
        says = place.planned()["says"]
        tell(says.endswith(f"; for {names}, not for PowerShell or nushell"),
             "the plan says for which shells it is: " + names, says)
    place.fresh()


def main():
    with tempfile.TemporaryDirectory(prefix="whycpu-activation-") as work:
        place = Activated(os.path.realpath(work))
        place.prepare()
        serves(place)
        directories = place.directories()
        said = place.apply()
        tell(said.returncode == 0 and f"{place.env}/{repairs.SITE}/nvidia/cusolver/lib" in directories,
             "the activation names the directories", said.stdout)
        for shell in SHELLS:
            activate(place, shell, directories)
        untouched = [f"bin/{name}" for name in OTHERS]
        tell(not set(untouched) & set(place.changed()), "no other script is touched",
             *place.changed())
        said = place.run("--undo")
        tell(said.returncode == 0 and not place.changed(), "--undo puts all of them back",
             said.stdout, *place.changed())
    return done()


sys.exit(main())
